"""How deliveries are shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from invoicectl.cli.output import Cell
from invoicectl.cli.output import Column
from invoicectl.cli.output import Table
from invoicectl.cli.output import say
from invoicectl.cli.output import show
from invoicectl.cli.output import show_json

if TYPE_CHECKING:
    from collections.abc import Sequence

    from invoicectl.cli.context import Run
    from invoicectl.domain.outbox import Delivery

_COLUMNS = (
    Column("id", "ID", Cell.NUMBER),
    Column("state", "State"),
    Column("ref", "Ref.", Cell.NUMBER),
    Column("purpose", "What"),
    Column("channel", "By"),
    Column("recipient", "To"),
    Column("attempts", "Tries", Cell.NUMBER),
    Column("last_error", ""),
    Column("key", ""),
    Column("customer_no", ""),
    Column("not_before", ""),
    Column("updated_at", ""),
    Column("sent_at", ""),
)


def show_deliveries(run: Run, found: Sequence[Delivery], *, empty: str) -> None:
    """Show deliveries as a table, or what `empty` says when there are none."""
    rows = [
        (
            each.delivery_id, each.state, each.ref, each.purpose, each.channel, each.recipient,
            each.attempts, each.last_error, each.key, each.customer_no, each.not_before,
            each.updated_at, each.sent_at,
        )
        for each in found
    ]  # fmt: skip
    show(run, Table(_COLUMNS, rows, empty=empty), command="outbox list")
    say(run, *(f"{each.delivery_id}: {each.last_error}" for each in found if each.last_error))


def show_delivery(run: Run, each: Delivery, *, command: str) -> None:
    """Show one delivery with its message and its tries."""
    from invoicectl.flows.outbox import message_id_of
    from invoicectl.ledger.outbox import attempts_of
    from invoicectl.ledger.outbox import message_of

    con = run.ledger.con
    message = message_of(con, each.delivery_id)
    tries = attempts_of(con, each.delivery_id)
    facts = {
        "id": each.delivery_id,
        "key": each.key,
        "state": each.state.value,
        "purpose": each.purpose.value,
        "invoice_no": each.invoice_no,
        "customer_no": each.customer_no,
        "channel": each.channel,
        "recipient": each.recipient,
        "subject": message.subject,
        "attachment": message.attachment_name,
        "attempts": each.attempts,
        "not_before": each.not_before,
        "sent_at": each.sent_at,
        "message_id": message_id_of(run.ledger, each.delivery_id),
        "reference": each.reference,
        "last_error": each.last_error,
        "document_sha256": each.document_sha256,
        "payload_sha256": each.payload_sha256,
    }
    if run.as_json:
        history = [{"at": at, "state": state, "sentence": text} for at, state, text in tries]
        show_json(command, **facts, text=message.text, history=history)
        return
    say(run, *(f"{name + ':':<17}{value}" for name, value in facts.items() if value is not None
               and value != ""))  # fmt: skip
    say(run, "", *(f"{at[:16].replace('T', ' ')}  {state}  {text}".rstrip()
                   for at, state, text in tries))  # fmt: skip
    say(run, "", message.text.rstrip())
