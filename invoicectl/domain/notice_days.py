"""The days of the dunning sequence as the law counts them: from when, until when, not before."""

from __future__ import annotations

from datetime import date
from datetime import timedelta
from typing import Final

from invoicectl.domain.dates import DAY
from invoicectl.domain.dates import add_bankdays
from invoicectl.domain.dates import effective_due

DEADLINE_DAYS: Final = 14
"""The shortest deadline a purring or inkassovarsel may set, from the day it is sent (IV-1)."""

FEE_DAYS: Final = 14
"""So long after the due date no letter may carry a fee (FEE-4)."""


def deadline_for(sent_on: date, days: int = DEADLINE_DAYS) -> date:
    """Return the deadline to print in a letter; a closed day moves to the next (CAL-1, CAL-5).

    Args:
        sent_on: the day the letter leaves, which is not counted; of a printed one the posting day.
        days: calendar days, at least those of the law.
    """
    assert days >= DEADLINE_DAYS  # a shorter one makes the letter void
    return effective_due(sent_on + timedelta(days=days))


def is_full_deadline(sent_on: date, deadline: date | None) -> bool:
    """Tell whether a letter gave the time that the law wants, from sending on (IV-1, FEE-8)."""
    return deadline is not None and (deadline - sent_on).days >= DEADLINE_DAYS


def first_day_after(deadline: date, grace_bankdays: int = 0) -> date:
    """Return the first day on which a deadline or due date counts as missed.

    Without grace it is the day after, by the law; with it, so many bank days later: an order given
    in time is in time (PAY-2), and may need them until it is seen (PAY-4).
    """
    return add_bankdays(effective_due(deadline) + DAY, grace_bankdays)


def first_fee_day(due: date) -> date:
    """Return the first day on which a letter may carry a fee (FEE-4)."""
    return effective_due(due) + timedelta(days=FEE_DAYS)


def first_inkassovarsel_day(due: date) -> date:
    """Return the first day on which an inkassovarsel without a fee may be sent (IV-2)."""
    return first_day_after(due)


def first_hand_over_day(sent_on: date, deadline: date, grace_bankdays: int = 0) -> date | None:
    """Return the first day on which an agency may act on an inkassovarsel (IV-1).

    Args:
        sent_on: when the inkassovarsel was sent.
        deadline: the one it set.
        grace_bankdays: as in `first_day_after`.

    Returns:
        None when the deadline was too short: such a letter never opens the way.
    """
    if not is_full_deadline(sent_on, deadline):
        return None
    return first_day_after(deadline, grace_bankdays)
