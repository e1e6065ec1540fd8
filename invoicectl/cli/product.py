"""Products: add, change, look up, and import from a spreadsheet."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from typing import Annotated

import typer

from invoicectl.cli.args import AsCsv
from invoicectl.cli.args import AsJson
from invoicectl.cli.args import DryRun
from invoicectl.cli.context import run_of

if TYPE_CHECKING:
    from invoicectl.cli.context import Run
    from invoicectl.domain.product import Product

app = typer.Typer(help="Add, change, list and import products.", no_args_is_help=True)

Name = Annotated[str | None, typer.Option(help="Text on the invoice line.")]
Price = Annotated[
    str | None, typer.Option(metavar="KRONER", help="Price of one unit, excluding VAT.")
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
    number: Annotated[
        str | None, typer.Option(metavar="NO", help="Product number; the next when not given.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Add a product.

    Example: invoicectl product add --number K1 --name "Coffee" --price 240 --unit kg --vat 31
    """
    from invoicectl.flows.products import add_product

    run = run_of(ctx)
    run.as_json = as_json
    texts = _given(name, price, unit, vat, account)
    if number is not None:
        texts["product_no"] = number
    saved = add_product(run.ledger, run.settings, run.stamp, texts)
    one = saved.product
    _tell(run, "product add", one, f"Product {one.product_no} added: {one.name}, {_price(one)}.")


@app.command()
def edit(
    ctx: typer.Context,
    product_no: Annotated[str, typer.Argument(metavar="NO", help="Product number.")],
    name: Name = None,
    price: Price = None,
    unit: Unit = None,
    vat: Vat = None,
    account: Account = None,
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
    texts = _given(name, price, unit, vat, account)
    if active is not None:
        texts["active"] = "yes" if active else "no"
    saved = edit_product(run.ledger, run.settings, run.stamp, product_no, texts)
    names = ", ".join(name.removesuffix("_micro") for name in saved.changed)
    changed = f"changed {names}" if names else "nothing changed"
    _tell(run, "product edit", saved.product, f"Product {product_no}: {changed}.")


@app.command("list")
def list_products(
    ctx: typer.Context,
    search: Annotated[str, typer.Argument(metavar="[TEXT]", help="In number or name.")] = "",
    every: Annotated[bool, typer.Option("--all", help="Inactive ones too.")] = False,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """List products, all or those that contain a text.

    What --csv prints can be changed in a spreadsheet and imported again with --update.

    Example: invoicectl product list coffee
    """
    from invoicectl.cli.output import Cell
    from invoicectl.cli.output import Column
    from invoicectl.cli.output import Table
    from invoicectl.cli.output import show as show_table
    from invoicectl.ledger.products import find_products

    run = run_of(ctx)
    run.as_json, run.as_csv = as_json, as_csv
    found = find_products(run.ledger.con, search, with_inactive=every)
    # the code is what programs get, the words what people see
    for_programs = as_json or as_csv
    columns = (
        Column("product_no", "No"),
        Column("name", "Name"),
        Column("unit_price", "Price", Cell.NUMBER),
        Column("unit", "Unit"),
        Column("vat_code", "VAT"),
        Column("income_account", "Account"),
        Column("active", ""),
    )
    rows = [
        (
            one.product_no,
            one.name,
            _kroner(one, thousands="" if for_programs else " "),
            one.unit if for_programs else _unit(one),
            one.vat_code,
            one.income_account,
            one.active,
        )
        for one in found
    ]
    empty = f"No product contains '{search}'." if search else "There are no products yet."
    show_table(run, Table(columns, rows, empty=empty), command="product list")


@app.command()
def show(
    ctx: typer.Context,
    product_no: Annotated[str, typer.Argument(metavar="NO", help="Product number.")],
    as_json: AsJson = False,
) -> None:
    """Show all that is known about a product.

    Example: invoicectl product show K1
    """
    from invoicectl.cli.output import show as show_table
    from invoicectl.cli.records import fact_table
    from invoicectl.domain.vat import VAT_CODES
    from invoicectl.ledger.accounts import account_name
    from invoicectl.ledger.products import product_of

    run = run_of(ctx)
    run.as_json = as_json
    one = product_of(run.ledger.con, product_no)
    if as_json:
        _tell(run, "product show", one, "")
        return
    vat = VAT_CODES[one.vat_code]
    account = one.income_account or vat.income_account
    pairs = [
        ("Number", one.product_no),
        ("Name", one.name),
        ("Price", f"{_price(one)}, excluding VAT"),
        ("Unit", f"{_unit(one)} ({one.unit})"),
        ("VAT code", f"{vat.code}, {vat.name}"),
        ("Account", f"{account} {account_name(run.ledger.con, account) or ''}".strip()),
        ("Active", "" if one.active else "no"),
    ]
    show_table(run, fact_table(pairs), command="product show")


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


def _given(
    name: str | None, price: str | None, unit: str | None, vat: str | None, account: str | None
) -> dict[str, str]:
    """Return the options that were given, by field."""
    options = {
        "name": name,
        "unit_price": price,
        "unit": unit,
        "vat_code": vat,
        "income_account": account,
    }
    return {field: text for field, text in options.items() if text is not None}


def _kroner(one: Product, *, thousands: str = " ") -> str:
    """Return the price with two decimals, and more only when it has them."""
    from invoicectl.domain.money import decimal_text

    whole, _comma, decimals = decimal_text(one.unit_price_micro).partition(",")
    return f"{int(whole):,}".replace(",", thousands) + f",{decimals.ljust(2, '0')}"


def _unit(one: Product) -> str:
    from invoicectl.domain.units import unit_words

    return unit_words(one.unit)


def _price(one: Product) -> str:
    return f"{_kroner(one)} per {_unit(one)}"


def _tell(run: Run, command: str, one: Product, sentence: str) -> None:
    from invoicectl.cli.output import say
    from invoicectl.cli.output import show_json
    from invoicectl.cli.records import values_of

    if run.as_json:
        show_json(command, product=values_of(one))
    else:
        say(run, sentence)
