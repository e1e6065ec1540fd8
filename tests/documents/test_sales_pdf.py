"""Quote, confirmation and request on paper: what each says, and that none of them is an invoice."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest

from invoicectl.documents.look import Look
from invoicectl.documents.look import theme_names
from invoicectl.documents.sales_pdf import render_sales_document
from invoicectl.documents.sales_pdf import sales_document_name
from invoicectl.domain.parties import Address
from invoicectl.domain.parties import Language
from invoicectl.domain.sales_document import SalesDocumentKind
from tests.documents.examples import BUYER
from tests.documents.examples import SELLER
from tests.documents.examples import line
from tests.documents.examples import png_logo
from tests.documents.reading import layout_of
from tests.documents.reading import pieces_of
from tests.documents.reading import text_of
from tests.documents.sales_examples import SALES_EXAMPLES
from tests.documents.sales_examples import confirmation
from tests.documents.sales_examples import quote
from tests.documents.sales_examples import request
from tests.documents.sales_examples import sales_document

if TYPE_CHECKING:
    from tests.conftest import Golden

LOOK = Look()
PLAIN_SELLER = replace(SELLER, email="post@fjordlys.example")


@pytest.mark.parametrize("name", SALES_EXAMPLES)
def test_text_as_on_paper(name: str, golden: Golden) -> None:
    pdf = render_sales_document(SALES_EXAMPLES[name](), LOOK)
    golden(f"documents/{name}.txt", layout_of(pdf))


@pytest.mark.parametrize("language", Language)
def test_a_quote_says_until_when_it_stands_and_has_a_place_to_sign(language: Language) -> None:
    text = text_of(render_sales_document(quote(language=language), LOOK))
    day = "23 Dec 2026" if language is Language.EN else "23.12.2026"
    assert text.count(day) == 2
    assert any(word in text for word in ("Underskrift", "Signature"))
    assert "Takk for hyggelig befaring!" in text


def test_the_comment_stands_above_the_lines_and_the_signature_below_them() -> None:
    pieces = {piece.text: piece.y for piece in pieces_of(render_sales_document(quote(), LOOK))}
    comment = next(y for text, y in pieces.items() if text.startswith("Takk for"))
    assert comment < pieces["Beskrivelse"] < pieces["Vi godtar tilbudet"] < pieces["Underskrift"]


def test_a_confirmation_says_how_when_and_where_it_is_delivered() -> None:
    text = text_of(render_sales_document(confirmation(), LOOK))
    for wanted in ("14.12.2026", "Med bil, kl. 8-10", "Brenneriveien 3 B, Oslo", "Mona Berg"):
        assert wanted in text
    assert "Underskrift" not in text


@pytest.mark.parametrize("language", [Language.NB, Language.NN])
def test_a_request_is_no_invoice_and_specifies_no_vat(language: Language) -> None:
    """INV-27: a request for payment in advance is no sales document."""
    made = request(language=language, seller=PLAIN_SELLER)
    text = text_of(render_sales_document(made, LOOK))
    assert "faktura" not in text.lower()
    assert "25 %" not in text
    assert "4 078,04" not in text
    assert text.count("10 195,09") == 3
    for wanted in ("07.12.2026", "1503.40.12358", "900128", "20 390,18"):
        assert wanted in text


def test_a_request_for_all_of_it_names_one_sum() -> None:
    text = text_of(render_sales_document(request(requested_ore=None), LOOK))
    assert "Sum inkl. mva." not in text
    assert "i alt" not in text
    assert text.count("20 390,18") == 2


def test_without_kid_the_order_number_marks_the_payment() -> None:
    text = text_of(render_sales_document(request(kid=""), LOOK))
    assert "KID" not in text
    assert "merk betalingen med Ordre 12." in " ".join(text.split())


def test_who_pays_from_abroad_gets_iban_and_bic_on_a_request_only() -> None:
    buyer = replace(BUYER, address=Address(("Magasinsgatan 17",), "411 18", "Göteborg", "SE"))
    assert "IBAN NO77" in text_of(render_sales_document(request(buyer=buyer), LOOK))
    assert "IBAN" not in text_of(render_sales_document(quote(buyer=buyer), LOOK))


def test_a_company_outside_the_vat_register_prints_no_vat() -> None:
    seller = replace(SELLER, vat_registered=False, foretaksregisteret=False)
    buyer = replace(BUYER, vat_registered=False)
    for kind in SalesDocumentKind:
        made = sales_document(
            kind, line("Husflid", "2", "250", code="7"), seller=seller, buyer=buyer
        )
        text = text_of(render_sales_document(made, LOOK))
        assert "mva" not in text.lower()
        assert "merverdiavgift" not in text.lower()
        assert "NOK 500,00" in text


@pytest.mark.parametrize("kind", SalesDocumentKind)
@pytest.mark.parametrize("count", [1, 300])
def test_every_line_is_there_and_every_page_numbered(kind: SalesDocumentKind, count: int) -> None:
    lines = tuple(line(f"Linje L{number:04d}x", "2", "10.50") for number in range(count))
    text = text_of(render_sales_document(sales_document(kind, *lines), LOOK))
    assert all(f"L{number:04d}x" in text for number in range(count))
    pages = text.count("Side ")
    assert f"Side {pages} av {pages}" in text
    assert pages == 1 if count == 1 else pages > 5


@pytest.mark.parametrize("theme", theme_names())
@pytest.mark.parametrize("logo", [None, png_logo()], ids=["name", "logo"])
def test_the_same_bytes_each_time_in_every_theme(theme: str, logo: bytes | None) -> None:
    look = Look(theme=theme, logo=logo)
    for made in (quote(), confirmation(), request()):
        assert render_sales_document(made, look) == render_sales_document(made, look)


def test_long_names_and_texts_find_a_place() -> None:
    long = "Andelslaget Vestlandske Fjordfiskarar og Tørrfiskhandlarar " * 3
    made = quote(
        seller=replace(SELLER, name=long.strip()),
        buyer=replace(BUYER, name=long.strip()),
        delivery=long * 3,
        delivery_place=long,
        comment=long * 20,
        contact=(long, "55 12 34 56", "mona@fjordlys.example"),
    )
    text = text_of(render_sales_document(made, LOOK))
    assert text.count("Tørrfiskhandlarar") > 20
    assert "Underskrift" in text


@pytest.mark.parametrize(
    ("made", "name"),
    [
        (quote(), "Tilbud-12"),
        (confirmation(language=Language.EN), "Order-confirmation-12"),
        (request(language=Language.NN, ref="12/2"), "Betalingsførespurnad-12-2"),
    ],
)
def test_the_file_is_named_after_the_document(made: object, name: str) -> None:
    assert sales_document_name(made) == name  # type: ignore[arg-type]


def test_both_discount_and_mark_up_show_their_sign() -> None:
    lines = (
        line("Arbeid", "1", "100", discount_bp=1000),
        replace(line("Materiell", "1", "100"), discount_bp=-1500, net_ore=11_500),
    )
    text = text_of(render_sales_document(sales_document(SalesDocumentKind.QUOTE, *lines), LOOK))
    assert "Rabatt/påslag" in text
    assert "\u221210 %" in text
    assert "+15 %" in text


def test_mark_ups_alone_have_a_column_of_their_own() -> None:
    marked = replace(line("Materiell", "1", "100"), discount_bp=-1250, net_ore=11_250)
    text = text_of(render_sales_document(sales_document(SalesDocumentKind.QUOTE, marked), LOOK))
    assert "Påslag" in text
    assert "Rabatt" not in text
    assert "12,5 %" in text
    assert "112,50" in text


def test_the_day_of_delivery_stands_once() -> None:
    made = quote(delivery_day=date(2026, 12, 14), delivery="")
    assert text_of(render_sales_document(made, LOOK)).count("14.12.2026") == 1
