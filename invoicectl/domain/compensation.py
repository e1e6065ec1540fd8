"""Standardkompensasjon: what a business in delay owes for recovery costs, set off against fees."""

from __future__ import annotations

from datetime import date

from invoicectl.domain.dates import DAY
from invoicectl.domain.parties import CustomerKind
from invoicectl.errors import InputError


def first_day_of_delay(start: date) -> date:
    """Return the day that decides which amount applies (CMP-5).

    Args:
        start: the last day without interest, from `interest_start`: compensation may be claimed
            when interest may (CMP-2).
    """
    return start + DAY


def check_compensation(kind: CustomerKind) -> None:
    """Refuse a compensation from a consumer (CMP-3); businesses and public bodies owe it.

    Raises:
        InputError: the debtor is a consumer.
    """
    if kind is CustomerKind.CONSUMER:
        raise InputError(
            "CMP-3: a consumer never owes a compensation for recovery costs.",
            hint="Charge a fee instead, where the law allows one.",
        )


def recovery_costs_ore(*, fees_ore: int, compensation_ore: int) -> int:
    """Return what fees and compensation come to together, in øre: the larger, not the sum (CMP-4).

    Args:
        fees_ore: all fees that the letters so far were allowed to carry.
        compensation_ore: the compensation that is claimed, 0 when none is.
    """
    assert fees_ore >= 0
    assert compensation_ore >= 0
    return max(fees_ore, compensation_ore)


def addition_ore(*, fees_ore: int, compensation_ore: int, charged_ore: int) -> int:
    """Return what may still be charged, in øre, never below zero (CMP-4).

    Args:
        fees_ore: the fees of all letters, that of the one at hand included.
        compensation_ore: the compensation that is claimed, or is to be claimed now.
        charged_ore: what has been charged so far as fee or as compensation.
    """
    assert charged_ore >= 0
    whole_ore = recovery_costs_ore(fees_ore=fees_ore, compensation_ore=compensation_ore)
    return max(0, whole_ore - charged_ore)
