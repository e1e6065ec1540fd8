"""The letters: every glyph of every block is its own character, measured and encoded rightly."""

from __future__ import annotations

import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from invoicectl.documents.fonts.embed import embedded_face
from invoicectl.documents.fonts.face import MissingGlyphError
from invoicectl.documents.fonts.face import load_face
from invoicectl.documents.pdf_file import About
from invoicectl.documents.pdf_file import write_pdf
from invoicectl.documents.sheet import Sheet
from invoicectl.documents.sheet import Style
from tests.documents.reading import raw_text_of

WEIGHTS = ("regular", "semibold")
ABOUT = About("t", "a", "s", "nb-NO")
SPACES = "".join(map(chr, (0x20, 0xA0, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000)))
LETTERS = sorted(load_face("regular").characters - set(SPACES))


def printed(text: str, weight: str = "regular") -> str:
    sheet = Sheet()
    sheet.text(50, 100, text, Style(weight, 5, "0 0 0"))
    return raw_text_of(write_pdf(sheet, ABOUT))


@pytest.mark.parametrize("weight", WEIGHTS)
def test_every_glyph_of_every_block_reads_back_as_its_own_character(weight: str) -> None:
    face = load_face(weight)
    for block in face.blocks:
        text = "".join(each for each in block.codes.values() if each not in SPACES)
        assert printed(text, weight).strip() == text, block.number


@given(st.text(st.sampled_from(LETTERS), min_size=1, max_size=40))
def test_any_mixture_of_letters_reads_back(text: str) -> None:
    assert printed(text).strip("\n") == text


@given(st.text(st.sampled_from("()\\ aå%<>[]/\u202f7")))
def test_what_has_a_meaning_in_pdf_is_escaped(text: str) -> None:
    shown = text.strip(SPACES)
    assert printed(shown or "x").strip() == (shown or "x")


@pytest.mark.parametrize("weight", WEIGHTS)
def test_blocks_fit_one_byte_codes_and_hold_no_control_codes(weight: str) -> None:
    for block in load_face(weight).blocks:
        assert len(block.codes) <= 255
        assert all(code >= 0x20 and code != 0x7F for code in block.codes)
        assert len(zlib.decompress(block.program())) == block.length
        assert block.codes[0x20] == " "


@pytest.mark.parametrize("weight", WEIGHTS)
def test_figures_are_tabular_and_spaces_wide_enough_to_be_seen(weight: str) -> None:
    widths = load_face(weight).widths
    assert len({widths[digit] for digit in "0123456789"}) == 1
    assert widths["\u202f"] >= 200


def test_both_weights_know_the_same_characters() -> None:
    assert load_face("regular").characters == load_face("semibold").characters


@pytest.mark.parametrize(
    "text",
    [
        "ÆØÅæøå ÁáČčĐđŊŋŠšŦŧŽž ǤǥǦǧǨǩǮǯƷʒ",
        "áéíóúýþðö ąćęłńóśźż čďěňřšťůž ğışçöü ăâîșț āēģīķļņšūž őű",
        "Ελληνικά Привет Україна їєґ",
        "–—‘’“”„«»…•·€£¥₿№™§°½²³×−→✓★",
    ],
)
def test_letters_a_nordic_or_european_name_needs_are_there(text: str) -> None:
    assert set(text) <= load_face("regular").characters


def test_a_usual_text_needs_one_block_only() -> None:
    text = "Blåbærsyltetøy, 12 345,67 kr – «Ærlig» (50 %) §5 München café"
    assert [number for number, _ in load_face("regular").encode(text)] == [0]


def test_a_character_outside_the_font_is_named() -> None:
    with pytest.raises(MissingGlyphError, match=r"U\+1F600 \(GRINNING FACE\)"):
        load_face("regular").encode("a😀")


def test_the_face_works_on_a_plain_reportlab_canvas() -> None:
    from reportlab.pdfgen.canvas import Canvas

    font = embedded_face("regular")
    canvas = Canvas("", invariant=1)
    canvas.setFont(font.fontName, 10)
    canvas.drawString(50, 700, "Blåbær (Привет) \\ ŋ")
    canvas.drawRightString(300, 600, "12,50")
    content: bytes = canvas.getpdfdata()  # type: ignore[no-untyped-call]  # reportlab has no types
    assert "Blåbær (Привет) \\ ŋ" in raw_text_of(content)


def test_kerning_changes_places_and_not_text() -> None:
    sheet = Sheet()
    style = Style("semibold", 20, "0 0 0")
    sheet.heading(50, 100, "AVTALE To", style)
    plain = Sheet()
    plain.text(50, 100, "AVTALE To", style)
    assert raw_text_of(write_pdf(sheet, ABOUT)) == raw_text_of(write_pdf(plain, ABOUT))
    assert sheet.pages != plain.pages
    assert load_face("semibold").kerning["AV"] < 0
