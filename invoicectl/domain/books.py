"""The books as they are read: periods, what each account held and moved, vouchers with lines."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from dataclasses import replace
from datetime import date
from typing import Final

from invoicectl.domain.chart import AccountKind
from invoicectl.errors import InputError

RESULT_KINDS: Final = frozenset({AccountKind.INCOME, AccountKind.EXPENSE})
"""Accounts of these kinds begin every year at nothing (accounting 2.7)."""


@dataclass(frozen=True, slots=True)
class BookPeriod:
    """The days a report covers, both included."""

    first: date
    last: date

    @property
    def year_began(self) -> date:
        """The first day of the financial year that the first day lies in."""
        return date(self.first.year, 1, 1)


@dataclass(frozen=True, slots=True)
class Sums:
    """What lines come to, in øre: before the year, in the year before the period, and within it.

    `debit_ore` and `credit_ore` are both zero or more.
    """

    earlier_ore: int = 0
    before_ore: int = 0
    debit_ore: int = 0
    credit_ore: int = 0

    def __add__(self, other: Sums) -> Sums:
        """Return the sums of both together."""
        return Sums(
            self.earlier_ore + other.earlier_ore,
            self.before_ore + other.before_ore,
            self.debit_ore + other.debit_ore,
            self.credit_ore + other.credit_ore,
        )


@dataclass(frozen=True, slots=True)
class Balance:
    """An account, or a customer's part of it, over a period; øre, debit positive.

    `account` '' is what income and expenses of earlier years came to: no voucher has moved it to
    the equity, and yet those accounts begin the year at nothing. With a `customer_no`, `name` is
    the customer's and `account_name` that of the account.
    """

    account: str
    name: str
    kind: AccountKind
    opening_ore: int = 0
    debit_ore: int = 0
    credit_ore: int = 0
    customer_no: str = ""
    account_name: str = ""

    @property
    def closing_ore(self) -> int:
        """What it holds at the end of the last day."""
        return self.opening_ore + self.debit_ore - self.credit_ore


@dataclass(frozen=True, slots=True)
class BookLine:
    """One posting as it is read back; `amount_ore` debit positive, `customer_no` the one of today.

    `text` is the company's bank account on lines of money, and '' on most others.
    """

    account: str
    amount_ore: int
    customer_no: str = ""
    invoice_no: int | None = None
    kid: str = ""
    due: date | None = None
    vat_code: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class BookVoucher:
    """A voucher with its lines; `ref` is what people call it: `A-17`.

    `document_no` is the invoice or credit note that it posts, 0 for what is no document of ours.
    """

    ref: str
    dated_on: date
    kind: str
    text: str
    lines: tuple[BookLine, ...]
    document_no: int = 0


@dataclass(frozen=True, slots=True)
class AccountEntry:
    """One row of an account statement; `balance_ore` is what the account holds after it."""

    voucher: BookVoucher
    line: BookLine
    balance_ore: int


def book_period(first: date | None, last: date | None, today: date) -> BookPeriod:
    """Return the days meant: up to today, and from the first of January, when not given.

    Raises:
        InputError: the last day lies before the first.
    """
    end = last or max(today, first or today)
    begin = first or date(end.year, 1, 1)
    if end < begin:
        raise InputError(f"--to: {end:%d.%m.%Y} lies before --from, {begin:%d.%m.%Y}.")
    return BookPeriod(begin, end)


def balance_of(account: str, name: str, kind: AccountKind, sums: Sums) -> Balance:
    """Return an account's balance; what income and expenses were in earlier years is left out."""
    carried_ore = 0 if kind in RESULT_KINDS else sums.earlier_ore
    opening_ore = carried_ore + sums.before_ore
    return Balance(account, name, kind, opening_ore, sums.debit_ore, sums.credit_ore)


def earlier_result(of_accounts: Iterable[tuple[AccountKind, Sums]]) -> Balance | None:
    """Return what income and expenses of earlier years came to, None when that is nothing."""
    ore = sum(sums.earlier_ore for kind, sums in of_accounts if kind in RESULT_KINDS)
    return Balance("", "Result of earlier years", AccountKind.EQUITY, ore) if ore else None


def total_of(balances: Iterable[Balance]) -> Balance:
    """Return all balances added up; opening and closing are nothing when the books are sound."""
    total = Balance("", "", AccountKind.EQUITY)
    for each in balances:
        total = replace(
            total,
            opening_ore=total.opening_ore + each.opening_ore,
            debit_ore=total.debit_ore + each.debit_ore,
            credit_ore=total.credit_ore + each.credit_ore,
        )
    return total
