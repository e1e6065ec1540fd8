"""A period in words, and the placeholders that stand for it in the texts of a recurring invoice."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from typing import Final

from invoicectl.domain.dates import DAY
from invoicectl.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from invoicectl.domain.recurrence import Period

PLACEHOLDERS: Final = ("period", "month", "year", "quarter", "from", "to")
_FIELD: Final = re.compile(r"\{([a-z]+)\}")
_MARKS: Final = re.compile(r"[{}]")
_QUARTER_MONTHS: Final = 3
_YEAR_MONTHS: Final = 12


@dataclass(frozen=True, slots=True)
class PeriodWords:
    """How a language names months and periods; the templates hold the words of their names.

    `month_of` holds {month} and {year}, `quarter_of` {n} and {year}, `part` {days} and {of},
    `line` {text} and {period}; `day` writes a date and `span` two of them.
    """

    months: tuple[str, ...]
    month_of: str
    quarter_of: str
    part: str
    line: str
    day: Callable[[date], str]
    span: Callable[[date, date], str]


def check_placeholders(text: str, *, what: str) -> str:
    """Return a text whose braces all enclose a known word.

    Raises:
        InputError: one does not; lists the words there are.
    """
    unknown = [name for name in _FIELD.findall(text) if name not in PLACEHOLDERS]
    if unknown or _MARKS.search(_FIELD.sub("", text)):
        wrong = f"{{{unknown[0]}}} is no placeholder" if unknown else "a brace stands alone"
        known = ", ".join(f"{{{name}}}" for name in PLACEHOLDERS)
        raise InputError(f"{what}: {wrong}.", hint=f"There are {known}.")
    return text


def has_placeholder(text: str) -> bool:
    """Return whether a text says which period it is about."""
    return _FIELD.search(text) is not None


def filled(text: str, period: Period, words: PeriodWords) -> str:
    """Return a text with its placeholders filled; what is put in is never a placeholder itself."""
    values = {
        "period": period_words(period, words),
        "month": words.months[period.first.month - 1],
        "year": str(period.first.year),
        "quarter": _quarter(period.first, words),
        "from": words.day(period.first),
        "to": words.day(period.last),
    }
    return _FIELD.sub(lambda found: values.get(found[1], found[0]), text)


def period_words(period: Period, words: PeriodWords) -> str:
    """Return `mars 2026`, `2. kvartal 2026`, `2026` or, for other periods, both days."""
    first, after = period.first, period.last + DAY
    months = (after.year - first.year) * _YEAR_MONTHS + after.month - first.month
    if first.day != 1 or after.day != 1:
        return words.span(first, period.last)
    if months == 1:
        return _put(words.month_of, month=words.months[first.month - 1], year=str(first.year))
    if months == _QUARTER_MONTHS and first.month % _QUARTER_MONTHS == 1:
        return _quarter(first, words)
    if months == _YEAR_MONTHS and first.month == 1:
        return str(first.year)
    return words.span(first, period.last)


def part_words(period: Period, words: PeriodWords) -> str:
    """Return how much of its whole period a short one is: `17 av 31 dager`."""
    return _put(words.part, days=str(period.days), of=str(period.whole_days))


def line_words(text: str, period: Period, words: PeriodWords, *, is_part: bool) -> str:
    """Return the text of a line: filled, or with the period behind when it names none.

    Args:
        text: with or without placeholders.
        period: what the line is for.
        words: of the customer's language.
        is_part: whether it is told how many days of the whole period are invoiced.
    """
    if has_placeholder(text):
        told = filled(text, period, words)
    else:
        told = _put(words.line, text=text, period=period_words(period, words))
    return f"{told} ({part_words(period, words)})" if is_part else told


def _quarter(day: date, words: PeriodWords) -> str:
    number = (day.month - 1) // _QUARTER_MONTHS + 1
    return _put(words.quarter_of, n=str(number), year=str(day.year))


def _put(template: str, **values: str) -> str:
    return _FIELD.sub(lambda found: values[found[1]], template)
