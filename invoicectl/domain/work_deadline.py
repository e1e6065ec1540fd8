"""Until when delivered work must be invoiced (bff §§ 5-2-2 and 5-2-4, law INV-23 and INV-25)."""

from __future__ import annotations

from datetime import date
from datetime import timedelta
from enum import StrEnum
from typing import Final

_TERM_MONTHS: Final = 2
_DECEMBER: Final = 12


class InvoiceRule(StrEnum):
    """Which rule holds: services that run on, or a delivery that is over and done with."""

    RUNNING = "running"
    DELIVERY = "delivery"


class Urgency(StrEnum):
    """How near the last day for invoicing is."""

    FINE = ""
    NEAR = "soon"
    LATE = "late"


def invoice_by(day: date, rule: InvoiceRule) -> date:
    """Return the last day on which work delivered on `day` is invoiced in time.

    `RUNNING` (INV-25): one month after the end of the VAT period of two months that `day` lies in,
    so until the end of the month after it. `DELIVERY` (INV-23): one month after `day`.
    """
    if rule is InvoiceRule.DELIVERY:
        last = _month_end(day.year, day.month + 1)
        return last.replace(day=min(day.day, last.day))
    ends = day.month + day.month % _TERM_MONTHS
    return _month_end(day.year, ends + 1)


def urgency(last_day: date, today: date, *, near_days: int = 14) -> Urgency:
    """Return whether the last day for invoicing has passed or comes within `near_days` days."""
    if today > last_day:
        return Urgency.LATE
    return Urgency.NEAR if today + timedelta(days=near_days) >= last_day else Urgency.FINE


def _month_end(year: int, month: int) -> date:
    """Return the last day of a month, which may be the thirteenth or fourteenth of the year."""
    over, at = divmod(month, _DECEMBER)  # the month after it, from 0
    return date(year + over, at + 1, 1) - timedelta(days=1)
