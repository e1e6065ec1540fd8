"""The tutorial is followed as a reader would: every command, in order, in an empty folder."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TUTORIAL = ROOT / "docs" / "tutorial" / "first-invoice.md"
BLOCK = re.compile(r"^```console\n(.*?)^```", re.MULTILINE | re.DOTALL)
TYPED = re.compile(
    r"^\$ (cat > \S+ <<'END'\n.*?^END$|(?:[^\n]*\\\n)*[^\n]*)", re.MULTILINE | re.DOTALL
)
COMMANDS_MIN = 15


def typed(page: str) -> list[str]:
    """Return what stands behind each `$` of the page, in order; a command may be several lines."""
    return [found[1] for block in BLOCK.findall(page) for found in TYPED.finditer(block)]


class Reader:
    """Somebody with an empty folder, a shell and the program, on the day the page was written."""

    def __init__(self, home: Path) -> None:
        self.folder = home
        self._environment = {
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.defpath}",
            "HOME": str(home),
            "LANG": "C.UTF-8",
            "NO_COLOR": "1",
            "INVOICECTL_CLOCK": "2026-11-23T09:00:00+01:00",
        }

    def types(self, command: str) -> subprocess.CompletedProcess[str]:
        """Run a command in a shell and wait for it; `cd` lasts."""
        if command.startswith("cd "):
            self.folder /= command.removeprefix("cd ")
        return subprocess.run(
            ["sh", "-c", command if not command.startswith("cd ") else "true"],
            cwd=self.folder,
            env=self._environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )


@pytest.fixture(scope="module")
def followed(tmp_path_factory: pytest.TempPathFactory) -> Reader:
    reader = Reader(tmp_path_factory.mktemp("reader"))
    for command in typed(TUTORIAL.read_text("utf-8")):
        done = reader.types(command)
        assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"
        assert not done.stderr, f"{command} has something to say: {done.stderr}"
    return reader


def test_every_command_of_the_page_works(followed: Reader) -> None:
    assert (followed.folder / "config.yaml").is_file()
    assert len(typed(TUTORIAL.read_text("utf-8"))) >= COMMANDS_MIN


def test_what_the_page_promises_has_come_true(followed: Reader) -> None:
    listed = json.loads(followed.types("invoicectl invoice list --json").stdout)
    statuses = {row["invoice_no"]: row["status"] for row in listed["rows"]}
    assert statuses == {10001: "paid", 10002: "open"}
    assert (followed.folder / "inbox" / "done" / "paid.txt").is_file()
    assert followed.types("invoicectl ledger check").returncode == 0


def test_commands_are_found_as_a_reader_would_type_them() -> None:
    page = "```console\n$ cat > a <<'END'\n1\nEND\n$ b \\\n    --c\nanswer\n```\ntext\n$ no\n"
    assert typed(page) == ["cat > a <<'END'\n1\nEND", "b \\\n    --c"]


def test_a_command_that_fails_is_noticed(tmp_path: Path) -> None:
    assert Reader(tmp_path).types("invoicectl overdue").returncode != 0
