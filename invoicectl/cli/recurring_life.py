"""`recurring run`, `pause`, `resume`, `stop`, `skip` and `credit`: what happens in time."""

from __future__ import annotations

from typing import TYPE_CHECKING
from typing import Annotated

import typer

from invoicectl.cli.args import AsJson
from invoicectl.cli.args import AsOf
from invoicectl.cli.args import DryRun
from invoicectl.cli.context import run_of

if TYPE_CHECKING:
    from invoicectl.cli.context import Run

Number = Annotated[int, typer.Argument(metavar="NO", help="Number of the recurring invoice.")]
Period = Annotated[
    str, typer.Argument(metavar="PERIOD", help="A day in the period, or its month (2026-03).")
]


def run_due(
    ctx: typer.Context,
    numbers: Annotated[
        list[int] | None, typer.Argument(metavar="[NO]...", help="Only these; else all.")
    ] = None,
    again: Annotated[
        str | None,
        typer.Option(metavar="PERIOD", help="Draft one period anew whose draft was removed."),
    ] = None,
    dry_run: DryRun = False,
    as_of: AsOf = None,
    as_json: AsJson = False,
) -> None:
    """Make the drafts that are due, each period once.

    It is what the night does; 'send' then issues those that need no approval.

    Example: invoicectl recurring run --dry-run
    """
    from invoicectl.cli.recurring_text import show_drafted
    from invoicectl.cli.recurring_text import show_due
    from invoicectl.flows.guard import check_clock
    from invoicectl.flows.lock import run_lock
    from invoicectl.flows.repeat import draft_due

    run = run_of(ctx)
    run.as_json = as_json
    run.set_as_of(as_of)
    if again is not None:
        _again(run, numbers or [], again)
        return
    if dry_run:
        show_due(run, numbers or ())
        return
    run.require_today(dry_run=dry_run)
    with run_lock(run.settings.ledger.path, run.stamp, "recurring"):
        check_clock(run.ledger, run.stamp, pause_ok=True)
        result = draft_due(run.ledger, run.settings, run.stamp, numbers or ())
    raise typer.Exit(show_drafted(run, result))


def pause(
    ctx: typer.Context,
    number: Number,
    from_: Annotated[
        str | None, typer.Option("--from", metavar="DATE", help="First day of it; today.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Invoice nothing from a day on, until it is resumed.

    The period that the day lies in is cut and invoiced by its days.

    Example: invoicectl recurring pause 1 --from 2026-12-01
    """
    from invoicectl.cli.recurring_text import tell_state
    from invoicectl.flows.recurring_life import pause as pause_it

    run = run_of(ctx)
    run.as_json = as_json
    found = pause_it(run.ledger, run.stamp, number, since=from_)
    sentence = f"Recurring invoice {number} is paused from {found.paused_from:%d.%m.%Y}."
    tell_state(run, found, "recurring pause", sentence)


def resume(
    ctx: typer.Context,
    number: Number,
    from_: Annotated[
        str | None, typer.Option("--from", metavar="DATE", help="First day invoiced; today.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Go on after a pause; its days are skipped.

    Example: invoicectl recurring resume 1 --from 2027-03-01
    """
    from invoicectl.cli.recurring_text import next_sentence
    from invoicectl.cli.recurring_text import tell_state
    from invoicectl.flows.recurring_life import resume as resume_it

    run = run_of(ctx)
    run.as_json = as_json
    found = resume_it(run.ledger, run.stamp, number, since=from_)
    sentences = [f"Recurring invoice {number} goes on."]
    sentences += [
        f"Skipped: {period.first:%d.%m.%Y} to {period.last:%d.%m.%Y}." for period in found.skipped
    ]
    tell_state(run, found.agreement, "recurring resume", *sentences, next_sentence(found.agreement))


def stop(
    ctx: typer.Context,
    number: Number,
    on: Annotated[
        str | None, typer.Option(metavar="DATE", help="Last day; else what is invoiced, or today.")
    ] = None,
    despite_minimum: Annotated[
        bool, typer.Option("--despite-minimum", help="Before the shortest agreed time is over.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """End a recurring invoice on a day.

    A last period that is cut short is invoiced by its days.

    Example: invoicectl recurring stop 1 --on 2027-03-31
    """
    from invoicectl.cli.output import warn
    from invoicectl.cli.recurring_text import beyond_sentence
    from invoicectl.cli.recurring_text import next_sentence
    from invoicectl.cli.recurring_text import tell_state
    from invoicectl.flows.recurring_life import stop as stop_it

    run = run_of(ctx)
    run.as_json = as_json
    found = stop_it(run.ledger, run.stamp, number, on=on, despite_minimum=despite_minimum)
    one = found.agreement
    sentence = f"Recurring invoice {number} ends on {one.ends_on:%d.%m.%Y}."
    if one.ends_on is not None and one.ends_on < one.starts_on:
        sentence = f"Recurring invoice {number} is withdrawn: it never begins."
    tell_state(run, one, "recurring stop", sentence, next_sentence(one))
    warn(*(beyond_sentence(each) for each in found.beyond))


def skip(
    ctx: typer.Context,
    number: Number,
    period: Period,
    undo: Annotated[bool, typer.Option("--undo", help="Take it back: invoice it.")] = False,
    as_json: AsJson = False,
) -> None:
    """Leave one period out.

    Example: invoicectl recurring skip 1 2026-12
    """
    from invoicectl.cli.recurring_text import tell_state
    from invoicectl.flows.recurring_period import skip_period
    from invoicectl.flows.recurring_period import unskip_period
    from invoicectl.ledger.recurring import agreement_of

    run = run_of(ctx)
    run.as_json = as_json
    do_it = unskip_period if undo else skip_period
    found = do_it(run.ledger, run.stamp, number, period)
    days = f"{found.first:%d.%m.%Y} to {found.last:%d.%m.%Y}"
    what = "will be invoiced" if undo else "is left out"
    one = agreement_of(run.ledger.con, number)
    tell_state(run, one, "recurring skip", f"The period {days} {what}.")


def credit(
    ctx: typer.Context,
    number: Number,
    period: Period,
    reason: Annotated[str, typer.Option(help="Printed on the credit note.")],
    as_json: AsJson = False,
) -> None:
    """Credit the invoice of one period; the agreement goes on.

    Example: invoicectl recurring credit 1 2026-11 --reason "Closed in November"
    """
    from invoicectl.cli.output import say
    from invoicectl.cli.output import show_json
    from invoicectl.flows.recurring_period import credit_period

    run = run_of(ctx)
    run.as_json = as_json
    draft_no = credit_period(run.ledger, run.stamp, number, period, reason=reason)
    if as_json:
        show_json("recurring credit", draft=f"D{draft_no}")
        return
    say(run, f"Credit note D{draft_no} is made: 'invoicectl send D{draft_no}' issues it.")


def _again(run: Run, numbers: list[int], text: str) -> None:
    """Draft one period of one agreement anew."""
    from invoicectl.cli.recurring_text import show_drafted
    from invoicectl.errors import InputError
    from invoicectl.flows.recurring_period import draft_period_again
    from invoicectl.flows.repeat import RepeatResult

    if len(numbers) != 1:
        raise InputError("--again is for one agreement: give its number.")
    made = draft_period_again(run.ledger, run.settings, run.stamp, numbers[0], text)
    show_drafted(run, RepeatResult((made,)))
