"""The commands of the noun `ledger`: check it, back it up, restore it, read its log."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from typing import Annotated

import typer

from invoicectl.cli.args import AsCsv
from invoicectl.cli.args import AsJson
from invoicectl.cli.context import run_of
from invoicectl.errors import Exit

if TYPE_CHECKING:
    from invoicectl.cli.context import Run
    from invoicectl.ledger.restore import RestoreResult

app = typer.Typer(
    help="Prove the books right, keep copies, see what was done.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@app.command()
def check(
    ctx: typer.Context,
    full: Annotated[
        bool,
        typer.Option("--full/--quick", help="Everything ever written, or the newest documents."),
    ] = True,
    as_json: AsJson = False,
) -> None:
    """Prove that the ledger is sound; silent when it is.

    Each finding is one line that begins with a stable code. Exit status 14 means damage, 4 that
    something waits for a person.

    Example: invoicectl ledger check
    """
    from invoicectl.cli.output import show_json
    from invoicectl.cli.output import warn
    from invoicectl.flows.safeguard import check_all

    run = run_of(ctx)
    run.as_json = as_json
    findings = check_all(run.ledger, run.settings, run.stamp, full=full)
    if as_json:
        rows = [
            {"code": each.code, "sentence": each.sentence, "is_damage": each.is_damage}
            for each in findings
        ]
        show_json("ledger check", findings=rows)
    else:
        warn(*(f"{each.code} {each.sentence}" for each in findings))
    if any(each.is_damage for each in findings):
        raise typer.Exit(Exit.GUARD)
    if findings:
        raise typer.Exit(Exit.PERSON_NEEDED)


@app.command()
def backup(ctx: typer.Context, as_json: AsJson = False) -> None:
    """Copy the ledger, check the copy in full, and keep the newest ones.

    The last line is the head of the hash chain: kept elsewhere, it proves later that nothing
    before it was changed or cut off.

    Example: invoicectl ledger backup
    """
    from dataclasses import asdict

    from invoicectl.cli.output import say
    from invoicectl.cli.output import show_json
    from invoicectl.flows.safeguard import make_backup

    run = run_of(ctx)
    run.as_json = as_json
    made = make_backup(run.ledger, run.settings, run.stamp)
    if as_json:
        content = asdict(made.manifest)
        show_json("ledger backup", path=str(made.path), removed=made.removed, manifest=content)
        return
    say(run, f"{made.path} ({made.size / 1_000_000:.1f} MB), opened and checked.")
    if made.removed:
        say(run, f"Removed the oldest: {', '.join(made.removed)}.")
    say(run, f"Voucher {made.manifest.vouchers}, seal {made.manifest.head}")


@app.command()
def restore(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(help="A backup that 'ledger backup' made.")],
    as_json: AsJson = False,
) -> None:
    """Put a backup in the place of the ledger; the present one is kept beside it.

    What left the house since the backup is marked as sent, by the receipts beside the ledger, so
    that nothing goes out twice. Invoice numbers used since are never used again.

    Example: invoicectl ledger restore backup/ledger-20261123-053000.sqlite
    """
    from dataclasses import asdict

    from invoicectl.cli.output import show_json
    from invoicectl.flows.safeguard import restore_backup

    run = run_of(ctx)
    run.as_json = as_json
    result = restore_backup(run.settings, run.stamp, file)
    if as_json:
        show_json("ledger restore", **{**asdict(result), "path": str(result.path),
                                       "aside": str(result.aside or "")})  # fmt: skip
    else:
        _tell(run, result)
    if result.gap or result.lost:
        raise typer.Exit(Exit.PERSON_NEEDED)


@app.command()
def log(
    ctx: typer.Context,
    ref: Annotated[
        str, typer.Argument(help="An invoice, draft (D12) or customer number; all without it.")
    ] = "",
    event: Annotated[
        str, typer.Option(help="Events that begin so: invoice, delivery.sent, ledger.")
    ] = "",
    limit: Annotated[int, typer.Option(min=1, help="The newest so many.")] = 50,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Show what was done, when and by whom.

    Example: invoicectl ledger log 10001
    """
    from invoicectl.cli.output import Column
    from invoicectl.cli.output import Table
    from invoicectl.cli.output import show
    from invoicectl.ledger.log import entries

    run = run_of(ctx)
    run.as_json, run.as_csv = as_json, as_csv
    columns = (
        Column("at", "When (UTC)"),
        Column("actor", "Who"),
        Column("event", "What"),
        Column("ref", "Ref"),
        Column("detail", "Detail"),
    )
    rows = [
        (
            each.at if as_json or as_csv else each.at[:16].replace("T", " "),
            each.actor,
            each.event,
            each.ref,
            each.detail,
        )
        for each in entries(run.ledger.con, ref=ref, event=event, limit=limit)
    ]
    show(run, Table(columns, rows, empty="Nothing was written down about that."),
         command="ledger log")  # fmt: skip


@app.command()
def lock(
    ctx: typer.Context,
    month: Annotated[str, typer.Argument(metavar="YYYY-MM", help="The last month to lock.")],
) -> None:
    """Lock a month and all before it: nothing is posted there any more.

    A lock is never taken away; corrections are posted in an open month.

    Example: invoicectl ledger lock 2026-09
    """
    from invoicectl.cli.output import say
    from invoicectl.flows.safeguard import lock_through

    run = run_of(ctx)
    locked = lock_through(run.ledger, run.stamp, month)
    say(run, f"Locked: {', '.join(locked)}." if locked else f"{month} was locked already.")


@app.command()
def rebuild(ctx: typer.Context) -> None:
    """Work out anew, from the postings, what everybody owes.

    Needed only when the check finds C21; the postings themselves are never changed.

    Example: invoicectl ledger rebuild
    """
    from invoicectl.cli.output import say
    from invoicectl.flows.safeguard import rebuild as rebuild_all

    run = run_of(ctx)
    changed = rebuild_all(run.settings, run.stamp)
    say(run, f"Put right: {changed} rows." if changed else "Nothing differed.")


@app.command()
def migrate(ctx: typer.Context) -> None:
    """Bring an older ledger to this version, after a copy was made.

    Example: invoicectl ledger migrate
    """
    from invoicectl.cli.output import say
    from invoicectl.flows.safeguard import migrate_ledger

    run = run_of(ctx)
    applied = migrate_ledger(run.settings, run.stamp)
    say(run, f"Applied: {', '.join(applied)}." if applied else "The ledger is up to date.")


def _tell(run: Run, result: RestoreResult) -> None:
    from invoicectl.cli.output import say
    from invoicectl.cli.output import warn

    say(run, f"Restored {result.path} as it was at {result.made_at}.")
    if result.aside:
        say(run, f"The ledger that was there is now {result.aside}.")
    if result.settled:
        say(run, f"Marked as sent, since they left after that: {', '.join(result.settled)}.")
    if result.lost:
        warn(f"Left the house, but are not in this ledger: {', '.join(result.lost)}.")
    if result.gap:
        first, last = result.gap
        warn(
            f"Invoice numbers {first} to {last} were used since and are lost with their vouchers.",
            f"They are kept as a documented gap; the next invoice is {last + 1}.",
            "Enter what they said from the sent letters, and tell your accountant.",
        )
    if result.held:
        names = ", ".join(f"D{draft_no}" for draft_no in result.held)
        warn(f"Drafts on hold, because they may have been issued: {names}.")
    say(run, "Import bank files that came since once more: nothing is booked twice.")
