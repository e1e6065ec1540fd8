"""What stands behind a line: shares that add up, whatever the rounding."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from invoicectl.domain.specification import Specification
from invoicectl.domain.specification import SpecificationRow
from invoicectl.domain.specification import apportioned
from invoicectl.domain.specification import group_of

DAY = date(2026, 11, 2)


def row(minutes: int = 0, price: int = 1000, quantity_micro: int = 0) -> SpecificationRow:
    return SpecificationRow(
        DAY, "Mona", "Plan", price * 1_000_000, minutes=minutes, quantity_micro=quantity_micro
    )


@pytest.mark.parametrize(
    ("total", "weights", "parts"),
    [
        (100_000, [1, 1, 1], [33_334, 33_333, 33_333]),
        (10, [3, 1], [8, 2]),
        (-7, [1, 1, 1], [-2, -2, -3]),
        (5, [3, -1], [8, -3]),
        (5, [], []),
    ],
)
def test_parts(total: int, weights: list[int], parts: list[int]) -> None:
    assert apportioned(total, weights) == parts


@given(
    st.integers(-(10**13), 10**13),
    st.lists(st.integers(0, 10**15), min_size=1, max_size=40).filter(any),
)
def test_parts_add_up_and_none_is_an_ore_away_from_its_share(
    total: int, weights: list[int]
) -> None:
    parts = apportioned(total, weights)
    assert sum(parts) == total
    whole = sum(weights)
    assert all(
        abs(part * whole - total * weight) < whole
        for part, weight in zip(parts, weights, strict=True)
    )


def test_twenty_minutes_three_times_are_the_hour_that_is_invoiced() -> None:
    group = group_of("Timer", [row(20), row(20), row(20)], 100_000)
    assert [each.net_ore for each in group.rows] == [33_334, 33_333, 33_333]
    assert group.minutes == 60


def test_hours_and_things_weigh_by_what_they_cost() -> None:
    group = group_of("Arbeid", [row(30), row(quantity_micro=500_000)], 100_000)
    assert [each.net_ore for each in group.rows] == [50_000, 50_000]


def test_without_prices_no_entry_has_an_amount_and_the_line_keeps_its_own() -> None:
    group = group_of("Fastpris", [row(30, price=0), row(60, price=0)], 100_000)
    assert [each.net_ore for each in group.rows] == [0, 0]
    assert Specification((group, group)).net_ore == 200_000
    assert Specification((group, group)).minutes == 180
