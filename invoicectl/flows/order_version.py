"""The documents of quotes and orders: each version is kept with its bytes, and made once.

What would be the same again, byte by byte, is not made again: asking twice does nothing twice,
unless a further copy is asked for.
"""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import replace
from typing import TYPE_CHECKING

from invoicectl.domain.money import kroner
from invoicectl.domain.order import OrderState
from invoicectl.domain.outbox import Purpose
from invoicectl.domain.sales_document import SalesDocumentKind
from invoicectl.errors import NotFoundError
from invoicectl.flows.levels import effective
from invoicectl.flows.order_document import order_document
from invoicectl.flows.order_document import order_origin
from invoicectl.flows.sending import look_for
from invoicectl.flows.sending import queue_letter
from invoicectl.ledger.customers import customer_of
from invoicectl.ledger.documents import document_content
from invoicectl.ledger.documents import keep_document
from invoicectl.ledger.log import note
from invoicectl.ledger.order_letters import Version
from invoicectl.ledger.order_letters import add_version
from invoicectl.ledger.order_letters import last_delivery_id
from invoicectl.ledger.order_letters import versions_of
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


@dataclass(frozen=True, slots=True)
class SentLetter:
    """A document as it was made, and the delivery that carries it.

    Unless `is_new` nothing changed since it was made on `made_on`, so nothing was done; `delivery`
    is then the last one. `version` counts what was made of its kind; `total_ore` is what the
    document comes to, of a payment request what it asks for.
    """

    order: SalesOrder
    kind: SalesDocumentKind
    version: int
    made_on: date
    total_ore: int
    due: date | None = None
    delivery: Delivery | None = None
    is_new: bool = True


@dataclass(frozen=True, slots=True)
class Wish:
    """How a document is sent: `is_again` sends a further copy, `is_dry` only says what would be."""

    is_again: bool = False
    is_dry: bool = False


def kept_version(
    con: Connection,
    settings: Settings,
    stamp: Stamp,
    order: SalesOrder,
    kind: SalesDocumentKind,
    wish: Wish,
) -> SentLetter:
    """Keep and queue a new version, a copy of the last one, or nothing when it is the same.

    Inside the caller's transaction.

    Raises:
        InputError: it cannot be priced or drawn.
    """
    last = _last(con, order, kind)
    if last is not None:
        document = order_document(con, settings, order, kind, last.sent_on)
        if _is_same(con, settings, order, (document, last)):
            sent = SentLetter(order, kind, last.version, last.sent_on, last.total_ore)
            if not wish.is_again:
                return replace(sent, delivery=last_delivery(con, document), is_new=False)
            delivery = queue_document(con, settings, stamp, order, (document, last.document_sha256))
            note(con, stamp, f"{kind.value}.copied", order.ref, f"version {last.version}")
            return replace(sent, delivery=delivery)
    document = order_document(con, settings, order, kind, stamp.today)
    sha256 = keep_document(con, drawn(con, settings, order, document), PDF, stamp)
    n = last.version + 1 if last is not None else 1
    version = Version(n, order.revision, stamp.today, document.total_ore, sha256)
    add_version(con, order.order_no, kind, version, stamp)
    fp("order.version-kept")
    delivery = queue_document(con, settings, stamp, order, (document, sha256))
    amount = kroner(document.total_ore, thousands=" ")
    note(con, stamp, f"{kind.value}.sent", order.ref, f"version {n}, {amount} kr")
    return SentLetter(order, kind, n, stamp.today, document.total_ore, None, delivery)


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
    return drawn(con, settings, order, document), document, False


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


def queue_document(
    con: Connection,
    settings: Settings,
    stamp: Stamp,
    order: SalesOrder,
    letter: tuple[SalesDocument, str],
) -> Delivery:
    """Queue a document under the sha256 of its bytes and return its delivery."""
    from invoicectl.documents.invoice_email import OwnWords
    from invoicectl.documents.sales_email import sales_email

    document, sha256 = letter
    customer = customer_of(con, order.customer_no)
    look = look_for(con, settings, customer, order_origin(order))
    held = effective(con, settings, customer, order_origin(order))
    own = OwnWords()
    if document.kind is SalesDocumentKind.QUOTE:
        own = OwnWords(held.orders_quote_email_subject, held.orders_quote_email_text)
    elif document.kind is SalesDocumentKind.ORDER_CONFIRMATION:
        own = OwnWords(held.orders_order_email_subject, held.orders_order_email_text)
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
        text=sales_email(document, look, own),
        may_repeat=True,
    )
    fp("order.queued")
    return delivery_of(con, queued)


def last_delivery(con: Connection, document: SalesDocument) -> Delivery | None:
    """Return the newest delivery of a document, None when there is none."""
    found = last_delivery_id(con, _PURPOSES[document.kind], f"O{document.ref}")
    return delivery_of(con, found) if found is not None else None


def drawn(con: Connection, settings: Settings, order: SalesOrder, document: SalesDocument) -> bytes:
    """Return the PDF of a document in the look that holds for its order.

    Raises:
        InputError, SetupError: a sign cannot be printed, or the logo not be read.
    """
    from invoicectl.documents.sales_pdf import render_sales_document

    customer = customer_of(con, order.customer_no)
    return render_sales_document(document, look_for(con, settings, customer, order_origin(order)))


def transaction_for(ledger: Ledger, wish: Wish) -> AbstractContextManager[Connection]:
    """Return a transaction that is kept, or taken back for what is only told."""
    return ledger.rehearse() if wish.is_dry else ledger.write()


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
    return sha256(drawn(con, settings, order, document)).hexdigest() == last.document_sha256
