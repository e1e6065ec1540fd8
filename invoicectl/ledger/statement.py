"""The postings on one customer's account and what its documents owe, for a statement."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING
from typing import Any
from typing import NamedTuple

from invoicectl.domain.statement import AccountLine

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

_ON_ACCOUNT = """FROM line l JOIN voucher v ON v.id = l.voucher_id
 WHERE l.customer_no IN ({marks})
   AND l.account IN (SELECT code FROM account WHERE role = 'receivable')"""
_LINES = """SELECT v.no, v.dated_on,
  iif(v.idempotency_key LIKE 'rounding:%', 'rounding', v.kind),
  coalesce(l.claim, ''), coalesce(l.invoice_no, 0),
  iif(v.kind IN('invoice','credit_note'),
    CAST(substr(v.idempotency_key, instr(v.idempotency_key, ':') + 1) AS INTEGER), 0),
  coalesce(l.transaction_id, 0), l.due, l.amount_ore"""
_IN_ORDER = "ORDER BY v.dated_on, v.id, l.n"


class Numbered(NamedTuple):
    """What a statement says of an issued document besides what it owes; `total_ore` in øre."""

    issued_on: date
    total_ore: int
    kid: str


def balance_before(con: sqlite3.Connection, numbers: Sequence[str], day: date) -> int:
    """Return what a customer owed in øre at the beginning of a day, under all its numbers."""
    sql = f"SELECT coalesce(sum(l.amount_ore), 0) {_marked(numbers)} AND v.dated_on < ?"
    return int(con.execute(sql, (*numbers, day.isoformat())).fetchone()[0])


def account_lines(
    con: sqlite3.Connection, numbers: Sequence[str], first: date, last: date
) -> list[AccountLine]:
    """Return the postings on a customer's receivable dated from `first` to `last`, by day.

    Args:
        con: an open ledger.
        numbers: the customer's number and those of customers merged into it.
        first: the first day.
        last: the last day.
    """
    sql = f"{_LINES} {_marked(numbers)} AND v.dated_on BETWEEN ? AND ? {_IN_ORDER}"
    rows = con.execute(sql, (*numbers, first.isoformat(), last.isoformat()))
    return [_line(row) for row in rows]


def numbered(con: sqlite3.Connection, invoice_no: int) -> Numbered:
    """Return day, total and KID of an issued document."""
    row = con.execute(
        "SELECT issued_on, total_ore, kid FROM invoice WHERE invoice_no = ?", (invoice_no,)
    ).fetchone()
    return Numbered(date.fromisoformat(row[0]), int(row[1]), str(row[2]))


def statement_delivery(con: sqlite3.Connection, ref: str, sha256: str) -> int | None:
    """Return the delivery of the very same statement that has not come to nothing, if any."""
    row = con.execute(
        "SELECT id FROM outbox WHERE purpose = 'statement' AND ref = ? AND document_sha256 = ?"
        " AND state NOT IN('failed','bounced','cancelled') ORDER BY id DESC LIMIT 1",
        (ref, sha256),
    ).fetchone()
    return int(row[0]) if row else None


def _marked(numbers: Sequence[str]) -> str:
    return _ON_ACCOUNT.format(marks=",".join("?" * len(numbers)))


def _line(row: tuple[Any, ...]) -> AccountLine:
    return AccountLine(
        voucher_no=row[0],
        dated_on=date.fromisoformat(row[1]),
        voucher_kind=row[2],
        claim=row[3],
        invoice_no=row[4],
        document_no=row[5],
        transaction_id=row[6],
        due=date.fromisoformat(row[7]) if row[7] else None,
        amount_ore=row[8],
    )
