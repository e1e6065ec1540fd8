"""Every story in this folder, told by the nights themselves: read the diff, it is the product."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import Golden

from .replay import tell

STORIES = sorted(Path(__file__).parent.glob("*.story"))


@pytest.mark.parametrize("story", STORIES, ids=lambda path: path.stem)
def test_the_nights_tell_the_story(story: Path, tmp_path: Path, golden: Golden) -> None:
    tale = tell(story.read_text("utf-8"), tmp_path / "company")
    golden(f"stories/{story.stem}.txt", tale)


def test_there_are_stories() -> None:
    assert {"silence", "paid_the_same_night", "disputed", "machine_off"} <= {
        path.stem for path in STORIES
    }
