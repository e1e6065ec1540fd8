"""The open questions of payments: each with the invoices it may be for, the most useful first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from invoicectl.flows.suggest import suggested
from invoicectl.ledger.payments import transaction_of
from invoicectl.ledger.payments import transactions

if TYPE_CHECKING:
    from invoicectl.domain.suggestion import Suggestion
    from invoicectl.ledger.connect import Ledger
    from invoicectl.ledger.payments import BankTransaction

SHOWN = 9
"""Suggestions of one question at most: one digit each."""


@dataclass(frozen=True, slots=True)
class Question:
    """A payment that waits for a person, and what it may be for, the best founded first."""

    found: BankTransaction
    suggestions: tuple[Suggestion, ...]

    @property
    def is_plain(self) -> bool:
        """Whether the best suggestion names its invoice and owes exactly what was paid."""
        if not self.suggestions:
            return False
        best = self.suggestions[0]
        return best.weight >= _NAMED and best.open_ore == self.found.payment.amount_ore


_NAMED = 6


def questions(ledger: Ledger) -> tuple[Question, ...]:
    """Return the payments that wait: those with a plain answer first, then the largest.

    Money that left comes last: it needs another payment to be found, not an invoice.
    """
    found = [question_of(ledger, each) for each in transactions(ledger.con, only_queue=True)]
    return tuple(sorted(found, key=_order))


def question_of(ledger: Ledger, found: BankTransaction) -> Question:
    """Return one payment with its suggestions as they are now."""
    return Question(found, suggested(ledger, found)[:SHOWN])


def asked_again(ledger: Ledger, transaction_id: int) -> Question:
    """Return the question about a payment as it stands after something was decided.

    Raises:
        NotFoundError: there is no such payment.
    """
    return question_of(ledger, transaction_of(ledger.con, transaction_id))


def _order(question: Question) -> tuple[bool, bool, int, int, int]:
    amount_ore = question.found.payment.amount_ore
    weight = question.suggestions[0].weight if question.suggestions else 0
    number = question.found.transaction_id
    return amount_ore < 0, not question.is_plain, -weight, -abs(amount_ore), number
