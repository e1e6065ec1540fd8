"""A payment as a bank file tells it, whatever the format, and a file of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple


class BankPayment(NamedTuple):
    """One transaction of a bank file; a tuple, because a file has a hundred thousand of them.

    `amount_ore` is signed: money in is positive, reversals and withdrawals negative.
    `kid` is as the bank gave it (digits, perhaps a final `-`), empty when there is none.
    `line` is the 1-based line of the file; `reference` the bank's archive reference.
    `type_code` is the format's own code (OCR: transaction type) and `type_name` says it in words.
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


@dataclass(frozen=True, slots=True)
class BankFile:
    """A whole file, read and checked: its payments in file order, and what looked odd.

    `identity` is what the format says the file is (OCR: sender, number, recipient of each
    transmission), so that a resent copy can be recognised in messages; `warnings` are sentences.
    """

    format: str
    payments: tuple[BankPayment, ...]
    identity: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    other_records: int = 0
