"""How an agreed price follows the years: by a fixed percentage, or by an index the user gives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from invoicectl.domain.dates import add_months
from invoicectl.domain.money import decimal_text
from invoicectl.domain.money import round_half_up
from invoicectl.errors import InvoicectlError

_YEAR_MONTHS: Final = 12
_WHOLE_BP: Final = 10_000


class IndexKind(StrEnum):
    """By what a price is adjusted."""

    NONE = "none"
    PERCENT = "percent"
    TABLE = "table"


class IndexMissingError(InvoicectlError):
    """A price depends on an index figure that was not given yet: it is never guessed."""

    code = "index-missing"

    def __init__(self, table: str, month: str) -> None:
        """Name the table and the month."""
        super().__init__(
            f"The index {table} has no figure for {month}.",
            hint=f"Give it with 'invoicectl recurring index FILE --name {table}'.",
        )


@dataclass(frozen=True, slots=True)
class Indexation:
    """The clause of an agreement. `first_on` is the first day an adjusted price holds, then yearly.

    `percent_bp` is hundredths of a percent a year. A table is looked up for the month that lies
    `lag_months` before the adjustment, for its figure comes out later. Adjusted prices are rounded
    half up to whole `step_ore`; with 1, those of large quantities finer, so that the line is right.
    """

    kind: IndexKind = IndexKind.NONE
    first_on: date | None = None
    percent_bp: int = 0
    table: str = ""
    lag_months: int = 2
    step_ore: int = 1


NO_INDEX: Final = Indexation()


@dataclass(frozen=True, slots=True)
class Factor:
    """By how much a price is multiplied: exactly `over / under`; `why` says it in words."""

    over: int = 1
    under: int = 1
    why: str = ""

    @property
    def is_one(self) -> bool:
        """Whether the price stays as it was agreed."""
        return not self.why

    def percent_text(self) -> str:
        """Return the adjusted price in percent of the agreed one, as in `103,5`."""
        return decimal_text(round_half_up(self.over * _WHOLE_BP, self.under) * 10_000)


ONE: Final = Factor()


def factor_on(
    clause: Indexation,
    day: date,
    *,
    agreed_on: date,
    base_month: str,
    figures: Mapping[str, int],
) -> Factor:
    """Return how a price agreed for `agreed_on` is adjusted on `day`, always from the agreed price.

    Args:
        clause: of the agreement.
        day: the first day of the period that is invoiced.
        agreed_on: the day from which the price holds; adjustments up to then are in it.
        base_month: the month (`2025-11`) whose figure the agreed price belongs to.
        figures: month -> figure of the table, in any unit.

    Raises:
        IndexMissingError: a figure that is needed is not there.
    """
    count, last = _adjustments(clause, agreed_on, day)
    if not count or last is None:
        return ONE
    if clause.kind is IndexKind.PERCENT:
        over = (_WHOLE_BP + clause.percent_bp) ** count
        times = f" x {count}" if count > 1 else ""
        return Factor(over, _WHOLE_BP**count, f"{_percent(clause.percent_bp)} %{times}")
    month = month_before(last, clause.lag_months)
    for needed in (base_month, month):
        if figures.get(needed, 0) <= 0:
            raise IndexMissingError(clause.table, needed)
    return Factor(figures[month], figures[base_month], f"{clause.table} {month} : {base_month}")


def adjusted_micro(price_micro: int, factor: Factor, step_micro: int) -> int:
    """Return a unit price in millionths times the factor, rounded once, half up to the step."""
    if factor.is_one:
        return price_micro
    return round_half_up(price_micro * factor.over, factor.under * step_micro) * step_micro


def month_before(day: date, months: int) -> str:
    """Return the month that lies so many months before a day: `2025-11`."""
    return f"{add_months(day.replace(day=1), -months):%Y-%m}"


def _adjustments(clause: Indexation, agreed_on: date, day: date) -> tuple[int, date | None]:
    """Return how many adjustments came after `agreed_on` up to `day`, and the day of the last."""
    if clause.kind is IndexKind.NONE or clause.first_on is None or day < clause.first_on:
        return 0, None
    until_day = _passed(clause.first_on, day)
    before = _passed(clause.first_on, agreed_on) if agreed_on >= clause.first_on else 0
    if until_day <= before:
        return 0, None
    return until_day - before, add_months(clause.first_on, _YEAR_MONTHS * (until_day - 1))


def _passed(first_on: date, day: date) -> int:
    """Return how many adjustment days lie up to and including `day`, which is not before the first.

    One on 29 February is the 28th in other years.
    """
    years = day.year - first_on.year
    return years + (add_months(first_on, _YEAR_MONTHS * years) <= day)


def _percent(percent_bp: int) -> str:
    return f"{'+' if percent_bp > 0 else ''}{decimal_text(percent_bp * 10_000)}"
