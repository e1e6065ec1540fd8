"""Quotes, order confirmations and payment requests on their way to the customer, each kept.

Every document that was made is kept with its bytes. What did not change since is not made again:
asking twice does nothing twice, unless a further copy is asked for.
"""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import replace
from typing import TYPE_CHECKING

from invoicectl.domain.dates import due_on
from invoicectl.domain.money import kroner
from invoicectl.domain.money import round_half_up
from invoicectl.domain.order import OrderState
from invoicectl.domain.order import QuoteStatus
from invoicectl.domain.order import quote_status
from invoicectl.domain.outbox import Purpose
from invoicectl.domain.sales_document import SalesDocumentKind
from invoicectl.errors import InputError
from invoicectl.errors import NotFoundError
from invoicectl.flows.order_document import order_document
from invoicectl.flows.order_document import order_origin
from invoicectl.flows.order_document import priced_order
from invoicectl.flows.order_document import request_document
from invoicectl.flows.order_entry import placed_order
from invoicectl.flows.order_entry import quote_of
from invoicectl.flows.sending import look_for
from invoicectl.flows.sending import queue_letter
from invoicectl.ledger.customers import customer_of
from invoicectl.ledger.documents import document_content
from invoicectl.ledger.documents import keep_document
from invoicectl.ledger.log import note
from invoicectl.ledger.order_letters import PaymentRequest
from invoicectl.ledger.order_letters import Version
from invoicectl.ledger.order_letters import add_request
from invoicectl.ledger.order_letters import add_version
from invoicectl.ledger.order_letters import requests_of
from invoicectl.ledger.order_letters import versions_of
from invoicectl.ledger.orders import save_order
from invoicectl.ledger.outbox import delivery_of
from invoicectl.seams import fp

if TYPE_CHECKING:
    from contextlib import AbstractContextManager
    from datetime import date

    from invoicectl.domain.order import SalesOrder
    from invoicectl.domain.outbox import Delivery
    from invoicectl.domain.sales_document import SalesDocument
    from invoicectl.domain.stamp import Stamp
    from invoicectl.ledger.connect import Connection
    from invoicectl.ledger.connect import Ledger
    from invoicectl.settings.model import Settings

PDF = "application/pdf"
_PURPOSES = {
    SalesDocumentKind.QUOTE: Purpose.QUOTE,
    SalesDocumentKind.ORDER_CONFIRMATION: Purpose.ORDER_CONFIRMATION,
    SalesDocumentKind.PAYMENT_REQUEST: Purpose.PAYMENT_REQUEST,
}
_WHOLE_BP = 10_000


@dataclass(frozen=True, slots=True)
class SentLetter:
    """A document as it was made, and the delivery that carries it.

    `delivery` is None when nothing changed since it was made on `made_on`, so nothing was done.
    `version` counts what was made of its kind; `total_ore` is what the document comes to, of a
    payment request what it asks for.
    """

    order: SalesOrder
    kind: SalesDocumentKind
    version: int
    made_on: date
    total_ore: int
    due: date | None = None
    delivery: Delivery | None = None


@dataclass(frozen=True, slots=True)
class Wish:
    """How a document is sent: `is_again` sends a further copy, `is_dry` only says what would be."""

    is_again: bool = False
    is_dry: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """How much a payment request asks for: basis points of the total, or øre; `due` if chosen."""

    percent_bp: int = 0
    amount_ore: int = 0
    due: date | None = None


def send_quote(
    ledger: Ledger, settings: Settings, stamp: Stamp, order_no: int, wish: Wish
) -> SentLetter:
    """Queue a quote for its customer, its bytes kept as a new version.

    Raises:
        NotFoundError: there is no such quote.
        InputError: it was answered, has expired, or cannot be priced or drawn.
    """
    with _transaction(ledger, wish) as con:
        quote = quote_of(con, order_no)
        status = quote_status(quote, stamp.today)
        if status is QuoteStatus.EXPIRED:
            raise InputError(
                f"Quote {order_no} has expired.",
                hint=f"'invoicectl quote edit {order_no} --valid-to DATE' offers it anew.",
            )
        if status in {QuoteStatus.ACCEPTED, QuoteStatus.DECLINED}:
            raise InputError(f"Quote {order_no} is {status.value} already.")
        sent = _version(con, settings, stamp, quote, SalesDocumentKind.QUOTE, wish)
        if quote.state is not OrderState.SENT:
            save_order(con, replace(quote, state=OrderState.SENT), stamp)
    return sent


def confirm_order(
    ledger: Ledger, settings: Settings, stamp: Stamp, order_no: int, wish: Wish
) -> SentLetter:
    """Queue an order confirmation for the customer, its bytes kept as a new version.

    Raises:
        NotFoundError: there is no such order.
        InputError: it is closed, or cannot be priced or drawn.
    """
    with _transaction(ledger, wish) as con:
        order = placed_order(con, order_no)
        if order.state is OrderState.CLOSED:
            raise InputError(
                f"Order {order_no} is closed.",
                hint=f"'invoicectl order reopen {order_no}' opens it.",
            )
        sent = _version(con, settings, stamp, order, SalesDocumentKind.ORDER_CONFIRMATION, wish)
        if order.state is not OrderState.CONFIRMED:
            save_order(con, replace(order, state=OrderState.CONFIRMED), stamp)
    return sent


def request_payment(
    ledger: Ledger, settings: Settings, stamp: Stamp, order_no: int, asked: Asked, wish: Wish
) -> SentLetter:
    """Queue a request to pay a part of an order before delivery; nothing is booked (INV-27).

    The same amount asked for twice is one request, unless a further one is wished for.

    Raises:
        NotFoundError: there is no such order.
        InputError: it is closed, or no amount between one øre and what is not yet asked for.
    """
    with _transaction(ledger, wish) as con:
        order = placed_order(con, order_no)
        if order.state is OrderState.CLOSED:
            raise InputError(f"Order {order_no} is closed; nothing more is asked for.")
        total_ore = priced_order(con, settings, order, stamp.today).total_ore
        amount_ore = asked.amount_ore or round_half_up(total_ore * asked.percent_bp, _WHOLE_BP)
        before = requests_of(con, order_no)
        same = next((one for one in before if one.amount_ore == amount_ore), None)
        if same is not None and not wish.is_again:
            return SentLetter(
                order, SalesDocumentKind.PAYMENT_REQUEST, same.n, same.requested_on,
                same.amount_ore, same.due,
            )  # fmt: skip
        _check_amount(amount_ore, total_ore, sum(one.amount_ore for one in before), order_no)
        roll = settings.invoice.due_date_roll.value == "next_bankday"
        due = asked.due or due_on(stamp.today, settings.orders.request_days, roll=roll)
        if due < stamp.today:
            raise InputError(f"--due: {due:%d.%m.%Y} has passed.")
        n = len(before) + 1
        document = request_document(con, settings, order, (n, amount_ore, due), stamp.today)
        sha256 = keep_document(con, _drawn(con, settings, order, document), PDF, stamp)
        add_request(con, order_no, PaymentRequest(n, amount_ore, stamp.today, due, sha256), stamp)
        fp("order.requested")
        delivery = _queue(con, settings, stamp, order, (document, sha256))
        detail = f"{kroner(amount_ore, thousands=' ')} kr by {due}"
        note(con, stamp, "payment_request.made", order.ref, detail)
    return SentLetter(
        order, SalesDocumentKind.PAYMENT_REQUEST, n, stamp.today, amount_ore, due, delivery
    )


def current_pdf(
    con: Connection, settings: Settings, order: SalesOrder, kind: SalesDocumentKind, today: date
) -> tuple[bytes, SalesDocument, bool]:
    """Return the bytes of a document, what it says, and whether these very bytes were sent.

    Raises:
        InputError: it cannot be priced or drawn.
    """
    last = _last(con, order, kind)
    if last is not None:
        document = order_document(con, settings, order, kind, last.sent_on)
        if not _is_changing(order, kind) or _is_same(con, settings, order, (document, last)):
            return document_content(con, last.document_sha256), document, True
    document = order_document(con, settings, order, kind, today)
    return _drawn(con, settings, order, document), document, False


def version_pdf(
    con: Connection, settings: Settings, order: SalesOrder, kind: SalesDocumentKind, version: int
) -> tuple[bytes, SalesDocument]:
    """Return the bytes of a version as it was made, and the document for its name.

    Raises:
        NotFoundError: there is no such version.
    """
    for found in versions_of(con, order.order_no, kind):
        if found.version == version:
            document = order_document(con, settings, order, kind, found.sent_on)
            return document_content(con, found.document_sha256), document
    raise NotFoundError("version", f"{version} of {order.order_no}")


def letter_name(document: SalesDocument) -> str:
    """Return the file name of a document in the customer's language, such as `Tilbud-12.pdf`."""
    from invoicectl.documents.sales_pdf import sales_document_name

    return sales_document_name(document).replace(" ", "-") + ".pdf"


def _transaction(ledger: Ledger, wish: Wish) -> AbstractContextManager[Connection]:
    return ledger.rehearse() if wish.is_dry else ledger.write()


def _version(
    con: Connection,
    settings: Settings,
    stamp: Stamp,
    order: SalesOrder,
    kind: SalesDocumentKind,
    wish: Wish,
) -> SentLetter:
    """Keep and queue a new version, a copy of the last one, or nothing when it is the same."""
    last = _last(con, order, kind)
    if last is not None:
        document = order_document(con, settings, order, kind, last.sent_on)
        if _is_same(con, settings, order, (document, last)):
            sent = SentLetter(order, kind, last.version, last.sent_on, last.total_ore)
            if not wish.is_again:
                return sent
            delivery = _queue(con, settings, stamp, order, (document, last.document_sha256))
            note(con, stamp, f"{kind.value}.copied", order.ref, f"version {last.version}")
            return replace(sent, delivery=delivery)
    document = order_document(con, settings, order, kind, stamp.today)
    sha256 = keep_document(con, _drawn(con, settings, order, document), PDF, stamp)
    n = last.version + 1 if last is not None else 1
    version = Version(n, order.revision, stamp.today, document.total_ore, sha256)
    add_version(con, order.order_no, kind, version, stamp)
    fp("order.version-kept")
    delivery = _queue(con, settings, stamp, order, (document, sha256))
    amount = kroner(document.total_ore, thousands=" ")
    note(con, stamp, f"{kind.value}.sent", order.ref, f"version {n}, {amount} kr")
    return SentLetter(order, kind, n, stamp.today, document.total_ore, None, delivery)


def _last(con: Connection, order: SalesOrder, kind: SalesDocumentKind) -> Version | None:
    found = versions_of(con, order.order_no, kind)
    return found[-1] if found else None


def _is_changing(order: SalesOrder, kind: SalesDocumentKind) -> bool:
    """Tell whether the document may still be made anew: a quote on offer, an order not closed."""
    if kind is SalesDocumentKind.QUOTE:
        return order.state in {OrderState.QUOTE, OrderState.SENT}
    return order.state is not OrderState.CLOSED


def _is_same(
    con: Connection, settings: Settings, order: SalesOrder, made: tuple[SalesDocument, Version]
) -> bool:
    """Tell whether a version made anew would be the same, byte by byte.

    Not the order alone decides: the customer's address or a setting may have changed.
    """
    from hashlib import sha256

    document, last = made
    return sha256(_drawn(con, settings, order, document)).hexdigest() == last.document_sha256


def _queue(
    con: Connection,
    settings: Settings,
    stamp: Stamp,
    order: SalesOrder,
    letter: tuple[SalesDocument, str],
) -> Delivery:
    """Queue a document under the sha256 of its bytes and return its delivery."""
    from invoicectl.documents.sales_email import sales_email

    document, sha256 = letter
    customer = customer_of(con, order.customer_no)
    look = look_for(con, settings, customer, order_origin(order))
    queued = queue_letter(
        con,
        settings,
        stamp,
        purpose=_PURPOSES[document.kind],
        ref=f"O{document.ref}",
        customer=customer,
        origin=order_origin(order),
        document_sha256=sha256,
        attachment_name=letter_name(document),
        text=sales_email(document, look),
        may_repeat=True,
    )
    fp("order.queued")
    return delivery_of(con, queued)


def _drawn(
    con: Connection, settings: Settings, order: SalesOrder, document: SalesDocument
) -> bytes:
    from invoicectl.documents.sales_pdf import render_sales_document

    customer = customer_of(con, order.customer_no)
    return render_sales_document(document, look_for(con, settings, customer, order_origin(order)))


def _check_amount(amount_ore: int, total_ore: int, asked_ore: int, order_no: int) -> None:
    """Refuse to ask for nothing, or for more than the order comes to."""
    if amount_ore <= 0:
        raise InputError("A payment request needs an amount.", hint="Give --percent or --amount.")
    if asked_ore + amount_ore > total_ore:
        left = kroner(max(total_ore - asked_ore, 0), thousands=" ")
        before = (
            f", {kroner(asked_ore, thousands=' ')} of it asked for already" if asked_ore else ""
        )
        raise InputError(
            f"Order {order_no} comes to {kroner(total_ore, thousands=' ')} kr with VAT{before}.",
            hint=f"Ask for at most {left} kr.",
        )
