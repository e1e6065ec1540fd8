"""Stories of quotes and orders: a day and a command line a row, and what each one answered."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.banking import STRANGE_KID
from tests.banking import ocr
from tests.banking import paid
from tests.build import new_ledger
from tests.cli.shell import Shell

if TYPE_CHECKING:
    from tests.conftest import Golden

STORIES = sorted((Path(__file__).parent / "selling").glob("*.story"))


def lived(story: str, folder: Path) -> str:
    """Run the commands of a story in the morning of their days; `bank.txt` pays 25 000 kroner."""
    new_ledger(folder).close()
    (folder / "bank.txt").write_bytes(ocr([paid(STRANGE_KID, 2_500_000)]))
    shell = Shell(folder)
    tale: list[str] = []
    for text in story.splitlines():
        if not text.startswith("#"):
            day, _, command = text.partition(" ")
            printed = shell(*shlex.split(command), at=f"{day}T07:00:00+00:00")
            tale += [f"{day} $ invoicectl {command}", printed.out + printed.err]
    return "\n".join(line.rstrip() for line in "\n".join(tale).splitlines()) + "\n"


@pytest.mark.parametrize("story", STORIES, ids=lambda path: path.stem)
def test_story(
    story: Path, tmp_path: Path, golden: Golden, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    golden(f"stories/selling/{story.stem}.txt", lived(story.read_text("utf-8"), tmp_path))


def test_there_are_stories() -> None:
    assert len(STORIES) == 5
