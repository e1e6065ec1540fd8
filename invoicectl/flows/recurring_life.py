"""What befalls an agreement: paused, resumed, stopped."""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import replace
from itertools import takewhile
from typing import TYPE_CHECKING

from invoicectl.domain.dates import DAY
from invoicectl.domain.recurring import AgreementState
from invoicectl.domain.recurring import covered_until
from invoicectl.domain.recurring import upcoming
from invoicectl.errors import InputError
from invoicectl.flows.recurring import store_change
from invoicectl.flows.recurring_wish import day_of
from invoicectl.ledger.log import note
from invoicectl.ledger.recurring import agreement_of
from invoicectl.ledger.recurring_periods import PeriodState
from invoicectl.ledger.recurring_periods import TakenPeriod
from invoicectl.ledger.recurring_periods import keep_period
from invoicectl.ledger.recurring_periods import taken_from
from invoicectl.ledger.recurring_periods import taken_periods
from invoicectl.seams import fp

if TYPE_CHECKING:
    from datetime import date

    from invoicectl.domain.recurrence import Period
    from invoicectl.domain.recurring import Agreement
    from invoicectl.domain.stamp import Stamp
    from invoicectl.ledger.connect import Connection
    from invoicectl.ledger.connect import Ledger

from invoicectl.flows.recurring_period import skipped_row


@dataclass(frozen=True, slots=True)
class Stopped:
    """An agreement that ends, and the periods invoiced past its end, which a person may credit."""

    agreement: Agreement
    beyond: tuple[TakenPeriod, ...]


@dataclass(frozen=True, slots=True)
class Resumed:
    """An agreement that goes on, and the periods that the pause has taken out."""

    agreement: Agreement
    skipped: tuple[Period, ...]


def pause(
    ledger: Ledger, stamp: Stamp, recurring_no: int, *, since: str | None = None
) -> Agreement:
    """Let nothing be invoiced for days from one on, until it is resumed.

    The period that the day lies in is cut, or invoiced in full where short periods are.

    Raises:
        InputError: it has ended, or is paused already.
        NotFoundError: no such agreement.
    """
    day = day_of(since, what="--from") if since else stamp.today
    with ledger.write() as con:
        old = agreement_of(con, recurring_no)
        _check_goes_on(old)
        if old.paused_from is not None:
            raise InputError(
                f"Recurring invoice {recurring_no} is paused since {old.paused_from:%d.%m.%Y}.",
                hint=f"'invoicectl recurring resume {recurring_no}' lets it go on.",
            )
        saved = store_change(con, stamp, old, replace(old, paused_from=day))
        note(con, stamp, "recurring.paused", f"R{recurring_no}", f"from {day}")
    return saved.agreement


def resume(ledger: Ledger, stamp: Stamp, recurring_no: int, *, since: str | None = None) -> Resumed:
    """Let an agreement go on; the days from the pause to before a day are skipped.

    Args:
        ledger: open.
        stamp: when and who.
        recurring_no: which one.
        since: the first day that is invoiced; today when None. Where short periods are invoiced in
            full, it is the first period that begins then or later.

    Raises:
        InputError: it is not paused.
        NotFoundError: no such agreement.
    """
    day = day_of(since, what="--from") if since else stamp.today
    with ledger.write() as con:
        old = agreement_of(con, recurring_no)
        paused_from = old.paused_from
        if paused_from is None:
            raise InputError(f"Recurring invoice {recurring_no} is not paused.")
        free = replace(old, paused_from=None)
        skipped = _paused_periods(con, free, paused_from, day)
        for period in skipped:
            keep_period(con, skipped_row(recurring_no, period, stamp))
        fp("recurring.skipped")
        saved = store_change(con, stamp, old, free)
        note(con, stamp, "recurring.resumed", f"R{recurring_no}", f"{len(skipped)} periods skipped")
    return Resumed(saved.agreement, tuple(skipped))


def stop(
    ledger: Ledger,
    stamp: Stamp,
    recurring_no: int,
    *,
    on: str | None = None,
    despite_minimum: bool = False,
) -> Stopped:
    """End an agreement; a period that the end cuts short is invoiced by its days.

    Args:
        ledger: open.
        stamp: when and who.
        recurring_no: which one.
        on: the last day; the last one that is invoiced already when None, or today if later.
        despite_minimum: end it before the minimum period is over.

    Raises:
        InputError: it has ended, or would end within the minimum period.
        NotFoundError: no such agreement.
    """
    with ledger.write() as con:
        old = agreement_of(con, recurring_no)
        _check_goes_on(old)
        last = day_of(on, what="--on") if on else max(stamp.today, covered_until(old))
        last = max(last, old.starts_on - DAY)
        if old.minimum_until and last < old.minimum_until and not despite_minimum:
            raise InputError(
                f"Recurring invoice {recurring_no} is agreed to run to"
                f" {old.minimum_until:%d.%m.%Y} at least.",
                hint="Give --on that day or later; --despite-minimum ends it all the same.",
            )
        # who ends it knows the day, so the night need not announce it
        new = replace(old, ends_on=last, end_told_for=last)
        saved = store_change(con, stamp, old, new)
        note(con, stamp, "recurring.stopped", f"R{recurring_no}", f"last day {last}")
        beyond = [
            each
            for each in taken_periods(con, recurring_no)
            if each.last > last and each.state in {PeriodState.INVOICED, PeriodState.DRAFTED}
        ]
    return Stopped(saved.agreement, tuple(beyond))


def _paused_periods(
    con: Connection, agreement: Agreement, paused_from: date, day: date
) -> list[Period]:
    """Return what a pause takes out: every day of it, or the periods that begin in it."""
    taken = taken_from(con, agreement.recurring_no, agreement.next_first)
    if not agreement.is_prorated:
        coming = takewhile(lambda each: each.period.first < day, upcoming(agreement, taken))
        return [each.period for each in coming if each.period.first >= paused_from]
    first = max(paused_from, agreement.next_first or paused_from)
    last = min(day - DAY, agreement.ends_on or day)
    cut = replace(agreement, ends_on=last)
    return [each.period for each in upcoming(cut, taken, first=first)]


def _check_goes_on(agreement: Agreement) -> None:
    if agreement.state() is AgreementState.ENDED:
        raise InputError(
            f"Recurring invoice {agreement.recurring_no} ended on {agreement.ends_on:%d.%m.%Y}."
        )
