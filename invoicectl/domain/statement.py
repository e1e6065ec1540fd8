"""A customer's statement of account: what it began with, each movement by date, what is open."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import groupby
from typing import Final

from invoicectl.domain.parties import Buyer
from invoicectl.domain.parties import Language
from invoicectl.domain.parties import Seller


class MovementKind(StrEnum):
    """What happened on a customer's account, in the words of the customer."""

    INVOICE = "invoice"
    CREDIT_NOTE = "credit_note"
    PAYMENT = "payment"
    REFUND = "refund"
    TRANSFER = "transfer"
    REVERSAL = "reversal"
    ROUNDING = "rounding"
    WRITE_OFF = "write_off"
    FEE = "fee"
    INTEREST = "interest"
    COMPENSATION = "compensation"
    OTHER = "other"


_BY_VALUE: Final = {kind.value: kind for kind in MovementKind}
_OF_CLAIMS: Final = frozenset(
    {MovementKind.FEE.value, MovementKind.INTEREST.value, MovementKind.COMPENSATION.value}
)
_WHOLE: Final = frozenset({"invoice", "credit_note", "payment", "refund", "transfer", "reversal"})
"""Vouchers that are one movement whatever claims their lines are about."""


@dataclass(frozen=True, slots=True)
class AccountLine:
    """One posting on a customer's receivable; `amount_ore` above zero is owed to us.

    `voucher_kind` and `claim` are as in the books. `invoice_no` is the document it is about, 0 for
    the customer's credit; `document_no` the invoice or credit note that the voucher posts, else 0;
    `transaction_id` the payment whose money it is, else 0.
    """

    voucher_no: int
    dated_on: date
    voucher_kind: str
    claim: str
    invoice_no: int
    document_no: int
    transaction_id: int
    due: date | None
    amount_ore: int


@dataclass(frozen=True, slots=True)
class Movement:
    """One row of the statement; `balance_ore` is what is owed after it.

    `invoice_nos` are the documents it is about: the invoice itself, the credit note and then what
    it credits, the invoices that a payment settles.
    """

    dated_on: date
    kind: MovementKind
    voucher_no: int
    invoice_nos: tuple[int, ...]
    due: date | None
    amount_ore: int
    balance_ore: int


@dataclass(frozen=True, slots=True)
class Position:
    """What one document still owes; `invoice_no` None and below zero is credit not yet used.

    `days_over` counts from the effective due date and is 0 when that has not passed.
    """

    invoice_no: int | None
    issued_on: date | None
    due: date | None
    days_over: int
    total_ore: int
    open_ore: int
    kid: str = ""


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement of account; amounts in øre, above zero when the customer owes them.

    `from_day` None is one of open positions alone, without movements. `our_reference` signs the
    letter.
    """

    seller: Seller
    buyer: Buyer
    language: Language
    from_day: date | None
    to_day: date
    opening_ore: int
    movements: tuple[Movement, ...]
    positions: tuple[Position, ...]
    our_reference: str = ""
    currency: str = "NOK"

    @property
    def closing_ore(self) -> int:
        """What is owed at the end of the last day."""
        if self.from_day is None:
            return sum(each.open_ore for each in self.positions)
        return self.opening_ore + sum(each.amount_ore for each in self.movements)

    @property
    def overdue_ore(self) -> int:
        """What of it should have been paid by then, credit not set off."""
        return sum(each.open_ore for each in self.positions if each.days_over)


def movements_of(lines: Iterable[AccountLine], opening_ore: int) -> tuple[Movement, ...]:
    """Return the movements that postings come to, with the running balance.

    The postings of one event are one movement: a payment that settles three invoices stands there
    once. What a voucher moves from one invoice of the customer to another changes no balance and
    is left out.

    Args:
        lines: by day and voucher.
        opening_ore: the balance before the first of them.
    """
    found: list[Movement] = []
    balance_ore = opening_ore
    for (day, voucher_no), in_voucher in groupby(lines, _voucher_of):
        events: dict[tuple[MovementKind, int], list[AccountLine]] = {}
        for line in in_voucher:
            events.setdefault((_kind_of(line), _part_of(line)), []).append(line)
        for (kind, _), event in events.items():
            amount_ore = sum(line.amount_ore for line in event)
            if amount_ore == 0:
                continue
            balance_ore += amount_ore
            found.append(
                Movement(
                    dated_on=day,
                    kind=_seen(kind, amount_ore),
                    voucher_no=voucher_no,
                    invoice_nos=_numbers(event),
                    due=next((line.due for line in event if line.due), None),
                    amount_ore=amount_ore,
                    balance_ore=balance_ore,
                )
            )
    return tuple(found)


def _voucher_of(line: AccountLine) -> tuple[date, int]:
    return line.dated_on, line.voucher_no


def _part_of(line: AccountLine) -> int:
    """Return what tells the events of one voucher apart: the payments of a day's bank voucher."""
    return line.transaction_id if line.voucher_kind in {"payment", "reversal"} else 0


def _kind_of(line: AccountLine) -> MovementKind:
    if line.voucher_kind not in _WHOLE and line.claim in _OF_CLAIMS:
        return MovementKind(line.claim)
    return _BY_VALUE.get(line.voucher_kind, MovementKind.OTHER)


def _seen(kind: MovementKind, amount_ore: int) -> MovementKind:
    """Return how the customer sees it: money that is found to be theirs is a payment of theirs."""
    return MovementKind.PAYMENT if kind is MovementKind.TRANSFER and amount_ore < 0 else kind


def _numbers(event: Iterable[AccountLine]) -> tuple[int, ...]:
    numbers: dict[int, None] = {}
    for line in event:
        for number in (line.document_no, line.invoice_no):
            if number:
                numbers[number] = None
    return tuple(numbers)
