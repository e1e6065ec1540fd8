"""What the books hold on one account at the bank; its number stands on each of its lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3
    from datetime import date

_BOOKED = """SELECT coalesce(sum(l.amount_ore), 0) FROM line l JOIN voucher v ON v.id = l.voucher_id
 WHERE l.account = ? AND l.text = ? AND v.dated_on <= ?"""
_REFUNDED = """SELECT coalesce(-sum(l.amount_ore), 0) FROM line l
 JOIN voucher v ON v.id = l.voucher_id
 WHERE l.account = ? AND l.text = ? AND v.kind = 'refund' AND v.dated_on BETWEEN ? AND ?"""


def booked_ore(con: sqlite3.Connection, account: str, kontonr: str, day: date) -> int:
    """Return the balance of an account of the books for one account at the bank, up to a day."""
    row = con.execute(_BOOKED, (account, kontonr, day.isoformat())).fetchone()
    return int(row[0])


def refunded_ore(
    con: sqlite3.Connection, account: str, kontonr: str, first: date, last: date
) -> int:
    """Return what was paid back to customers from one account at the bank, between two days."""
    row = con.execute(_REFUNDED, (account, kontonr, first.isoformat(), last.isoformat())).fetchone()
    return int(row[0])
