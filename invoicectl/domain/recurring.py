"""An agreement that is invoiced again and again: its terms, its periods and what each costs."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Iterator
from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import replace
from datetime import date
from datetime import timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from invoicectl.domain.dates import DAY
from invoicectl.domain.dates import add_months
from invoicectl.domain.draft import DraftLine
from invoicectl.domain.indexation import NO_INDEX
from invoicectl.domain.indexation import ONE
from invoicectl.domain.indexation import Factor
from invoicectl.domain.indexation import Indexation
from invoicectl.domain.indexation import adjusted_micro
from invoicectl.domain.indexation import factor_on
from invoicectl.domain.money import MICRO
from invoicectl.domain.money import round_half_up
from invoicectl.domain.recurrence import Period
from invoicectl.domain.recurrence import Rule
from invoicectl.domain.recurrence import nominal_day
from invoicectl.domain.recurrence import periods

ADVANCE_MONTHS_MAX: Final = 12
_ORE: Final = MICRO // 100  # in millionths of a krone
_SOON: Final = timedelta(days=800)  # a look ahead that a rule cannot hide from


class Supply(StrEnum):
    """What the law lets one invoice before it is delivered (INV-27)."""

    SUBSCRIPTION = "subscription"
    RENT = "rent"
    FEE = "fee"
    TRANSPORT = "transport"
    CATERING = "catering"


class AgreementState(StrEnum):
    """Where an agreement stands."""

    ACTIVE = "active"
    PAUSED = "paused"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class AgreedLine:
    """A line that comes back; its text may hold placeholders such as `{period}`.

    The price of one that `is_listed` is that of the product list on the first day of the period.
    """

    line: DraftLine
    is_listed: bool = False


@dataclass(frozen=True, slots=True)
class Prices:
    """The lines that hold for periods that begin on `since` or later.

    `base_month` is the month of the index that the prices belong to, '' without an index table.
    """

    since: date
    lines: tuple[AgreedLine, ...]
    base_month: str = ""


@dataclass(frozen=True, slots=True)
class Agreement:
    """One agreement. Rules and prices are oldest first, and there is at least one of each.

    `in_advance_as` is the kind of supply that may be invoiced ahead; None means in arrears.
    `next_first` is the first day that no invoice covers yet, None when all are made; `next_on` the
    day on which its draft is due, None while there is none to make. `end_told_for` is the end that
    was announced already.
    """

    customer_no: str
    rules: tuple[Rule, ...]
    prices: tuple[Prices, ...]
    recurring_no: int = 0
    name: str = ""
    ends_on: date | None = None
    paused_from: date | None = None
    is_automatic: bool | None = None
    in_advance_as: Supply | None = None
    is_prorated: bool = True
    minimum_until: date | None = None
    project_no: str = ""
    delivery_place: str = ""
    our_reference: str = ""
    your_reference: str = ""
    order_reference: str = ""
    head_text: str = ""
    foot_text: str = ""
    index: Indexation = NO_INDEX
    next_first: date | None = None
    next_on: date | None = None
    end_told_for: date | None = None

    @property
    def starts_on(self) -> date:
        """The first day that is delivered."""
        return self.rules[0].since

    @property
    def rule(self) -> Rule:
        """The newest rule."""
        return self.rules[-1]

    def state(self) -> AgreementState:
        """Return where the agreement stands."""
        if self.ends_on is not None and self.next_first is None:
            return AgreementState.ENDED
        if self.paused_from is not None:
            return AgreementState.PAUSED
        return AgreementState.ACTIVE


@dataclass(frozen=True, slots=True)
class Coming:
    """A period that is to be invoiced, and the day its draft is due."""

    period: Period
    on: date


def upcoming(
    agreement: Agreement,
    taken: Mapping[date, date] = MappingProxyType({}),
    *,
    first: date | None = None,
) -> Iterator[Coming]:
    """Yield the periods that are not invoiced yet, in order, up to where a pause begins.

    A pause cuts the period it begins in, unless short periods are invoiced in full.

    Args:
        agreement: its rules and where it stands.
        taken: first -> last day of what is drafted or skipped already; it is left out.
        first: where to begin instead of `next_first`.
    """
    begin, pause = first or agreement.next_first, agreement.paused_from
    if begin is None:
        return
    for whole in periods(agreement.rules, begin, agreement.ends_on):
        for part in _free_parts(whole, taken):
            period = part
            if pause is not None and period.first >= pause:
                return
            if pause is not None and period.last >= pause and agreement.is_prorated:
                period = replace(period, last=pause - DAY)
            yield Coming(period, invoice_day(agreement, period))


def invoice_day(agreement: Agreement, period: Period) -> date:
    """Return the day on which the draft of a period is due."""
    rule = max(
        (rule for rule in agreement.rules if rule.since <= period.first), key=lambda r: r.since
    )
    return nominal_day(rule, period, in_advance=agreement.in_advance_as is not None)


def scheduled(agreement: Agreement, taken: Mapping[date, date]) -> Agreement:
    """Return the agreement with `next_first` and `next_on` worked out anew.

    Args:
        agreement: `next_first` is where the search begins; None begins at the very start.
        taken: first -> last day of what is drafted or skipped already.
    """
    first = agreement.next_first or agreement.starts_on
    free = replace(agreement, paused_from=None)
    coming = next(upcoming(free, taken, first=first), None)
    if coming is None:
        return replace(agreement, next_first=None, next_on=None)
    due = coming
    if agreement.paused_from is not None:
        held = next(upcoming(agreement, taken, first=first), None)
        if held is None:
            return replace(agreement, next_first=coming.period.first, next_on=None)
        due = held
    return replace(agreement, next_first=due.period.first, next_on=due.on)


def prices_for(agreement: Agreement, first: date) -> Prices:
    """Return the prices of a period that begins on a day: the last that hold from then or before.

    A price that begins to hold within a period counts from the next one on.
    """
    found = [prices for prices in agreement.prices if prices.since <= first]
    return found[-1] if found else agreement.prices[0]


def factor_for(agreement: Agreement, first: date, figures: Mapping[str, int]) -> Factor:
    """Return how the agreed prices are adjusted for a period that begins on a day.

    Raises:
        IndexMissingError: a figure that is needed is not there.
    """
    prices = prices_for(agreement, first)
    if all(each.is_listed for each in prices.lines):
        return ONE
    return factor_on(
        agreement.index,
        first,
        agreed_on=prices.since,
        base_month=prices.base_month,
        figures=figures,
    )


def lines_for(
    agreement: Agreement,
    period: Period,
    factor: Factor,
    listed: Callable[[DraftLine], DraftLine],
) -> tuple[DraftLine, ...]:
    """Return the lines of one period: priced, adjusted, and prorated when the period is short.

    Args:
        agreement: its prices and rounding.
        period: whose lines.
        factor: from `factor_for`.
        listed: gives a line the price the product list has on the first day.
    """
    found = []
    for each in prices_for(agreement, period.first).lines:
        if each.is_listed:
            line = listed(each.line)
            price_micro = line.unit_price_micro
        else:
            line = each.line
            step_micro = step_for(line.quantity_micro)
            if agreement.index.step_ore > 1:
                step_micro = agreement.index.step_ore * _ORE
            price_micro = adjusted_micro(line.unit_price_micro, factor, step_micro)
        if agreement.is_prorated and period.is_short:
            price_micro = prorated_micro(price_micro, period, step_for(line.quantity_micro))
        found.append(replace(line, unit_price_micro=price_micro))
    return tuple(found)


def step_for(quantity_micro: int) -> int:
    """Return to what a unit price is rounded, in millionths of a krone: whole øre up to ten units.

    Above that finer, so that rounding never moves a line by more than five øre.
    """
    step = _ORE
    while step > 1 and abs(quantity_micro) * step > 10 * _ORE * MICRO:
        step //= 10
    return step


def prorated_micro(price_micro: int, period: Period, step_micro: int) -> int:
    """Return the part of a price that falls on a short period, by its days, rounded to the step.

    It is what the price comes to from the first day of the whole period to the last day here, less
    what it comes to until the day before: so the parts of a period always sum to its price.
    """
    until_last = (period.last - period.whole_first).days + 1
    before = (period.first - period.whole_first).days
    whole = period.whole_days
    later = _share(price_micro, until_last, whole, step_micro)
    return later - _share(price_micro, before, whole, step_micro)


def too_far_ahead(agreement: Agreement) -> Coming | None:
    """Return the first period that would be invoiced more than one year ahead (INV-27)."""
    if agreement.in_advance_as is None:
        return None
    first = agreement.next_first or agreement.starts_on
    for coming in upcoming(agreement, first=first):
        if coming.period.last > add_months(coming.on, ADVANCE_MONTHS_MAX):
            return coming
        if coming.period.first > first + _SOON:
            return None
    return None


def too_late(agreement: Agreement) -> Coming | None:
    """Return the first period in arrears whose invoice would come too late for its first days.

    What is delivered over time is invoiced at the latest one month after the end of the two-monthly
    VAT term it was delivered in (INV-25); the month is counted to its last day.
    """
    if agreement.in_advance_as is not None:
        return None
    first = agreement.next_first or agreement.starts_on
    for coming in upcoming(agreement, first=first):
        if coming.on > _latest_invoice_day(coming.period.first):
            return coming
        if coming.period.first > first + _SOON:
            return None
    return None


def covered_until(agreement: Agreement) -> date:
    """Return the last day that is invoiced or skipped; the day before the start when none is."""
    if agreement.next_first is not None:
        return agreement.next_first - DAY
    return agreement.ends_on or agreement.starts_on - DAY


def _latest_invoice_day(delivered: date) -> date:
    """Return the last day of the month after the VAT term that a day lies in."""
    term_end_month = delivered.month + delivered.month % 2
    return add_months(delivered.replace(day=1), term_end_month - delivered.month + 2) - DAY


def _free_parts(period: Period, taken: Mapping[date, date]) -> Iterator[Period]:
    """Yield what is left of a period without the days that are taken."""
    begin = period.first
    for first, last in sorted(taken.items()):
        if last < begin or first > period.last:
            continue
        if first > begin:
            yield replace(period, first=begin, last=first - DAY)
        begin = last + DAY
    if begin <= period.last:
        yield replace(period, first=begin) if begin > period.first else period


def _share(price_micro: int, days: int, of_days: int, step_micro: int) -> int:
    """Return `days` of `of_days` of a price, rounded half up to the step; all of it exactly."""
    if days == of_days:
        return price_micro
    return round_half_up(price_micro * days, of_days * step_micro) * step_micro
