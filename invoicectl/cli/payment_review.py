"""`payment review`: the open questions one by one on one screen, answered with single keys."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from dataclasses import field
from typing import TYPE_CHECKING
from typing import Final

from invoicectl.cli.review_screen import drawn
from invoicectl.errors import InvoicectlError

if TYPE_CHECKING:
    from invoicectl.cli.context import Run
    from invoicectl.flows.match import Target
    from invoicectl.flows.queue import Question

QUIT = frozenset({"q", "\x1b", "\x04"})


@dataclass(slots=True)
class Review:
    """What has been answered so far; `answered` holds the payments in order, for undo.

    `left` holds the places of questions that were left for later, each with how many answers had
    been given by then. `refunds` goes from a payment to the refund that was planned for it.
    """

    run: Run
    waiting: list[Question]
    at: int = 0
    answered: list[int] = field(default_factory=list)
    message: str = ""
    refunds: dict[int, int] = field(default_factory=dict)
    left: list[tuple[int, int]] = field(default_factory=list)

    @property
    def question(self) -> Question | None:
        """The one on the screen; None when all were seen."""
        return self.waiting[self.at] if self.at < len(self.waiting) else None


def review(run: Run, read_key: Callable[[], str], read_line: Callable[[str], str]) -> Review:
    """Ask until nothing is left or the person has had enough; every answer is booked at once.

    Args:
        run: what the command line said.
        read_key: waits for one key.
        read_line: shows a prompt and waits for a line.
    """
    from invoicectl.flows.queue import questions

    state = Review(run, list(questions(run.ledger)))
    while (question := state.question) is not None:
        _show(state, question)
        key = read_key()
        if key in QUIT:
            break
        try:
            state.message = _answered(state, question, key, read_line)
        except InvoicectlError as error:
            state.message = str(error)
    return state


def _show(state: Review, question: Question) -> None:
    """Draw the screen anew from its upper left corner."""
    lines = drawn(question, state.at + 1, len(state.waiting), state.message)
    sys.stdout.write("\x1b[H\x1b[2J" + "\n".join(lines) + "\n")
    sys.stdout.flush()


def _answered(state: Review, question: Question, key: str, read_line: Callable[[str], str]) -> str:
    """Do what a key says and return the sentence that is shown above the next question."""
    if key in {"y", "\r", "\n"}:
        return _taken(state, question, 1)
    if key.isascii() and key.isdigit() and key != "0":
        return _taken(state, question, int(key))
    if key in _ASKING:
        prompt, act = _ASKING[key]
        usual = question.found.customer_no if key == "c" else ""
        text = read_line(f"{prompt}{f' (Enter: {usual})' if usual else ''}: ").strip() or usual
        return act(state, question, text) if text else "Nothing was named."
    if key in _ACTIONS:
        return _ACTIONS[key](state, question)
    return "That key does nothing here; those below do."


def _later(state: Review, question: Question) -> str:
    state.left.append((state.at, len(state.answered)))
    state.at += 1
    return f"Payment {question.found.transaction_id} is left for later."


def _paid_back(state: Review, question: Question) -> str:
    from invoicectl.flows.refund import refund_payment

    run, number = state.run, question.found.transaction_id
    made = refund_payment(run.ledger, run.settings, run.stamp, number)
    state.refunds[number] = made.refund_id
    return _next(state, number, f"{made.ref} pays it back to {made.kontonr}.")


def _taken(state: Review, question: Question, number: int) -> str:
    from invoicectl.flows.match import Target

    if number > len(question.suggestions):
        return f"There is no suggestion {number}; m names invoices by hand."
    chosen = question.suggestions[number - 1]
    return _matched(state, question, [Target(each.invoice_no) for each in chosen.invoices])


def _by_number(state: Review, question: Question, text: str) -> str:
    from invoicectl.flows.match import target_of

    return _matched(state, question, [target_of(word) for word in text.split()])


def _matched(state: Review, question: Question, targets: list[Target]) -> str:
    from invoicectl.flows.match import match_payment

    run, number = state.run, question.found.transaction_id
    result = match_payment(run.ledger, run.settings, run.stamp, number, targets)
    return _next(state, number, result.transaction.sentence)


def _as_credit(state: Review, question: Question, customer_no: str) -> str:
    from invoicectl.flows.match import match_payment

    run, number = state.run, question.found.transaction_id
    result = match_payment(run.ledger, run.settings, run.stamp, number, (), customer_no=customer_no)
    return _next(state, number, result.transaction.sentence)


def _set_aside(state: Review, question: Question, reason: str) -> str:
    from invoicectl.flows.ignore_payment import ignore_payment

    run, number = state.run, question.found.transaction_id
    result = ignore_payment(run.ledger, run.settings, run.stamp, number, reason=reason.strip())
    return _next(state, number, result.transaction.sentence)


def _next(state: Review, number: int, sentence: str) -> str:
    """Go on to the next question; those that are left are asked as they stand now."""
    from invoicectl.flows.queue import asked_again

    state.answered.append(number)
    again = asked_again(state.run.ledger, number)
    if again.found.state == "queued":
        state.waiting[state.at] = again  # something of it is left to be said
        return f"Payment {number}: {sentence}"
    state.at += 1
    ahead = state.waiting[state.at :]
    state.waiting[state.at :] = [
        asked_again(state.run.ledger, each.found.transaction_id) for each in ahead
    ]
    return f"Payment {number}: {sentence}"


def _undone(state: Review, _: Question) -> str:
    from invoicectl.flows.match import unmatch_payment
    from invoicectl.flows.queue import asked_again
    from invoicectl.flows.refund import cancel_refund

    if state.left and state.left[-1][1] == len(state.answered):
        state.at = state.left.pop()[0]
        return "Back to the one before."
    if not state.answered:
        return "There is no answer to take back."
    run, number = state.run, state.answered.pop()
    if number in state.refunds:
        cancel_refund(run.ledger, run.settings, run.stamp, state.refunds.pop(number))
    else:
        unmatch_payment(run.ledger, run.settings, run.stamp, number)
    places = [at for at, each in enumerate(state.waiting) if each.found.transaction_id == number]
    state.at = places[0]
    state.waiting[state.at] = asked_again(run.ledger, number)
    return f"Payment {number} waits again."


_ASKING: Final[dict[str, tuple[str, Callable[[Review, Question, str], str]]]] = {
    "m": ("Invoices, as 10023 10024=500,00", _by_number),
    "c": ("Credit of customer", _as_credit),
    "n": ("No customer's payment. What it is", _set_aside),
}
_ACTIONS: Final[dict[str, Callable[[Review, Question], str]]] = {
    "r": _paid_back,
    "s": _later,
    "u": _undone,
}
