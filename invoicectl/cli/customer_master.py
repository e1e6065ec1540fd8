"""Customers: add one, by hand or from the company register, change one, block one."""

from __future__ import annotations

from typing import TYPE_CHECKING
from typing import Annotated

import typer

from invoicectl.cli.args import AsJson
from invoicectl.cli.context import run_of

if TYPE_CHECKING:
    from invoicectl.cli.context import Run
    from invoicectl.flows.customers import Saved

CustomerNo = Annotated[str, typer.Argument(metavar="NO", help="Customer number.")]
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
Mobile = Annotated[str | None, typer.Option(help="Mobile number, for SMS.")]
Gln = Annotated[str | None, typer.Option(help="GLN, the thirteen digits of GS1.")]
BuyerReference = Annotated[
    str | None, typer.Option(metavar="CODE", help="What a public buyer wants on every invoice.")
]
CreditLimit = Annotated[
    str | None, typer.Option(metavar="KRONER", help="Warn when more would be owed.")
]
BirthDate = Annotated[
    str | None,
    typer.Option(metavar="DATE", help="Of a consumer; only if your debt collection agency asks."),
]
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


def add(
    ctx: typer.Context,
    name: Name = None,
    orgnr: Orgnr = None,
    kind: Kind = None,
    number: Annotated[
        str | None, typer.Option(metavar="NO", help="Customer number; the next when not given.")
    ] = None,
    vat: Vat = None,
    gln: Gln = None,
    attention: Attention = None,
    street: Street = None,
    postcode: Postcode = None,
    city: City = None,
    country: Country = None,
    email: Email = None,
    notice_email: NoticeEmail = None,
    phone: Phone = None,
    mobile: Mobile = None,
    language: Language = None,
    channel: Channel = None,
    terms_days: TermsDays = None,
    express_terms: ExpressTerms = None,
    your_reference: YourReference = None,
    buyer_reference: BuyerReference = None,
    credit_limit: CreditLimit = None,
    birth_date: BirthDate = None,
    note: Note = None,
    as_json: AsJson = False,
) -> None:
    """Add a customer, by hand or from the company register.

    With --orgnr and no --name the register is asked for name, address, kind and VAT
    registration, and whether the company is bankrupt or being wound up. What you give
    yourself goes before.

    Example: invoicectl customer add --name "Kari Nordmann" --street "Lia 2"
    --postcode 5003 --city Bergen --email kari@example.no
    """
    from invoicectl.flows.customers import add_customer

    run = run_of(ctx)
    run.as_json = as_json
    texts = given(
        customer_no=number, kind=kind, name=name, orgnr=orgnr,
        vat_registered=vat, gln=gln, attention=attention, street=street, postcode=postcode,
        city=city, country=country, email=email, notice_email=notice_email, phone=phone,
        mobile=mobile, language=language, channel=channel, terms_days=terms_days,
        express_terms=express_terms, your_reference=your_reference,
        buyer_reference=buyer_reference, credit_limit_ore=credit_limit, birth_date=birth_date,
        note=note,
    )  # fmt: skip
    saved = add_customer(run.ledger, run.settings, run.stamp, texts)
    one = saved.customer
    source = ", as the company register has it" if saved.looked_up else ""
    sentence = f"Customer {one.customer_no} added{source}: {one.name} ({one.kind.value})."
    _tell(run, "customer add", saved, sentence)


def edit(
    ctx: typer.Context,
    customer_no: CustomerNo,
    name: Name = None,
    orgnr: Orgnr = None,
    kind: Kind = None,
    vat: Vat = None,
    gln: Gln = None,
    attention: Attention = None,
    street: Street = None,
    postcode: Postcode = None,
    city: City = None,
    country: Country = None,
    email: Email = None,
    notice_email: NoticeEmail = None,
    phone: Phone = None,
    mobile: Mobile = None,
    language: Language = None,
    channel: Channel = None,
    terms_days: TermsDays = None,
    express_terms: ExpressTerms = None,
    your_reference: YourReference = None,
    buyer_reference: BuyerReference = None,
    credit_limit: CreditLimit = None,
    birth_date: BirthDate = None,
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
    texts = given(
        kind=kind, name=name, orgnr=orgnr, active=active,
        vat_registered=vat, gln=gln, attention=attention, street=street, postcode=postcode,
        city=city, country=country, email=email, notice_email=notice_email, phone=phone,
        mobile=mobile, language=language, channel=channel, terms_days=terms_days,
        express_terms=express_terms, your_reference=your_reference,
        buyer_reference=buyer_reference, credit_limit_ore=credit_limit, birth_date=birth_date,
        note=note,
    )  # fmt: skip
    _changed(ctx, customer_no, texts, as_json=as_json, command="customer edit")


def block(
    ctx: typer.Context,
    customer_no: CustomerNo,
    reason: Annotated[str, typer.Option(help="Why; shown whenever something is refused.")],
    as_json: AsJson = False,
) -> None:
    """Sell nothing more to a customer: no new drafts, quotes or orders.

    What is drafted, ordered and owed already stays; credit notes are always possible.

    Example: invoicectl customer block 10001 --reason "Owes since May"
    """
    from invoicectl.errors import InputError

    if not reason.strip():
        raise InputError("--reason is empty; say why, for whoever sees it later.")
    texts = {"blocked_reason": reason}
    _changed(ctx, customer_no, texts, as_json=as_json, command="customer block")


def unblock(ctx: typer.Context, customer_no: CustomerNo, as_json: AsJson = False) -> None:
    """Sell to a customer again.

    Example: invoicectl customer unblock 10001
    """
    texts = {"blocked_reason": ""}
    _changed(ctx, customer_no, texts, as_json=as_json, command="customer unblock")


def given(**options: object) -> dict[str, str]:
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


def _changed(
    ctx: typer.Context, customer_no: str, texts: dict[str, str], *, as_json: bool, command: str
) -> None:
    from invoicectl.flows.customers import edit_customer

    run = run_of(ctx)
    run.as_json = as_json
    saved = edit_customer(run.ledger, run.settings, run.stamp, customer_no, texts)
    names = ", ".join(name.removesuffix("_ore") for name in saved.changed)
    said = f"changed {names}" if names else "nothing changed"
    if names and command.endswith("block"):
        said = "can be sold to again" if command.endswith("unblock") else "is blocked"
        _tell(run, command, saved, f"Customer {customer_no} {said}.")
        return
    _tell(run, command, saved, f"Customer {customer_no}: {said}.")


def _tell(run: Run, command: str, saved: Saved, sentence: str) -> None:
    from invoicectl.cli.output import say
    from invoicectl.cli.output import show_json
    from invoicectl.cli.output import warn
    from invoicectl.cli.records import values_of

    if run.as_json:
        show_json(
            command,
            customer=values_of(saved.customer),
            warnings=saved.warnings,
            looked_up=saved.looked_up,
        )
        return
    say(run, sentence)
    warn(*(f"note: {warning}" for warning in saved.warnings))
