"""The demonstration's company: made up, every number with a valid check digit, nobody real.

Organisation numbers from 31 on are those of synthetic test companies; addresses end in .example.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from typing import Final

from invoicectl.domain.customer import Customer
from invoicectl.domain.draft import Draft
from invoicectl.domain.draft import DraftLine
from invoicectl.domain.parties import CustomerKind
from invoicectl.domain.parties import Language
from invoicectl.domain.product import Product

if TYPE_CHECKING:
    from collections.abc import Mapping
    from collections.abc import Sequence

MICRO: Final = 1_000_000

ANSWERS: Final[Mapping[str, str]] = {
    "company.name": "Fjordbrenneriet AS",
    "company.orgnr": "313000001",
    "company.form": "AS",
    "company.street": "Kaigata 7",
    "company.postcode": "5003",
    "company.city": "Bergen",
    "company.email": "post@fjordbrenneriet.example",
    "company.phone": "55 00 11 22",
    "bank.kontonr": "1234.56.78903",
    "bank.ocr_agreement": "001234567",
    "kid.enabled": "true",
    "invoice.our_reference": "Ingrid Fjeld",
    "invoice.due_date_roll": "next_bankday",
}

CUSTOMERS: Final = (
    Customer(
        "10001",
        CustomerKind.BUSINESS,
        "Nordlys Kaffebar AS",
        orgnr="313000028",
        vat_registered=True,
        attention="Økonomi",
        street="Strandgata 12",
        postcode="9008",
        city="Tromsø",
        email="faktura@nordlys.example",
        notice_email="regnskap@nordlys.example",
        your_reference="Mads Nordli",
    ),
    Customer(
        "10002",
        CustomerKind.CONSUMER,
        "Kari Nordmann",
        street="Lia 2",
        postcode="5018",
        city="Bergen",
        email="kari@nordmann.example",
    ),
    Customer(
        "10003",
        CustomerKind.PUBLIC,
        "Sjøvik kommune",
        orgnr="313000036",
        street="Rådhusplassen 1",
        postcode="6999",
        city="Sjøvik",
        email="fakturamottak@sjovik.example",
        language=Language.NN,
        terms_days=30,
        your_reference="Servicetorget, ressursnr. 4711",
    ),
    Customer(
        "10004",
        CustomerKind.BUSINESS,
        "Ærlig & Ørn arkitektar AS",
        orgnr="313000044",
        vat_registered=True,
        street="Åsgata 5",
        postcode="6100",
        city="Volda",
        email="post@aerlig-orn.example",
        language=Language.NN,
    ),
    Customer(
        "10005",
        CustomerKind.BUSINESS,
        "Harbour Light Studios AS",
        orgnr="313000052",
        vat_registered=True,
        street="Dokkveien 3",
        postcode="0250",
        city="Oslo",
        email="accounts@harbourlight.example",
        language=Language.EN,
        your_reference="PO 2231",
    ),
    Customer(
        "10006",
        CustomerKind.CONSUMER,
        "Per Ås",
        street="Myrvegen 40",
        postcode="3840",
        city="Seljord",
        note="Has no e-mail: his letters are laid in the folder outbox/ to be printed.",
    ),
)

PRODUCTS: Final = (
    Product("BEANS", "Kaffebønner Fjordbrent", 289 * MICRO, unit="KGM", vat_code="31"),
    Product("TEA", "Te fra Sunnmøre, eske", 119 * MICRO, unit="C62", vat_code="31"),
    Product("SERVICE", "Service på espressomaskin", 1_150 * MICRO, unit="HUR"),
    Product("COURSE", "Baristakurs, per deltaker", 1_890 * MICRO),
    Product("RENT", "Leie av kaffemaskin, måned", 1_490 * MICRO, unit="MON"),
)
_PRODUCTS: Final = {product.product_no: product for product in PRODUCTS}


@dataclass(frozen=True, slots=True)
class Sale:
    """One invoice of the story: how many days ago, to whom, and product number with quantity."""

    days_ago: int
    customer_no: str
    items: tuple[tuple[str, int], ...]
    discount_bp: int = 0


# Numbers from 10001 on, in this order; the story in `demo_story` refers to them.
SALES: Final = (
    Sale(117, "10001", (("SERVICE", 3), ("BEANS", 20))),
    Sale(117, "10002", (("BEANS", 2), ("TEA", 1))),
    Sale(96, "10003", (("COURSE", 8),)),
    Sale(96, "10004", (("RENT", 3), ("BEANS", 6))),
    Sale(75, "10001", (("BEANS", 40),), discount_bp=1_000),
    Sale(75, "10006", (("BEANS", 4),)),
    Sale(52, "10005", (("COURSE", 4), ("TEA", 10))),
    Sale(52, "10002", (("COURSE", 1),)),
    Sale(33, "10004", (("SERVICE", 2),)),
    Sale(33, "10001", (("BEANS", 30), ("SERVICE", 1))),
    Sale(21, "10006", (("TEA", 6),)),
    Sale(21, "10005", (("RENT", 1), ("BEANS", 10))),
    Sale(6, "10003", (("BEANS", 25), ("TEA", 25))),
    Sale(0, "10001", (("BEANS", 20), ("RENT", 1))),
)
# Left as drafts: one that the next `send` issues, one on hold.
READY: Final = Sale(0, "10005", (("SERVICE", 4),))
ON_HOLD: Final = Sale(0, "10004", (("COURSE", 6),))


def draft_of(sale: Sale, *, is_ready: bool = True) -> Draft:
    """Return the draft of a sale."""
    lines = tuple(_line(number, quantity, sale.discount_bp) for number, quantity in sale.items)
    return Draft(sale.customer_no, lines, is_ready=is_ready)


def sales_by_day() -> Sequence[tuple[int, tuple[Sale, ...]]]:
    """Return (days ago, sales of that day), the earliest first."""
    days = dict.fromkeys(sale.days_ago for sale in SALES)
    return [(days_ago, tuple(s for s in SALES if s.days_ago == days_ago)) for days_ago in days]


def _line(product_no: str, quantity: int, discount_bp: int) -> DraftLine:
    product = _PRODUCTS[product_no]
    return DraftLine(
        product.name,
        quantity * MICRO,
        product.unit_price_micro,
        unit=product.unit,
        discount_bp=discount_bp,
        vat_code=product.vat_code,
        product_no=product_no,
    )
