"""Shows tables and facts: text for people, JSON and CSV for programs; nothing else prints rows."""

from __future__ import annotations

import os
import sys
from datetime import date
from enum import Enum
from enum import StrEnum
from typing import TYPE_CHECKING
from typing import NamedTuple

from invoicectl.cli.failure import ENVELOPE_VERSION
from invoicectl.cli.plain import clean
from invoicectl.cli.plain import fitted
from invoicectl.cli.plain import width
from invoicectl.domain.money import kroner

if TYPE_CHECKING:
    from collections.abc import Sequence

    from invoicectl.cli.context import Run

_GAP = 2
_MIN_TEXT = 8


class Cell(StrEnum):
    """What a column holds, which decides how it is written and on which side it stands."""

    TEXT = "text"
    CODE = "code"  # stands left like text and is never cut short
    NUMBER = "number"
    MONEY = "money"
    DAY = "day"


class Column(NamedTuple):
    """One column: `name` is the key in JSON and CSV, `title` the head people see.

    A column without a title is for programs only. Money is whole øre, its name ends in `_ore`.
    """

    name: str
    title: str
    cell: Cell = Cell.TEXT


class Table(NamedTuple):
    """Rows under columns; `totals` has a value per column ('' for none), shown below a rule."""

    columns: tuple[Column, ...]
    rows: Sequence[Sequence[object]]
    totals: Sequence[object] | None = None
    empty: str = "Nothing to show."


def show(run: Run, table: Table, *, command: str, extra: dict[str, object] | None = None) -> None:
    """Print a table the way the run asked for: text, `--json` or `--csv`."""
    if run.as_json:
        show_json(command, rows=_records(table), totals=_totals(table), **(extra or {}))
    elif run.as_csv:
        _write_csv(table)
    elif not table.rows:
        sys.stdout.write(table.empty + "\n")
    else:
        sys.stdout.write(render(table, columns=terminal_width(), bold=_coloured(run)))


def show_json(command: str, **content: object) -> None:
    """Print the envelope every `--json` answer has: version, command, and its content."""
    import json

    envelope = {"version": ENVELOPE_VERSION, "command": command, **content}
    sys.stdout.write(json.dumps(envelope, ensure_ascii=False, default=_plain) + "\n")


def say(run: Run, *sentences: str) -> None:
    """Print sentences for people; silent with `--quiet`, `--json` and `--csv`."""
    if not (run.quiet or run.as_json or run.as_csv):
        for sentence in sentences:
            sys.stdout.write("\n".join(clean(line) for line in sentence.split("\n")) + "\n")


def warn(*sentences: str) -> None:
    """Print sentences a person should see to stderr, whatever the run asked for."""
    for sentence in sentences:
        sys.stderr.write(clean(sentence) + "\n")


def render(table: Table, *, columns: int, bold: bool = False) -> str:
    """Return the table as text no wider than `columns`; text columns give way, figures never."""
    shown = [at for at, column in enumerate(table.columns) if column.title]
    heads = [table.columns[at].title for at in shown]
    cells = [table.columns[at].cell for at in shown]
    widths = _squeezed(_needed(table, shown), cells, columns)
    lines = [_line(heads, widths, cells)]
    if bold:
        lines[0] = f"\x1b[1m{lines[0]}\x1b[0m"
    lines += [_line(_texts(row, shown, cells), widths, cells) for row in table.rows]
    if table.totals is not None:
        lines.append("─" * (sum(widths) + _GAP * (len(widths) - 1)))
        lines.append(_line(_texts(table.totals, shown, cells), widths, cells))
    return "\n".join(lines) + "\n"


def _needed(table: Table, shown: Sequence[int]) -> list[int]:
    """Return the width each column would like; texts are made twice rather than all kept."""
    cells = [table.columns[at].cell for at in shown]
    widths = [width(table.columns[at].title) for at in shown]
    rows = table.rows if table.totals is None else (*table.rows, table.totals)
    for row in rows:
        for n, text in enumerate(_texts(row, shown, cells)):
            widths[n] = max(widths[n], width(text))
    return widths


def _texts(row: Sequence[object], shown: Sequence[int], cells: Sequence[Cell]) -> list[str]:
    return [_text(row[at], cell) for at, cell in zip(shown, cells, strict=True)]


def terminal_width() -> int:
    """Return the width to write for: the terminal's, `COLUMNS`, or 80."""
    if os.environ.get("COLUMNS", "").isdigit():
        return max(40, int(os.environ["COLUMNS"]))
    try:
        return max(40, os.get_terminal_size(sys.stdout.fileno()).columns)
    except (OSError, ValueError):
        return 80


def day_text(day: date) -> str:
    """Return a day as Norwegians write it: 23.11.2026."""
    return f"{day:%d.%m.%Y}"


def money_text(ore: int) -> str:
    """Return an amount as tables show it: 1 234,50."""
    return kroner(ore, thousands=" ", minus="-")


def _coloured(run: Run) -> bool:
    return not run.no_color and sys.stdout.isatty()


def _squeezed(widths: list[int], cells: list[Cell], columns: int) -> list[int]:
    """Return widths whose sum fits, taken from the widest text column, one by one."""
    over = sum(widths) + _GAP * (len(widths) - 1) - columns
    while over > 0:
        at = max(
            (at for at, cell in enumerate(cells) if cell is Cell.TEXT),
            key=lambda at: widths[at],
            default=-1,
        )
        if at < 0 or widths[at] <= _MIN_TEXT:
            break
        widths[at] -= 1
        over -= 1
    return widths


def _line(row: Sequence[str], widths: Sequence[int], cells: Sequence[Cell]) -> str:
    parts = []
    for text, room, cell in zip(row, widths, cells, strict=True):
        shown = fitted(text, room)
        pad = " " * (room - width(shown))
        parts.append(pad + shown if cell in (Cell.MONEY, Cell.NUMBER) else shown + pad)
    return (" " * _GAP).join(parts).rstrip()


def _text(value: object, cell: Cell) -> str:
    if value is None or value == "":
        return ""
    if cell is Cell.MONEY and isinstance(value, int):
        return money_text(value)
    if isinstance(value, date):
        return day_text(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return clean(str(_plain(value)))


def _plain(value: object) -> object:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    return value if isinstance(value, int | str) or value is None else str(value)


def _records(table: Table) -> list[dict[str, object]]:
    names = [column.name for column in table.columns]
    return [dict(zip(names, map(_plain, row), strict=True)) for row in table.rows]


def _totals(table: Table) -> dict[str, object]:
    if table.totals is None:
        return {}
    pairs = zip(table.columns, table.totals, strict=True)
    return {
        column.name: value for column, value in pairs if column.cell in (Cell.MONEY, Cell.NUMBER)
        and value not in (None, "")
    }  # fmt: skip


def _write_csv(table: Table) -> None:
    import csv

    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(column.name.removesuffix("_ore") for column in table.columns)
    for row in table.rows:
        writer.writerow(
            _csv_cell(value, column.cell) for value, column in zip(row, table.columns, strict=True)
        )


def _csv_cell(value: object, cell: Cell) -> object:
    """Return a cell no spreadsheet takes for a formula."""
    if cell is Cell.MONEY and isinstance(value, int):
        return kroner(value, thousands="", decimal=".")
    plain = _plain(value)
    if isinstance(plain, str) and plain.startswith(("=", "+", "-", "@", "\t", "\r", "\n", "＝")):
        return "'" + plain
    return plain
