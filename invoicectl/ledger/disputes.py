"""Disputes: what a customer objects to, and what that and a payment mean for letters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from invoicectl.errors import InputError

if TYPE_CHECKING:
    import sqlite3

    from invoicectl.domain.stamp import Stamp


@dataclass(frozen=True, slots=True)
class Dispute:
    """One objection; `closed_on` and `outcome` are empty while it is open."""

    invoice_no: int
    opened_on: str
    reason: str
    closed_on: str
    outcome: str


def open_dispute(con: sqlite3.Connection, invoice_no: int, reason: str, stamp: Stamp) -> None:
    """Write down an objection inside the caller's transaction; letters stop while it is open.

    Raises:
        InputError: the invoice is disputed already.
    """
    if is_disputed(con, invoice_no):
        raise InputError(
            f"Invoice {invoice_no} is disputed already.",
            hint=f"'invoicectl invoice dispute {invoice_no} --settle TEXT' ends that.",
        )
    con.execute(
        "INSERT INTO dispute(invoice_no, opened_on, reason) VALUES(?,?,?)",
        (invoice_no, stamp.today.isoformat(), reason),
    )


def settle_dispute(con: sqlite3.Connection, invoice_no: int, outcome: str, stamp: Stamp) -> None:
    """End the open objection inside the caller's transaction.

    Raises:
        InputError: there is none.
    """
    changed = con.execute(
        "UPDATE dispute SET closed_on = ?, outcome = ? WHERE invoice_no = ? AND closed_on IS NULL",
        (stamp.today.isoformat(), outcome, invoice_no),
    )
    if changed.rowcount != 1:
        raise InputError(f"Invoice {invoice_no} is not disputed.")


def is_disputed(con: sqlite3.Connection, invoice_no: int) -> bool:
    """Return whether an objection is open."""
    row = con.execute(
        "SELECT 1 FROM dispute WHERE invoice_no = ? AND closed_on IS NULL", (invoice_no,)
    )
    return row.fetchone() is not None


def disputes_of(con: sqlite3.Connection, invoice_no: int) -> list[Dispute]:
    """Return all objections to one invoice, oldest first."""
    rows = con.execute(
        "SELECT invoice_no, opened_on, reason, coalesce(closed_on,''), coalesce(outcome,'')"
        " FROM dispute WHERE invoice_no = ? ORDER BY id",
        (invoice_no,),
    )
    return [Dispute(*row) for row in rows]


def notice_objection(con: sqlite3.Connection, invoice_no: int) -> str:
    """Return why no letter may go about an invoice now, or '': it is paid, credited or disputed."""
    row = con.execute(
        "SELECT principal_ore + fee_ore + interest_ore + compensation_ore FROM open_item"
        " WHERE invoice_no = ? AND customer_no ="
        " (SELECT customer_no FROM invoice WHERE invoice_no = ?)",
        (invoice_no, invoice_no),
    ).fetchone()
    if row is None or row[0] <= 0:
        return f"Invoice {invoice_no} was paid or credited meanwhile."
    if is_disputed(con, invoice_no):
        return f"Invoice {invoice_no} was disputed meanwhile."
    return ""
