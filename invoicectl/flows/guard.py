"""Guards before anything leaves the house: a wrong clock, and more letters than is likely."""

from __future__ import annotations

from datetime import datetime
from datetime import timedelta
from typing import TYPE_CHECKING

from invoicectl.errors import GuardError

if TYPE_CHECKING:
    from datetime import date

    from invoicectl.domain.stamp import Stamp
    from invoicectl.ledger.connect import Connection
    from invoicectl.ledger.connect import Ledger
    from invoicectl.settings.model import Settings

PAUSE_DAYS_MAX = 45
BACKWARDS_MAX = timedelta(minutes=5)
"""Clocks are set right by seconds every day; more than this is no such thing."""


def check_clock(
    ledger: Ledger, stamp: Stamp, *, catch_up: bool = False, pause_ok: bool = False
) -> None:
    """Refuse to go on when the clock contradicts the ledger: a wrong year would dun everyone.

    Args:
        ledger: its newest entry is what the clock is compared with.
        stamp: what the clock says now.
        catch_up: a person has looked at the clock and says that it is right.
        pause_ok: a long silence is no reason to doubt it, because a person is at work.

    Raises:
        GuardError: the clock went back, or more than 45 days have passed since anything was
            written down.
    """
    from invoicectl.ledger.log import last_instant

    newest = last_instant(ledger.con)
    if catch_up or not newest:
        return
    last, now = datetime.fromisoformat(newest), datetime.fromisoformat(stamp.at)
    if now < last - BACKWARDS_MAX:
        raise GuardError(
            f"The clock says {_text(now)}, but the ledger was written to at {_text(last)};"
            " nothing was sent.",
            hint="Set the clock right. If it is right, run 'invoicectl nightly --catch-up' once.",
        )
    if not pause_ok and now - last > timedelta(days=PAUSE_DAYS_MAX):
        raise GuardError(
            f"Nothing has been written down since {_text(last)}, more than {PAUSE_DAYS_MAX} days"
            f" ago by this clock ({_text(now)}); nothing was sent.",
            hint="If the clock is right, run 'invoicectl nightly --catch-up' once.",
        )


def check_letters(count: int, limit: int, what: str) -> None:
    """Refuse an unlikely number of letters before the first of them is made.

    Args:
        count: how many would leave now.
        limit: `nightly.max_letters` of the settings.
        what: what they are, in the plural.

    Raises:
        GuardError: there are more than the limit.
    """
    if count > limit:
        raise GuardError(
            f"{count} {what} would leave at once, and the limit is {limit}; none was sent.",
            hint="If that is right, raise nightly.max_letters in the settings.",
        )


def due_messages(con: Connection, settings: Settings, today: date) -> int:
    """Return how many recurring invoices a night would make and send by itself.

    Periods that were missed are counted, drafts that wait for approval are not.
    """
    from invoicectl.ledger.due_work import due_count

    if not due_count(con, today):
        return 0
    from invoicectl.flows.repeat import automatic_due  # needs more than a quiet night loads

    return automatic_due(con, settings, today)


def _text(instant: datetime) -> str:
    return f"{instant:%Y-%m-%d %H:%M} UTC"
