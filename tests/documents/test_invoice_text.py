"""Hostile and foreign text: printed literally or refused by name; the same bytes everywhere."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace

import pytest

from invoicectl.documents.fonts.face import MissingGlyphError
from invoicectl.documents.invoice_pdf import render_invoice
from invoicectl.documents.look import Look
from invoicectl.domain.invoice import Invoice
from tests.documents.examples import BUYER
from tests.documents.examples import EXAMPLES
from tests.documents.examples import SELLER
from tests.documents.examples import consumer_invoice
from tests.documents.examples import credit_note
from tests.documents.examples import export_invoice
from tests.documents.examples import invoice
from tests.documents.examples import line
from tests.documents.examples import png_logo
from tests.documents.reading import catalog_keys
from tests.documents.reading import descriptors
from tests.documents.reading import page_keys
from tests.documents.reading import text_of

LOOK = Look()


HOSTILE = [
    "<b>bold</b><i>",
    "<para>x</para>",
    '<img src="/etc/passwd"/>',
    '<a href="javascript:alert(1)">click</a>',
    "[[[ x ]]] {{ y }} ${z} {name.__class__}",
    "(unbalanced ( parens \\ and \\) more",
    "/JS /Launch /URI (x) >> endobj",
    "<!-- comment --> &amp; &#65;",
    "%PDF-1.4 % comment",
    "BT /F1 12 Tf (x) Tj ET",
    "../../etc/passwd",
]


@pytest.mark.parametrize("hostile", HOSTILE)
def test_text_is_printed_literally(hostile: str) -> None:
    made = invoice(
        line(hostile, "1", "10", product_no=hostile),
        your_reference=hostile[:20],
        head_text=hostile,
        foot_text=hostile,
        delivery_place=hostile,
        seller=replace(SELLER, name=hostile),
        buyer=replace(BUYER, name=hostile, attention=hostile),
    )
    pdf = render_invoice(made, LOOK)
    text = text_of(pdf)
    assert text.count(hostile) >= 5
    assert catalog_keys(pdf) <= {"/Type", "/Pages", "/PageMode", "/Lang", "/Outlines"}


@pytest.mark.parametrize("name", EXAMPLES)
def test_no_active_content_and_every_font_embedded(name: str) -> None:
    pdf = render_invoice(EXAMPLES[name](), Look(logo=png_logo()))
    assert not {"/OpenAction", "/AA", "/Names", "/AcroForm"} & catalog_keys(pdf)
    assert not {"/Annots", "/AA"} & page_keys(pdf)
    fonts = descriptors(pdf)
    assert len(fonts) >= 2
    assert all("/FontFile2" in font for font in fonts)


def test_control_characters_and_overrides_never_reach_the_page() -> None:
    dirty = "A\u202eB\u0007C\u200bD\u2066E\u0000F\ufeffG\u00adH\x1b[31mI\ud800J"
    made = invoice(line(dirty, "1", "10"), your_reference="x\ny\tz")
    text = text_of(render_invoice(made, LOOK))
    assert "ABCDEFGH[31mIJ" in text
    assert "x y z" in text


def test_decomposed_letters_are_composed() -> None:
    made = invoice(line("Bla\u030aba\u0308r", "1", "10"))
    assert "Blåbär" in text_of(render_invoice(made, LOOK))


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"foot_text": "快"}, "Foot text"),
        ({"head_text": "שלום"}, "Head text"),
        ({"seller": replace(SELLER, name="東京")}, "Company name"),
        ({"buyer": replace(BUYER, name="Ægir 😀")}, "Customer name"),
        ({"delivery_place": "\ue000"}, "Place of delivery"),
    ],
)
def test_a_missing_glyph_is_named_with_its_field(changes: dict[str, object], place: str) -> None:
    with pytest.raises(MissingGlyphError, match=rf"{place}: the character U\+[0-9A-F]+ \("):
        render_invoice(invoice(**changes), LOOK)


def test_a_missing_glyph_in_a_line_names_the_line() -> None:
    made = invoice(line("god"), line("ond 快"))
    with pytest.raises(MissingGlyphError, match="Line 2, description: the character U\\+5FEB"):
        render_invoice(made, LOOK)


CHILD = """
import hashlib
from tests.documents import examples
from invoicectl.documents.invoice_pdf import render_invoice
from invoicectl.documents.look import Look
look = Look(logo=examples.png_logo())
made = [examples.consumer_invoice(), examples.credit_note(), examples.export_invoice()]
print(hashlib.sha256(b"".join(render_invoice(each, look) for each in made)).hexdigest())
"""


def test_bytes_are_the_same_in_any_process_order_and_hash_seed() -> None:
    import hashlib

    look = Look(logo=png_logo())
    made: list[Invoice] = [consumer_invoice(), credit_note(), export_invoice()]
    reverse = [render_invoice(each, look) for each in reversed(made)]
    here = hashlib.sha256(b"".join(reversed(reverse))).hexdigest()
    for seed, zone in (("0", "UTC"), ("4711", "Asia/Tokyo")):
        child = subprocess.run(
            [sys.executable, "-c", CHILD],
            env={**os.environ, "PYTHONHASHSEED": seed, "TZ": zone, "PYTHONPATH": "."},
            capture_output=True,
            text=True,
            check=True,
        )
        assert child.stdout.strip() == here
