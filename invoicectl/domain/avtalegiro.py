"""AvtaleGiro: mandates of customers, claims on their accounts, and until when either may be told.

Source: Nets' system specification of AvtaleGiro 3.3; the deadlines are those of its user manual and
of the rules in use (payments 3.2), likely and not sure. The payee notifies the payer itself (type
02): with the invoice.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from datetime import datetime
from datetime import time
from datetime import timedelta
from enum import StrEnum
from typing import Final
from typing import NamedTuple

from invoicectl.domain.dates import is_bankdag
from invoicectl.domain.dates import next_bankdag

CLOSES: Final = time(14, 0)
"""What comes later on a day counts as come on the next."""
DAYS_BEFORE_DUE: Final = 4
"""Calendar days between the day a claim has come and its due date, at least."""
DAYS_AHEAD: Final = 365
"""A claim may be due so many days ahead at most."""
REFERENCE_MAX: Final = 25
SHORT_NAME_MAX: Final = 10


class MandateChange(StrEnum):
    """What a mandate record says (registration type 0, 1, 2)."""

    LISTED = "listed"
    GIVEN = "given"
    ENDED = "ended"


class MandateRecord(NamedTuple):
    """One record of a mandate file; `wants_notice` is that the payer asks for a written notice."""

    line: int
    account: str
    kid: str
    change: MandateChange
    wants_notice: bool


@dataclass(frozen=True, slots=True)
class DirectClaim:
    """A claim on the account of a customer who has a mandate; the amount is øre, above zero."""

    invoice_no: int
    kid: str
    due: date
    amount_ore: int
    short_name: str = ""
    reference: str = ""


def earliest_due(now: datetime) -> date:
    """Return the earliest due date a claim made at `now` (Norwegian time) can have.

    It counts as come on the day it is made, or on the next after two o'clock, and on the next bank
    day when that is none; four calendar days later it can be due.
    """
    day = now.date() + timedelta(days=now.time() >= CLOSES)
    return next_bankdag(day) + timedelta(days=DAYS_BEFORE_DUE)


def can_cancel(due: date, now: datetime) -> bool:
    """Return whether a claim can still be called back: by two o'clock on the day before it is due.

    The last bank day before the due date is meant, to be on the safe side.
    """
    day = due - timedelta(days=1)
    while not is_bankdag(day):
        day -= timedelta(days=1)
    return (now.date(), now.time()) < (day, CLOSES)


def short_name(name: str) -> str:
    """Return what tells a rejected claim from others: the last word of a name, in capitals."""
    words = name.upper().split()
    return words[-1][:SHORT_NAME_MAX] if words else ""
