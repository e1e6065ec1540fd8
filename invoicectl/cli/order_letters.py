"""`quote send`, `order confirm`, `order request-payment` and the PDF of each."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from typing import Annotated

import typer

from invoicectl.cli.args import AsJson
from invoicectl.cli.args import DryRun
from invoicectl.cli.context import now
from invoicectl.cli.context import run_of
from invoicectl.cli.order_options import Again
from invoicectl.cli.order_options import Number

if TYPE_CHECKING:
    from invoicectl.cli.context import Run
    from invoicectl.domain.sales_document import SalesDocumentKind
    from invoicectl.flows.order_version import SentLetter

Out = Annotated[Path | None, typer.Option(help="File to write; '-' for standard output.")]
Which = Annotated[
    int | None, typer.Option("--version", metavar="N", min=1, help="An earlier version as sent.")
]


def send(
    ctx: typer.Context,
    number: Number,
    again: Again = False,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Send a quote to its customer; what is sent is kept as a version.

    Example: invoicectl quote send 12 --dry-run
    """
    from invoicectl.flows.order_letter import send_quote
    from invoicectl.flows.order_version import Wish

    run = run_of(ctx)
    run.as_json = as_json
    wish = Wish(is_again=again, is_dry=dry_run)
    sent = send_quote(run.ledger, run.settings, run.stamp, number, wish)
    _finish(run, sent, "quote send", is_dry=dry_run)


def confirm(
    ctx: typer.Context,
    number: Number,
    again: Again = False,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Send an order confirmation to the customer.

    Example: invoicectl order confirm 12
    """
    from invoicectl.flows.order_letter import confirm_order
    from invoicectl.flows.order_version import Wish

    run = run_of(ctx)
    run.as_json = as_json
    wish = Wish(is_again=again, is_dry=dry_run)
    sent = confirm_order(run.ledger, run.settings, run.stamp, number, wish)
    _finish(run, sent, "order confirm", is_dry=dry_run)


def request_payment(
    ctx: typer.Context,
    number: Number,
    percent: Annotated[
        str | None, typer.Option(metavar="PERCENT", help="So much of the total with VAT.")
    ] = None,
    amount: Annotated[
        str | None, typer.Option(metavar="KRONER", help="An amount, VAT included.")
    ] = None,
    due: Annotated[
        str | None, typer.Option(metavar="DATE", help="Pay by; else settings orders.request_days.")
    ] = None,
    again: Annotated[
        bool, typer.Option("--again", help="A further request, also of the same amount.")
    ] = False,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Ask for money before delivery; this is no invoice and nothing is booked.

    When it comes, `order prepaid` says so; it is the customer's credit until the invoice.

    Example: invoicectl order request-payment 12 --percent 50
    """
    from invoicectl.domain.dates import parse_day
    from invoicectl.domain.money import parse_kroner
    from invoicectl.domain.money import parse_percent_bp
    from invoicectl.errors import InputError
    from invoicectl.flows.order_version import Wish
    from invoicectl.flows.payment_request import Asked
    from invoicectl.flows.payment_request import request_payment as ask

    run = run_of(ctx)
    run.as_json = as_json
    if (percent is None) == (amount is None):
        raise InputError("How much?", hint="Give either --percent 50 or --amount 1000.")
    asked = Asked(
        percent_bp=parse_percent_bp(percent, what="--percent") if percent else 0,
        amount_ore=parse_kroner(amount, what="--amount") if amount else 0,
        due=parse_day(due, what="--due") if due else None,
    )
    wish = Wish(is_again=again, is_dry=dry_run)
    sent = ask(run.ledger, run.settings, run.stamp, number, asked, wish)
    _finish(run, sent, "order request-payment", is_dry=dry_run)


def quote_pdf(ctx: typer.Context, number: Number, version: Which = None, out: Out = None) -> None:
    """Write the PDF of a quote: as it was sent, or as it would be today.

    Example: invoicectl quote pdf 12 --out tilbud.pdf
    """
    from invoicectl.domain.sales_document import SalesDocumentKind

    _write(run_of(ctx), number, SalesDocumentKind.QUOTE, version, out)


def order_pdf(ctx: typer.Context, number: Number, version: Which = None, out: Out = None) -> None:
    """Write the PDF of an order confirmation: as it was sent, or as it would be today.

    Example: invoicectl order pdf 12 --out ordre.pdf
    """
    from invoicectl.domain.sales_document import SalesDocumentKind

    _write(run_of(ctx), number, SalesDocumentKind.ORDER_CONFIRMATION, version, out)


def _finish(run: Run, sent: SentLetter, command: str, *, is_dry: bool) -> None:
    """Deliver what was queued, and say what happened."""
    from invoicectl.cli.order_sent import show_letter

    outcome = None
    if sent.delivery is not None and sent.delivery.state.value == "queued" and not is_dry:
        from invoicectl.flows.deliver import deliver
        from invoicectl.flows.guard import check_clock
        from invoicectl.flows.lock import run_lock

        with run_lock(run.settings.ledger.path, run.stamp, "send"):
            check_clock(run.ledger, run.stamp, pause_ok=True)
            outcome = deliver(
                run.ledger, run.settings, run.stamp, now=now, only=(sent.delivery.delivery_id,)
            )
    status = show_letter(run, sent, outcome, command=command, is_dry=is_dry)
    if status:
        raise typer.Exit(status)


def _write(
    run: Run, number: int, kind: SalesDocumentKind, version: int | None, out: Path | None
) -> None:
    from invoicectl.cli.new_file import write_new
    from invoicectl.cli.output import say
    from invoicectl.flows.order_version import current_pdf
    from invoicectl.flows.order_version import letter_name
    from invoicectl.flows.order_version import version_pdf
    from invoicectl.ledger.orders import order_of

    con = run.ledger.con
    order = order_of(con, number, what="quote" if kind.value == "quote" else "order")
    if version is None:
        content, document, is_sent = current_pdf(con, run.settings, order, kind, run.today)
    else:
        content, document = version_pdf(con, run.settings, order, kind, version)
        is_sent = True
    path = out or Path(letter_name(document))
    if write_new(path, content):
        remark = "as it was sent" if is_sent else "as it would be sent today"
        say(run, f"{path}: {len(content)} bytes, {remark}.")
