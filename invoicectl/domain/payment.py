"""A payment as a bank file tells it, whatever the format, and a file of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING
from typing import NamedTuple

if TYPE_CHECKING:
    from invoicectl.domain.avtalegiro import MandateRecord


class PaymentPart(NamedTuple):
    """What the payer says one part of a payment is for: a claim by its KID, or a document.

    `amount_ore` is what is paid on it, below zero for a credit note that is taken off;
    `document_no` is the number of the invoice or credit note as the payer wrote it.
    """

    kid: str
    amount_ore: int
    document_no: str = ""


class BankPayment(NamedTuple):
    """One transaction of a bank file; a tuple, because a file has a hundred thousand of them.

    `amount_ore` is signed: money in is positive, reversals and withdrawals negative.
    `kid` is as the bank gave it (digits, perhaps a final `-`), empty when there is none.
    `line` is the 1-based line of the file; `reference` the bank's archive reference.
    `type_code` is the format's own code (OCR: transaction type) and `type_name` says it in words.
    `parts` are two or more that add up to the amount, when the payer named several claims.
    `currency` is empty for kroner; else nothing can be booked, `amount_ore` is zero and the text
    says how much came. `is_sum` is for a sum on the account whose payments the bank does not show.
    """

    line: int
    account: str
    booked_on: date
    amount_ore: int
    kid: str = ""
    text: str = ""
    payer_account: str = ""
    payer_name: str = ""
    ordered_on: date | None = None
    reference: str = ""
    type_code: str = ""
    type_name: str = ""
    is_reversal: bool = False
    parts: tuple[PaymentPart, ...] = ()
    currency: str = ""
    is_sum: bool = False


class LeftOut(NamedTuple):
    """Entries of a file that are no payments to us: how many of a kind, and their signed sum."""

    kind: str
    entries: int
    sum_ore: int


class BankCharge(NamedTuple):
    """What was kept of the payments of a day before they were paid out, in øre, more than zero."""

    account: str
    booked_on: date
    amount_ore: int
    text: str


@dataclass(frozen=True, slots=True)
class BankStatement:
    """One account over some days as its bank states it, both days included.

    Balances are øre at the beginning and the end, below zero when overdrawn. `left_out_ore` is the
    signed sum of the booked entries that are no payments of the file: payments out, bank charges.
    """

    account: str
    first_day: date
    last_day: date
    opening_ore: int
    closing_ore: int
    left_out_ore: int = 0
    reference: str = ""


@dataclass(frozen=True, slots=True)
class BankFile:
    """A whole file, read and checked: its payments in file order, and what looked odd.

    `identity` is what the format says the file is (OCR: sender, number, recipient of each
    transmission), so that a resent copy can be recognised in messages; `warnings` are sentences.
    `other_records` counts what is no payment, and `left_out` says what it was where that is told.
    """

    format: str
    payments: tuple[BankPayment, ...]
    identity: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    other_records: int = 0
    statements: tuple[BankStatement, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    charges: tuple[BankCharge, ...] = ()
    mandates: tuple[MandateRecord, ...] = ()
