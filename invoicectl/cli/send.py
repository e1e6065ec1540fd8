"""`send`: issue what is ready and deliver it."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING
from typing import Annotated

import typer

from invoicectl.cli.args import AsCsv
from invoicectl.cli.args import AsJson
from invoicectl.cli.args import AsOf
from invoicectl.cli.args import DryRun
from invoicectl.cli.context import now
from invoicectl.cli.context import run_of

if TYPE_CHECKING:
    from invoicectl.cli.context import Run
    from invoicectl.documents.bulk import RenderPool
    from invoicectl.flows.choose import Chosen
    from invoicectl.flows.delivered import DeliverResult
    from invoicectl.flows.issue import IssueResult

MANY = 40
"""From so many drafts on, drawing them in two processes pays."""


def command(
    ctx: typer.Context,
    refs: Annotated[
        list[str] | None,
        typer.Argument(metavar="[REF]...", help="Drafts (D3) or issued numbers; else all."),
    ] = None,
    dry_run: DryRun = False,
    as_of: AsOf = None,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Issue the drafts that are ready and deliver what is queued.

    A draft gets its number, its KID and its place in the books in one step; then it goes out by
    the customer's channel. What cannot be sent now waits in the outbox.

    Example: invoicectl send --dry-run
    """
    from invoicectl.cli.send_text import show_plan
    from invoicectl.cli.send_text import show_sent
    from invoicectl.flows.choose import choose

    run = run_of(ctx)
    run.as_json, run.as_csv = as_json, as_csv
    run.set_as_of(as_of)
    run.require_today(dry_run=dry_run)
    chosen = choose(run.ledger, refs or ())
    if dry_run:
        show_plan(run, chosen)
        return
    issued, delivered = _send(run, chosen)
    raise typer.Exit(show_sent(run, issued, delivered))


def _send(run: Run, chosen: Chosen) -> tuple[IssueResult, DeliverResult]:
    """Issue and deliver under the run lock, with a second process for many documents."""
    from invoicectl.cli.progress import progress
    from invoicectl.flows.deliver import deliver
    from invoicectl.flows.delivered import DeliverResult
    from invoicectl.flows.guard import check_clock
    from invoicectl.flows.issue import IssueResult
    from invoicectl.flows.issue import issue
    from invoicectl.flows.lock import run_lock

    with ExitStack() as stack:
        pool = stack.enter_context(_pool(run)) if chosen.drafts >= MANY else None
        stack.enter_context(run_lock(run.settings.ledger.path, run.stamp, "send"))
        check_clock(run.ledger, run.stamp, pause_ok=True)
        issued = IssueResult()
        if chosen.drafts:
            with progress(run, "Issuing", chosen.drafts) as tell:
                issued = issue(
                    run.ledger, run.settings, run.stamp, chosen.draft_refs, pool=pool,
                    progress=tell,
                )  # fmt: skip
        if pool is not None:
            pool.close()
        only = (*chosen.deliveries, *(each.delivery_id for each in issued.issued))
        if chosen.is_everything:
            only = ()
        elif not only:
            return issued, DeliverResult()
        with progress(run, "Sending", chosen.waiting + len(issued.issued)) as tell:
            delivered = deliver(
                run.ledger, run.settings, run.stamp, now=now, only=only, progress=tell
            )
    return issued, delivered


def _pool(run: Run) -> RenderPool:
    """Return workers that draw documents; made while no ledger is open in this process."""
    from invoicectl.documents.bulk import RenderPool
    from invoicectl.flows.sending import look_of

    run.close_ledger()
    return RenderPool(look_of(run.settings))
