"""The night's word about projects: instalments whose day has come wait for a person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from invoicectl.errors import Exit
from invoicectl.flows.night_steps import Problem
from invoicectl.flows.night_steps import StepResult
from invoicectl.ledger.due_work import due_instalments

if TYPE_CHECKING:
    from invoicectl.flows.night_steps import Night


def tell_instalments(night: Night) -> StepResult:
    """Name the instalments that are to be invoiced by now, every night until they are.

    None is drafted: a plan is no delivery, and VAT may not be invoiced before that (law INV-27).
    """
    due = due_instalments(night.ledger.con, night.stamp.today)
    problems = tuple(
        Problem(
            "INSTALMENT-DUE",
            f"project={each.project_no} instalment={each.n} was planned for {each.invoice_on}:"
            f" once delivered, 'invoicectl project invoice {each.project_no}'",
            Exit.PERSON_NEEDED,
        )
        for each in due
    )
    counts = {"due": len(due), "sum_ore": sum(each.amount_ore for each in due)}
    return StepResult("projects", counts, problems)
