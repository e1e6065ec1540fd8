"""What a person decides about deliveries: try again, send a further copy, settle a doubt."""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum
from typing import TYPE_CHECKING

from invoicectl.domain.draft import Origin
from invoicectl.domain.effective import Level
from invoicectl.domain.identifiers import check_email
from invoicectl.domain.outbox import DeliveryState
from invoicectl.domain.outbox import NewDelivery
from invoicectl.domain.outbox import Purpose
from invoicectl.errors import InputError
from invoicectl.flows.levels import effective
from invoicectl.flows.sending import delivery_key
from invoicectl.flows.sending import route
from invoicectl.ledger.customers import customer_of
from invoicectl.ledger.disputes import notice_objection
from invoicectl.ledger.drafts import origin_of
from invoicectl.ledger.log import note
from invoicectl.ledger.outbox import delivery_of
from invoicectl.ledger.outbox import message_of
from invoicectl.ledger.outbox import next_generation
from invoicectl.ledger.outbox import payload_of
from invoicectl.ledger.outbox import queue_delivery
from invoicectl.ledger.outbox import settle
from invoicectl.ledger.overrides import draft_no_of_invoice
from invoicectl.ledger.overrides import owner_of

if TYPE_CHECKING:
    from invoicectl.domain.outbox import Delivery
    from invoicectl.domain.stamp import Stamp
    from invoicectl.ledger.connect import Connection
    from invoicectl.ledger.connect import Ledger
    from invoicectl.settings.model import Settings

_OF_ORDERS = frozenset({Purpose.QUOTE, Purpose.ORDER_CONFIRMATION, Purpose.PAYMENT_REQUEST})
_RETRIED = frozenset({DeliveryState.FAILED, DeliveryState.BOUNCED})
_COPIED = _RETRIED | {DeliveryState.SENT, DeliveryState.DELIVERED, DeliveryState.CANCELLED}


class Decision(StrEnum):
    """What a person knows, or wants, about a delivery nobody is certain of."""

    SENT = "sent"
    RESEND = "resend"
    FAILED = "failed"


_STATES = {
    Decision.SENT: DeliveryState.SENT,
    Decision.RESEND: DeliveryState.QUEUED,
    Decision.FAILED: DeliveryState.FAILED,
}
_WORDS = {
    Decision.SENT: "A person has settled it: it arrived.",
    Decision.RESEND: "A person has settled it: to be sent again, the same message.",
    Decision.FAILED: "A person has settled it: it did not arrive and is not sent again.",
}


def retry(ledger: Ledger, stamp: Stamp, delivery_id: int) -> Delivery:
    """Queue a failed delivery again, or let a waiting one go now: same key, same bytes.

    Raises:
        NotFoundError: there is no such delivery.
        InputError: it is in another state; says what fits that.
    """
    with ledger.write() as con:
        each = delivery_of(con, delivery_id)
        _refuse_stale_notice(con, each)
        if each.state is DeliveryState.UNCERTAIN:
            raise InputError(
                f"Delivery {delivery_id} is uncertain: it may have arrived.",
                hint=f"'invoicectl outbox resolve {delivery_id} --resend' sends it all the same.",
            )
        if each.state not in _RETRIED | {DeliveryState.QUEUED}:
            raise InputError(
                f"Delivery {delivery_id} is {each.state.value}.",
                hint=f"'invoicectl outbox retry {delivery_id} --copy' sends a further copy.",
            )
        sentence = "A person wants it tried again."
        settle(con, delivery_id, DeliveryState.QUEUED, stamp=stamp, sentence=sentence)
        note(con, stamp, "delivery.queued", each.ref, f"{each.key} {sentence}")
        return delivery_of(con, delivery_id)


def send_copy(
    ledger: Ledger, settings: Settings, stamp: Stamp, delivery_id: int, *, to: str = ""
) -> Delivery:
    """Queue a further copy with a key of its own, to the customer's address as it is now or `to`.

    A failed one is thereby given up.

    Raises:
        NotFoundError: there is no such delivery.
        InputError: it may still be sent by itself, or `to` is no address.
    """
    address = check_email(to) if to else ""
    with ledger.write() as con:
        old = delivery_of(con, delivery_id)
        _refuse_stale_notice(con, old)
        if old.state not in _COPIED:
            raise InputError(
                f"Delivery {delivery_id} is {old.state.value} and may still be sent.",
                hint="Wait for it, or settle it with 'invoicectl outbox resolve'.",
            )
        if old.state is DeliveryState.FAILED:
            sentence = "Given up for a further copy."
            settle(con, delivery_id, DeliveryState.CANCELLED, stamp=stamp, sentence=sentence)
        new = _copy(con, settings, old, address)
        made = queue_delivery(con, new, stamp)
        note(con, stamp, "delivery.queued", old.ref, f"{new.key} a further copy of {old.key}")
        return delivery_of(con, made)


def resolve(ledger: Ledger, stamp: Stamp, delivery_id: int, decision: Decision) -> Delivery:
    """Settle an uncertain delivery as a person says.

    Raises:
        NotFoundError: there is no such delivery.
        InputError: it is not uncertain.
    """
    with ledger.write() as con:
        each = delivery_of(con, delivery_id)
        if each.state is not DeliveryState.UNCERTAIN:
            raise InputError(
                f"Delivery {delivery_id} is {each.state.value}; only uncertain ones are settled."
            )
        if decision is Decision.RESEND:
            _refuse_stale_notice(con, each)
        state = _STATES[decision]
        settle(con, delivery_id, state, stamp=stamp, sentence=_WORDS[decision])
        note(con, stamp, f"delivery.{state.value}", each.ref, f"{each.key} {_WORDS[decision]}")
        return delivery_of(con, delivery_id)


def message_id_of(ledger: Ledger, delivery_id: int) -> str:
    """Return the Message-ID to look for at the far side, '' for a delivery that was never tried."""
    from invoicectl.channels import reparse

    payload = payload_of(ledger.con, delivery_id)
    return reparse.message_id_of(payload) if payload else ""


def _refuse_stale_notice(con: Connection, each: Delivery) -> None:
    """Refuse a reminder about what is no longer owed."""
    if each.purpose is not Purpose.NOTICE:
        return
    if objection := notice_objection(con, each.invoice_no or 0):
        raise InputError(f"{objection} The letter is not sent again.")


def _copy(con: Connection, settings: Settings, old: Delivery, address: str) -> NewDelivery:
    """Return the same letter with the next generation of its key."""
    customer = customer_of(con, old.customer_no)
    draft_no = draft_no_of_invoice(con, old.invoice_no) if old.invoice_no else 0
    held = effective(con, settings, customer, _origin(con, old, draft_no), draft_no)
    if address:
        held = replace(held, sending_to=address, sending_reminders_to="")
    way = route(settings, customer, held, old.purpose)
    generation = next_generation(con, old.purpose, old.ref)
    return NewDelivery(
        key=delivery_key(old.purpose, old.ref, way.channel, generation),
        purpose=old.purpose,
        ref=old.ref,
        invoice_no=old.invoice_no,
        customer_no=old.customer_no,
        channel=way.channel,
        recipient=way.recipient,
        message=message_of(con, old.delivery_id),
        document_sha256=old.document_sha256,
        may_repeat=old.may_repeat,
        generation=generation,
    )


def _origin(con: Connection, old: Delivery, draft_no: int) -> Origin:
    """Return what a letter was about: where its invoice came from, or its order."""
    if draft_no:
        return origin_of(con, draft_no)
    number = old.ref.partition("-")[0].lstrip("O")
    if old.purpose in _OF_ORDERS and number.isdigit():
        return owner_of(con, Level.ORDER, number)[1]
    return Origin()
