"""The people at a customer, and the places its goods go to."""

from __future__ import annotations

from typing import TYPE_CHECKING
from typing import Annotated

import typer

from invoicectl.cli.args import AsCsv
from invoicectl.cli.args import AsJson
from invoicectl.cli.context import run_of
from invoicectl.cli.customer_master import CustomerNo
from invoicectl.cli.customer_master import given

if TYPE_CHECKING:
    from invoicectl.cli.context import Run
    from invoicectl.domain.contacts import DeliveryAddress
    from invoicectl.flows.contacts import SavedContact

contact = typer.Typer(help="The people at a customer, and who gets what.", no_args_is_help=True)
address = typer.Typer(help="The places a customer's goods go to.", no_args_is_help=True)

ContactNo = Annotated[int, typer.Argument(metavar="N", help="Its number at the customer.")]
PersonName = Annotated[str | None, typer.Option(help="Name of the person or department.")]
Role = Annotated[str | None, typer.Option(help="What they do, as in 'Accounts'.")]
Email = Annotated[str | None, typer.Option(help="E-mail address.")]
Phone = Annotated[str | None, typer.Option(help="Phone number.")]
Invoices = Annotated[
    bool | None, typer.Option("--invoices/--no-invoices", help="Invoices go here by e-mail.")
]
Notices = Annotated[
    bool | None, typer.Option("--reminders/--no-reminders", help="Reminders go here by e-mail.")
]
PlaceName = Annotated[str | None, typer.Option(help="What you call it, as in 'Warehouse'.")]
Street = Annotated[list[str] | None, typer.Option(help="Street; again for another line.")]
Postcode = Annotated[str | None, typer.Option(help="Postcode.")]
City = Annotated[str | None, typer.Option(help="Town.")]
Country = Annotated[str | None, typer.Option(help="Two letters; NO when not given.")]
Gln = Annotated[str | None, typer.Option(help="GLN of the place, thirteen digits.")]


@contact.command("add")
def add_contact(
    ctx: typer.Context,
    customer_no: CustomerNo,
    name: PersonName = None,
    role: Role = None,
    email: Email = None,
    phone: Phone = None,
    invoices: Invoices = None,
    reminders: Notices = None,
    as_json: AsJson = False,
) -> None:
    """Add a person at a customer.

    Example: invoicectl customer contact add 10001 --name "Per Ås" --role Accounts
    --email per@example.no --invoices
    """
    from invoicectl.flows import contacts

    run = run_of(ctx)
    run.as_json = as_json
    texts = given(name=name, role=role, email=email, phone=phone)
    letters = contacts.Letters(invoices, reminders)
    saved = contacts.add_contact(run.ledger, run.stamp, customer_no, texts, letters)
    _tell_contact(run, "customer contact add", saved, "added")


@contact.command("edit")
def edit_contact(
    ctx: typer.Context,
    customer_no: CustomerNo,
    n: ContactNo,
    name: PersonName = None,
    role: Role = None,
    email: Email = None,
    phone: Phone = None,
    invoices: Invoices = None,
    reminders: Notices = None,
    as_json: AsJson = False,
) -> None:
    """Change a person at a customer; an empty text empties a field.

    Example: invoicectl customer contact edit 10001 1 --reminders
    """
    from invoicectl.flows import contacts

    run = run_of(ctx)
    run.as_json = as_json
    texts = given(name=name, role=role, email=email, phone=phone)
    letters = contacts.Letters(invoices, reminders)
    saved = contacts.edit_contact(run.ledger, run.stamp, customer_no, n, texts, letters)
    _tell_contact(run, "customer contact edit", saved, "changed")


@contact.command("remove")
def remove_contact(
    ctx: typer.Context, customer_no: CustomerNo, n: ContactNo, as_json: AsJson = False
) -> None:
    """Remove a person at a customer.

    Example: invoicectl customer contact remove 10001 1
    """
    from invoicectl.flows import contacts

    run = run_of(ctx)
    run.as_json = as_json
    saved = contacts.remove_contact(run.ledger, run.stamp, customer_no, n)
    _tell_contact(run, "customer contact remove", saved, "removed")


@contact.command("list")
def list_contacts(
    ctx: typer.Context, customer_no: CustomerNo, as_json: AsJson = False, as_csv: AsCsv = False
) -> None:
    """List the people at a customer, and who gets invoices and reminders.

    Example: invoicectl customer contact list 10001
    """
    from invoicectl.cli.customer_list import contact_table
    from invoicectl.cli.output import show
    from invoicectl.ledger.contacts import contacts_of
    from invoicectl.ledger.customers import customer_of

    run = run_of(ctx)
    run.as_json, run.as_csv = as_json, as_csv
    customer = customer_of(run.ledger.con, customer_no)
    table = contact_table(contacts_of(run.ledger.con, customer_no), customer)
    show(run, table, command="customer contact list")


@address.command("add")
def add_address(
    ctx: typer.Context,
    customer_no: CustomerNo,
    name: PlaceName = None,
    street: Street = None,
    postcode: Postcode = None,
    city: City = None,
    country: Country = None,
    gln: Gln = None,
    as_json: AsJson = False,
) -> None:
    """Add a delivery address; drafts name it with --delivery-place and its name.

    Example: invoicectl customer address add 10001 --name Warehouse --street "Kaia 4"
    --postcode 5003 --city Bergen
    """
    from invoicectl.flows.contacts import add_delivery_address

    run = run_of(ctx)
    run.as_json = as_json
    texts = given(
        name=name, street=street, postcode=postcode, city=city, country=country, gln=gln
    )  # fmt: skip
    saved = add_delivery_address(run.ledger, run.stamp, customer_no, texts)
    _tell_address(run, "customer address add", saved, "added")


@address.command("edit")
def edit_address(
    ctx: typer.Context,
    customer_no: CustomerNo,
    n: ContactNo,
    name: PlaceName = None,
    street: Street = None,
    postcode: Postcode = None,
    city: City = None,
    country: Country = None,
    gln: Gln = None,
    as_json: AsJson = False,
) -> None:
    """Change a delivery address; an empty text empties a field.

    Example: invoicectl customer address edit 10001 1 --street "Kaia 6"
    """
    from invoicectl.flows.contacts import edit_delivery_address

    run = run_of(ctx)
    run.as_json = as_json
    texts = given(
        name=name, street=street, postcode=postcode, city=city, country=country, gln=gln
    )  # fmt: skip
    saved = edit_delivery_address(run.ledger, run.stamp, customer_no, n, texts)
    _tell_address(run, "customer address edit", saved, "changed")


@address.command("remove")
def remove_address(
    ctx: typer.Context, customer_no: CustomerNo, n: ContactNo, as_json: AsJson = False
) -> None:
    """Remove a delivery address.

    Example: invoicectl customer address remove 10001 1
    """
    from invoicectl.flows.contacts import remove_delivery_address

    run = run_of(ctx)
    run.as_json = as_json
    saved = remove_delivery_address(run.ledger, run.stamp, customer_no, n)
    _tell_address(run, "customer address remove", saved, "removed")


@address.command("list")
def list_addresses(
    ctx: typer.Context, customer_no: CustomerNo, as_json: AsJson = False, as_csv: AsCsv = False
) -> None:
    """List the delivery addresses of a customer.

    Example: invoicectl customer address list 10001
    """
    from invoicectl.cli.customer_list import place_table
    from invoicectl.cli.output import show
    from invoicectl.ledger.contacts import delivery_addresses_of
    from invoicectl.ledger.customers import customer_of

    run = run_of(ctx)
    run.as_json, run.as_csv = as_json, as_csv
    customer_of(run.ledger.con, customer_no)
    table = place_table(delivery_addresses_of(run.ledger.con, customer_no))
    show(run, table, command="customer address list")


def _tell_contact(run: Run, command: str, saved: SavedContact, verb: str) -> None:
    from dataclasses import asdict

    from invoicectl.cli.output import say
    from invoicectl.cli.output import show_json

    one = saved.contact
    if run.as_json:
        show_json(command, contact=asdict(one), said=saved.said)
        return
    say(run, f"Contact {one.n} of customer {one.customer_no} {verb}: {one.name}.", *saved.said)


def _tell_address(run: Run, command: str, saved: DeliveryAddress, verb: str) -> None:
    from dataclasses import asdict

    from invoicectl.cli.output import say
    from invoicectl.cli.output import show_json

    if run.as_json:
        show_json(command, delivery_address=asdict(saved))
        return
    where = f"Delivery address {saved.n} of customer {saved.customer_no}"
    say(run, f"{where} {verb}: {saved.place}.")
