"""`invoice list`, `show` and `pdf`: what was issued, as it was issued."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from typing import Annotated

import typer

from invoicectl.cli.args import AsCsv
from invoicectl.cli.args import AsJson
from invoicectl.cli.args import AsOf
from invoicectl.cli.args import FromDay
from invoicectl.cli.args import OfCustomer
from invoicectl.cli.args import OnlyOpen
from invoicectl.cli.args import Search
from invoicectl.cli.args import Sort
from invoicectl.cli.args import ToDay
from invoicectl.cli.context import run_of
from invoicectl.domain.invoice_status import WantedStatus

if TYPE_CHECKING:
    from invoicectl.cli.context import Run

Number = Annotated[int, typer.Argument(metavar="NO", help="Number of the invoice.")]


def list_(
    ctx: typer.Context,
    drafts: Annotated[bool, typer.Option("--drafts", help="Drafts instead of invoices.")] = False,
    status: Annotated[
        WantedStatus | None,
        typer.Option(help="Only these; 'open' is all that is owed, 'over' was overpaid."),
    ] = None,
    customer: OfCustomer = "",
    first: FromDay = "",
    last: ToDay = "",
    only_open: OnlyOpen = False,
    search: Search = "",
    sort: Sort = "",
    as_of: AsOf = None,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """List issued invoices and credit notes, or drafts.

    --from and --to go by the day of issue.

    Example: invoicectl invoice list --status overdue --sort -open
    """
    from invoicectl.cli.invoice_list import show_draft_list
    from invoicectl.cli.invoice_list import show_list
    from invoicectl.cli.listing import narrowing
    from invoicectl.errors import InputError
    from invoicectl.ledger.invoice_list import InvoiceChoice

    run = run_of(ctx)
    run.as_json, run.as_csv = as_json, as_csv
    run.set_as_of(as_of)
    wanted = narrowing(run, customer=customer, first=first, last=last, search=search, sort=sort)
    if not drafts:
        show_list(run, InvoiceChoice(run.today, wanted, status, only_open))
        return
    if status or first or last or only_open:
        raise InputError(
            "--status, --from, --to and --open are for what is issued, not for drafts."
        )
    show_draft_list(run, wanted)


def show(
    ctx: typer.Context,
    ref: Annotated[str, typer.Argument(metavar="REF", help="A number, or a draft such as D1.")],
    as_json: AsJson = False,
) -> None:
    """Show a draft or an issued document: lines, payments, deliveries, history.

    Example: invoicectl invoice show 10001
    """
    from invoicectl.cli.invoice_story import show_story
    from invoicectl.cli.invoice_text import show_drafts
    from invoicectl.ledger.drafts import draft_no_of

    run = run_of(ctx)
    run.as_json = as_json
    if ref.isascii() and ref.isdigit():
        show_story(run, int(ref))
    else:
        show_drafts(run, (draft_no_of(ref),), command="invoice show")


def pdf(
    ctx: typer.Context,
    number: Number,
    out: Annotated[
        Path | None, typer.Option(help="File to write; '-' for standard output.")
    ] = None,
) -> None:
    """Write the PDF of an issued document: the very bytes that were sent.

    Example: invoicectl invoice pdf 10001 --out faktura.pdf
    """
    from invoicectl.cli.new_file import write_new
    from invoicectl.cli.output import say
    from invoicectl.flows.sending import attachment_name
    from invoicectl.ledger.documents import document_content
    from invoicectl.ledger.invoices import document_sha256
    from invoicectl.ledger.invoices import invoice_of

    run = run_of(ctx)
    con = run.ledger.con
    content = document_content(con, document_sha256(con, number))
    path = out or Path(attachment_name(invoice_of(con, number)))
    if write_new(path, content):
        say(run, f"{path}: {len(content)} bytes.")


def credit(
    ctx: typer.Context,
    number: Number,
    reason: Annotated[str, typer.Option(help="Why; printed on the credit note.")] = "",
    line: Annotated[
        list[str] | None,
        typer.Option(metavar="N[=QUANTITY]", help="A line of it, whole or a part; else all."),
    ] = None,
    hold: Annotated[bool, typer.Option("--hold", help="Do not send it yet.")] = False,
    key: Annotated[
        str, typer.Option(metavar="KEY", help="Your own key: the same key makes no second draft.")
    ] = "",
    as_json: AsJson = False,
) -> None:
    """Take back an invoice, whole or by line; `send` issues the credit note.

    Example: invoicectl invoice credit 10001 --reason "Returned" --line 2=1
    """
    from invoicectl.cli.invoice_text import show_made
    from invoicectl.flows.credit import credit_draft

    run = run_of(ctx)
    run.as_json = as_json
    draft_no = credit_draft(
        run.ledger, run.stamp, number, reason=reason, lines=line or (), is_ready=not hold, key=key
    )
    show_made(run, (draft_no,), command="invoice credit")
    _offer_reopening(run, number)


def _offer_reopening(run: Run, number: int) -> None:
    """Say how the hours of a project's invoice become free again."""
    from invoicectl.cli.output import say
    from invoicectl.ledger.work import draft_of_invoice

    if draft_of_invoice(run.ledger.con, number) is not None:
        say(
            run,
            f"{number} holds work of a project. Once it is credited whole and sent, 'invoicectl"
            f" project reopen {number}' makes that free.",
        )


def dispute(
    ctx: typer.Context,
    number: Number,
    reason: Annotated[str, typer.Option(help="What the customer objects to.")] = "",
    settle: Annotated[str, typer.Option(metavar="TEXT", help="End it, and how.")] = "",
) -> None:
    """Write down that the customer objects: no reminder goes until it is settled.

    Example: invoicectl invoice dispute 10001 --reason "Wrong quantity"
    """
    from invoicectl.cli.output import say
    from invoicectl.flows import dispute as flow

    run = run_of(ctx)
    if settle:
        flow.settle(run.ledger, run.stamp, number, settle)
        say(run, f"The dispute about {number} is settled; reminders may go again.")
    else:
        flow.dispute(run.ledger, run.stamp, number, reason)
        say(run, f"{number} is disputed; no reminder goes until it is settled.")
