"""Hostile text in quotes, requests, statements and hours: printed literally, nothing active."""

from __future__ import annotations

from dataclasses import replace

import pytest

from invoicectl.documents.fonts.face import MissingGlyphError
from invoicectl.documents.invoice_pdf import render_invoice
from invoicectl.documents.look import Look
from invoicectl.documents.sales_pdf import render_sales_document
from invoicectl.documents.statement_pdf import render_statement
from invoicectl.domain.specification import Specification
from invoicectl.domain.specification import group_of
from tests.documents.examples import BUYER
from tests.documents.examples import SELLER
from tests.documents.examples import invoice
from tests.documents.examples import line
from tests.documents.reading import catalog_keys
from tests.documents.reading import page_keys
from tests.documents.reading import text_of
from tests.documents.sales_examples import SALES_EXAMPLES
from tests.documents.sales_examples import hours
from tests.documents.sales_examples import quote
from tests.documents.sales_examples import request
from tests.documents.statement_examples import STATEMENTS
from tests.documents.statement_examples import statement
from tests.documents.test_invoice_text import HOSTILE

LOOK = Look()
KNOWN = {"/Type", "/Pages", "/PageMode", "/Lang", "/Outlines"}
DIRTY = "A\u202eB\u0007C\u200bD\u2066E\u0000F\ufeffG\u00adH\x1b[31mI\ud800J"


@pytest.mark.parametrize("hostile", HOSTILE)
def test_a_quote_prints_text_literally(hostile: str) -> None:
    made = quote(
        lines=(line(hostile, "1", "10", product_no=hostile),),
        comment=hostile,
        head_text=hostile,
        foot_text=hostile,
        delivery_place=hostile,
        seller=replace(SELLER, name=hostile),
        buyer=replace(BUYER, name=hostile, attention=hostile),
    )
    pdf = render_sales_document(made, LOOK)
    assert text_of(pdf).count(hostile) >= 6
    assert catalog_keys(pdf) <= KNOWN


@pytest.mark.parametrize("hostile", HOSTILE)
def test_a_statement_prints_names_literally(hostile: str) -> None:
    made = statement(
        seller=replace(SELLER, name=hostile), buyer=replace(BUYER, name=hostile, attention="")
    )
    pdf = render_statement(made, LOOK)
    assert text_of(pdf).count(hostile) >= 3
    assert catalog_keys(pdf) <= KNOWN


@pytest.mark.parametrize("name", [*SALES_EXAMPLES, *STATEMENTS])
def test_nothing_active_is_in_any_of_them(name: str) -> None:
    pdf = (
        render_sales_document(SALES_EXAMPLES[name](), LOOK)
        if name in SALES_EXAMPLES
        else render_statement(STATEMENTS[name](), LOOK)
    )
    assert not {"/OpenAction", "/AA", "/Names", "/AcroForm"} & catalog_keys(pdf)
    assert not {"/Annots", "/AA"} & page_keys(pdf)


def test_control_characters_never_reach_the_page() -> None:
    made = request(lines=(line(DIRTY, "1", "10"),), contact=(DIRTY,), comment=DIRTY)
    assert text_of(render_sales_document(made, LOOK)).count("ABCDEFGH[31mIJ") == 3
    group = group_of(DIRTY, [hours(1, DIRTY, DIRTY, 60)], 94_500)
    specified = replace(invoice(), specification=Specification((group,)))
    assert text_of(render_invoice(specified, LOOK)).count("ABCDEFGH[31mIJ") >= 1


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"comment": "\U0001f9ff"}, "Comment"),
        ({"contact": ("\U0001f9ff",)}, "Our contact"),
        ({"delivery": "\U0001f9ff"}, "Delivery"),
        ({"ref": "\U0001f9ff"}, "Number"),
    ],
)
def test_what_cannot_be_printed_is_refused_with_its_place(
    changes: dict[str, object], place: str
) -> None:
    with pytest.raises(MissingGlyphError, match=place):
        render_sales_document(quote(**changes), LOOK)


def test_what_cannot_be_printed_in_the_hours_is_refused() -> None:
    group = group_of("Timer", [hours(1, "Mona", "\U0001f9ff", 60)], 94_500)
    made = replace(invoice(), specification=Specification((group,)))
    with pytest.raises(MissingGlyphError, match="Specification, text"):
        render_invoice(made, LOOK)
