"""Several orders of a customer on one invoice: a month at a time, told apart by headings."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from invoicectl.domain.effective import Level
from invoicectl.errors import InputError
from invoicectl.errors import NotFoundError
from invoicectl.flows.credit import credit_draft
from invoicectl.flows.issue import issue
from invoicectl.flows.levels import set_values
from invoicectl.flows.order_collect import collect_orders
from invoicectl.flows.order_collect import last_day_of
from invoicectl.flows.order_collect import late_sentence
from invoicectl.flows.order_entry import OrderChange
from invoicectl.flows.order_invoice import InvoiceWish
from invoicectl.ledger.connect import Ledger
from invoicectl.ledger.drafts import draft_of
from invoicectl.ledger.drafts import drafts
from invoicectl.ledger.invoices import invoice_of
from invoicectl.settings.model import Settings
from tests.build import line
from tests.build import new_ledger
from tests.build import settings_for
from tests.build import stamp
from tests.selling import deliver
from tests.selling import left
from tests.selling import new_order

READY = InvoiceWish()
OCTOBER = date(2026, 10, 31)
NOVEMBER = date(2026, 11, 3)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return settings_for(tmp_path / "company")


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with new_ledger(tmp_path / "company") as opened:
        yield opened


def two_orders(ledger: Ledger, settings: Settings) -> None:
    first = OrderChange(order_reference="PO-1")
    new_order(ledger, settings, line("Kaffe", "2", "100"), change=first)
    new_order(ledger, settings, line("Te", "3", "50"), line("Kopp", "1", "80"))
    deliver(ledger, 1, on=date(2026, 10, 3))
    deliver(ledger, 2, on=date(2026, 10, 20))


def collected(
    ledger: Ledger, settings: Settings, *, customer_no: str = "", until: date | None = OCTOBER
) -> list[tuple[int, ...]]:
    found = collect_orders(
        ledger, settings, stamp(NOVEMBER), READY, customer_no=customer_no, month_end=until
    )
    return [each.order_nos for each in found]


def test_a_month_of_orders_is_one_invoice(ledger: Ledger, settings: Settings) -> None:
    two_orders(ledger, settings)
    assert collected(ledger, settings) == [(1, 2)]
    lines = draft_of(ledger.con, 1).lines
    assert [(each.description, each.quantity_micro // 10**6) for each in lines] == [
        ("Ordre 1, levert 03.10.2026 – Deres ref. PO-1", 1),
        ("Kaffe", 2),
        ("Ordre 2, levert 20.10.2026", 1),
        ("Te", 3),
        ("Kopp", 1),
    ]  # fmt: skip
    issue(ledger, settings, stamp(NOVEMBER))
    invoice = invoice_of(ledger.con, 10001)
    assert (invoice.net_ore, invoice.total_ore) == (43_000, 53_750)
    assert (invoice.delivered_from, invoice.delivered_to) == (
        date(2026, 10, 3), date(2026, 10, 20),
    )  # fmt: skip
    assert invoice.order_reference == "PO-1"
    assert left(ledger, 1) == {1: (0, 0)}
    assert collected(ledger, settings) == [], "once more collects nothing"


def test_a_collected_invoice_is_credited_line_by_line_to_nothing(
    ledger: Ledger, settings: Settings
) -> None:
    for _ in range(2):
        deliver(ledger, new_order(ledger, settings, line("Kaffe", "1", "0.10")))
    assert collected(ledger, settings) == [(1, 2)]
    issue(ledger, settings, stamp(NOVEMBER))
    for n in (2, 4):
        credit_draft(ledger, stamp(NOVEMBER), 10001, reason="Retur", lines=(str(n),))
        issue(ledger, settings, stamp(NOVEMBER))
    rest = ledger.con.execute("SELECT count(*) FROM open_item").fetchone()
    assert rest == (0,), "what rounding left is booked away, though headings are never credited"


def test_what_was_delivered_after_the_month_waits(ledger: Ledger, settings: Settings) -> None:
    two_orders(ledger, settings)
    new_order(ledger, settings, line("Sukker", "5", "10"))
    deliver(ledger, 3, "1=2", on=date(2026, 10, 30))
    deliver(ledger, 3, "1=3", on=date(2026, 11, 2))
    assert collected(ledger, settings) == [(1, 2, 3)]
    assert draft_of(ledger.con, 1).lines[-1].quantity_micro == 2 * 10**6
    assert left(ledger, 3) == {1: (0, 3)}
    assert collected(ledger, settings, until=None) == [(3,)]


def test_orders_whose_settings_differ_are_not_put_together(
    ledger: Ledger, settings: Settings
) -> None:
    two_orders(ledger, settings)
    set_values(ledger, settings, stamp(), Level.ORDER, "2", ["invoice.terms_days=30"])
    assert collected(ledger, settings) == [(1,), (2,)]
    issue(ledger, settings, stamp(NOVEMBER))
    assert [invoice_of(ledger.con, no).terms_days for no in (10001, 10002)] == [14, 30]


def test_headings_are_in_the_language_of_the_orders(ledger: Ledger, settings: Settings) -> None:
    two_orders(ledger, settings)
    for number in ("1", "2"):
        set_values(ledger, settings, stamp(), Level.ORDER, number, ["invoice.language=en"])
    assert collected(ledger, settings) == [(1, 2)]
    heading = draft_of(ledger.con, 1).lines[2].description
    assert heading.replace("\u00a0", " ") == "Order 2, delivered 20 Oct 2026"


def test_customers_are_not_put_together(ledger: Ledger, settings: Settings) -> None:
    two_orders(ledger, settings)
    new_order(ledger, settings, customer_no="10002")
    deliver(ledger, 3)
    assert collected(ledger, settings, customer_no="10002") == [(3,)]
    assert collected(ledger, settings) == [(1, 2)]
    with pytest.raises(NotFoundError, match="no customer 9"):
        collected(ledger, settings, customer_no="9")


def test_a_rehearsal_collects_nothing(ledger: Ledger, settings: Settings) -> None:
    two_orders(ledger, settings)
    wish = InvoiceWish(is_dry=True)
    (told,) = collect_orders(ledger, settings, stamp(NOVEMBER), wish, month_end=OCTOBER)
    assert told.preview.composed.is_issuable
    assert drafts(ledger.con) == []


def test_a_single_order_needs_no_heading(ledger: Ledger, settings: Settings) -> None:
    new_order(ledger, settings)
    deliver(ledger, 1)
    assert collected(ledger, settings) == [(1,)]
    assert [each.description for each in draft_of(ledger.con, 1).lines] == ["Kaffe", "Te"]


@pytest.mark.parametrize(
    ("delivered", "today", "is_late"),
    [
        (date(2026, 10, 3), date(2026, 11, 20), False),  # the 15th working day of November
        (date(2026, 10, 3), date(2026, 11, 23), True),
        (date(2026, 12, 31), date(2027, 1, 22), False),  # the 1st is a holiday
        (date(2026, 12, 31), date(2027, 1, 25), True),
    ],
)
def test_inv_24_a_month_is_invoiced_by_the_15th_working_day_of_the_next(
    delivered: date, today: date, *, is_late: bool
) -> None:
    found = late_sentence([delivered, today], today)
    assert bool(found) is is_late
    assert all(sentence.startswith("INV-24: ") for sentence in found)


@pytest.mark.parametrize(("text", "day"), [("2026-10", OCTOBER), ("02.2028", date(2028, 2, 29))])
def test_a_month_is_written_either_way(text: str, day: date) -> None:
    assert last_day_of(text) == day


@pytest.mark.parametrize("text", ["2026", "2026-13", "10-2026", "0000-01", "oktober", ""])
def test_what_is_no_month_is_refused(text: str) -> None:
    with pytest.raises(InputError, match="is no month"):
        last_day_of(text)
