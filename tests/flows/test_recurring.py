"""Agreements made and changed: what the law and the calendar allow, and what stays as it was."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from invoicectl.domain.indexation import IndexKind
from invoicectl.domain.price_list import DatedPrice
from invoicectl.domain.product import Product
from invoicectl.errors import InputError
from invoicectl.errors import NotFoundError
from invoicectl.flows.price_list import set_price
from invoicectl.flows.recurring import add_agreement
from invoicectl.flows.recurring import edit_agreement
from invoicectl.flows.recurring_prices import PriceWish
from invoicectl.flows.recurring_prices import change_prices
from invoicectl.flows.recurring_wish import IndexWish
from invoicectl.flows.recurring_wish import Wish
from invoicectl.flows.repeat import draft_due
from invoicectl.ledger.drafts import draft_of
from invoicectl.ledger.log import entries
from invoicectl.ledger.products import add_products
from invoicectl.ledger.recurring import agreement_of
from invoicectl.ledger.recurring import agreements
from tests.build import new_ledger
from tests.build import settings_for
from tests.build import stamp

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from invoicectl.ledger.connect import Ledger
    from invoicectl.settings.model import Settings

WISH = Wish(start="2026-09-01", lines=("Abo; 500",), in_advance="subscription", is_automatic=True)


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with new_ledger(tmp_path) as opened:
        yield opened


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return settings_for(tmp_path)


@pytest.fixture
def number(ledger: Ledger, settings: Settings) -> int:
    """An agreement whose first two months are drafted."""
    found = add_agreement(ledger, settings, stamp(), "10001", WISH).agreement.recurring_no
    draft_due(ledger, settings, stamp())
    return found


@pytest.mark.parametrize(
    ("wish", "sentence"),
    [
        (Wish(), "needs a line"),
        (Wish(lines=("Abo; 0; 500",)), "Line 1, Abo: the quantity is 0"),
        (Wish(lines=("Abo; 500", "Avslag; -501")), "cannot come to less than nothing"),
        (Wish(lines=("Abo; 9999999; 9999999",)), "cannot come to more than"),
        (Wish(lines=("x; 1",), every="moth"), "--every: 'moth' is no period"),
        (Wish(lines=("x; 1",), on="33"), "--on: '33' is no day of the month"),
        (Wish(lines=("x; 1",), on="15", every="2w"), "periods of weeks have none"),
        (Wish(lines=("x {tid}; 1",)), "{tid} is no placeholder"),
        (Wish(lines=("x; 1",), head_text="a } b"), "--head-text: a brace stands alone"),
        (Wish(lines=("x; 1",), in_advance="consulting"), "before delivery .INV-27."),
        (Wish(lines=("x; 1",), days_ahead=5), "in advance only"),
        (Wish(lines=("x; 1",), in_advance="fee", every="14m"), "more than one year ahead"),
        (
            Wish(lines=("x; 1",), in_advance="fee", every="year", days_ahead=30),
            "more than one year ahead",
        ),
        (Wish(lines=("x; 1",), until="2026-12-31", count=3), "not both"),
        (Wish(lines=("x; 1",), start="2026-09-01", until="2026-08-31"), "before the start"),
        (Wish(lines=("x; 1",), start="9999-12-31"), "too far away"),
        (Wish(lines=("x; 1",), start="2026-02-30"), "is no date"),
        (Wish(lines=("x; 1",), invoiced_to="2020-01-01"), "--invoiced-to"),
        (Wish(lines=("x; 1",), index=IndexWish(first="2027-01-01")), "Say what prices follow"),
        (Wish(lines=("x; 1",), index=IndexWish(percent="3", table="kpi")), "not both"),
        (Wish(lines=("x; 1",), index=IndexWish(percent="101")), "between -100 and 100"),
        (Wish(lines=("x; 1",), index=IndexWish(percent="1,234")), "two decimals"),
        (Wish(lines=("x; 1",), index=IndexWish(percent="3", base="2025-01")), "index table"),
        (Wish(lines=("x; 1",), index=IndexWish(table="kpi", base="2025-13")), "no month"),
        (Wish(lines=("x; 1",), index=IndexWish(percent="3", step="0")), "0,01 krone or more"),
    ],
)
def test_what_cannot_be_agreed_is_refused_in_words(
    ledger: Ledger, settings: Settings, wish: Wish, sentence: str
) -> None:
    with pytest.raises(InputError, match=sentence):
        add_agreement(ledger, settings, stamp(), "10001", wish)
    assert agreements(ledger.con) == []


def test_nobody_gets_an_agreement_who_is_not_there(ledger: Ledger, settings: Settings) -> None:
    with pytest.raises(NotFoundError, match="no customer 99"):
        add_agreement(ledger, settings, stamp(), "99", WISH)
    with pytest.raises(NotFoundError, match="no product NO"):
        add_agreement(ledger, settings, stamp(), "10001", Wish(products=("NO",)))


def test_what_the_law_leaves_room_for_is_a_warning(ledger: Ledger, settings: Settings) -> None:
    wish = Wish(start="2026-11-01", lines=("Drift; 900",), every="quarter")
    assert "INV-25" in add_agreement(ledger, settings, stamp(), "10001", wish).warnings[0]
    untaxed = Wish(start="2026-11-01", lines=("Leie; 1; 900; 6",), every="quarter")
    assert add_agreement(ledger, settings, stamp(), "10001", untaxed).warnings == ()


def test_rent_without_vat_may_be_invoiced_two_years_ahead(
    ledger: Ledger, settings: Settings
) -> None:
    wish = Wish(start="2026-11-01", lines=("Leie; 1; 90000; 6",), in_advance="rent", every="2y")
    assert add_agreement(ledger, settings, stamp(), "10001", wish).is_new


def test_the_same_key_makes_no_second_one(ledger: Ledger, settings: Settings) -> None:
    first = add_agreement(ledger, settings, stamp(), "10001", WISH, key="crm:7")
    again = add_agreement(ledger, settings, stamp(), "10001", WISH, key="crm:7")
    assert (first.is_new, again.is_new) == (True, False)
    assert first.agreement.recurring_no == again.agreement.recurring_no
    assert len(agreements(ledger.con)) == 1


def test_what_was_invoiced_elsewhere_is_left_out(ledger: Ledger, settings: Settings) -> None:
    wish = Wish(start="2020-01-15", invoiced_to="2026-09-14", lines=("Abo; 500",))
    one = add_agreement(ledger, settings, stamp(), "10001", wish).agreement
    assert (one.next_first, one.next_on) == (date(2026, 9, 15), date(2026, 10, 15))


def test_a_count_becomes_a_last_day(ledger: Ledger, settings: Settings) -> None:
    wish = Wish(start="2026-01-31", count=2, lines=("Abo; 500",))
    assert add_agreement(ledger, settings, stamp(), "10001", wish).agreement.ends_on == date(
        2026, 3, 30
    )


def test_a_stored_agreement_is_read_back_as_it_was(ledger: Ledger, settings: Settings) -> None:
    wish = Wish(
        start="2026-02-28", every="quarter", on="last-bankday", in_advance="rent", days_ahead=10,
        is_calendar=True, is_automatic=False, is_prorated=False, minimum_months=24,
        until="2030-12-31", name="Kontor", delivery_place="Storgata 9", our_reference="Kari",
        your_reference="Ola", order_reference="PO 7", head_text="{period}", foot_text="Takk",
        index=IndexWish(table="kpi", first="2027-01-01", base="2025-11", lag=3, step="1"),
        lines=("Leie {quarter}; 1; 10000,50; 10 %; 6", "Strøm; 2 mnd; 700"),
    )  # fmt: skip
    one = add_agreement(ledger, settings, stamp(), "10001", wish).agreement
    assert agreement_of(ledger.con, one.recurring_no) == one
    assert one.minimum_until == date(2028, 2, 27)
    assert (one.index.kind, one.index.lag_months, one.index.step_ore) == (IndexKind.TABLE, 3, 100)


def test_a_new_rule_may_not_touch_what_is_invoiced(
    ledger: Ledger, settings: Settings, number: int
) -> None:
    with pytest.raises(InputError, match=r"invoiced or skipped to 31\.10\.2026") as caught:
        edit_agreement(ledger, settings, stamp(), number, Wish(every="quarter"), since="2026-10-15")
    assert "01.11.2026" in caught.value.hint
    saved = edit_agreement(ledger, settings, stamp(), number, Wish(every="quarter"))
    assert saved.agreement.rules[1].since == date(2026, 11, 1)
    assert saved.changed == ("rules",)


def test_an_edit_keeps_to_the_law(ledger: Ledger, settings: Settings, number: int) -> None:
    with pytest.raises(InputError, match="one year ahead"):
        edit_agreement(ledger, settings, stamp(), number, Wish(every="2y"))
    assert len(agreement_of(ledger.con, number).rules) == 1


def test_the_start_stays(ledger: Ledger, settings: Settings, number: int) -> None:
    with pytest.raises(InputError, match="start of an agreement is not changed"):
        edit_agreement(ledger, settings, stamp(), number, Wish(start="2026-01-01"))


def test_a_change_that_changes_nothing_writes_nothing(
    ledger: Ledger, settings: Settings, number: int
) -> None:
    before = entries(ledger.con, limit=1)
    assert edit_agreement(ledger, settings, stamp(), number, Wish(name="")).changed == ()
    assert entries(ledger.con, limit=1) == before


@pytest.mark.parametrize(
    ("price", "ore", "since"),
    [
        (PriceWish(amount="549"), 54_900, "2026-11-01"),
        (PriceWish(percent="3,5"), 51_750, "2026-11-01"),
        (PriceWish(amount="549", since="2026-12-15"), 54_900, "2026-12-15"),
        # within an invoiced month it is the next one's
        (PriceWish(amount="549", since="2026-10-15"), 54_900, "2026-11-01"),
    ],
)
def test_a_new_price(
    ledger: Ledger, settings: Settings, number: int, price: PriceWish, ore: int, since: str
) -> None:
    (saved,) = change_prices(ledger, settings, stamp(), [number], Wish(), price)
    newest = saved.agreement.prices[-1]
    assert (str(newest.since), newest.lines[0].line.unit_price_micro) == (since, ore * 10_000)
    assert saved.agreement.prices[0].lines[0].line.unit_price_micro == 500_000_000


@pytest.mark.parametrize(
    ("price", "sentence"),
    [
        (PriceWish(), "Say what it costs"),
        (PriceWish(amount="5", percent="5"), "Say what it costs"),
        (PriceWish(amount="5", line_no=2), "lines 1 to 1"),
        (PriceWish(amount="fem"), "not a number"),
        (PriceWish(amount="-5"), "cannot come to less than nothing"),
        (PriceWish(percent="-100"), "more than -100"),
        (PriceWish(amount="5", since="2026-09-01"), "too early"),
    ],
)
def test_a_price_that_makes_no_sense(
    ledger: Ledger, settings: Settings, number: int, price: PriceWish, sentence: str
) -> None:
    with pytest.raises(InputError, match=sentence):
        change_prices(ledger, settings, stamp(), [number], Wish(), price)


def test_several_lines_need_to_be_told_apart(ledger: Ledger, settings: Settings) -> None:
    wish = Wish(lines=("A; 100", "B; 200"))
    one = add_agreement(ledger, settings, stamp(), "10001", wish).agreement
    with pytest.raises(InputError, match="--line-no"):
        change_prices(ledger, settings, stamp(), [one.recurring_no], Wish(), PriceWish(amount="5"))
    asked = PriceWish(amount="250", line_no=2)
    (saved,) = change_prices(ledger, settings, stamp(), [one.recurring_no], Wish(), asked)
    assert [each.line.unit_price_micro for each in saved.agreement.prices[-1].lines] == [
        100_000_000, 250_000_000,
    ]  # fmt: skip


def test_all_prices_are_raised_together_or_none(
    ledger: Ledger, settings: Settings, number: int
) -> None:
    add_products(ledger, [Product("K1", "Kaffeavtale", 300_000_000)], stamp())
    for wish in (Wish(lines=("B; 100",), products=("K1",)), Wish(products=("K1",))):
        add_agreement(ledger, settings, stamp(), "10002", wish)
    asked = PriceWish(percent="4", since="2027-01-01")
    saved = change_prices(ledger, settings, stamp(), [], Wish(), asked)
    assert [each.agreement.recurring_no for each in saved] == [number, 2]
    assert [
        [each.line.unit_price_micro // 10_000 for each in one.agreement.prices[-1].lines]
        for one in saved
    ] == [[52_000], [10_400, 30_000]]
    before = agreements(ledger.con)
    with pytest.raises(InputError, match="too early"):
        change_prices(ledger, settings, stamp(), [], Wish(), PriceWish("2026-09-01", percent="4"))
    assert agreements(ledger.con) == before


def test_a_product_costs_what_its_list_says_on_the_first_day(
    ledger: Ledger, settings: Settings
) -> None:
    add_products(ledger, [Product("K1", "Kaffeavtale", 300_000_000)], stamp())
    later = DatedPrice("K1", 330_000_000, date(2026, 11, 1))
    own = DatedPrice("K1", 250_000_000, date(2026, 12, 1), customer_no="10001")
    for price in (later, own):
        set_price(ledger, stamp(), price)
    wish = Wish(start="2026-10-01", products=("K1=2",), index=IndexWish(percent="50"))
    add_agreement(ledger, settings, stamp(), "10001", wish)
    result = draft_due(ledger, settings, stamp(date(2027, 1, 1)))
    assert [each.net_ore for each in result.drafted] == [60_000, 66_000, 50_000]
    only = draft_of(ledger.con, result.drafted[0].draft_no).lines[0]
    assert (only.description, only.product_no) == ("Kaffeavtale, oktober 2026", "K1")


def test_a_product_line_gets_a_price_of_its_own(ledger: Ledger, settings: Settings) -> None:
    add_products(ledger, [Product("K1", "Kaffeavtale", 300_000_000)], stamp())
    wish = Wish(start="2026-11-01", products=("K1",))
    one = add_agreement(ledger, settings, stamp(), "10001", wish).agreement
    with pytest.raises(InputError, match="that of the product list"):
        change_prices(ledger, settings, stamp(), [one.recurring_no], Wish(), PriceWish(percent="5"))
    asked = PriceWish(amount="280", line_no=1)
    (saved,) = change_prices(ledger, settings, stamp(), [one.recurring_no], Wish(), asked)
    assert not saved.agreement.prices[-1].lines[0].is_listed
