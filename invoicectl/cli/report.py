"""Reports over the whole business."""

from __future__ import annotations

from typing import TYPE_CHECKING
from typing import Annotated

import typer

from invoicectl.cli import report_books
from invoicectl.cli.args import AsCsv
from invoicectl.cli.args import AsJson

if TYPE_CHECKING:
    from collections.abc import Iterator

    from invoicectl.flows.cash import Cash

app = typer.Typer(
    help="Reports: money in, what may be expected, and the books.", no_args_is_help=True
)
app.command("trial-balance")(report_books.trial_balance)
app.command("ledger")(report_books.ledger)
app.command("journal")(report_books.journal)
_HABITS_MAX = 5


@app.command("cash")
def cash(
    ctx: typer.Context,
    back: Annotated[int, typer.Option("--back", min=0, max=104, help="Weeks behind.")] = 8,
    ahead: Annotated[int, typer.Option("--ahead", min=0, max=104, help="Weeks ahead.")] = 8,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Show the money that came in week by week, and what may be expected.

    Expected is what is open, on the due date and as many days later as the customer usually takes.

    Example: invoicectl report cash --ahead 12
    """
    from invoicectl.cli.context import run_of
    from invoicectl.cli.output import Cell
    from invoicectl.cli.output import Column
    from invoicectl.cli.output import Table
    from invoicectl.cli.output import show
    from invoicectl.flows.cash import cash as money_in

    run = run_of(ctx)
    run.as_json, run.as_csv = as_json, as_csv
    found = money_in(run.ledger, run.today, back=back, ahead=ahead)
    if not (as_json or as_csv):
        _draw(found)
        return
    columns = (
        Column("week", "Week", Cell.DAY),
        Column("came_ore", "Came in", Cell.MONEY),
        Column("expected_ore", "Expected", Cell.MONEY),
    )
    rows = [(week.monday, week.came_ore, week.expected_ore) for week in found.weeks]
    habits = [
        {"customer_no": each.customer_no, "days_late": each.days_late, "invoices": each.invoices}
        for each in (found.habit, *found.late)
    ]
    extra: dict[str, object] = {"later_ore": found.later_ore, "habits": habits}
    show(run, Table(columns, rows), command="report cash", extra=extra)


def _draw(found: Cash) -> None:
    import sys

    sys.stdout.write("\n".join(_lines(found)) + "\n")


def _lines(found: Cash) -> Iterator[str]:
    """Yield a bar a week: what came in, and below a rule what may be expected."""
    from invoicectl.cli.bars import bars
    from invoicectl.cli.output import day_text
    from invoicectl.cli.output import money_text
    from invoicectl.cli.output import terminal_width

    columns = terminal_width()
    came = [week for week in found.weeks if week.came_ore or not week.expected_ore]
    ahead = [week for week in found.weeks if week.expected_ore]
    last = max((at for at, week in enumerate(came) if week.came_ore), default=-1)
    came = came[: last + 1]
    rows = [(day_text(week.monday), week.came_ore, money_text(week.came_ore)) for week in came]
    more = [
        (day_text(week.monday), week.expected_ore, money_text(week.expected_ore)) for week in ahead
    ]
    lines = bars([*rows, *more], columns=columns) if rows or more else []
    yield "Came in, by the week from Monday"
    yield from lines[: len(rows)] or ["nothing"]
    yield ""
    yield "Expected"
    yield from lines[len(rows) :] or ["nothing"]
    if found.later_ore:
        yield f"and {money_text(found.later_ore)} later"
    if found.habit.invoices:
        yield ""
        yield f"Customers pay {_when(found.habit.days_late)}. Those who owe and are slowest:"
        for habit in found.late[:_HABITS_MAX]:
            yield f"  {habit.customer_no}  {_when(habit.days_late)} ({habit.invoices} invoices)"


def _when(days: int) -> str:
    if days == 0:
        return "on the due date"
    word = "day" if abs(days) == 1 else "days"
    return f"{abs(days)} {word} {'after' if days > 0 else 'before'} the due date"
