"""Questions to the dated law: which rate is in force on a day, and how surely it is known."""

from __future__ import annotations

from datetime import date
from typing import Final

from invoicectl.domain.money import percent_text
from invoicectl.domain.vat import VatClass
from invoicectl.errors import RateUnknownError
from invoicectl.law.rows import COMPENSATION
from invoicectl.law.rows import DEMAND_FRACTION
from invoicectl.law.rows import INKASSOSATS
from invoicectl.law.rows import LATE_INTEREST
from invoicectl.law.rows import NOTICE_FRACTION
from invoicectl.law.rows import VAT_HIGH
from invoicectl.law.rows import VAT_LOW
from invoicectl.law.rows import VAT_MIDDLE
from invoicectl.law.rows import VAT_RAW_FISH
from invoicectl.law.table import Table

_VAT_TABLES: Final[dict[VatClass, Table]] = {
    VatClass.HIGH: VAT_HIGH,
    VatClass.MIDDLE: VAT_MIDDLE,
    VatClass.LOW: VAT_LOW,
    VatClass.RAW_FISH: VAT_RAW_FISH,
}


def vat_rate_bp(vat_class: VatClass, on: date) -> int:
    """Return the VAT rate in force on the day of delivery, in hundredths of a percent (law 7.1).

    Past the day the table is vouched for, the last rate goes on: a company must be able to invoice
    on 2 January. `vat_rate_warning` then says so. A class without a rate gives 0.

    Raises:
        RateUnknownError: the day lies before the first known rate.
    """
    table = _VAT_TABLES.get(vat_class)
    return table.presumed_on(on) if table else 0


def vat_rate_warning(vat_class: VatClass, on: date) -> str:
    """Return the sentence to show when a VAT rate is presumed to go on, else an empty text."""
    table = _VAT_TABLES.get(vat_class)
    if table is None or on <= table.known_until:
        return ""
    percent = percent_text(table.presumed_on(on), decimal=".")
    return (
        f"The {table.name} is vouched for until {table.known_until}; {percent} % is presumed to go"
        f" on for deliveries on {on}. Check the new budget and update invoicectl."
    )


def late_interest_bp(on: date) -> int:
    """Return the statutory late interest a year on a day, in hundredths of a percent (INT-3).

    Raises:
        RateUnknownError: the half-year has not been published, or lies before the table (INT-10).
    """
    return LATE_INTEREST.on(on)


def late_interest_bp_if_known(on: date) -> int | None:
    """Return the late interest rate for the foot text of an invoice, None when it is not known."""
    try:
        return LATE_INTEREST.on(on)
    except RateUnknownError:
        return None


def standardkompensasjon_ore(on: date) -> int:
    """Return the compensation a business owes whose delay begins on a day, in øre (CMP-1, CMP-5).

    Raises:
        RateUnknownError: no amount in kroner is known for that day.
    """
    return COMPENSATION.on(on)


def inkassosats_ore(sent_on: date) -> int:
    """Return the inkassosats in force when a letter is sent, in øre (FEE-1, FEE-6).

    Raises:
        RateUnknownError: not known for that day.
    """
    return INKASSOSATS.on(sent_on)


def notice_fraction_20ths(due: date) -> int:
    """Return the fee of a purring or inkassovarsel in twentieths of the inkassosats (FEE-2).

    Raises:
        RateUnknownError: claims due on that day are outside the table.
    """
    return NOTICE_FRACTION.on(due)


def demand_fraction_20ths(due: date) -> int:
    """Return the fee of one's own betalingsoppfordring in twentieths of the inkassosats (FEE-10).

    Raises:
        RateUnknownError: claims due on that day are outside the table.
    """
    return DEMAND_FRACTION.on(due)
