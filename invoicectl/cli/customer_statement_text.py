"""How a statement of account is shown: to people in English, to programs whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

from invoicectl.cli.output import Cell
from invoicectl.cli.output import Column
from invoicectl.cli.output import Table
from invoicectl.cli.output import money_text
from invoicectl.cli.output import say
from invoicectl.cli.output import show
from invoicectl.cli.output import show_json
from invoicectl.cli.output import warn
from invoicectl.domain.outbox import DeliveryState
from invoicectl.domain.statement import MovementKind
from invoicectl.errors import Exit

if TYPE_CHECKING:
    from invoicectl.cli.context import Run
    from invoicectl.domain.statement import Movement
    from invoicectl.domain.statement import Statement
    from invoicectl.flows.delivered import DeliverResult
    from invoicectl.flows.statement import QueuedStatement

COMMAND = "customer statement"
_NUMBERS_MAX = 3


def show_statement(run: Run, made: Statement) -> None:
    """Show movements and open positions; as JSON both, as CSV the one that was asked for."""
    movements, positions = _movements(made), _positions(made)
    if run.as_json:
        show_json(COMMAND, **_everything(made))
        return
    say(run, f"{made.buyer.customer_no} {made.buyer.name}")
    if made.from_day is not None:
        show(run, movements, command=COMMAND)
        if made.positions:
            say(run, "", "Open:")
    if made.from_day is None or (made.positions and not run.as_csv):
        show(run, positions, command=COMMAND)
    if made.overdue_ore:
        say(run, f"{money_text(made.overdue_ore)} is overdue.")


def show_queued(run: Run, queued: QueuedStatement) -> None:
    """Say what `--send --dry-run` would send, or that nothing is to be done."""
    if run.as_json:
        show_json(COMMAND, **_facts(queued))
        return
    to = f"by {queued.channel}" + (f" to {queued.recipient}" if queued.recipient else "")
    if queued.is_new:
        say(run, f"{queued.name} would go {to}.", "Nothing was changed.")
    else:
        say(
            run,
            f"{queued.name} was queued before and is {queued.state.value}; nothing was done.",
            "'--again' sends a further copy.",
        )


def show_sent(run: Run, queued: QueuedStatement, delivered: DeliverResult) -> Exit:
    """Say how the letter came out, and return the exit status."""
    if run.as_json:
        show_json(COMMAND, **_facts(queued))
    if queued.state is DeliveryState.SENT:
        to = f" to {queued.recipient}" if queued.recipient else ""
        say(run, f"{queued.name} sent by {queued.channel}{to}.")
        return Exit.DONE
    own = [each for each in delivered.outcomes if each.delivery_id == queued.delivery_id]
    sentences = [each.sentence for each in own if each.sentence] or [*delivered.halted.values()]
    warn(f"{queued.name} is {queued.state.value}. {' '.join(sentences)}".rstrip())
    status = delivered.exit_status
    return Exit.PARTLY if status is Exit.DONE else status


def _movements(made: Statement) -> Table:
    """Return opening balance, movements and closing balance."""
    columns = (
        Column("dated_on", "Date", Cell.DAY),
        Column("kind", ""),
        Column("text", "Entry"),
        Column("voucher_no", "", Cell.NUMBER),
        Column("due", "Due", Cell.DAY),
        Column("amount_ore", "Amount", Cell.MONEY),
        Column("balance_ore", "Balance", Cell.MONEY),
    )
    opening = (
        made.from_day, "opening", "Opening balance", None, None, None, made.opening_ore,
    )  # fmt: skip
    rows = [
        (
            each.dated_on, each.kind, movement_text(each), each.voucher_no, each.due,
            each.amount_ore, each.balance_ore,
        )
        for each in made.movements
    ]  # fmt: skip
    totals = (made.to_day, "", "Closing balance", "", "", "", made.closing_ore)
    return Table(columns, [opening, *rows], totals=totals)


def movement_text(movement: Movement) -> str:
    """Return `Invoice 10001`, `Payment for 10001, 10002` and the like."""
    numbers = movement.invoice_nos
    word = movement.kind.value.replace("_", " ").capitalize()
    if movement.kind is MovementKind.INVOICE and numbers:
        return f"{word} {numbers[0]}"
    if movement.kind is MovementKind.CREDIT_NOTE and numbers:
        word, numbers = f"{word} {numbers[0]}", numbers[1:]
    if not numbers:
        return word
    more = " …" if len(numbers) > _NUMBERS_MAX else ""
    return f"{word} for {', '.join(map(str, numbers[:_NUMBERS_MAX]))}{more}"


def _positions(made: Statement) -> Table:
    columns = (
        Column("invoice_no", "Invoice", Cell.NUMBER),
        Column("issued_on", "Date", Cell.DAY),
        Column("due", "Due", Cell.DAY),
        Column("days_over", "Days over", Cell.NUMBER),
        Column("kid", ""),
        Column("total_ore", "Amount", Cell.MONEY),
        Column("open_ore", "Open", Cell.MONEY),
    )
    rows = [
        (
            each.invoice_no or "Credit", each.issued_on, each.due, each.days_over or None,
            each.kid, each.total_ore if each.invoice_no else None, each.open_ore,
        )
        for each in made.positions
    ]  # fmt: skip
    total = sum(each.open_ore for each in made.positions)
    totals = ("Sum", "", "", "", "", "", total)
    return Table(columns, rows, totals=totals if rows else None, empty="Nothing is open.")


def _everything(made: Statement) -> dict[str, object]:
    """Return the whole statement for programs."""
    return {
        "customer_no": made.buyer.customer_no,
        "from": made.from_day,
        "to": made.to_day,
        "currency": made.currency,
        "opening_ore": made.opening_ore,
        "closing_ore": made.closing_ore,
        "overdue_ore": made.overdue_ore,
        "movements": [
            {
                "dated_on": each.dated_on.isoformat(),
                "kind": each.kind.value,
                "text": movement_text(each),
                "voucher_no": each.voucher_no,
                "invoices": list(each.invoice_nos),
                "due": each.due.isoformat() if each.due else None,
                "amount_ore": each.amount_ore,
                "balance_ore": each.balance_ore,
            }
            for each in made.movements
        ],
        "open": [
            {
                "invoice_no": each.invoice_no,
                "issued_on": each.issued_on.isoformat() if each.issued_on else None,
                "due": each.due.isoformat() if each.due else None,
                "days_over": each.days_over,
                "kid": each.kid,
                "total_ore": each.total_ore,
                "open_ore": each.open_ore,
            }
            for each in made.positions
        ],
    }


def _facts(queued: QueuedStatement) -> dict[str, object]:
    return {
        "file": queued.name,
        "delivery_id": queued.delivery_id if queued.is_new else None,
        "channel": queued.channel,
        "recipient": queued.recipient,
        "state": queued.state.value,
        "is_new": queued.is_new,
    }
