"""Erases what the law does not require of a customer, and says what stays, and until when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from invoicectl.domain.money import kroner
from invoicectl.domain.retention import books_kept_until
from invoicectl.domain.retention import letters_kept_until
from invoicectl.errors import InputError
from invoicectl.seams import fp

if TYPE_CHECKING:
    from collections.abc import Iterator

    from invoicectl.domain.stamp import Stamp
    from invoicectl.ledger.connect import Connection
    from invoicectl.ledger.connect import Ledger

_YEARS_BACK = 6
"""More than letters are ever kept."""


@dataclass(frozen=True, slots=True)
class Kept:
    """Something that stays: what, why in a few words, and the last day it must be kept."""

    what: str
    why: str
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What was erased of a customer under all numbers it has had, and what stays."""

    numbers: tuple[str, ...]
    erased: tuple[str, ...]
    letters: int
    kept: tuple[Kept, ...]


def forget_customer(
    ledger: Ledger, stamp: Stamp, customer_no: str, *, dry_run: bool = False
) -> Forgotten:
    """Erase a customer; run again later, it erases letters that need no longer be kept.

    The books are not touched: sealed vouchers name nobody (RET-1, law 6.5).

    Args:
        ledger: open.
        stamp: when and who.
        customer_no: any number of the customer.
        dry_run: whether to take everything back at the end.

    Raises:
        NotFoundError: there is no such customer.
        InputError: something is open; the sentence says what.
    """
    with ledger.rehearse() if dry_run else ledger.write() as con:
        done = _forget(con, stamp, customer_no)
        fp("forget.before-commit")
    return done


def _forget(con: Connection, stamp: Stamp, customer_no: str) -> Forgotten:
    from invoicectl.ledger.customer_alias import merged_into
    from invoicectl.ledger.customer_alias import numbers_of
    from invoicectl.ledger.customers import customer_of
    from invoicectl.ledger.forget import add_forgotten
    from invoicectl.ledger.forget import erase_customer
    from invoicectl.ledger.forget import erase_letters
    from invoicectl.ledger.log import note

    customer_of(con, customer_no)
    numbers = numbers_of(con, merged_into(con, customer_no))
    for number in numbers:
        _require_finished(con, number, stamp.today)
    erased: dict[str, None] = {}
    letters = 0
    for number in numbers:
        erased |= dict.fromkeys(erase_customer(con, number, stamp.at))
        erased |= dict.fromkeys(_without_settings(con, number))
        add_forgotten(con, number, stamp.today)
        fp("forget.erased")
        letters += erase_letters(con, number, _first_kept(stamp.today), stamp.at)
        note(con, stamp, "customer.forgotten", number)
    return Forgotten(numbers, tuple(erased), letters, tuple(_kept(con, numbers)))


def _require_finished(con: Connection, number: str, today: date) -> None:
    """Refuse while anything of a customer is open.

    Raises:
        InputError: says what.
    """
    from invoicectl.ledger.forget import obstacles
    from invoicectl.ledger.open_items import open_items

    found = []
    for item in open_items(con, day=today, numbers=(number,)):
        where = f"open on {item.invoice_no}" if item.invoice_no else "of credit"
        found.append(f"{kroner(abs(item.open_ore), thousands=' ')} {where}")
    found += obstacles(con, number, today)
    if found:
        raise InputError(
            f"Customer {number} cannot be erased yet: {', '.join(found)}.",
            hint=f"Finish that first; 'invoicectl customer show {number}' shows the customer.",
        )


def _without_settings(con: Connection, number: str) -> Iterator[str]:
    """Remove settings of the customer and of its documents; yield what there was."""
    from invoicectl.domain.effective import Level
    from invoicectl.ledger.forget import scopes_of
    from invoicectl.ledger.overrides import drop_overrides
    from invoicectl.ledger.overrides import overrides_of

    scopes = [(Level.CUSTOMER, number)]
    scopes += [(Level(level), ref) for level, ref in scopes_of(con, number)]
    for level, ref in scopes:
        if overrides_of(con, level, ref):
            drop_overrides(con, level, ref)
            yield "settings"


def _first_kept(today: date) -> date:
    """Return the first day whose letters must still be kept."""
    day = date(today.year - _YEARS_BACK, 1, 1)
    while letters_kept_until(day) < today:
        day = date(day.year + 1, 1, 1)
    return day


def _kept(con: Connection, numbers: tuple[str, ...]) -> Iterator[Kept]:
    from invoicectl.ledger.forget import held_of

    held = [held_of(con, number) for number in numbers]
    documents, payments, letters = (
        sum(getattr(one, name) for one in held) for name in ("documents", "payments", "letters")
    )
    if documents:
        day = max(one.last_document for one in held if one.last_document)
        yield Kept(
            _counted(documents, "invoice or credit note", "invoices and credit notes"),
            "sales documents, with name and address as printed (RET-1)",
            books_kept_until(day),
        )
    if payments:
        day = max(one.last_payment for one in held if one.last_payment)
        yield Kept(
            _counted(payments, "payment", "payments"),
            "what the bank said of the payer (RET-1)",
            books_kept_until(day),
        )
    if letters:
        day = max(one.last_letter for one in held if one.last_letter)
        yield Kept(
            _counted(letters, "letter", "letters"),
            "text and address of what was sent (RET-2); then run this again",
            letters_kept_until(day),
        )
    orders = sum(one.orders for one in held)
    if orders:
        day = max(one.last_order for one in held if one.last_order)
        yield Kept(
            _counted(orders, "quote or order", "quotes and orders"),
            "contracts, with what they say of the customer (RET-2)",
            letters_kept_until(day),
        )
    yield Kept("the number and its log", "that something was done, not what it held")
    yield Kept("older backups", "hold all of it until newer ones have replaced them")


def _counted(count: int, one: str, several: str) -> str:
    return f"{count} {one if count == 1 else several}"
