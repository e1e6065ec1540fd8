from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from invoicectl.domain.invoice import Line
from invoicectl.domain.money import MICRO
from invoicectl.domain.pricing import document_totals
from invoicectl.domain.pricing import line_net_ore
from invoicectl.domain.pricing import vat_totals
from tests.domain.samples import RATES_BP
from tests.domain.samples import line

lines = st.builds(
    lambda net_ore, code, account: replace(
        line(vat_code=code), net_ore=net_ore, income_account=account
    ),
    st.integers(-(10**9), 10**9),
    st.sampled_from(["3", "31", "32", "33", "5", "51", "52", "6", "7"]),
    st.sampled_from(["3000", "3010", "3020"]),
)


@pytest.mark.parametrize(
    ("quantity", "price", "discount_bp", "net_ore"),
    [
        (1 * MICRO, 33_330_000, 0, 3_333),
        (3 * MICRO, 33_333_333, 0, 10_000),
        (1_500_000, 999_990_000, 0, 149_999),  # 1499.985 rounds up
        (-1_500_000, 999_990_000, 0, -149_999),  # and its mirror down
        (1 * MICRO, 100 * MICRO, 1_250, 8_750),
        (1 * MICRO, 100 * MICRO, 10_000, 0),
        (1, 5_000, 0, 0),
        (333_333, 3 * MICRO, 0, 100),
    ],
)
def test_a_line_is_rounded_once(quantity: int, price: int, discount_bp: int, net_ore: int) -> None:
    assert line_net_ore(quantity, price, discount_bp) == net_ore


@given(st.integers(-(10**12), 10**12), st.integers(-(10**12), 10**12), st.integers(0, 10_000))
def test_a_line_is_within_half_an_ore(quantity: int, price: int, discount_bp: int) -> None:
    exact = Fraction(quantity, MICRO) * Fraction(price, MICRO) * 100
    exact *= 1 - Fraction(discount_bp, 10_000)
    net_ore = line_net_ore(quantity, price, discount_bp)
    assert abs(net_ore - exact) <= Fraction(1, 2)
    assert line_net_ore(-quantity, price, discount_bp) == -net_ore


def test_vat_is_taken_of_the_sum() -> None:
    three = tuple(replace(line(), net_ore=3_333) for _ in range(3))  # T-VAT, RND-2
    totals = document_totals(three)
    assert (totals.net_ore, totals.vat_ore, totals.total_ore) == (9_999, 2_500, 12_499)


def test_groups_stand_by_rate_then_code() -> None:
    codes = ["6", "33", "3", "52", "31", "5", "32"]
    groups = vat_totals([line(vat_code=code) for code in codes])
    assert [group.vat_code for group in groups] == ["3", "31", "33", "32", "5", "52", "6"]
    assert [group.category for group in groups] == ["S", "S", "S", "S", "Z", "G", "E"]
    assert [group.vat_ore for group in groups] == [2_500, 1_500, 1_200, 1_111, 0, 0, 0]


def test_two_rates_of_one_code_are_kept_apart() -> None:
    covid = replace(line(vat_code="33"), vat_rate_bp=600)
    assert [group.vat_rate_bp for group in vat_totals([covid, line(vat_code="33")])] == [1_200, 600]


def test_no_lines_come_to_nothing() -> None:
    totals = document_totals(())
    assert (totals.vat_totals, totals.net_ore, totals.vat_ore, totals.total_ore) == ((), 0, 0, 0)


@given(st.lists(lines, max_size=12), st.randoms())
def test_totals_add_up_in_any_order(chosen: list[Line], random: object) -> None:
    totals = document_totals(chosen)
    shuffled = list(chosen)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert document_totals(shuffled) == totals
    assert totals.net_ore == sum(row.net_ore for row in chosen)
    assert totals.total_ore == totals.net_ore + totals.vat_ore
    for group in totals.vat_totals:
        exact = Fraction(group.base_ore * RATES_BP.get(group.vat_code, 0), 10_000)
        assert abs(group.vat_ore - exact) <= Fraction(1, 2)
