"""Money in, week by week: what has come, and what may be expected by each customer's habit."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from datetime import timedelta
from statistics import median_low
from typing import Final

LEAST: Final = 2
"""So many paid invoices make a habit; with fewer that of all customers counts."""


@dataclass(frozen=True, slots=True)
class Owed:
    """One open invoice: whose it is, when it is due, and what is owed of it in øre."""

    customer_no: str
    invoice_no: int
    due: date
    open_ore: int


@dataclass(frozen=True, slots=True)
class Habit:
    """How many days after the due date a customer pays, below zero before it; from how many."""

    customer_no: str
    days_late: int
    invoices: int


@dataclass(frozen=True, slots=True)
class Week:
    """A week from Monday: what has come in and what may be expected, in øre."""

    monday: date
    came_ore: int = 0
    expected_ore: int = 0


def habits(paid: Mapping[str, Sequence[int]]) -> dict[str, Habit]:
    """Return the habit of each customer, and under '' that of all.

    The middle one of the days late counts: one invoice that was forgotten is no habit.

    Args:
        paid: customer -> days from due date to the last payment, for each invoice that was paid.
    """
    everyone = [days for each in paid.values() for days in each]
    found = {"": Habit("", median_low(everyone) if everyone else 0, len(everyone))}
    for customer_no, days in paid.items():
        if len(days) >= LEAST:
            found[customer_no] = Habit(customer_no, median_low(days), len(days))
    return found


def expected_on(owed: Owed, known: Mapping[str, Habit], today: date) -> date:
    """Return the day an invoice is likely to be paid, never before tomorrow."""
    habit = known.get(owed.customer_no) or known[""]
    return max(owed.due + timedelta(days=habit.days_late), today + timedelta(days=1))


def weeks(
    came: Iterable[tuple[date, int]],
    owed: Iterable[Owed],
    known: Mapping[str, Habit],
    *,
    today: date,
    back: int,
    ahead: int,
) -> tuple[Week, ...]:
    """Return `back` weeks up to this one and `ahead` weeks after it.

    Args:
        came: day and øre of each payment; money that was taken back is below zero.
        owed: what is open. What is likely after the last week is left out.
        known: see `habits`.
        today: the day that parts what has come from what is expected.
        back: weeks before this one.
        ahead: weeks after this one.
    """
    first = monday_of(today) - timedelta(weeks=back)
    days = [first + timedelta(weeks=number) for number in range(back + 1 + ahead)]
    came_ore = dict.fromkeys(days, 0)
    expected_ore = dict.fromkeys(days, 0)
    for day, ore in came:
        if monday_of(day) in came_ore:
            came_ore[monday_of(day)] += ore
    for each in owed:
        monday = monday_of(expected_on(each, known, today))
        if monday in expected_ore:
            expected_ore[monday] += each.open_ore
    return tuple(Week(day, came_ore[day], expected_ore[day]) for day in days)


def monday_of(day: date) -> date:
    """Return the first day of a day's week (ISO 8601)."""
    return day - timedelta(days=day.weekday())
