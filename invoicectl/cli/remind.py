"""The command `remind`: the next step of every overdue invoice and why, then exactly that."""

from __future__ import annotations

from typing import TYPE_CHECKING
from typing import Annotated

import typer

from invoicectl.cli.args import AsCsv
from invoicectl.cli.args import AsJson
from invoicectl.cli.args import AsOf
from invoicectl.cli.args import DryRun

if TYPE_CHECKING:
    from collections.abc import Sequence

    from invoicectl.cli.context import Run
    from invoicectl.flows.delivered import DeliverResult
    from invoicectl.flows.dun import PlannedNotice


def command(
    ctx: typer.Context,
    only: Annotated[
        str, typer.Option("--only", metavar="CUSTOMER", help="This customer number alone.")
    ] = "",
    dry_run: DryRun = False,
    as_of: AsOf = None,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Remind those who are late; say what is next for each and why.

    A betalingspåminnelse is friendly and free. Nobody gets one for an invoice that is paid,
    disputed or too fresh, and nobody gets the same one twice.

    Example: invoicectl remind --dry-run
    """
    from invoicectl.cli.context import run_of

    run = run_of(ctx)
    run.as_json, run.as_csv = as_json, as_csv
    run.set_as_of(as_of)
    run.require_today(dry_run=dry_run)
    _warn_of_old_law(run)
    if dry_run:
        _rehearse(run, only)
    else:
        _remind(run, only)


def _warn_of_old_law(run: Run) -> None:
    """Say that letters of this day are made by law which nobody has gone through for it."""
    from invoicectl.cli.output import warn
    from invoicectl.flows.own_rates import rates_of

    late = rates_of(run.settings).review_warning(run.today)
    if late:
        warn(f"{late} 'invoicectl rates check' says what to do.")


def _rehearse(run: Run, only: str) -> None:
    """Show the plan, and say so when the real run would stop before the first letter."""
    from invoicectl.cli.output import warn
    from invoicectl.errors import GuardError

    plan = _plan(run, only)
    _show_plan(run, plan)
    try:
        _check(run, plan)
    except GuardError as error:
        warn(f"The real run would stop: {error}")


def _remind(run: Run, only: str) -> None:
    from invoicectl.cli.context import now
    from invoicectl.flows.deliver import deliver
    from invoicectl.flows.delivered import DeliverResult
    from invoicectl.flows.dun import send_notices
    from invoicectl.flows.guard import check_clock
    from invoicectl.flows.lock import run_lock

    with run_lock(run.settings.ledger.path, run.stamp, "remind"):
        check_clock(run.ledger, run.stamp)
        plan = _plan(run, only)
        _check(run, plan)
        if not (run.as_json or run.as_csv):
            _show_plan(run, plan)
        made = send_notices(run.ledger, run.settings, run.stamp, plan).queued
        result = DeliverResult()
        if made:
            result = deliver(run.ledger, run.settings, run.stamp, now=now, only=made)
    if run.as_json or run.as_csv:
        _show_plan(run, plan, extra={"made": len(made), "sent": result.sent})
    _tell(run, result, left=len(made) - result.sent)


def _tell(run: Run, result: DeliverResult, *, left: int) -> None:
    """Say how the letters fared; what did not leave decides the exit status."""
    from invoicectl.cli.output import say
    from invoicectl.cli.output import warn
    from invoicectl.errors import Exit

    if result.sent or left:
        say(run, f"\n{result.sent} sent." + (f" {left} not: see 'outbox list'." if left else ""))
    for outcome in result.outcomes:
        if outcome.sentence and outcome.sentence not in result.halted.values():
            warn(f"delivery {outcome.delivery_id}: {outcome.sentence}")
    for channel, sentence in result.halted.items():
        warn(f"{channel}: {sentence}")
    if left:
        raise typer.Exit(result.exit_status or Exit.PARTLY)


def _plan(run: Run, only: str) -> tuple[PlannedNotice, ...]:
    from invoicectl.flows.dun import plan_notices

    return plan_notices(run.ledger, run.settings, run.today, customer_no=only)


def _check(run: Run, plan: Sequence[PlannedNotice]) -> None:
    """Stop before the first letter when there are too many."""
    from invoicectl.flows.guard import check_letters

    letters = sum(planned.is_letter for planned in plan)
    check_letters(letters, run.settings.nightly.max_letters, "letters about overdue invoices")


def _show_plan(
    run: Run, plan: Sequence[PlannedNotice], *, extra: dict[str, object] | None = None
) -> None:
    from invoicectl.cli.output import Cell
    from invoicectl.cli.output import Column
    from invoicectl.cli.output import Table
    from invoicectl.cli.output import say
    from invoicectl.cli.output import show

    columns = (
        Column("customer_no", ""),
        Column("customer_name", "Customer"),
        Column("invoice_no", "Invoice", Cell.NUMBER),
        Column("due", "Due", Cell.DAY),
        Column("days_over", "Days", Cell.NUMBER),
        Column("open_ore", "Open", Cell.MONEY),
        Column("step", "Next"),
        Column("until", "", Cell.DAY),
        Column("rule", ""),
        Column("reason", ""),
        Column("channel", ""),
        Column("recipient", ""),
    )
    table = Table(columns, [_row(planned) for planned in plan], empty="Nothing is overdue.")
    show(run, table, command="remind", extra=extra)
    if plan:
        say(run, "", *(_reason(planned) for planned in plan))


def _row(planned: PlannedNotice) -> tuple[object, ...]:
    from invoicectl.domain.dunning import Send

    step = planned.step
    until = None if isinstance(step, Send) else step.until
    return (
        planned.customer_no,
        planned.customer_name,
        planned.invoice_no,
        planned.due,
        planned.days_over,
        planned.open_ore,
        step.kind.word if isinstance(step, Send) else f"waits until {until}" if until else "waits",
        until,
        step.rule,
        step.reason,
        planned.channel,
        planned.recipient,
    )


def _reason(planned: PlannedNotice) -> str:
    """Return why, with the rule, folded under its invoice number."""
    import textwrap

    from invoicectl.cli.output import terminal_width
    from invoicectl.cli.plain import clean

    head = f"{planned.invoice_no}  {planned.step.rule}: "
    return "\n".join(
        textwrap.wrap(
            head + clean(planned.step.reason),
            width=terminal_width(),
            subsequent_indent=" " * (len(str(planned.invoice_no)) + 2),
            break_on_hyphens=False,
        )
    )
