"""Figures as a language writes them: dates, money, quantities, percentages, account numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING
from typing import Final

from invoicectl.documents.wording import fill
from invoicectl.domain.money import decimal_text
from invoicectl.domain.money import kroner
from invoicectl.domain.money import percent_text

if TYPE_CHECKING:
    from datetime import date

    from invoicectl.documents.wording import Wording

MINUS: Final = "\u2212"
NO_BREAK: Final = "\u00a0"


def date_text(day: date, wording: Wording) -> str:
    """Return `24.12.2026`, or `24 Dec 2026` in English, without a place to break the line."""
    values = {
        "d": str(day.day),
        "dd": f"{day.day:02d}",
        "mm": f"{day.month:02d}",
        "month": wording.months[day.month - 1],
        "yyyy": f"{day.year:04d}",
    }
    return fill(wording.date, values).replace(" ", NO_BREAK)


def period_text(first: date, last: date, wording: Wording) -> str:
    """Return both dates with an en dash between, or the one date when they are the same."""
    if first == last:
        return date_text(first, wording)
    values = {"from": date_text(first, wording), "to": date_text(last, wording)}
    return fill(wording.period, values)


def amount_text(ore: int, wording: Wording) -> str:
    """Return øre as `12 345,67`, the sign U+2212, without a currency."""
    return kroner(ore, thousands=wording.thousands, decimal=wording.decimal, minus=MINUS)


def money_text(ore: int, wording: Wording) -> str:
    """Return øre with the currency, as a sentence wants it: `12 345,67 kr`."""
    return fill(wording.money, {"amount": amount_text(ore, wording)}).replace(" ", NO_BREAK)


def quantity_text(micro: int, wording: Wording, *, decimals: int = 0) -> str:
    """Return millionths with at least `decimals` decimals, thousands grouped."""
    whole, _, tail = decimal_text(abs(micro), decimal=".").partition(".")
    tail = tail.ljust(decimals, "0")
    grouped = f"{int(whole):,}".replace(",", wording.thousands)
    sign = MINUS if micro < 0 else ""
    return f"{sign}{grouped}{wording.decimal if tail else ''}{tail}"


def rate_text(basis_points: int, wording: Wording) -> str:
    """Return `25 %` or `11,11 %` with a no-break space."""
    return f"{percent_text(basis_points, decimal=wording.decimal)}{NO_BREAK}%"
