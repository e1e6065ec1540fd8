"""`project list` and `show`: what there is, and how one project stands."""

from __future__ import annotations

from typing import TYPE_CHECKING
from typing import Annotated

import typer

from invoicectl.cli.args import AsCsv
from invoicectl.cli.args import AsJson
from invoicectl.cli.args import OfCustomer
from invoicectl.cli.args import OnlyOpen
from invoicectl.cli.args import Search
from invoicectl.cli.args import Sort
from invoicectl.cli.context import run_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Iterator

    from invoicectl.cli.context import Run
    from invoicectl.cli.output import Table
    from invoicectl.domain.project import ProjectRate
    from invoicectl.flows.project_wip import Standing

_STATUS = ("open", "closed", "all")


def list_(
    ctx: typer.Context,
    text: Annotated[
        str, typer.Argument(metavar="[TEXT]", help="In number, name, order or customer.")
    ] = "",
    customer: OfCustomer = "",
    status: Annotated[str, typer.Option(help="open, closed or all.")] = "open",
    only_open: OnlyOpen = False,
    search: Search = "",
    sort: Sort = "no",
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """List projects with their hours and what waits to be invoiced.

    Example: invoicectl project list --customer 10001 --sort -uninvoiced
    """
    from invoicectl.cli.listing import require_customer
    from invoicectl.cli.output import show as show_table
    from invoicectl.errors import InputError
    from invoicectl.flows.project_wip import standings
    from invoicectl.ledger.projects import find_projects

    run = run_of(ctx)
    run.as_json, run.as_csv = as_json, as_csv
    require_customer(run, customer)
    if status not in _STATUS:
        raise InputError(f"--status: '{status[:40]}' is not open, closed or all.")
    wanted = {"open": True, "closed": False}.get("open" if only_open else status)
    con = run.ledger.con
    listed = [
        one
        for one in find_projects(con, search or text, customer_no=customer, with_closed=True)
        if wanted in {None, one.project.is_open}
    ]
    found = standings(con, run.settings, listed, run.today)
    _sort(found, sort)
    narrowed = text or search or customer
    empty = "There are no such projects." if narrowed else f"There are no {status} projects."
    if status == "all" or (status == "open" and not listed and not narrowed):
        empty = "There are no projects; 'invoicectl project add' makes one."
    table = _table(found, empty=empty)
    show_table(run, table, command="project list")


def show(
    ctx: typer.Context,
    project_no: Annotated[str, typer.Argument(metavar="PROJECT", help="Number, such as P1.")],
    as_json: AsJson = False,
) -> None:
    """Show a project: rates, budget, what is invoiced and what waits.

    Example: invoicectl project show P1
    """
    from invoicectl.cli.output import say
    from invoicectl.cli.output import show as show_table
    from invoicectl.cli.output import warn
    from invoicectl.cli.project_instalment import instalment_table
    from invoicectl.cli.records import fact_table
    from invoicectl.domain.project_budget import budget_warnings
    from invoicectl.flows.project_instalments import instalment_plan
    from invoicectl.flows.project_reopen import reopenable
    from invoicectl.flows.project_wip import standing_of
    from invoicectl.ledger.projects import rates_of

    run = run_of(ctx)
    run.as_json = as_json
    con = run.ledger.con
    found = standing_of(con, run.settings, project_no, run.today)
    project = found.project
    again = reopenable(con, project.project_no)
    plan = instalment_plan(con, project)
    if as_json:
        _show_json(run, found, again)
        return
    rates = rates_of(con, project.project_no)
    facts = [*_facts(found, rates), *_money_facts(found)]
    show_table(run, fact_table(facts), command="project show")
    if plan.planned:
        say(run, "")
        show_table(run, instalment_table(plan), command="project show")
    say(run, *_bars(found))
    warn(*(f"note: {sentence}" for sentence in budget_warnings(project, found.used)))
    for number in again:
        warn(
            f"note: invoice {number} was credited whole: 'invoicectl project reopen {number}'"
            " makes its work free to be invoiced again."
        )


def _sort(found: list[Standing], sort: str) -> None:
    """Put projects in the order that `--sort` names.

    Raises:
        InputError: there is no such column; names those there are.
    """
    from datetime import date

    from invoicectl.ledger.listing import norwegian_key
    from invoicectl.ledger.listing import sorted_column

    def number(each: Standing) -> tuple[object, ...]:
        return (len(each.project.project_no), each.project.project_no)

    orders: dict[str, Callable[[Standing], tuple[object, ...]]] = {
        "no": number,
        "name": lambda each: (norwegian_key(each.project.name), *number(each)),
        "customer": lambda each: (norwegian_key(each.customer_name), *number(each)),
        "hours": lambda each: (each.used.minutes, *number(each)),
        "invoiced": lambda each: (each.kept_ore, *number(each)),
        "uninvoiced": lambda each: (each.uninvoiced.value_ore, *number(each)),
        "oldest": lambda each: (each.uninvoiced.oldest or date.max, *number(each)),
    }
    name, is_reverse = sorted_column(sort, tuple(orders))
    found.sort(key=orders[name], reverse=is_reverse)


def _table(found: list[Standing], *, empty: str) -> Table:
    from invoicectl.cli.output import Cell
    from invoicectl.cli.output import Column
    from invoicectl.cli.output import Table
    from invoicectl.domain.work_time import hours_text

    shows_end = any(not each.project.is_open for each in found)
    columns = (
        Column("project_no", "No", Cell.CODE),
        Column("name", "Project"),
        Column("customer_no", ""),
        Column("customer_name", "Customer"),
        Column("hours", "Hours", Cell.NUMBER),
        Column("budget", "Budget", Cell.NUMBER),
        Column("invoiced_ore", "Invoiced", Cell.MONEY),
        Column("uninvoiced_ore", "To invoice", Cell.MONEY),
        Column("closed_on", "Closed" if shows_end else "", Cell.DAY),
        Column("minutes", "", Cell.NUMBER),
    )
    rows = [
        (
            each.project.project_no,
            each.project.name,
            each.project.customer_no,
            each.customer_name,
            hours_text(each.used.minutes),
            _budget_percent(each),
            each.kept_ore,
            each.uninvoiced.value_ore,
            each.project.closed_on,
            each.used.minutes,
        )
        for each in found
    ]
    minutes = sum(each.used.minutes for each in found)
    totals = (
        "", "Total", "", "", hours_text(minutes), "", sum(each.kept_ore for each in found),
        sum(each.uninvoiced.value_ore for each in found), "", minutes,
    )  # fmt: skip
    return Table(columns, rows, totals=totals if len(rows) > 1 else None, empty=empty)


def _budget_percent(each: Standing) -> str:
    """Return how much is used of the budget that is used most."""
    from invoicectl.domain.project_budget import used_percent

    project = each.project
    parts = (
        used_percent(each.used.minutes, project.budget_minutes),
        used_percent(each.used.value_ore, project.budget_ore),
    )
    most = max((part for part in parts if part is not None), default=None)
    return "" if most is None else f"{most} %"


def _facts(found: Standing, rates: list[ProjectRate]) -> Iterator[tuple[str, object]]:
    from invoicectl.cli.output import day_text
    from invoicectl.cli.project_text import price_text
    from invoicectl.domain.money import percent_text
    from invoicectl.flows.project_edit import whom

    one = found.project
    yield "Number", one.project_no
    yield "Name", one.name
    yield "Customer", f"{one.customer_no} {found.customer_name}"
    for rate in rates:
        yield "Rate", f"{price_text(rate.price_micro)} an hour, {whom(rate)}"
    if one.km_price_micro is not None:
        yield "Rate", f"{price_text(one.km_price_micro)} a kilometre"
    if one.markup_bp is not None:
        yield "Mark-up", f"{percent_text(one.markup_bp)} % on expenses"
    yield "VAT code", one.vat_code
    yield "Account", one.income_account
    yield "Our ref.", one.our_reference
    yield "Their ref.", one.your_reference
    yield "Order", one.order_reference
    yield "Closed", day_text(one.closed_on) if one.closed_on else ""


def _money_facts(found: Standing) -> Iterator[tuple[str, object]]:
    from invoicectl.cli.output import day_text
    from invoicectl.cli.output import money_text
    from invoicectl.domain.work_time import hours_text

    price = found.project.fixed_price_ore
    waits = found.uninvoiced
    if price is not None:
        yield "Fixed price", f"{money_text(price)} kr"
    yield "Hours", hours_text(found.used.minutes)
    back = f", {money_text(found.credited_ore)} of it credited" if found.credited_ore else ""
    yield "Invoiced", f"{money_text(found.invoiced_ore)} kr{back}"
    drafts = f", {money_text(waits.drafted_ore)} of it in drafts" if waits.drafted_ore else ""
    yield "To invoice", f"{money_text(waits.value_ore)} kr{drafts}"
    if waits.unpriced:
        what = "1 entry" if waits.unpriced == 1 else f"{waits.unpriced} entries"
        yield (
            "No price",
            f"{what}: 'project invoice {found.project.project_no} --dry-run' says which",
        )
    if waits.oldest and waits.last_day:
        late = f" ({waits.urgency.value})" if waits.urgency else ""
        yield "Oldest", day_text(waits.oldest)
        yield "Invoice by", f"{day_text(waits.last_day)}{late}"


def _bars(found: Standing) -> Iterator[str]:
    """Yield a bar for each budget."""
    from invoicectl.cli.output import money_text
    from invoicectl.cli.project_text import budget_bar
    from invoicectl.domain.work_time import hours_text

    project, used = found.project, found.used
    if project.budget_minutes is not None or project.budget_ore is not None:
        yield ""
    if project.budget_minutes is not None:
        hours = f"of {hours_text(project.budget_minutes)} hours"
        yield f"Hours   {budget_bar(used.minutes, project.budget_minutes, hours)}"
    if project.budget_ore is not None:
        kroner = f"of {money_text(project.budget_ore)} kr"
        yield f"Kroner  {budget_bar(used.value_ore, project.budget_ore, kroner)}"


def _show_json(run: Run, found: Standing, again: tuple[int, ...]) -> None:
    from dataclasses import asdict

    from invoicectl.cli.output import show_json
    from invoicectl.cli.project_text import project_record
    from invoicectl.flows.project_instalments import instalment_plan

    con, project = run.ledger.con, found.project
    show_json(
        "project show",
        project=project_record(con, project) | {"customer_name": found.customer_name},
        instalments=[asdict(each) for each in instalment_plan(con, project).planned],
        used=asdict(found.used),
        invoiced_ore=found.invoiced_ore,
        credited_ore=found.credited_ore,
        uninvoiced=asdict(found.uninvoiced) | {"value_ore": found.uninvoiced.value_ore},
        reopenable=again,
    )
