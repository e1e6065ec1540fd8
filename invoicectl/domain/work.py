"""Work written down day by day: hours, expenses and kilometres, and what an entry is worth."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING
from typing import Final

from invoicectl.domain.money import MICRO
from invoicectl.domain.money import round_half_up
from invoicectl.domain.pricing import line_net_ore

if TYPE_CHECKING:
    from invoicectl.domain.project import Project

HOUR_MINUTES: Final = 60
DAY_MINUTES: Final = 24 * HOUR_MINUTES
_WHOLE_BP: Final = 10_000
_MICRO_PER_ORE: Final = MICRO // 100


class EntryKind(StrEnum):
    """What an entry is about."""

    TIME = "time"
    EXPENSE = "expense"
    DISTANCE = "distance"


class EntryState(StrEnum):
    """How far an entry has come on its way to the customer."""

    OPEN = "open"
    DRAFTED = "drafted"
    INVOICED = "invoiced"
    NOT_BILLED = "not billed"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the records that bff § 5-14 wants of each day and person (law INV-33).

    Just one of `minutes`, `distance_micro` (millionths of a kilometre) and `cost_ore` (what was
    paid, excluding VAT) is set, by `kind`. `price_micro` of an hour or kilometre and `markup_bp`
    are this entry's own, None for the project's. An empty `vat_code` is the project's.
    """

    project_no: str
    kind: EntryKind
    worked_on: date
    person: str
    text: str
    activity: str = ""
    minutes: int = 0
    distance_micro: int = 0
    cost_ore: int = 0
    price_micro: int | None = None
    markup_bp: int | None = None
    vat_code: str = ""
    receipt: str = ""
    receipt_sha256: str | None = None
    is_billable: bool = True
    is_removed: bool = False
    entry_no: int = 0


@dataclass(frozen=True, slots=True)
class Terms:
    """What entries are priced by where neither they nor the project say more.

    `hour_micro` and `km_micro` are None when the settings name no price. Each entry of hours is
    invoiced in whole steps of `step_minutes`, rounded up; what is recorded stays exact.
    """

    hour_micro: int | None = None
    km_micro: int | None = None
    markup_bp: int = 0
    step_minutes: int = 1


@dataclass(frozen=True, slots=True)
class Priced:
    """An entry with its price: `price_micro` of an hour, a kilometre or the expense itself.

    `price_micro` is None where nobody has said what an hour or a kilometre costs. `minutes` are
    those to invoice.
    """

    entry: Entry
    price_micro: int | None
    minutes: int
    vat_code: str

    @property
    def quantity_micro(self) -> int:
        """Hours, kilometres or 1 in millionths, rounded half up."""
        return quantity_micro(self.entry.kind, self.minutes, self.entry.distance_micro)

    @property
    def value_ore(self) -> int:
        """Its value by itself in øre, excluding VAT; 0 without a price or when not billed."""
        if self.price_micro is None or not self.entry.is_billable:
            return 0
        return line_net_ore(self.quantity_micro, self.price_micro, 0)


def quantity_micro(kind: EntryKind, minutes: int, distance_micro: int) -> int:
    """Return hours, kilometres or 1 in millionths; hours are rounded half up once, on a sum."""
    if kind is EntryKind.TIME:
        return round_half_up(minutes * MICRO, HOUR_MINUTES)
    return distance_micro if kind is EntryKind.DISTANCE else MICRO


def priced(
    entry: Entry, project: Project, terms: Terms, *, project_rate_micro: int | None
) -> Priced:
    """Return an entry with its price.

    Args:
        entry: as it was written down.
        project: it belongs to.
        terms: what the settings say.
        project_rate_micro: what an hour of this person and activity costs in the project that day.
    """
    if entry.kind is EntryKind.TIME:
        price = _first(entry.price_micro, project_rate_micro, terms.hour_micro)
    elif entry.kind is EntryKind.DISTANCE:
        price = _first(entry.price_micro, project.km_price_micro, terms.km_micro)
    else:
        markup_bp = _first(entry.markup_bp, project.markup_bp, terms.markup_bp) or 0
        ore = round_half_up(entry.cost_ore * (_WHOLE_BP + markup_bp), _WHOLE_BP)
        price = ore * _MICRO_PER_ORE
    step = terms.step_minutes
    return Priced(
        entry, price, -(-entry.minutes // step) * step, entry.vat_code or project.vat_code
    )


def state_of(entry: Entry, *, is_drafted: bool, is_invoiced: bool) -> EntryState:
    """Return how far an entry has come."""
    if entry.is_removed:
        return EntryState.REMOVED
    if is_invoiced:
        return EntryState.INVOICED
    if is_drafted:
        return EntryState.DRAFTED
    return EntryState.OPEN if entry.is_billable else EntryState.NOT_BILLED


def _first(*values: int | None) -> int | None:
    return next((value for value in values if value is not None), None)
