"""Bank files for the demonstration, composed as the bank would write them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING
from typing import Final

from invoicectl.domain.dates import next_bankdag
from invoicectl.domain.identifiers import is_kontonr
from invoicectl.domain.payment import BankPayment
from invoicectl.formats.ocr_write import write_ocr

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

_SENDER: Final = "00008080"
_TYPE: Final = "10"
_CUSTOMER_DIGITS: Final = 6


@dataclass(frozen=True, slots=True)
class Pay:
    """One payment of the story: which invoice, how many days ago, and by how much it is off.

    `parts` of 2 pays half; `extra_ore` is on top; an invoice number that was never issued gives a
    KID that nobody has.
    """

    invoice_no: int
    days_ago: int
    parts: int = 1
    extra_ore: int = 0


@dataclass(frozen=True, slots=True)
class Statement:
    """One bank file of the story: when it arrived, and what is in it."""

    days_ago: int
    payments: tuple[Pay, ...]


STATEMENTS: Final = (
    Statement(
        55,
        (
            Pay(10001, 104),
            Pay(10002, 101),
            Pay(10003, 70),
            Pay(10005, 59),
            Pay(10006, 57, parts=2),  # half of it
        ),
    ),
    Statement(
        20,
        (
            Pay(10008, 41, extra_ore=10_000),  # a hundred kroner too much
            Pay(10009, 22),
        ),
    ),
    Statement(
        2,
        (
            Pay(10009, 3),  # the same invoice once more
            Pay(10011, 4),
            Pay(10990, 3, extra_ore=64_000),  # a KID that nobody has
        ),
    ),
)
WAITING: Final = Statement(0, (Pay(10004, 1), Pay(10010, 1, parts=2)))
"""Lies in the inbox when the demonstration ends: the first night books it."""


def bank_file(
    statement: Statement,
    number: int,
    today: date,
    account: str,
    agreement: str,
    owed: Callable[[int], tuple[str, int]],
) -> bytes:
    """Return the OCR giro file of a statement.

    Args:
        statement: what happened.
        number: the file's number in the series of the sender.
        today: the last day of the story.
        account: the receiving account.
        agreement: the company's OCR agreement.
        owed: gives KID and total of an invoice in øre, total 0 for one that does not exist.
    """
    payments = [
        _payment(pay, today, account, owed(pay.invoice_no), at)
        for at, pay in enumerate(sorted(statement.payments, key=lambda pay: -pay.days_ago), 1)
    ]
    return write_ocr(
        payments,
        account=account,
        agreement=agreement,
        sender=_SENDER,
        transmission_no=number,
        on=today - timedelta(days=statement.days_ago),
    )


def _payment(pay: Pay, today: date, account: str, owed: tuple[str, int], at: int) -> BankPayment:
    kid, total_ore = owed
    paid_on = today - timedelta(days=pay.days_ago)
    return BankPayment(
        line=at,
        account=account,
        booked_on=min(next_bankdag(paid_on), today),
        amount_ore=total_ore // pay.parts + pay.extra_ore,
        kid=kid,
        payer_account=_payer(kid),
        ordered_on=paid_on,
        reference=f"{at:09}",
        type_code=_TYPE,
    )


def _payer(kid: str) -> str:
    """Return an account number of the customer's own, made from the customer part of the KID."""
    for bank in range(9801, 9900):
        for check in range(10):
            if is_kontonr(number := f"{bank}{kid[:_CUSTOMER_DIGITS]}{check}"):
                return number
    raise AssertionError(kid)
