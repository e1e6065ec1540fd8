"""The rates of law: every row the program knows, with its source and the end of its knowledge."""

from __future__ import annotations

from invoicectl.law import Act
from invoicectl.law import rows
from invoicectl.law.table import Dated
from invoicectl.law.table import Table
from pages.table import table


def page() -> str:
    """Return the page, one section a table, newest row first."""
    tables = [found for found in vars(rows).values() if isinstance(found, Table)]
    return (
        "# Rates of law\n\n"
        "What the program knows, from which day, and where it was read. Past the day a table is\n"
        "vouched for, a rate is not guessed: the command stops and says so. VAT is the exception:\n"
        "its last rate goes on, with a warning, because a company must be able to invoice on\n"
        "2 January. Rows marked *secondary* were read in a secondary source only. You can\n"
        "[add your own](../howto/rates.md).\n\n"
        + "\n".join(_section(one) for one in tables)
        + "\n"
        + _acts()
    )


def _acts() -> str:
    lines = [
        (str(act.since or "not decided"), f"`{act.regime.value}`", act.name, _source(act))
        for act in reversed(rows.ACTS)
    ]
    return (
        "## Acts on debt collection\n\n"
        f"The law on late payment was gone through for days until {rows.REVIEWED_THROUGH}.\n\n"
        + table(("from", "key", "act", "source"), lines)
    )


def _section(one: Table) -> str:
    lines = [(str(row.since), _value(one, row), _source(row)) for row in reversed(one.rows)]
    title = one.name[0].upper() + one.name[1:]
    return (
        f"## {title}\n\n"
        f"`{one.key}`. Vouched for until {one.known_until}; the row is chosen by: "
        f"{one.applies_by}. Next change: {one.review}.\n\n"
        + table(("from", "value", "source"), lines)
    )


def _value(one: Table, row: Dated) -> str:
    if row.value is None:
        return "no figure"
    if one.unit == "bp":
        return f"{row.value // 100}.{row.value % 100:02d} %"
    if one.unit == "ore":
        return f"{row.value // 100}.{row.value % 100:02d} kr"
    return f"{row.value}/20"


def _source(row: Act | Dated) -> str:
    parts = [row.source, row.note, "" if row.verified else "*secondary*"]
    return "; ".join(part for part in parts if part)
