"""`send`: issue what is ready and deliver it."""

from __future__ import annotations

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

MANY = 40


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
    """Issue every ready draft, or those named, and deliver what is queued.

    \b
    Example: invoicectl send --dry-run
    """
    from invoicectl.cli.send_text import show_plan
    from invoicectl.cli.send_text import show_sent

    run = run_of(ctx)
    run.as_json, run.as_csv = as_json, as_csv
    run.set_as_of(as_of)
    run.require_today(dry_run=dry_run)
    if dry_run:
        show_plan(run, tuple(refs or ()))
        return
    raise typer.Exit(_send(run, tuple(refs or ()), show_sent))


def _send(run: Run, refs: tuple[str, ...], show_sent: object) -> int:
    from invoicectl.cli.send_text import show_sent as shown
    from invoicectl.flows.deliver import deliver
    from invoicectl.flows.issue import issue

    del show_sent
    issued = issue(run.ledger, run.settings, run.stamp, refs)
    only = tuple(each.delivery_id for each in issued.issued) if refs else ()
    delivered = deliver(run.ledger, run.settings, run.stamp, now=now, only=only)
    return shown(run, issued, delivered)
