"""Prices that follow the years: by percent, by table, rounded once, never guessed."""

from __future__ import annotations

from datetime import date
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from invoicectl.domain.indexation import NO_INDEX
from invoicectl.domain.indexation import ONE
from invoicectl.domain.indexation import Factor
from invoicectl.domain.indexation import Indexation
from invoicectl.domain.indexation import IndexKind
from invoicectl.domain.indexation import IndexMissingError
from invoicectl.domain.indexation import adjusted_micro
from invoicectl.domain.indexation import factor_on
from invoicectl.domain.indexation import month_before

KRONE = 1_000_000
START = date(2024, 1, 1)
PERCENT = Indexation(IndexKind.PERCENT, date(2025, 1, 1), percent_bp=350)
TABLE = Indexation(IndexKind.TABLE, date(2025, 1, 1), table="kpi", lag_months=2)
FIGURES = {"2023-11": 132_000_000, "2024-11": 135_300_000, "2025-11": 139_260_000}


def factor(clause: Indexation, day: date, agreed_on: date = START) -> Factor:
    return factor_on(clause, day, agreed_on=agreed_on, base_month="2023-11", figures=FIGURES)


@pytest.mark.parametrize(
    ("day", "kroner"),
    [
        (date(2024, 12, 31), "1000"),
        (date(2025, 1, 1), "1035"),
        (date(2025, 12, 31), "1035"),
        (date(2026, 1, 1), "1071.23"),  # 1071.225, halves up, not 3.5 % of a rounded price
        (date(2027, 1, 1), "1108.72"),  # 1108.717875
    ],
)
def test_a_percentage_is_taken_every_year_on_the_agreed_price(day: date, kroner: str) -> None:
    micro = adjusted_micro(1000 * KRONE, factor(PERCENT, day), 10_000)
    assert micro == round(float(kroner) * 100) * KRONE // 100


@pytest.mark.parametrize(
    ("day", "ore"),
    [(date(2024, 12, 31), 100_000), (date(2025, 1, 1), 102_500), (date(2026, 6, 1), 105_500)],
)
def test_a_table_gives_the_share_of_two_months(day: date, ore: int) -> None:
    assert adjusted_micro(1000 * KRONE, factor(TABLE, day), 10_000) == ore * KRONE // 100


def test_a_figure_that_is_not_there_is_never_guessed() -> None:
    with pytest.raises(IndexMissingError, match="kpi has no figure for 2026-11") as caught:
        factor(TABLE, date(2027, 1, 1))
    assert "recurring index FILE --name kpi" in caught.value.hint


def test_a_base_that_is_not_there_is_named() -> None:
    with pytest.raises(IndexMissingError, match="2020-11"):
        factor_on(TABLE, date(2025, 1, 1), agreed_on=START, base_month="2020-11", figures=FIGURES)


def test_a_price_agreed_later_holds_until_the_next_adjustment() -> None:
    agreed = date(2025, 1, 1)
    assert factor(PERCENT, date(2025, 12, 1), agreed) == ONE
    assert factor(PERCENT, date(2026, 1, 1), agreed).over == 10_350


def test_leap_days_are_kept_where_there_are_any() -> None:
    clause = Indexation(IndexKind.PERCENT, date(2024, 2, 29), percent_bp=100)
    first = date(2023, 1, 1)
    assert factor(clause, date(2025, 2, 27), first).over == 10_100
    assert factor(clause, date(2025, 2, 28), first).over == 10_100**2
    assert factor(clause, date(2028, 2, 28), first).over == 10_100**4
    assert factor(clause, date(2028, 2, 29), first).over == 10_100**5


@pytest.mark.parametrize(("step", "ore"), [(1, 103_512), (100, 103_500), (1000, 104_000)])
def test_adjusted_prices_are_rounded_to_the_step(step: int, ore: int) -> None:
    assert (
        adjusted_micro(1_000_120_000, Factor(1035, 1000, "x"), step * 10_000) == ore * KRONE // 100
    )


@given(price=st.integers(-(10**15), 10**15), step=st.sampled_from([1, 100, 10_000, 1_000_000]))
def test_a_price_without_adjustment_is_left_as_it_is(price: int, step: int) -> None:
    assert adjusted_micro(price, ONE, step) == price


@given(
    price=st.integers(-(10**13), 10**13),
    over=st.integers(1, 10**6),
    under=st.integers(1, 10**6),
    step=st.sampled_from([1, 100, 10_000, 1_000_000]),
)
def test_rounding_moves_a_price_by_half_a_step_at_most(
    price: int, over: int, under: int, step: int
) -> None:
    found = adjusted_micro(price, Factor(over, under, "x"), step)
    assert found % step == 0
    assert abs(found * under - price * over) * 2 <= step * under


@given(years=st.integers(0, 40), more=st.integers(0, 364))
def test_each_year_adds_one_adjustment(years: int, more: int) -> None:
    day = date(2025 + years, 1, 1) + timedelta(days=more)
    if day.year == 2025 + years:
        assert factor(PERCENT, day).over == 10_350 ** (years + 1)


def test_no_clause_changes_nothing() -> None:
    assert factor(NO_INDEX, date(2099, 1, 1)) == ONE
    assert ONE.percent_text() == "100"
    assert factor(PERCENT, date(2026, 1, 1)).percent_text() == "107,12"


def test_months_before() -> None:
    assert month_before(date(2025, 1, 31), 2) == "2024-11"
    assert month_before(date(2025, 3, 31), 0) == "2025-03"
