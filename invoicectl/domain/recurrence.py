"""When a recurring invoice comes: periods that tile the time, and the day each is invoiced on."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from datetime import datetime
from datetime import timedelta
from enum import StrEnum
from itertools import pairwise
from typing import TYPE_CHECKING
from typing import Final

from invoicectl.domain.dates import DAY
from invoicectl.domain.dates import is_bankdag
from invoicectl.domain.dates import next_bankdag
from invoicectl.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Sequence

YEAR_MONTHS: Final = 12
MONTHS_MAX: Final = 60
WEEKS_MAX: Final = 104
LAST: Final = "last"
LAST_BANKDAY: Final = "last-bankday"
FIRST_BANKDAY: Final = "first-bankday"

_ALWAYS_THERE: Final = 28  # every month has a day of this number
_LONGEST_MONTH: Final = 31
_WEEK: Final = 7
_WORDS: Final = {
    "week": (1, "w"),
    "month": (1, "m"),
    "quarter": (3, "m"),
    "half-year": (6, "m"),
    "halfyear": (6, "m"),
    "year": (12, "m"),
}
_COUNTED: Final = re.compile(r"([1-9][0-9]{0,2})\s*(w|m|y|weeks?|months?|years?)", re.ASCII)
_EVERY_HINT: Final = "It is week, month, quarter, half-year, year, or a count: 2w, 4m, 2y."
_ON_HINT: Final = "It is 1 to 31, last, last-bankday or first-bankday."


class Unit(StrEnum):
    """What a rule counts in."""

    WEEK = "week"
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class Rule:
    """How periods follow each other from `since` on, and on which day each is invoiced.

    A period is `interval` weeks or months. It begins on the day of `since`, counted from there
    each time (31 January, 28 February, 31 March), or with the calendar's own weeks, months,
    quarters and years when `is_calendar`. `on` is the day of the month an invoice is made on (`15`,
    `last`, `last-bankday`, `first-bankday`), '' for the first day of the period in advance and the
    day after its last one in arrears. `days_ahead` is how many days before that, in advance only.
    """

    since: date
    unit: Unit = Unit.MONTH
    interval: int = 1
    is_calendar: bool = False
    on: str = ""
    days_ahead: int = 0


@dataclass(frozen=True, slots=True)
class Period:
    """Days from `first` to `last`, both delivered; a part of the whole period of the rule."""

    first: date
    last: date
    whole_first: date
    whole_last: date

    @property
    def is_short(self) -> bool:
        """Whether it is only a part of its rule's period."""
        return (self.first, self.last) != (self.whole_first, self.whole_last)

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.last - self.first).days + 1

    @property
    def whole_days(self) -> int:
        """How many days the whole period has."""
        return (self.whole_last - self.whole_first).days + 1


def periods(rules: Sequence[Rule], first: date, end: date | None) -> Iterator[Period]:
    """Yield the periods from `first` to `end` in order, without gap or overlap.

    Args:
        rules: oldest first; each holds until the day before the next, which may cut a period short.
        first: the first day of the first period that is yielded; at least the first rule's day.
        end: the last day of all; None for no end, and then they never cease.
    """
    for rule, until in zip(rules, [*rules[1:], None], strict=True):
        begin = max(rule.since, first)
        last_days = [day for day in (until.since - DAY if until else None, end) if day is not None]
        stop = min(last_days, default=None)
        if stop is not None and stop < begin:
            continue
        for whole_first, following in pairwise(_boundaries(rule, begin)):
            whole_last = following - DAY
            if stop is not None and whole_first > stop:
                break
            last = whole_last if stop is None else min(whole_last, stop)
            yield Period(max(whole_first, begin), last, whole_first, whole_last)


def nominal_day(rule: Rule, period: Period, *, in_advance: bool) -> date:
    """Return the day a period is invoiced on.

    In advance it is the latest such day of a month on or before the first day of the period, less
    `days_ahead`. In arrears it is the earliest on or after its last day; and since VAT may not be
    invoiced before delivery is over (INV-27), never before that last day itself, although its bank
    day may be. `first-bankday` counts as the 1st and `last-bankday` as the last of its month when
    the month is chosen.
    """
    if in_advance:
        return _advance_day(rule, period.first) - timedelta(days=rule.days_ahead)
    return _arrears_day(rule, period.last)


def parse_every(text: str) -> tuple[int, Unit]:
    """Return count and unit of `month`, `quarter`, `half-year`, `year`, `2w`, `4 months`, `2y`.

    Raises:
        InputError: no such word, or too long a period.
    """
    plain = text.strip().casefold().removesuffix("ly")
    count, letter = _WORDS.get(plain, (0, ""))
    if not count:
        found = _COUNTED.fullmatch(text.strip().casefold())
        if found is None:
            raise InputError(f"--every: '{text[:40]}' is no period.", hint=_EVERY_HINT)
        count, letter = int(found[1]), found[2][0]
    if letter == "y":
        count, letter = count * YEAR_MONTHS, "m"
    unit = Unit.WEEK if letter == "w" else Unit.MONTH
    most = WEEKS_MAX if unit is Unit.WEEK else MONTHS_MAX
    if count > most:
        raise InputError(f"--every: a period is at most {most} {unit.value}s, not {count}.")
    return count, unit


def parse_on(text: str) -> str:
    """Return the day of the month in `1` to `31`, `last`, `last-bankday` or `first-bankday`.

    Raises:
        InputError: no such day.
    """
    plain = text.strip().casefold()
    if plain in (LAST, LAST_BANKDAY, FIRST_BANKDAY):
        return plain
    if plain.isascii() and plain.isdigit() and 1 <= int(plain[:3]) <= _LONGEST_MONTH:
        return str(int(plain))
    raise InputError(f"--on: '{text[:40]}' is no day of the month.", hint=_ON_HINT)


def every_text(rule: Rule) -> str:
    """Return how often, in English: `every month`, `every quarter`, `every 2 weeks`."""
    if rule.unit is Unit.WEEK:
        return "every week" if rule.interval == 1 else f"every {rule.interval} weeks"
    words = {1: "month", 3: "quarter", 6: "half-year", 12: "year"}
    if rule.interval in words:
        return f"every {words[rule.interval]}"
    years, months = divmod(rule.interval, YEAR_MONTHS)
    return f"every {rule.interval} months" if months else f"every {years} years"


def nth_last_day(rule: Rule, count: int) -> date:
    """Return the last day of the `count`-th period of a rule, the first being 1."""
    assert count >= 1
    for n, period in enumerate(periods((rule,), rule.since, None), 1):
        if n == count:
            return period.last
    raise AssertionError(rule)  # the periods never cease


def _boundaries(rule: Rule, day: date) -> Iterator[date]:
    """Yield the first days of the rule's whole periods, from the one that holds `day` on."""
    anchor = _anchor(rule)
    found = _weeks(rule, anchor, day) if rule.unit is Unit.WEEK else _months(rule, anchor, day)
    current = next(found)
    for following in found:
        if following > day:
            yield current
        current = following


def _anchor(rule: Rule) -> date:
    """Return the day that the whole periods are counted from."""
    since = rule.since
    if not rule.is_calendar:
        return since
    if rule.unit is Unit.WEEK:
        return since - timedelta(days=since.weekday())
    if YEAR_MONTHS % rule.interval == 0:
        first_month = (since.month - 1) // rule.interval * rule.interval + 1
        return since.replace(month=first_month, day=1)
    if rule.interval % YEAR_MONTHS == 0:
        return since.replace(month=1, day=1)
    return since.replace(day=1)


def _weeks(rule: Rule, anchor: date, day: date) -> Iterator[date]:
    from dateutil.rrule import WEEKLY
    from dateutil.rrule import rrule

    passed = max((day - anchor).days // (_WEEK * rule.interval), 0)
    begin = anchor + timedelta(days=passed * _WEEK * rule.interval)
    for at in rrule(WEEKLY, interval=rule.interval, dtstart=_midnight(begin)):
        yield at.date()


def _months(rule: Rule, anchor: date, day: date) -> Iterator[date]:
    """Yield days of one number, months apart; where a month is too short, its last (CAL-2)."""
    from dateutil.rrule import MONTHLY
    from dateutil.rrule import rrule

    apart = (day.year - anchor.year) * YEAR_MONTHS + day.month - anchor.month
    # one before, for the day of the month may not be reached yet
    passed = max(apart // rule.interval - 1, 0) * rule.interval
    years, month = divmod(anchor.month - 1 + passed, YEAR_MONTHS)
    begin = date(anchor.year + years, month + 1, 1)
    numbers = [anchor.day]
    if anchor.day > _ALWAYS_THERE:
        numbers = list(range(_ALWAYS_THERE, anchor.day + 1))
    found = rrule(
        MONTHLY,
        interval=rule.interval,
        dtstart=_midnight(begin),
        bymonthday=numbers,
        bysetpos=-1,
    )
    for at in found:
        yield at.date()


def _midnight(day: date) -> datetime:
    """Return a day as the library wants it, without a time zone: no clock change touches it."""
    return datetime(day.year, day.month, day.day)  # noqa: DTZ001 - a calendar day has no zone


def _advance_day(rule: Rule, first: date) -> date:
    if not rule.on:
        return first
    chosen = _counted(rule.on, first.year, first.month)
    if chosen > first:
        before = first.replace(day=1) - DAY
        chosen = _counted(rule.on, before.year, before.month)
    return _to_bankday(rule.on, chosen)


def _arrears_day(rule: Rule, last: date) -> date:
    if not rule.on:
        return last + DAY
    chosen = _counted(rule.on, last.year, last.month)
    if chosen < last:
        after = last.replace(day=1) + timedelta(days=_LONGEST_MONTH)
        chosen = _counted(rule.on, after.year, after.month)
    return max(_to_bankday(rule.on, chosen), last)


def _counted(on: str, year: int, month: int) -> date:
    """Return the day of a month by its number alone, bank days not yet looked at."""
    if on == FIRST_BANKDAY:
        return date(year, month, 1)
    following = date(year + month // YEAR_MONTHS, month % YEAR_MONTHS + 1, 1)
    month_end = following - DAY
    if on in (LAST, LAST_BANKDAY):
        return month_end
    return month_end.replace(day=min(int(on), month_end.day))


def _to_bankday(on: str, day: date) -> date:
    if on == FIRST_BANKDAY:
        return next_bankdag(day)
    if on == LAST_BANKDAY:
        while not is_bankdag(day):
            day -= DAY
    return day
