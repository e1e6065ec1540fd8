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
from invoicectl.law.acts import Act
from invoicectl.law.acts import DebtCollectionRegime
from invoicectl.law.table import Dated
from invoicectl.law.table import Table

SOURCE = Path(__file__).with_name("rates.yaml")
TARGET = SOURCE.with_name("rows.py")

_HEAD = '''"""The rows of rates.yaml as Python; made by generate.py, never edited."""

from __future__ import annotations

from datetime import date

from invoicectl.law.acts import Act
from invoicectl.law.acts import DebtCollectionRegime
from invoicectl.law.table import Dated
from invoicectl.law.table import Table
'''
_ACTS = "debt_collection_acts"
_REVIEWED = "reviewed_through"
_NO_TABLES = (_ACTS, _REVIEWED)


def load_tables(path: Path = SOURCE) -> tuple[Table, ...]:
    """Return the tables of our rates file, in its order.

    Raises:
        KeyError, ValueError, InputError: the file is not as its head describes; it is ours.
    """
    tables = _loaded(path)
    return tuple(_table(key, table) for key, table in tables.items() if key not in _NO_TABLES)


def load_acts(path: Path = SOURCE) -> tuple[Act, ...]:
    """Return the acts on debt collection of our rates file.

    Raises:
        KeyError, ValueError: the file is not as its head describes; it is ours.
    """
    return tuple(_act(act) for act in _loaded(path)[_ACTS])


def load_reviewed_through(path: Path = SOURCE) -> date:
    """Return the last day for which a person has gone through the law.

    Raises:
        KeyError: the file does not say; it is ours.
    """
    reviewed: date = _loaded(path)[_REVIEWED]
    return reviewed


def render_rows(tables: tuple[Table, ...], acts: tuple[Act, ...], reviewed_through: date) -> str:
    """Return the text of rows.py."""
    parts = [_HEAD]
    parts += [f"{table.key.upper()} = {_python(table)}\n" for table in tables]
    names = "".join(f"    {table.key.upper()},\n" for table in tables)
    parts.append(f"TABLES: tuple[Table, ...] = (\n{names})\n")
    acts_text = "".join(f"    {_act_text(act)},\n" for act in acts)
    parts.append(f"ACTS: tuple[Act, ...] = (\n{acts_text})\n")
    parts.append(f"REVIEWED_THROUGH = {_day(reviewed_through)}\n")
    return "\n".join(parts)


def _loaded(path: Path) -> Mapping[str, Any]:
    import yaml

    loaded: Mapping[str, Any] = yaml.safe_load(path.read_text("utf-8"))
    return loaded


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
        half_yearly=table.get("half_yearly", False),
    )


def _act(act: Mapping[str, Any]) -> Act:
    return Act(
        regime=DebtCollectionRegime(act["key"]),
        name=act["name"],
        since=act["from"],
        source=act["source"],
        verified=act.get("verified", True),
        note=act.get("note", ""),
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
        f"    review={table.review!r},\n    rows=(\n{rows}    ),\n"
        + ("    half_yearly=True,\n)" if table.half_yearly else ")")
    )


def _row_text(row: Dated) -> str:
    verified = "" if row.verified else ", verified=False"
    note = f", note={row.note!r}" if row.note else ""
    return f"Dated({_day(row.since)}, {row.value}, {row.source!r}{verified}{note})"


def _act_text(act: Act) -> str:
    verified = "" if act.verified else ", verified=False"
    note = f", note={act.note!r}" if act.note else ""
    since = "None" if act.since is None else _day(act.since)
    regime = f"DebtCollectionRegime.{act.regime.name}"
    return f"Act({regime}, {act.name!r}, {since}, {act.source!r}{verified}{note})"


def _day(day: date) -> str:
    return f"date({day.year}, {day.month}, {day.day})"


if __name__ == "__main__":
    TARGET.write_text(render_rows(load_tables(), load_acts(), load_reviewed_through()), "utf-8")
