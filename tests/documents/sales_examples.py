"""Made-up documents of the sales side, and hours behind an invoice, for the tests here."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from invoicectl.domain.parties import Language
from invoicectl.domain.pricing import document_totals
from invoicectl.domain.sales_document import SalesDocument
from invoicectl.domain.sales_document import SalesDocumentKind
from invoicectl.domain.specification import Specification
from invoicectl.domain.specification import SpecificationRow
from invoicectl.domain.specification import group_of
from tests.documents.examples import BUYER
from tests.documents.examples import LINES
from tests.documents.examples import SELLER
from tests.documents.examples import invoice
from tests.documents.examples import line

if TYPE_CHECKING:
    from collections.abc import Callable

    from invoicectl.domain.invoice import Invoice
    from invoicectl.domain.invoice import Line


def sales_document(
    kind: SalesDocumentKind = SalesDocumentKind.QUOTE, *lines: Line, **changes: object
) -> SalesDocument:
    """Return a document of that kind with its totals computed from the lines."""
    lines = lines or LINES
    totals = document_totals(lines)
    made = SalesDocument(
        kind=kind,
        ref="12",
        issued_on=date(2026, 11, 23),
        seller=SELLER,
        buyer=BUYER,
        lines=lines,
        vat_totals=totals.vat_totals,
        net_ore=totals.net_ore,
        vat_ore=totals.vat_ore,
        total_ore=totals.total_ore,
        language=Language.NB,
        our_reference="Mona Berg",
        your_reference="Åse Ødegård",
        contact=("Mona Berg", "55 12 34 56", "mona@fjordlys.example"),
        terms_days=14,
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def quote(**changes: object) -> SalesDocument:
    """Return a quote with a comment and a day until which it stands."""
    values: dict[str, object] = {
        "valid_to": date(2026, 12, 23),
        "delivery": "Uke 51, montert og testet",
        "comment": "Takk for hyggelig befaring! Prisen gjelder slik vi ble enige om.",
    }
    return sales_document(SalesDocumentKind.QUOTE, **(values | changes))


def confirmation(**changes: object) -> SalesDocument:
    """Return an order confirmation with day and place of delivery."""
    values: dict[str, object] = {
        "delivery_day": date(2026, 12, 14),
        "delivery_place": "Brenneriveien 3 B, Oslo",
        "delivery": "Med bil, kl. 8-10",
    }
    return sales_document(SalesDocumentKind.ORDER_CONFIRMATION, **(values | changes))


def request(**changes: object) -> SalesDocument:
    """Return a request for half of the order's sum in advance."""
    values: dict[str, object] = {
        "due": date(2026, 12, 7),
        "requested_ore": 1_019_509,
        "kid": "900128",
        "terms_days": None,
    }
    return sales_document(SalesDocumentKind.PAYMENT_REQUEST, **(values | changes))


def hours(day: int, person: str, text: str, minutes: int) -> SpecificationRow:
    """Return some work at 945 kroner an hour in November 2026."""
    return SpecificationRow(date(2026, 11, day), person, text, 945_000_000, minutes=minutes)


def specified_invoice(**changes: object) -> Invoice:
    """Return an invoice with the hours and expenses behind its lines."""
    work = (
        hours(2, "Mona Berg", "Befaring og plan for lysanlegg", 90),
        hours(3, "Mona Berg", "Kabelføring", 440),
        hours(3, "Ola Åsheim", "Kabelføring", 220),
    )
    drive = SpecificationRow(
        date(2026, 11, 3), "Ola Åsheim", "Bergen-Voss t/r", 5_300_000, 0, 0, 214_000_000, "KMT"
    )
    lines = (
        line("Montering av lysanlegg i kafé, fagarbeider", "12.5", "945", unit="HUR"),
        line("Kjøring", "214", "5.30", unit="KMT"),
    )
    groups = (
        group_of(lines[0].description, work, lines[0].net_ore),
        group_of(lines[1].description, (drive,), lines[1].net_ore),
    )
    return replace(invoice(*lines), specification=Specification(groups), **changes)  # type: ignore[arg-type]


SALES_EXAMPLES: dict[str, Callable[[], SalesDocument]] = {
    "quote": quote,
    "quote-nn": lambda: quote(language=Language.NN),
    "quote-en": lambda: quote(language=Language.EN),
    "confirmation": confirmation,
    "confirmation-nn": lambda: confirmation(language=Language.NN),
    "confirmation-en": lambda: confirmation(language=Language.EN),
    "request": request,
    "request-nn": lambda: request(language=Language.NN),
    "request-en": lambda: request(language=Language.EN),
}
