"""The finished PDF: what the law wants on it, where it stands, and that nothing else is in it."""

from __future__ import annotations

import itertools
import os
import re
import subprocess
import sys
import time
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st

from invoicectl.documents.fonts.face import MissingGlyphError
from invoicectl.documents.fonts.face import load_face
from invoicectl.documents.invoice_pdf import render_invoice
from invoicectl.documents.look import Look
from invoicectl.documents.typesetting import DoesNotFitError
from invoicectl.domain.invoice import Invoice
from invoicectl.domain.parties import Address
from invoicectl.domain.parties import Language
from invoicectl.errors import InputError
from tests.documents.examples import BUYER
from tests.documents.examples import SELLER
from tests.documents.examples import consumer_invoice
from tests.documents.examples import credit_note
from tests.documents.examples import export_invoice
from tests.documents.examples import invoice
from tests.documents.examples import line
from tests.documents.examples import many_lines
from tests.documents.examples import png_logo
from tests.documents.reading import MM
from tests.documents.reading import catalog_keys
from tests.documents.reading import descriptors
from tests.documents.reading import layout_of
from tests.documents.reading import page_keys
from tests.documents.reading import pieces_of
from tests.documents.reading import text_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Golden

LOOK = Look()
EXAMPLES: dict[str, Callable[[], Invoice]] = {
    "invoice": invoice,
    "credit-note": credit_note,
    "export": export_invoice,
    "consumer": consumer_invoice,
    "sixty-lines": lambda: many_lines(60),
}


@pytest.mark.parametrize("name", EXAMPLES)
def test_text_as_on_paper(name: str, golden: Golden) -> None:
    golden(f"documents/{name}.txt", layout_of(render_invoice(EXAMPLES[name](), LOOK)))


@pytest.mark.parametrize(
    ("wanted", "rule"),
    [
        ("10001", "INV-1"),
        ("23.11.2026", "INV-2"),
        ("Fjordlys Elektro AS", "INV-3"),
        ("310 002 070 MVA", "INV-3/4"),
        ("Foretaksregisteret", "INV-5"),
        ("Sjøgata 12, 5003 Bergen", "INV-5"),
        ("Østre Ærfugl Kaffebrenneri AS", "INV-7"),
        ("Brenneriveien 3 B", "INV-7"),
        ("310 003 123 MVA", "INV-7"),
        ("LED-skinne 3 m, hvit", "INV-8"),
        ("1 249,90", "INV-8"),
        ("12,5", "INV-8"),
        ("02.11.2026–20.11.2026", "INV-9"),
        ("Brenneriveien 3 B, Oslo", "INV-9"),
        ("07.12.2026", "INV-10"),
        ("20 390,18", "INV-10"),
        ("Mva. i NOK", "INV-11"),
        ("4 078,04", "INV-11"),
        ("1503.40.12358", "INV-16"),
        ("10042100016", "INV-16"),
        ("PO-2026-118", "INV-16"),
        ("12,25 % p.a.", "INV-17"),
        ("Betalingsbetingelser: 14 dager netto.", "INV-17"),
        ("Side 1 av 1", "10.1"),
    ],
)
def test_particulars(wanted: str, rule: str) -> None:
    assert wanted in text_of(render_invoice(invoice(), LOOK)), rule


def test_due_date_amount_account_and_kid_stand_in_one_band_above_the_lines() -> None:
    pieces = pieces_of(render_invoice(invoice(), LOOK))
    band = {piece.text: piece for piece in pieces if 94 < piece.y < 112}
    values = ("NOK 20 390,18", "07.12.2026", "1503.40.12358", "10042100016")
    assert len({round(band[value].y, 1) for value in values}) == 1
    assert all(band[value].size > 11 for value in values)


def test_a_company_outside_the_vat_register_prints_neither_mva_nor_a_vat_table() -> None:
    """VAT 7.1: an unregistered seller must not state VAT or `MVA`."""
    seller = replace(SELLER, vat_registered=False, foretaksregisteret=False)
    buyer = replace(BUYER, vat_registered=False)
    made = invoice(line("Husflid", "2", "250", code="7"), seller=seller, buyer=buyer)
    text = text_of(render_invoice(made, LOOK))
    assert "mva" not in text.lower()
    assert "Merverdiavgift" not in text
    assert "Foretaksregisteret" not in text
    assert "NOK 500,00" in text


def test_under_avvikling_is_printed() -> None:
    made = invoice(seller=replace(SELLER, under_avvikling=True))
    assert "under avvikling" in text_of(render_invoice(made, LOOK))


@pytest.mark.parametrize("language", Language)
def test_reverse_charge_literal(language: Language) -> None:
    """INV-12: the sentence is Norwegian in every language."""
    made = invoice(line("Klimakvoter", "3", "900", code="51"), language=language)
    text = text_of(render_invoice(made, LOOK)).replace("\n", " ")
    assert "Omvendt avgiftsplikt – Merverdiavgift ikke beregnet" in text


def test_no_reverse_charge_sentence_otherwise() -> None:
    assert "Omvendt avgiftsplikt" not in text_of(render_invoice(consumer_invoice(), LOOK))


def test_vat_groups_are_summed_separately() -> None:
    """INV-13: each rate, zero-rated and exempt in a row of its own, and their sum."""
    made = consumer_invoice()
    pieces = pieces_of(render_invoice(made, LOOK))
    below = max(piece.y for piece in pieces if piece.text == "Meirverdiavgift")
    rows: dict[float, list[str]] = {}
    for piece in sorted(pieces, key=lambda each: each.x):
        if piece.y > below and piece.x < 115:
            rows.setdefault(round(piece.y, 1), []).append(piece.text)
    found = {row[0]: row[1:] for row in rows.values() if len(row) == 3}
    assert found["25 %"] == ["13 785,00", "3 446,25"]
    assert found["15 %"] == ["97,00", "14,55"]
    assert found["12 %"] == ["1 190,00", "142,80"]
    assert found["11,11 %"] == ["755,51", "83,94"]
    assert found["Avgiftsfritt (0 %)"] == ["349,00", "0,00"]
    assert found["Unnateke mva."] == ["500,00", "0,00"]
    assert found["Sum"] == ["16 676,51", "3 687,54"]


def test_credit_note_refers_and_gives_its_reason_and_has_no_due_date() -> None:
    """CN-3, CN-10: positive amounts, KREDITNOTA, no own due date."""
    text = text_of(render_invoice(credit_note(), LOOK))
    assert "KREDITNOTA" in text
    assert "Kreditnota til faktura 10001 av 23.11.2026." in text
    assert "Grunn: Én skinne hadde transportskade" in text
    assert "NOK 1 406,14" in text
    for absent in ("FAKTURA\n", "Forfallsdato", "KID", "\u2212", "Å betale", "Kontonr."):
        assert absent not in text


def test_who_pays_from_abroad_gets_iban_and_bic_and_the_country_on_the_envelope() -> None:
    text = text_of(render_invoice(export_invoice(), LOOK))
    for wanted in ("IBAN NO77 1503 4012 358", "BIC DNBANOKK", "SWEDEN", "411 18 Göteborg"):
        assert wanted in text
    assert "IBAN" not in text_of(render_invoice(invoice(), LOOK))


def test_without_kid_the_invoice_number_marks_the_payment() -> None:
    text = text_of(render_invoice(invoice(kid=""), LOOK))
    assert "merk betalingen med 10001" in text.replace("\n", " ")
    assert "KID" not in text


@pytest.mark.parametrize("name", EXAMPLES)
@pytest.mark.parametrize("logo", [None, "logo"])
def test_only_the_address_shows_in_the_window(name: str, logo: str | None) -> None:
    """Channels 6.2: text in x 20-105, y 47-68; else only the small return line in y 36-88."""
    look = Look(logo=png_logo() if logo else None)
    made = EXAMPLES[name]()
    first = [piece for piece in pieces_of(render_invoice(made, look)) if piece.page == 0]
    shown = [piece for piece in first if piece.x < 125 and 36 <= piece.y <= 90]
    return_line = [piece for piece in shown if piece.y < 47]
    address = [piece for piece in shown if piece.y >= 47]
    assert [piece.text for piece in return_line] == ["Fjordlys Elektro AS, Sjøgata 12, 5003 Bergen"]
    assert return_line[0].y - return_line[0].size / 72 * 25.4 * 0.73 >= 44
    assert return_line[0].y <= 46
    assert address[0].text == made.buyer.name
    assert all(abs(piece.x - 20) < 0.01 and 47 < piece.y < 68 for piece in address)


def test_a_long_address_is_set_smaller_and_stays_in_the_window() -> None:
    street = (
        "Sameiet Lange Navn og Hjørnegård Boligbyggelag",
        "Postboks 1234 Sentrum",
        "3. etasje",
    )
    buyer = replace(
        BUYER,
        name="Den Norske Stiftelsen for Bevaring av Gamle Kaffebrennerier og Tilhørende Bygninger",
        address=Address(street, "0182", "Oslo", "NO"),
    )
    pieces = pieces_of(render_invoice(invoice(buyer=buyer), LOOK))
    shown = [piece for piece in pieces if piece.x < 125 and 46.5 <= piece.y <= 88]
    assert len(shown) >= 6
    assert all(piece.y - piece.size * 0.25 > 47 and piece.y < 68 for piece in shown)


def test_an_address_that_cannot_fit_is_refused_by_name() -> None:
    buyer = replace(BUYER, name="Navn " * 200)
    with pytest.raises(DoesNotFitError, match="Customer name and address"):
        render_invoice(invoice(buyer=buyer), LOOK)


@settings(max_examples=40)
@given(
    price=st.integers(-(10**11), 10**11),
    quantity=st.integers(1, 999_999_999),
    count=st.integers(1, 4),
    discount=st.sampled_from([0, 1234]),
    language=st.sampled_from(Language),
    kid=st.sampled_from(["", "1234567890123456789012345"]),
)
def test_no_text_runs_into_another_or_off_the_page(
    price: int, quantity: int, count: int, discount: int, language: Language, kid: str
) -> None:
    largest = line("Stor sak", "1", f"{price / 100:.2f}".replace(".", ","), discount_bp=discount)
    small = line("Liten sak", f"0,{quantity:09d}"[:8], "0,000001", unit="XYZ", product_no="A-1")
    groups = [replace(largest, vat_code=code) for code in ("3", "51", "52", "6")[:count]]
    made = invoice(*groups, small, kid=kid, language=language)
    faces = {weight: load_face(weight) for weight in ("regular", "semibold")}
    rows: dict[tuple[int, float], list[tuple[float, float]]] = {}
    for piece in pieces_of(render_invoice(made, LOOK)):
        face = faces["semibold" if piece.weight == "Semibold" else "regular"]
        width = face.width(piece.raw, piece.size) / MM
        rows.setdefault((piece.page, round(piece.y, 1)), []).append((piece.x, piece.x + width))
    for spans in rows.values():
        spans.sort()
        assert spans[0][0] > 19.9
        assert spans[-1][1] < 190.5
        assert all(one[1] < other[0] for one, other in itertools.pairwise(spans))


@pytest.mark.parametrize("count", [1, 2, 17, 18, 19, 20, 40, 46, 47, 48, 60, 499, 500])
def test_page_breaks_lose_and_repeat_no_line(count: int) -> None:
    text = text_of(render_invoice(many_lines(count), LOOK))
    found = re.findall(r"L\d{4}x", text)
    assert found == [f"L{number:04d}x" for number in range(1, count + 1)]
    pages = int(text.rpartition(" av ")[2].split()[0])
    assert [f"Side {number} av {pages}" in text for number in range(1, pages + 1)] == [True] * pages
    assert text.count("Beskrivelse") >= pages - 1
    assert text.count("Å betale NOK") == 1


@settings(max_examples=25)
@given(st.lists(st.integers(1, 1500), min_size=1, max_size=25), st.integers(0, 3000))
def test_descriptions_of_any_length_are_printed_whole(lengths: list[int], foot: int) -> None:
    words = [[f"a{number}b{at}" for at in range(length)] for number, length in enumerate(lengths)]
    lines = [line(" ".join(each[:300]), "1", "10") for each in words]
    made = invoice(*lines, foot_text="fot " * foot)
    pdf = render_invoice(made, LOOK)
    found = re.findall(r"a\d+b\d+", text_of(pdf))
    assert found == [word for each in words for word in each[:300]]
    assert all(piece.y < 288 for piece in pieces_of(pdf))


def test_carried_sums_are_the_sums_of_the_lines_above() -> None:
    text = text_of(render_invoice(many_lines(100), LOOK))
    sums = re.findall(r"(Overføres|Overført)\s+([\d ]+,\d\d)", text)
    assert [word for word, _ in sums] == ["Overføres", "Overført"] * (len(sums) // 2)
    assert len(sums) >= 4
    above = text.split("Overføres")[:-1]
    for at, (_, carried) in enumerate(sums):
        lines = sum(part.count("Varelinje") for part in above[: at // 2 + 1])
        assert int(re.sub(r"\D", "", carried)) == lines * 2100


def test_the_last_line_is_not_parted_from_the_totals() -> None:
    for count in range(14, 60):
        pieces = pieces_of(render_invoice(many_lines(count), LOOK))
        total = next(piece for piece in pieces if piece.text == "Å betale NOK")
        assert f"Varelinje L{count:04d}x" in {
            piece.text for piece in pieces if piece.page == total.page
        }


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


@pytest.mark.parametrize(
    "text", ["x" * 65_536, "x " * 32_768, "\n" * 20_000, "æ" * 65_536, "ж" * 65_536]
)
def test_huge_texts_are_printed_in_time_that_grows_with_them(text: str) -> None:
    began = time.process_time()
    pdf = render_invoice(invoice(line(text, "1", "10")), LOOK)
    assert time.process_time() - began < 2
    assert pdf.startswith(b"%PDF")


def test_a_foreign_currency_with_vat_is_refused() -> None:
    """CUR-1: VAT must be stated in NOK, which nobody knows here."""
    with pytest.raises(InputError, match="VAT in NOK"):
        render_invoice(invoice(currency="EUR"), LOOK)
    assert render_invoice(replace(export_invoice(), currency="EUR"), LOOK)


def test_a_usual_invoice_with_logo_is_small() -> None:
    assert len(render_invoice(invoice(), Look(logo=png_logo()))) <= 30_000


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
