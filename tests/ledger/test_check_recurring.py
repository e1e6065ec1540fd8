"""What would invoice a day twice, or lose one, is found by the check."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from invoicectl.flows.recurring import add_agreement
from invoicectl.flows.recurring_wish import Wish
from invoicectl.flows.repeat import draft_due
from tests import build

from . import world

if TYPE_CHECKING:
    from pathlib import Path

WISH = Wish(start="2026-08-01", lines=("Abo; 500",), in_advance="rent")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A ledger with three drafted months of one agreement, and one of another."""
    settings = build.settings_for(tmp_path)
    with build.new_ledger(tmp_path) as ledger:
        add_agreement(ledger, settings, build.stamp(), "10001", WISH)
        draft_due(ledger, settings, build.stamp())
        later = Wish(start="2026-10-01", lines=("Abo; 500",), in_advance="rent")
        add_agreement(ledger, settings, build.stamp(), "10002", later)
        draft_due(ledger, settings, build.stamp(date(2026, 10, 2)))
        return ledger.path


def test_what_the_program_made_is_sound(path: Path) -> None:
    assert world.findings(path) == ()


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        (
            "UPDATE recurring_period SET last_on = '2026-09-05' WHERE first_on = '2026-08-01'",
            "from 2026-08-01 and from 2026-09-01 overlap",
        ),
        (
            "DELETE FROM recurring_period WHERE recurring_no = 1 AND first_on = '2026-09-01'",
            "D2 was made for recurring invoice 1, but no period names it",
        ),
        (
            "UPDATE recurring_period SET draft_no = 99 WHERE recurring_no = 2",
            "names a draft that was not made for it",
        ),
        (
            "UPDATE recurring SET next_first = '2026-09-01' WHERE recurring_no = 1",
            "Recurring invoice 1 would be invoiced again from 2026-09-01 on",
        ),
    ],
)
def test_each_damage_is_named(path: Path, statement: str, said: str) -> None:
    with world.damaging(path) as con:
        con.execute(statement)
        world.cover_up(con)
    found = [each for each in world.findings(path) if each.code == "C70"]
    assert any(said in each.sentence for each in found), found


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        (
            "INSERT INTO recurring_period VALUES(1,'2026-08-15','2026-08-20',NULL,1,0,'','x')",
            "invoiced or skipped already",
        ),
        ("DELETE FROM recurring_period WHERE recurring_no = 1", "a period that was drafted stays"),
        ("UPDATE recurring_period SET last_on = '2027-01-01'", "only drafted again"),
        ("DELETE FROM recurring", "kept"),
    ],
)
def test_the_ledger_itself_refuses_what_would_invoice_a_day_twice(
    path: Path, statement: str, said: str
) -> None:
    import sqlite3
    from contextlib import closing

    with (
        closing(sqlite3.connect(path)) as con,
        pytest.raises(sqlite3.IntegrityError, match=said),
    ):
        con.execute(statement)
