"""How long the law wants things kept (RET-1, RET-2), counted from the end of the financial year.

The financial year is taken to be the calendar year; a company with another one keeps longer.
"""

from __future__ import annotations

from datetime import date
from typing import Final

_BOOKS_YEARS: Final = 5
_LETTERS_YEARS: Final = 3
_JUNE: Final = (6, 30)


def books_kept_until(day: date) -> date:
    """Return the last day on which sales documents and booked data of `day` are kept (RET-1)."""
    return date(day.year + _BOOKS_YEARS, 12, 31)


def letters_kept_until(day: date) -> date:
    """Return the last day on which correspondence of `day` is kept: 3 years 6 months (RET-2)."""
    return date(day.year + _LETTERS_YEARS + 1, *_JUNE)
