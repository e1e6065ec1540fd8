"""Tells a night that sends letters of days which nobody has gone through the law for, once."""

from __future__ import annotations

from typing import Final

from invoicectl.errors import Exit
from invoicectl.flows.night_steps import Night
from invoicectl.flows.night_steps import Problem
from invoicectl.flows.night_steps import StepResult
from invoicectl.flows.own_rates import rates_of
from invoicectl.ledger.log import entries
from invoicectl.ledger.log import note

_EVENT: Final = "law.review-due"


def tell_review(night: Night) -> StepResult:
    """Say that the law may have changed, on the first such night after the review (LAW-2).

    It is told again after a person has moved `reviewed_through` and that day has passed too.

    Raises:
        SettingsError, SetupError: the company's own rates cannot be read.
    """
    rates = rates_of(night.settings)
    late = rates.review_warning(night.stamp.today)
    ref = rates.reviewed_through.isoformat()
    if not late or entries(night.ledger.con, ref=ref, event=_EVENT, limit=1):
        return StepResult("law", {})
    with night.ledger.write() as con:
        note(con, night.stamp, _EVENT, ref, late)
    sentence = f"{late} 'invoicectl rates check' says what to do."
    return StepResult("law", {}, (Problem("LAW-REVIEW", sentence, Exit.PERSON_NEEDED),))
