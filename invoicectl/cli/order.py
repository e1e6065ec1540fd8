"""Orders: confirmed, delivered in one or several parts, and invoiced."""

from __future__ import annotations

from typing import Annotated

import typer

from invoicectl.cli import order_entry
from invoicectl.cli import order_letters
from invoicectl.cli import order_work
from invoicectl.cli.args import AsCsv
from invoicectl.cli.args import AsJson
from invoicectl.cli.args import FromDay
from invoicectl.cli.args import OfCustomer
from invoicectl.cli.args import OnlyOpen
from invoicectl.cli.args import Search
from invoicectl.cli.args import Sort
from invoicectl.cli.args import ToDay
from invoicectl.cli.context import run_of
from invoicectl.cli.order_options import Assignments
from invoicectl.cli.order_options import Number
from invoicectl.domain.order import OrderStatus

app = typer.Typer(help="Take, confirm, deliver and invoice orders.", no_args_is_help=True)
app.command("new")(order_entry.new_order)
app.command("edit")(order_entry.edit_order)
app.command("confirm")(order_letters.confirm)
app.command("request-payment")(order_letters.request_payment)
app.command("prepaid")(order_work.prepaid)
app.command("deliver")(order_work.deliver)
app.command("invoice")(order_work.invoice)
app.command("release")(order_work.release)
app.command("close")(order_work.close)
app.command("reopen")(order_work.reopen)


@app.command("list")
def list_(
    ctx: typer.Context,
    status: Annotated[OrderStatus | None, typer.Option(help="Only these.")] = None,
    customer: OfCustomer = "",
    from_day: FromDay = "",
    to_day: ToDay = "",
    only_open: OnlyOpen = False,
    search: Search = "",
    sort: Sort = "",
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """List orders: what they come to, what is still to deliver, and what to invoice.

    Example: invoicectl order list --open
    """
    from invoicectl.cli.order_list import entered_filter
    from invoicectl.cli.order_list import show_orders

    run = run_of(ctx)
    run.as_json, run.as_csv = as_json, as_csv
    wanted = entered_filter(
        status.value if status else "", customer, (from_day, to_day), search, only_open=only_open
    )
    show_orders(run, wanted, sort)


@app.command()
def show(ctx: typer.Context, number: Number, as_json: AsJson = False) -> None:
    """Show an order: each line's delivery and invoicing, letters, money and invoices.

    Example: invoicectl order show 12
    """
    from invoicectl.cli.order_text import show_view

    run = run_of(ctx)
    run.as_json = as_json
    show_view(run, number, as_quote=False, command="order show")


@app.command("set")
def set_(
    ctx: typer.Context,
    number: Number,
    assignments: Assignments,
    as_json: AsJson = False,
) -> None:
    """Give an order settings of its own, such as terms, texts or channel.

    Example: invoicectl order set 12 invoice.terms_days=30
    """
    from invoicectl.cli.levels import set_at_level
    from invoicectl.domain.effective import Level

    set_at_level(ctx, Level.ORDER, str(number), assignments, as_json)


app.command("pdf")(order_letters.order_pdf)
