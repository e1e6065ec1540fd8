"""Made-up parties and documents for the tests here; every number has right check digits."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from invoicectl.domain.invoice import Credits
from invoicectl.domain.invoice import DocumentKind
from invoicectl.domain.invoice import Invoice
from invoicectl.domain.invoice import Line
from invoicectl.domain.invoice import VatTotal
from invoicectl.domain.money import round_half_up
from invoicectl.domain.parties import Address
from invoicectl.domain.parties import Buyer
from invoicectl.domain.parties import CustomerKind
from invoicectl.domain.parties import Language
from invoicectl.domain.parties import Seller
from invoicectl.domain.vat import VAT_CODES

SELLER = Seller(
    name="Fjordlys Elektro AS",
    orgnr="974760673",
    address=Address(("Sjøgata 12",), "5003", "Bergen"),
    vat_registered=True,
    foretaksregisteret=True,
    kontonr="15034012341",
    iban="NO9315034012341",
    bic="DNBANOKK",
    email="faktura@fjordlys.example",
    phone="55 12 34 56",
    website="fjordlys.example",
)

BUYER = Buyer(
    customer_no="10042",
    kind=CustomerKind.BUSINESS,
    name="Østre Ærfugl Kaffebrenneri AS",
    orgnr="987654325",
    vat_registered=True,
    address=Address(("Brenneriveien 3 B",), "0182", "Oslo"),
    attention="v/ Åse Ødegård",
)

RATES = {"3": 2500, "31": 1500, "32": 1111, "33": 1200}


def line(
    description: str,
    quantity: str = "1",
    price: str = "100",
    *,
    unit: str = "C62",
    code: str = "3",
    discount_bp: int = 0,
    product_no: str = "",
) -> Line:
    """Return a line with its net computed as the product does."""
    from decimal import Decimal

    quantity_micro = int(Decimal(quantity) * 1_000_000)
    price_micro = int(Decimal(price) * 1_000_000)
    net = round_half_up(quantity_micro * price_micro * (10_000 - discount_bp), 10**14)
    return Line(
        description=description,
        quantity_micro=quantity_micro,
        unit=unit,
        unit_price_micro=price_micro,
        discount_bp=discount_bp,
        vat_code=code,
        vat_rate_bp=RATES.get(code, 0),
        income_account=VAT_CODES[code].income_account,
        net_ore=net,
        product_no=product_no,
    )


def invoice(*lines: Line, **changes: object) -> Invoice:
    """Return an invoice with its totals computed from the lines."""
    lines = lines or (
        line("Montering av lysanlegg i kafé, fagarbeider", "12.5", "945", unit="HUR"),
        line("LED-skinne 3 m, hvit", "4", "1249.90", discount_bp=1000, product_no="LS-300-W"),
    )
    codes = sorted({(each.vat_code, each.vat_rate_bp) for each in lines})
    totals = []
    for code, rate in codes:
        base = sum(each.net_ore for each in lines if each.vat_code == code)
        vat = round_half_up(base * rate, 10_000)
        totals.append(VatTotal(code, VAT_CODES[code].category, rate, base, vat))
    net = sum(total.base_ore for total in totals)
    vat = sum(total.vat_ore for total in totals)
    made = Invoice(
        kind=DocumentKind.INVOICE,
        invoice_no=10001,
        issued_on=date(2026, 11, 23),
        due=date(2026, 12, 7),
        delivered_from=date(2026, 11, 2),
        delivered_to=date(2026, 11, 20),
        delivery_place="Brenneriveien 3 B, Oslo",
        seller=SELLER,
        buyer=BUYER,
        lines=lines,
        vat_totals=tuple(totals),
        net_ore=net,
        vat_ore=vat,
        total_ore=net + vat,
        kid="10042100016",
        language=Language.NB,
        terms_days=14,
        our_reference="Mona Berg",
        your_reference="Åse Ødegård",
        order_reference="PO-2026-118",
        late_interest_bp=1225,
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def credit_note(**changes: object) -> Invoice:
    """Return a credit note for the second line of the standard invoice."""
    made = invoice(line("LED-skinne 3 m, hvit", "1", "1249.90", discount_bp=1000))
    return replace(
        made,
        kind=DocumentKind.CREDIT_NOTE,
        invoice_no=10002,
        due=None,
        kid="",
        terms_days=None,
        late_interest_bp=None,
        credits=Credits(10001, date(2026, 11, 23), "Én skinne hadde transportskade"),
        **changes,  # type: ignore[arg-type]
    )


def many_lines(count: int) -> Invoice:
    """Return an invoice with `count` lines that can be told apart in extracted text."""
    return invoice(
        *(line(f"Varelinje L{number:04d}x", "2", "10.50") for number in range(1, count + 1))
    )
