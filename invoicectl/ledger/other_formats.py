"""The same money in files of several kinds: what the others have told of an account already.

A bank that delivers OCR giro and camt.054 tells of each payment with KID twice, in words so unlike
that no fingerprint is the same (payments 2.6).
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING
from typing import Final

if TYPE_CHECKING:
    import sqlite3

    from invoicectl.domain.reconcile import InBooks

BY_HAND: Final = "by_hand"
"""What a person has written down is no file of the bank's."""

_OTHERS = (
    "SELECT DISTINCT f.format FROM bank_file f"
    " WHERE f.undone_id = 0 AND f.payments > f.duplicates AND f.format NOT IN (?, ?)"
)
# a statement tells of all that a camt.054 does, so what has no KID is the same by day and amount
_TOLD = """SELECT t.kid, t.amount_ore, count(*) FROM bank_transaction t
 JOIN bank_file f ON f.id = t.file_id
 WHERE t.account = :account AND t.booked_on = :day AND t.amount_ore <> 0 AND f.undone_id = 0
  AND f.format NOT IN (:form, :by_hand)
  AND (t.kid <> '' OR f.format = 'camt053' AND :form = 'camt054')
 GROUP BY t.kid, t.amount_ore"""
# what a person has written down as come by the bank has no account number
_IN_BOOKS = """SELECT t.booked_on, t.amount_ore, t.kid FROM bank_transaction t
 JOIN bank_file f ON f.id = t.file_id
 WHERE t.undone_id = 0 AND t.booked_on BETWEEN :first AND :last
  AND (t.account = :account OR f.format = :by_hand AND t.account = 'bank')
  AND (t.amount_ore <> 0 OR t.reason <> 'zero')"""
_FEEDS = """SELECT t.account, f.format, min(t.booked_on), max(t.booked_on) FROM bank_transaction t
 JOIN bank_file f ON f.id = t.file_id WHERE f.undone_id = 0 GROUP BY t.account, f.format"""


def other_formats(con: sqlite3.Connection, form: str) -> bool:
    """Return whether payments were booked from files of another format than this one."""
    return con.execute(_OTHERS, (form, BY_HAND)).fetchone() is not None


def told_elsewhere(
    con: sqlite3.Connection, form: str, *, account: str, day: date
) -> dict[tuple[str, int], int]:
    """Return how often each KID and amount came on a day in files of other formats.

    For camt.054, no KID stands for what a statement told of without one.
    """
    rows = con.execute(
        _TOLD, {"account": account, "day": day.isoformat(), "form": form, "by_hand": BY_HAND}
    )
    return {(kid, ore): times for kid, ore, times in rows}


def in_books(con: sqlite3.Connection, account: str, first: date, last: date) -> list[InBooks]:
    """Return the payments to an account that were booked on these days, from whatever file."""
    from invoicectl.domain.reconcile import InBooks

    rows = con.execute(
        _IN_BOOKS,
        {
            "account": account,
            "by_hand": BY_HAND,
            "first": first.isoformat(),
            "last": last.isoformat(),
        },
    )
    return [InBooks(date.fromisoformat(day), ore, kid) for day, ore, kid in rows]


def feeds(con: sqlite3.Connection) -> dict[tuple[str, str], tuple[date, date]]:
    """Return account and format -> the first and last day of what was booked from such files."""
    return {
        (account, form): (date.fromisoformat(first), date.fromisoformat(last))
        for account, form, first, last in con.execute(_FEEDS)
    }
