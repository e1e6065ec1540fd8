"""What a person says about an agreement, as typed; read into its terms elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from typing import Final

from invoicectl.domain.dates import parse_day
from invoicectl.errors import InputError

if TYPE_CHECKING:
    from datetime import date


YEARS: Final = (1990, 2199)
NONE: Final = "none"
"""The word that takes a day or a kind away."""


@dataclass(frozen=True, slots=True)
class IndexWish:
    """How prices are to follow the years; None leaves a part as it is."""

    percent: str | None = None
    table: str | None = None
    first: str | None = None
    base: str | None = None
    lag: int | None = None
    step: str | None = None

    @property
    def is_empty(self) -> bool:
        """Whether nothing is said about it."""
        return self == IndexWish()


@dataclass(frozen=True, slots=True)
class Wish:
    """What a person sets, as typed; None leaves it as it is, `none` takes a day or kind away."""

    every: str | None = None
    on: str | None = None
    start: str | None = None
    invoiced_to: str | None = None
    until: str | None = None
    count: int | None = None
    in_advance: str | None = None
    days_ahead: int | None = None
    is_calendar: bool | None = None
    is_automatic: bool | None = None
    is_prorated: bool | None = None
    minimum_months: int | None = None
    name: str | None = None
    project_no: str | None = None
    delivery_place: str | None = None
    our_reference: str | None = None
    your_reference: str | None = None
    order_reference: str | None = None
    head_text: str | None = None
    foot_text: str | None = None
    index: IndexWish = IndexWish()
    lines: tuple[str, ...] = ()
    products: tuple[str, ...] = ()

    @property
    def changes_rule(self) -> bool:
        """Whether it says when invoices come."""
        asked = (self.every, self.on, self.days_ahead, self.is_calendar)
        return any(each is not None for each in asked)


def day_of(text: str, *, what: str) -> date:
    """Return a day that an agreement can have.

    Raises:
        InputError: no date, or centuries away.
    """
    day = parse_day(text, what=what)
    if not YEARS[0] <= day.year <= YEARS[1]:
        raise InputError(f"{what}: {day:%d.%m.%Y} lies too far away.")
    return day
