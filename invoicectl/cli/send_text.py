"""How a sending is shown: the plan of a dry run, and one line per document afterwards."""

from __future__ import annotations

from typing import TYPE_CHECKING

from invoicectl.cli.output import Cell
from invoicectl.cli.output import Column
from invoicectl.cli.output import Table
from invoicectl.cli.output import say
from invoicectl.cli.output import show
from invoicectl.cli.output import warn
from invoicectl.domain.invoice import DocumentKind
from invoicectl.domain.money import kroner
from invoicectl.domain.outbox import DeliveryState
from invoicectl.errors import Exit

if TYPE_CHECKING:
    from invoicectl.cli.context import Run
    from invoicectl.flows.choose import Chosen
    from invoicectl.flows.delivered import Carried
    from invoicectl.flows.delivered import DeliverResult
    from invoicectl.flows.issue import Issued
    from invoicectl.flows.issue import IssueResult
    from invoicectl.flows.issue import Planned

_PLAN = (
    Column("ref", "Draft"),
    Column("invoice_no", "No.", Cell.NUMBER),
    Column("kind", ""),
    Column("customer_no", ""),
    Column("customer_name", "Customer"),
    Column("kid", "KID", Cell.CODE),
    Column("channel", "By", Cell.CODE),
    Column("recipient", "To"),
    Column("due", "", Cell.DAY),
    Column("total_ore", "Total", Cell.MONEY),
)
_SENT = (
    Column("ref", "Draft"),
    Column("invoice_no", "No.", Cell.NUMBER),
    Column("kind", ""),
    Column("customer_name", "Customer"),
    Column("channel", "By", Cell.CODE),
    Column("recipient", "To"),
    Column("due", "", Cell.DAY),
    Column("total_ore", "Total", Cell.MONEY),
    Column("state", "State", Cell.CODE),
    Column("sentence", ""),
)


def show_plan(run: Run, chosen: Chosen) -> None:
    """Show what `send` would do today."""
    from invoicectl.cli.progress import progress
    from invoicectl.flows.issue import plan

    planned: tuple[Planned, ...] = ()
    if chosen.drafts:
        with progress(run, "Planning", chosen.drafts) as tell:
            planned = plan(run.ledger, run.settings, run.today, chosen.draft_refs, progress=tell)
    rows = [
        (
            each.ref, each.invoice_no, each.kind, each.customer_no, each.customer_name, each.kid,
            each.channel, each.recipient, each.due, _signed(each),
        )
        for each in planned
        if each.invoice_no is not None
    ]  # fmt: skip
    refused = [each for each in planned if each.invoice_no is None]
    total_ore = sum(_signed(each) for each in planned if each.invoice_no is not None)
    show(
        run,
        Table(_PLAN, rows, empty="Nothing is ready to be issued."),
        command="send",
        extra={
            "dry_run": True,
            "total_ore": total_ore,
            "refused": [{"ref": each.ref, "sentences": each.refusals} for each in refused],
            "warnings": [
                {"ref": each.ref, "invoice_no": each.invoice_no, "sentences": each.warnings}
                for each in planned
                if each.invoice_no is not None and each.warnings
            ],
        },
    )
    for each in refused:
        warn(*(f"{each.ref} {each.customer_name}: {sentence}" for sentence in each.refusals))
    for each in planned:
        if each.invoice_no is not None:
            warn(*(f"{each.ref} {each.customer_name}: {sentence}" for sentence in each.warnings))
    amount = kroner(total_ore, thousands=" ")
    say(
        run,
        f"{len(rows)} would be issued, {amount} kr; {len(refused)} refused;"
        f" {chosen.waiting} more in the outbox.",
        "Nothing was changed.",
    )


def _signed(each: Planned) -> int:
    """Return the total, negative for a credit note."""
    return -each.total_ore if each.kind is DocumentKind.CREDIT_NOTE else each.total_ore


def show_sent(run: Run, issued: IssueResult, delivered: DeliverResult) -> int:
    """Show what was issued and delivered, and return the exit status."""
    carried = {each.delivery_id: each for each in delivered.outcomes}
    rows = [_issued_row(each, carried.pop(each.delivery_id, None)) for each in issued.issued]
    rows += [_carried_row(each) for each in carried.values()]
    status = exit_status(issued, delivered)
    show(
        run,
        Table(_SENT, rows, empty="Nothing was ready to be sent."),
        command="send",
        extra={
            "issued": len(issued.issued),
            "total_ore": sum(each.total_ore for each in issued.issued),
            "refused": [
                {"ref": each.ref, "sentences": list(each.sentences)} for each in issued.refused
            ],
            "warnings": [
                {"ref": each.ref, "invoice_no": each.invoice_no, "sentences": each.warnings}
                for each in issued.issued
                if each.warnings
            ],
            "sent": delivered.sent,
            "waiting": delivered.queued,
            "failed": delivered.failed,
            "uncertain": delivered.uncertain,
            "halted": delivered.halted,
        },
    )
    _warn_of(issued, delivered)
    say(run, _summary(issued, delivered))
    return status


def exit_status(issued: IssueResult, delivered: DeliverResult) -> Exit:
    """Return the exit status: a refused draft needs a person when nothing else is worse."""
    status = delivered.exit_status
    if issued.refused and status in {Exit.DONE, Exit.PARTLY}:
        return Exit.PERSON_NEEDED
    return status


def _issued_row(each: Issued, carried: Carried | None) -> tuple[object, ...]:
    state = carried.state if carried else DeliveryState.QUEUED
    return (
        each.ref, each.invoice_no, each.kind, each.customer_name, each.channel, each.recipient,
        each.due, -each.total_ore if each.kind is DocumentKind.CREDIT_NOTE else each.total_ore,
        state, carried.sentence if carried else "",
    )  # fmt: skip


def _carried_row(each: Carried) -> tuple[object, ...]:
    """Return a row for a letter that was queued earlier."""
    return (
        "", each.ref, each.purpose, "", each.channel, each.recipient, None, None, each.state,
        each.sentence,
    )  # fmt: skip


def _warn_of(issued: IssueResult, delivered: DeliverResult) -> None:
    """Say what a person should know: refusals, warnings, failures, and channels given up."""
    for draft in issued.refused:
        warn(*(f"{draft.ref} {draft.customer_name}: {text}" for text in draft.sentences))
    for each in issued.issued:
        warn(*(f"{each.invoice_no}: {text}" for text in each.warnings))
    for carried in delivered.outcomes:
        if carried.state not in {DeliveryState.SENT, DeliveryState.QUEUED}:
            warn(f"{carried.ref} is {carried.state.value}: {carried.sentence}")
    warn(*(f"{channel}: {text}" for channel, text in delivered.halted.items()))
    if delivered.limited:
        warn(delivered.limited)


def _summary(issued: IssueResult, delivered: DeliverResult) -> str:
    """Return the last line: counts, and the sum of what was issued."""
    total_ore = sum(
        -each.total_ore if each.kind is DocumentKind.CREDIT_NOTE else each.total_ore
        for each in issued.issued
    )
    parts = [
        f"{len(issued.issued)} issued, {kroner(total_ore, thousands=' ')} kr",
        f"{len(issued.refused)} refused" if issued.refused else "",
        f"{delivered.sent} sent",
        f"{delivered.queued} waiting" if delivered.queued else "",
        f"{delivered.failed} failed" if delivered.failed else "",
        f"{delivered.uncertain} uncertain" if delivered.uncertain else "",
    ]
    return "; ".join(filter(None, parts)) + "."
