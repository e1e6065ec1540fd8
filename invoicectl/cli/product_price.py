"""`product price` and `product show`: what a product costs, for whom, from when, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING
from typing import Annotated

import typer

from invoicectl.cli.args import AsJson
from invoicectl.cli.context import run_of

if TYPE_CHECKING:
    from invoicectl.cli.context import Run
    from invoicectl.cli.output import Table
    from invoicectl.domain.price_list import Buying
    from invoicectl.domain.price_list import DatedPrice
    from invoicectl.domain.price_list import PriceChoice
    from invoicectl.domain.product import Product

Number = Annotated[str, typer.Argument(metavar="NO", help="Product number.")]


def price(
    ctx: typer.Context,
    product_no: Number,
    price: Annotated[
        str | None, typer.Option(metavar="KRONER", help="Price of one unit from that day on.")
    ] = None,
    price_list: Annotated[str, typer.Option("--list", metavar="NAME", help="Of this list.")] = "",
    customer: Annotated[
        str, typer.Option("--customer", metavar="NO", help="Of this customer alone.")
    ] = "",
    first: Annotated[
        str | None, typer.Option("--from", metavar="DATE", help="First day; today if not given.")
    ] = None,
    last: Annotated[
        str | None, typer.Option("--to", metavar="DATE", help="Last day, as for a campaign.")
    ] = None,
    at_least: Annotated[
        str | None, typer.Option(metavar="QUANTITY", help="From this quantity on.")
    ] = None,
    incl_vat: Annotated[
        bool | None,
        typer.Option("--incl-vat/--excl-vat", help="Whether it holds VAT; else as the product."),
    ] = None,
    remove: Annotated[bool, typer.Option("--remove", help="Take that price away.")] = False,
    as_json: AsJson = False,
) -> None:
    """Set a price from a day on: of a list, of a customer, or for everybody.

    Drafts and invoices that are made already keep what they have.

    Example: invoicectl product price K1 --list engros --price 90 --from 2026-12-01
    """
    from invoicectl.cli.output import say
    from invoicectl.cli.output import show_json
    from invoicectl.errors import InputError
    from invoicectl.flows.price_list import remove_price
    from invoicectl.flows.price_list import set_price

    run = run_of(ctx)
    run.as_json = as_json
    if remove == (price is not None):
        raise InputError("Give --price, or --remove to take a price away.")
    wanted = _wanted(run, product_no, price, first, last, at_least, (price_list, customer))
    if remove:
        kept, replaced = remove_price(run.ledger, run.stamp, wanted), None
    else:
        done = set_price(run.ledger, run.stamp, wanted, is_incl_vat=incl_vat)
        kept, replaced = done.price, done.replaced
    if as_json:
        show_json(
            "product price",
            price=price_record(kept),
            removed=remove,
            replaced=price_record(replaced) if replaced else None,
        )
        return
    say(run, _told(kept, replaced, removed=remove))


def show(
    ctx: typer.Context,
    product_no: Number,
    customer: Annotated[
        str, typer.Option("--customer", metavar="NO", help="What this customer pays, and why.")
    ] = "",
    on: Annotated[
        str | None, typer.Option("--on", metavar="DATE", help="On this day of delivery.")
    ] = None,
    quantity: Annotated[
        str, typer.Option("--quantity", metavar="QUANTITY", help="When so much is bought.")
    ] = "1",
    as_json: AsJson = False,
) -> None:
    """Show all that is known about a product, and which price applies.

    Example: invoicectl product show K1 --customer 10001 --on 2026-12-24
    """
    from dataclasses import replace

    from invoicectl.domain.dates import parse_day
    from invoicectl.domain.money import parse_micro
    from invoicectl.flows.price_list import buying_by
    from invoicectl.flows.price_list import price_of
    from invoicectl.ledger.products import product_of

    run = run_of(ctx)
    run.as_json = as_json
    con = run.ledger.con
    one = product_of(con, product_no)
    day = parse_day(on, what="--on") if on else run.today
    buying = replace(
        buying_by(con, run.settings, customer, day),
        quantity_micro=parse_micro(quantity, what="--quantity"),
    )
    _show(run, one, buying, price_of(con, one, buying))


def price_record(price: DatedPrice) -> dict[str, object]:
    """Return a dated price as JSON has it; prices and quantities in millionths."""
    return {name: getattr(price, name) for name in price.__slots__}


def _wanted(
    run: Run,
    product_no: str,
    price: str | None,
    first: str | None,
    last: str | None,
    at_least: str | None,
    owner: tuple[str, str],
) -> DatedPrice:
    """Return the price that the options say."""
    from invoicectl.domain.dates import parse_day
    from invoicectl.domain.money import parse_micro
    from invoicectl.domain.price_list import DatedPrice
    from invoicectl.errors import InputError
    from invoicectl.flows.products import read_price

    try:
        micro = read_price(price or "0")
    except InputError as error:
        raise InputError(f"--price: {error}") from None
    return DatedPrice(
        product_no,
        micro,
        parse_day(first, what="--from") if first else run.today,
        parse_day(last, what="--to") if last else None,
        parse_micro(at_least, what="--at-least") if at_least else 0,
        list_name=owner[0],
        customer_no=owner[1],
    )


def _told(kept: DatedPrice, replaced: DatedPrice | None, *, removed: bool) -> str:
    from invoicectl.cli.product_text import days_text
    from invoicectl.cli.product_text import micro_text
    from invoicectl.cli.product_text import owner_text
    from invoicectl.domain.money import decimal_text

    vat = " including VAT" if kept.is_incl_vat else ""
    least = f", from {decimal_text(kept.at_least_micro)} on" if kept.at_least_micro else ""
    amount = f"{micro_text(kept.unit_price_micro)}{vat}"
    whose = f"{kept.product_no}, {owner_text(kept)}, {days_text(kept)}{least}"
    if removed:
        return f"{whose}: {amount} is taken away."
    if replaced == kept:
        return f"{whose}: {amount}, as it was."
    before = f" instead of {micro_text(replaced.unit_price_micro)}" if replaced else ""
    return f"{whose}: {amount}{before}."


def _show(run: Run, one: Product, buying: Buying, choice: PriceChoice) -> None:
    """Print the product, what applies, and every price that was considered."""
    from invoicectl.cli.output import show as show_table
    from invoicectl.cli.output import show_json
    from invoicectl.cli.records import fact_table
    from invoicectl.cli.records import values_of

    if run.as_json:
        considered = [
            {"price": price_record(each.price) if each.price else None, "reason": each.reason}
            for each in choice.considered
        ]
        applies = {
            "unit_price_micro": choice.unit_price_micro,
            "is_incl_vat": choice.is_incl_vat,
            "day": buying.day,
            "customer_no": buying.customer_no,
            "price_list": buying.list_name,
            "quantity_micro": buying.quantity_micro,
        }
        show_json("product show", product=values_of(one), applies=applies, considered=considered)
        return
    show_table(run, fact_table(_facts(run, one)), command="product show")
    if len(choice.considered) > 1 or buying.customer_no:
        _say_choice(run, one, buying, choice)


def _say_choice(run: Run, one: Product, buying: Buying, choice: PriceChoice) -> None:
    from invoicectl.cli.output import day_text
    from invoicectl.cli.output import say
    from invoicectl.cli.output import show as show_table
    from invoicectl.cli.product_text import micro_text
    from invoicectl.domain.money import MICRO
    from invoicectl.domain.money import decimal_text
    from invoicectl.domain.units import UNITS

    who = f"Customer {buying.customer_no}" if buying.customer_no else "Anybody"
    by_list = f" (list {buying.list_name})" if buying.list_name else ""
    vat = "including" if choice.is_incl_vat else "excluding"
    much = buying.quantity_micro
    bulk = f" when buying {decimal_text(much)}" if much != MICRO else ""
    price = f"{micro_text(choice.unit_price_micro)} per {UNITS[one.unit].norwegian}"
    say(run, "", f"{who}{by_list} pays {price}, {vat} VAT, on {day_text(buying.day)}{bulk}:", "")
    show_table(run, _considered(one, choice), command="product show")


def _considered(one: Product, choice: PriceChoice) -> Table:
    """Return the prices that were considered, the strongest first."""
    from invoicectl.cli.output import Cell
    from invoicectl.cli.output import Column
    from invoicectl.cli.output import Table
    from invoicectl.cli.product_text import micro_text
    from invoicectl.cli.product_text import owner_text
    from invoicectl.domain.money import decimal_text

    columns = (
        Column("owner", "Price of"),
        Column("from", "From", Cell.DAY),
        Column("to", "To", Cell.DAY),
        Column("at_least", "At least", Cell.NUMBER),
        Column("price", "Price", Cell.NUMBER),
        Column("why", "Why"),
    )
    rows: list[tuple[object, ...]] = []
    for each in choice.considered:
        found, why = each.price, each.reason or "applies"
        if found is None:
            rows.append((owner_text(None), "", "", "", micro_text(one.unit_price_micro), why))
            continue
        least = decimal_text(found.at_least_micro) if found.at_least_micro else ""
        rows.append(
            (
                owner_text(found), found.valid_from, found.valid_to, least,
                micro_text(found.unit_price_micro), why,
            )
        )  # fmt: skip
    return Table(columns, rows)


def _facts(run: Run, one: Product) -> list[tuple[str, object]]:
    from invoicectl.cli.product_text import micro_text
    from invoicectl.cli.product_text import price_text
    from invoicectl.domain.units import unit_words
    from invoicectl.domain.vat import VAT_CODES
    from invoicectl.ledger.accounts import account_name

    vat = VAT_CODES[one.vat_code]
    account = one.income_account or vat.income_account
    cost = one.cost_price_micro
    return [
        ("Number", one.product_no),
        ("Name", one.name),
        ("Price", price_text(one) if one.is_incl_vat else f"{price_text(one)}, excluding VAT"),
        ("Cost price", "" if cost is None else f"{micro_text(cost)}, excluding VAT"),
        ("Unit", f"{unit_words(one.unit)} ({one.unit})"),
        ("VAT code", f"{vat.code}, {vat.name}"),
        ("Account", f"{account} {account_name(run.ledger.con, account) or ''}".strip()),
        ("Active", "" if one.active else "no"),
    ]
