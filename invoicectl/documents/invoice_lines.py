"""The table of lines: columns as wide as their figures, decimals aligned, sums carried over."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from typing import Final

from invoicectl.documents.figures import MINUS
from invoicectl.documents.figures import amount_text
from invoicectl.documents.figures import quantity_text
from invoicectl.documents.figures import rate_text
from invoicectl.documents.letter import LEFT
from invoicectl.documents.letter import RIGHT
from invoicectl.documents.letter import WIDTH
from invoicectl.documents.sheet import MM
from invoicectl.documents.sheet import Style
from invoicectl.documents.typesetting import wrap
from invoicectl.domain.money import round_half_up
from invoicectl.domain.vat import VAT_CODES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Sequence

    from invoicectl.documents.letter import Letter
    from invoicectl.documents.priced import Priced
    from invoicectl.documents.wording import Wording
    from invoicectl.domain.invoice import Line

GAP: Final = 5 * MM
UNIT_GAP: Final = 2 * MM
DESCRIPTION_MIN: Final = 48 * MM
SIZES: Final = (9, 8, 7, 6, 5)
PADDING: Final = 4.2
CARRY_HEIGHT: Final = 20.0
HEAD_HEIGHT: Final = 19.0
DERIVED_STEP: Final = 100  # millionths of a krone


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure, and the decimals that it lacks against the longest of its column."""

    text: str
    lacking: str = ""


@dataclass(frozen=True, slots=True)
class _Named:
    """What a column says, before its width is known."""

    label: str
    cells: tuple[Cell, ...]
    left_aligned: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    """A column right of the description.

    `edge` is where its figures end, in points; where they begin when it is left-aligned.
    """

    label: str
    cells: tuple[Cell, ...]
    edge: float
    left_aligned: bool


@dataclass(frozen=True, slots=True)
class Table:
    """The lines ready to draw, at the largest size at which they leave room for words."""

    columns: tuple[Column, ...]
    body: Style
    note: Style
    description_width: float
    headings: frozenset[int]

    @property
    def leading(self) -> float:
        """Return the line distance in points."""
        return self.body.size * 1.36


def draw_lines(letter: Letter, document: Priced, *, closing: float) -> None:
    """Draw every line, over as many pages as it takes.

    Args:
        letter: drawn from its cursor on.
        document: whose lines.
        closing: the height of what stands below the table, never parted from the last line.
    """
    table = build_table(letter, document)
    _draw_head(letter, table)
    carried = 0
    with_vat = _has_vat_in_prices(document)
    last = len(document.lines) - 1
    for number, line in enumerate(document.lines):
        texts = _texts(line, table, letter.wording)
        height = len(texts) * table.leading + 2 * PADDING
        below = closing if number == last else CARRY_HEIGHT
        if line.is_heading:  # never the last on a page
            below += table.leading + 2 * PADDING
        if letter.room() < height + below and _is_better_on_a_new_page(letter, height, below):
            _carry_over(letter, table, carried)
        carried += _sum_ore(line, with_vat=with_vat)
        _draw_row(letter, table, number, texts, carried)
    if not document.lines:
        letter.y += PADDING


def build_table(letter: Letter, document: Priced) -> Table:
    """Return columns and sizes; smaller type only when the figures leave too little for words."""
    named = list(_named_cells(document, letter.wording))
    headings = frozenset(n for n, line in enumerate(document.lines) if line.is_heading)
    tables = (_table(letter, named, size, headings) for size in SIZES)
    return next(
        (table for table in tables if table.description_width >= DESCRIPTION_MIN),
        _table(letter, named, SIZES[-1], headings),
    )


def _table(letter: Letter, named: list[_Named], size: float, headings: frozenset[int]) -> Table:
    """Return the table at one type size."""
    styles = letter.styles
    body = Style(styles.body.weight, size, styles.body.colour)
    note = Style(styles.small.weight, size - 1, styles.small.colour)
    columns = []
    right = RIGHT
    for each in reversed(named):
        width = _width(each, body, styles.label)
        gap = UNIT_GAP if each.left_aligned else GAP
        edge = right - width if each.left_aligned else right
        columns.append(Column(each.label, each.cells, edge, each.left_aligned))
        right -= width + gap
    return Table(tuple(reversed(columns)), body, note, right - LEFT, headings)


def _named_cells(document: Priced, wording: Wording) -> Iterator[_Named]:
    """Yield each column that has something to say, from left to right."""
    labels, lines = wording.labels, document.lines
    registered = document.seller.vat_registered
    yield _Named(labels["quantity"], _aligned([line.quantity_micro for line in lines], wording))
    units = tuple(Cell(wording.units.get(line.unit, line.unit)) for line in lines)
    yield _Named(labels["unit"], units, left_aligned=True)
    with_vat = _has_vat_in_prices(document)
    prices = [_price_micro(line, with_vat=with_vat) for line in lines]
    yield _Named(labels["unit_price"], _aligned(prices, wording, decimals=2))
    if any(line.discount_bp for line in lines):
        yield _discounts(lines, wording)
    if registered:
        yield _Named(labels["vat"], tuple(Cell(vat_mark(line, wording)) for line in lines))
    sums = tuple(Cell(amount_text(_sum_ore(line, with_vat=with_vat), wording)) for line in lines)
    key = "line_incl" if with_vat else "line_net" if registered else "line_sum"
    yield _Named(labels[key], sums)


def _has_vat_in_prices(document: Priced) -> bool:
    """Tell whether every price was entered with VAT: then that is what is printed (RND-3)."""
    entered = [line.total_incl_ore is not None for line in document.lines if not line.is_heading]
    return document.seller.vat_registered and bool(entered) and all(entered)


def _price_micro(line: Line, *, with_vat: bool) -> int:
    """Return the price to print; one that had to be derived is cut to a hundredth of an øre."""
    if line.unit_price_incl_micro is None:
        return line.unit_price_micro
    if with_vat:
        return line.unit_price_incl_micro
    return round_half_up(line.unit_price_micro, DERIVED_STEP) * DERIVED_STEP


def _sum_ore(line: Line, *, with_vat: bool) -> int:
    """Return what a line comes to, as it is printed."""
    if with_vat and line.total_incl_ore is not None:
        return line.total_incl_ore
    return line.net_ore


def _discounts(lines: Sequence[Line], wording: Wording) -> _Named:
    """Return the column of discounts or mark-ups; each with its sign where there are both."""
    steps = [line.discount_bp for line in lines]
    both = min(steps) < 0 < max(steps)
    key = "discount_or_markup" if both else "discount" if max(steps) > 0 else "markup"

    def text(step: int) -> str:
        sign = "" if not both else "+" if step < 0 else MINUS
        return f"{sign}{rate_text(abs(step), wording)}" if step else ""

    return _Named(wording.labels[key], tuple(Cell(text(step)) for step in steps))


def vat_mark(line: Line, wording: Wording) -> str:
    """Return the rate of a line, or a word for why it bears no VAT (INV-13)."""
    if line.vat_rate_bp:
        return rate_text(line.vat_rate_bp, wording)
    code = VAT_CODES.get(line.vat_code)
    return wording.vat_marks.get(code.category if code else "", "–")


def _aligned(micros: list[int], wording: Wording, *, decimals: int = 0) -> tuple[Cell, ...]:
    """Return numbers with what each lacks to end where the longest of them ends."""
    texts = [quantity_text(micro, wording, decimals=decimals) for micro in micros]
    tails = [text.partition(wording.decimal)[2] for text in texts]
    longest = max(map(len, tails), default=0)
    return tuple(
        Cell(text, ("" if tail else wording.decimal) * bool(longest) + "0" * (longest - len(tail)))
        for text, tail in zip(texts, tails, strict=True)
    )


def _width(named: _Named, body: Style, head: Style) -> float:
    """Return the width of the widest cell, or of the label when that is wider."""
    widest = max((body.width(cell.text + cell.lacking) for cell in named.cells), default=0.0)
    return max(widest, head.width(named.label))


def _texts(line: Line, table: Table, wording: Wording) -> list[tuple[str, Style]]:
    """Return the lines of the description with the product number below it."""
    body, note = table.body, table.note
    if line.is_heading:
        strong = Style("semibold", body.size, body.colour)
        return [(text, strong) for text in wrap(line.description, strong.face, strong.size, WIDTH)]
    texts = [
        (text, body)
        for text in wrap(line.description, body.face, body.size, table.description_width)
    ]
    if line.product_no:
        number = f"{wording.labels['product_no']} {line.product_no}"
        texts += [
            (text, note) for text in wrap(number, note.face, note.size, table.description_width)
        ]
    return texts


def _is_better_on_a_new_page(letter: Letter, height: float, below: float) -> bool:
    """Tell whether the row fits a new page whole, or has no room to begin on this one."""
    fits_new = height + below + HEAD_HEIGHT + CARRY_HEIGHT <= letter.page_room()
    return fits_new or letter.room() < CARRY_HEIGHT + 40


def _draw_head(letter: Letter, table: Table) -> None:
    """Draw the labels of the columns and the rule below them."""
    label = letter.styles.label
    y = letter.y + 9
    letter.sheet.text(LEFT, y, letter.wording.labels["description"], label)
    for column in table.columns:
        write = letter.sheet.text if column.left_aligned else letter.sheet.text_right
        write(column.edge, y, column.label, label)
    letter.sheet.rule(LEFT, letter.y + 15, WIDTH, letter.palette.accent, weight=0.9)
    letter.y += HEAD_HEIGHT


def _draw_row(
    letter: Letter, table: Table, number: int, texts: list[tuple[str, Style]], carried: int
) -> None:
    """Draw one line; a description longer than the page goes on below the head of the next."""
    letter.y += PADDING
    for at, (text, style) in enumerate(texts):
        if at and letter.room() < table.leading + CARRY_HEIGHT:
            _carry_over(letter, table, carried)
            letter.y += PADDING
        y = letter.y + table.body.size * 0.98
        letter.sheet.text(LEFT, y, text, style)
        if at == 0 and number not in table.headings:
            _draw_figures(letter, table, number, y)
        letter.y += table.leading
    letter.y += PADDING
    letter.sheet.rule(LEFT, letter.y, WIDTH, letter.palette.hairline)


def _draw_figures(letter: Letter, table: Table, number: int, y: float) -> None:
    """Draw the cells of one line, the decimals of a column below each other."""
    body = table.body
    for column in table.columns:
        cell = column.cells[number]
        if column.left_aligned:
            letter.sheet.text(column.edge, y, cell.text, body)
        elif cell.text:
            end = column.edge - body.width(cell.lacking) if cell.lacking else column.edge
            letter.sheet.text_right(end, y, cell.text, body)


def _carry_over(letter: Letter, table: Table, carried: int) -> None:
    """Close the page with the sum so far, and open the next with it."""
    _draw_carried(letter, "carried_forward", carried)
    letter.break_page()
    _draw_head(letter, table)
    _draw_carried(letter, "brought_forward", carried)
    letter.sheet.rule(LEFT, letter.y, WIDTH, letter.palette.hairline)


def _draw_carried(letter: Letter, key: str, carried: int) -> None:
    """Write the sum of the lines so far, at the right."""
    style = letter.styles.small
    y = letter.y + PADDING + 8.8
    letter.sheet.text_right(RIGHT - 32 * MM, y, letter.wording.labels[key], style)
    letter.sheet.text_right(RIGHT, y, amount_text(carried, letter.wording), style)
    letter.y += CARRY_HEIGHT - PADDING
