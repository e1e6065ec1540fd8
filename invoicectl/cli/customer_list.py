"""Customers: lists, and all that is known about one."""

from __future__ import annotations

from typing import TYPE_CHECKING
from typing import Annotated

import typer

from invoicectl.cli.args import AsCsv
from invoicectl.cli.args import AsJson
from invoicectl.cli.args import Search
from invoicectl.cli.context import run_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from invoicectl.cli.context import Run
    from invoicectl.cli.output import Table
    from invoicectl.domain.contacts import Contact
    from invoicectl.domain.contacts import DeliveryAddress
    from invoicectl.domain.customer import Customer
    from invoicectl.domain.parties import CustomerKind
    from invoicectl.ledger.connect import Connection


def list_customers(
    ctx: typer.Context,
    text: Annotated[
        str,
        typer.Argument(metavar="[TEXT]", help="In number, name, orgnr, e-mail, phone or town."),
    ] = "",
    search: Search = "",
    every: Annotated[bool, typer.Option("--all", help="Inactive ones too.")] = False,
    kind: Annotated[str | None, typer.Option(help="Only consumer, business or public.")] = None,
    only_open: Annotated[
        bool, typer.Option("--open", help="Only those with something open.")
    ] = False,
    blocked: Annotated[
        bool, typer.Option("--blocked", help="Only those that are blocked.")
    ] = False,
    sort: Annotated[
        str,
        typer.Option(metavar="FIELD", help="By number, name, town or orgnr; '-name' for reverse."),
    ] = "number",
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """List customers, all or those that contain a text.

    What --csv prints can be changed in a spreadsheet and imported again with --update.

    Example: invoicectl customer list oslo --csv
    """
    from invoicectl.cli.output import Cell
    from invoicectl.cli.output import Column
    from invoicectl.cli.output import Table
    from invoicectl.cli.output import show as show_table
    from invoicectl.cli.records import values_of
    from invoicectl.domain.customer import Customer
    from invoicectl.ledger.customers import find_customers

    run = run_of(ctx)
    run.as_json, run.as_csv = as_json, as_csv
    search = search or text
    wanted = _kind(kind)
    debts = _debts(run)
    found = [
        one
        for one in find_customers(run.ledger.con, search, with_inactive=every or only_open)
        if wanted in {None, one.kind}
        and (one.blocked_reason or not blocked)
        and (one.customer_no in debts or not only_open)
    ]
    _sort(found, sort)
    titles = {"customer_no": "No", "name": "Name", "kind": "Kind", "orgnr": "Orgnr",
              "city": "Town", "email": "E-mail"}  # fmt: skip
    if only_open:
        titles["owes_ore"] = "Owes"
    names = [*titles, *(name for name in Customer.__slots__ if name not in titles)]
    columns = tuple(
        Column(name, titles.get(name, ""), Cell.MONEY if name.endswith("_ore") else Cell.TEXT)
        for name in names
    )
    rows = [
        [{**values_of(one), "owes_ore": debts.get(one.customer_no)}[name] for name in names]
        for one in found
    ]
    narrowed = bool(search or wanted or blocked or only_open)
    empty = f"No customer contains '{search}'." if search else "There are no customers yet."
    if narrowed and not search:
        empty = "There are no such customers."
    show_table(run, Table(columns, rows, empty=empty), command="customer list")


def show(
    ctx: typer.Context,
    customer_no: Annotated[str, typer.Argument(metavar="NO", help="Customer number.")],
    as_json: AsJson = False,
) -> None:
    """Show all that is known about a customer, and what is owed.

    Example: invoicectl customer show 10001
    """
    from dataclasses import asdict

    from invoicectl.cli.output import say
    from invoicectl.cli.output import show as show_table
    from invoicectl.cli.output import show_json
    from invoicectl.cli.records import fact_table
    from invoicectl.cli.records import values_of
    from invoicectl.ledger.contacts import birth_date_of
    from invoicectl.ledger.contacts import contacts_of
    from invoicectl.ledger.contacts import delivery_addresses_of
    from invoicectl.ledger.customer_state import open_ore
    from invoicectl.ledger.customers import customer_of

    run = run_of(ctx)
    run.as_json = as_json
    con = run.ledger.con
    one = customer_of(con, customer_no)
    contacts, places = contacts_of(con, customer_no), delivery_addresses_of(con, customer_no)
    owes_ore = open_ore(con, customer_no)
    if as_json:
        show_json(
            "customer show",
            customer=values_of(one),
            owes_ore=owes_ore,
            contacts=[asdict(contact) for contact in contacts],
            delivery_addresses=[asdict(place) for place in places],
            birth_date_known=birth_date_of(con, customer_no) is not None,
            **_state_values(con, customer_no),
        )
        return
    facts = [*_facts(run, one), *_state(con, customer_no), ("Owes", _kroner(owes_ore))]
    show_table(run, fact_table(facts), command="customer show")
    for table in (contact_table(contacts, one), place_table(places)):
        if table.rows:
            say(run, "")
            show_table(run, table, command="customer show")


def contact_table(contacts: list[Contact], customer: Customer) -> Table:
    """Return contacts as people and programs see them, with what each gets."""
    from invoicectl.cli.output import Cell
    from invoicectl.cli.output import Column
    from invoicectl.cli.output import Table
    from invoicectl.flows.contacts import gets

    columns = (
        Column("n", "No", Cell.NUMBER), Column("name", "Contact"), Column("role", "Role"),
        Column("email", "E-mail"), Column("phone", "Phone", Cell.CODE), Column("gets", "Gets"),
    )  # fmt: skip
    rows = [[one.n, one.name, one.role, one.email, one.phone, gets(customer, one)]
            for one in contacts]  # fmt: skip
    return Table(columns, rows, empty=f"Customer {customer.customer_no} has no contacts.")


def place_table(places: list[DeliveryAddress]) -> Table:
    """Return delivery addresses as people and programs see them."""
    from invoicectl.cli.output import Cell
    from invoicectl.cli.output import Column
    from invoicectl.cli.output import Table

    columns = (
        Column("n", "No", Cell.NUMBER), Column("name", "Delivery address"),
        Column("street", "Street"), Column("postcode", "Code", Cell.CODE), Column("city", "Town"),
        Column("country", "", Cell.CODE), Column("gln", "GLN", Cell.CODE),
    )  # fmt: skip
    rows = [[one.n, one.name, ", ".join(one.street.splitlines()), one.postcode, one.city,
             one.country, one.gln] for one in places]  # fmt: skip
    return Table(columns, rows, empty="There are no delivery addresses.")


def _kind(text: str | None) -> CustomerKind | None:
    from invoicectl.domain.parties import CustomerKind
    from invoicectl.errors import InputError

    if text is None:
        return None
    try:
        return CustomerKind(text.strip().casefold())
    except ValueError:
        raise InputError(f"--kind: '{text}' is not consumer, business or public.") from None


def _debts(run: Run) -> dict[str, int]:
    """Return what each customer owes in øre, of merged ones under the one who stays."""
    from invoicectl.ledger.customer_alias import aliases
    from invoicectl.ledger.customer_state import owing

    now = aliases(run.ledger.con)
    debts: dict[str, int] = {}
    for number, ore in owing(run.ledger.con).items():
        stays = now.get(number, number)
        debts[stays] = debts.get(stays, 0) + ore
    return debts if not now else {number: ore for number, ore in debts.items() if ore}


def _sort(found: list[Customer], sort: str) -> None:
    """Put customers in the order of a field, names as Norwegians sort them."""
    from invoicectl.ledger.listing import norwegian_key
    from invoicectl.ledger.listing import sorted_column

    orders: dict[str, Callable[[Customer], tuple[object, ...]]] = {
        "number": lambda one: (len(one.customer_no), one.customer_no),
        "name": lambda one: (norwegian_key(one.name), one.customer_no),
        "town": lambda one: (norwegian_key(one.city), norwegian_key(one.name)),
        "orgnr": lambda one: (one.orgnr, one.customer_no),
    }
    name, is_reverse = sorted_column(sort, tuple(orders))
    found.sort(key=orders[name], reverse=is_reverse)


def _facts(run: Run, one: Customer) -> list[tuple[str, object]]:
    channel, terms = _ways(run, one)
    limit = "" if one.credit_limit_ore is None else _kroner(one.credit_limit_ore)
    return [
        ("Number", one.customer_no),
        ("Name", one.name),
        ("Blocked", one.blocked_reason),
        ("Kind", one.kind.value),
        ("Orgnr", f"{one.orgnr} MVA" if one.orgnr and one.vat_registered else one.orgnr),
        ("GLN", one.gln),
        ("Attention", one.attention),
        ("Street", one.street),
        ("Town", f"{one.postcode} {one.city}".strip()),
        ("Country", one.country),
        ("E-mail", one.email),
        ("Reminders to", one.notice_email),
        ("Phone", one.phone),
        ("Mobile", one.mobile),
        ("Language", one.language.value),
        ("Channel", channel),
        ("Terms", terms),
        ("Longer terms", "expressly agreed" if one.express_terms else ""),
        ("Your reference", one.your_reference),
        ("Buyer reference", one.buyer_reference),
        ("Credit limit", limit),
        ("Note", one.note),
        ("Active", "" if one.active else "no"),
    ]


def _ways(run: Run, one: Customer) -> tuple[str, str]:
    """Return how letters go and when invoices are due, and whether that is the company's way."""
    from invoicectl.domain.draft import Origin
    from invoicectl.flows.levels import effective

    held = effective(run.ledger.con, run.settings, one, Origin())
    usual = run.settings.channels(one.kind)
    channel = ", ".join(each.value for each in held.invoice_send_by)
    channel += " (the usual one)" if held.invoice_send_by == usual and not one.channel else ""
    if held.invoice_terms_months is not None:
        months = held.invoice_terms_months
        terms = f"{months} month{'s' * (months > 1)}"
    else:
        terms = f"{held.invoice_terms_days} days"
    if held.invoice_due_day:
        terms += f", then the {held.invoice_due_day}."
    invoice = run.settings.invoice
    own = (held.invoice_terms_months, held.invoice_terms_days, held.invoice_due_day)
    is_usual = one.terms_days is None and own in {
        (None, invoice.terms_days, invoice.due_day), (invoice.terms_months, None, invoice.due_day),
    }  # fmt: skip
    return channel, f"{terms} (the usual ones)" if is_usual else terms


def _state(con: Connection, customer_no: str) -> list[tuple[str, object]]:
    """Return what became of a customer, and what is kept apart from its other fields."""
    from invoicectl.cli.output import day_text
    from invoicectl.domain.company_register import RegisterState
    from invoicectl.ledger.contacts import birth_date_of
    from invoicectl.ledger.customer_alias import merged_into
    from invoicectl.ledger.customer_alias import numbers_of
    from invoicectl.ledger.customer_state import forgotten_on
    from invoicectl.ledger.customer_state import register_check_of

    into, erased = merged_into(con, customer_no), forgotten_on(con, customer_no)
    older, born = numbers_of(con, customer_no)[1:], birth_date_of(con, customer_no)
    check = register_check_of(con, customer_no)
    register = ""
    if check is not None:
        state = "in order" if check.state is RegisterState.ACTIVE else check.state.value
        register = f"{state.replace('_', ' ')} on {day_text(check.checked_on)}"
        register += f" ({check.form})" if check.form else ""
    return [
        ("Register", register),
        ("Birth date", day_text(born) if born else ""),
        ("Merged into", into if into != customer_no else ""),
        ("Older numbers", ", ".join(older)),
        ("Erased", day_text(erased) if erased else ""),
    ]


def _state_values(con: Connection, customer_no: str) -> dict[str, object]:
    from invoicectl.ledger.customer_alias import merged_into
    from invoicectl.ledger.customer_alias import numbers_of
    from invoicectl.ledger.customer_state import forgotten_on
    from invoicectl.ledger.customer_state import register_check_of

    into, check = merged_into(con, customer_no), register_check_of(con, customer_no)
    return {
        "merged_into": into if into != customer_no else "",
        "older_numbers": numbers_of(con, customer_no)[1:],
        "erased_on": forgotten_on(con, customer_no),
        "register_state": check.state if check else "",
        "register_checked_on": check.checked_on if check else None,
    }


def _kroner(ore: int) -> str:
    from invoicectl.domain.money import kroner

    return kroner(ore, thousands=" ")
