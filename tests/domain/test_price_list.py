"""Which price applies: the customer's own, then their list's, then the base one; and why."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from invoicectl.domain.money import MICRO
from invoicectl.domain.price_list import Buying
from invoicectl.domain.price_list import DatedPrice
from invoicectl.domain.price_list import PriceLevel
from invoicectl.domain.price_list import choose_price
from invoicectl.domain.product import Product

DAY = date(2026, 12, 10)
PRODUCT = Product("K1", "Kaffe", 240 * MICRO)
BASE = DatedPrice("K1", 230 * MICRO, date(2026, 1, 1))
LATER = DatedPrice("K1", 250 * MICRO, date(2027, 1, 1))
CAMPAIGN = DatedPrice("K1", 200 * MICRO, date(2026, 12, 1), date(2026, 12, 24))
LISTED = DatedPrice("K1", 190 * MICRO, date(2026, 1, 1), list_name="engros")
BULK = replace(LISTED, unit_price_micro=170 * MICRO, at_least_micro=10 * MICRO)
OWN = DatedPrice("K1", 210 * MICRO, date(2026, 6, 1), customer_no="10001")
ALL = (BASE, LATER, CAMPAIGN, LISTED, BULK, OWN)


def buying(day: date = DAY, *, customer: str = "", by: str = "", quantity: int = 1) -> Buying:
    return Buying(day, customer, by, quantity * MICRO)


@pytest.mark.parametrize(
    ("who", "applies"),
    [
        (buying(), CAMPAIGN),
        (buying(date(2026, 12, 24)), CAMPAIGN),
        (buying(date(2026, 12, 25)), BASE),
        (buying(date(2026, 12, 31)), BASE),
        (buying(date(2027, 1, 1)), LATER),
        (buying(date(2025, 12, 31)), None),
        (buying(by="engros"), LISTED),
        (buying(by="engros", quantity=9), LISTED),
        (buying(by="engros", quantity=10), BULK),
        (buying(by="engros", quantity=-10), BULK),
        (buying(by="engros", day=date(2025, 6, 1)), None),
        (buying(by="medlem"), CAMPAIGN),
        (buying(customer="10001"), OWN),
        (buying(customer="10001", by="engros", quantity=10), OWN),
        (buying(customer="10001", by="engros", day=date(2026, 5, 31)), LISTED),
        (buying(customer="10002"), CAMPAIGN),
    ],
)
def test_the_price_of_a_day(who: Buying, applies: DatedPrice | None) -> None:
    choice = choose_price(PRODUCT, ALL, who)
    assert choice.applies == applies
    expected = applies or PRODUCT
    assert choice.unit_price_micro == expected.unit_price_micro


def test_whether_it_holds_vat_comes_with_the_price() -> None:
    gross = replace(LISTED, is_incl_vat=True)
    assert choose_price(PRODUCT, [gross], buying(by="engros")).is_incl_vat
    assert not choose_price(
        replace(PRODUCT, is_incl_vat=True), [LISTED], buying(by="engros")
    ).is_incl_vat
    assert choose_price(replace(PRODUCT, is_incl_vat=True), [], buying()).is_incl_vat


def test_every_price_that_was_considered_says_why_not() -> None:
    choice = choose_price(PRODUCT, ALL, buying(customer="10001", by="engros", quantity=3))
    assert [(each.price, each.reason) for each in choice.considered] == [
        (OWN, ""),
        (BULK, "quantity too small"),
        (LISTED, "own price wins"),
        (LATER, "not yet"),
        (CAMPAIGN, "own price wins"),
        (BASE, "own price wins"),
        (None, "own price wins"),
    ]
    choice = choose_price(PRODUCT, ALL, buying(date(2027, 1, 2), by="engros", quantity=12))
    assert [each.reason for each in choice.considered] == [
        "", "a larger quantity wins", "list engros wins", "no longer", "list engros wins",
        "list engros wins",
    ]  # fmt: skip
    choice = choose_price(PRODUCT, (BASE, CAMPAIGN), buying())
    assert [each.reason for each in choice.considered] == [
        "", "a later price wins", "a dated price wins",
    ]  # fmt: skip


def test_without_prices_the_products_own_applies() -> None:
    choice = choose_price(PRODUCT, (), buying())
    assert (choice.unit_price_micro, choice.applies) == (240 * MICRO, None)
    assert [(each.price, each.reason) for each in choice.considered] == [(None, "")]


prices = st.lists(
    st.builds(
        DatedPrice,
        st.just("K1"),
        st.integers(0, 10**9),
        st.dates(date(2026, 1, 1), date(2026, 3, 1)),
        at_least_micro=st.sampled_from([0, 5 * MICRO, 10 * MICRO]),
        list_name=st.sampled_from(["", "engros"]),
    ).flatmap(
        lambda price: st.builds(
            replace,
            st.just(price),
            valid_to=st.one_of(
                st.none(), st.integers(0, 40).map(lambda n: price.valid_from + timedelta(n))
            ),
            customer_no=st.just("") if price.list_name else st.sampled_from(["", "10001", "10002"]),
        )
    ),
    max_size=12,
)


@given(prices, st.dates(date(2025, 12, 1), date(2026, 4, 1)), st.integers(1, 12))
def test_what_applies_holds_and_nothing_stronger_does(
    some: list[DatedPrice], day: date, quantity: int
) -> None:
    who = buying(day, customer="10001", by="engros", quantity=quantity)

    def holds(price: DatedPrice) -> bool:
        return (
            price.customer_no in {"", "10001"}
            and price.valid_from <= day
            and (price.valid_to is None or day <= price.valid_to)
            and price.at_least_micro <= quantity * MICRO
        )

    choice = choose_price(PRODUCT, some, who)
    holding = [price for price in some if holds(price)]
    assert (choice.applies is None) == (not holding)
    if choice.applies is not None:
        assert choice.applies in holding
        assert choice.applies.level == max(price.level for price in holding)
    assert [each.reason for each in choice.considered].count("") == 1
    assert all(
        each.price is None or each.price.level is not PriceLevel.CUSTOMER
        or each.price.customer_no == "10001"
        for each in choice.considered
    )  # fmt: skip
