"""Periods of recurring invoices: vectors of the calendar, and that they tile the time."""

from __future__ import annotations

from datetime import date
from datetime import timedelta
from itertools import islice
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from invoicectl.domain.dates import is_bankdag
from invoicectl.domain.recurrence import Period
from invoicectl.domain.recurrence import Rule
from invoicectl.domain.recurrence import Unit
from invoicectl.domain.recurrence import every_text
from invoicectl.domain.recurrence import nominal_day
from invoicectl.domain.recurrence import nth_last_day
from invoicectl.domain.recurrence import parse_every
from invoicectl.domain.recurrence import parse_on
from invoicectl.domain.recurrence import periods
from invoicectl.errors import InputError

DAY = timedelta(days=1)
days = st.dates(date(1996, 1, 1), date(2104, 12, 31))
rules = st.builds(
    Rule,
    since=days,
    unit=st.sampled_from(Unit),
    interval=st.integers(1, 60),
    is_calendar=st.booleans(),
    on=st.sampled_from(["", "1", "15", "31", "last", "last-bankday", "first-bankday"]),
)


def firsts(rule: Rule, count: int) -> list[str]:
    return [f"{period.first}" for period in islice(periods((rule,), rule.since, None), count)]


@pytest.mark.parametrize(
    ("rule", "wanted"),
    [
        # CAL-2: a month too short ends on its last day, and the number comes back after it
        (Rule(date(2026, 1, 31)), ["2026-01-31", "2026-02-28", "2026-03-31", "2026-04-30"]),
        (Rule(date(2024, 1, 30)), ["2024-01-30", "2024-02-29", "2024-03-30"]),
        (Rule(date(2024, 2, 29)), ["2024-02-29", "2024-03-29", "2024-04-29"]),
        (
            Rule(date(2024, 2, 29), interval=12),
            ["2024-02-29", "2025-02-28", "2026-02-28", "2027-02-28", "2028-02-29"],
        ),
        (
            Rule(date(2025, 11, 30), interval=3),
            ["2025-11-30", "2026-02-28", "2026-05-30", "2026-08-30"],
        ),
        (Rule(date(2026, 1, 15), is_calendar=True), ["2026-01-15", "2026-02-01", "2026-03-01"]),
        (
            Rule(date(2026, 2, 10), interval=3, is_calendar=True),
            ["2026-02-10", "2026-04-01", "2026-07-01"],
        ),
        (
            Rule(date(2026, 2, 10), interval=12, is_calendar=True),
            ["2026-02-10", "2027-01-01", "2028-01-01"],
        ),
        (
            Rule(date(2026, 2, 10), interval=5, is_calendar=True),
            ["2026-02-10", "2026-07-01", "2026-12-01"],
        ),
        # over the night the clocks change, weeks stay weeks
        (
            Rule(date(2026, 3, 22), Unit.WEEK, 1),
            ["2026-03-22", "2026-03-29", "2026-04-05"],
        ),
        (
            Rule(date(2026, 1, 7), Unit.WEEK, 2, is_calendar=True),
            ["2026-01-07", "2026-01-19", "2026-02-02"],
        ),
    ],
)
def test_periods_begin_as_the_calendar_counts(rule: Rule, wanted: list[str]) -> None:
    assert firsts(rule, len(wanted)) == wanted


@given(rule=rules, skipped=st.integers(0, 4000))
def test_periods_tile_the_time_for_every_rule(rule: Rule, skipped: int) -> None:
    begin = rule.since + skipped * DAY
    found = list(islice(periods((rule,), begin, None), 8))
    assert found[0].first == begin
    for one, following in pairwise(found):
        assert following.first == one.last + DAY
        assert not following.is_short
    for one in found:
        assert one.whole_first <= one.first <= one.last <= one.whole_last


@given(first=rules, second=rules, third=rules, length=st.integers(0, 3000))
def test_periods_tile_the_time_when_rules_change(
    first: Rule, second: Rule, third: Rule, length: int
) -> None:
    chain = sorted({rule.since: rule for rule in (first, second, third)}.values(),
                   key=lambda rule: rule.since)  # fmt: skip
    begin = chain[0].since
    end = begin + length * DAY
    found = list(periods(chain, begin, end))
    assert found[0].first == begin
    assert found[-1].last == end
    assert all(after.first == one.last + DAY for one, after in pairwise(found))
    assert all(one.first <= one.last for one in found)


@given(rule=rules, cut=st.integers(0, 800))
def test_going_on_from_any_period_gives_the_same_periods(rule: Rule, cut: int) -> None:
    end = rule.since + 1500 * DAY
    whole = list(periods((rule,), rule.since, end))
    later = whole[cut % len(whole) :]
    assert list(periods((rule,), later[0].first, end)) == later


@given(rule=rules)
def test_in_advance_comes_before_the_period_and_in_arrears_after_it(rule: Rule) -> None:
    for period in islice(periods((rule,), rule.since, None), 3):
        ahead = nominal_day(rule, period, in_advance=True)
        after = nominal_day(rule, period, in_advance=False)
        # the first bank day may come a few days into the month that the period begins with
        assert ahead <= period.first + 5 * DAY
        assert (period.first - ahead).days <= 36
        assert after >= period.last
        assert (after - period.last).days <= 36
        if rule.on == "last-bankday":
            assert is_bankdag(ahead)


JANUARY = Period(date(2026, 1, 1), date(2026, 1, 31), date(2026, 1, 1), date(2026, 1, 31))
MARCH = Period(date(2026, 3, 1), date(2026, 3, 31), date(2026, 3, 1), date(2026, 3, 31))


@pytest.mark.parametrize(
    ("period", "on", "ahead", "after"),
    [
        (JANUARY, "", "2026-01-01", "2026-02-01"),
        (JANUARY, "15", "2025-12-15", "2026-02-15"),
        (JANUARY, "1", "2026-01-01", "2026-02-01"),
        (JANUARY, "last", "2025-12-31", "2026-01-31"),
        # 31 January 2026 is a Saturday; delivery is not over on the Friday
        (JANUARY, "last-bankday", "2025-12-31", "2026-01-31"),
        # New Year's Day is none, 2 January is a Friday; 1 February is a Sunday
        (JANUARY, "first-bankday", "2026-01-02", "2026-02-02"),
        (MARCH, "31", "2026-02-28", "2026-03-31"),
        (MARCH, "last-bankday", "2026-02-27", "2026-03-31"),
        (MARCH, "first-bankday", "2026-03-02", "2026-04-01"),
    ],
)
def test_the_day_an_invoice_is_made(period: Period, on: str, ahead: str, after: str) -> None:
    rule = Rule(period.first, on=on)
    assert f"{nominal_day(rule, period, in_advance=True)}" == ahead
    assert f"{nominal_day(rule, period, in_advance=False)}" == after


def test_days_ahead_come_off_in_advance_alone() -> None:
    rule = Rule(date(2026, 3, 1), days_ahead=14)
    assert nominal_day(rule, MARCH, in_advance=True) == date(2026, 2, 15)
    assert nominal_day(rule, MARCH, in_advance=False) == date(2026, 4, 1)


def test_the_last_day_of_a_number_of_periods() -> None:
    assert nth_last_day(Rule(date(2026, 1, 31)), 12) == date(2027, 1, 30)
    assert nth_last_day(Rule(date(2026, 1, 15), is_calendar=True), 1) == date(2026, 1, 31)


@pytest.mark.parametrize(
    ("text", "count", "unit"),
    [
        ("month", 1, Unit.MONTH),
        ("Monthly", 1, Unit.MONTH),
        ("quarter", 3, Unit.MONTH),
        ("half-year", 6, Unit.MONTH),
        ("year", 12, Unit.MONTH),
        ("2y", 24, Unit.MONTH),
        ("4 months", 4, Unit.MONTH),
        ("week", 1, Unit.WEEK),
        ("2w", 2, Unit.WEEK),
    ],
)
def test_how_often_is_read(text: str, count: int, unit: Unit) -> None:
    assert parse_every(text) == (count, unit)


@pytest.mark.parametrize("text", ["", "moth", "0w", "-1m", "61m", "6y", "105w", "²w", "1.5m", "2d"])
def test_how_often_is_refused(text: str) -> None:
    with pytest.raises(InputError, match="--every"):
        parse_every(text)


@pytest.mark.parametrize(
    ("text", "wanted"), [("01", "1"), (" 31 ", "31"), ("LAST", "last"), ("last-bankday",) * 2]
)
def test_the_day_of_the_month_is_read(text: str, wanted: str) -> None:
    assert parse_on(text) == wanted


@pytest.mark.parametrize("text", ["", "0", "32", "first", "monday", "1.5", "٣"])
def test_the_day_of_the_month_is_refused(text: str) -> None:
    with pytest.raises(InputError, match="--on"):
        parse_on(text)


@pytest.mark.parametrize(
    ("interval", "unit", "text"),
    [
        (1, Unit.MONTH, "every month"),
        (3, Unit.MONTH, "every quarter"),
        (12, Unit.MONTH, "every year"),
        (24, Unit.MONTH, "every 2 years"),
        (5, Unit.MONTH, "every 5 months"),
        (1, Unit.WEEK, "every week"),
        (2, Unit.WEEK, "every 2 weeks"),
    ],
)
def test_how_often_in_words(interval: int, unit: Unit, text: str) -> None:
    assert every_text(Rule(date(2026, 1, 1), unit, interval)) == text
