"""Forsinkelsesrente: the vectors T-INT, and what must hold for every period and payment."""

from __future__ import annotations

from datetime import date
from datetime import timedelta
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from invoicectl.domain.interest import Interest
from invoicectl.domain.interest import Movement
from invoicectl.domain.interest import RatePeriod
from invoicectl.domain.interest import agreed_rates
from invoicectl.domain.interest import forsinkelsesrente
from invoicectl.domain.interest import interest_start
from invoicectl.domain.parties import CustomerKind
from invoicectl.errors import InputError
from invoicectl.errors import RateUnknownError
from invoicectl.law import SHIPPED

DAY = timedelta(days=1)
KNOWN = (date(2013, 1, 1), SHIPPED.table("late_interest").known_until)
days = st.dates(*KNOWN)
amounts = st.integers(0, 10**9)
movements = st.lists(
    st.builds(Movement, days, st.integers(-(10**8), 10**8)), max_size=6
)  # payments, and some that go back


def day(text: str) -> date:
    return date.fromisoformat(text)


def interest(
    ore: int, start: date, until: date, paid: tuple[Movement, ...] | list[Movement] = ()
) -> Interest:
    if until <= start:
        return forsinkelsesrente(ore, start=start, until=until, rates=(), movements=paid)
    rates = SHIPPED.late_interest_periods(start + DAY, until)
    return forsinkelsesrente(ore, start=start, until=until, rates=rates, movements=paid)


@pytest.mark.parametrize(
    ("ore", "due", "paid", "expected", "count"),
    [
        (1_000_000, "2026-05-15", "2026-08-10", 28_884, 87),
        (10_000_000, "2025-12-15", "2026-01-20", 119_452, 36),
        (1_000_000, "2026-05-15", "2026-05-15", 0, 0),
        (1_000_000, "2026-10-17", "2026-10-19", 0, 0),  # a Saturday moves to Monday
        (1_000_000, "2026-10-17", "2026-10-20", 336, 1),
        (100_000, "2026-09-15", "2026-09-16", 34, 1),
    ],
)
def test_t_int(ore: int, due: str, paid: str, expected: int, count: int) -> None:
    start = interest_start(day(due), is_agreed=True, demanded_on=None)
    assert start is not None
    found = interest(ore, start, day(paid))
    assert (found.ore, found.days) == (expected, count)


def test_t_int_the_parts_are_added_before_they_are_rounded() -> None:
    first, second = interest(1_000_000, day("2026-05-15"), day("2026-08-10")).segments
    assert (first.days, first.rate_bp) == (46, 1_200)
    assert (second.days, second.rate_bp) == (41, 1_225)
    assert (first.last, second.first) == (day("2026-06-30"), day("2026-07-01"))


def test_t_int_a_half_year_without_a_rate_is_refused() -> None:
    with pytest.raises(RateUnknownError, match="2027-01-20"):
        SHIPPED.late_interest_periods(day("2026-12-01"), day("2027-01-20"))
    known = SHIPPED.late_interest_periods(day("2026-12-01"), day("2026-12-31"))
    with pytest.raises(RateUnknownError, match="2027-01-01"):
        forsinkelsesrente(100, start=day("2026-11-30"), until=day("2027-01-20"), rates=known)


@pytest.mark.parametrize(
    ("is_agreed", "demanded_on", "start"),
    [
        (False, "2026-09-01", "2026-10-01"),  # T-INT2
        (False, "2026-08-01", "2026-09-15"),  # never before the due date
        (True, "2026-09-01", "2026-09-15"),
        (True, None, "2026-09-15"),
    ],
)
def test_t_int2_where_interest_begins(is_agreed: bool, demanded_on: str | None, start: str) -> None:
    sent = day(demanded_on) if demanded_on else None
    assert interest_start(day("2026-09-15"), is_agreed=is_agreed, demanded_on=sent) == day(start)


def test_t_int2_ten_days() -> None:
    assert interest(1_000_000, day("2026-10-01"), day("2026-10-11")).days == 10


def test_without_an_agreed_due_date_or_a_demand_that_counts_no_interest_runs() -> None:
    assert interest_start(day("2026-09-15"), is_agreed=False, demanded_on=None) is None


@pytest.mark.parametrize(
    ("until", "ore", "count"),
    [("2026-09-29", 5_873, 14), ("2026-10-14", 12_166, 29), ("2026-10-28", 18_039, 43)],
)
def test_t_seq_interest_of_each_letter(until: str, ore: int, count: int) -> None:
    found = interest(1_250_000, day("2026-09-15"), day(until))
    assert (found.ore, found.days) == (ore, count)


def test_the_day_of_a_payment_bears_interest_on_what_it_pays() -> None:
    paid = [Movement(day("2026-09-20"), 600_000)]
    found = interest(1_000_000, day("2026-09-15"), day("2026-09-25"), paid)
    assert [(each.days, each.principal_ore) for each in found.segments] == [
        (5, 1_000_000),
        (5, 400_000),
    ]


def test_a_payment_in_time_lessens_it_from_the_first_day() -> None:
    paid = [Movement(day("2026-09-15"), 400_000), Movement(day("2026-08-01"), 100_000)]
    found = interest(1_000_000, day("2026-09-15"), day("2026-09-25"), paid)
    assert found == interest(500_000, day("2026-09-15"), day("2026-09-25"))


def test_more_than_is_owed_bears_no_interest_until_it_goes_back() -> None:
    paid = [Movement(day("2026-09-16"), 150_000), Movement(day("2026-09-26"), -80_000)]
    found = interest(100_000, day("2026-09-15"), day("2026-09-30"), paid)
    assert [(each.first.day, each.last.day, each.principal_ore) for each in found.segments] == [
        (16, 16, 100_000),
        (27, 30, 30_000),
    ]


@given(amounts, days, days, movements)
def test_it_is_the_sum_over_the_days(
    ore: int, start: date, until: date, paid: list[Movement]
) -> None:
    exact = Fraction(0)
    table = SHIPPED.table("late_interest")
    on, last = start + DAY, min(until, start + timedelta(days=900))
    while on <= last:
        owed = ore - sum(movement.ore for movement in paid if movement.on < on)
        exact += Fraction(max(owed, 0) * table.on(on), 10_000 * 365)
        on += DAY
    found = interest(ore, start, last, paid)
    assert abs(found.ore - exact) <= Fraction(1, 2)
    assert (found.ore > exact) or (exact - found.ore) != Fraction(1, 2)  # halves go up


@given(amounts, days, days, days, movements)
def test_cutting_a_period_in_two_moves_nothing_but_the_rounding(
    ore: int, start: date, middle: date, until: date, paid: list[Movement]
) -> None:
    start, middle, until = sorted((start, middle, until))
    whole = interest(ore, start, until, paid)
    left = interest(ore, start, middle, paid)
    # what was paid in the first part is gone from the second one
    right = interest(ore, middle, until, paid)
    units = [sum(each.units for each in part.segments) for part in (left, right, whole)]
    assert units[0] + units[1] == units[2]
    assert abs(left.ore + right.ore - whole.ore) <= 1


@given(amounts, days, days, movements)
def test_segments_are_in_order_and_owe_something(
    ore: int, start: date, until: date, paid: list[Movement]
) -> None:
    found = interest(ore, start, until, paid)
    assert all(each.first <= each.last and each.principal_ore > 0 for each in found.segments)
    assert all(before.last < after.first for before, after in pairwise(found.segments))
    assert found.ore >= 0
    assert all(start < each.first and each.last <= until for each in found.segments)


@given(amounts, days, days, movements)
def test_the_order_in_which_payments_are_told_is_no_matter(
    ore: int, start: date, until: date, paid: list[Movement]
) -> None:
    mixed = sorted(paid, key=lambda movement: movement.ore)
    assert interest(ore, start, until, mixed).ore == interest(ore, start, until, paid).ore


@given(days, days)
def test_periods_leave_no_day_out(first: date, last: date) -> None:
    first, last = sorted((first, last))
    periods = SHIPPED.late_interest_periods(first, last)
    assert (periods[0].first, periods[-1].last) == (first, last)
    assert all(after.first - before.last == DAY for before, after in pairwise(periods))
    assert all(SHIPPED.late_interest_bp(each.last) == each.rate_bp for each in periods)


RATES = (RatePeriod(day("2026-07-01"), day("2026-12-31"), 1_225),)


@pytest.mark.parametrize(
    ("kind", "agreed_bp", "refused"),
    [
        (CustomerKind.BUSINESS, 1_800, ""),
        (CustomerKind.BUSINESS, 500, ""),
        (CustomerKind.BUSINESS, 0, "cannot be agreed away"),
        (CustomerKind.CONSUMER, 1_226, "a consumer never pays more than the statutory 12.25 %"),
        (CustomerKind.CONSUMER, 1_000, ""),
        (CustomerKind.PUBLIC, 1_224, "a public body never pays less"),
        (CustomerKind.PUBLIC, 1_300, ""),
    ],
)
def test_int_8_what_may_be_agreed(kind: CustomerKind, agreed_bp: int, refused: str) -> None:
    if refused:
        with pytest.raises(InputError, match=refused):
            agreed_rates(RATES, agreed_bp, kind)
    else:
        (period,) = agreed_rates(RATES, agreed_bp, kind)
        assert period.rate_bp == agreed_bp
