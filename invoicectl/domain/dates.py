"""The Norwegian calendar: holidays, working days, bank days and how deadlines are counted."""

from __future__ import annotations

from datetime import date
from datetime import timedelta
from functools import lru_cache
from typing import Final

from invoicectl.errors import InputError

DAY: Final = timedelta(days=1)

_SATURDAY: Final = 5
_FEWEST_WORKING_DAYS: Final = 15


def parse_day(text: str, *, what: str) -> date:
    """Return the day of `2026-11-23` or `23.11.2026`.

    Raises:
        InputError: it is neither; names `what`.
    """
    plain = text.strip()
    if plain[2:3] == "." and plain[5:6] == ".":
        plain = f"{plain[6:]}-{plain[3:5]}-{plain[:2]}"
    try:
        return date.fromisoformat(plain)
    except ValueError:
        raise InputError(
            f"{what}: {text[:40]!a} is no date.", hint="Write it like 2026-11-23 or 23.11.2026."
        ) from None


def easter(year: int) -> date:
    """Return Easter Sunday of a year in the Gregorian calendar."""
    golden = year % 19
    century, of_century = divmod(year, 100)
    leaps = century // 4
    epact = (19 * golden + century - leaps - (8 * century + 13) // 25 + 15) % 30
    to_sunday = (32 + 2 * (century % 4) + 2 * (of_century // 4) - epact - of_century % 4) % 7
    late = (golden + 11 * epact + 22 * to_sunday) // 451
    month, day = divmod(epact + to_sunday - 7 * late + 114, 31)
    return date(year, month, day + 1)


@lru_cache(maxsize=64)
def holidays(year: int) -> frozenset[date]:
    """Return the public holidays and the days of rest of a year, Sundays apart (CAL-3)."""
    sunday = easter(year)
    fixed = ((1, 1), (5, 1), (5, 17), (12, 25), (12, 26))
    moving = (-3, -2, 0, 1, 39, 49, 50)
    return frozenset(
        [date(year, month, day) for month, day in fixed]
        + [sunday + timedelta(days=days) for days in moving]
    )


def is_virkedag(day: date) -> bool:
    """Tell whether `day` is Monday to Friday and no holiday (CAL-3)."""
    return day.weekday() < _SATURDAY and day not in holidays(day.year)


def is_bankdag(day: date) -> bool:
    """Tell whether banks settle on `day`: a virkedag, but not 24 December (CAL-4)."""
    return is_virkedag(day) and (day.month, day.day) != (12, 24)


def next_virkedag(day: date) -> date:
    """Return `day` itself when it is a virkedag, else the first one after it (CAL-5)."""
    while not is_virkedag(day):
        day += DAY
    return day


def next_bankdag(day: date) -> date:
    """Return `day` itself when it is a bankdag, else the first one after it (CAL-7)."""
    while not is_bankdag(day):
        day += DAY
    return day


def add_bankdays(day: date, count: int) -> date:
    """Return the bankdag on which `count` whole bank days after `day` have passed.

    `day` itself is never counted; with a count of 0 it is returned as it is.
    """
    assert count >= 0
    for _ in range(count):
        day = next_bankdag(day + DAY)
    return day


def add_months(day: date, count: int) -> date:
    """Return the same number in a later (or earlier) month, clamped to its last day (CAL-2)."""
    from dateutil.relativedelta import relativedelta  # kept off the start-up path

    return day + relativedelta(months=count)


def working_day_of_month(year: int, month: int, number: int) -> date:
    """Return the virkedag with that number in a month; the 15th bounds late issuing (INV-22)."""
    assert 1 <= number <= _FEWEST_WORKING_DAYS  # every month has as many
    day = next_virkedag(date(year, month, 1))
    for _ in range(number - 1):
        day = next_virkedag(day + DAY)
    return day


def due_on(issued_on: date, terms_days: int, *, roll: bool) -> date:
    """Return the due date to print: the issue day is not counted (CAL-1).

    Args:
        issued_on: the day of the document.
        terms_days: calendar days, zero or more.
        roll: whether a due date on a closed day moves to the next bankdag (CAL-7).
    """
    assert terms_days >= 0
    due = issued_on + timedelta(days=terms_days)
    return next_bankdag(due) if roll else due


def effective_due(due: date) -> date:
    """Return the last day on which payment is in time: a closed day moves to the next (CAL-5)."""
    return next_virkedag(due)
