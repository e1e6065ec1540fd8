"""The screen of `payment review`: one payment, why it waits, and what it may be for."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from invoicectl.cli.output import day_text
from invoicectl.cli.output import money_text
from invoicectl.cli.output import terminal_width
from invoicectl.cli.plain import clean
from invoicectl.cli.plain import fitted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from invoicectl.domain.suggestion import Suggestion
    from invoicectl.flows.queue import Question

KEYS = (
    "y yes, the first   1-9 that one   m name invoices   c credit of a customer",
    "n no customer's    r pay back     s later           u undo   q enough",
)
_HEIGHT = 24
_TAIL = 4  # a rule, two lines of keys, and the line the cursor is on


def drawn(question: Question, at: int, total: int, message: str = "") -> list[str]:
    """Return the lines of the screen, at most 23 and no wider than the terminal.

    Args:
        question: the payment and its suggestions.
        at: which question it is, from 1.
        total: how many there are.
        message: what became of the answer before.
    """
    columns = terminal_width()
    head = [
        *_message(message, columns),
        f"Question {at} of {total}",
        "",
        *_facts(question, columns),
    ]
    offers = list(_offers(question, columns))
    room = _HEIGHT - _TAIL - len(head) - 2
    kept, left = _that_fit(offers, room)
    body = [line for offer in kept for line in offer]
    if left:
        body.append(f"     and {left} more: 'invoicectl payment queue' has them all")
    keys = [fitted(line, columns) for line in KEYS]
    return [*head, "", *body, "─" * min(columns, 80), *keys]


def _message(message: str, columns: int) -> list[str]:
    if not message:
        return []
    return [*textwrap.wrap(clean(message), columns)[:2], ""]


def _facts(question: Question, columns: int) -> Iterator[str]:
    """Yield what the bank said of the payment, and why it waits."""
    found, paid = question.found, question.found.payment
    amount, day = money_text(paid.amount_ore), day_text(paid.booked_on)
    yield f"Payment {found.transaction_id}:  {amount} kr  {day}"
    rows = (
        ("from", " ".join(filter(None, (paid.payer_name, paid.payer_account)))),
        ("KID", paid.kid),
        ("message", paid.text),
        ("file", f"{found.file_name}, line {paid.line}"),
    )
    for label, text in rows:
        if text:
            yield fitted(f"  {label:<8} {clean(text)}", columns)
    yield from textwrap.wrap(clean(found.sentence), columns, initial_indent="  ",
                             subsequent_indent="  ")[:2]  # fmt: skip


def _offers(question: Question, columns: int) -> Iterator[list[str]]:
    """Yield the lines of each suggestion, or one that says there is none."""
    if not question.suggestions:
        yield ["  Nothing in the books points at an invoice."]
        return
    for number, offer in enumerate(question.suggestions, 1):
        yield _offer(number, offer, columns)


def _offer(number: int, offer: Suggestion, columns: int) -> list[str]:
    numbers = " + ".join(str(each.invoice_no) for each in offer.invoices)
    name = clean(offer.candidate.customer_name)
    head = fitted(f"  {number}  {numbers}  {money_text(offer.open_ore)} open  {name}", columns)
    why = "; ".join(filter(None, (*offer.reasons, offer.remark)))
    indent = " " * 5
    return [head, *textwrap.wrap(why, columns, initial_indent=indent, subsequent_indent=indent)[:2]]


def _that_fit(offers: list[list[str]], room: int) -> tuple[list[list[str]], int]:
    """Return the offers that fit into so many lines, the first in any case, and how many do not."""
    kept = offers[:1]
    used = len(offers[0])
    for offer in offers[1:]:
        if used + len(offer) > room - 1:
            break
        kept.append(offer)
        used += len(offer)
    return kept, len(offers) - len(kept)
