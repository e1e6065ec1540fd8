"""The e-mail that carries a quote, an order confirmation or a payment request."""

from __future__ import annotations

from typing import TYPE_CHECKING
from typing import Final

from invoicectl.documents.email_form import Mail
from invoicectl.documents.email_form import composed
from invoicectl.documents.email_form import greeting
from invoicectl.documents.email_form import questions
from invoicectl.documents.email_form import signature
from invoicectl.documents.figures import date_text
from invoicectl.documents.figures import money_text
from invoicectl.documents.invoice_email import OwnWords
from invoicectl.documents.invoice_email import filled
from invoicectl.documents.look import palette_of
from invoicectl.documents.sales_closing import pay_request_text
from invoicectl.documents.sales_head import day_of_sales
from invoicectl.documents.sales_head import iban_and_bic
from invoicectl.documents.sales_head import total_label
from invoicectl.documents.wording import load_wording
from invoicectl.domain.identifiers import format_kontonr
from invoicectl.domain.sales_document import SalesDocumentKind

if TYPE_CHECKING:
    from invoicectl.documents.email_form import EmailText
    from invoicectl.documents.look import Look
    from invoicectl.documents.wording import Wording
    from invoicectl.domain.sales_document import SalesDocument

_TEXTS: Final = {
    SalesDocumentKind.QUOTE: "quote",
    SalesDocumentKind.ORDER_CONFIRMATION: "order",
    SalesDocumentKind.PAYMENT_REQUEST: "request",
}
_USUAL: Final = OwnWords()


def sales_email(document: SalesDocument, look: Look, own: OwnWords = _USUAL) -> EmailText:
    """Return the e-mail for a document that is attached as a PDF.

    Args:
        document: the quote, confirmation or request.
        look: its accent colours the one figure that matters.
        own: the company's own words for it.

    Raises:
        LookError: the accent colour or theme cannot be used.
    """
    wording = load_wording(document.language)
    key, seller = _TEXTS[document.kind], document.seller
    amount = money_text(document.asked_ore, wording)
    values = {
        "no": document.ref,
        "amount": amount,
        "seller": seller.name,
        "customer": document.buyer.name,
    }
    mail = Mail(
        greeting=greeting(document.buyer, wording),
        before=(wording.text(f"{key}_intro", no=document.ref, amount=amount),),
        rows=_rows(document, wording),
        after=(*_after(document, wording), questions(seller, wording)),
        signature=signature(seller, document.our_reference, wording),
        own=filled(own.text, values),
    )
    usual = wording.text(f"{key}_subject", no=document.ref, seller=seller.name)
    return composed(filled(own.subject, values) or usual, mail, palette_of(look).accent_hex)


def _after(document: SalesDocument, wording: Wording) -> tuple[str, ...]:
    """Return what the customer may do now."""
    if document.kind is SalesDocumentKind.QUOTE:
        return (wording.text("quote_answer"),)
    if document.kind is SalesDocumentKind.ORDER_CONFIRMATION:
        return (wording.text("order_check"),)
    return tuple(filter(None, (pay_request_text(document, wording),)))


def _rows(document: SalesDocument, wording: Wording) -> tuple[tuple[str, str], ...]:
    """Return the figures: the sum, the day that matters, and for a request where to pay."""
    labels = wording.labels
    asks = document.kind is SalesDocumentKind.PAYMENT_REQUEST
    name = labels["to_pay"] if asks else total_label(document, wording)
    rows = [(name, money_text(document.asked_ore, wording))]
    key, day = day_of_sales(document)
    if day is not None:
        rows.append((labels[key], date_text(day, wording)))
    if asks:
        rows.append((labels["account"], format_kontonr(document.seller.kontonr)))
        if document.kid:
            rows.append((labels["kid"], document.kid))
        rows.extend(iban_and_bic(document, wording))
    elif document.delivery.strip():
        rows.append((labels["delivery"], document.delivery))
    rows.append((labels[f"{document.kind}_no"], document.ref))
    return tuple(rows)
