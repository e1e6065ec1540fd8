"""A payment no bank file tells of: cash, card or Vipps, written down by hand."""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import replace
from enum import StrEnum
from typing import TYPE_CHECKING

from invoicectl.domain.money import kroner
from invoicectl.errors import InputError
from invoicectl.seams import fp

if TYPE_CHECKING:
    from datetime import date

    from invoicectl.domain.bookkeeping import Accounts
    from invoicectl.domain.payment import BankPayment
    from invoicectl.domain.stamp import Stamp
    from invoicectl.flows.move_money import MatchResult
    from invoicectl.ledger.connect import Connection
    from invoicectl.ledger.connect import Ledger
    from invoicectl.settings.model import Settings

FORMAT = "by_hand"


class Means(StrEnum):
    """How it was paid."""

    CASH = "cash"
    CARD = "card"
    VIPPS = "vipps"
    BANK = "bank"


@dataclass(frozen=True, slots=True)
class Paid:
    """What a person says: how much (øre), how, on which day, and what shows it (a receipt)."""

    invoice_no: int
    amount_ore: int
    means: Means
    paid_on: date
    text: str = ""


def add_payment(
    ledger: Ledger, settings: Settings, stamp: Stamp, paid: Paid, *, again: bool = False
) -> MatchResult:
    """Book a payment on its invoice; what is over is the customer's credit.

    What was said is kept as the voucher's documentation, like a bank's file.

    Args:
        ledger: open.
        settings: the company's.
        stamp: when and who.
        paid: the payment.
        again: a second payment that equals one written down before is meant.

    Raises:
        NotFoundError: there is no such invoice.
        InputError: the invoice owes nothing, the day has not come, or the payment is there.
    """
    from invoicectl.flows.match import Target
    from invoicectl.flows.match import match_within
    from invoicectl.ledger.bank import owner_of_invoice

    if paid.paid_on > stamp.today:
        raise InputError(f"{paid.paid_on:%d.%m.%Y} has not come yet.")
    if paid.amount_ore <= 0:
        raise InputError("The amount must be more than zero.")
    with ledger.write() as con:
        owner = owner_of_invoice(con, paid.invoice_no)
        if not owner.open_ore:
            raise InputError(f"Invoice {paid.invoice_no} owes nothing.")
        number = _booked(con, settings, stamp, paid, again=again)
        fp("add-payment.booked")
        over = owner.customer_no if paid.amount_ore > owner.open_ore else ""
        return match_within(
            con, settings, stamp, number, [Target(paid.invoice_no)], customer_no=over
        )


def _booked(con: Connection, settings: Settings, stamp: Stamp, paid: Paid, *, again: bool) -> int:
    """Keep what was said, book the money as unidentified, and return the payment's number."""
    from invoicectl.domain.matching import Rules
    from invoicectl.flows.booking import Booking
    from invoicectl.ledger.bank import begin_file
    from invoicectl.ledger.bank import end_file
    from invoicectl.ledger.bank import fingerprint_of
    from invoicectl.ledger.bank import next_transaction_id
    from invoicectl.ledger.documents import keep_document
    from invoicectl.ledger.payments import twin_by_hand

    number = next_transaction_id(con)
    payment = _payment(paid, number)
    twin = None if again else twin_by_hand(con, payment, paid.invoice_no)
    if twin is not None:
        raise InputError(
            f"The same payment of {kroner(paid.amount_ore, thousands=' ')} is there as {twin}.",
            hint="Add --again when it was paid twice.",
        )
    sha256 = keep_document(con, _record(paid, stamp, number), "application/json", stamp)
    name = f"{paid.means.value} {paid.invoice_no}"
    fingerprint = fingerprint_of(payment)
    kept = begin_file(con, sha256, name=name, form=FORMAT, records=sha256, stamp=stamp)
    accounts = _accounts(settings.accounts.chosen(), paid.means)
    booking = Booking(con, kept, accounts, settings.kid.modulus, stamp, Rules())
    booking.book((payment,), fingerprint)
    end_file(con, kept.file_id, booking.totals)
    return number


def _payment(paid: Paid, number: int) -> BankPayment:
    from invoicectl.domain.payment import BankPayment

    return BankPayment(
        line=1,
        account=paid.means.value,
        booked_on=paid.paid_on,
        amount_ore=paid.amount_ore,
        text=paid.text or f"Faktura {paid.invoice_no}",
        reference=f"by hand {number}",
        type_code=FORMAT,
        type_name=f"{paid.means.value}, by hand",
    )


def _record(paid: Paid, stamp: Stamp, number: int) -> bytes:
    """Return what was said as JSON: the documentation of the voucher."""
    import json

    said = {
        "payment": number,
        "invoice": paid.invoice_no,
        "amount_ore": paid.amount_ore,
        "means": paid.means.value,
        "paid_on": paid.paid_on.isoformat(),
        "text": paid.text,
        "written_down_at": stamp.at,
        "by": stamp.actor,
    }
    return json.dumps(said, ensure_ascii=False, indent=1).encode()


def _accounts(chosen: Accounts, means: Means) -> Accounts:
    """Return the accounts with the one the money came to in the place of the bank."""
    to = {Means.CASH: chosen.cash, Means.BANK: chosen.bank}.get(means, chosen.card)
    return replace(chosen, bank=to)
