"""What the rows of a statement are called, and what stands below them, in the customer's words."""

from __future__ import annotations

from typing import TYPE_CHECKING
from typing import Final

from invoicectl.documents.figures import money_text
from invoicectl.domain.identifiers import format_kontonr
from invoicectl.domain.statement import MovementKind

if TYPE_CHECKING:
    from invoicectl.documents.wording import Wording
    from invoicectl.domain.statement import Movement
    from invoicectl.domain.statement import Position
    from invoicectl.domain.statement import Statement

NUMBERS_MAX: Final = 4


def movement_text(movement: Movement, wording: Wording) -> str:
    """Return `Faktura 10001`, `Innbetaling (faktura 10001, 10002)` and the like."""
    labels, numbers = wording.labels, movement.invoice_nos
    invoice = labels["invoice_word"]
    if movement.kind is MovementKind.INVOICE and numbers:
        return f"{invoice} {numbers[0]}"
    if movement.kind is MovementKind.CREDIT_NOTE and numbers:
        name, numbers = f"{labels['credit_note_word']} {numbers[0]}", numbers[1:]
    else:
        name = labels.get(f"movement_{movement.kind}", labels["movement_other"])
    if not numbers:
        return name
    shown = ", ".join(map(str, numbers[:NUMBERS_MAX]))
    more = ", …" if len(numbers) > NUMBERS_MAX else ""
    return f"{name} ({invoice.lower()} {shown}{more})"


def position_text(position: Position, wording: Wording) -> str:
    """Return `Faktura 10001`, or that it is credit."""
    if position.invoice_no is None:
        return wording.labels["credit_item"]
    return f"{wording.labels['invoice_word']} {position.invoice_no}"


def balance_label(statement: Statement, wording: Wording) -> str:
    """Return what the balance is called, by who owes whom."""
    if statement.closing_ore == 0:
        return wording.labels["balance"]
    return wording.labels["balance_owed" if statement.closing_ore > 0 else "balance_credit"]


def balance_text(statement: Statement, wording: Wording) -> str:
    """Return in one sentence what is owed, or that nothing is."""
    if statement.closing_ore == 0 and not statement.overdue_ore:
        return wording.text("statement_nothing")
    if statement.closing_ore < 0:
        credit = money_text(-statement.closing_ore, wording)
        return wording.text("statement_credit", amount=credit)
    owed = money_text(statement.closing_ore, wording)
    if not statement.overdue_ore:
        return wording.text("statement_not_due", amount=owed)
    overdue = money_text(statement.overdue_ore, wording)
    return wording.text("statement_owed", amount=owed, overdue=overdue)


def closing_texts(statement: Statement, wording: Wording) -> list[str]:
    """Return the balance in words, where to pay it, and what to do when it does not agree."""
    texts = [balance_text(statement, wording)]
    if statement.closing_ore > 0:
        account = format_kontonr(statement.seller.kontonr)
        texts.append(wording.text("statement_pay", account=account))
    return [" ".join(texts), wording.text("statement_differs")]
