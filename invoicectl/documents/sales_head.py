"""The head of quote, order confirmation and payment request: its facts and its band."""

from __future__ import annotations

from typing import TYPE_CHECKING

from invoicectl.documents.figures import amount_text
from invoicectl.documents.figures import date_text
from invoicectl.documents.invoice_head import Fact
from invoicectl.documents.invoice_head import orgnr_text
from invoicectl.domain.identifiers import format_iban
from invoicectl.domain.identifiers import format_kontonr
from invoicectl.domain.parties import Language
from invoicectl.domain.sales_document import SalesDocumentKind

if TYPE_CHECKING:
    from datetime import date

    from invoicectl.documents.wording import Wording
    from invoicectl.domain.sales_document import SalesDocument


def facts_of_sales(document: SalesDocument, wording: Wording) -> list[Fact]:
    """Return what identifies document, parties and delivery; empty ones left out."""
    labels, buyer, kind = wording.labels, document.buyer, document.kind
    orgnr = orgnr_text(buyer.orgnr, vat_registered=buyer.vat_registered) if buyer.orgnr else ""
    day = document.delivery_day
    named_twice = document.our_reference in document.contact
    in_band = kind is SalesDocumentKind.ORDER_CONFIRMATION
    rows = [
        (labels[f"{kind}_no"], document.ref),
        (labels[f"{kind}_date"], date_text(document.issued_on, wording)),
        (labels["customer_no"], buyer.customer_no),
        (labels["customer_orgnr"], orgnr),
        (labels["your_reference"], document.your_reference),
        (labels["our_reference"], "" if named_twice else document.our_reference),
        (labels["contact"], "\n".join(filter(None, document.contact))),
        (labels["delivery_date"], date_text(day, wording) if day and not in_band else ""),
        (labels["delivery"], document.delivery),
        (labels["delivery_place"], document.delivery_place),
    ]
    return [Fact(label, value) for label, value in rows if value.strip()]


def band_of_sales(document: SalesDocument, wording: Wording) -> list[Fact]:
    """Return what is found at a glance: the sum, and until when to accept, deliver or pay."""
    labels = wording.labels
    asks = document.kind is SalesDocumentKind.PAYMENT_REQUEST
    ore = document.asked_ore if asks else document.total_ore
    sum_ = f"{document.currency} {amount_text(ore, wording)}".replace(" ", "\u00a0")
    cells = [Fact(labels["to_pay"] if asks else total_label(document, wording), sum_)]
    key, day = day_of_sales(document)
    if day is not None:
        cells.append(Fact(labels[key], date_text(day, wording)))
    if asks:
        cells.append(Fact(labels["account"], format_kontonr(document.seller.kontonr)))
        mark = payment_mark(document, wording)
        by_kid = ("kid", document.kid) if document.kid else ("mark_with", mark)
        cells.append(Fact(labels[by_kid[0]], by_kid[1]))
    return cells


def payment_mark(document: SalesDocument, wording: Wording) -> str:
    """Return what a payment is marked with, such as `Ordre 12`: a bare number says little."""
    return f"{wording.labels['order_word']}\u00a0{document.ref}"


def iban_and_bic(document: SalesDocument, wording: Wording) -> list[tuple[str, str]]:
    """Return them for a request to whoever pays from abroad or reads English, else nothing."""
    seller, address = document.seller, document.buyer.address
    abroad = address is not None and address.country != seller.address.country
    asks = document.kind is SalesDocumentKind.PAYMENT_REQUEST
    if not asks or not (abroad or document.language is Language.EN):
        return []
    numbers = (("iban", format_iban(seller.iban)), ("bic", seller.bic))
    return [(wording.labels[key], value) for key, value in numbers if value]


def day_of_sales(document: SalesDocument) -> tuple[str, date | None]:
    """Return the one day that matters, after the key of its label."""
    if document.kind is SalesDocumentKind.QUOTE:
        return "valid_to", document.valid_to
    if document.kind is SalesDocumentKind.ORDER_CONFIRMATION:
        return "delivery_date", document.delivery_day
    return "pay_by", document.due


def total_label(document: SalesDocument, wording: Wording) -> str:
    """Return what the total is called, `Sum inkl. mva.` when the seller charges VAT."""
    return wording.labels["total_with_vat" if document.seller.vat_registered else "total"]


def sales_word(document: SalesDocument, wording: Wording) -> str:
    """Return `Tilbud 12`, in the document's language."""
    return f"{wording.labels[f'{document.kind}_word']} {document.ref}"
