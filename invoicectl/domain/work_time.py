"""Hours as people write them: `3,5`, `3:30`, `3t30`, `90 min`; kept as whole minutes."""

from __future__ import annotations

import re
from typing import Final

from invoicectl.domain.money import MICRO
from invoicectl.domain.money import parse_micro
from invoicectl.domain.money import round_half_up
from invoicectl.domain.work import DAY_MINUTES
from invoicectl.domain.work import HOUR_MINUTES
from invoicectl.errors import InputError

_CLOCK: Final = re.compile(r"(\d{1,6}):(\d\d)(?::(\d\d))?", re.ASCII)
_HOURS_MINUTES: Final = re.compile(
    r"(\d{1,4})\s*(?:h|t|hrs?|hours?|timer?|timar)\s*(\d{1,2})\s*(?:m|min\w*)?", re.ASCII
)
_MINUTES: Final = re.compile(r"([\d\s]{1,8})(?:m|min|mins|minutes?|minutt(?:er)?)", re.ASCII)
_HOURS: Final = re.compile(r"([\d\s.,]+)(?:h|t|hrs?|hours?|timer?|timar)?", re.ASCII)
_HINT: Final = "Write it like 3,5 or 3:30 or 90 min."


def parse_minutes(text: str, *, what: str, most: int = DAY_MINUTES) -> int:
    """Return the minutes of `3,5` (hours), `3:30`, `3:30:00`, `3t30`, `3 hours` or `90 min`.

    Decimal hours and seconds are rounded to the nearest minute.

    Args:
        text: as typed.
        what: the name of the field, for the error.
        most: the largest number of minutes; a day unless it is a budget.

    Raises:
        InputError: no such time, none at all, or more than `most`.
    """
    minutes = _minutes(text.strip().casefold(), text, what)
    if minutes <= 0:
        raise InputError(f"{what}: '{_shown(text)}' is no time at all.", hint=_HINT)
    if minutes > most:
        raise InputError(
            f"{what}: '{_shown(text)}' is more than {most // HOUR_MINUTES} hours"
            + (", and hours are kept day by day." if most == DAY_MINUTES else "."),
            hint=_HINT,
        )
    return minutes


def hours_text(minutes: int) -> str:
    """Return minutes as hours with two decimals, as tables show them: 90 is `1,50`."""
    hundredths = round_half_up(minutes * 100, HOUR_MINUTES)
    return f"{hundredths // 100},{hundredths % 100:02d}"


def _minutes(plain: str, text: str, what: str) -> int:
    if (found := _CLOCK.fullmatch(plain)) and int(found[2]) < HOUR_MINUTES:
        past_half = int(found[3] or 0) >= HOUR_MINUTES // 2
        return int(found[1]) * HOUR_MINUTES + int(found[2]) + past_half
    if (found := _HOURS_MINUTES.fullmatch(plain)) and int(found[2]) < HOUR_MINUTES:
        return int(found[1]) * HOUR_MINUTES + int(found[2])
    if found := _MINUTES.fullmatch(plain):
        return round_half_up(parse_micro(found[1], what=what), MICRO)
    if found := _HOURS.fullmatch(plain):
        return round_half_up(parse_micro(found[1], what=what) * HOUR_MINUTES, MICRO)
    raise InputError(f"{what}: '{_shown(text)}' is not a number of hours.", hint=_HINT)


def _shown(text: str) -> str:
    return text[:40] if text.isprintable() else ascii(text[:40])[1:-1]
