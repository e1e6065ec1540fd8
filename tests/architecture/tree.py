"""The source tree as the architecture tests see it."""

from __future__ import annotations

import ast
import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "invoicectl"


def tracked_files() -> list[Path]:
    """Return every file under version control, or, in an unpacked archive, every text file."""
    git = subprocess.run(
        ["git", "-C", str(ROOT), "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        capture_output=True,
        text=True,
        check=False,
    )
    if git.returncode == 0 and git.stdout:
        names = [ROOT / name for name in git.stdout.split("\0") if name]
        return [name for name in names if name.is_file()]
    folders = ("invoicectl", "tests", "docs", "bench")
    return [file for folder in folders for file in (ROOT / folder).rglob("*") if file.is_file()]


def package_modules() -> list[Path]:
    """Return the Python files of the package, sorted."""
    return sorted(PACKAGE.rglob("*.py"))


def python_files() -> list[Path]:
    """Return the Python files of the package, its tests and its benchmarks, sorted."""
    return sorted(file for file in tracked_files() if file.suffix == ".py")


def parsed(file: Path) -> ast.Module:
    """Return the syntax tree of `file`."""
    return ast.parse(file.read_text("utf-8"), filename=str(file))


def name_of(file: Path) -> str:
    """Return the path as people write it, from the root of the project."""
    return str(file.relative_to(ROOT))
