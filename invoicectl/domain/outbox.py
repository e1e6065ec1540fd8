"""One delivery: a document on its way to one recipient by one channel, and how far it has come."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class DeliveryState(StrEnum):
    """Where a delivery stands; `UNCERTAIN` means that the far side may have it."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    DELIVERED = "delivered"
    BOUNCED = "bounced"
    FAILED = "failed"
    UNCERTAIN = "uncertain"
    CANCELLED = "cancelled"


class Purpose(StrEnum):
    """What kind of document a delivery carries."""

    INVOICE = "invoice"
    CREDIT_NOTE = "credit_note"
    NOTICE = "notice"
    QUOTE = "quote"
    ORDER_CONFIRMATION = "order_confirmation"
    PAYMENT_REQUEST = "payment_request"
    STATEMENT = "statement"


@dataclass(frozen=True, slots=True)
class Enclosed:
    """A file that goes along with a letter, kept by its sha256."""

    filename: str
    media_type: str
    sha256: str


@dataclass(frozen=True, slots=True)
class MessageFacts:
    """All that a channel needs to build the same bytes again: frozen when the delivery is queued.

    `dated_at` is an ISO instant with zone; `attachment_name` names the stored document;
    `in_reply_to` is the key of the delivery this one follows. `cc` are addresses that get a copy
    for all to see; `copy_to` gets one unseen, None when that is the channel's own affair.
    `enclosed` are further files.
    """

    recipient_name: str
    subject: str
    text: str
    html: str
    dated_at: str
    attachment_name: str = ""
    in_reply_to: str = ""
    cc: tuple[str, ...] = ()
    copy_to: str | None = None
    enclosed: tuple[Enclosed, ...] = ()


@dataclass(frozen=True, slots=True)
class NewDelivery:
    """A delivery to queue; `may_repeat` says that a second identical copy does no harm.

    `invoice_no` is None for what is about no single invoice: quotes, orders, statements.
    """

    key: str
    purpose: Purpose
    ref: str
    invoice_no: int | None
    customer_no: str
    channel: str
    recipient: str
    message: MessageFacts
    document_sha256: str | None
    may_repeat: bool
    generation: int = 1


@dataclass(frozen=True, slots=True)
class Delivery:
    """A delivery as the outbox has it; instants are UTC in ISO form."""

    delivery_id: int
    key: str
    purpose: Purpose
    ref: str
    invoice_no: int | None
    customer_no: str
    channel: str
    recipient: str
    generation: int
    may_repeat: bool
    document_sha256: str | None
    payload_sha256: str | None
    state: DeliveryState
    attempts: int
    not_before: str | None
    last_error: str
    reference: str
    created_at: str
    updated_at: str
    sent_at: str | None
