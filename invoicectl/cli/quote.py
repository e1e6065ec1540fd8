"""Quotes: offered, answered, and made orders."""

from __future__ import annotations

from typing import Annotated

import typer

from invoicectl.cli import order_entry
from invoicectl.cli import order_letters
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
from invoicectl.cli.order_options import Assignments
from invoicectl.cli.order_options import Number
from invoicectl.cli.order_options import Parts
from invoicectl.domain.order import QuoteStatus

app = typer.Typer(
    help="Offer, send, follow up quotes and turn them to orders.", no_args_is_help=True
)
app.command("new")(order_entry.new_quote)
app.command("edit")(order_entry.edit_quote)
app.command("send")(order_letters.send)


@app.command()
def accept(
    ctx: typer.Context,
    number: Number,
    line: Parts = None,
    keep_rest: Annotated[
        bool, typer.Option("--keep-rest", help="What is not accepted stays on offer, as a new one.")
    ] = False,
    order_reference: Annotated[str, typer.Option(help="The customer's order number.")] = "",
    anyway: Annotated[
        bool, typer.Option("--anyway", help="Although it expired or was declined.")
    ] = False,
    to_order: Annotated[
        bool, typer.Option("--to-order", help="And make it an order at once.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Note that the customer accepts: all of it, or only the lines named.

    Example: invoicectl quote accept 12 --line 1 --line 2=5 --keep-rest
    """
    from invoicectl.cli.order_text import show_accepted
    from invoicectl.flows.quote_answer import Acceptance
    from invoicectl.flows.quote_answer import accept_quote
    from invoicectl.flows.quote_answer import quote_to_order

    run = run_of(ctx)
    run.as_json = as_json
    how = Acceptance(
        tuple(line or ()), keep_rest=keep_rest, is_anyway=anyway, order_reference=order_reference
    )
    accepted = accept_quote(run.ledger, run.settings, run.stamp, number, how)
    made = quote_to_order(run.ledger, run.settings, run.stamp, number) if to_order else None
    show_accepted(run, accepted, made)


@app.command()
def decline(
    ctx: typer.Context,
    number: Number,
    reason: Annotated[str, typer.Option(help="What the customer said.")] = "",
) -> None:
    """Note that the customer declines.

    Example: invoicectl quote decline 12 --reason "Too expensive"
    """
    from invoicectl.cli.output import say
    from invoicectl.flows.quote_answer import decline_quote

    run = run_of(ctx)
    changed = decline_quote(run.ledger, run.stamp, number, reason)
    say(run, f"Quote {number} is declined{'' if changed else ' already'}.")


@app.command()
def expire(
    ctx: typer.Context,
    numbers: Annotated[
        list[int] | None, typer.Argument(metavar="[NO]...", help="Quotes to end now; else by date.")
    ] = None,
    as_of: AsOf = None,
    as_json: AsJson = False,
) -> None:
    """End quotes: those named, or all whose last day has passed.

    Nobody has to run this: a quote counts as expired the day after its last one.

    Example: invoicectl quote expire 12
    """
    from invoicectl.cli.output import say
    from invoicectl.cli.output import show_json
    from invoicectl.flows.quote_answer import expire_quotes

    run = run_of(ctx)
    run.as_json = as_json
    run.set_as_of(as_of)
    ended = expire_quotes(run.ledger, run.stamp, numbers or ())
    if as_json:
        show_json("quote expire", expired=list(ended))
    for number in ended:
        say(run, f"Quote {number} has expired.")
    if not ended:
        say(run, "No quote expires.")


@app.command("to-order")
def to_order(ctx: typer.Context, number: Number, as_json: AsJson = False) -> None:
    """Make an accepted quote an order; with a shared series it keeps its number.

    Example: invoicectl quote to-order 12
    """
    from invoicectl.cli.order_text import show_view
    from invoicectl.cli.output import say
    from invoicectl.flows.quote_answer import quote_to_order

    run = run_of(ctx)
    run.as_json = as_json
    made = quote_to_order(run.ledger, run.settings, run.stamp, number)
    say(run, f"Quote {number} is order {made}." if made != number else f"{number} is an order.")
    show_view(run, made, as_quote=False, command="quote to-order")


@app.command("list")
def list_(
    ctx: typer.Context,
    status: Annotated[QuoteStatus | None, typer.Option(help="Only these.")] = None,
    customer: OfCustomer = "",
    from_day: FromDay = "",
    to_day: ToDay = "",
    only_open: OnlyOpen = False,
    search: Search = "",
    sort: Sort = "",
    as_of: AsOf = None,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """List quotes; those past their last day are shown as expired.

    Example: invoicectl quote list --open --sort -total
    """
    from invoicectl.cli.order_list import entered_filter
    from invoicectl.cli.order_list import show_quotes

    run = run_of(ctx)
    run.as_json, run.as_csv = as_json, as_csv
    run.set_as_of(as_of)
    wanted = entered_filter(
        status.value if status else "", customer, (from_day, to_day), search, only_open=only_open
    )
    show_quotes(run, wanted, sort)


@app.command()
def show(ctx: typer.Context, number: Number, as_json: AsJson = False) -> None:
    """Show a quote: lines, what was sent, and what came of it.

    Example: invoicectl quote show 12
    """
    from invoicectl.cli.order_text import show_view

    run = run_of(ctx)
    run.as_json = as_json
    show_view(run, number, as_quote=True, command="quote show")


@app.command("set")
def set_(
    ctx: typer.Context,
    number: Number,
    assignments: Assignments,
    as_json: AsJson = False,
) -> None:
    """Give a quote settings of its own; the order it becomes has them too.

    Example: invoicectl quote set 12 invoice.language=en
    """
    from invoicectl.cli.levels import set_at_level
    from invoicectl.domain.effective import Level

    set_at_level(ctx, Level.ORDER, str(number), assignments, as_json, shown=f"Quote {number}")


app.command("pdf")(order_letters.quote_pdf)
