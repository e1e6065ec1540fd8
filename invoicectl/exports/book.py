"""What an export is made of, and names of accounts that no text of a customer can break."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from invoicectl.domain.books import Balance
from invoicectl.domain.books import BookLine
from invoicectl.domain.books import BookPeriod
from invoicectl.domain.books import BookVoucher
from invoicectl.domain.money import kroner

CURRENCY: Final = "NOK"
OPENING: Final = "Inngående balanse"
"""The text of the transaction that carries in what was before the first day."""

EARLIER: Final = "Resultat fra tidligere år"
"""The account of what income and expenses came to in years before the first day's."""

Key = tuple[str, str]
"""Account and customer number, '' for an account that is not kept by customer."""


@dataclass(frozen=True, slots=True)
class Book:
    """The books over some days, ready to be written.

    `balances` has a row for each account, and for receivable accounts one for each customer: they
    were added up by the ledger, not from the vouchers, so that what is written proves itself.
    `vouchers` are read while they are written and can be read once. `period` is None when nothing
    was ever posted.
    """

    company: str
    period: BookPeriod | None
    balances: tuple[Balance, ...]
    customers: Mapping[str, str]
    vouchers: Iterable[BookVoucher]

    @property
    def has_opening(self) -> bool:
        """Whether anything was before the first day."""
        return any(each.opening_ore for each in self.balances)


def key_of(balance: Balance) -> Key:
    """Return what a balance is about."""
    return balance.account, balance.customer_no


def unique_names(balances: Iterable[Balance], name: Callable[[Balance], str]) -> dict[Key, str]:
    """Return a name for each balance; those that would be the same get a number behind."""
    found: dict[Key, str] = {}
    taken: set[str] = set()
    for balance in balances:
        plain = text = name(balance)
        at = 1
        while text in taken:
            at += 1
            text = f"{plain}-{at}"
        taken.add(text)
        found[key_of(balance)] = text
    return found


def name_of(names: Mapping[Key, str], line: BookLine) -> str:
    """Return the name of a line's account: the customer's part of it where there is one."""
    return names.get((line.account, line.customer_no)) or names[line.account, ""]


def payee_of(voucher: BookVoucher, book: Book) -> str:
    """Return whom a voucher is with: its one customer, else the company itself."""
    numbers = {line.customer_no for line in voucher.lines if line.customer_no}
    if len(numbers) != 1:
        return book.company
    (number,) = numbers
    return book.customers.get(number, "") or number


def line_text(text: str) -> str:
    """Return a text on one line: what cannot be printed is a blank, and no two blanks in a row."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())


def amount_text(ore: int) -> str:
    """Return an amount as these programs read it: `-1234.50`."""
    return kroner(ore, thousands="", decimal=".")


def day_after(day: date) -> date:
    """Return the next day."""
    return date.fromordinal(day.toordinal() + 1)
