"""`project instalment`: the parts a fixed price is invoiced in."""

from __future__ import annotations

from typing import TYPE_CHECKING
from typing import Annotated

import typer

from invoicectl.cli.args import AsCsv
from invoicectl.cli.args import AsJson
from invoicectl.cli.context import run_of

if TYPE_CHECKING:
    from invoicectl.cli.context import Run
    from invoicectl.cli.output import Table
    from invoicectl.flows.project_instalments import InstalmentPlan
    from invoicectl.flows.project_instalments import InstalmentWish
    from invoicectl.flows.project_instalments import PlannedInstalment

instalment = typer.Typer(help="Plan how a fixed price is invoiced.", no_args_is_help=True)

ProjectNo = Annotated[str, typer.Argument(metavar="PROJECT", help="Number, such as P1.")]
Number = Annotated[int, typer.Argument(metavar="N", help="Number of the instalment.")]
Amount = Annotated[str | None, typer.Option(metavar="KRONER", help="Amount, excluding VAT.")]
Percent = Annotated[
    str | None, typer.Option(metavar="PERCENT", help="Part of the fixed price, as in 30.")
]
Rest = Annotated[bool, typer.Option("--rest", help="All that is left of the fixed price.")]
On = Annotated[
    str | None,
    typer.Option("--on", metavar="DATE", help="Day to invoice it; by hand when left out."),
]
Delivered = Annotated[
    str | None, typer.Option(metavar="DATE", help="Day this part is delivered, when another.")
]
Advance = Annotated[
    bool | None,
    typer.Option("--advance/--no-advance", help="A subscription, rent or fee invoiced ahead."),
]


@instalment.command()
def add(
    ctx: typer.Context,
    project_no: ProjectNo,
    text: Annotated[str, typer.Argument(help="What is delivered; printed on the invoice.")],
    amount: Amount = None,
    percent: Percent = None,
    rest: Rest = False,
    on: On = None,
    delivered: Delivered = None,
    advance: Advance = None,
    as_json: AsJson = False,
) -> None:
    """Add an instalment; together they come to the fixed price.

    Example: invoicectl project instalment add P2 "Design" --percent 30 --on 2026-10-15
    """
    from invoicectl.flows.project_instalments import add_instalment

    run = run_of(ctx)
    run.as_json = as_json
    wish = _wish(text, amount, percent, on, delivered, is_rest=rest, is_advance=advance)
    plan = add_instalment(run.ledger, run.stamp, project_no, wish)
    _tell(run, plan, "project instalment add")


@instalment.command()
def edit(
    ctx: typer.Context,
    project_no: ProjectNo,
    number: Number,
    text: Annotated[str | None, typer.Option(help="What is delivered.")] = None,
    amount: Amount = None,
    percent: Percent = None,
    rest: Rest = False,
    on: On = None,
    delivered: Delivered = None,
    advance: Advance = None,
    as_json: AsJson = False,
) -> None:
    """Change an instalment that is not in a draft or an invoice.

    Example: invoicectl project instalment edit P2 1 --delivered 2026-10-12
    """
    from invoicectl.flows.project_instalments import edit_instalment

    run = run_of(ctx)
    run.as_json = as_json
    wish = _wish(text, amount, percent, on, delivered, is_rest=rest, is_advance=advance)
    plan = edit_instalment(run.ledger, run.stamp, project_no, number, wish)
    _tell(run, plan, "project instalment edit")


@instalment.command()
def remove(
    ctx: typer.Context, project_no: ProjectNo, number: Number, as_json: AsJson = False
) -> None:
    """Take an instalment away that is not in a draft or an invoice.

    Example: invoicectl project instalment remove P2 3
    """
    from invoicectl.flows.project_instalments import remove_instalment

    run = run_of(ctx)
    run.as_json = as_json
    plan = remove_instalment(run.ledger, run.stamp, project_no, number)
    _tell(run, plan, "project instalment remove")


@instalment.command("list")
def list_(
    ctx: typer.Context, project_no: ProjectNo, as_json: AsJson = False, as_csv: AsCsv = False
) -> None:
    """List the instalments of a project, and where each has gone.

    Example: invoicectl project instalment list P2
    """
    from invoicectl.flows.project_instalments import instalment_plan
    from invoicectl.ledger.projects import project_of

    run = run_of(ctx)
    run.as_json, run.as_csv = as_json, as_csv
    con = run.ledger.con
    _tell(run, instalment_plan(con, project_of(con, project_no)), "project instalment list")


def instalment_table(plan: InstalmentPlan, *, for_programs: bool = False) -> Table:
    """Return the instalments of a project as a table; people read that one waits for a hand."""
    from invoicectl.cli.output import Cell
    from invoicectl.cli.output import Column
    from invoicectl.cli.output import Table

    columns = (
        Column("n", "#", Cell.NUMBER),
        Column("text", "Instalment"),
        Column("amount_ore", "Amount", Cell.MONEY),
        Column("invoice_on", "Invoice on", Cell.DAY),
        Column("delivered_on", "Delivered", Cell.DAY),
        Column("where", "In", Cell.CODE),
        Column("is_advance", ""),
        Column("draft", ""),
        Column("invoice_no", ""),
    )
    rows = [
        (
            each.instalment.n,
            each.instalment.text,
            each.instalment.amount_ore,
            each.instalment.invoice_on or (None if for_programs else "by hand"),
            each.instalment.delivered_on,
            _where(each),
            each.instalment.is_advance,
            f"D{each.draft_no}" if each.draft_no else "",
            each.invoice_no,
        )
        for each in plan.planned
    ]
    total = sum(each.instalment.amount_ore for each in plan.planned)
    totals = ("", "Total", total, "", "", "", "", "", "")
    empty = f"Project {plan.project.project_no} has no instalments."
    return Table(columns, rows, totals=totals if rows else None, empty=empty)


def _where(each: PlannedInstalment) -> str:
    if each.invoice_no is not None:
        return str(each.invoice_no)
    return f"D{each.draft_no}" if each.draft_no is not None else ""


def _wish(
    text: str | None,
    amount: str | None,
    percent: str | None,
    on: str | None,
    delivered: str | None,
    *,
    is_rest: bool,
    is_advance: bool | None,
) -> InstalmentWish:
    from invoicectl.domain.dates import parse_day
    from invoicectl.domain.money import parse_kroner
    from invoicectl.domain.money import parse_percent_bp
    from invoicectl.flows.project_instalments import InstalmentWish

    return InstalmentWish(
        text=text,
        amount_ore=parse_kroner(amount, what="--amount") if amount is not None else None,
        percent_bp=parse_percent_bp(percent, what="--percent") if percent is not None else None,
        is_rest=is_rest,
        invoice_on=parse_day(on, what="--on") if on else None,
        delivered_on=parse_day(delivered, what="--delivered") if delivered else None,
        is_advance=is_advance,
    )


def _tell(run: Run, plan: InstalmentPlan, command: str) -> None:
    from invoicectl.cli.output import money_text
    from invoicectl.cli.output import say
    from invoicectl.cli.output import show

    price = plan.project.fixed_price_ore
    extra: dict[str, object] = {"fixed_price_ore": price, "missing_ore": plan.missing_ore}
    table = instalment_table(plan, for_programs=run.as_json or run.as_csv)
    show(run, table, command=command, extra=extra)
    if price is None:
        return
    left = "all of it is planned"
    if plan.missing_ore:
        left = f"{money_text(plan.missing_ore)} kr are in no instalment yet"
    say(run, f"Fixed price {money_text(price)} kr excluding VAT; {left}.")
