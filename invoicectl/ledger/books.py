"""The books read whole: what each account comes to, and the vouchers of some days in order."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING
from typing import Any

from invoicectl.domain.books import AccountEntry
from invoicectl.domain.books import BookLine
from invoicectl.domain.books import BookVoucher
from invoicectl.domain.books import Sums
from invoicectl.domain.chart import Account
from invoicectl.domain.chart import AccountKind
from invoicectl.ledger.customer_alias import aliases

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

    from invoicectl.domain.books import BookPeriod

_SUMS = """SELECT l.account, {customer},
  sum(iif(v.dated_on < :year, l.amount_ore, 0)),
  sum(iif(v.dated_on >= :year AND v.dated_on < :first, l.amount_ore, 0)),
  sum(iif(v.dated_on >= :first AND l.amount_ore > 0, l.amount_ore, 0)),
  sum(iif(v.dated_on >= :first AND l.amount_ore < 0, -l.amount_ore, 0))
 FROM line l JOIN voucher v ON v.id = l.voucher_id
 WHERE v.dated_on <= :last {rule} GROUP BY {groups}"""
_VOUCHERS = """SELECT v.id, v.series || '-' || v.no, v.dated_on, v.kind, v.text,
  iif(v.kind IN('invoice','credit_note'),
    CAST(substr(v.idempotency_key, instr(v.idempotency_key, ':') + 1) AS INTEGER), 0),
  l.account, l.amount_ore, coalesce(l.customer_no, ''), l.invoice_no, l.kid, l.due, l.vat_code,
  l.text
 FROM voucher v JOIN line l ON l.voucher_id = v.id
 WHERE v.dated_on BETWEEN :first AND :last {rule} ORDER BY v.dated_on, v.id, l.n"""


@contextmanager
def one_state(con: sqlite3.Connection) -> Iterator[None]:
    """Let all queries of the block see the books as they were at the first of them.

    Writers wait for its end, so nothing slow belongs in it, and nothing that a person reads.
    """
    if con.in_transaction:
        yield
        return
    con.execute("BEGIN")
    try:
        yield
    finally:
        con.execute("ROLLBACK")


def accounts(con: sqlite3.Connection) -> tuple[Account, ...]:
    """Return the chart of accounts, by code."""
    rows = con.execute("SELECT code, name, kind, grp_cat, grp_code FROM account ORDER BY code")
    return tuple(
        Account(code, name, AccountKind(kind), category, grp_code)
        for code, name, kind, category, grp_code in rows
    )


def account_sums(con: sqlite3.Connection, period: BookPeriod) -> dict[str, Sums]:
    """Return the sums of every account that has a line up to the last day, by code."""
    sql = _SUMS.format(customer="''", rule="", groups="1")
    return {account: Sums(*sums) for account, _, *sums in con.execute(sql, _days(period))}


def customer_sums(con: sqlite3.Connection, period: BookPeriod) -> dict[tuple[str, str], Sums]:
    """Return the sums of every customer by account and number; merged ones are one customer.

    Lines on receivable accounts that name no customer stand under ''.
    """
    rule = "AND l.account IN(SELECT code FROM account WHERE role = 'receivable')"
    sql = _SUMS.format(customer="coalesce(l.customer_no, '')", rule=rule, groups="1, 2")
    merged = aliases(con)
    found: dict[tuple[str, str], Sums] = {}
    for account, number, *sums in con.execute(sql, _days(period)):
        key = (account, merged.get(number, number))
        found[key] = found.get(key, Sums()) + Sums(*sums)
    return found


def vouchers(con: sqlite3.Connection, first: date, last: date) -> Iterator[BookVoucher]:
    """Yield the vouchers dated from `first` to `last` in the order of the books, with all lines."""
    merged = aliases(con)
    rows = con.execute(_VOUCHERS.format(rule=""), _between(first, last))
    for _, grouped in groupby(rows, lambda row: int(row[0])):
        yield _voucher(list(grouped), merged)


def account_entries(
    con: sqlite3.Connection,
    account: str,
    period: BookPeriod,
    *,
    opening_ore: int,
    numbers: Sequence[str] = (),
) -> Iterator[AccountEntry]:
    """Yield the lines of one account in the order of the books, with the running balance.

    The voucher of an entry has that line alone.

    Args:
        con: an open ledger.
        account: the account's code.
        period: the days.
        opening_ore: what the account held before them.
        numbers: a customer's numbers, to see that customer's lines alone.
    """
    rule, named = "AND l.account = :account", {f"no{at}": no for at, no in enumerate(numbers)}
    if numbers:
        rule += f" AND l.customer_no IN({','.join(f':{name}' for name in named)})"
    values = {**_between(period.first, period.last), "account": account, **named}
    balance_ore, merged = opening_ore, aliases(con)
    for row in con.execute(_VOUCHERS.format(rule=rule), values):
        voucher = _voucher([row], merged)
        (line,) = voucher.lines
        balance_ore += line.amount_ore
        yield AccountEntry(voucher, line, balance_ore)


def first_and_last_day(con: sqlite3.Connection) -> tuple[date, date] | None:
    """Return the days of the oldest and of the newest voucher, None when there is none."""
    first, last = con.execute("SELECT min(dated_on), max(dated_on) FROM voucher").fetchone()
    return (date.fromisoformat(first), date.fromisoformat(last)) if first else None


def open_items_ore(con: sqlite3.Connection) -> int:
    """Return what all open items add up to: what the sub-ledger of customers says today."""
    row = con.execute(
        "SELECT coalesce(sum(principal_ore + fee_ore + interest_ore + compensation_ore), 0)"
        " FROM open_item"
    ).fetchone()
    return int(row[0])


def customer_names(con: sqlite3.Connection) -> dict[str, str]:
    """Return the name of every customer by number."""
    rows = con.execute("SELECT customer_no, name FROM customer")
    return {str(number): str(name) for number, name in rows}


def _voucher(rows: Sequence[tuple[Any, ...]], merged: dict[str, str]) -> BookVoucher:
    """Return the voucher that these rows are lines of."""
    _, ref, dated_on, kind, text, document_no, *_ = rows[0]
    return BookVoucher(
        ref=ref,
        dated_on=date.fromisoformat(dated_on),
        kind=kind,
        text=text,
        lines=tuple(_line(row, merged) for row in rows),
        document_no=document_no,
    )


def _line(row: tuple[Any, ...], merged: dict[str, str]) -> BookLine:
    account, amount_ore, customer_no, invoice_no, kid, due, vat_code, text = row[6:]
    return BookLine(
        account=account,
        amount_ore=amount_ore,
        customer_no=merged.get(customer_no, customer_no),
        invoice_no=invoice_no,
        kid=kid,
        due=date.fromisoformat(due) if due else None,
        vat_code=vat_code,
        text=text,
    )


def _days(period: BookPeriod) -> dict[str, str]:
    return {**_between(period.first, period.last), "year": period.year_began.isoformat()}


def _between(first: date, last: date) -> dict[str, str]:
    return {"first": first.isoformat(), "last": last.isoformat()}
