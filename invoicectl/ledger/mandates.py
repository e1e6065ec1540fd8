"""Mandates of customers for AvtaleGiro, as the bank has told of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from invoicectl.domain.avtalegiro import MandateChange

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

    from invoicectl.domain.avtalegiro import MandateRecord
    from invoicectl.domain.stamp import Stamp


@dataclass(frozen=True, slots=True)
class Mandate:
    """One mandate; `customer_no` is '' when its KID is no customer's. Days are ISO."""

    kid: str
    account: str
    customer_no: str
    customer_name: str
    wants_notice: bool
    is_active: bool
    since: str
    changed_on: str


def keep_mandate(
    con: sqlite3.Connection, record: MandateRecord, customer_no: str, stamp: Stamp
) -> bool:
    """Write down what one record says, and return whether anything has changed by it."""
    is_active = record.change is not MandateChange.ENDED
    today = stamp.today.isoformat()
    made = con.execute(
        "INSERT INTO mandate VALUES(?,?,?,?,?,?,?) ON CONFLICT(kid) DO UPDATE SET"
        " account = excluded.account, customer_no = coalesce(excluded.customer_no, customer_no),"
        " wants_notice = excluded.wants_notice, is_active = excluded.is_active,"
        " since = iif(is_active < excluded.is_active, excluded.since, since),"
        " changed_on = excluded.changed_on"
        " WHERE account <> excluded.account OR is_active <> excluded.is_active"
        " OR wants_notice <> excluded.wants_notice"
        " OR customer_no IS NOT coalesce(excluded.customer_no, customer_no)",
        (
            record.kid, record.account, customer_no or None, int(record.wants_notice),
            int(is_active), today, today,
        ),
    )  # fmt: skip
    return made.rowcount == 1


def mandates(con: sqlite3.Connection, *, everything: bool = True) -> list[Mandate]:
    """Return the mandates by KID; those that were ended as well, unless not wanted."""
    rows = con.execute(
        "SELECT m.kid, m.account, coalesce(m.customer_no, ''), coalesce(c.name, ''),"
        " m.wants_notice, m.is_active, m.since, m.changed_on"
        " FROM mandate m LEFT JOIN customer c ON c.customer_no = m.customer_no"
        " WHERE m.is_active OR ? ORDER BY m.kid",
        (everything,),
    )
    return [
        Mandate(kid, account, number, name, bool(notice), bool(active), since, changed)
        for kid, account, number, name, notice, active, since, changed in rows
    ]


def customer_of_kid(con: sqlite3.Connection, kid: str, customer_digits: int) -> str:
    """Return whose mandate a KID is: by an invoice that has it, else by its fixed part.

    Args:
        con: an open ledger.
        kid: as the bank tells it.
        customer_digits: how many digits at its beginning are the customer's number; 0 when none.
    """
    row = con.execute("SELECT customer_no FROM invoice WHERE kid = ?", (kid,)).fetchone()
    if row is None and customer_digits:
        fixed = kid[:customer_digits]
        row = con.execute(
            "SELECT customer_no FROM customer WHERE customer_no IN (?, ?)"
            " ORDER BY length(customer_no) DESC LIMIT 1",
            (fixed, fixed.lstrip("0")),
        ).fetchone()
    return str(row[0]) if row else ""


def with_mandate(con: sqlite3.Connection, customers: Sequence[str]) -> set[str]:
    """Return those of these customers who have an active mandate."""
    marks = ",".join("?" * len(customers))
    rows = con.execute(
        f"SELECT DISTINCT customer_no FROM mandate WHERE is_active AND customer_no IN({marks})",  # noqa: S608 - marks only
        customers,
    )
    return {str(row[0]) for row in rows}
