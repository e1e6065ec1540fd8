"""When an invoice is due: days, calendar months or a fixed day of the month, as was agreed."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from datetime import timedelta
from typing import Final

from invoicectl.domain.dates import add_months
from invoicectl.domain.dates import next_bankdag

_DECEMBER: Final = 12


@dataclass(frozen=True, slots=True)
class DueRule:
    """What was agreed: `months` goes before `days`; then on to `day_of_month`, 0 for none.

    A `day_of_month` that a month lacks is its last day. `is_rolled` moves a due date on a day when
    banks are closed to the next one they are open (CAL-7).
    """

    days: int = 14
    months: int | None = None
    day_of_month: int = 0
    is_rolled: bool = True

    def agreed(self, issued_on: date) -> date:
        """Return the due date as agreed, on whatever day it falls; the issue day is not counted."""
        if self.months is not None:
            due = add_months(issued_on, self.months)
        else:
            due = issued_on + timedelta(days=max(self.days, 0))
        return on_or_after(due, self.day_of_month) if self.day_of_month else due

    def due(self, issued_on: date) -> date:
        """Return the due date to print."""
        agreed = self.agreed(issued_on)
        return next_bankdag(agreed) if self.is_rolled else agreed

    @property
    def is_days(self) -> bool:
        """Whether the term is nothing but a number of days, which can then be printed as such."""
        return self.months is None and not self.day_of_month

    def term_days(self, issued_on: date) -> int:
        """Return the agreed term in calendar days, which is what the law limits (law 8)."""
        if self.is_days:
            return self.days
        return (self.agreed(issued_on) - issued_on).days


def on_or_after(day: date, day_of_month: int) -> date:
    """Return the first day with that number in its month which is not before `day`.

    Args:
        day: the earliest it may be.
        day_of_month: 1 to 31; a shorter month has its last day instead.
    """
    assert day_of_month > 0
    found = _numbered(day.year, day.month, day_of_month)
    if found >= day:
        return found
    if day.month == _DECEMBER:
        return _numbered(day.year + 1, 1, day_of_month)
    return _numbered(day.year, day.month + 1, day_of_month)


def _numbered(year: int, month: int, day_of_month: int) -> date:
    return date(year, month, min(day_of_month, monthrange(year, month)[1]))
