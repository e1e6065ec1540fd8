"""Whether agreements and projects have something due; light, because every night asks."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from typing import NamedTuple

if TYPE_CHECKING:
    import sqlite3
    from datetime import date


class DueInstalment(NamedTuple):
    """An instalment of an open project whose day has come and that is in no draft or invoice."""

    project_no: str
    n: int
    amount_ore: int
    invoice_on: str


def due_count(con: sqlite3.Connection, today: date) -> int:
    """Return how many agreements have a draft due; reads a small index alone."""
    row = con.execute(
        "SELECT count(*) FROM recurring WHERE next_on IS NOT NULL AND next_on <= ?",
        (today.isoformat(),),
    ).fetchone()
    return int(row[0])


def nears_end(con: sqlite3.Connection, today: date, days: int) -> bool:
    """Return whether an agreement ends within so many days and that was not told yet."""
    return bool(ending_numbers(con, today + timedelta(days=days)))


def ending_numbers(con: sqlite3.Connection, until: date) -> list[int]:
    """Return agreements that end up to a day and whose end was not announced yet."""
    rows = con.execute(
        "SELECT recurring_no FROM recurring WHERE ends_on IS NOT NULL AND ends_on <= ?"
        " AND end_told_for IS NOT ends_on ORDER BY recurring_no",
        (until.isoformat(),),
    )
    return [int(row[0]) for row in rows]


def due_instalments(con: sqlite3.Connection, today: date) -> list[DueInstalment]:
    """Return the instalments that were planned for a day up to `today`, the oldest first.

    Left out are closed projects and what is in a draft or an invoice that was not released.
    """
    rows = con.execute(
        "SELECT s.project_no, s.n, s.amount_ore, s.invoice_on FROM project_instalment s"
        " JOIN project p USING(project_no) WHERE s.invoice_on <= ? AND p.closed_on IS NULL"
        " AND NOT EXISTS(SELECT 1 FROM instalment_draft d"
        " WHERE d.project_no = s.project_no AND d.n = s.n"
        " AND d.draft_no NOT IN(SELECT draft_no FROM work_released)"
        " AND (d.draft_no IN(SELECT draft_no FROM draft)"
        " OR d.draft_no IN(SELECT draft_no FROM invoice)))"
        " ORDER BY s.invoice_on, s.project_no, s.n",
        (today.isoformat(),),
    )
    return [DueInstalment(*row) for row in rows]


def has_instalments(con: sqlite3.Connection) -> bool:
    """Tell whether any price is invoiced in instalments."""
    return con.execute("SELECT 1 FROM project_instalment LIMIT 1").fetchone() is not None
