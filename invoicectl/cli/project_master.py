"""`project add`, `edit`, `rate` and `close`: what a project is, and what an hour of it costs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from typing import Annotated

import typer

from invoicectl.cli.args import AsJson
from invoicectl.cli.args import DryRun
from invoicectl.cli.context import run_of

if TYPE_CHECKING:
    from invoicectl.cli.context import Run
    from invoicectl.domain.project import Project

ProjectNo = Annotated[str, typer.Argument(metavar="PROJECT", help="Number, such as P1.")]
Name = Annotated[str | None, typer.Option(help="Name; it is printed on the invoice.")]
Customer = Annotated[str | None, typer.Option(metavar="NO", help="Number of the customer.")]
FixedPrice = Annotated[
    str | None,
    typer.Option(metavar="KRONER", help="Fixed price, excluding VAT; hours are part of it."),
]
BudgetHours = Annotated[
    str | None, typer.Option(metavar="HOURS", help="Hours it should take; warns at 80 %.")
]
Budget = Annotated[
    str | None, typer.Option(metavar="KRONER", help="What it should come to; warns at 80 %.")
]
Markup = Annotated[
    str | None, typer.Option(metavar="PERCENT", help="Added to its expenses; '' as the settings.")
]
KmRate = Annotated[str | None, typer.Option(metavar="KRONER", help="Price of a kilometre.")]
Vat = Annotated[str | None, typer.Option(metavar="CODE", help="VAT code or rate, as in 3 or 6.")]
Account = Annotated[
    str | None, typer.Option(metavar="CODE", help="Income account, when not the VAT code's own.")
]
OurReference = Annotated[str | None, typer.Option(help="Who at our side to ask.")]
YourReference = Annotated[str | None, typer.Option(help="Who ordered, at the customer's side.")]
OrderReference = Annotated[str | None, typer.Option(help="The customer's order number.")]


def add(
    ctx: typer.Context,
    name: Name = None,
    customer: Customer = None,
    rate: Annotated[
        str | None, typer.Option(metavar="KRONER", help="Price of an hour, excluding VAT.")
    ] = None,
    fixed_price: FixedPrice = None,
    budget_hours: BudgetHours = None,
    budget: Budget = None,
    markup: Markup = None,
    km_rate: KmRate = None,
    vat: Vat = None,
    account: Account = None,
    our_reference: OurReference = None,
    your_reference: YourReference = None,
    order_reference: OrderReference = None,
    number: Annotated[
        str | None, typer.Option(metavar="NO", help="Project number; P1, P2 ... when not given.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Add a project for a customer.

    Example: invoicectl project add --name "Web shop" --customer 10001 --rate 1200
    """
    from invoicectl.flows.project_edit import add_project

    run = run_of(ctx)
    run.as_json = as_json
    texts = _given(
        project_no=number, name=name, customer=customer, fixed_price=fixed_price,
        budget_hours=budget_hours, budget=budget, markup=markup, km_rate=km_rate, vat=vat,
        account=account, rate=rate, our_reference=our_reference,
        your_reference=your_reference, order_reference=order_reference,
    )  # fmt: skip
    saved = add_project(run.ledger, run.settings, run.stamp, texts)
    one = saved.project
    sentence = f"Project {one.project_no} added: {one.name}, for customer {one.customer_no}."
    _tell(run, "project add", one, sentence, changed=saved.changed)
    _next_step(run, one, has_rate=bool(rate))


def edit(
    ctx: typer.Context,
    project_no: ProjectNo,
    name: Name = None,
    customer: Customer = None,
    fixed_price: FixedPrice = None,
    budget_hours: BudgetHours = None,
    budget: Budget = None,
    markup: Markup = None,
    km_rate: KmRate = None,
    vat: Vat = None,
    account: Account = None,
    our_reference: OurReference = None,
    your_reference: YourReference = None,
    order_reference: OrderReference = None,
    as_json: AsJson = False,
) -> None:
    """Change a project; drafts and invoices keep what they have. '' empties a field.

    Example: invoicectl project edit P1 --budget-hours 120 --order-reference PO-77
    """
    from invoicectl.flows.project_edit import edit_project

    run = run_of(ctx)
    run.as_json = as_json
    texts = _given(
        name=name, customer=customer, fixed_price=fixed_price, budget_hours=budget_hours,
        budget=budget, markup=markup, km_rate=km_rate, vat=vat, account=account,
        our_reference=our_reference, your_reference=your_reference,
        order_reference=order_reference,
    )  # fmt: skip
    saved = edit_project(run.ledger, run.settings, run.stamp, project_no, texts)
    names = ", ".join(map(_plain_name, saved.changed))
    changed = f"changed {names}" if names else "nothing changed"
    sentence = f"Project {saved.project.project_no}: {changed}."
    _tell(run, "project edit", saved.project, sentence, changed=saved.changed)


def rate(
    ctx: typer.Context,
    project_no: ProjectNo,
    price: Annotated[
        str, typer.Argument(metavar="[KRONER]", help="Price of an hour, excluding VAT.")
    ] = "",
    person: Annotated[str, typer.Option(help="For this person alone.")] = "",
    activity: Annotated[str, typer.Option(help="For this activity alone.")] = "",
    since: Annotated[
        str, typer.Option("--from", metavar="DATE", help="For work from this day on.")
    ] = "",
    remove: Annotated[bool, typer.Option("--remove", help="Take that rate away.")] = False,
    as_json: AsJson = False,
) -> None:
    """Say what an hour costs, for whom, and from when.

    The closest one holds: person and activity, then person, then activity, then all.

    Example: invoicectl project rate P1 1450 --person Kari --from 2027-01-01
    """
    from invoicectl.domain.dates import parse_day
    from invoicectl.domain.project import ProjectRate
    from invoicectl.errors import InputError
    from invoicectl.flows.project_edit import set_rate
    from invoicectl.flows.project_edit import whom

    run = run_of(ctx)
    run.as_json = as_json
    if bool(price) is remove:
        raise InputError("Give a price, or --remove without one.")
    day = parse_day(since, what="--from") if since else None
    names = (" ".join(person.split()), " ".join(activity.split()))
    one = ProjectRate(_rate(price) if price else 0, *names, since=day)
    project = set_rate(run.ledger, run.stamp, project_no, one, remove=remove)
    amount = "no rate of its own any more" if remove else f"{_kroner(one.price_micro)} an hour"
    sentence = f"Project {project.project_no}, {whom(one)}: {amount}."
    _tell(run, "project rate", project, sentence, changed=("rate",))


def import_(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="CSV file with a head line.")],
    columns: Annotated[
        list[str] | None,
        typer.Option("--map", metavar="HEAD=FIELD", help="A column whose head is not known."),
    ] = None,
    update: Annotated[
        bool, typer.Option("--update", help="Change projects whose number exists.")
    ] = False,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Import projects from CSV: all rows or none.

    Columns are named as the options of 'project add', in English or Norwegian; a row without
    a number gets the next. 'project entries import' brings the hours.

    Example: invoicectl project import projects.csv --dry-run
    """
    from invoicectl.cli.import_text import show_import
    from invoicectl.flows.import_csv import Wish
    from invoicectl.flows.import_csv import parse_columns
    from invoicectl.flows.import_projects import import_projects

    run = run_of(ctx)
    run.as_json = as_json
    wish = Wish(columns=parse_columns(columns or ()), update=update, dry_run=dry_run)
    done = import_projects(run.ledger, run.settings, run.stamp, file, wish)
    show_import(run, done, "project", dry_run=dry_run)


def set_(
    ctx: typer.Context,
    project_no: ProjectNo,
    assignments: Annotated[
        list[str], typer.Argument(metavar="KEY=VALUE...", help="'KEY=' takes it away again.")
    ],
    as_json: AsJson = False,
) -> None:
    """Give a project settings of its own, above those of its customer.

    'invoicectl settings explain --project P1' shows what holds, and where it comes from.

    Example: invoicectl project set P1 invoice.terms_days=30 invoice.language=en
    """
    from invoicectl.cli.levels import set_at_level
    from invoicectl.domain.effective import Level
    from invoicectl.ledger.projects import project_of

    number = project_of(run_of(ctx).ledger.con, project_no).project_no
    set_at_level(ctx, Level.PROJECT, number, assignments, as_json)


def close(
    ctx: typer.Context,
    project_no: ProjectNo,
    undo: Annotated[bool, typer.Option("--undo", help="Open it again.")] = False,
    as_json: AsJson = False,
) -> None:
    """Close a project: nothing more is written down for it.

    Example: invoicectl project close P1
    """
    from invoicectl.cli.output import money_text
    from invoicectl.cli.output import warn
    from invoicectl.flows.project_edit import close_project
    from invoicectl.flows.project_wip import standing_of

    run = run_of(ctx)
    run.as_json = as_json
    one = close_project(run.ledger, run.stamp, project_no, undo=undo)
    sentence = f"Project {one.project_no} is {'open' if undo else 'closed'}."
    _tell(run, "project close", one, sentence, changed=("closed_on",))
    waits = standing_of(run.ledger.con, run.settings, one.project_no, run.today).uninvoiced
    if waits.is_something and not undo:
        warn(
            f"note: {money_text(waits.value_ore)} kr of it are not invoiced yet: 'invoicectl"
            f" project invoice {one.project_no}' makes a draft."
        )


def _given(**options: str | None) -> dict[str, str]:
    """Return the options that were given, by field."""
    return {name: text for name, text in options.items() if text is not None}


def _rate(text: str) -> int:
    """Return the millionths of a price of an hour."""
    from invoicectl.domain.money import parse_micro

    return parse_micro(text.casefold().removeprefix("kr").removesuffix("kr"), what="rate")


def _kroner(micro: int) -> str:
    from invoicectl.cli.project_text import price_text

    return price_text(micro)


def _plain_name(name: str) -> str:
    """Return a field as people know it, without its unit."""
    from invoicectl.flows.project_fields import NAMES

    words = {field: word for word, field in NAMES.items()}
    return words.get(name, name)


def _next_step(run: Run, one: Project, *, has_rate: bool) -> None:
    from invoicectl.cli.output import say

    if one.fixed_price_ore is not None:
        say(
            run,
            f"Plan its invoices with 'invoicectl project instalment add {one.project_no}"
            ' "Start" --percent 30 --on DATE\'.',
        )
    elif not has_rate and run.settings.projects.hourly_rate_ore is None:
        say(run, f"'invoicectl project rate {one.project_no} 1200' says what an hour costs.")


def _tell(run: Run, command: str, one: Project, sentence: str, *, changed: tuple[str, ...]) -> None:
    from invoicectl.cli.output import say
    from invoicectl.cli.output import show_json
    from invoicectl.cli.project_text import project_record

    if run.as_json:
        show_json(command, project=project_record(run.ledger.con, one), changed=changed)
    else:
        say(run, sentence)
