"""How a sending is shown: the plan of a dry run, and one line per document afterwards."""

from __future__ import annotations

from typing import TYPE_CHECKING

from invoicectl.cli.output import Cell
from invoicectl.cli.output import Column
from invoicectl.cli.output import Table
from invoicectl.cli.output import say
from invoicectl.cli.output import show
from invoicectl.cli.output import warn
from invoicectl.errors import Exit

if TYPE_CHECKING:
    from invoicectl.cli.context import Run
    from invoicectl.flows.choose import Chosen
    from invoicectl.flows.deliver import DeliverResult
    from invoicectl.flows.issue import IssueResult
    from invoicectl.flows.issue import Planned

_PLAN = (
    Column("ref", "Draft"),
    Column("invoice_no", "No.", Cell.NUMBER),
    Column("kind", ""),
    Column("customer_no", ""),
    Column("customer_name", "Customer"),
    Column("kid", "KID"),
    Column("channel", "Channel"),
    Column("recipient", "To"),
    Column("due", "Due", Cell.DAY),
    Column("total_ore", "Total", Cell.MONEY),
)
_SENT = (
    Column("ref", "Draft"),
    Column("invoice_no", "No.", Cell.NUMBER),
    Column("kind", ""),
    Column("customer_name", "Customer"),
    Column("due", "Due", Cell.DAY),
    Column("total_ore", "Total", Cell.MONEY),
    Column("state", "State"),
)


def show_plan(run: Run, chosen: Chosen) -> None:
    """Show what `send` would do today."""
    from invoicectl.flows.issue import plan

    planned: tuple[Planned, ...] = ()
    if chosen.drafts:
        planned = plan(run.ledger, run.settings, run.today, chosen.draft_refs)
    rows = [
        (
            each.ref, each.invoice_no, each.kind, each.customer_no, each.customer_name, each.kid,
            each.channel, each.recipient, each.due, each.total_ore,
        )
        for each in planned
        if each.invoice_no is not None
    ]  # fmt: skip
    refused = [each for each in planned if each.invoice_no is None]
    total_ore = sum(each.total_ore for each in planned if each.invoice_no is not None)
    show(
        run,
        Table(_PLAN, rows, empty="Nothing is ready to be issued."),
        command="send",
        extra={
            "dry_run": True,
            "total_ore": total_ore,
            "refused": [{"ref": each.ref, "sentences": each.refusals} for each in refused],
        },
    )
    for each in refused:
        warn(*(f"{each.ref} {each.customer_name}: {sentence}" for sentence in each.refusals))
    say(run, f"{len(rows)} would be issued, {len(refused)} refused; nothing was changed.")


def show_sent(run: Run, issued: IssueResult, delivered: DeliverResult) -> int:
    """Show what was issued and delivered, and return the exit status."""
    states = {each.delivery_id: each for each in delivered.outcomes}
    rows = []
    for each in issued.issued:
        outcome = states.get(each.delivery_id)
        rows.append(
            (
                each.ref, each.invoice_no, each.kind, each.customer_name, each.due,
                each.total_ore, outcome.state if outcome else "queued",
            )
        )  # fmt: skip
    show(run, Table(_SENT, rows, empty="Nothing was ready to be issued."), command="send")
    for draft in issued.refused:
        warn(*(f"{draft.ref} {draft.customer_name}: {text}" for text in draft.sentences))
    say(
        run,
        f"{len(issued.issued)} issued, {len(issued.refused)} refused; {delivered.sent} sent,"
        f" {delivered.queued} waiting.",
    )
    status = delivered.exit_status
    if issued.refused and status is Exit.DONE:
        return Exit.PERSON_NEEDED
    return status
