"""Lines of quotes and orders as tables and as JSON has them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from invoicectl.cli.output import Cell
from invoicectl.cli.output import Column
from invoicectl.cli.output import Table
from invoicectl.cli.output import money_text
from invoicectl.domain.money import decimal_text
from invoicectl.domain.money import kroner
from invoicectl.domain.money import percent_text
from invoicectl.domain.units import UNITS

if TYPE_CHECKING:
    from invoicectl.domain.invoice import Invoice
    from invoicectl.domain.invoice import Line
    from invoicectl.flows.order_view import OrderView

_ORE_MICRO = 10_000


def quote_table(view: OrderView) -> Table:
    """Return the lines of a quote; what was accepted of each once something was left out."""
    is_part = any(each.accepted_micro is not None for each in view.lines)
    columns = (
        Column("n", "#", Cell.NUMBER),
        Column("description", "Text"),
        Column("quantity", "Quantity", Cell.NUMBER),
        Column("accepted", "Accepted" if is_part else "", Cell.NUMBER),
        *_PRICE,
    )
    rows = [
        (
            each.n, each.line.description, decimal_text(each.line.quantity_micro),
            decimal_text(each.ordered_micro), *_price_cells(line),
        )
        for each, line in zip(view.lines, view.priced.lines, strict=True)
    ]  # fmt: skip
    return Table(columns, rows)


def order_table(view: OrderView) -> Table:
    """Return the lines of an order with what is delivered and on drafts and invoices of each."""
    done = {each.line.n: each for each in view.progress}
    columns = (
        Column("n", "#", Cell.NUMBER),
        Column("description", "Text"),
        Column("ordered", "Ordered", Cell.NUMBER),
        Column("delivered", "Deliv.", Cell.NUMBER),
        Column("invoiced", "Inv.", Cell.NUMBER),
        *_PRICE,
    )
    rows = [
        (
            each.n, each.line.description, decimal_text(each.ordered_micro),
            decimal_text(done[each.n].delivered_micro), decimal_text(done[each.n].taken_micro),
            *_price_cells(line),
        )
        for each, line in zip(view.lines, view.priced.lines, strict=True)
    ]  # fmt: skip
    return Table(columns, rows)


def totals_text(priced: Invoice) -> str:
    """Return net, VAT of each rate and total in one line."""
    vat = [
        f"VAT {percent_text(total.vat_rate_bp)} % {money_text(total.vat_ore)}"
        for total in priced.vat_totals
        if total.vat_rate_bp
    ]
    return "  ".join(
        [f"Net {money_text(priced.net_ore)}", *vat, f"Total {money_text(priced.total_ore)}"]
    )


def line_records(view: OrderView) -> list[dict[str, object]]:
    """Return the lines as JSON has them; quantities and prices in millionths."""
    done = {each.line.n: each for each in view.progress}
    records: list[dict[str, object]] = []
    for each, line in zip(view.lines, view.priced.lines, strict=True):
        progress = done.get(each.n)
        records.append(
            {
                "n": each.n,
                "description": each.line.description,
                "product_no": each.line.product_no,
                "quantity_micro": each.line.quantity_micro,
                "ordered_micro": each.ordered_micro,
                "delivered_micro": progress.delivered_micro if progress else 0,
                "drafted_micro": progress.drafted_micro if progress else 0,
                "invoiced_micro": progress.invoiced_micro if progress else 0,
                "to_deliver_micro": progress.to_deliver_micro if progress else 0,
                "to_invoice_micro": progress.to_invoice_micro if progress else 0,
                "unit": each.line.unit,
                "unit_price_micro": each.line.unit_price_micro,
                "is_incl_vat": each.line.is_incl_vat,
                "discount_bp": each.line.discount_bp,
                "vat_code": each.line.vat_code,
                "net_ore": line.net_ore,
            }
        )
    return records


_PRICE = (
    Column("unit", "Unit", Cell.CODE),
    Column("unit_price", "Price", Cell.NUMBER),
    Column("discount", "Disc.", Cell.NUMBER),
    Column("vat", "VAT", Cell.CODE),
    Column("net_ore", "Net", Cell.MONEY),
)


def _price_cells(line: Line) -> tuple[object, ...]:
    """Return unit, price as entered, discount (a mark-up with a plus), VAT and net of a line."""
    unit = UNITS.get(line.unit)
    entered = line.unit_price_incl_micro
    micro = line.unit_price_micro if entered is None else entered
    ore, rest = divmod(micro, _ORE_MICRO)
    price = decimal_text(micro) if rest else kroner(ore, thousands=" ")
    price += " incl." if entered is not None else ""
    off = line.discount_bp
    discount = f"{'+' if off < 0 else ''}{percent_text(abs(off))} %" if off else ""
    vat = f"{percent_text(line.vat_rate_bp)} %" if line.vat_rate_bp else f"code {line.vat_code}"
    return unit.norwegian if unit else line.unit, price, discount, vat, line.net_ore
