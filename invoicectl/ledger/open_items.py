"""What customers owe: today from the table of open items, on an earlier day from the journal."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING
from typing import Any
from typing import NamedTuple

from invoicectl.domain.ageing import OpenInvoice

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator
    from collections.abc import Sequence

_SUMS = "o.principal_ore + o.fee_ore + o.interest_ore + o.compensation_ore"
_NOW = "open_item"
_THEN = """(SELECT l.customer_no, coalesce(l.invoice_no, 0) AS invoice_no, max(l.due) AS due,
  sum(iif(coalesce(l.claim, 'principal') = 'principal', l.amount_ore, 0)) AS principal_ore,
  sum(iif(l.claim IS 'fee', l.amount_ore, 0)) AS fee_ore,
  sum(iif(l.claim IS 'interest', l.amount_ore, 0)) AS interest_ore,
  sum(iif(l.claim IS 'compensation', l.amount_ore, 0)) AS compensation_ore
 FROM line l JOIN voucher v ON v.id = l.voucher_id
 WHERE v.dated_on <= :day
   AND l.account IN (SELECT code FROM account WHERE role = 'receivable')
 GROUP BY l.customer_no, coalesce(l.invoice_no, 0)
 HAVING principal_ore <> 0 OR fee_ore <> 0 OR interest_ore <> 0 OR compensation_ore <> 0)"""
_FROM = (
    " FROM {} o JOIN customer c USING(customer_no) WHERE :numbers = ''"
    " OR instr(:numbers, char(31) || o.customer_no || char(31)) > 0"
)
_INVOICES = f"SELECT o.customer_no, c.name, o.invoice_no, o.due, {_SUMS}" + _FROM
_ITEMS = f"""SELECT o.customer_no, c.name, o.invoice_no, o.due, o.principal_ore, o.fee_ore,
  o.interest_ore, o.compensation_ore, EXISTS(SELECT 1 FROM dispute d
    WHERE d.invoice_no = o.invoice_no AND d.opened_on <= :day
      AND (d.closed_on IS NULL OR d.closed_on > :day)),
  (SELECT i.issued_on FROM invoice i WHERE i.invoice_no = o.invoice_no)
 {_FROM} ORDER BY o.due, o.invoice_no"""  # noqa: S608 - constants


class OpenItem(NamedTuple):
    """What one invoice still owes, by claim, in øre; `invoice_no` None is the customer's credit."""

    customer_no: str
    customer_name: str
    invoice_no: int | None
    due: date | None
    principal_ore: int
    fee_ore: int
    interest_ore: int
    compensation_ore: int
    disputed: bool
    issued_on: date | None

    @property
    def open_ore(self) -> int:
        """All claims together."""
        return self.principal_ore + self.fee_ore + self.interest_ore + self.compensation_ore


def open_invoices(
    con: sqlite3.Connection, *, day: date, is_past: bool = False, numbers: Sequence[str] = ()
) -> Iterator[OpenInvoice]:
    """Yield what each invoice owes, all claims together, and the credit of each customer.

    Args:
        con: an open ledger.
        day: the day of the report.
        is_past: whether to count again what was open then, from the vouchers up to that day.
        numbers: the customers meant, all when empty.
    """
    days: dict[str, date] = {}
    values = _values(day, numbers)
    for customer, name, invoice_no, due, ore in con.execute(_query(_INVOICES, is_past), values):
        if due is not None and due not in days:
            days[due] = date.fromisoformat(due)
        yield OpenInvoice(customer, name, invoice_no or None, days[due] if due else None, ore)


def open_items(
    con: sqlite3.Connection, *, day: date, is_past: bool = False, numbers: Sequence[str] = ()
) -> list[OpenItem]:
    """Return the same with every claim apart and whether it is disputed, oldest due first."""
    values = _values(day, numbers)
    return [_item(row) for row in con.execute(_query(_ITEMS, is_past), values)]


def customer_credit_ore(con: sqlite3.Connection, customer_no: str) -> int:
    """Return the money a customer has over, in øre, zero or more."""
    row = con.execute(
        "SELECT -principal_ore FROM open_item WHERE customer_no = ? AND invoice_no = 0",
        (customer_no,),
    ).fetchone()
    return max(int(row[0]), 0) if row else 0


def owed_by(con: sqlite3.Connection, customer_no: str) -> list[int]:
    """Return the numbers of a customer's open invoices, the earliest due first."""
    rows = con.execute(
        "SELECT invoice_no FROM open_item WHERE customer_no = ? AND invoice_no > 0"
        " AND principal_ore + fee_ore + interest_ore + compensation_ore > 0"
        " ORDER BY due, invoice_no",
        (customer_no,),
    )
    return [int(row[0]) for row in rows]


def _item(row: tuple[Any, ...]) -> OpenItem:
    return OpenItem(
        customer_no=row[0],
        customer_name=row[1],
        invoice_no=row[2] or None,
        due=_day(row[3]),
        principal_ore=row[4],
        fee_ore=row[5],
        interest_ore=row[6],
        compensation_ore=row[7],
        disputed=bool(row[8]),
        issued_on=_day(row[9]),
    )


def _values(day: date, numbers: Sequence[str]) -> dict[str, str]:
    joined = "\x1f".join(("", *numbers, "")) if numbers else ""
    return {"day": day.isoformat(), "numbers": joined}


def _query(text: str, is_past: bool) -> str:  # noqa: FBT001 - picks the table
    return text.format(_THEN if is_past else _NOW)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
