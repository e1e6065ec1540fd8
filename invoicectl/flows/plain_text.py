"""The books put together for a plain-text export; read only."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from invoicectl.domain.books import BookPeriod
from invoicectl.domain.books import balance_of
from invoicectl.domain.books import earlier_result
from invoicectl.errors import InputError
from invoicectl.exports.book import EARLIER
from invoicectl.exports.book import Book
from invoicectl.ledger.accounts import account_codes
from invoicectl.ledger.books import account_sums
from invoicectl.ledger.books import accounts
from invoicectl.ledger.books import customer_names
from invoicectl.ledger.books import customer_sums
from invoicectl.ledger.books import first_and_last_day
from invoicectl.ledger.books import vouchers

if TYPE_CHECKING:
    from datetime import date

    from invoicectl.domain.books import Balance
    from invoicectl.ledger.connect import Connection


def book_of(
    con: Connection, company: str, first: date | None = None, last: date | None = None
) -> Book:
    """Return the books of some days, or of all days there are.

    With a first day, what was before stands as opening balances, income and expenses from the
    first of January on; without one, everything from the first voucher on is in it.

    Args:
        con: an open ledger.
        company: the name of the company.
        first: the first day, when given.
        last: the last day, when given.

    Raises:
        InputError: the days are the wrong way round, or the books have nothing near them.
    """
    days = first_and_last_day(con)
    if days is None:
        return Book(company, None, (), {}, ())
    period = _within(days, first, last)
    return Book(
        company,
        period,
        tuple(_balances(con, period)),
        customer_names(con),
        vouchers(con, period.first, period.last),
    )


def _within(days: tuple[date, date], first: date | None, last: date | None) -> BookPeriod:
    """Return the days to write: those asked for, as far as there are books."""
    begin, end = max(first or days[0], days[0]), last or max(first or days[1], days[1])
    if first and last and last < first:
        raise InputError(f"--to: {last:%d.%m.%Y} lies before --from, {first:%d.%m.%Y}.")
    if end < begin:
        raise InputError(f"--to: the books begin on {begin:%d.%m.%Y}.")
    if begin.year > days[1].year + 1:
        raise InputError(f"--from: the books end on {days[1]:%d.%m.%Y}.")
    return BookPeriod(begin, min(end, max(begin, days[1])))


def _balances(con: Connection, period: BookPeriod) -> list[Balance]:
    """Return every account in use by code, a receivable one by customer."""
    chart = {each.code: each for each in accounts(con)}
    receivable = account_codes(con, role="receivable")
    sums = account_sums(con, period)
    names = customer_names(con)
    found: list[Balance] = []
    for code, account in chart.items():
        if code in sums and code not in receivable:
            found.append(balance_of(code, account.name, account.kind, sums[code]))
    for (code, number), of_customer in customer_sums(con, period).items():
        account = chart[code]
        balance = balance_of(code, account.name, account.kind, of_customer)
        if number:
            name = names.get(number, "")
            balance = replace(balance, name=name, account_name=account.name, customer_no=number)
        found.append(balance)
    found.sort(key=lambda each: (each.account, each.customer_no))
    result = earlier_result((chart[code].kind, of_account) for code, of_account in sums.items())
    rows = [*found, *([replace(result, name=EARLIER)] if result else [])]
    return [each for each in rows if each.opening_ore or each.debit_ore or each.credit_ore]
