from __future__ import annotations

from datetime import date
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from invoicectl.domain.cash import Owed
from invoicectl.domain.cash import expected_on
from invoicectl.domain.cash import habits
from invoicectl.domain.cash import monday_of
from invoicectl.domain.cash import weeks

TODAY = date(2026, 11, 25)  # a Wednesday
DAYS = st.integers(-100, 100).map(lambda days: TODAY + timedelta(days=days))


def test_one_forgotten_invoice_is_no_habit() -> None:
    known = habits({"1": [0, 1, 90], "2": [10]})
    assert known["1"].days_late == 1
    assert "2" not in known
    assert (known[""].days_late, known[""].invoices) == (1, 4)


def test_a_customer_without_a_habit_is_thought_to_be_like_all() -> None:
    known = habits({"1": [4, 4]})
    owed = Owed("9", 10_001, date(2026, 12, 1), 100)
    assert expected_on(owed, known, TODAY) == date(2026, 12, 5)


def test_what_is_long_overdue_is_expected_tomorrow_at_the_earliest() -> None:
    owed = Owed("9", 10_001, date(2026, 1, 1), 100)
    assert expected_on(owed, habits({}), TODAY) == date(2026, 11, 26)


def test_weeks_begin_on_monday_and_today_parts_past_and_future() -> None:
    found = weeks(
        [(date(2026, 11, 23), 500), (date(2026, 11, 22), 70), (date(2026, 11, 15), 9)],
        [Owed("1", 10_001, date(2026, 11, 29), 1_000), Owed("1", 10_002, date(2026, 11, 30), 2)],
        habits({}),
        today=TODAY,
        back=1,
        ahead=1,
    )
    assert [(w.monday.day, w.came_ore, w.expected_ore) for w in found] == [
        (16, 70, 0),
        (23, 500, 1_000),
        (30, 0, 2),
    ]


@given(
    came=st.lists(st.tuples(DAYS, st.integers(-(10**6), 10**6))),
    due=st.lists(DAYS),
    back=st.integers(0, 30),
    ahead=st.integers(0, 30),
)
def test_nothing_inside_the_weeks_is_lost(
    came: list[tuple[date, int]], due: list[date], back: int, ahead: int
) -> None:
    owed = [Owed("1", 10_001 + at, day, 7) for at, day in enumerate(due)]
    known = habits({})
    found = weeks(came, owed, known, today=TODAY, back=back, ahead=ahead)
    assert len(found) == back + 1 + ahead
    first, end = found[0].monday, found[-1].monday + timedelta(days=7)
    assert first == monday_of(TODAY) - timedelta(weeks=back)
    assert sum(w.came_ore for w in found) == sum(ore for day, ore in came if first <= day < end)
    expected = [each for each in owed if expected_on(each, known, TODAY) < end]
    assert sum(w.expected_ore for w in found) == 7 * len(expected)
