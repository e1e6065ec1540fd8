"""A Beancount file that `bean-check` accepts and Fava shows (accounting 3.2).

Account names have letters, digits and dashes only, so an account is its number and name, and a
customer the letter C and the number; the name stands beside it as a note. Links tie an invoice,
its credit notes and its payments together.
"""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping
from datetime import date
from typing import Final

from invoicectl.domain.books import Balance
from invoicectl.domain.books import BookLine
from invoicectl.domain.books import BookVoucher
from invoicectl.domain.chart import AccountKind
from invoicectl.exports.book import CURRENCY
from invoicectl.exports.book import OPENING
from invoicectl.exports.book import Book
from invoicectl.exports.book import Key
from invoicectl.exports.book import amount_text
from invoicectl.exports.book import day_after
from invoicectl.exports.book import key_of
from invoicectl.exports.book import line_text
from invoicectl.exports.book import name_of
from invoicectl.exports.book import payee_of
from invoicectl.exports.book import unique_names

_ROOTS: Final = {
    AccountKind.ASSET: "Assets",
    AccountKind.LIABILITY: "Liabilities",
    AccountKind.EQUITY: "Equity",
    AccountKind.INCOME: "Income",
    AccountKind.EXPENSE: "Expenses",
}
_NAME_MAX: Final = 72


def beancount_file(book: Book) -> Iterator[str]:
    """Yield the lines of the file, each with its line end; amounts are signed as in the books.

    Args:
        book: the days to write; its vouchers are read once.
    """
    names = unique_names(book.balances, _account_name)
    yield f'option "title" {_quoted(book.company)}\n'
    yield f'option "operating_currency" "{CURRENCY}"\n'
    if book.period is None:
        return
    width = min(max(map(len, names.values()), default=0), _NAME_MAX)
    first = book.period.first
    yield f"\n{first} commodity {CURRENCY}\n"
    for each in book.balances:
        yield f"{first} open {names[key_of(each)]} {CURRENCY}\n"
        yield f"  name: {_quoted(each.name)}\n"
        if each.customer_no:
            yield f"  customer: {_quoted(each.customer_no)}\n"
    if book.has_opening:
        yield f'\n{first} * {_quoted(book.company)} "{OPENING}"\n'
        for each in book.balances:
            if each.opening_ore:
                yield _posting(names[key_of(each)], each.opening_ore, width)
    for voucher in book.vouchers:
        yield from _transaction(voucher, book, names, width)
    yield "\n"
    yield from _proof(book, names, day_after(book.period.last), width)


def _proof(book: Book, names: Mapping[Key, str], day: date, width: int) -> Iterator[str]:
    """Yield what each account must hold when `day` begins, to the øre."""
    for each in book.balances:
        name = f"{names[key_of(each)]:<{width}}"
        yield f"{day} balance {name}  {amount_text(each.closing_ore):>14} ~ 0.00 {CURRENCY}\n"


def _transaction(
    voucher: BookVoucher, book: Book, names: Mapping[Key, str], width: int
) -> Iterator[str]:
    numbers = {voucher.document_no, *(line.invoice_no or 0 for line in voucher.lines)} - {0}
    links = "".join(f" ^inv-{number}" for number in sorted(numbers))
    payee = _quoted(payee_of(voucher, book))
    kind = voucher.kind.replace("_", "-")
    yield f"\n{voucher.dated_on} * {payee} {_quoted(voucher.text)}{links} #{kind}\n"
    yield f"  voucher: {_quoted(voucher.ref)}\n"
    if voucher.document_no:
        yield f"  document_no: {voucher.document_no}\n"
    for line in voucher.lines:
        yield _posting(name_of(names, line), line.amount_ore, width)
        yield from _notes(line)


def _notes(line: BookLine) -> Iterator[str]:
    if line.invoice_no:
        yield f"    invoice: {line.invoice_no}\n"
    for name, text in (("kid", line.kid), ("vat_code", line.vat_code), ("bank", line.text)):
        if text:
            yield f"    {name}: {_quoted(text)}\n"
    if line.due:
        yield f"    due: {line.due}\n"


def _posting(name: str, ore: int, width: int) -> str:
    return f"  {name:<{width}}  {amount_text(ore):>14} {CURRENCY}\n"


def _account_name(balance: Balance) -> str:
    """Return a name of the letters, digits and dashes that Beancount allows."""
    root = _ROOTS[balance.kind]
    if balance.customer_no:
        parent = _part(f"{balance.account} {balance.account_name}")
        return f"{root}:{parent}:C{_part(balance.customer_no)}"
    return f"{root}:{_part(f'{balance.account} {balance.name}')}"


def _part(text: str) -> str:
    """Return letters and decimal digits, and one dash for whatever stands between them."""
    kept = "".join(sign if sign.isalpha() or sign.isdecimal() else " " for sign in text)
    return "-".join(kept.split())


def _quoted(text: str) -> str:
    plain = line_text(text).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{plain}"'
