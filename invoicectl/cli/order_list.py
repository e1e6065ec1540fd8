"""`quote list` and `order list`: filters, columns and sorting."""

from __future__ import annotations

from typing import TYPE_CHECKING

from invoicectl.cli.listing import days_between
from invoicectl.cli.listing import require_customer
from invoicectl.cli.listing import sorted_rows
from invoicectl.cli.output import Cell
from invoicectl.cli.output import Column
from invoicectl.cli.output import Table
from invoicectl.cli.output import show

if TYPE_CHECKING:
    from collections.abc import Sequence

    from invoicectl.cli.context import Run
    from invoicectl.flows.order_view import Filter

_QUOTES = (
    Column("order_no", "No.", Cell.NUMBER),
    Column("customer_no", ""),
    Column("customer_name", "Customer"),
    Column("made_on", "Made", Cell.DAY),
    Column("valid_to", "Valid to", Cell.DAY),
    Column("status", "Status", Cell.CODE),
    Column("total_ore", "Total", Cell.MONEY),
    Column("order_reference", ""),
)
_ORDERS = (
    Column("order_no", "No.", Cell.NUMBER),
    Column("customer_no", ""),
    Column("customer_name", "Customer"),
    Column("made_on", "", Cell.DAY),
    Column("ordered_on", "Ordered", Cell.DAY),
    Column("delivery_to", "", Cell.DAY),
    Column("status", "Status", Cell.CODE),
    Column("total_ore", "Total", Cell.MONEY),
    Column("to_deliver_ore", "To deliver", Cell.MONEY),
    Column("to_invoice_ore", "To invoice", Cell.MONEY),
    Column("order_reference", ""),
    Column("project_no", ""),
)


def entered_filter(
    status: str, customer_no: str, days: tuple[str, str], search: str, *, only_open: bool
) -> Filter:
    """Return the filter that the options say.

    Raises:
        InputError: a day that is none, or the last one lies before the first.
    """
    from invoicectl.flows.order_view import Filter

    first, last = days_between(*days)
    return Filter(
        customer_no=customer_no,
        status=status,
        made_from=first,
        made_to=last,
        only_open=only_open,
        search=search,
    )


def show_quotes(run: Run, wanted: Filter, sort: str) -> None:
    """Show quotes; a total without VAT stands nowhere, the sum has it."""
    from invoicectl.flows.order_view import listed_quotes

    require_customer(run, wanted.customer_no)
    rows = [
        (
            each.order.order_no, each.order.customer_no, each.customer_name, each.order.made_on,
            each.order.valid_to, each.status, each.total_ore, each.order.order_reference,
        )
        for each in listed_quotes(run.ledger.con, run.settings, run.today, wanted)
    ]  # fmt: skip
    totals = ["", "", "", "", "", "", _sum(rows, 6), ""]
    ordered = sorted_rows(rows, _QUOTES, sort)
    show(run, Table(_QUOTES, ordered, totals, empty="No quotes."), command="quote list")


def show_orders(run: Run, wanted: Filter, sort: str) -> None:
    """Show orders: the total with VAT, what is to deliver and to invoice without."""
    from invoicectl.flows.order_view import listed_orders

    require_customer(run, wanted.customer_no)
    rows = [
        (
            each.order.order_no, each.order.customer_no, each.customer_name, each.order.made_on,
            each.order.ordered_on, each.order.delivery_to, each.status, each.total_ore,
            each.to_deliver_ore, each.to_invoice_ore, each.order.order_reference,
            each.order.project_no,
        )
        for each in listed_orders(run.ledger.con, run.settings, run.today, wanted)
    ]  # fmt: skip
    sums = [_sum(rows, at) for at in (7, 8, 9)]
    totals = ["", "", "", "", "", "", "", *sums, "", ""]
    ordered = sorted_rows(rows, _ORDERS, sort)
    show(run, Table(_ORDERS, ordered, totals, empty="No orders."), command="order list")


def _sum(rows: Sequence[Sequence[object]], at: int) -> int:
    return sum(ore for row in rows if isinstance(ore := row[at], int))
