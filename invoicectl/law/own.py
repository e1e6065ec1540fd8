"""What a company adds to the dated law by its own rates file, checked and merged row by row."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from dataclasses import replace
from datetime import date

from invoicectl.law.acts import DebtCollectionRegime
from invoicectl.law.rates import Rates
from invoicectl.law.table import Dated
from invoicectl.law.table import Table

_JULY = 7


@dataclass(frozen=True, slots=True)
class OwnTable:
    """Rows for one table, and the last day up to which the company vouches for it."""

    key: str
    rows: tuple[Dated, ...] = ()
    known_until: date | None = None


@dataclass(frozen=True, slots=True)
class OwnAct:
    """The day from which the company has read that an act is in force, and where."""

    regime: DebtCollectionRegime
    since: date
    source: str


@dataclass(frozen=True, slots=True)
class OwnRates:
    """All that a company's own rates file says."""

    tables: tuple[OwnTable, ...] = ()
    acts: tuple[OwnAct, ...] = ()
    reviewed_through: date | None = None


def gap_in(table: Table, own: OwnTable) -> str:
    """Return why the company's rows leave days unanswered or guessed, '' when they do not."""
    last = max((row.since for row in own.rows), default=table.known_until)
    known_until = own.known_until or table.known_until
    if last > max(known_until, table.known_until):
        return f"a row begins on {last}, so 'known_until' must say how long it is vouched for"
    if not table.half_yearly:
        return ""
    if odd := next((row for row in own.rows if not _begins_half_year(row.since)), None):
        return f"it changes on 1 January and 1 July only, not on {odd.since}"
    there = {row.since for row in (*table.rows, *own.rows)}
    missing = [day for day in _half_years(table.known_until, known_until) if day not in there]
    if missing:
        return (
            f"known until {known_until}, but there is no row from {missing[0]}; add it, also when"
            " the value has not changed"
        )
    return ""


def merged(rates: Rates, own: OwnRates) -> Rates:
    """Return the rates with what the company adds; a row of the same day gives way to its own."""
    by_key = {each.key: each for each in own.tables}
    acts = {each.regime: each for each in own.acts}
    return Rates(
        tuple(_amended(table, by_key.get(table.key)) for table in rates.tables),
        tuple(
            replace(act, since=mine.since, source=mine.source, verified=True, note="", is_own=True)
            if (mine := acts.get(act.regime))
            else act
            for act in rates.acts
        ),
        max(rates.reviewed_through, own.reviewed_through or rates.reviewed_through),
    )


def _amended(table: Table, own: OwnTable | None) -> Table:
    if own is None:
        return table
    return table.amended(own.rows, known_until=own.known_until or table.known_until)


def _begins_half_year(day: date) -> bool:
    return day.day == 1 and day.month in (1, _JULY)


def _half_years(after: date, until: date) -> Iterator[date]:
    """Yield the first day of each half-year that begins after `after`, up to `until`."""
    day = date(after.year, 1, 1)
    while day <= until:
        if day > after:
            yield day
        day = date(day.year, _JULY, 1) if day.month == 1 else date(day.year + 1, 1, 1)
