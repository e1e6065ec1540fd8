"""Documents with every particular in place, to be spoilt one at a time."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from invoicectl.domain.invoice import Credits
from invoicectl.domain.invoice import DocumentKind
from invoicectl.domain.invoice import Invoice
from invoicectl.domain.invoice import Line
from invoicectl.domain.parties import Address
from invoicectl.domain.parties import Buyer
from invoicectl.domain.parties import CustomerKind
from invoicectl.domain.parties import Language
from invoicectl.domain.parties import Seller
from invoicectl.domain.pricing import document_totals
from invoicectl.domain.pricing import line_net_ore
from invoicectl.domain.vat import VAT_CODES

RATES_BP = {"3": 2_500, "31": 1_500, "32": 1_111, "33": 1_200}

SELLER = Seller(
    name="Fjord Verksted AS",
    orgnr="310001015",
    address=Address(("Bryggen 1",), "5003", "Bergen"),
    vat_registered=True,
    foretaksregisteret=True,
    kontonr="97101230000",
)
BUYER = Buyer(
    customer_no="10001",
    kind=CustomerKind.BUSINESS,
    name="Nordre Bygg AS",
    orgnr="310002038",
    vat_registered=True,
    address=Address(("Storgata 5",), "0150", "Oslo"),
)


def line(
    price_kroner: int = 100,
    *,
    quantity: int = 1,
    vat_code: str = "3",
    account: str = "",
    discount_bp: int = 0,
) -> Line:
    """Return a line of whole kroner and whole units."""
    quantity_micro, price_micro = quantity * 1_000_000, price_kroner * 1_000_000
    return Line(
        description="Arbeid i september",
        quantity_micro=quantity_micro,
        unit="HUR",
        unit_price_micro=price_micro,
        discount_bp=discount_bp,
        vat_code=vat_code,
        vat_rate_bp=RATES_BP.get(vat_code, 0),
        income_account=account or VAT_CODES[vat_code].income_account,
        net_ore=line_net_ore(quantity_micro, price_micro, discount_bp),
    )


def invoice(*lines: Line) -> Invoice:
    """Return an invoice of these lines that nothing is wrong with."""
    chosen = lines or (line(10_000),)
    totals = document_totals(chosen)
    return Invoice(
        kind=DocumentKind.INVOICE,
        invoice_no=10_001,
        issued_on=date(2026, 9, 1),
        due=date(2026, 9, 15),
        delivered_from=date(2026, 8, 3),
        delivered_to=date(2026, 8, 28),
        delivery_place="Storgata 5, Oslo",
        seller=SELLER,
        buyer=BUYER,
        lines=chosen,
        vat_totals=totals.vat_totals,
        net_ore=totals.net_ore,
        vat_ore=totals.vat_ore,
        total_ore=totals.total_ore,
        kid="010001000100016",
        language=Language.NB,
        terms_days=14,
    )


def credit_note(*lines: Line) -> Invoice:
    """Return a credit note of these lines to the invoice 10001."""
    return replace(
        invoice(*lines),
        kind=DocumentKind.CREDIT_NOTE,
        invoice_no=10_003,
        due=None,
        kid="",
        credits=Credits(10_001, date(2026, 9, 1), "Feil antall"),
    )
