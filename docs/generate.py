"""Write the reference pages and the README's blocks from the code, or check that they are current.

Usage: `python docs/generate.py` writes, `python docs/generate.py --check` compares and exits 1.
A page is one module in `pages/` with a function `page() -> str`; a block is cog's, in any page.
"""

from __future__ import annotations

import difflib
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

DOCS = Path(__file__).parent
ROOT = DOCS.parent
MADE = "<!-- Made by `make docs` from the code; a change here is overwritten. -->\n\n"


def pages() -> dict[str, Callable[[], str]]:
    """Return every reference page by its path under `docs/`, with what writes it."""
    from pages import check_codes
    from pages import commands
    from pages import error_codes
    from pages import exit_statuses
    from pages import file_columns
    from pages import ledger_tables
    from pages import line_words
    from pages import rates
    from pages import settings_keys

    return {
        "reference/commands.md": commands.page,
        "reference/exit-statuses.md": exit_statuses.page,
        "reference/error-codes.md": error_codes.page,
        "reference/files.md": file_columns.page,
        "reference/ledger.md": ledger_tables.page,
        "reference/ledger-check.md": check_codes.page,
        "reference/lines.md": line_words.page,
        "reference/rates.md": rates.page,
        "reference/settings.md": settings_keys.page,
    }


def files_with_blocks() -> list[Path]:
    """Return the Markdown files that hold a block for cog."""
    found = [ROOT / "README.md", *sorted(DOCS.rglob("*.md"))]
    return [file for file in found if "[[[cog" in file.read_text("utf-8")]


def outdated(file: Path, text: str) -> str:
    """Return what differs between `file` and the `text` it should hold; empty when current."""
    held = file.read_text("utf-8") if file.exists() else ""
    name = str(file.relative_to(ROOT))
    lines = difflib.unified_diff(
        held.splitlines(keepends=True), text.splitlines(keepends=True), name, f"{name} (from code)"
    )
    return "".join(lines)


def run_blocks(*, check: bool) -> int:
    """Run cog over the files with blocks and return its exit status: 0 when all are current."""
    files = [str(file) for file in files_with_blocks()]
    if not files:
        return 0
    mode = ["--check", "--diff"] if check else ["-r"]
    cog = [sys.executable, "-m", "cogapp", "-I", str(DOCS), *mode, *files]
    return subprocess.run(cog, check=False).returncode


def main(arguments: list[str]) -> int:
    """Write everything, or with `--check` say what is out of date and return 1."""
    check = "--check" in arguments
    os.environ.update({"COLUMNS": "80", "NO_COLOR": "1", "TZ": "UTC"})
    os.chdir(ROOT)
    stale = 0
    for name, page in pages().items():
        file = DOCS / name
        text = MADE + page().rstrip() + "\n"
        diff = outdated(file, text)
        if not diff:
            continue
        if check:
            stale += 1
            sys.stdout.write(diff)
        else:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, "utf-8")
            sys.stdout.write(f"written: docs/{name}\n")
    failed = run_blocks(check=check) != 0
    if stale or failed:
        sys.stderr.write("the documentation is older than the code: run `make docs`\n")
    return 1 if stale or failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
