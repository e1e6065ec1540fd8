"""One journal that hledger and Ledger both take, at their strictest (accounting 3.1).

Accounts, currency, tags and payees are declared, so that a program finds every name it does not
know; a last transaction says what each account must have come to.
"""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping
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
from invoicectl.exports.book import key_of
from invoicectl.exports.book import line_text
from invoicectl.exports.book import name_of
from invoicectl.exports.book import payee_of
from invoicectl.exports.book import unique_names

CONTROL: Final = "Kontroll av saldoer"
_ROOTS: Final = {
    AccountKind.ASSET: ("assets", "A"),
    AccountKind.LIABILITY: ("liabilities", "L"),
    AccountKind.EQUITY: ("equity", "E"),
    AccountKind.INCOME: ("revenues", "R"),
    AccountKind.EXPENSE: ("expenses", "X"),
}
_CASH: Final = "19"
"""Accounts that begin like this are cash and bank (NS 4102)."""

_TAGS: Final = ("invoice", "kid", "due", "vatcode", "bank", "vtype", "document", "type")
_REPLACED: Final = str.maketrans({";": ",", ":": " ", "|": " ", "\t": " "})
_NAME_MAX: Final = 72


def hledger_journal(book: Book) -> Iterator[str]:
    """Yield the lines of the journal, each with its line end; amounts are signed as in the books.

    Args:
        book: the days to write; its vouchers are read once.
    """
    names = unique_names(book.balances, _account_name)
    yield from _declarations(book, names)
    if book.period is None:
        return
    width = min(max(map(len, names.values()), default=0), _NAME_MAX)
    if book.has_opening:
        yield f"\n{book.period.first} * {_payee(book.company)} | {OPENING}\n"
        for each in book.balances:
            if each.opening_ore:
                yield _posting(names[key_of(each)], each.opening_ore, width)
    for voucher in book.vouchers:
        yield from _transaction(voucher, book, names, width)
    yield f"\n{book.period.last} * {_payee(book.company)} | {CONTROL}\n"
    for each in book.balances:
        proof = f" = {amount_text(each.closing_ore)} {CURRENCY}"
        yield _posting(names[key_of(each)], 0, width, proof)


def _declarations(book: Book, names: Mapping[Key, str]) -> Iterator[str]:
    yield f"; {_plain(book.company)}\n"
    yield f"\ncommodity {CURRENCY}\n    format 1000.00 {CURRENCY}\n\n"
    for root, letter in _ROOTS.values():
        yield f"account {root}\n    ; type:{letter}\n"
    parents = dict.fromkeys(
        name.rpartition(":")[0] for (_, customer_no), name in names.items() if customer_no
    )
    yield from (f"account {parent}\n" for parent in parents if parent not in names.values())
    for (account, _), name in names.items():
        kind = "    ; type:C\n" if account.startswith(_CASH) else ""
        yield f"account {name}\n{kind}"
    yield "\n"
    yield from (f"tag {tag}\n" for tag in _TAGS)
    yield "\n"
    used = [book.customers.get(number, "") or number for _, number in names if number]
    for payee in dict.fromkeys(map(_payee, [book.company, *used])):
        yield f"payee {payee}\n"


def _transaction(
    voucher: BookVoucher, book: Book, names: Mapping[Key, str], width: int
) -> Iterator[str]:
    payee = _payee(payee_of(voucher, book))
    head = f"{voucher.dated_on} * ({voucher.ref}) {payee} | {_plain(voucher.text)}"
    number = f", document:{voucher.document_no}" if voucher.document_no else ""
    yield f"\n{head}  ; vtype:{_value(voucher.kind)}{number}\n"
    for line in voucher.lines:
        tags = _tags(line)
        yield _posting(name_of(names, line), line.amount_ore, width, f"  ; {tags}" if tags else "")


def _posting(name: str, ore: int, width: int, more: str = "") -> str:
    return f"    {name:<{width}}  {amount_text(ore):>14} {CURRENCY}{more}\n"


def _tags(line: BookLine) -> str:
    values = {
        "invoice": line.invoice_no or "",
        "kid": line.kid,
        "due": line.due or "",
        "vatcode": line.vat_code,
        "bank": line.text,
    }
    return ", ".join(f"{tag}:{_value(str(value))}" for tag, value in values.items() if value)


def _account_name(balance: Balance) -> str:
    """Return the full name: the side, number and name of the account, and the customer below it."""
    root, _ = _ROOTS[balance.kind]
    if balance.customer_no:
        customer = _plain(f"{balance.customer_no} {balance.name}")
        return f"{root}:{_plain(f'{balance.account} {balance.account_name}')}:{customer}"
    return f"{root}:{_plain(f'{balance.account} {balance.name}')}"


def _payee(text: str) -> str:
    """Return a text that may stand first in a description, where some signs mean something."""
    plain = _plain(text).lstrip("*!( ")
    return plain.replace('"', "'") if plain.startswith('"') else plain or "?"


def _plain(text: str) -> str:
    """Return a text without the signs that end a name, begin a comment or part a description."""
    return line_text(text.translate(_REPLACED))


def _value(text: str) -> str:
    """Return what may stand behind a tag: no comma, and no bracket that Ledger takes for a date."""
    return "".join(" " if sign in ",[]" else sign for sign in _plain(text)).strip()
