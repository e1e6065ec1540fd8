"""How long the dated law is still vouched for, and what has to be added when it is not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from datetime import timedelta
from enum import StrEnum
from typing import Final

from invoicectl.law.rates import SHIPPED
from invoicectl.law.rates import Rates
from invoicectl.law.table import Dated
from invoicectl.law.table import Table

SOON_DAYS: Final = 60
"""So long before a table ends it is time to look for the next value."""

_DECEMBER: Final = 12
_JULY: Final = 7


class Term(StrEnum):
    """How a table stands on a day."""

    KNOWN = "known"
    ENDS_SOON = "ends soon"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Outlook:
    """One table: until when it is vouched for, and the days left; negative once it has ended."""

    table: Table
    days_left: int

    @property
    def term(self) -> Term:
        """How it stands."""
        if self.days_left < 0:
            return Term.ENDED
        return Term.ENDS_SOON if self.days_left <= SOON_DAYS else Term.KNOWN

    @property
    def next_from(self) -> date:
        """The first day about which nothing is known."""
        return self.table.known_until + timedelta(days=1)

    @property
    def next_until(self) -> date:
        """How long what is to be added will usually hold: a half-year, or to the end of a year."""
        if self.table.half_yearly:
            return end_of_half_year(self.next_from)
        return date(self.next_from.year, _DECEMBER, 31)


def end_of_half_year(day: date) -> date:
    """Return 30 June or 31 December, whichever comes first from `day` on."""
    if day.month < _JULY:
        return date(day.year, _JULY, 1) - timedelta(days=1)
    return date(day.year, _DECEMBER, 31)


def outlook(rates: Rates, today: date) -> tuple[Outlook, ...]:
    """Return how each table stands on a day, in their order."""
    return tuple(Outlook(table, (table.known_until - today).days) for table in rates.tables)


def corrections(rates: Rates) -> tuple[tuple[Table, Dated, Dated], ...]:
    """Return where a company's own row says otherwise than ours: table, its row, our row."""
    return tuple(
        (table, row, ours)
        for table in rates.tables
        for row in table.rows
        if row.is_own
        for ours in SHIPPED.table(table.key).rows
        if ours.since == row.since and ours.value != row.value
    )
