"""Products: add, change, price, look up, and import from a spreadsheet."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from typing import Annotated

import typer

from invoicectl.cli import product_price
from invoicectl.cli.args import AsCsv
from invoicectl.cli.args import AsJson
from invoicectl.cli.args import DryRun
from invoicectl.cli.args import Search
from invoicectl.cli.args import Sort
from invoicectl.cli.context import run_of

if TYPE_CHECKING:
    from invoicectl.cli.context import Run
    from invoicectl.domain.product import Product

app = typer.Typer(help="Add, change, price, list and import products.", no_args_is_help=True)
app.command("price")(product_price.price)
app.command("show")(product_price.show)

Name = Annotated[str | None, typer.Option(help="Text on the invoice line.")]
Price = Annotated[str | None, typer.Option(metavar="KRONER", help="Price of one unit.")]
InclVat = Annotated[
    bool | None, typer.Option("--incl-vat/--excl-vat", help="Whether the price holds VAT.")
]
Cost = Annotated[
    str | None, typer.Option(metavar="KRONER", help="What it costs you, excluding VAT.")
]
Unit = Annotated[str | None, typer.Option(help="stk, timer, kg ... or a UN/ECE code; stk if none.")]
Vat = Annotated[
    str | None, typer.Option(metavar="CODE", help="VAT code or rate, as in 3 or '15 %'.")
]
Account = Annotated[
    str | None, typer.Option(metavar="CODE", help="Income account, when not the VAT code's own.")
]


@app.command()
def add(
    ctx: typer.Context,
    name: Name = None,
    price: Price = None,
    unit: Unit = None,
    vat: Vat = None,
    account: Account = None,
    incl_vat: InclVat = None,
    cost: Cost = None,
    number: Annotated[
        str | None, typer.Option(metavar="NO", help="Product number; the next when not given.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Add a product.

    Example: invoicectl product add --number K1 --name "Coffee" --price 240 --unit kg --vat 31
    """
    from invoicectl.cli.product_text import price_text
    from invoicectl.flows.products import add_product

    run = run_of(ctx)
    run.as_json = as_json
    texts = _given(
        product_no=number, name=name, unit_price=price, unit=unit, vat_code=vat,
        income_account=account, is_incl_vat=incl_vat, cost_price=cost,
    )  # fmt: skip
    saved = add_product(run.ledger, run.settings, run.stamp, texts)
    one = saved.product
    _tell(
        run, "product add", one, f"Product {one.product_no} added: {one.name}, {price_text(one)}."
    )


@app.command()
def edit(
    ctx: typer.Context,
    product_no: Annotated[str, typer.Argument(metavar="NO", help="Product number.")],
    name: Name = None,
    price: Price = None,
    unit: Unit = None,
    vat: Vat = None,
    account: Account = None,
    incl_vat: InclVat = None,
    cost: Cost = None,
    active: Annotated[
        bool | None,
        typer.Option("--active/--inactive", help="Inactive ones are left out of lists."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Change a product; drafts and invoices keep what they have.

    Example: invoicectl product edit K1 --price 255
    """
    from invoicectl.flows.products import edit_product

    run = run_of(ctx)
    run.as_json = as_json
    texts = _given(
        name=name, unit_price=price, unit=unit, vat_code=vat, income_account=account,
        is_incl_vat=incl_vat, cost_price=cost, active=active,
    )  # fmt: skip
    saved = edit_product(run.ledger, run.settings, run.stamp, product_no, texts)
    names = ", ".join(name.removesuffix("_micro") for name in saved.changed)
    changed = f"changed {names}" if names else "nothing changed"
    _tell(run, "product edit", saved.product, f"Product {product_no}: {changed}.")


@app.command("list")
def list_products(
    ctx: typer.Context,
    text: Annotated[str, typer.Argument(metavar="[TEXT]", help="In number or name.")] = "",
    search: Search = "",
    customer: Annotated[
        str, typer.Option("--customer", metavar="NO", help="With the prices this customer pays.")
    ] = "",
    on: Annotated[
        str | None, typer.Option("--on", metavar="DATE", help="With the prices of this day.")
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="Inactive ones too.")] = False,
    sort: Sort = "",
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """List products, all or those that contain a text.

    Prices are the products' own; --customer and --on show what one unit costs then. What --csv
    prints can be changed in a spreadsheet and imported again with --update.

    Example: invoicectl product list coffee --sort -unit_price
    """
    from invoicectl.cli.output import Table
    from invoicectl.cli.output import show as show_table
    from invoicectl.cli.product_text import list_columns
    from invoicectl.cli.product_text import list_row
    from invoicectl.ledger.products import find_products

    run = run_of(ctx)
    run.as_json, run.as_csv = as_json, as_csv
    wanted = search or text
    found = find_products(run.ledger.con, wanted, with_inactive=every, sort=sort)
    if customer or on:
        found = _as_paid(run, found, customer, on)
    columns = list_columns(any_incl_vat=any(one.is_incl_vat for one in found))
    rows = [list_row(one, for_programs=as_json or as_csv) for one in found]
    empty = f"No product contains '{wanted}'." if wanted else "There are no products yet."
    show_table(run, Table(columns, rows, empty=empty), command="product list")


def _as_paid(run: Run, found: list[Product], customer: str, on: str | None) -> list[Product]:
    """Return products with the prices of a customer, of anybody without one, on a day."""
    from invoicectl.domain.dates import parse_day
    from invoicectl.flows.price_list import buying_by
    from invoicectl.flows.price_list import priced_products

    day = parse_day(on, what="--on") if on else run.today
    con = run.ledger.con
    return priced_products(con, found, buying_by(con, run.settings, customer, day))


@app.command("import")
def import_(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="CSV file with a head line.")],
    columns: Annotated[
        list[str] | None,
        typer.Option("--map", metavar="HEAD=FIELD", help="A column whose head is not known."),
    ] = None,
    update: Annotated[
        bool, typer.Option("--update", help="Change products whose number exists.")
    ] = False,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Import products from a CSV file: all of them, or none when one is wrong.

    Separators, encodings and head names in English and Norwegian are recognised; every
    fault is named with its line. --map 'HEAD=' leaves a column out.

    Example: invoicectl product import products.csv --update
    """
    from invoicectl.cli.import_text import show_import
    from invoicectl.flows.import_csv import Wish
    from invoicectl.flows.import_csv import parse_columns
    from invoicectl.flows.import_products import import_products

    run = run_of(ctx)
    run.as_json = as_json
    wish = Wish(columns=parse_columns(columns or ()), update=update, dry_run=dry_run)
    done = import_products(run.ledger, run.settings, run.stamp, file, wish)
    show_import(run, done, "product", dry_run=dry_run)


def _given(**options: str | bool | None) -> dict[str, str]:
    """Return the options that were given as texts: what a column of a file would hold."""
    return {
        field: value if isinstance(value, str) else "yes" if value else "no"
        for field, value in options.items()
        if value is not None
    }


def _tell(run: Run, command: str, one: Product, sentence: str) -> None:
    from invoicectl.cli.output import say
    from invoicectl.cli.output import show_json
    from invoicectl.cli.records import values_of

    if run.as_json:
        show_json(command, product=values_of(one))
    else:
        say(run, sentence)
