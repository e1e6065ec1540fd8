"""The noun `avtalegiro`: who has given a mandate, and what the bank is told to draw."""

from __future__ import annotations

from typing import TYPE_CHECKING
from typing import Annotated

import typer

from invoicectl.cli.args import AsCsv
from invoicectl.cli.args import AsJson
from invoicectl.cli.args import DryRun

if TYPE_CHECKING:
    from invoicectl.cli.context import Run
    from invoicectl.flows.direct_debit import ClaimRun

app = typer.Typer(
    help="Claims on the accounts of customers who have given a mandate.", no_args_is_help=True
)


@app.command("claims")
def claims(ctx: typer.Context, dry_run: DryRun = False, as_json: AsJson = False) -> None:
    """Write the file that tells the bank what to draw, and what to leave after all.

    Claimed is every open invoice of a customer with a mandate that is due late enough. A claim
    whose invoice was paid, credited or disputed since is called back while there is time.

    Example: invoicectl avtalegiro claims --dry-run
    """
    from invoicectl.cli.context import run_of
    from invoicectl.flows.direct_debit import make_claims
    from invoicectl.flows.direct_debit import plan_claims

    run = run_of(ctx)
    run.as_json = as_json
    act = plan_claims if dry_run else make_claims
    _show(run, act(run.ledger, run.settings, run.stamp, run.norwegian_now), dry_run=dry_run)


@app.command("mandates")
def mandates(
    ctx: typer.Context,
    everything: Annotated[bool, typer.Option("--all", help="Also those that have ended.")] = False,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """List the mandates the bank has told of; they come with its files.

    Example: invoicectl avtalegiro mandates
    """
    from datetime import date

    from invoicectl.cli.context import run_of
    from invoicectl.cli.output import Cell
    from invoicectl.cli.output import Column
    from invoicectl.cli.output import Table
    from invoicectl.cli.output import show
    from invoicectl.ledger.mandates import mandates as found

    run = run_of(ctx)
    run.as_json, run.as_csv = as_json, as_csv
    columns = (
        Column("kid", "KID", Cell.CODE),
        Column("customer_no", "Customer", Cell.CODE),
        Column("customer_name", "Name"),
        Column("wants_notice", "Notice"),
        Column("is_active", "Active"),
        Column("since", "Since", Cell.DAY),
        Column("account", "", Cell.CODE),
    )
    rows = [
        (
            each.kid, each.customer_no, each.customer_name, each.wants_notice, each.is_active,
            date.fromisoformat(each.since), each.account,
        )
        for each in found(run.ledger.con, everything=everything)
    ]  # fmt: skip
    empty = "No mandates yet: 'invoicectl payment import' takes the bank's files in."
    show(run, Table(columns, rows, empty=empty), command="avtalegiro mandates")


@app.command("list")
def list_(
    ctx: typer.Context,
    limit: Annotated[int, typer.Option("--limit", min=1, help="Show at most so many.")] = 100,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """List the claims the bank was told of, the newest first.

    Example: invoicectl avtalegiro list
    """
    from invoicectl.cli.context import run_of
    from invoicectl.cli.output import Cell
    from invoicectl.cli.output import Column
    from invoicectl.cli.output import Table
    from invoicectl.cli.output import show
    from invoicectl.ledger.direct_claims import told_claims

    run = run_of(ctx)
    run.as_json, run.as_csv = as_json, as_csv
    columns = (
        Column("invoice_no", "Invoice", Cell.NUMBER),
        Column("customer_no", "Customer", Cell.CODE),
        Column("due", "Due", Cell.DAY),
        Column("amount_ore", "Amount", Cell.MONEY),
        Column("kid", "", Cell.CODE),
        Column("file", "Told in"),
        Column("called_back", "Called back in"),
    )
    rows = [
        (
            each.claim.invoice_no, each.customer_no, each.claim.due, each.claim.amount_ore,
            each.claim.kid, each.file_name, each.cancelled_by,
        )
        for each in told_claims(run.ledger.con, limit=limit)
    ]  # fmt: skip
    show(run, Table(columns, rows, empty="No claims yet."), command="avtalegiro list")


def _show(run: Run, done: ClaimRun, *, dry_run: bool) -> None:
    from invoicectl.cli.output import Cell
    from invoicectl.cli.output import Column
    from invoicectl.cli.output import Table
    from invoicectl.cli.output import say
    from invoicectl.cli.output import show

    columns = (
        Column("what", "What"),
        Column("invoice_no", "Invoice", Cell.NUMBER),
        Column("due", "Due", Cell.DAY),
        Column("amount_ore", "Amount", Cell.MONEY),
        Column("kid", "KID", Cell.CODE),
    )
    rows = [
        (what, each.invoice_no, each.due, each.amount_ore, each.kid)
        for what, several in (("claim", done.claims), ("called back", done.cancelled))
        for each in several
    ]
    extra: dict[str, object] = {
        "dry_run": dry_run,
        "file": str(done.path or ""),
        "left_out": [
            {"invoice_no": each.invoice_no, "sentence": each.sentence} for each in done.left_out
        ],
    }
    empty = "There is nothing to tell the bank."
    show(run, Table(columns, rows, empty=empty), command="avtalegiro claims", extra=extra)
    say(run, *(f"{each.invoice_no} is left out: {each.sentence}." for each in done.left_out))
    if dry_run:
        say(run, "Dry run: nothing was written.")
    elif done.path:
        say(run, f"{done.path} is to be sent to the bank.")
