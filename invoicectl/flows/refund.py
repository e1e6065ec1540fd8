"""Money back to a customer: planned for the bank, booked when it has left, or cancelled."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from invoicectl.domain.bookkeeping import Allocation
from invoicectl.domain.bookkeeping import refund_voucher
from invoicectl.domain.matching import Reason
from invoicectl.domain.money import kroner
from invoicectl.errors import InputError
from invoicectl.flows.move_money import free_parts
from invoicectl.flows.move_money import refuse_undone
from invoicectl.ledger.customers import customer_of
from invoicectl.ledger.log import note
from invoicectl.ledger.open_items import customer_credit_ore
from invoicectl.ledger.payments import transaction_of
from invoicectl.ledger.posting import post
from invoicectl.ledger.refunds import Refund
from invoicectl.ledger.refunds import add_refund
from invoicectl.ledger.refunds import mark_cancelled
from invoicectl.ledger.refunds import mark_paid
from invoicectl.ledger.refunds import planned_ore
from invoicectl.ledger.refunds import refund_of
from invoicectl.seams import fp

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from invoicectl.domain.stamp import Stamp
    from invoicectl.ledger.connect import Connection
    from invoicectl.ledger.connect import Ledger
    from invoicectl.settings.model import Settings


def refund_payment(
    ledger: Ledger,
    settings: Settings,
    stamp: Stamp,
    transaction_id: int,
    *,
    amount_ore: int | None = None,
    kontonr: str = "",
) -> Refund:
    """Plan to send a payment, or what is free of it, back to the account it came from.

    Args:
        ledger: open.
        settings: the company's.
        stamp: when and who.
        transaction_id: the payment.
        amount_ore: øre; None for all that is free of it.
        kontonr: the receiver's account; the payer's own when empty.

    Raises:
        NotFoundError: there is no such payment.
        InputError: nothing is free of it, less than asked for, or the account is not known.
    """
    with ledger.write() as con:
        found = transaction_of(con, transaction_id)
        refuse_undone(found)
        if found.reason == Reason.IGNORED:
            raise InputError(
                f"Payment {transaction_id} was set aside as no customer's.",
                hint=f"'invoicectl payment unmatch {transaction_id}' takes that back first.",
            )
        free = free_parts(con, settings, found)
        left_ore = sum(part.amount_ore for part in free)
        left_ore -= planned_ore(con, transaction_id=transaction_id)
        customers = {part.customer_no for part in free if part.customer_no}
        customer_no = customers.pop() if len(customers) == 1 else ""
        payer = found.payment
        new = _new(
            stamp,
            customer_no=customer_no,
            transaction_id=transaction_id,
            amount_ore=_asked(amount_ore, left_ore, f"payment {transaction_id}"),
            receiver=payer.payer_name or _name(con, customer_no),
            kontonr=_account(kontonr or payer.payer_account),
        )
        made = _planned(con, stamp, new)
        is_all = made.amount_ore == left_ore
        sentence = f"{kroner(made.amount_ore, thousands=' ')} is to be paid back by {made.ref}."
        _say(con, settings, stamp, transaction_id, sentence, is_settled=is_all)
        return made


def refund_credit(
    ledger: Ledger,
    stamp: Stamp,
    customer_no: str,
    *,
    amount_ore: int | None = None,
    kontonr: str = "",
) -> Refund:
    """Plan to pay a customer's credit out, as that of a credit note for a paid invoice.

    Args:
        ledger: open.
        stamp: when and who.
        customer_no: whose credit.
        amount_ore: øre; None for all of it.
        kontonr: the receiver's account; the one the customer paid from last when empty.

    Raises:
        NotFoundError: there is no such customer.
        InputError: there is no such credit, or no account is known.
    """
    from invoicectl.ledger.payments import last_payer_account

    with ledger.write() as con:
        name = customer_of(con, customer_no).name
        left_ore = customer_credit_ore(con, customer_no)
        left_ore -= planned_ore(con, customer_no=customer_no)
        new = _new(
            stamp,
            customer_no=customer_no,
            transaction_id=None,
            amount_ore=_asked(amount_ore, left_ore, f"customer {customer_no}'s credit"),
            receiver=name,
            kontonr=_account(kontonr or last_payer_account(con, customer_no)),
        )
        return _planned(con, stamp, new)


def refund_paid(
    ledger: Ledger, settings: Settings, stamp: Stamp, refund_id: int, paid_on: date
) -> Refund:
    """Book a refund that has left the bank.

    Raises:
        NotFoundError: there is no such refund.
        InputError: it was paid or cancelled before, or its money is no longer there.
    """
    with ledger.write() as con:
        found = _open_refund(con, refund_id)
        if paid_on > stamp.today:
            raise InputError(
                f"{paid_on:%d.%m.%Y} has not come yet; {found.ref} cannot have been paid then."
            )
        parts = _parts(con, settings, found)
        voucher = refund_voucher(
            parts,
            settings.accounts.chosen(),
            paid_on=paid_on,
            kontonr=settings.bank.kontonr,
        )
        posted = post(con, voucher, key=f"refund:{refund_id}", stamp=stamp)
        mark_paid(con, refund_id, posted.voucher_id, paid_on)
        if found.transaction_id is not None:
            free = free_parts(con, settings, transaction_of(con, found.transaction_id))
            sentence = f"{kroner(found.amount_ore, thousands=' ')} was paid back by {found.ref}."
            is_all = not any(part.amount_ore for part in free)
            _say(con, settings, stamp, found.transaction_id, sentence, is_settled=is_all)
        note(con, stamp, "refund.paid", found.ref, f"{kroner(found.amount_ore, thousands=' ')} kr")
        fp("refund.paid")
        return refund_of(con, refund_id)


def cancel_refund(ledger: Ledger, settings: Settings, stamp: Stamp, refund_id: int) -> Refund:
    """Drop a planned refund: the money stays where it lies, and the payment waits again.

    Raises:
        NotFoundError: there is no such refund.
        InputError: it was paid or cancelled before.
    """
    with ledger.write() as con:
        found = _open_refund(con, refund_id)
        mark_cancelled(con, refund_id)
        note(con, stamp, "refund.cancelled", found.ref)
        if found.transaction_id is not None:
            sentence = f"{found.ref} is not paid after all; match it to where it belongs."
            _say(con, settings, stamp, found.transaction_id, sentence, is_settled=False)
        return refund_of(con, refund_id)


def _new(
    stamp: Stamp,
    *,
    customer_no: str,
    transaction_id: int | None,
    amount_ore: int,
    receiver: str,
    kontonr: str,
) -> Refund:
    return Refund(
        0, customer_no, transaction_id, amount_ore, receiver, kontonr, "", "planned",
        stamp.today.isoformat(), None,
    )  # fmt: skip


def _planned(con: Connection, stamp: Stamp, new: Refund) -> Refund:
    made = add_refund(con, replace(new, message="Tilbakebetaling"), stamp)
    note(con, stamp, "refund.planned", made.ref, f"{kroner(made.amount_ore, thousands=' ')} kr")
    fp("refund.planned")
    return made


def _open_refund(con: Connection, refund_id: int) -> Refund:
    found = refund_of(con, refund_id)
    if found.state != "planned":
        raise InputError(f"{found.ref} is {found.state} already.")
    return found


def _asked(amount_ore: int | None, left_ore: int, what: str) -> int:
    if left_ore <= 0:
        raise InputError(f"Nothing of {what} is free to be paid back.")
    if amount_ore is None:
        return left_ore
    if not 0 < amount_ore <= left_ore:
        raise InputError(f"At most {kroner(left_ore, thousands=' ')} of {what} can be paid back.")
    return amount_ore


def _account(text: str) -> str:
    from invoicectl.domain.identifiers import check_kontonr

    if not text:
        raise InputError(
            "No account is known to pay it back to.", hint="Name it with --to KONTONR."
        )
    return check_kontonr(text)


def _name(con: Connection, customer_no: str) -> str:
    return customer_of(con, customer_no).name if customer_no else ""


def _parts(con: Connection, settings: Settings, refund: Refund) -> Sequence[Allocation]:
    """Return where the money of a refund lies now.

    Raises:
        InputError: it was moved or used since the refund was planned.
    """
    left_ore = refund.amount_ore
    if refund.transaction_id is None:
        free = [Allocation(customer_credit_ore(con, refund.customer_no), refund.customer_no)]
    else:
        free = free_parts(con, settings, transaction_of(con, refund.transaction_id))
    parts = []
    for part in free:
        part_ore = min(part.amount_ore, left_ore)
        if part_ore > 0:
            parts.append(replace(part, amount_ore=part_ore))
            left_ore -= part_ore
    if left_ore:
        raise InputError(
            f"{kroner(left_ore, thousands=' ')} of {refund.ref} was used in another way since.",
            hint=f"'invoicectl payment refund --cancel {refund.ref}', then plan it anew.",
        )
    return parts


def _say(
    con: Connection,
    settings: Settings,
    stamp: Stamp,
    transaction_id: int,
    sentence: str,
    *,
    is_settled: bool,
) -> None:
    """Store what became of a payment, and whether a person still has to look at it."""
    from invoicectl.flows.move_money import stored

    changed = replace(
        transaction_of(con, transaction_id),
        reason=Reason.REFUNDED.value,
        sentence=sentence,
        state="settled" if is_settled else "queued",
    )
    stored(con, stamp, settings, changed, "payment.refunded")
