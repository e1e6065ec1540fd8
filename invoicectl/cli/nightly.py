"""The command `nightly`: everything that is due, from cron; silent when all is well."""

from __future__ import annotations

import sys
from contextlib import ExitStack
from contextlib import contextmanager
from typing import TYPE_CHECKING
from typing import Annotated

import typer

from invoicectl.cli.args import AsJson
from invoicectl.cli.args import AsOf
from invoicectl.cli.args import DryRun

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Iterator

    from invoicectl.cli.context import Run
    from invoicectl.documents.bulk import RenderPool
    from invoicectl.flows.nightly import NightResult

MANY = 40
"""From so many drafts on, a second process is worth its start."""


def command(
    ctx: typer.Context,
    dry_run: DryRun = False,
    catch_up: Annotated[
        bool,
        typer.Option("--catch-up", help="The clock is right: go on after a very long pause."),
    ] = False,
    as_of: AsOf = None,
    as_json: AsJson = False,
) -> None:
    """Do all of the night's work, and be quiet when all is well.

    It backs up, imports what the bank sent, drafts recurring invoices, sends, reminds, delivers and
    checks. Made for cron:
    no question is asked, a second run at the same time ends at once, and a second run in the
    same night does nothing twice. Problems stand on stderr, one a line.

    Example: invoicectl nightly --dry-run
    """
    from invoicectl.cli.context import run_of

    run = run_of(ctx)
    run.as_json = as_json
    run.set_as_of(as_of)
    run.require_today(dry_run=dry_run)
    if dry_run:
        _rehearse(run)
        return
    result = _run_night(run, catch_up=catch_up)
    _tell(run, result)
    if result.exit_status:
        raise typer.Exit(result.exit_status)


def _run_night(run: Run, *, catch_up: bool) -> NightResult:
    from invoicectl.cli.context import now
    from invoicectl.flows.journal import Journal
    from invoicectl.flows.lock import run_lock
    from invoicectl.flows.night_steps import Night
    from invoicectl.flows.nightly import run_night
    from invoicectl.flows.watch import end_watch
    from invoicectl.flows.watch import start_watch

    settings = run.settings
    with ExitStack() as stack:
        pool = stack.enter_context(_pool(run)) if _drafts(run) >= MANY else None
        stack.enter_context(run_lock(settings.ledger.path, run.stamp, "nightly"))
        is_ending = stack.enter_context(_told_to_end())
        journal = Journal(settings.log.path, run.stamp.run_id, now)
        start_watch(settings, run.stamp, journal)
        night = Night(run.ledger, settings, run.stamp, now, is_ending, pool)
        result = run_night(night, journal, catch_up=catch_up)
        end_watch(settings, run.stamp, journal, result)
    return result


def _drafts(run: Run) -> int:
    from invoicectl.ledger.due_work import due_count
    from invoicectl.ledger.waiting import waiting

    con = run.ledger.con
    return waiting(con, run.today).drafts + due_count(con, run.today)


def _pool(run: Run) -> RenderPool:
    """Return workers that draw many documents; made while no ledger is open in this process."""
    from invoicectl.documents.bulk import RenderPool
    from invoicectl.flows.sending import look_of

    run.close_ledger()
    return RenderPool(look_of(run.settings))


@contextmanager
def _told_to_end() -> Iterator[Callable[[], bool]]:
    """Note SIGTERM and SIGINT instead of dying in the middle of a message."""
    import signal

    told: list[int] = []

    def heard(number: int, _frame: object) -> None:
        told.append(number)

    before = [(each, signal.signal(each, heard)) for each in (signal.SIGTERM, signal.SIGINT)]
    try:
        yield lambda: bool(told)
    finally:
        for each, handler in before:
            signal.signal(each, handler)


def _tell(run: Run, result: NightResult) -> None:
    """Write problems to stderr, and the summary where somebody looks."""
    from invoicectl.cli.output import say
    from invoicectl.cli.output import show_json
    from invoicectl.cli.output import warn
    from invoicectl.flows.nightly import summary_of

    if run.as_json:
        show_json(
            "nightly",
            run_id=result.run_id,
            exit_status=int(result.exit_status),
            steps={step.name: step.counts for step in result.steps},
            problems=[{"code": each.code, "message": each.sentence} for each in result.problems],
        )
        return
    if sys.stdout.isatty() or run.verbose:
        say(run, f"Night of {run.today}: {summary_of(result)}.")
    for problem in result.problems:
        warn(f"{problem.code} {problem.sentence}")


def _rehearse(run: Run) -> None:
    """Print what the night would do; nothing is written, moved, sent or pinged."""
    from invoicectl.cli.output import say
    from invoicectl.cli.output import show_json
    from invoicectl.flows.rehearsal import rehearse

    found = rehearse(run.ledger, run.settings, run.stamp)
    if run.as_json:
        show_json("nightly", dry_run=True, steps=found.counts, problems=list(found.problems))
        return
    say(run, *found.sentences)
