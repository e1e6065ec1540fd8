"""`project wip`: what is done and not invoiced, with the day by which it must be."""

from __future__ import annotations

from typing import TYPE_CHECKING
from typing import Annotated

import typer

from invoicectl.cli.args import AsCsv
from invoicectl.cli.args import AsJson
from invoicectl.cli.args import AsOf
from invoicectl.cli.args import OfCustomer
from invoicectl.cli.context import run_of

if TYPE_CHECKING:
    from invoicectl.cli.output import Table
    from invoicectl.flows.project_wip import Standing

_BARS = 15
_NOTES_MAX = 5


def wip(
    ctx: typer.Context,
    customer: OfCustomer = "",
    by_customer: Annotated[
        bool, typer.Option("--by-customer", help="A row for each customer, not each project.")
    ] = False,
    as_of: AsOf = None,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Show what is done and not invoiced, most urgent first.

    'Invoice by' is the last day the bookkeeping rules allow (setting projects.deadline).

    Example: invoicectl project wip --as-of 2026-10-31
    """
    from invoicectl.cli.output import say
    from invoicectl.cli.output import show as show_table
    from invoicectl.cli.output import warn
    from invoicectl.flows.project_reopen import reopenable
    from invoicectl.flows.project_wip import wip as waiting

    run = run_of(ctx)
    run.as_json, run.as_csv = as_json, as_csv
    run.set_as_of(as_of)
    found = waiting(run.ledger.con, run.settings, run.today, customer_no=customer)
    table = _by_customer(found) if by_customer else _by_project(found)
    show_table(run, table, command="project wip", extra={"as_of": run.today})
    say(run, *_chart(found, by_customer=by_customer))
    notes = _notes(found)
    warn(*notes[:_NOTES_MAX])
    if (more := len(notes) - _NOTES_MAX) > 0:
        warn(f"note: ... and {more} more; the column Invoice by has them all.")
    for number in reopenable(run.ledger.con):
        warn(
            f"note: invoice {number} was credited whole: 'invoicectl project reopen {number}' makes"
            " its work free to be invoiced again."
        )


def _by_project(found: list[Standing]) -> Table:
    from invoicectl.cli.output import Cell
    from invoicectl.cli.output import Column
    from invoicectl.cli.output import Table
    from invoicectl.domain.work_time import hours_text

    columns = (
        Column("project_no", "No", Cell.CODE),
        Column("name", "Project"),
        Column("customer_no", ""),
        Column("customer_name", "Customer"),
        Column("hours", "Hours", Cell.NUMBER),
        Column("hours_ore", "", Cell.MONEY),
        Column("other_ore", "", Cell.MONEY),
        Column("instalments_ore", "", Cell.MONEY),
        Column("drafted_ore", "", Cell.MONEY),
        Column("value_ore", "Value", Cell.MONEY),
        Column("oldest", "Oldest", Cell.DAY),
        Column("invoice_by", "Invoice by", Cell.DAY),
        Column("urgency", "!" if any(each.uninvoiced.urgency for each in found) else "", Cell.CODE),
        Column("entries", "", Cell.NUMBER),
        Column("unpriced", "", Cell.NUMBER),
        Column("minutes", "", Cell.NUMBER),
    )
    rows = []
    for each in found:
        waits = each.uninvoiced
        rows.append(
            (
                each.project.project_no, each.project.name, each.project.customer_no,
                each.customer_name, hours_text(waits.minutes), waits.hours_ore, waits.other_ore,
                waits.instalments_ore, waits.drafted_ore, waits.value_ore, waits.oldest,
                waits.last_day, waits.urgency, waits.entries, waits.unpriced, waits.minutes,
            )
        )  # fmt: skip
    return Table(columns, rows, totals=_totals(found), empty="Everything is invoiced.")


def _totals(found: list[Standing]) -> tuple[object, ...] | None:
    from invoicectl.domain.work_time import hours_text

    if not found:
        return None
    waits = [each.uninvoiced for each in found]
    minutes = sum(each.minutes for each in waits)
    return (
        "", "Total", "", "", hours_text(minutes), sum(each.hours_ore for each in waits),
        sum(each.other_ore for each in waits), sum(each.instalments_ore for each in waits),
        sum(each.drafted_ore for each in waits), sum(each.value_ore for each in waits), "", "", "",
        sum(each.entries for each in waits), sum(each.unpriced for each in waits), minutes,
    )  # fmt: skip


def _by_customer(found: list[Standing]) -> Table:
    from invoicectl.cli.output import Cell
    from invoicectl.cli.output import Column
    from invoicectl.cli.output import Table
    from invoicectl.domain.work_time import hours_text

    columns = (
        Column("customer_no", "No"),
        Column("customer_name", "Customer"),
        Column("projects", "Projects", Cell.NUMBER),
        Column("hours", "Hours", Cell.NUMBER),
        Column("drafted_ore", "In drafts", Cell.MONEY),
        Column("value_ore", "Value", Cell.MONEY),
        Column("oldest", "", Cell.DAY),
        Column("invoice_by", "Invoice by", Cell.DAY),
    )
    rows = []
    for customer_no, name, group in _grouped(found):
        waits = [each.uninvoiced for each in group]
        rows.append(
            (
                customer_no, name, len(group), hours_text(sum(each.minutes for each in waits)),
                sum(each.drafted_ore for each in waits), sum(each.value_ore for each in waits),
                min(each.oldest for each in waits if each.oldest),
                min(each.last_day for each in waits if each.last_day),
            )
        )  # fmt: skip
    waits = [each.uninvoiced for each in found]
    totals = (
        "", "Total", len(found), hours_text(sum(each.minutes for each in waits)),
        sum(each.drafted_ore for each in waits), sum(each.value_ore for each in waits), "", "",
    )  # fmt: skip
    return Table(columns, rows, totals=totals if rows else None, empty="Everything is invoiced.")


def _grouped(found: list[Standing]) -> list[tuple[str, str, list[Standing]]]:
    """Return (number, name, projects) of each customer, in the order they first come."""
    groups: dict[str, list[Standing]] = {}
    for each in found:
        groups.setdefault(each.project.customer_no, []).append(each)
    return [(number, group[0].customer_name, group) for number, group in groups.items()]


def _chart(found: list[Standing], *, by_customer: bool) -> list[str]:
    """Return a bar for each project or customer, the largest first."""
    from invoicectl.cli.bars import bars
    from invoicectl.cli.output import money_text
    from invoicectl.cli.output import terminal_width
    from invoicectl.cli.plain import fitted

    if by_customer:
        sums = [
            (fitted(name, 24), sum(each.uninvoiced.value_ore for each in group))
            for _number, name, group in _grouped(found)
        ]
    else:
        sums = [(each.project.project_no, each.uninvoiced.value_ore) for each in found]
    largest = sorted(sums, key=lambda pair: -pair[1])[:_BARS]
    rows = [(name, ore, money_text(ore)) for name, ore in largest]
    return ["", *bars(rows, columns=terminal_width())] if len(rows) > 1 else []


def _notes(found: list[Standing]) -> list[str]:
    from invoicectl.cli.output import day_text
    from invoicectl.domain.work_deadline import Urgency

    notes = []
    for each in found:
        waits, number = each.uninvoiced, each.project.project_no
        if waits.urgency is not Urgency.FINE and waits.last_day is not None:
            verb = "should have been" if waits.urgency is Urgency.LATE else "must be"
            is_drafted = waits.drafted_ore == waits.value_ore and not waits.unpriced
            do = "send" if is_drafted else f"project invoice {number}"
            notes.append(
                f"note: {number} {verb} invoiced by {day_text(waits.last_day)}: 'invoicectl {do}'."
            )
        if waits.unpriced:
            what = "entry has" if waits.unpriced == 1 else "entries have"
            notes.append(
                f"note: {waits.unpriced} {what} no price in {number}:"
                f" 'invoicectl project invoice {number} --dry-run' says which."
            )
    return notes
