"""Draft what agreements owe an invoice for: each period once, whatever happens in between."""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import replace
from itertools import takewhile
from typing import TYPE_CHECKING

from invoicectl.domain.dates import DAY
from invoicectl.domain.recurring import scheduled
from invoicectl.domain.recurring import upcoming
from invoicectl.errors import InputError
from invoicectl.errors import InvoicectlError
from invoicectl.flows.recurring_draft import Drafting
from invoicectl.ledger.drafts import add_draft
from invoicectl.ledger.due_work import ending_numbers
from invoicectl.ledger.log import note
from invoicectl.ledger.recurring import agreement_of
from invoicectl.ledger.recurring import due_numbers
from invoicectl.ledger.recurring import save_schedule
from invoicectl.ledger.recurring_periods import PeriodState
from invoicectl.ledger.recurring_periods import TakenPeriod
from invoicectl.ledger.recurring_periods import keep_again
from invoicectl.ledger.recurring_periods import keep_period
from invoicectl.ledger.recurring_periods import taken_from
from invoicectl.seams import fp

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Iterator
    from collections.abc import Sequence
    from datetime import date

    from invoicectl.domain.recurrence import Period
    from invoicectl.domain.recurring import Agreement
    from invoicectl.domain.recurring import Coming
    from invoicectl.domain.stamp import Stamp
    from invoicectl.ledger.connect import Connection
    from invoicectl.ledger.connect import Ledger
    from invoicectl.settings.model import Settings

CHUNK = 100
"""So many agreements share one transaction: enough to be fast, few enough to be held shortly."""


@dataclass(frozen=True, slots=True)
class Drafted:
    """One period that became a draft; `net_ore` is without VAT."""

    recurring_no: int
    customer_no: str
    period: Period
    draft_no: int
    net_ore: int
    adjusted: str
    is_ready: bool


@dataclass(frozen=True, slots=True)
class RefusedPeriod:
    """A period that is due and could not be drafted, and why; it is tried again every night."""

    recurring_no: int
    period: Period
    sentence: str


@dataclass(frozen=True, slots=True)
class RepeatResult:
    """What was drafted, by agreement and time, and what was refused."""

    drafted: tuple[Drafted, ...] = ()
    refused: tuple[RefusedPeriod, ...] = ()


def draft_due(
    ledger: Ledger,
    settings: Settings,
    stamp: Stamp,
    numbers: Sequence[int] = (),
    *,
    progress: Callable[[int], None] | None = None,
) -> RepeatResult:
    """Make the drafts that are due, up to a hundred agreements in one transaction.

    Periods that nights have missed are all made, each its own draft. A draft has no date: the
    invoice gets that of its issue, and the period tells when it was delivered.

    Args:
        ledger: open.
        settings: the company's.
        stamp: when and who; what is due up to its day is made.
        numbers: agreements; all that are due when empty.
        progress: told how many agreements are done.

    Raises:
        NotFoundError: an agreement does not exist.
    """
    drafted: list[Drafted] = []
    refused: list[RefusedPeriod] = []
    done = 0
    for chunk in _chunks(ledger.con, stamp.today, numbers):
        with ledger.write() as con:
            drafting = Drafting(con, settings)
            for number in chunk:
                made, fault = _draft_one(con, drafting, stamp, number)
                drafted += made
                refused += [fault] if fault else []
            fp("recurring.written")
        fp("recurring.committed")
        done += len(chunk)
        if progress is not None:
            progress(done)
    return RepeatResult(tuple(drafted), tuple(refused))


def due(
    con: Connection, today: date, numbers: Sequence[int] = ()
) -> Iterator[tuple[Agreement, Coming]]:
    """Yield every period that `draft_due` would draft, with its agreement."""
    for chunk in _chunks(con, today, numbers):
        for number in chunk:
            agreement = agreement_of(con, number)
            for coming in _due_of(con, agreement, today):
                yield agreement, coming


def automatic_due(con: Connection, settings: Settings, today: date) -> int:
    """Return how many invoices the night would make and send by itself, missed periods counted."""
    usual = settings.recurring.auto
    return sum(
        usual if agreement.is_automatic is None else agreement.is_automatic
        for agreement, _ in due(con, today)
    )


def draft_again(
    ledger: Ledger, settings: Settings, stamp: Stamp, taken: TakenPeriod, period: Period
) -> Drafted:
    """Draft a period anew whose draft a person has removed; only a person asks for this.

    Raises:
        InputError: its draft or invoice is there, or it was never drafted.
    """
    with ledger.write() as con:
        agreement = agreement_of(con, taken.recurring_no)
        if taken.state is not PeriodState.REMOVED:
            raise InputError(_why_not_again(taken))
        made = Drafting(con, settings).made(agreement, period)
        again = replace(taken, attempt=taken.attempt + 1, net_ore=made.net_ore,
                        adjusted=made.factor.why, made_on=stamp.today)  # fmt: skip
        number = add_draft(con, made.draft, stamp, key=_key(again))
        keep_again(con, replace(again, draft_no=number))
        fp("recurring.again")
        _note(con, stamp, agreement, period, number)
    return Drafted(
        taken.recurring_no, agreement.customer_no, period, number, made.net_ore,
        made.factor.why, made.draft.is_ready,
    )  # fmt: skip


def tell_endings(ledger: Ledger, settings: Settings, stamp: Stamp) -> tuple[Agreement, ...]:
    """Return the agreements whose end is near, each once, and write down that it was told."""
    from datetime import timedelta

    until = stamp.today + timedelta(days=settings.recurring.end_notice_days)
    numbers = ending_numbers(ledger.con, until)
    if not numbers:
        return ()
    found: list[Agreement] = []
    with ledger.write() as con:
        for number in numbers:
            agreement = agreement_of(con, number)
            assert agreement.ends_on is not None  # that is how it was found
            save_schedule(con, replace(agreement, end_told_for=agreement.ends_on), stamp)
            note(con, stamp, "recurring.ending", f"R{number}", f"ends on {agreement.ends_on}")
            if agreement.ends_on >= stamp.today:
                found.append(agreement)
    return tuple(found)


def _chunks(con: Connection, today: date, numbers: Sequence[int]) -> Iterator[Sequence[int]]:
    if numbers:
        chosen = sorted(set(numbers))
        for number in chosen:
            agreement_of(con, number)  # says so when there is none
        yield from (chosen[at : at + CHUNK] for at in range(0, len(chosen), CHUNK))
        return
    after = 0
    while found := due_numbers(con, today, after=after, limit=CHUNK):
        after = found[-1]
        yield found


def _due_of(con: Connection, agreement: Agreement, today: date) -> list[Coming]:
    """Return the periods of one agreement that are due; none when another run was faster."""
    if agreement.next_on is None or agreement.next_on > today:
        return []
    taken = taken_from(con, agreement.recurring_no, agreement.next_first)
    return list(takewhile(lambda coming: coming.on <= today, upcoming(agreement, taken)))


def _draft_one(
    con: Connection, drafting: Drafting, stamp: Stamp, number: int
) -> tuple[list[Drafted], RefusedPeriod | None]:
    """Draft what one agreement owes; the first period that cannot be made stops it here."""
    agreement = agreement_of(con, number)
    drafted: list[Drafted] = []
    fault: RefusedPeriod | None = None
    for coming in _due_of(con, agreement, stamp.today):
        period = coming.period
        try:
            made = drafting.made(agreement, period)
        except InvoicectlError as error:
            sentence = " ".join(f"{error} {error.hint}".split())
            fault = RefusedPeriod(number, period, sentence)
            break
        taken = TakenPeriod(
            number, period.first, period.last, None, 1, made.net_ore, made.factor.why,
            stamp.today, None, PeriodState.DRAFTED,
        )  # fmt: skip
        draft_no = add_draft(con, made.draft, stamp, key=_key(taken))
        fp("recurring.draft-added")
        keep_period(con, replace(taken, draft_no=draft_no))
        _note(con, stamp, agreement, period, draft_no)
        fp("recurring.period-kept")
        drafted.append(
            Drafted(
                number, agreement.customer_no, period, draft_no, made.net_ore, made.factor.why,
                made.draft.is_ready,
            )
        )  # fmt: skip
    if drafted:
        last = drafted[-1].period.last
        taken_later = taken_from(con, number, last + DAY)
        moved = scheduled(replace(agreement, next_first=last + DAY), taken_later)
        save_schedule(con, moved, stamp)
    return drafted, fault


def _key(taken: TakenPeriod) -> str:
    """Return the key that makes a period's draft the only one."""
    again = f":{taken.attempt}" if taken.attempt > 1 else ""
    return f"recurring:{taken.recurring_no}:{taken.first}{again}"


def _note(
    con: Connection, stamp: Stamp, agreement: Agreement, period: Period, draft_no: int
) -> None:
    days = f"{period.first} to {period.last}"
    note(con, stamp, "recurring.drafted", f"R{agreement.recurring_no}", f"D{draft_no} for {days}")
    detail = f"recurring {agreement.recurring_no}, {days}"
    note(con, stamp, "draft.made", f"D{draft_no}", detail)


def _why_not_again(taken: TakenPeriod) -> str:
    what = f"The period from {taken.first:%d.%m.%Y} of recurring invoice {taken.recurring_no}"
    match taken.state:
        case PeriodState.SKIPPED:
            return f"{what} is skipped: take that back with --undo first."
        case PeriodState.DRAFTED:
            return f"{what} has its draft already: D{taken.draft_no}."
        case _:
            return f"{what} is invoiced already: {taken.invoice_no}."
