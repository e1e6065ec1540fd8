"""Where an issued invoice stands, from what was invoiced, credited and is still open."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from invoicectl.domain.dates import DAY
from invoicectl.domain.dates import effective_due
from invoicectl.domain.dates import is_virkedag


class InvoiceStatus(StrEnum):
    """One word for people; `PART` is open as well, but something was paid or credited."""

    OPEN = "open"
    PART = "part"
    OVERDUE = "overdue"
    PAID = "paid"
    CREDITED = "credited"


class WantedStatus(StrEnum):
    """What a list of invoices can be narrowed to; an invoice may be several of these at once."""

    OPEN = "open"
    PART = "part"
    OVERDUE = "overdue"
    PAID = "paid"
    OVER = "over"
    CREDITED = "credited"
    COLLECTION = "collection"


def invoice_status(
    *, total_ore: int, open_ore: int, credited_ore: int, due: date | None, today: date
) -> InvoiceStatus:
    """Return where an invoice stands today; a due date on a closed day moves on (CAL-5).

    Args:
        total_ore: what was invoiced.
        open_ore: what is owed of it now.
        credited_ore: what credit notes took back.
        due: its due date.
        today: the day of the question.
    """
    if open_ore <= 0:
        return InvoiceStatus.CREDITED if credited_ore >= total_ore else InvoiceStatus.PAID
    if due is not None and today > effective_due(due):
        return InvoiceStatus.OVERDUE
    return InvoiceStatus.PART if open_ore < total_ore else InvoiceStatus.OPEN


def last_late_due(today: date) -> date:
    """Return the latest due date that is overdue today: the last virkedag before it (CAL-5)."""
    day = today - DAY
    while not is_virkedag(day):
        day -= DAY
    return day
