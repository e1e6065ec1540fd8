"""A command loads what it needs and nothing more: start-up time, pinned as lists of modules."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = {
    "sqlite_utils",
    "reportlab",
    "yaml",
    "smtplib",
    "email",
    "ssl",
    "dateutil",
    "rich",
    "pydantic",
    "httpx",
    "importlib.metadata",
    "PIL",
    "fontTools",
}
# What `--version` may cost on top of a bare interpreter: nothing but the package itself.
PARSER = {"typer", "click", "argparse", "sqlite3", "dataclasses", "json"}


def loaded_by(program: str, folder: Path | None = None) -> set[str]:
    """Return the modules that running `program` in `folder` adds to a bare interpreter's."""
    report = "import sys\nbefore = set(sys.modules)\n" + program
    report += "\nprint('loaded:', *(set(sys.modules) - before))"
    run = subprocess.run(
        [sys.executable, "-I", "-c", report],
        cwd=folder,
        capture_output=True,
        text=True,
        check=True,
    )
    return set(run.stdout.rpartition("loaded:")[2].split())


def running(*arguments: str) -> str:
    return (
        f"sys.argv = {['invoicectl', *arguments]!r}\n"
        "from invoicectl.__main__ import main\n"
        "try:\n    main()\nexcept SystemExit:\n    pass"
    )


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a company that has been worked with, so that caches are warm."""
    folder = tmp_path_factory.mktemp("demo") / "company"
    program = Path(sys.executable).with_name("invoicectl")
    subprocess.run([str(program), "demo", str(folder)], check=True, capture_output=True)
    subprocess.run([str(program), "overdue"], cwd=folder, check=True, capture_output=True)
    return folder


def test_the_version_costs_next_to_nothing() -> None:
    loaded = loaded_by(running("--version"))
    assert not loaded & (HEAVY | PARSER)
    assert {name for name in loaded if name.startswith("invoicectl")} <= {
        "invoicectl",
        "invoicectl.__main__",
    }


def test_the_command_tree_alone_loads_nothing_heavy() -> None:
    assert not loaded_by("import invoicectl.cli.app") & HEAVY


@pytest.mark.parametrize(
    "arguments",
    [("overdue",), ("overdue", "--json"), ("invoice", "list"), ("customer", "list")],
    ids=" ".join,
)
def test_a_command_that_only_reads_loads_nothing_heavy(
    arguments: tuple[str, ...], company: Path
) -> None:
    assert not loaded_by(running(*arguments), company) & HEAVY


@pytest.mark.parametrize("part", ["domain", "errors", "seams"])
def test_the_core_loads_nothing_heavy(part: str) -> None:
    program = (
        f"import importlib, pkgutil, invoicectl.{part} as part\n"
        "for found in pkgutil.walk_packages(getattr(part, '__path__', []), part.__name__ + '.'):\n"
        "    importlib.import_module(found.name)"
    )
    assert not loaded_by(program) & (HEAVY | {"typer", "sqlite3", "logging"})
