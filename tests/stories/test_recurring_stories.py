"""Every agreement in the folder beside, told by its invoices: read the diff, it is the product."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import Golden

from .recurring_replay import tell

STORIES = sorted((Path(__file__).parent / "recurring").glob("*.agreement"))


@pytest.mark.parametrize("story", STORIES, ids=lambda path: path.stem)
def test_the_years_tell_the_story(story: Path, tmp_path: Path, golden: Golden) -> None:
    tale = tell(story.read_text("utf-8"), tmp_path / "company")
    golden(f"stories/recurring/{story.stem}.txt", tale)


def test_there_are_stories() -> None:
    assert {"two_leap_years", "month_of_28_days", "machine_off_five_weeks", "price_change"} <= {
        path.stem for path in STORIES
    }
