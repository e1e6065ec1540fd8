"""A table of dated values that knows where its knowledge ends."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from dataclasses import replace
from datetime import date

from invoicectl.errors import RateUnknownError


@dataclass(frozen=True, slots=True)
class Dated:
    """A value from its first day on; None when the right exists but no figure was ever set.

    `verified` says that it was read in the regulation itself, `is_own` that a company's own rates
    file brought it.
    """

    since: date
    value: int | None
    source: str
    verified: bool = True
    note: str = ""
    is_own: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Values oldest first, vouched for up to and including `known_until`.

    `unit` says what a value is: `bp` (hundredths of a percent), `ore` or `twentieths`;
    `applies_by` which date of a case chooses the row; `review` when a new value is to be expected.
    A `half_yearly` value is fixed anew on each 1 January and 1 July, also when it stays the same.
    """

    key: str
    name: str
    unit: str
    applies_by: str
    known_until: date
    review: str
    rows: tuple[Dated, ...]
    half_yearly: bool = False

    def on(self, day: date) -> int:
        """Return the value in force on `day`.

        Raises:
            RateUnknownError: `day` lies before the first value or after `known_until`.
        """
        if day > self.known_until:
            raise RateUnknownError(self.name, day)
        return self.presumed_on(day)

    def presumed_on(self, day: date) -> int:
        """Return the value in force on `day`, taking the last one known to go on.

        Raises:
            RateUnknownError: `day` lies before the first value.
        """
        row = self.row_on(day)
        if row is None or row.value is None:
            raise RateUnknownError(self.name, day)
        return row.value

    def row_on(self, day: date) -> Dated | None:
        """Return the row that began last on or before `day`, None before the first."""
        at = bisect_right(self.rows, day, key=lambda row: row.since)
        return self.rows[at - 1] if at else None

    def amended(self, rows: tuple[Dated, ...], *, known_until: date) -> Table:
        """Return the table with rows added, or replaced where the first day is the same.

        What a company's own rates file adds goes through here; knowledge never shrinks.
        """
        merged = {row.since: row for row in (*self.rows, *rows)}
        return replace(
            self,
            rows=tuple(merged[since] for since in sorted(merged)),
            known_until=max(self.known_until, known_until),
        )
