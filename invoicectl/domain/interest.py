"""Forsinkelsesrente: simple interest on an unpaid principal, day by day, at dated rates (INT)."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import replace
from datetime import date
from datetime import timedelta
from typing import Final

from invoicectl.domain.dates import DAY
from invoicectl.domain.dates import effective_due
from invoicectl.domain.money import percent_text
from invoicectl.domain.money import round_half_up
from invoicectl.domain.parties import CustomerKind
from invoicectl.errors import InputError
from invoicectl.errors import RateUnknownError

DAYS_OF_YEAR: Final = 365
"""Also in leap years (INT-5)."""

DEMAND_DAYS: Final = 30
"""So long after a demand was sent interest begins, when no due date was agreed (INT-2)."""

_DENOMINATOR: Final = 10_000 * DAYS_OF_YEAR


@dataclass(frozen=True, slots=True)
class RatePeriod:
    """A yearly rate in hundredths of a percent, from its first to its last day, both inclusive."""

    first: date
    last: date
    rate_bp: int


@dataclass(frozen=True, slots=True)
class Movement:
    """What lessened the principal on a day, in øre; negative when a payment went back."""

    on: date
    ore: int


@dataclass(frozen=True, slots=True)
class Segment:
    """Days in a row with one principal (øre) and one rate, both ends inclusive."""

    first: date
    last: date
    principal_ore: int
    rate_bp: int

    @property
    def days(self) -> int:
        """How many days bear interest."""
        return (self.last - self.first).days + 1

    @property
    def units(self) -> int:
        """The interest, not rounded: `units / (10,000 x 365)` øre."""
        return self.principal_ore * self.rate_bp * self.days


@dataclass(frozen=True, slots=True)
class Interest:
    """What has accrued, with the segments that it is computed from, oldest first."""

    segments: tuple[Segment, ...] = ()

    @property
    def ore(self) -> int:
        """The interest in whole øre: everything added up first, then rounded once (INT-6)."""
        return round_half_up(sum(segment.units for segment in self.segments), _DENOMINATOR)

    @property
    def days(self) -> int:
        """How many days bear interest."""
        return sum(segment.days for segment in self.segments)


def interest_start(due: date, *, is_agreed: bool, demanded_on: date | None) -> date | None:
    """Return the last day without interest, or None while nothing makes it run (INT-2).

    Args:
        due: the due date as printed; a closed day moves (CAL-5).
        is_agreed: whether the due date was fixed beforehand, by contract or accepted terms.
        demanded_on: the day a written demand that counts was sent, the invoice itself included;
            an electronic one counts only if the debtor has expressly accepted it (IV-6).
    """
    if is_agreed:
        return effective_due(due)
    if demanded_on is None:
        return None
    return max(effective_due(due), demanded_on + timedelta(days=DEMAND_DAYS))


def forsinkelsesrente(
    principal_ore: int,
    *,
    start: date,
    until: date,
    rates: Sequence[RatePeriod],
    movements: Sequence[Movement] = (),
) -> Interest:
    """Return the interest on one invoice's principal; fees and old interest bear none (INT-5).

    Args:
        principal_ore: the principal in øre, less what was credited: interest on a credited part
            falls away (CN-9).
        start: from `interest_start`; the first day counted is the next.
        until: the last day counted, itself included.
        rates: oldest first, without a gap, at least from the day after `start` to `until`.
        movements: payments in any order. The day of a payment still bears interest on what it
            pays (INT-5, INT-7); one on or before `start` bears none.

    Raises:
        RateUnknownError: `rates` leave out a day that bears interest (INT-10).
    """
    assert principal_ore >= 0  # a credit note is no claim
    segments = tuple(_charged(_balances(principal_ore, start, until, movements), rates))
    return Interest(segments)


def agreed_rates(
    rates: Sequence[RatePeriod], agreed_bp: int, kind: CustomerKind
) -> tuple[RatePeriod, ...]:
    """Return the periods with the rate that was agreed instead of the statutory one (INT-8).

    Raises:
        InputError: the law forbids it: nothing at all, more from a consumer, less from a public
            body.
    """
    if agreed_bp <= 0:
        raise InputError("INT-8: late interest cannot be agreed away; name a rate above zero.")
    for period in rates:
        shown = f"{percent_text(agreed_bp, decimal='.')} %"
        statutory = f"the statutory {percent_text(period.rate_bp, decimal='.')} % from"
        if kind is CustomerKind.CONSUMER and agreed_bp > period.rate_bp:
            raise InputError(
                f"INT-8: a consumer never pays more than {statutory} {period.first}, not {shown}."
            )
        if kind is CustomerKind.PUBLIC and agreed_bp < period.rate_bp:
            raise InputError(
                f"INT-8: a public body never pays less than {statutory} {period.first}, not"
                f" {shown}."
            )
    return tuple(replace(period, rate_bp=agreed_bp) for period in rates)


def _balances(
    principal_ore: int, start: date, until: date, movements: Sequence[Movement]
) -> Iterator[tuple[date, date, int]]:
    """Yield first day, last day and principal of each stretch on which something is owed."""
    balance_ore, first = principal_ore, start + DAY
    for movement in sorted(movements, key=lambda movement: movement.on):
        last = min(movement.on, until)
        if balance_ore > 0 and first <= last:
            yield first, last, balance_ore
        first = max(first, last + DAY)
        balance_ore -= movement.ore
    if balance_ore > 0 and first <= until:
        yield first, until, balance_ore


def _charged(
    balances: Iterator[tuple[date, date, int]], rates: Sequence[RatePeriod]
) -> Iterator[Segment]:
    """Yield each stretch cut where the rate changes (INT-4)."""
    for first, last, balance_ore in balances:
        day = first
        for period in rates:
            if period.first <= day <= period.last:
                end = min(period.last, last)
                yield Segment(day, end, balance_ore, period.rate_bp)
                day = end + DAY
            if day > last:
                break
        if day <= last:
            raise RateUnknownError("late interest rate", day)
