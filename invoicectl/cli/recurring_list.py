"""`recurring list`, `show` and `preview`: which there are, and what will come."""

from __future__ import annotations

from typing import TYPE_CHECKING
from typing import Annotated

import typer

from invoicectl.cli.args import AsCsv
from invoicectl.cli.args import AsJson
from invoicectl.cli.args import AsOf
from invoicectl.cli.args import FromDay
from invoicectl.cli.args import OfCustomer
from invoicectl.cli.args import OnlyOpen
from invoicectl.cli.args import Search
from invoicectl.cli.args import Sort
from invoicectl.cli.context import run_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Sequence

    from invoicectl.domain.recurring import Agreement
    from invoicectl.flows.recurring_preview import Foreseen

Row = tuple[object, ...]


def list_(
    ctx: typer.Context,
    customer: OfCustomer = "",
    status: Annotated[
        str, typer.Option(metavar="STATE", help="Only active, paused or ended.")
    ] = "",
    from_: FromDay = "",
    to: Annotated[str, typer.Option(metavar="DATE", help="Next invoice up to this day.")] = "",
    only_open: OnlyOpen = False,
    search: Search = "",
    sort: Sort = "",
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """List recurring invoices.

    --from and --to are about the day on which the next invoice is made.

    Example: invoicectl recurring list --open --sort next_on
    """
    from invoicectl.cli.listing import require_customer
    from invoicectl.cli.listing import sorted_rows
    from invoicectl.cli.output import Cell
    from invoicectl.cli.output import Column
    from invoicectl.cli.output import Table
    from invoicectl.cli.output import show as show_table
    from invoicectl.flows.recurring_preview import overview

    run = run_of(ctx)
    run.as_json, run.as_csv = as_json, as_csv
    require_customer(run, customer)
    columns = (
        Column("recurring_no", "No", Cell.NUMBER), Column("customer_no", ""),
        Column("customer_name", "Customer"), Column("name", "What"),
        Column("every", "Comes"), Column("next_on", "Next", Cell.DAY),
        Column("net_ore", "Net", Cell.MONEY), Column("state", "State", Cell.CODE),
        Column("starts_on", "", Cell.DAY), Column("ends_on", "", Cell.DAY),
        Column("next_first", "", Cell.DAY), Column("next_last", "", Cell.DAY),
    )  # fmt: skip
    keep = _filter(status, from_, to, search, only_open=only_open)
    found = overview(run.ledger.con, run.settings, customer_no=customer)
    rows: list[Row] = [
        (
            each.agreement.recurring_no, each.agreement.customer_no, each.customer_name,
            each.name, each.every, each.agreement.next_on, each.net_ore,
            each.agreement.state().value, each.agreement.starts_on, each.agreement.ends_on,
            each.agreement.next_first, each.next_last,
        )
        for each in found
        if keep(each.agreement, f"{each.customer_name}\n{each.name}")
    ]  # fmt: skip
    is_narrowed = bool(found or customer)
    empty = "No such recurring invoice." if is_narrowed else "There are no recurring invoices yet."
    show_table(
        run, Table(columns, sorted_rows(rows, columns, sort), empty=empty), command="recurring list"
    )


def show(
    ctx: typer.Context,
    number: Annotated[int, typer.Argument(metavar="NO", help="Number of the recurring invoice.")],
    as_json: AsJson = False,
) -> None:
    """Show terms, what was invoiced, and what comes next.

    Example: invoicectl recurring show 1
    """
    from invoicectl.cli.recurring_record import show_agreement

    run = run_of(ctx)
    run.as_json = as_json
    show_agreement(run, number)


def preview(
    ctx: typer.Context,
    numbers: Annotated[
        list[int] | None, typer.Argument(metavar="[NO]...", help="Only these; else all.")
    ] = None,
    months: Annotated[int, typer.Option(min=1, max=60, help="How far to look.")] = 12,
    chart: Annotated[
        bool, typer.Option("--chart", help="Only the money of each month, as bars.")
    ] = False,
    as_of: AsOf = None,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Show every invoice that will come, and a chart.

    Each with its day, period, amount without VAT, and what an index makes of it.

    Example: invoicectl recurring preview --months 12
    """
    from invoicectl.cli.output import Cell
    from invoicectl.cli.output import Column
    from invoicectl.cli.output import Table
    from invoicectl.cli.output import say
    from invoicectl.cli.output import show as show_table
    from invoicectl.cli.output import terminal_width
    from invoicectl.cli.output import warn
    from invoicectl.flows.recurring_preview import by_month
    from invoicectl.flows.recurring_preview import preview as foresee
    from invoicectl.flows.recurring_preview import too_many

    run = run_of(ctx)
    run.as_json, run.as_csv = as_json, as_csv
    run.set_as_of(as_of)
    found = foresee(run.ledger.con, run.settings, run.today, months=months, numbers=numbers or ())
    many = len(numbers or ()) != 1
    columns = (
        Column("on", "Invoiced", Cell.DAY),
        Column("recurring_no", "No" if many else "", Cell.NUMBER),
        Column("customer_no", ""),
        Column("customer_name", "Customer" if many else ""),
        Column("name", "What" if many else ""),
        Column("first", "From", Cell.DAY),
        Column("last", "" if many else "To", Cell.DAY),
        Column("net_ore", "Net", Cell.MONEY),
        Column("index_percent", index_title(found), Cell.NUMBER),
        Column("index", ""),
        Column("problem", ""),
    )
    total = sum(each.net_ore for each in found)
    totals = ("Sum", *[""] * 6, total, "", "", "")
    sums = by_month(found)
    if as_json or as_csv or not chart:
        table = Table(
            columns,
            [_row(each) for each in found],
            totals=totals if found else None,
            empty="Nothing comes up to then.",
        )
        extra: dict[str, object] = {
            "months": [{"month": month, "net_ore": ore} for month, ore in sums]
        }
        show_table(run, table, command="recurring preview", extra=extra)
    if as_json or as_csv or not sums:
        return
    say(run, *([] if chart else [""]), "Net by month")
    say(run, *_bars(sums, terminal_width()))
    many_at_once = too_many(found, run.settings.nightly.max_letters)
    warn(*filter(None, [many_at_once]))
    warn(*dict.fromkeys(f"{each.recurring_no}: {each.problem}" for each in found if each.problem))


def index_title(found: Sequence[Foreseen]) -> str:
    """Return the head of the column of the index, '' (no column) when no price follows one."""
    return "Index %" if any(each.percent or each.problem for each in found) else ""


def _filter(
    status: str, from_: str, to: str, search: str, *, only_open: bool
) -> Callable[[Agreement, str], bool]:
    """Return what tells whether an agreement is asked for."""
    from invoicectl.cli.listing import days_between
    from invoicectl.domain.recurring import AgreementState
    from invoicectl.errors import InputError

    states = [state.value for state in AgreementState]
    if status and status not in states:
        raise InputError(f"--status: '{status}' is no state.", hint=f"One of {', '.join(states)}.")
    first, last = days_between(from_, to)
    text = search.casefold()

    def keep(agreement: Agreement, said: str) -> bool:
        state = agreement.state()
        if (status and state.value != status) or (only_open and state is AgreementState.ENDED):
            return False
        day = agreement.next_on
        if (first and (day is None or day < first)) or (last and (day is None or day > last)):
            return False
        return text in f"{agreement.customer_no}\n{said}".casefold()

    return keep


def _row(each: Foreseen) -> Row:
    percent = each.percent or ("?" if each.problem else "")
    return (
        each.on, each.recurring_no, each.customer_no, each.customer_name, each.name,
        each.period.first, each.period.last, each.net_ore, percent, each.adjusted, each.problem,
    )  # fmt: skip


def _bars(sums: Sequence[tuple[str, int]], columns: int) -> list[str]:
    from invoicectl.cli.bars import bars
    from invoicectl.cli.output import money_text

    return bars([(month, ore, money_text(ore)) for month, ore in sums], columns=columns)
