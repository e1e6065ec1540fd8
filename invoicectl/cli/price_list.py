"""`price-list`: named lists of prices, for wholesale, members or campaigns."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from typing import Annotated

import typer

from invoicectl.cli.args import AsCsv
from invoicectl.cli.args import AsJson
from invoicectl.cli.args import DryRun
from invoicectl.cli.args import Search
from invoicectl.cli.args import Sort
from invoicectl.cli.context import run_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from invoicectl.cli.context import Run
    from invoicectl.domain.price_list import DatedPrice

app = typer.Typer(help="Lists of prices: wholesale, members, campaigns.", no_args_is_help=True)

Name = Annotated[str, typer.Argument(metavar="NAME", help="Name of the list.")]


@app.command()
def add(
    ctx: typer.Context,
    name: Name,
    title: Annotated[str, typer.Option(metavar="TEXT", help="What the list is for.")] = "",
    as_json: AsJson = False,
) -> None:
    """Make an empty price list.

    Example: invoicectl price-list add engros --title "Wholesale"
    """
    from invoicectl.cli.output import say
    from invoicectl.cli.output import show_json
    from invoicectl.flows.price_list import make_price_list

    run = run_of(ctx)
    run.as_json = as_json
    made = make_price_list(run.ledger, run.stamp, name, title)
    if as_json:
        show_json("price-list add", name=made.name, title=made.title)
        return
    say(
        run,
        f"Price list {made.name} is there.",
        f"'invoicectl product price NO --list {made.name} --price KRONER' fills it.",
    )


@app.command("list")
def list_(ctx: typer.Context, as_json: AsJson = False, as_csv: AsCsv = False) -> None:
    """List the price lists, and of how many products each has a price.

    Example: invoicectl price-list list
    """
    from invoicectl.cli.output import Cell
    from invoicectl.cli.output import Column
    from invoicectl.cli.output import Table
    from invoicectl.cli.output import show as show_table
    from invoicectl.ledger.price_lists import price_lists

    run = run_of(ctx)
    run.as_json, run.as_csv = as_json, as_csv
    columns = (
        Column("name", "List", Cell.CODE),
        Column("title", "What for"),
        Column("products", "Products", Cell.NUMBER),
        Column("usual", "In force"),
    )
    usual = run.settings.invoice.price_list
    rows = [
        (one.name, one.title, count, "for all" if one.name == usual else "")
        for one, count in price_lists(run.ledger.con)
    ]
    empty = "There are no price lists; 'invoicectl price-list add NAME' makes one."
    show_table(run, Table(columns, rows, empty=empty), command="price-list list")


@app.command()
def show(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(metavar="[NAME]", help="Name of the list.")] = "",
    customer: Annotated[
        str, typer.Option("--customer", metavar="NO", help="The prices of this customer alone.")
    ] = "",
    on: Annotated[
        str | None, typer.Option("--on", metavar="DATE", help="Only those that hold on this day.")
    ] = None,
    search: Search = "",
    sort: Sort = "",
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Show the prices of a list or of a customer; with neither, of everybody.

    What --csv prints can be changed in a spreadsheet and imported again.

    Example: invoicectl price-list show engros --csv
    """
    from invoicectl.domain.dates import parse_day

    run = run_of(ctx)
    run.as_json, run.as_csv = as_json, as_csv
    day = parse_day(on, what="--on") if on else None
    found = [
        one
        for one in _chosen(run, name, customer)
        if day is None or (one.valid_from <= day and (one.valid_to is None or day <= one.valid_to))
    ]
    _show(run, found, search, sort)


@app.command("import")
def import_(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="CSV file with a head line.")],
    price_list: Annotated[
        str, typer.Option("--list", metavar="NAME", help="The list, where a row names none.")
    ] = "",
    columns: Annotated[
        list[str] | None,
        typer.Option("--map", metavar="HEAD=FIELD", help="A column whose head is not known."),
    ] = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Import prices from a CSV file: all of them, or none when one is wrong.

    Columns: product_no, price, list, customer_no, from, to, at_least, incl_vat; the first two
    are enough. A price that begins on the same day gives way.

    Example: invoicectl price-list import prices.csv --list engros --dry-run
    """
    from invoicectl.cli.import_text import show_import
    from invoicectl.flows.import_csv import Wish
    from invoicectl.flows.import_csv import parse_columns
    from invoicectl.flows.import_prices import import_prices

    run = run_of(ctx)
    run.as_json = as_json
    wish = Wish(columns=parse_columns(columns or ()), dry_run=dry_run)
    done = import_prices(run.ledger, run.stamp, file, wish, list_name=price_list)
    show_import(run, done, "price", dry_run=dry_run)


def _chosen(run: Run, name: str, customer_no: str) -> list[DatedPrice]:
    """Return the prices of a list, of a customer, or the base ones."""
    from invoicectl.errors import InputError
    from invoicectl.ledger.customers import customer_of
    from invoicectl.ledger.price_lists import base_prices
    from invoicectl.ledger.price_lists import check_price_list
    from invoicectl.ledger.price_lists import prices_of_customer
    from invoicectl.ledger.price_lists import prices_of_list

    con = run.ledger.con
    if name and customer_no:
        raise InputError("Name a list or a customer, not both.")
    if name:
        check_price_list(con, name)
        return prices_of_list(con, name)
    if customer_no:
        customer_of(con, customer_no)
        return prices_of_customer(con, customer_no)
    return base_prices(con)


def _show(run: Run, found: list[DatedPrice], search: str, sort: str) -> None:
    from invoicectl.cli.output import Cell
    from invoicectl.cli.output import Column
    from invoicectl.cli.output import Table
    from invoicectl.cli.output import show as show_table
    from invoicectl.cli.product_text import micro_text
    from invoicectl.domain.money import decimal_text
    from invoicectl.ledger.products import product_names

    for_programs = run.as_json or run.as_csv
    names = product_names(run.ledger.con)
    columns = (
        Column("product_no", "Product", Cell.CODE),
        Column("name", "Name"),
        Column("price", "Price", Cell.NUMBER),
        Column("list", ""),
        Column("customer_no", ""),
        Column("from", "From", Cell.DAY),
        Column("to", "To", Cell.DAY),
        Column("at_least", "At least", Cell.NUMBER),
        Column("incl_vat", "Incl. VAT"),
    )
    rows = [
        (
            one.product_no, names[one.product_no],
            micro_text(one.unit_price_micro, thousands="" if for_programs else " "),
            one.list_name, one.customer_no, one.valid_from, one.valid_to,
            decimal_text(one.at_least_micro) if one.at_least_micro else "",
            one.is_incl_vat if for_programs else "yes" if one.is_incl_vat else "",
        )
        for one in _narrowed(found, names, search, sort)
    ]  # fmt: skip
    empty = "There are no such prices; 'invoicectl product price' sets one."
    show_table(run, Table(columns, rows, empty=empty), command="price-list show")


def _narrowed(
    found: list[DatedPrice], names: dict[str, str], search: str, sort: str
) -> list[DatedPrice]:
    """Return the prices whose product, by number or name, contains a text, in an order."""
    from datetime import date

    from invoicectl.ledger.listing import norwegian_key
    from invoicectl.ledger.listing import sorted_column
    from invoicectl.ledger.search import folded

    text = folded(search)
    wanted = [one for one in found if text in folded(f"{one.product_no}\n{names[one.product_no]}")]
    orders: dict[str, Callable[[DatedPrice], tuple[object, ...]]] = {
        "product_no": lambda one: (norwegian_key(one.product_no),),
        "name": lambda one: (norwegian_key(names[one.product_no]),),
        "price": lambda one: (one.unit_price_micro,),
        "from": lambda one: (one.valid_from,),
        "to": lambda one: (one.valid_to or date.max,),
        "at_least": lambda one: (one.at_least_micro,),
    }
    if sort:
        name, is_reverse = sorted_column(sort, tuple(orders))
        wanted.sort(key=orders[name], reverse=is_reverse)
    return wanted
