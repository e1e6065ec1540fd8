"""The same money in files of several kinds: what the others have told of an account already.

A bank that delivers OCR giro and camt.054 tells of each payment with KID twice, in words so unlike
that no fingerprint is the same (payments 2.6).
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from typing import Final

if TYPE_CHECKING:
    import sqlite3
    from datetime import date

BY_HAND: Final = "by_hand"
"""What a person has written down is no file of the bank's."""

_OTHERS = (
    "SELECT DISTINCT f.format FROM bank_file f"
    " WHERE f.undone_id = 0 AND f.payments > f.duplicates AND f.format NOT IN (?, ?)"
)
_TOLD = """SELECT t.kid, t.amount_ore, count(*) FROM bank_transaction t
 JOIN bank_file f ON f.id = t.file_id
 WHERE t.account = ? AND t.booked_on = ? AND t.kid <> '' AND f.undone_id = 0
  AND f.format NOT IN (?, ?) GROUP BY t.kid, t.amount_ore"""
_FEEDS = """SELECT DISTINCT t.account, f.format FROM bank_transaction t
 JOIN bank_file f ON f.id = t.file_id WHERE f.undone_id = 0"""


def other_formats(con: sqlite3.Connection, form: str) -> bool:
    """Return whether payments were booked from files of another format than this one."""
    return con.execute(_OTHERS, (form, BY_HAND)).fetchone() is not None


def told_elsewhere(
    con: sqlite3.Connection, form: str, *, account: str, day: date
) -> dict[tuple[str, int], int]:
    """Return how often each KID and amount came on a day in files of other formats."""
    rows = con.execute(_TOLD, (account, day.isoformat(), form, BY_HAND))
    return {(kid, ore): times for kid, ore, times in rows}


def feeds(con: sqlite3.Connection) -> set[tuple[str, str]]:
    """Return each account with the formats from which its payments are booked."""
    return set(con.execute(_FEEDS))
