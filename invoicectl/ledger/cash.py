"""What the journal says of money in: payments by day, and how late each invoice was paid."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from invoicectl.domain.cash import Owed

if TYPE_CHECKING:
    import sqlite3

_CAME = """SELECT booked_on, sum(amount_ore) FROM bank_transaction
 WHERE undone_id = 0 AND booked_on >= ? AND reason <> 'ignored' GROUP BY booked_on"""
_LATE = """SELECT i.customer_no, CAST(julianday(max(v.dated_on)) - julianday(i.due) AS INTEGER)
 FROM invoice i JOIN line l ON l.invoice_no = i.invoice_no AND l.transaction_id IS NOT NULL
 JOIN voucher v ON v.id = l.voucher_id
 WHERE i.kind = 'invoice' AND i.issued_on >= ? AND NOT EXISTS(SELECT 1 FROM open_item o
   WHERE o.customer_no = i.customer_no AND o.invoice_no = i.invoice_no)
 GROUP BY i.invoice_no"""
_OWED = """SELECT customer_no, invoice_no, due,
  principal_ore + fee_ore + interest_ore + compensation_ore AS open_ore
 FROM open_item WHERE invoice_no > 0 AND due IS NOT NULL"""


def came_in(con: sqlite3.Connection, since: date) -> list[tuple[date, int]]:
    """Return day and øre of what customers paid since a day, all payments of a day together."""
    rows = con.execute(_CAME, (since.isoformat(),))
    return [(date.fromisoformat(day), ore) for day, ore in rows]


def days_late(con: sqlite3.Connection, since: date) -> dict[str, list[int]]:
    """Return customer -> days from due date to last payment of each paid invoice since a day."""
    found: dict[str, list[int]] = {}
    for customer_no, days in con.execute(_LATE, (since.isoformat(),)):
        found.setdefault(customer_no, []).append(days)
    return found


def owed(con: sqlite3.Connection) -> list[Owed]:
    """Return every open invoice."""
    return [
        Owed(customer_no, invoice_no, date.fromisoformat(due), ore)
        for customer_no, invoice_no, due, ore in con.execute(_OWED)
        if ore > 0
    ]
