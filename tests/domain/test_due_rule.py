from __future__ import annotations

from datetime import date
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from invoicectl.domain.dates import is_bankdag
from invoicectl.domain.due_rule import DueRule
from invoicectl.domain.due_rule import on_or_after

DAYS = st.dates(date(2020, 1, 1), date(2040, 12, 31))

# issued, rule, due as agreed, due as printed
VECTORS = [
    ("2026-10-01", DueRule(), "2026-10-15", "2026-10-15"),
    ("2026-10-01", DueRule(days=0), "2026-10-01", "2026-10-01"),
    ("2026-10-01", DueRule(days=16), "2026-10-17", "2026-10-19"),  # a Saturday
    ("2026-10-01", DueRule(days=16, is_rolled=False), "2026-10-17", "2026-10-17"),
    ("2026-01-31", DueRule(months=1), "2026-02-28", "2026-03-02"),
    ("2028-01-31", DueRule(months=1), "2028-02-29", "2028-02-29"),
    ("2026-11-05", DueRule(months=2), "2027-01-05", "2027-01-05"),
    ("2026-10-01", DueRule(days=14, day_of_month=20), "2026-10-20", "2026-10-20"),
    ("2026-10-06", DueRule(days=14, day_of_month=20), "2026-10-20", "2026-10-20"),
    ("2026-10-07", DueRule(days=14, day_of_month=20), "2026-11-20", "2026-11-20"),
    ("2026-02-01", DueRule(days=0, day_of_month=31), "2026-02-28", "2026-03-02"),
    ("2026-12-20", DueRule(days=14, day_of_month=15), "2027-01-15", "2027-01-15"),
    ("2026-12-20", DueRule(days=3, day_of_month=15), "2027-01-15", "2027-01-15"),
    ("2026-10-10", DueRule(months=1, day_of_month=5), "2026-12-05", "2026-12-07"),
]


@pytest.mark.parametrize(("issued", "rule", "agreed", "printed"), VECTORS)
def test_the_due_date_is_as_agreed(issued: str, rule: DueRule, agreed: str, printed: str) -> None:
    day = date.fromisoformat(issued)
    assert rule.agreed(day) == date.fromisoformat(agreed)
    assert rule.due(day) == date.fromisoformat(printed)
    assert day + timedelta(days=rule.term_days(day)) == rule.agreed(day)


@given(DAYS, st.integers(1, 31))
def test_the_fixed_day_is_the_next_there_is(day: date, number: int) -> None:
    found = on_or_after(day, number)
    assert day <= found <= day + timedelta(days=31)
    is_last = (found + timedelta(days=1)).day == 1
    assert found.day == number or (found.day < number and is_last)
    between = [day + timedelta(days=n) for n in range((found - day).days)]
    assert all(each.day != number for each in between)


@given(DAYS, st.integers(0, 60), st.integers(0, 31))
def test_a_rolled_due_date_is_a_bank_day_and_never_earlier(
    day: date, days: int, fixed: int
) -> None:
    rule = DueRule(days=days, day_of_month=fixed)
    assert is_bankdag(rule.due(day))
    assert rule.due(day) >= rule.agreed(day) >= day + timedelta(days=days)
