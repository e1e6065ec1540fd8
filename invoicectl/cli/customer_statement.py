"""`customer statement`: a customer's account by date, on the terminal, as a PDF, or sent."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from typing import Annotated

import typer

from invoicectl.cli.args import AsCsv
from invoicectl.cli.args import AsJson
from invoicectl.cli.args import DryRun
from invoicectl.cli.args import FromDay
from invoicectl.cli.args import ToDay
from invoicectl.cli.context import run_of

if TYPE_CHECKING:
    from invoicectl.cli.context import Run
    from invoicectl.domain.statement import Statement


def statement(
    ctx: typer.Context,
    customer_no: Annotated[str, typer.Argument(metavar="NO", help="Customer number.")],
    first: FromDay = "",
    last: ToDay = "",
    only_open: Annotated[
        bool, typer.Option("--open", help="Only what is not paid, without movements.")
    ] = False,
    pdf: Annotated[bool, typer.Option("--pdf", help="Write a PDF in this folder.")] = False,
    out: Annotated[Path | None, typer.Option(help="PDF to write; '-' for standard output.")] = None,
    send: Annotated[bool, typer.Option("--send", help="Send it to the customer.")] = False,
    again: Annotated[
        bool, typer.Option("--again", help="With --send: also when it was sent before.")
    ] = False,
    dry_run: DryRun = False,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Show a customer's account: balance, each movement by date, and what is open.

    The last twelve months when no --from is given; what was before is in the opening balance.

    Example: invoicectl customer statement 10001 --from 2026-01-01 --pdf
    """
    from invoicectl.cli.customer_statement_text import show_statement
    from invoicectl.domain.dates import parse_day
    from invoicectl.flows.statement import period_of
    from invoicectl.flows.statement import statement_of

    run = run_of(ctx)
    run.as_json, run.as_csv = as_json, as_csv
    writes = pdf or out is not None
    _check(writes=writes, send=send, only_sending=again or dry_run, for_programs=as_json or as_csv)
    period = period_of(
        parse_day(first, what="--from") if first else None,
        parse_day(last, what="--to") if last else None,
        run.today,
        only_open=only_open,
    )
    made = statement_of(run.ledger.con, run.settings, customer_no, period, run.today)
    if writes:
        _write(run, made, out)
    if send:
        _send(run, made, is_again=again, is_dry=dry_run)
    elif not writes:
        show_statement(run, made)


def _check(*, writes: bool, send: bool, only_sending: bool, for_programs: bool) -> None:
    """Refuse options that contradict each other.

    Raises:
        InputError: says which.
    """
    from invoicectl.errors import InputError

    if only_sending and not send:
        raise InputError("--again and --dry-run belong to --send.", hint="Add --send.")
    if writes and for_programs:
        raise InputError(
            "A PDF and --json or --csv cannot be had at once.", hint="Run the command twice."
        )


def _write(run: Run, made: Statement, out: Path | None) -> None:
    from invoicectl.cli.new_file import write_new
    from invoicectl.cli.output import say
    from invoicectl.documents.statement_pdf import statement_name
    from invoicectl.flows.statement import statement_pdf

    content = statement_pdf(run.ledger.con, run.settings, made)
    path = out or Path(statement_name(made) + ".pdf")
    if write_new(path, content):
        say(run, f"{path}: {len(content)} bytes.")


def _send(run: Run, made: Statement, *, is_again: bool, is_dry: bool) -> None:
    from invoicectl.cli.context import now
    from invoicectl.cli.customer_statement_text import show_queued
    from invoicectl.cli.customer_statement_text import show_sent
    from invoicectl.flows.deliver import deliver
    from invoicectl.flows.guard import check_clock
    from invoicectl.flows.lock import run_lock
    from invoicectl.flows.statement import delivered_statement
    from invoicectl.flows.statement import queue_statement

    ledger, settings, stamp = run.ledger, run.settings, run.stamp
    if is_dry:
        queued = queue_statement(ledger, settings, stamp, made, is_again=is_again, is_dry=True)
        show_queued(run, queued)
        return
    with run_lock(settings.ledger.path, stamp, "customer statement"):
        check_clock(ledger, stamp, pause_ok=True)
        queued = queue_statement(ledger, settings, stamp, made, is_again=is_again)
        if not queued.is_new:
            show_queued(run, queued)
            return
        result = deliver(ledger, settings, stamp, now=now, only=(queued.delivery_id,))
    raise typer.Exit(show_sent(run, delivered_statement(ledger.con, queued), result))
