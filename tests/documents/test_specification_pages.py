"""The pages behind an invoice: each day and person, sums that equal the lines, over many pages."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from invoicectl.documents.invoice_pdf import render_invoice
from invoicectl.documents.look import Look
from invoicectl.documents.specification_pages import hours_text
from invoicectl.documents.wording import load_wording
from invoicectl.domain.parties import Language
from invoicectl.domain.specification import Specification
from invoicectl.domain.specification import group_of
from tests.documents.examples import SELLER
from tests.documents.examples import invoice
from tests.documents.examples import line
from tests.documents.reading import layout_of
from tests.documents.reading import pieces_of
from tests.documents.reading import text_of
from tests.documents.sales_examples import hours
from tests.documents.sales_examples import specified_invoice

if TYPE_CHECKING:
    from tests.conftest import Golden

LOOK = Look()


def test_text_as_on_paper(golden: Golden) -> None:
    golden("documents/specified.txt", layout_of(render_invoice(specified_invoice(), LOOK)))


def test_the_specification_stands_on_a_page_of_its_own_with_the_sums_of_the_lines() -> None:
    pieces = pieces_of(render_invoice(specified_invoice(), LOOK))
    last = [piece.text for piece in pieces if piece.page == 1]
    assert "Spesifikasjon til faktura 10001" in last
    assert last.count("11 812,50") == 1
    assert last.count("1 134,20") == 1  # one entry needs no sum
    assert "12 946,70" in last
    assert "Side 2 av 2" in last
    assert not any("Spesifikasjon" in piece.text for piece in pieces if piece.page == 0)


def test_an_invoice_without_records_is_as_before() -> None:
    made = invoice()
    assert render_invoice(replace(made, specification=None), LOOK) == render_invoice(made, LOOK)


@pytest.mark.parametrize(
    ("minutes", "shown"), [(90, "1,50"), (20, "0,33"), (1, "0,02"), (100_000, "1 666,67")]
)
def test_hours_have_two_decimals(minutes: int, shown: str) -> None:
    assert hours_text(minutes, load_wording(Language.NB)).replace("\u202f", " ") == shown


def test_three_hundred_entries_go_on_below_the_head_of_each_page() -> None:
    rows = [hours(1 + n % 28, f"Person {n:03d}", f"Arbeid A{n:03d}x", 30) for n in range(300)]
    made = invoice(line("Timer", "150", "945", unit="HUR"))
    group = group_of("Timer", rows, made.lines[0].net_ore)
    pdf = render_invoice(replace(made, specification=Specification((group,))), LOOK)
    text = text_of(pdf)
    assert all(f"A{n:03d}x" in text for n in range(300))
    pages = text.count("Side ")
    assert text.count("Utført av") == pages - 1 > 5
    assert text.count("Sum i alt") == 0  # one group has one sum


def test_a_text_longer_than_a_page_is_parted_and_nothing_lost() -> None:
    words = " ".join(f"w{n:04d}" for n in range(1500))
    made = invoice(line("Timer", "1", "945", unit="HUR"))
    group = group_of("Timer", [hours(1, "Mona", words, 60)], made.lines[0].net_ore)
    pdf = render_invoice(replace(made, specification=Specification((group,))), LOOK)
    text = text_of(pdf)
    assert all(f"w{n:04d}" in text for n in range(1500))
    assert max(piece.y for piece in pieces_of(pdf)) < 290


def test_hours_without_a_price_show_no_amounts() -> None:
    """A fixed price: the records are shown (INV-33), what each hour cost is not."""
    rows = [replace(hours(2, "Mona", "Plan", 90), unit_price_micro=0)]
    made = invoice(line("Fastpris", "1", "20000"))
    group = group_of("Fastpris", rows, made.lines[0].net_ore)
    pdf = render_invoice(replace(made, specification=Specification((group,))), LOOK)
    last = [piece.text for piece in pieces_of(pdf) if piece.page == 1]
    assert "1,50" in last
    assert "Pris" not in last
    assert not any("20 000" in text for text in last)


def test_without_vat_the_amounts_are_not_called_without_vat() -> None:
    made = specified_invoice(seller=replace(SELLER, vat_registered=False))
    last = [piece.text for piece in pieces_of(render_invoice(made, LOOK)) if piece.page == 1]
    assert "Beløp" in last
    assert "Eks. mva." not in last
