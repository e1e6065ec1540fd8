"""A project: work for one customer that is collected now and invoiced later."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True)
class Project:
    """One project; amounts exclude VAT.

    With `fixed_price_ore` its hours are part of that price, unless an entry says otherwise.
    `budget_minutes` and `budget_ore` are what it is expected to take. `markup_bp` is added to
    expenses (None: as the settings say), `km_price_micro` is the price of a kilometre.
    """

    project_no: str
    name: str
    customer_no: str
    fixed_price_ore: int | None = None
    budget_minutes: int | None = None
    budget_ore: int | None = None
    markup_bp: int | None = None
    km_price_micro: int | None = None
    vat_code: str = "3"
    income_account: str = ""
    our_reference: str = ""
    your_reference: str = ""
    order_reference: str = ""
    closed_on: date | None = None

    @property
    def is_open(self) -> bool:
        """Whether work can still be written down for it."""
        return self.closed_on is None


@dataclass(frozen=True, slots=True)
class ProjectRate:
    """What an hour costs: for one person, one activity, both, or ('' and '') everybody.

    `price_micro` is millionths of a krone; `since` None means from the beginning.
    """

    price_micro: int
    person: str = ""
    activity: str = ""
    since: date | None = None


@dataclass(frozen=True, slots=True)
class Instalment:
    """A part of a fixed price, excluding VAT.

    `invoice_on` is when it is invoiced by itself, None when a person says so. `delivered_on` is the
    day on which this part is delivered, when that is another. `is_advance` says that it is one of
    the supplies that may be invoiced before that day (law INV-27).
    """

    n: int
    text: str
    amount_ore: int
    invoice_on: date | None = None
    delivered_on: date | None = None
    is_advance: bool = False

    @property
    def delivery(self) -> date | None:
        """The day of delivery, as far as it is known."""
        return self.delivered_on or self.invoice_on


def rate_for(
    rates: Iterable[ProjectRate], *, person: str, activity: str, day: date
) -> ProjectRate | None:
    """Return the closest rate of an hour that is in force on `day`, None when there is none.

    One for this person and activity goes before one for the person, that before one for the
    activity, that before one for everybody; of equally close ones the latest holds. Names are
    compared without regard to capitals.
    """
    who, what = person.casefold(), activity.casefold()
    fitting = [
        rate
        for rate in rates
        if rate.person.casefold() in {"", who}
        and rate.activity.casefold() in {"", what}
        and (rate.since is None or rate.since <= day)
    ]
    return max(fitting, key=_closeness, default=None)


def _closeness(rate: ProjectRate) -> tuple[bool, bool, date]:
    return (bool(rate.person), bool(rate.activity), rate.since or date.min)
