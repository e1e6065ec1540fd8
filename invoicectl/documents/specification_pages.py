"""The pages behind an invoice: hours of each day and person, expenses, and their sums."""

from __future__ import annotations

from typing import TYPE_CHECKING
from typing import Final

from invoicectl.documents.figures import amount_text
from invoicectl.documents.figures import date_text
from invoicectl.documents.figures import quantity_text
from invoicectl.documents.grid import GridColumn
from invoicectl.documents.grid import GridRow
from invoicectl.documents.grid import draw_grid
from invoicectl.documents.letter import LEFT
from invoicectl.documents.letter import WIDTH
from invoicectl.documents.sheet import MM
from invoicectl.documents.sheet import Style
from invoicectl.documents.typesetting import wrap
from invoicectl.domain.money import MICRO
from invoicectl.domain.money import round_half_up

if TYPE_CHECKING:
    from collections.abc import Iterator

    from invoicectl.documents.letter import Letter
    from invoicectl.documents.wording import Wording
    from invoicectl.domain.specification import Specification
    from invoicectl.domain.specification import SpecificationGroup
    from invoicectl.domain.specification import SpecificationRow

HEADING_SIZE: Final = 13
HEADING_LEADING: Final = 17.0
_HUNDREDTHS_OF_AN_HOUR: Final = 60


def draw_specification(
    letter: Letter, specification: Specification, document: str, *, with_vat: bool
) -> None:
    """Draw the specification from a new page on (INV-33: per day and person).

    Args:
        letter: its first page and the invoice's lines are drawn.
        specification: what stands behind the lines.
        document: the invoice's name, such as `Faktura 10001`.
        with_vat: whether the seller charges VAT, so that amounts are named as without it.
    """
    letter.break_page()
    named = letter.wording.text("specification", document=document[:1].lower() + document[1:])
    style = Style(letter.styles.title.weight, HEADING_SIZE, letter.palette.accent)
    for line in wrap(named, style.face, style.size, WIDTH):
        letter.y += HEADING_LEADING
        letter.sheet.heading(LEFT, letter.y, line, style)
    letter.y += 5 * MM
    net = letter.wording.labels["line_net" if with_vat else "line_sum"]
    columns, rows = specification_grid(specification, letter.wording, net)
    draw_grid(letter, columns, rows)


def specification_grid(
    specification: Specification, wording: Wording, net: str
) -> tuple[list[GridColumn], list[GridRow]]:
    """Return columns and rows: a group a line of the invoice, its sum below it, and all sums.

    `net` is what the column of amounts is called. Without any price there is no such column.
    """
    labels = wording.labels
    priced = any(row.unit_price_micro for group in specification.groups for row in group.rows)
    columns = [
        GridColumn(labels["day"], left_aligned=True),
        GridColumn(labels["person"], share=2),
        GridColumn(labels["work"], share=4),
        GridColumn(labels["quantity"]),
        GridColumn(labels["unit"], left_aligned=True),
        GridColumn(labels["rate"]),
        GridColumn(net),
    ]
    rows = [row for group in specification.groups for row in _group_rows(group, wording)]
    if len(specification.groups) > 1:
        rows.append(_sum_row(labels["grand_total"], specification, wording))
    if not priced:
        columns = columns[:5]
        rows = [GridRow(row.cells[:5], row.strong, row.spans, row.leads) for row in rows]
    return columns, rows


def hours_text(minutes: int, wording: Wording) -> str:
    """Return minutes as hours with two decimals: 90 is `1,50`."""
    hundredths = round_half_up(minutes * 100, _HUNDREDTHS_OF_AN_HOUR)
    return quantity_text(hundredths * (MICRO // 100), wording, decimals=2)


def _group_rows(group: SpecificationGroup, wording: Wording) -> Iterator[GridRow]:
    yield GridRow((group.title, "", "", "", "", "", ""), strong=True, spans=True, leads=True)
    for row in group.rows:
        yield _entry(row, wording)
    if len(group.rows) != 1 or group.rows[0].net_ore != group.net_ore:
        yield _sum_row(wording.labels["total"], group, wording)


def _entry(row: SpecificationRow, wording: Wording) -> GridRow:
    """Return one day's work of a person, or one expense."""
    if row.minutes and not row.quantity_micro:
        quantity, unit = hours_text(row.minutes, wording), wording.labels["hour_unit"]
    else:
        quantity = quantity_text(row.quantity_micro, wording)
        unit = wording.units.get(row.unit, row.unit)
    price = quantity_text(row.unit_price_micro, wording, decimals=2) if row.unit_price_micro else ""
    net = amount_text(row.net_ore, wording) if row.unit_price_micro or row.net_ore else ""
    cells = (date_text(row.day, wording), row.person, row.text, quantity, unit, price, net)
    return GridRow(cells)


def _sum_row(name: str, summed: SpecificationGroup | Specification, wording: Wording) -> GridRow:
    """Return the sum of hours and money."""
    hours = hours_text(summed.minutes, wording) if summed.minutes else ""
    unit = wording.labels["hour_unit"] if summed.minutes else ""
    net = amount_text(summed.net_ore, wording)
    return GridRow((name, "", "", hours, unit, "", net), strong=True, spans=True)
