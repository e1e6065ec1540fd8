"""Dates of six digits: a file of a hundred thousand payments has a handful of different ones."""

from __future__ import annotations

from datetime import date


class DayCache(dict[str, date | None]):
    """DDMMYY -> the day, or None when there is no such day; each is worked out once."""

    def __init__(self, today: date) -> None:
        """Set the window of years, for there is no century: 80 before today's year to 19 after."""
        super().__init__()
        self._first_year = today.year - 80

    def __missing__(self, six: str) -> date | None:
        """Work out a new one and keep it."""
        self[six] = day = self._day(six)
        return day

    def _day(self, six: str) -> date | None:
        if not (six.isascii() and six.isdigit()):
            return None
        year = self._first_year + (int(six[4:6]) - self._first_year) % 100
        try:
            return date(year, int(six[2:4]), int(six[:2]))
        except ValueError:
            return None
