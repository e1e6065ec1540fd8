"""A plain table over as many pages as it takes: its head again on each, long texts wrapped."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from typing import Final

from invoicectl.documents.letter import LEFT
from invoicectl.documents.letter import WIDTH
from invoicectl.documents.sheet import MM
from invoicectl.documents.sheet import Style
from invoicectl.documents.typesetting import wrap

if TYPE_CHECKING:
    from collections.abc import Sequence

    from invoicectl.documents.letter import Letter

GAP: Final = 4 * MM
PADDING: Final = 3.2
HEAD_HEIGHT: Final = 19.0
SIZES: Final = (8.5, 7.5, 6.5, 5.5)
SHARE_MIN: Final = 24 * MM
TALL: Final = 40 * MM
"""A row taller than this may be parted by the end of a page."""


@dataclass(frozen=True, slots=True)
class GridColumn:
    """A column: as wide as its widest cell, or with its `share` of what the others leave."""

    label: str
    left_aligned: bool = False
    share: int = 0


@dataclass(frozen=True, slots=True)
class GridRow:
    """The cells of one row, empty for nothing.

    A `strong` row is a heading or a sum. One that `spans` writes its first cell over the columns
    up to the next that has a text. One that `leads` is never the last on a page.
    """

    cells: tuple[str, ...]
    strong: bool = False
    spans: bool = False
    leads: bool = False


@dataclass(frozen=True, slots=True)
class _Grid:
    """The columns placed: where each begins and ends, and the type they are set in."""

    columns: tuple[GridColumn, ...]
    edges: tuple[tuple[float, float], ...]
    body: Style
    strong: Style

    @property
    def leading(self) -> float:
        """Return the line distance in points."""
        return self.body.size * 1.36

    def lines(self, row: GridRow) -> list[list[str]]:
        """Return the lines of each cell of a row."""
        style = self.strong if row.strong else self.body
        return [
            wrap(cell, style.face, style.size, self.room(row, at)) if cell else []
            for at, cell in enumerate(row.cells)
        ]

    def room(self, row: GridRow, at: int) -> float:
        """Return how wide a cell may be: its column, or up to the next text when it spans."""
        start, end = self.edges[at]
        if at == 0 and row.spans:
            following = (self.edges[n][0] for n in range(1, len(row.cells)) if row.cells[n])
            end = next((edge - GAP for edge in following), LEFT + WIDTH)
        elif not self.columns[at].share:
            return WIDTH  # a figure is never broken
        return end - start


def draw_grid(letter: Letter, columns: Sequence[GridColumn], rows: Sequence[GridRow]) -> None:
    """Draw the table from the letter's cursor on; nothing when it has no rows."""
    if not rows:
        return
    grid = _placed(letter, columns, rows)
    if letter.room() < HEAD_HEIGHT + 3 * grid.leading + 2 * PADDING:
        letter.break_page()
    _draw_head(letter, grid)
    heights = [max(map(len, grid.lines(row))) * grid.leading + 2 * PADDING for row in rows]
    for number, row in enumerate(rows):
        height = heights[number]
        led = heights[number + 1] if row.leads and number + 1 < len(rows) else 0.0
        needed = min(height, TALL) + min(led, TALL)
        if letter.room() < needed:
            letter.break_page()
            _draw_head(letter, grid)
        _draw_row(letter, grid, row)


def _placed(letter: Letter, columns: Sequence[GridColumn], rows: Sequence[GridRow]) -> _Grid:
    """Return the columns at the largest size that leaves the shared ones room for words."""
    wanted = SHARE_MIN * sum(1 for column in columns if column.share)
    for size in SIZES[:-1]:
        free, grid = _set_in(letter, columns, rows, size)
        if free >= wanted:
            return grid
    return _set_in(letter, columns, rows, SIZES[-1])[1]


def _set_in(
    letter: Letter, columns: Sequence[GridColumn], rows: Sequence[GridRow], size: float
) -> tuple[float, _Grid]:
    """Return the points left for the shared columns in a type size, and the columns placed."""
    body = Style(letter.styles.body.weight, size, letter.styles.body.colour)
    strong = Style(letter.styles.strong.weight, size, letter.styles.strong.colour)
    widths = [_width(letter, at, columns[at], rows, strong) for at in range(len(columns))]
    free = WIDTH - sum(widths) - GAP * (len(columns) - 1)
    edges = _edges(columns, widths, max(free, 1.0))
    return free, _Grid(tuple(columns), edges, body, strong)


def _edges(
    columns: Sequence[GridColumn], widths: Sequence[float], free: float
) -> tuple[tuple[float, float], ...]:
    """Return where each column begins and ends, the free width given to those that share it."""
    shares = sum(column.share for column in columns)
    edges: list[tuple[float, float]] = []
    x = LEFT
    for column, width in zip(columns, widths, strict=True):
        wide = free * column.share / shares if column.share else width
        edges.append((x, x + wide))
        x += wide + GAP
    return tuple(edges)


def _width(
    letter: Letter, at: int, column: GridColumn, rows: Sequence[GridRow], style: Style
) -> float:
    """Return the width of a column's widest figure or its label; 0 for one that shares."""
    if column.share:
        return 0.0
    cells = (row.cells[at] for row in rows if not (at == 0 and row.spans))
    widest = max((style.width(cell) for cell in cells), default=0.0)
    return max(widest, letter.styles.label.width(column.label))


def _draw_head(letter: Letter, grid: _Grid) -> None:
    """Draw the labels and the rule below them."""
    label = letter.styles.label
    for column, edge in zip(grid.columns, grid.edges, strict=True):
        _write(letter, column, edge, (letter.y + 9, column.label), label)
    letter.sheet.rule(LEFT, letter.y + 15, WIDTH, letter.palette.accent, weight=0.9)
    letter.y += HEAD_HEIGHT


def _draw_row(letter: Letter, grid: _Grid, row: GridRow) -> None:
    """Draw one row; one that is taller than the page goes on below the head of the next."""
    style = grid.strong if row.strong else grid.body
    cells = grid.lines(row)
    letter.y += PADDING
    for at in range(max(map(len, cells))):
        if letter.room() < grid.leading + PADDING:
            letter.break_page()
            _draw_head(letter, grid)
            letter.y += PADDING
        y = letter.y + style.size * 0.98
        for column, edge, lines in zip(grid.columns, grid.edges, cells, strict=True):
            if at < len(lines):
                _write(letter, column, edge, (y, lines[at]), style)
        letter.y += grid.leading
    letter.y += PADDING
    letter.sheet.rule(LEFT, letter.y, WIDTH, letter.palette.hairline)


def _write(
    letter: Letter,
    column: GridColumn,
    edge: tuple[float, float],
    placed: tuple[float, str],
    style: Style,
) -> None:
    """Write a text on its baseline at its column's side."""
    y, text = placed
    if column.left_aligned or column.share:
        letter.sheet.text(edge[0], y, text, style)
    else:
        letter.sheet.text_right(edge[1], y, text, style)
