"""An agreement in words and, for programs, in values."""

from __future__ import annotations

from typing import TYPE_CHECKING

from invoicectl.cli.output import day_text
from invoicectl.cli.output import money_text

if TYPE_CHECKING:
    from invoicectl.domain.recurring import Agreement


def values_of(one: Agreement) -> dict[str, object]:
    """Return an agreement for programs: plain values, days as ISO text."""
    from dataclasses import asdict

    values = asdict(one)
    values["state"] = one.state().value
    values["starts_on"] = one.starts_on
    return values


def every_words(one: Agreement) -> str:
    """Return how often invoices come, by the newest rule."""
    from invoicectl.domain.recurrence import every_text

    rule = one.rule
    text = every_text(rule)
    if len(one.rules) > 1:
        text += f" from {day_text(rule.since)}"
    return text + (" of the calendar" if rule.is_calendar else "")


def timing_words(one: Agreement) -> str:
    """Return when an invoice is made, in words."""
    rule = one.rule
    side = "in arrears"
    if one.in_advance_as is not None:
        side = f"in advance ({one.in_advance_as.value})"
    if rule.on.isdigit():
        side += f", on day {rule.on} of the month"
    elif rule.on:
        side += f", on the {rule.on.replace('-', ' ')} of the month"
    if rule.days_ahead:
        side += f", {rule.days_ahead} days ahead"
    return side


def index_words(one: Agreement) -> str:
    """Return what prices follow, '' when they follow nothing."""
    from invoicectl.domain.indexation import IndexKind
    from invoicectl.domain.money import decimal_text

    clause = one.index
    if clause.kind is IndexKind.NONE or clause.first_on is None:
        return ""
    what = f"{decimal_text(clause.percent_bp * 10_000)} %"
    if clause.kind is IndexKind.TABLE:
        base = one.prices[-1].base_month
        what = f"{clause.table}, {clause.lag_months} months before, from {base}"
    rounded = money_text(clause.step_ore)
    return f"{what}, each year from {day_text(clause.first_on)}, to whole {rounded}"
