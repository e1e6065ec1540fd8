"""Which periods of an agreement were drafted or skipped, and what became of their drafts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3


class PeriodState(StrEnum):
    """What became of a period."""

    SKIPPED = "skipped"
    DRAFTED = "drafted"
    INVOICED = "invoiced"
    CREDITED = "credited"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class TakenPeriod:
    """One period that is done with; `draft_no` is None when it was skipped.

    `net_ore` is what the draft came to without VAT, `adjusted` how the index changed its prices.
    `attempt` counts the drafts, as a removed one may be made again by a person.
    """

    recurring_no: int
    first: date
    last: date
    draft_no: int | None
    attempt: int
    net_ore: int
    adjusted: str
    made_on: date
    invoice_no: int | None
    state: PeriodState


_SELECT = """
SELECT p.recurring_no, p.first_on, p.last_on, p.draft_no, p.attempt, p.net_ore, p.adjusted,
  p.made_on, i.invoice_no, CASE WHEN p.draft_no IS NULL THEN 'skipped'
    WHEN EXISTS(SELECT 1 FROM invoice c WHERE c.credits_no = i.invoice_no) THEN 'credited'
    WHEN i.invoice_no IS NOT NULL THEN 'invoiced'
    WHEN EXISTS(SELECT 1 FROM draft d WHERE d.draft_no = p.draft_no) THEN 'drafted'
    ELSE 'removed' END
FROM recurring_period p LEFT JOIN invoice i ON i.draft_no = p.draft_no"""


def taken_periods(
    con: sqlite3.Connection, recurring_no: int, *, limit: int = -1
) -> list[TakenPeriod]:
    """Return the newest `limit` periods of an agreement that are done with, in order of time."""
    rows = con.execute(
        f"{_SELECT} WHERE p.recurring_no = ? ORDER BY p.first_on DESC LIMIT ?",
        (recurring_no, limit),
    ).fetchall()
    return [_read(row) for row in reversed(rows)]


def taken_period(con: sqlite3.Connection, recurring_no: int, first: date) -> TakenPeriod | None:
    """Return the period that begins on a day, None when it was neither drafted nor skipped."""
    row = con.execute(
        f"{_SELECT} WHERE p.recurring_no = ? AND p.first_on = ?",
        (recurring_no, first.isoformat()),
    ).fetchone()
    return _read(row) if row else None


def taken_from(con: sqlite3.Connection, recurring_no: int, first: date | None) -> dict[date, date]:
    """Return first -> last day of what is done with, from a day on (all of it: None)."""
    rows = con.execute(
        "SELECT first_on, last_on FROM recurring_period WHERE recurring_no = ? AND last_on >= ?",
        (recurring_no, first.isoformat() if first else ""),
    )
    return {date.fromisoformat(begin): date.fromisoformat(end) for begin, end in rows}


def last_taken_day(con: sqlite3.Connection, recurring_no: int) -> date | None:
    """Return the last day that any period covers, those skipped ahead too."""
    row = con.execute(
        "SELECT max(last_on) FROM recurring_period WHERE recurring_no = ?", (recurring_no,)
    ).fetchone()
    return date.fromisoformat(row[0]) if row[0] else None


def keep_period(con: sqlite3.Connection, taken: TakenPeriod) -> None:
    """Write down in the caller's transaction that a period is done with; a day is so only once."""
    con.execute(
        "INSERT INTO recurring_period VALUES(?,?,?,?,?,?,?,?)",
        (
            taken.recurring_no, taken.first.isoformat(), taken.last.isoformat(), taken.draft_no,
            taken.attempt, taken.net_ore, taken.adjusted, taken.made_on.isoformat(),
        ),
    )  # fmt: skip


def keep_again(con: sqlite3.Connection, taken: TakenPeriod) -> None:
    """Write down in the caller's transaction the new draft of a period whose draft was removed."""
    con.execute(
        "UPDATE recurring_period SET draft_no = ?, attempt = ?, net_ore = ?, adjusted = ?,"
        " made_on = ? WHERE recurring_no = ? AND first_on = ?",
        (
            taken.draft_no, taken.attempt, taken.net_ore, taken.adjusted,
            taken.made_on.isoformat(), taken.recurring_no, taken.first.isoformat(),
        ),
    )  # fmt: skip


def forget_skip(con: sqlite3.Connection, recurring_no: int, first: date) -> None:
    """Take back in the caller's transaction that a period is skipped."""
    con.execute(
        "DELETE FROM recurring_period WHERE recurring_no = ? AND first_on = ? AND draft_no IS NULL",
        (recurring_no, first.isoformat()),
    )


def _read(row: tuple[object, ...]) -> TakenPeriod:
    number, first, last, draft_no, attempt, net_ore, adjusted, made_on, invoice_no, state = row
    return TakenPeriod(
        int(str(number)), date.fromisoformat(str(first)), date.fromisoformat(str(last)),
        None if draft_no is None else int(str(draft_no)), int(str(attempt)), int(str(net_ore)),
        str(adjusted), date.fromisoformat(str(made_on)),
        None if invoice_no is None else int(str(invoice_no)), PeriodState(str(state)),
    )  # fmt: skip
