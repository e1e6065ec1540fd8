"""The noun `payment`: bank files in, what came of them, and matching by hand."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from typing import Annotated

import typer

from invoicectl.cli import payment_money
from invoicectl.cli import payment_profile
from invoicectl.cli.args import AsCsv
from invoicectl.cli.args import AsJson
from invoicectl.cli.args import DryRun
from invoicectl.cli.args import FromDay
from invoicectl.cli.args import OfCustomer
from invoicectl.cli.args import OnlyOpen
from invoicectl.cli.args import Search
from invoicectl.cli.args import Sort
from invoicectl.cli.args import ToDay
from invoicectl.domain.transaction_state import TransactionState

if TYPE_CHECKING:
    from invoicectl.cli.context import Run
    from invoicectl.flows.move_money import MatchResult

app = typer.Typer(help="Bank files in, and where each payment belongs.", no_args_is_help=True)

Number = Annotated[int, typer.Argument(metavar="PAYMENT", help="Number from 'payment list'.")]


@app.command("import")
def import_(
    ctx: typer.Context,
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="Files from the bank.")],
    account: Annotated[
        str, typer.Option("--account", metavar="KONTONR", help="Of a file that does not say it.")
    ] = "",
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Import files from the bank, match by KID and book.

    The kind of file is found by its content. A file may come twice, renamed or with payments
    that came before: nothing is booked twice. A damaged file books nothing. The last line adds up.

    Example: invoicectl payment import ocr-2026-11-23.txt
    """
    from invoicectl.cli.context import run_of
    from invoicectl.cli.payment_text import show_import
    from invoicectl.cli.progress import progress
    from invoicectl.domain.identifiers import check_kontonr
    from invoicectl.errors import Exit
    from invoicectl.errors import FaultsError
    from invoicectl.flows.receive import import_files

    run = run_of(ctx)
    run.as_json = as_json
    kontonr = check_kontonr(account) if account else ""
    with progress(run, "Importing", 100 * len(files)) as tell:
        results = import_files(
            run.ledger,
            run.settings,
            run.stamp,
            files,
            dry_run=dry_run,
            progress=tell,
            account=kontonr,
        )
    refused = tuple(each.refused for each in results if each.refused)
    if len(refused) == len(results):
        hints = dict.fromkeys(each.hint for each in results if each.hint)
        raise FaultsError(refused, hint=" ".join(hints))
    show_import(run, results, dry_run=dry_run)
    if refused:
        raise typer.Exit(Exit.PARTLY)
    if any(each.needs_person for each in results):
        raise typer.Exit(Exit.PERSON_NEEDED)


@app.command("list")
def list_(
    ctx: typer.Context,
    queue: Annotated[
        bool, typer.Option("--queue", help="Those that wait for a person, with suggestions.")
    ] = False,
    invoice: Annotated[
        int | None, typer.Option("--invoice", metavar="NO", help="Those of this invoice.")
    ] = None,
    status: Annotated[
        TransactionState | None, typer.Option(help="Only these; 'queued' wait for a person.")
    ] = None,
    customer: OfCustomer = "",
    first: FromDay = "",
    last: ToDay = "",
    only_open: OnlyOpen = False,
    search: Search = "",
    sort: Sort = "",
    limit: Annotated[int, typer.Option("--limit", min=1, help="Show at most so many.")] = 200,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """List payments, the newest first, and how they are booked.

    --from and --to go by the day the bank booked them.

    Example: invoicectl payment list --queue
    """
    from invoicectl.cli.context import run_of
    from invoicectl.cli.listing import narrowing
    from invoicectl.cli.output import warn
    from invoicectl.cli.payment_text import show_payments
    from invoicectl.errors import InputError
    from invoicectl.ledger.payments import listed_transactions

    run = run_of(ctx)
    run.as_json, run.as_csv = as_json, as_csv
    if invoice is not None:
        from invoicectl.ledger.invoices import document_sha256

        document_sha256(run.ledger.con, invoice)  # names an invoice that does not exist
    wanted = narrowing(run, customer=customer, first=first, last=last, search=search, sort=sort)
    state = status
    if queue or only_open:
        if status not in {None, TransactionState.QUEUED}:
            raise InputError(f"A payment that waits is not {status}: leave out --status or --open.")
        state = TransactionState.QUEUED
    found = listed_transactions(
        run.ledger.con, wanted, state=state or "", invoice_no=invoice, limit=limit + 1
    )
    show_payments(run, found[:limit], with_suggestions=queue)
    if len(found) > limit:
        which = "first" if sort else "newest"
        warn(f"These are the {which} {limit}; --limit shows more.")


@app.command("match")
def match(
    ctx: typer.Context,
    payment: Number,
    invoices: Annotated[
        list[str] | None,
        typer.Argument(metavar="INVOICE[=AMOUNT]...", help="Invoices it pays, in this order."),
    ] = None,
    customer: Annotated[
        str, typer.Option("--customer", metavar="NO", help="What is left is this one's credit.")
    ] = "",
    as_json: AsJson = False,
) -> None:
    """Say what a payment is for: invoices, or credit of a customer.

    Without an amount an invoice gets what it owes, or what the payment has left. Never more than
    either.

    Example: invoicectl payment match 12 10023 10024=500,00
    """
    from invoicectl.cli.context import run_of
    from invoicectl.flows.match import match_payment
    from invoicectl.flows.match import target_of

    run = run_of(ctx)
    run.as_json = as_json
    targets = [target_of(text) for text in invoices or ()]
    _show_match(
        run,
        "payment match",
        match_payment(run.ledger, run.settings, run.stamp, payment, targets, customer_no=customer),
    )


@app.command("unmatch")
def unmatch(ctx: typer.Context, payment: Number, as_json: AsJson = False) -> None:
    """Take a payment off its invoices; it waits again.

    The money stays with the customer as credit.

    Example: invoicectl payment unmatch 12
    """
    from invoicectl.cli.context import run_of
    from invoicectl.flows.match import unmatch_payment

    run = run_of(ctx)
    run.as_json = as_json
    result = unmatch_payment(run.ledger, run.settings, run.stamp, payment)
    _show_match(run, "payment unmatch", result)


def _show_match(run: Run, command: str, result: MatchResult) -> None:
    from invoicectl.cli.payment_text import show_match

    show_match(run, result, command=command)


app.command("queue")(payment_money.queue)
app.command("review")(payment_money.review)
app.command("add")(payment_money.add)
app.command("credit")(payment_money.credit)
app.command("ignore")(payment_money.ignore)
app.command("refund")(payment_money.refund)
app.command("refunds")(payment_money.refunds)
app.command("files")(payment_money.files)
app.command("undo")(payment_money.undo)
app.add_typer(payment_profile.profile, name="profile")
