"""The command `overdue`: who owes what since when, in columns of age, with a bar chart."""

from __future__ import annotations

from typing import TYPE_CHECKING
from typing import Annotated

import typer

from invoicectl.cli.args import AsCsv
from invoicectl.cli.args import AsJson
from invoicectl.cli.args import AsOf

if TYPE_CHECKING:
    from collections.abc import Iterator

    from invoicectl.cli.context import Run
    from invoicectl.cli.output import Table
    from invoicectl.domain.ageing import Ageing
    from invoicectl.domain.ageing import AgeingRow
    from invoicectl.domain.ageing import Bucket

_NAME_MIN = 12
_ALL_PAID = "Nobody owes anything."


def command(
    ctx: typer.Context,
    customer: Annotated[
        str, typer.Option("--customer", metavar="NO", help="This customer number alone.")
    ] = "",
    invoices: Annotated[
        bool, typer.Option("--invoices", help="A row for each invoice instead of each customer.")
    ] = False,
    as_of: AsOf = None,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Show who owes what since when, the most overdue first.

    Columns are days since the due date; one on a closed day counts from the next working day.
    Credit a customer has is shown apart. With --as-of an earlier day, what was open then.

    Example: invoicectl overdue --as-of 2026-12-31 --csv
    """
    from invoicectl.cli.context import run_of

    run = run_of(ctx)
    run.as_json, run.as_csv = as_json, as_csv
    run.set_as_of(as_of)
    if invoices:
        _show_invoices(run, customer)
    else:
        _show_customers(run, customer)


def _show_customers(run: Run, customer: str) -> None:
    from invoicectl.cli.output import say
    from invoicectl.cli.output import show
    from invoicectl.flows.overdue import overdue

    report = overdue(run.ledger, as_of=run.today, today=run.real_today, customer_no=customer)
    for_programs = run.as_json or run.as_csv
    table = _everything(report) if for_programs else _fitting(report)
    show(run, table, command="overdue", extra={"as_of": report.as_of})
    if report.rows:
        say(run, "", *_chart(report))


def _show_invoices(run: Run, customer: str) -> None:
    from invoicectl.cli.output import Cell
    from invoicectl.cli.output import Column
    from invoicectl.cli.output import Table
    from invoicectl.cli.output import show
    from invoicectl.flows.overdue import overdue_invoices

    found = overdue_invoices(
        run.ledger, as_of=run.today, today=run.real_today, customer_no=customer
    )
    columns = (
        Column("invoice_no", "Invoice", Cell.NUMBER),
        Column("customer_no", "No"),
        Column("customer_name", "Customer"),
        Column("issued_on", "", Cell.DAY),
        Column("due", "Due", Cell.DAY),
        Column("days", "Days", Cell.NUMBER),
        Column("bucket", ""),
        Column("principal_ore", "", Cell.MONEY),
        Column("fee_ore", "", Cell.MONEY),
        Column("interest_ore", "", Cell.MONEY),
        Column("compensation_ore", "", Cell.MONEY),
        Column("open_ore", "Open", Cell.MONEY),
        Column("disputed", ""),
        Column("note", "Note" if any(each.item.disputed for each in found) else ""),
    )
    rows = [
        (
            each.item.invoice_no or "",
            each.item.customer_no,
            each.item.customer_name,
            each.item.issued_on,
            each.item.due,
            each.days if each.bucket is not None else "",
            each.bucket.title if each.bucket is not None else "credit",
            each.item.principal_ore,
            each.item.fee_ore,
            each.item.interest_ore,
            each.item.compensation_ore,
            each.item.open_ore,
            each.item.disputed,
            "disputed" if each.item.disputed else "",
        )
        for each in found
    ]
    total = sum(each.item.open_ore for each in found)
    totals = ("", "", "Balance", "", "", "", "", "", "", "", "", total, "", "")
    table = Table(columns, rows, totals=totals if rows else None, empty=_ALL_PAID)
    show(run, table, command="overdue", extra={"as_of": run.today})


def _fitting(report: Ageing) -> Table:
    """Return the fullest table that leaves the names readable on this terminal."""
    from invoicectl.cli.output import render
    from invoicectl.cli.output import terminal_width
    from invoicectl.cli.plain import width

    columns = terminal_width()
    for table in _tables(report):
        names = [str(row[1]) for row in table.rows]
        spare = max(0, max(map(width, names), default=0) - _NAME_MIN)
        lines = render(table, columns=10_000).splitlines()
        if max(map(width, lines)) - spare <= columns:
            return table
    return table


def _everything(report: Ageing) -> Table:
    """Return the report for programs: every column, every figure."""
    return _table(report, set(), set(), [_values(row) for row in report.rows])


def _tables(report: Ageing) -> Iterator[Table]:
    """Yield the report with all columns, with those that hold something, and in brief."""
    from invoicectl.domain.ageing import Bucket

    total = report.total
    rows = [tuple(None if value == 0 else value for value in _values(row)) for row in report.rows]
    used = {bucket for bucket in Bucket if total.buckets_ore[bucket]}
    yield _table(report, set(Bucket), {"since", "overdue", "total", "credit"}, rows)
    apart = {"credit"} if total.credit_ore else set()
    yield _table(report, used, {"since", "total"} | apart, rows)
    yield _table(report, used, {"total"} | apart, rows)
    yield _table(report, {Bucket.NOT_DUE} & used, {"since", "overdue"} | apart, rows)


def _table(
    report: Ageing, buckets: set[Bucket], shown: set[str], rows: list[tuple[object, ...]]
) -> Table:

    from invoicectl.cli.output import Cell
    from invoicectl.cli.output import Column
    from invoicectl.cli.output import Table
    from invoicectl.domain.ageing import Bucket

    def title(text: str, key: str) -> str:
        return text if key in shown else ""

    names = ("not_due_ore", *(f"days_{key}_ore" for key in ("1_14", "15_30", "31_60", "61_90")))
    columns = (
        Column("customer_no", "No"),
        Column("customer_name", "Customer"),
        Column("oldest_due", title("Since", "since"), Cell.DAY),
        *(
            Column(name, bucket.title.capitalize() if bucket in buckets else "", Cell.MONEY)
            for name, bucket in zip((*names, "days_over_90_ore"), Bucket, strict=True)
        ),
        Column("overdue_ore", title("Overdue", "overdue"), Cell.MONEY),
        Column("open_ore", title("Total", "total"), Cell.MONEY),
        Column("credit_ore", title("Credit", "credit"), Cell.MONEY),
        Column("balance_ore", "", Cell.MONEY),
    )
    total = report.total._replace(customer_name="Total", oldest_due=None)
    return Table(columns, rows, totals=_values(total) if rows else None, empty=_ALL_PAID)


def _values(row: AgeingRow) -> tuple[object, ...]:
    return (
        row.customer_no,
        row.customer_name,
        row.oldest_due,
        *row.buckets_ore,
        row.overdue_ore,
        row.open_ore,
        row.credit_ore,
        row.balance_ore,
    )


def _chart(report: Ageing) -> list[str]:
    from invoicectl.cli.bars import bars
    from invoicectl.cli.output import money_text
    from invoicectl.cli.output import terminal_width
    from invoicectl.domain.ageing import Bucket

    rows = [
        (bucket.title, ore, money_text(ore))
        for bucket, ore in zip(Bucket, report.total.buckets_ore, strict=True)
    ]
    return bars(rows, columns=terminal_width())
