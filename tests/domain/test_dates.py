from __future__ import annotations

from datetime import date
from datetime import timedelta

import pytest
from dateutil.easter import easter as easter_of_dateutil
from hypothesis import given
from hypothesis import strategies as st

from invoicectl.domain.dates import add_bankdays
from invoicectl.domain.dates import add_months
from invoicectl.domain.dates import due_on
from invoicectl.domain.dates import easter
from invoicectl.domain.dates import effective_due
from invoicectl.domain.dates import holidays
from invoicectl.domain.dates import is_bankdag
from invoicectl.domain.dates import is_virkedag
from invoicectl.domain.dates import next_bankdag
from invoicectl.domain.dates import next_virkedag
from invoicectl.domain.dates import working_day_of_month

days = st.dates(date(1990, 1, 1), date(2100, 12, 31))


def day(text: str) -> date:
    return date.fromisoformat(text)


@pytest.mark.parametrize("year", range(1900, 2200))
def test_easter_is_the_churchs(year: int) -> None:
    assert easter(year) == easter_of_dateutil(year)


@pytest.mark.parametrize(
    ("year", "moving"),
    [
        (2025, "04-17 04-18 04-21 05-29 06-09"),
        (2026, "04-02 04-03 04-06 05-14 05-25"),
        (2027, "03-25 03-26 03-29 05-06 05-17"),
        (2028, "04-13 04-14 04-17 05-25 06-05"),
        (2029, "03-29 03-30 04-02 05-10 05-21"),
        (2030, "04-18 04-19 04-22 05-30 06-10"),
    ],
)
def test_holidays_are_those_of_the_table_in_cal_3(year: int, moving: str) -> None:
    fixed = "01-01 05-01 05-17 12-25 12-26"
    expected = {day(f"{year}-{text}") for text in f"{moving} {fixed}".split()}
    assert {found for found in holidays(year) if found.weekday() != 6} | {
        day(f"{year}-{text}") for text in fixed.split()
    } == expected
    assert easter(year) in holidays(year)
    assert easter(year) + timedelta(days=49) in holidays(year)


def test_christmas_eve_is_a_working_day_without_banks() -> None:
    eve = day("2026-12-24")
    assert is_virkedag(eve)
    assert not is_bankdag(eve)
    assert is_bankdag(day("2026-12-31"))


@pytest.mark.parametrize(
    ("issued", "terms", "due"),
    [
        ("2026-12-10", 14, "2026-12-28"),  # T-CAL: 24 Dec, then Fri 25, Sat 26, Sun 27
        ("2026-09-01", 14, "2026-09-15"),
        ("2027-05-03", 14, "2027-05-18"),  # 17 May is Whit Monday as well
        ("2026-10-17", 0, "2026-10-19"),
    ],
)
def test_due_dates_roll_to_a_bank_day(issued: str, terms: int, due: str) -> None:
    assert due_on(day(issued), terms, roll=True) == day(due)
    assert due_on(day(issued), terms, roll=False) == day(issued) + timedelta(days=terms)


@pytest.mark.parametrize(
    ("due", "effective"),
    [
        ("2026-10-17", "2026-10-19"),  # CAL-5, Saturday
        ("2026-12-24", "2026-12-24"),  # a virkedag, so it stays
        ("2027-05-17", "2027-05-18"),
        ("2026-04-02", "2026-04-07"),  # Easter from Maundy Thursday on
    ],
)
def test_deadlines_on_closed_days_move(due: str, effective: str) -> None:
    assert effective_due(day(due)) == day(effective)


@given(days)
def test_rolling_is_idempotent_forward_and_short(start: date) -> None:
    for roll, is_open in ((next_virkedag, is_virkedag), (next_bankdag, is_bankdag)):
        rolled = roll(start)
        assert is_open(rolled)
        assert roll(rolled) == rolled
        assert 0 <= (rolled - start).days <= 6
        assert not any(is_open(start + timedelta(days=n)) for n in range((rolled - start).days))


@given(days, st.integers(0, 30))
def test_bank_days_are_counted_one_by_one(start: date, count: int) -> None:
    end = add_bankdays(start, count)
    between = [start + timedelta(days=n + 1) for n in range((end - start).days)]
    assert sum(map(is_bankdag, between)) == count
    assert count == 0 or is_bankdag(end)


def test_three_bank_days_of_grace() -> None:
    assert add_bankdays(day("2026-10-13"), 3) == day("2026-10-16")  # T-SEQ: 14, 15, 16 October
    assert add_bankdays(day("2026-12-23"), 1) == day("2026-12-28")


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        ("2026-01-31", 1, "2026-02-28"),  # CAL-2
        ("2028-01-31", 1, "2028-02-29"),
        ("2028-02-29", 12, "2029-02-28"),
        ("2026-09-15", 36, "2029-09-15"),
        ("2026-03-31", -1, "2026-02-28"),
    ],
)
def test_months_are_clamped(start: str, months: int, end: str) -> None:
    assert add_months(day(start), months) == day(end)


def test_the_fifteenth_working_day() -> None:
    assert working_day_of_month(2026, 12, 15) == day("2026-12-21")  # T-INV
    assert working_day_of_month(2026, 5, 1) == day("2026-05-04")


@given(days)
def test_every_month_has_fifteen_working_days(start: date) -> None:
    last = working_day_of_month(start.year, start.month, 15)
    assert last.month == start.month
    assert is_virkedag(last)
