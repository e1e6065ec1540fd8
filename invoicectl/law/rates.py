"""Questions to the dated law: which rate is in force on a day, and how surely it is known."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from datetime import timedelta
from typing import Final

from invoicectl.domain.fees import FeeBase
from invoicectl.domain.interest import RatePeriod
from invoicectl.domain.money import percent_text
from invoicectl.domain.vat import VatClass
from invoicectl.errors import RateUnknownError
from invoicectl.law import rows
from invoicectl.law.acts import Act
from invoicectl.law.acts import DebtCollectionRegime
from invoicectl.law.acts import regime_on
from invoicectl.law.table import Table

_VAT_KEYS: Final = {
    VatClass.HIGH: rows.VAT_HIGH.key,
    VatClass.MIDDLE: rows.VAT_MIDDLE.key,
    VatClass.LOW: rows.VAT_LOW.key,
    VatClass.RAW_FISH: rows.VAT_RAW_FISH.key,
}


@dataclass(frozen=True, slots=True)
class Rates:
    """All dated values of law that a company works by: those shipped, and its own.

    `reviewed_through` is the last day for which a person has gone through the law; what letters
    may say after it can have changed without any rate having changed.
    """

    tables: tuple[Table, ...]
    acts: tuple[Act, ...]
    reviewed_through: date

    def table(self, key: str) -> Table:
        """Return the table with that key, which must be one of ours."""
        return next(table for table in self.tables if table.key == key)

    def goes_on(self, table: Table) -> bool:
        """Tell whether the last value of a table is presumed past its end: that of VAT alone."""
        return table.key in _VAT_KEYS.values()

    def vat_rate_bp(self, vat_class: VatClass, on: date) -> int:
        """Return the VAT rate on the day of delivery, in hundredths of a percent (law 7.1).

        Past the day the table is vouched for, the last rate goes on: a company must be able to
        invoice on 2 January. `vat_rate_warning` then says so. A class without a rate gives 0.

        Raises:
            RateUnknownError: the day lies before the first known rate.
        """
        key = _VAT_KEYS.get(vat_class)
        return self.table(key).presumed_on(on) if key else 0

    def vat_rate_warning(self, vat_class: VatClass, on: date) -> str:
        """Return the sentence to show when a VAT rate is presumed to go on, else an empty text."""
        key = _VAT_KEYS.get(vat_class)
        if key is None or on <= self.table(key).known_until:
            return ""
        table = self.table(key)
        percent = percent_text(table.presumed_on(on), decimal=".")
        return (
            f"The {table.name} is vouched for until {table.known_until}; {percent} % is presumed to"
            f" go on for deliveries on {on}. Check the new budget and update invoicectl."
        )

    def late_interest_bp(self, on: date) -> int:
        """Return the statutory late interest a year, in hundredths of a percent (INT-3).

        Raises:
            RateUnknownError: the half-year is not published, or lies before the table (INT-10).
        """
        return self.table(rows.LATE_INTEREST.key).on(on)

    def late_interest_bp_if_known(self, on: date) -> int | None:
        """Return the late interest for the foot text of an invoice, None when it is not known."""
        try:
            return self.late_interest_bp(on)
        except RateUnknownError:
            return None

    def late_interest_periods(self, first: date, last: date) -> tuple[RatePeriod, ...]:
        """Return the statutory rates from `first` to `last`, both inclusive, without a gap (INT-4).

        Raises:
            RateUnknownError: a day between them lies outside what is vouched for (INT-10).
        """
        table = self.table(rows.LATE_INTEREST.key)
        assert first <= last  # the caller has days to charge
        changes = [row.since for row in table.rows if first < row.since <= last]
        starts = [first, *changes]
        ends = [*(change - timedelta(days=1) for change in changes), last]
        table.on(last)  # the end is refused before anything is computed
        return tuple(
            RatePeriod(start, end, table.on(start)) for start, end in zip(starts, ends, strict=True)
        )

    def standardkompensasjon_ore(self, on: date) -> int:
        """Return the compensation when a delay begins on a day, in øre (CMP-1, CMP-5).

        Raises:
            RateUnknownError: no amount in kroner is known for that day.
        """
        return self.table(rows.COMPENSATION.key).on(on)

    def inkassosats_ore(self, sent_on: date) -> int:
        """Return the inkassosats in force when a letter is sent, in øre (FEE-1, FEE-6).

        Raises:
            RateUnknownError: not known for that day.
        """
        return self.table(rows.INKASSOSATS.key).on(sent_on)

    def notice_fraction_20ths(self, due: date) -> int:
        """Return the fee of a purring or inkassovarsel in twentieths of the inkassosats (FEE-2).

        Raises:
            RateUnknownError: claims due on that day are outside the table.
        """
        return self.table(rows.NOTICE_FRACTION.key).on(due)

    def demand_fraction_20ths(self, due: date) -> int:
        """Return the fee of one's own betalingsoppfordring in twentieths of the sats (FEE-10).

        Raises:
            RateUnknownError: claims due on that day are outside the table.
        """
        return self.table(rows.DEMAND_FRACTION.key).on(due)

    def fee_base(self, due: date, sent_on: date) -> FeeBase:
        """Return the figures that decide about the fee of a letter (FEE-2, FEE-6, LAW-2).

        Args:
            due: the claim's due date.
            sent_on: the day the letter leaves.

        Raises:
            RateUnknownError: sats or fraction is not known; under the act of 2026 none is needed.
        """
        if not self.debt_collection_regime(sent_on).creditor_may_warn:
            return FeeBase(0, 0, 0, creditor_may_warn=False)
        return FeeBase(
            self.inkassosats_ore(sent_on),
            self.notice_fraction_20ths(due),
            self.demand_fraction_20ths(due),
        )

    def debt_collection_regime(self, day: date) -> DebtCollectionRegime:
        """Return which act on debt collection binds what is sent on `day` (LAW-1, LAW-2).

        Raises:
            RateUnknownError: `day` lies before the first act.
        """
        return regime_on(self.acts, day)

    def review_warning(self, day: date) -> str:
        """Return the sentence to show when `day` lies after the review of the law, else ''."""
        if day <= self.reviewed_through:
            return ""
        return (
            f"The law on late payment and debt collection was gone through for days until "
            f"{self.reviewed_through}; it may have changed since."
        )


SHIPPED: Final = Rates(rows.TABLES, rows.ACTS, rows.REVIEWED_THROUGH)
"""What invoicectl knows by itself, without any company's own rates."""
