"""Customers: add, change, look up, and import from a spreadsheet."""

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
    from invoicectl.domain.customer import Customer
    from invoicectl.flows.customers import Saved

app = typer.Typer(help="Add, change, list and import customers.", no_args_is_help=True)

Kind = Annotated[
    str | None, typer.Option(help="consumer, business or public; business when it has an orgnr.")
]
Name = Annotated[str | None, typer.Option(help="Name as printed.")]
Orgnr = Annotated[str | None, typer.Option(help="Organisation number; 'MVA' behind it counts.")]
Vat = Annotated[bool | None, typer.Option("--vat/--no-vat", help="Whether it is VAT-registered.")]
Attention = Annotated[str | None, typer.Option(help="Person or department.")]
Street = Annotated[list[str] | None, typer.Option(help="Street or box; again for another line.")]
Postcode = Annotated[str | None, typer.Option(help="Postcode.")]
City = Annotated[str | None, typer.Option(help="Town.")]
Country = Annotated[str | None, typer.Option(help="Two letters; NO when not given.")]
Email = Annotated[str | None, typer.Option(help="Where invoices go.")]
NoticeEmail = Annotated[
    str | None, typer.Option(help="Where reminders go, when that is elsewhere.")
]
Phone = Annotated[str | None, typer.Option(help="Phone number.")]
Language = Annotated[str | None, typer.Option(help="nb, nn or en.")]
Channel = Annotated[str | None, typer.Option(help="email or folder, when not the usual.")]
TermsDays = Annotated[
    str | None, typer.Option(metavar="DAYS", help="Days until due, when not the usual.")
]
ExpressTerms = Annotated[
    bool | None,
    typer.Option("--express-terms/--no-express-terms", help="Longer terms were expressly agreed."),
]
YourReference = Annotated[str | None, typer.Option(help="Printed when an invoice names none.")]
Note = Annotated[str | None, typer.Option(help="For yourself; never printed.")]


@app.command()
def add(
    ctx: typer.Context,
    name: Name = None,
    orgnr: Orgnr = None,
    kind: Kind = None,
    number: Annotated[
        str | None, typer.Option(metavar="NO", help="Customer number; the next when not given.")
    ] = None,
    vat: Vat = None,
    attention: Attention = None,
    street: Street = None,
    postcode: Postcode = None,
    city: City = None,
    country: Country = None,
    email: Email = None,
    notice_email: NoticeEmail = None,
    phone: Phone = None,
    language: Language = None,
    channel: Channel = None,
    terms_days: TermsDays = None,
    express_terms: ExpressTerms = None,
    your_reference: YourReference = None,
    note: Note = None,
    as_json: AsJson = False,
) -> None:
    """Add a customer.

    Example: invoicectl customer add --name "Kari Nordmann" --street "Lia 2"
    --postcode 5003 --city Bergen --email kari@example.no
    """
    from invoicectl.flows.customers import add_customer

    run = run_of(ctx)
    run.as_json = as_json
    texts = _given(
        customer_no=number, kind=kind, name=name, orgnr=orgnr, vat_registered=vat,
        attention=attention, street=street, postcode=postcode, city=city, country=country,
        email=email, notice_email=notice_email, phone=phone, language=language, channel=channel,
        terms_days=terms_days, express_terms=express_terms, your_reference=your_reference,
        note=note,
    )  # fmt: skip
    saved = add_customer(run.ledger, run.settings, run.stamp, texts)
    one = saved.customer
    sentence = f"Customer {one.customer_no} added: {one.name} ({one.kind.value})."
    _tell(run, "customer add", saved, sentence)


@app.command()
def edit(
    ctx: typer.Context,
    customer_no: Annotated[str, typer.Argument(metavar="NO", help="Customer number.")],
    name: Name = None,
    orgnr: Orgnr = None,
    kind: Kind = None,
    vat: Vat = None,
    attention: Attention = None,
    street: Street = None,
    postcode: Postcode = None,
    city: City = None,
    country: Country = None,
    email: Email = None,
    notice_email: NoticeEmail = None,
    phone: Phone = None,
    language: Language = None,
    channel: Channel = None,
    terms_days: TermsDays = None,
    express_terms: ExpressTerms = None,
    your_reference: YourReference = None,
    note: Note = None,
    active: Annotated[
        bool | None,
        typer.Option("--active/--inactive", help="Inactive ones are left out of lists."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Change a customer; an empty text empties a field.

    Issued invoices stay as they are.

    Example: invoicectl customer edit 10001 --email "" --channel folder
    """
    from invoicectl.flows.customers import edit_customer

    run = run_of(ctx)
    run.as_json = as_json
    texts = _given(
        kind=kind, name=name, orgnr=orgnr, vat_registered=vat, attention=attention, street=street,
        postcode=postcode, city=city, country=country, email=email, notice_email=notice_email,
        phone=phone, language=language, channel=channel, terms_days=terms_days,
        express_terms=express_terms, your_reference=your_reference, note=note, active=active,
    )  # fmt: skip
    saved = edit_customer(run.ledger, run.settings, run.stamp, customer_no, texts)
    changed = f"changed {', '.join(saved.changed)}" if saved.changed else "nothing changed"
    sentence = f"Customer {customer_no}: {changed}."
    _tell(run, "customer edit", saved, sentence)


@app.command("list")
def list_customers(
    ctx: typer.Context,
    search: Annotated[
        str,
        typer.Argument(metavar="[TEXT]", help="In number, name, orgnr, e-mail or town."),
    ] = "",
    every: Annotated[bool, typer.Option("--all", help="Inactive ones too.")] = False,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """List customers, all or those that contain a text.

    What --csv prints can be changed in a spreadsheet and imported again with --update.

    Example: invoicectl customer list oslo --csv
    """
    from invoicectl.cli.output import Column
    from invoicectl.cli.output import Table
    from invoicectl.cli.output import show as show_table
    from invoicectl.cli.records import values_of
    from invoicectl.domain.customer import Customer
    from invoicectl.ledger.customers import find_customers

    run = run_of(ctx)
    run.as_json, run.as_csv = as_json, as_csv
    found = find_customers(run.ledger.con, search, with_inactive=every)
    titles = {"customer_no": "No", "name": "Name", "kind": "Kind", "orgnr": "Orgnr",
              "city": "Town", "email": "E-mail"}  # fmt: skip
    names = [*titles, *(name for name in Customer.__slots__ if name not in titles)]
    columns = tuple(Column(name, titles.get(name, "")) for name in names)
    rows = [[values[name] for name in names] for values in map(values_of, found)]
    empty = f"No customer contains '{search}'." if search else "There are no customers yet."
    show_table(run, Table(columns, rows, empty=empty), command="customer list")


@app.command()
def show(
    ctx: typer.Context,
    customer_no: Annotated[str, typer.Argument(metavar="NO", help="Customer number.")],
    as_json: AsJson = False,
) -> None:
    """Show all that is known about a customer, and what is owed.

    Example: invoicectl customer show 10001
    """
    from invoicectl.cli.output import show as show_table
    from invoicectl.cli.output import show_json
    from invoicectl.cli.records import fact_table
    from invoicectl.cli.records import values_of
    from invoicectl.ledger.customers import customer_of
    from invoicectl.ledger.open_items import open_items

    run = run_of(ctx)
    run.as_json = as_json
    one = customer_of(run.ledger.con, customer_no)
    items = open_items(run.ledger.con, day=run.today, customer_no=customer_no)
    owes_ore = sum(item.open_ore for item in items)
    if as_json:
        show_json("customer show", customer=values_of(one), owes_ore=owes_ore)
        return
    table = fact_table(_facts(run, one, owes_ore))
    show_table(run, table, command="customer show")


@app.command("import")
def import_(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="CSV file with a head line.")],
    columns: Annotated[
        list[str] | None,
        typer.Option("--map", metavar="HEAD=FIELD", help="A column whose head is not known."),
    ] = None,
    update: Annotated[
        bool, typer.Option("--update", help="Change customers whose number exists.")
    ] = False,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Import customers from a CSV file: all of them, or none when one is wrong.

    Separators, encodings and head names in English and Norwegian are recognised; every
    fault is named with its line. --map 'HEAD=' leaves a column out.

    Example: invoicectl customer import customers.csv --map "Sted 2=city" --dry-run
    """
    from invoicectl.cli.import_text import show_import
    from invoicectl.flows.import_csv import Wish
    from invoicectl.flows.import_csv import parse_columns
    from invoicectl.flows.import_customers import import_customers

    run = run_of(ctx)
    run.as_json = as_json
    wish = Wish(columns=parse_columns(columns or ()), update=update, dry_run=dry_run)
    done = import_customers(run.ledger, run.settings, run.stamp, file, wish)
    show_import(run, done, "customer", dry_run=dry_run)


def _given(**options: object) -> dict[str, str]:
    """Return the options that were given as texts: what a column of a file would hold."""
    texts: dict[str, str] = {}
    for name, value in options.items():
        if isinstance(value, bool):
            texts[name] = "yes" if value else "no"
        elif isinstance(value, list):
            texts[name] = "\n".join(value)
        elif value is not None:
            texts[name] = str(value)
    return texts


def _facts(run: Run, one: Customer, owes_ore: int) -> list[tuple[str, object]]:
    from invoicectl.domain.money import kroner

    channel, terms = one.channel, one.terms_days
    usual = run.settings.send_by(one.kind).value
    days = run.settings.invoice.terms_days
    return [
        ("Number", one.customer_no),
        ("Name", one.name),
        ("Kind", one.kind.value),
        ("Orgnr", f"{one.orgnr} MVA" if one.orgnr and one.vat_registered else one.orgnr),
        ("Attention", one.attention),
        ("Street", one.street),
        ("Town", f"{one.postcode} {one.city}".strip()),
        ("Country", one.country),
        ("E-mail", one.email),
        ("Reminders to", one.notice_email),
        ("Phone", one.phone),
        ("Language", one.language.value),
        ("Channel", channel or f"{usual} (the usual one)"),
        ("Terms", f"{days} days (the usual ones)" if terms is None else f"{terms} days"),
        ("Longer terms", "expressly agreed" if one.express_terms else ""),
        ("Your reference", one.your_reference),
        ("Note", one.note),
        ("Active", "" if one.active else "no"),
        ("Owes", kroner(owes_ore, thousands=" ")),
    ]


def _tell(run: Run, command: str, saved: Saved, sentence: str) -> None:
    from invoicectl.cli.output import say
    from invoicectl.cli.output import show_json
    from invoicectl.cli.output import warn
    from invoicectl.cli.records import values_of

    if run.as_json:
        show_json(command, customer=values_of(saved.customer), warnings=saved.warnings)
        return
    say(run, sentence)
    warn(*(f"note: {warning}" for warning in saved.warnings))
