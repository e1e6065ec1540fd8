"""Many lines, long texts and large figures: nothing is lost, repeated, cut or drawn over."""

from __future__ import annotations

import itertools
import re
import time
from dataclasses import replace

import pytest
from hypothesis import example
from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st

from invoicectl.documents.fonts.face import load_face
from invoicectl.documents.invoice_pdf import render_invoice
from invoicectl.documents.look import Look
from invoicectl.domain.parties import Language
from tests.documents.examples import invoice
from tests.documents.examples import line
from tests.documents.examples import many_lines
from tests.documents.reading import MM
from tests.documents.reading import pieces_of
from tests.documents.reading import text_of

LOOK = Look()
BODY_END = 266.2


@settings(max_examples=40)
@example(10**13, 99_999_999, 4, 1234, Language.EN, "1234567890123456789012345")
@example(-(10**13), 99_999_999, 1, 0, Language.NB, "")
@given(
    price=st.integers(-(10**12), 10**12),
    quantity=st.integers(1, 99_999_999),
    count=st.integers(1, 4),
    discount=st.sampled_from([0, 1234]),
    language=st.sampled_from(Language),
    kid=st.sampled_from(["", "1234567890123456789012345"]),
)
def test_no_text_runs_into_another_or_off_the_page(
    price: int, quantity: int, count: int, discount: int, language: Language, kid: str
) -> None:
    largest = line("Stor sak", "1", f"{price / 100:.2f}".replace(".", ","), discount_bp=discount)
    small = line("Liten sak", f"{quantity},999999", "0,000001", unit="XYZ", product_no="A-1")
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
@given(st.lists(st.integers(1, 1500), min_size=1, max_size=8), st.integers(0, 3000))
def test_texts_of_any_length_are_printed_whole_and_above_the_foot(
    lengths: list[int], foot: int
) -> None:
    words = [[f"a{number}b{at}" for at in range(length)] for number, length in enumerate(lengths)]
    lines = [line(" ".join(each), "1", "10") for each in words]
    pdf = render_invoice(invoice(*lines, foot_text="fot " * foot), LOOK)
    text = text_of(pdf)
    assert re.findall(r"a\d+b\d+", text) == [word for each in words for word in each]
    assert text.count("fot") == foot
    check_pages(pdf)


def check_pages(pdf: bytes) -> None:
    """Check that only the foot stands in the foot, and that no page has a table head alone."""
    pieces = pieces_of(pdf)
    foot = {piece.text for piece in pieces if piece.y > BODY_END}
    assert all(
        re.match(r"Fjordlys Elektro AS|Org\.nr|Sjøgata|Tlf\.|Side \d", text) for text in foot
    )
    for page in range(pieces[-1].page + 1):
        body = [piece for piece in pieces if piece.page == page and 22 < piece.y <= BODY_END]
        assert body
        assert max(body, key=lambda piece: (piece.y, -piece.x)).text != "Beskrivelse"


@pytest.mark.parametrize("head", range(7))
@pytest.mark.parametrize("before", range(12, 19))
def test_a_line_longer_than_a_page_begins_where_it_has_room(before: int, head: int) -> None:
    long = " ".join(f"ord{number}" for number in range(1000))
    lines = [line("kort", "1", "10")] * before
    made = invoice(*lines, line(long, "1", "10"), head_text="hode\n" * head)
    pdf = render_invoice(made, LOOK)
    assert text_of(pdf).split().count("ord999") == 1
    check_pages(pdf)


def test_large_figures_leave_room_for_words() -> None:
    words = "Vedlikehold av anlegg etter avtale, hele året"
    huge = line(words, "99999999.999999", "1000.123456", discount_bp=1234, unit="XYZ")
    pieces = pieces_of(render_invoice(invoice(huge), LOOK))
    assert sum(piece.text in words for piece in pieces if piece.x < 21 and piece.y > 94) <= 2


@pytest.mark.parametrize("rows", range(24, 76, 2))
def test_totals_are_never_cut_by_the_foot(rows: int) -> None:
    pdf = render_invoice(invoice(line("ord\n" * rows + "slutt", "1", "10")), LOOK)
    assert text_of(pdf).count("Å betale NOK") == 1
    check_pages(pdf)


@pytest.mark.parametrize("rows", range(20, 40))
def test_the_table_does_not_begin_where_it_has_no_room(rows: int) -> None:
    check_pages(render_invoice(invoice(head_text="hode\n" * rows), LOOK))


def test_long_facts_leave_the_column_and_are_printed_in_the_letter() -> None:
    place = "Byggeplass " * 30
    made = invoice(delivery_place=place, order_reference="P" * 70, your_reference="Q" * 60)
    pieces = pieces_of(render_invoice(made, LOOK))
    told = next(piece for piece in pieces if piece.text.startswith("Leveringssted: Byggeplass"))
    band = next(piece for piece in pieces if piece.text == "Å betale")
    facts = [piece for piece in pieces if piece.x > 152 and piece.text.strip("PQ") == ""]
    assert told.y > band.y
    assert len(facts) == 8
    assert max(piece.y for piece in facts) < band.y - 5


def test_many_facts_push_the_letter_down_and_never_into_it() -> None:
    long = "Østre Ærfugl Kaffebrenneri avdeling Hamar og Lillehammer, tredje etasje i bakgården"
    made = invoice(delivery_place=long, order_reference=long, your_reference=long)
    pieces = [piece for piece in pieces_of(render_invoice(made, LOOK)) if piece.page == 0]
    band = next(piece for piece in pieces if piece.text == "Å betale")
    facts = [piece for piece in pieces if piece.x > 152 and 38 < piece.y < band.y]
    assert band.y > 101
    assert max(piece.y for piece in facts) < band.y - 10


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


@pytest.mark.parametrize(
    "text", ["x" * 65_536, "x " * 32_768, "\n" * 20_000, "æ" * 65_536, "ж" * 65_536]
)
def test_huge_texts_are_printed_in_time_that_grows_with_them(text: str) -> None:
    began = time.process_time()
    pdf = render_invoice(invoice(line(text, "1", "10")), LOOK)
    assert time.process_time() - began < 2
    assert pdf.startswith(b"%PDF")
