"""Deadlines of AvtaleGiro (payments 3.2)."""

from __future__ import annotations

from datetime import date
from datetime import datetime
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from invoicectl.domain.avtalegiro import can_cancel
from invoicectl.domain.avtalegiro import earliest_due
from invoicectl.domain.avtalegiro import short_name
from invoicectl.domain.dates import is_bankdag

MOMENTS = st.datetimes(datetime(2024, 1, 1), datetime(2030, 12, 31))  # noqa: DTZ001 - wall clock


@pytest.mark.parametrize(
    ("now", "due"),
    [
        ("2026-11-23T13:59", date(2026, 11, 27)),  # a Monday, in time
        ("2026-11-23T14:00", date(2026, 11, 28)),  # counts as Tuesday
        ("2026-11-27T15:00", date(2026, 12, 4)),  # Friday afternoon: Saturday, so Monday
        ("2026-11-28T09:00", date(2026, 12, 4)),  # Saturday
        ("2026-04-01T14:30", date(2026, 4, 11)),  # before Easter: Tuesday the 7th
    ],
)
def test_the_earliest_day_a_claim_can_be_due(now: str, due: date) -> None:
    assert earliest_due(datetime.fromisoformat(now)) == due


@pytest.mark.parametrize(
    ("now", "can"),
    [
        ("2026-11-26T13:59", True),
        ("2026-11-26T14:00", False),
        ("2026-11-27T08:00", False),
    ],
)
def test_a_claim_is_called_back_by_two_o_clock_the_day_before(now: str, can: bool) -> None:
    assert can_cancel(date(2026, 11, 27), datetime.fromisoformat(now)) is can


def test_before_a_weekend_that_day_is_friday() -> None:
    monday = date(2026, 11, 30)
    assert can_cancel(monday, datetime.fromisoformat("2026-11-27T13:00"))
    assert not can_cancel(monday, datetime.fromisoformat("2026-11-28T09:00"))


@given(MOMENTS)
def test_a_later_moment_never_has_an_earlier_day(now: datetime) -> None:
    first = earliest_due(now)
    assert first <= earliest_due(now + timedelta(hours=1))
    assert first >= now.date() + timedelta(days=4)
    assert is_bankdag(first - timedelta(days=4))


@pytest.mark.parametrize(
    ("name", "short"),
    [("Kari Nordmann", "NORDMANN"), ("Åse Øvre-Ærfuglsen", "ØVRE-ÆRFUG"), ("", "")],
)
def test_the_short_name_is_the_last_word(name: str, short: str) -> None:
    assert short_name(name) == short
