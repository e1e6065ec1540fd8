"""Drafts with prices that hold VAT: issued, credited in parts, booked, and proven right."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck
from hypothesis import given
from hypothesis import settings as profile
from hypothesis import strategies as st

from invoicectl.domain.draft import DraftLine
from invoicectl.domain.money import MICRO
from invoicectl.domain.money import decimal_text
from invoicectl.flows.credit import credit_draft
from invoicectl.flows.issue import issue
from invoicectl.ledger.check import check_ledger
from invoicectl.ledger.drafts import draft_of
from invoicectl.ledger.invoice_list import credit_notes_of
from invoicectl.ledger.invoices import invoice_of
from invoicectl.ledger.open_items import open_items
from tests.build import DAY
from tests.build import add
from tests.build import draft
from tests.build import line
from tests.build import new_ledger
from tests.build import settings_for
from tests.build import stamp

if TYPE_CHECKING:
    from pathlib import Path

    from invoicectl.domain.invoice import Invoice
    from invoicectl.ledger.connect import Ledger
    from invoicectl.settings.model import Settings


def issued(ledger: Ledger, settings: Settings, *lines: DraftLine) -> Invoice:
    """Return the first invoice of a ledger, of these lines."""
    add(ledger, draft("10001", *lines))
    assert not issue(ledger, settings, stamp()).refused
    return invoice_of(ledger.con, 10001)


def credit(ledger: Ledger, settings: Settings, *parts: str) -> bool:
    """Issue a credit note for these parts of the first invoice; false when it is refused."""
    made = credit_draft(ledger, stamp(), 10001, reason="Retur", lines=parts)
    return not issue(ledger, settings, stamp(), [f"D{made}"]).refused


def findings(ledger: Ledger) -> list[str]:
    return [found.sentence for found in check_ledger(ledger, full=True)]


def test_the_draft_and_the_document_keep_how_the_price_was_entered(tmp_path: Path) -> None:
    settings = settings_for(tmp_path / "company")
    with closing(new_ledger(tmp_path / "company")) as ledger:
        add(ledger, draft("10001", line(is_incl_vat=True)))
        assert draft_of(ledger.con, 1).lines[0].is_incl_vat
        issue(ledger, settings, stamp())
        (one,) = invoice_of(ledger.con, 10001).lines
        assert (one.unit_price_micro, one.unit_price_incl_micro) == (80 * MICRO, 100 * MICRO)
        assert (one.net_ore, one.total_incl_ore) == (16_000, 20_000)


def test_the_total_is_what_was_entered_at_every_rate(tmp_path: Path) -> None:
    settings = settings_for(tmp_path / "company")
    prices = [("0,99", "3"), ("0,99", "3"), ("19,99", "31"), ("10,01", "33"), ("5", "5")]
    lines = [
        line(price=price, quantity="1", vat_code=code, is_incl_vat=True) for price, code in prices
    ]
    with closing(new_ledger(tmp_path / "company")) as ledger:
        document = issued(ledger, settings, *lines)
        assert document.total_ore == 99 + 99 + 1_999 + 1_001 + 500
        assert open_items(ledger.con, day=DAY)[0].open_ore == document.total_ore
        assert findings(ledger) == []


def test_a_whole_credit_note_is_the_invoice_again(tmp_path: Path) -> None:
    settings = settings_for(tmp_path / "company")
    with closing(new_ledger(tmp_path / "company")) as ledger:
        document = issued(
            ledger, settings, *[line(price="0,99", quantity="1", is_incl_vat=True)] * 3
        )
        assert credit(ledger, settings)
        note = invoice_of(ledger.con, 10002)
        assert note.vat_totals == document.vat_totals
        assert note.total_ore == document.total_ore == 297
        assert findings(ledger) == []


@profile(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.integers(1, 7_000_000), min_size=1, max_size=4),
    st.integers(1_000_000, 10**9),
    st.integers(-5_000, 9_000),
    st.sampled_from(["3", "31", "32"]),
)
def test_parts_add_up_to_the_line_with_and_without_vat(
    tmp_path_factory: pytest.TempPathFactory,
    parts_micro: list[int],
    price_micro: int,
    discount_bp: int,
    vat_code: str,
) -> None:
    folder = tmp_path_factory.mktemp("parts") / "company"
    settings = settings_for(folder)
    whole = DraftLine(
        "Kurs",
        sum(parts_micro),
        price_micro,
        discount_bp=discount_bp,
        vat_code=vat_code,
        is_incl_vat=True,
    )
    with closing(new_ledger(folder)) as ledger:
        document = issued(ledger, settings, whole, line("Fast", "1", "10", is_incl_vat=True))
        for micro in parts_micro:
            if not credit(ledger, settings, f"1={decimal_text(micro)}"):
                return  # a part too small for an øre is no document
        assert credit(ledger, settings, "2")
        notes = [invoice_of(ledger.con, number) for number in credit_notes_of(ledger.con, 10001)]
        assert sum(note.total_ore for note in notes) == document.total_ore
        assert sum(note.vat_ore for note in notes) == document.vat_ore
        assert open_items(ledger.con, day=DAY) == []
        assert findings(ledger) == []


draft_lines = st.builds(
    DraftLine,
    st.just("Kurs"),
    st.integers(1, 20_000_000),
    st.integers(10_000, 10**9),
    discount_bp=st.integers(-3_000, 9_000),
    vat_code=st.sampled_from(["3", "31", "32", "33", "5"]),
    is_incl_vat=st.booleans(),
)


@profile(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(draft_lines, min_size=1, max_size=6), min_size=1, max_size=8))
def test_whatever_is_issued_and_taken_back_the_books_hold(
    tmp_path_factory: pytest.TempPathFactory, documents: list[list[DraftLine]]
) -> None:
    folder = tmp_path_factory.mktemp("books") / "company"
    settings = settings_for(folder)
    with closing(new_ledger(folder)) as ledger:
        add(ledger, *(draft("10001", *lines) for lines in documents))
        issue(ledger, settings, stamp())
        numbers = [row[0] for row in ledger.con.execute("SELECT invoice_no FROM invoice")]
        owed = sum(item.open_ore for item in open_items(ledger.con, day=DAY))
        assert owed == sum(invoice_of(ledger.con, number).total_ore for number in numbers)
        assert findings(ledger) == []
        for number in numbers:
            credit_draft(ledger, stamp(), number, reason="Retur")
        issue(ledger, settings, stamp())
        assert open_items(ledger.con, day=DAY) == []
        assert findings(ledger) == []


def test_a_false_vat_is_still_found(tmp_path: Path) -> None:
    settings = settings_for(tmp_path / "company")
    with closing(new_ledger(tmp_path / "company")) as ledger:
        issued(ledger, settings, line(price="0,99", quantity="1", is_incl_vat=True))
        with closing(sqlite3.connect(ledger.path, isolation_level=None)) as other:
            other.execute("DROP TRIGGER line_no_update")
            other.execute("UPDATE line SET amount_ore = -21 WHERE account = '2700'")
        assert any("VAT with code 3" in sentence for sentence in findings(ledger))
