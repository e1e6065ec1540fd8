"""One period of an agreement: left out, credited, drafted anew, and found by a day or month."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import takewhile
from typing import TYPE_CHECKING

from invoicectl.domain.dates import DAY
from invoicectl.domain.dates import add_months
from invoicectl.domain.recurrence import periods
from invoicectl.domain.recurring import upcoming
from invoicectl.errors import InputError
from invoicectl.flows.recurring import store_change
from invoicectl.flows.recurring_wish import day_of
from invoicectl.ledger.log import note
from invoicectl.ledger.recurring import agreement_of
from invoicectl.ledger.recurring_periods import PeriodState
from invoicectl.ledger.recurring_periods import TakenPeriod
from invoicectl.ledger.recurring_periods import forget_skip
from invoicectl.ledger.recurring_periods import keep_period
from invoicectl.ledger.recurring_periods import taken_periods
from invoicectl.seams import fp

if TYPE_CHECKING:
    from invoicectl.domain.recurrence import Period
    from invoicectl.domain.recurring import Agreement
    from invoicectl.domain.stamp import Stamp
    from invoicectl.flows.repeat import Drafted
    from invoicectl.ledger.connect import Connection
    from invoicectl.ledger.connect import Ledger
    from invoicectl.settings.model import Settings

_MONTH = re.compile(r"[12][0-9]{3}-(?:0[1-9]|1[0-2])")


def skip_period(ledger: Ledger, stamp: Stamp, recurring_no: int, text: str) -> TakenPeriod:
    """Leave one period out; return it.

    Args:
        ledger: open.
        stamp: when and who.
        recurring_no: which agreement.
        text: a day within the period, or the month it begins in.

    Raises:
        InputError: no such period, or it is drafted, invoiced or skipped already.
        NotFoundError: no such agreement.
    """
    with ledger.write() as con:
        agreement = agreement_of(con, recurring_no)
        found = find_period(con, agreement, text)
        if isinstance(found, TakenPeriod):
            raise InputError(
                f"The period from {found.first:%d.%m.%Y} is {found.state.value} already.",
                hint=_way_out(found),
            )
        taken = skipped_row(recurring_no, found, stamp)
        keep_period(con, taken)
        fp("recurring.skipped")
        store_change(con, stamp, agreement, agreement)
        note(con, stamp, "recurring.skipped", f"R{recurring_no}", f"{found.first} to {found.last}")
    return taken


def unskip_period(ledger: Ledger, stamp: Stamp, recurring_no: int, text: str) -> TakenPeriod:
    """Take back that a period is left out; it is drafted when it is due.

    Raises:
        InputError: that period is not skipped.
        NotFoundError: no such agreement.
    """
    with ledger.write() as con:
        agreement = agreement_of(con, recurring_no)
        found = find_period(con, agreement, text)
        if not isinstance(found, TakenPeriod) or found.state is not PeriodState.SKIPPED:
            raise InputError(f"The period from {found.first:%d.%m.%Y} is not skipped.")
        forget_skip(con, recurring_no, found.first)
        first = min(found.first, agreement.next_first or found.first)
        store_change(con, stamp, agreement, replace(agreement, next_first=first))
        note(con, stamp, "recurring.unskipped", f"R{recurring_no}", f"{found.first}")
    return found


def credit_period(
    ledger: Ledger, stamp: Stamp, recurring_no: int, text: str, *, reason: str
) -> int:
    """Make a draft of a credit note for the invoice of one period; return its number.

    The agreement goes on, and the period counts as invoiced: it is not made again by itself.

    Raises:
        InputError: that period is not invoiced, is credited already, or there is no reason.
        NotFoundError: no such agreement.
    """
    from invoicectl.flows.credit import credit_draft

    agreement = agreement_of(ledger.con, recurring_no)
    found = find_period(ledger.con, agreement, text)
    if not isinstance(found, TakenPeriod) or found.invoice_no is None:
        state = found.state.value if isinstance(found, TakenPeriod) else "not invoiced yet"
        raise InputError(
            f"The period from {found.first:%d.%m.%Y} is {state}: there is no invoice to credit.",
            hint=f"'invoicectl recurring skip {recurring_no} {found.first}' leaves one out.",
        )
    return credit_draft(ledger, stamp, found.invoice_no, reason=reason)


def draft_period_again(
    ledger: Ledger, settings: Settings, stamp: Stamp, recurring_no: int, text: str
) -> Drafted:
    """Draft a period anew whose draft was removed by a person; return what was made.

    Raises:
        InputError: it was not drafted yet, or its draft or invoice is there.
        NotFoundError: no such agreement.
    """
    from invoicectl.flows.repeat import draft_again

    agreement = agreement_of(ledger.con, recurring_no)
    found = find_period(ledger.con, agreement, text)
    if not isinstance(found, TakenPeriod):
        raise InputError(
            f"The period from {found.first:%d.%m.%Y} was not drafted yet.",
            hint=f"'invoicectl recurring run {recurring_no}' drafts it when it is due.",
        )
    period = next(periods(agreement.rules, found.first, found.last))
    return draft_again(ledger, settings, stamp, found, period)


def find_period(con: Connection, agreement: Agreement, text: str) -> TakenPeriod | Period:
    """Return the period that a person means by a day in it, or by the month it begins in.

    Raises:
        InputError: no such day or month, or the agreement has no period there.
    """
    if _MONTH.fullmatch(text.strip()):
        first = day_of(f"{text.strip()}-01", what="PERIOD")
        last = add_months(first, 1) - DAY
    else:
        first = last = day_of(text, what="PERIOD")
    taken = taken_periods(con, agreement.recurring_no)
    free = replace(agreement, paused_from=None)
    begun = {each.first: each.last for each in taken}
    coming = takewhile(lambda each: each.period.first <= last, upcoming(free, begun))
    every: list[TakenPeriod | Period] = [*taken, *(each.period for each in coming)]
    begins = [each for each in every if first <= each.first <= last]
    holds = [each for each in every if each.first <= last and each.last >= first]
    for found in (begins, holds):
        if found:
            return found[0]
    raise InputError(
        f"Recurring invoice {agreement.recurring_no} has no period on {text.strip()}.",
        hint=f"'invoicectl recurring show {agreement.recurring_no}' lists its periods.",
    )


def skipped_row(recurring_no: int, period: Period, stamp: Stamp) -> TakenPeriod:
    """Return a period as it is written down when it is left out."""
    return TakenPeriod(
        recurring_no, period.first, period.last, None, 1, 0, "", stamp.today, None,
        PeriodState.SKIPPED,
    )  # fmt: skip


def _way_out(taken: TakenPeriod) -> str:
    match taken.state:
        case PeriodState.DRAFTED:
            return f"'invoicectl invoice remove D{taken.draft_no}' takes the draft away."
        case PeriodState.INVOICED:
            return (
                f"'invoicectl recurring credit {taken.recurring_no} {taken.first} --reason ...'"
                " credits it."
            )
        case _:
            return "Nothing needs to be done."
