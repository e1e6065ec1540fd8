"""Turns rates.yaml into rows.py, so that no command has to read YAML to know a rate.

Run as `python -m invoicectl.law.generate`, then let ruff format the result.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from invoicectl.domain.money import parse_kroner
from invoicectl.domain.money import parse_percent_bp
from invoicectl.law.table import Dated
from invoicectl.law.table import Table

SOURCE = Path(__file__).with_name("rates.yaml")
TARGET = SOURCE.with_name("rows.py")

_HEAD = '''"""The rows of rates.yaml as Python; made by generate.py, never edited."""

from __future__ import annotations

from datetime import date

from invoicectl.law.table import Dated
from invoicectl.law.table import Table
'''


def load_tables(path: Path = SOURCE) -> tuple[Table, ...]:
    """Return the tables of a rates file, in its order.

    Raises:
        KeyError, ValueError, InputError: the file is not as its head describes; it is ours.
    """
    import yaml

    tables = yaml.safe_load(path.read_text("utf-8"))
    return tuple(_table(key, table) for key, table in tables.items())


def render_rows(tables: tuple[Table, ...]) -> str:
    """Return the text of rows.py."""
    parts = [_HEAD]
    parts += [f"{table.key.upper()} = {_python(table)}\n" for table in tables]
    names = "".join(f"    {table.key.upper()},\n" for table in tables)
    parts.append(f"TABLES: tuple[Table, ...] = (\n{names})\n")
    return "\n".join(parts)


def _table(key: str, table: Mapping[str, Any]) -> Table:
    unit = {"percent": "bp", "kroner": "ore", "twentieths": "twentieths"}[table["unit"]]
    return Table(
        key=key,
        name=table["name"],
        unit=unit,
        applies_by=table["applies_by"],
        known_until=table["known_until"],
        review=table["review"],
        rows=tuple(_row(row, unit) for row in table["rows"]),
    )


def _row(row: Mapping[str, Any], unit: str) -> Dated:
    since: date = row["from"]
    return Dated(
        since=since,
        value=None if row["value"] is None else _value(row["value"], unit),
        source=row["source"],
        verified=row.get("verified", True),
        note=row.get("note", ""),
    )


def _value(text: str, unit: str) -> int:
    if unit == "bp":
        return parse_percent_bp(text, what="rate")
    return parse_kroner(text, what="amount") if unit == "ore" else int(text)


def _python(table: Table) -> str:
    rows = "".join(f"        {_row_text(row)},\n" for row in table.rows)
    return (
        f"Table(\n    key={table.key!r},\n    name={table.name!r},\n    unit={table.unit!r},\n"
        f"    applies_by={table.applies_by!r},\n    known_until={_day(table.known_until)},\n"
        f"    review={table.review!r},\n    rows=(\n{rows}    ),\n)"
    )


def _row_text(row: Dated) -> str:
    verified = "" if row.verified else ", verified=False"
    note = f", note={row.note!r}" if row.note else ""
    return f"Dated({_day(row.since)}, {row.value}, {row.source!r}{verified}{note})"


def _day(day: date) -> str:
    return f"date({day.year}, {day.month}, {day.day})"


if __name__ == "__main__":
    TARGET.write_text(render_rows(load_tables()), "utf-8")
