"""Made-up parties and documents for the tests here; every number has right check digits."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from invoicectl.domain.invoice import Credits
from invoicectl.domain.invoice import DocumentKind
from invoicectl.domain.invoice import Invoice
from invoicectl.domain.invoice import Line
from invoicectl.domain.money import parse_micro
from invoicectl.domain.parties import Address
from invoicectl.domain.parties import Buyer
from invoicectl.domain.parties import CustomerKind
from invoicectl.domain.parties import Language
from invoicectl.domain.parties import Seller
from invoicectl.domain.pricing import document_totals
from invoicectl.domain.pricing import line_net_ore
from invoicectl.domain.vat import VAT_CODES

if TYPE_CHECKING:
    from collections.abc import Callable

SELLER = Seller(
    name="Fjordlys Elektro AS",
    orgnr="310002070",
    address=Address(("Sjøgata 12",), "5003", "Bergen"),
    vat_registered=True,
    foretaksregisteret=True,
    kontonr="15034012358",
    iban="NO7715034012358",
    bic="DNBANOKK",
    email="faktura@fjordlys.example",
    phone="55 12 34 56",
    website="fjordlys.example",
)

BUYER = Buyer(
    customer_no="10042",
    kind=CustomerKind.BUSINESS,
    name="Østre Ærfugl Kaffebrenneri AS",
    orgnr="310003123",
    vat_registered=True,
    address=Address(("Brenneriveien 3 B",), "0182", "Oslo"),
    attention="v/ Åse Ødegård",
)

RATES_BP = {"3": 2500, "31": 1500, "32": 1111, "33": 1200}


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
    quantity_micro = parse_micro(quantity, what="quantity", signed=True)
    unit_price_micro = parse_micro(price, what="price", signed=True)
    return Line(
        description=description,
        quantity_micro=quantity_micro,
        unit=unit,
        unit_price_micro=unit_price_micro,
        discount_bp=discount_bp,
        vat_code=code,
        vat_rate_bp=RATES_BP.get(code, 0),
        income_account=VAT_CODES[code].income_account,
        net_ore=line_net_ore(quantity_micro, unit_price_micro, discount_bp),
        product_no=product_no,
    )


LINES = (
    line("Montering av lysanlegg i kafé, fagarbeider", "12.5", "945", unit="HUR"),
    line("LED-skinne 3 m, hvit", "4", "1249.90", discount_bp=1000, product_no="LS-300-W"),
)


def invoice(*lines: Line, **changes: object) -> Invoice:
    """Return an invoice with its totals computed from the lines."""
    lines = lines or LINES
    totals = document_totals(lines)
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
        vat_totals=totals.vat_totals,
        net_ore=totals.net_ore,
        vat_ore=totals.vat_ore,
        total_ore=totals.total_ore,
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


def export_invoice() -> Invoice:
    """Return an invoice in English to a Swedish buyer, without VAT."""
    buyer = Buyer(
        customer_no="10077",
        kind=CustomerKind.BUSINESS,
        name="Göteborgs Kafferosteri AB",
        orgnr="SE556677889901",
        address=Address(("Magasinsgatan 17",), "411 18", "Göteborg", "SE"),
        attention="Attn. Björn Åkesson",
    )
    return invoice(
        line("Lighting plan for a café", "40", "1450.00", unit="HUR", code="52"),
        line("Travel expenses", "1", "3210.55", code="52"),
        language=Language.EN,
        buyer=buyer,
        delivery_place="Göteborg, Sweden",
    )


def consumer_invoice() -> Invoice:
    """Return an invoice in Nynorsk to a consumer, with every rate there is and none."""
    buyer = Buyer(
        customer_no="10099",
        kind=CustomerKind.CONSUMER,
        name="Kari Støylen",
        address=Address(("Fjellvegen 44",), "6856", "Sogndal"),
    )
    return invoice(
        line("Bytte av sikringsskap", "1", "12450"),
        line("Rettleiing om straumbruk", "1.5", "890", unit="HUR"),
        line("Kaffi og kake", "2", "48.50", code="31"),
        line("Overnatting", "1", "1190", unit="DAY", code="33"),
        line("Råfisk", "12.345", "61.20", unit="KGM", code="32"),
        line("Fagbok om el-tryggleik", "1", "349", code="5"),
        line("Helsekontroll", "1", "500", code="6"),
        language=Language.NN,
        buyer=buyer,
        your_reference="",
        order_reference="",
        delivery_place="Fjellvegen 44, Sogndal",
        head_text="Takk for oppdraget! Her er rekninga for arbeidet hos deg.",
        foot_text="Garanti: fem år på alt arbeid.",
    )


def png_logo() -> bytes:
    """Return a small logo with transparency, drawn here."""
    from PIL import Image
    from PIL import ImageDraw

    image = Image.new("RGBA", (480, 140), (0, 0, 0, 0))
    draw = ImageDraw.Draw(image)
    draw.ellipse((4, 4, 132, 132), fill=(14, 74, 90, 255))
    draw.polygon([(70, 24), (34, 84), (62, 84), (54, 116), (102, 58), (72, 58)], fill="#FFCD3C")
    draw.rounded_rectangle((160, 44, 470, 96), radius=26, fill=(14, 74, 90, 255))
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


EXAMPLES: dict[str, Callable[[], Invoice]] = {
    "invoice": invoice,
    "credit-note": credit_note,
    "export": export_invoice,
    "consumer": consumer_invoice,
    "sixty-lines": lambda: many_lines(60),
}
