"""Figures of price indexes that the user gives, by month; a figure once used is not changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping


def figures_of(con: sqlite3.Connection, name: str) -> dict[str, int]:
    """Return month (`2026-01`) -> figure in millionths, in order; empty for an unknown index."""
    rows = con.execute(
        "SELECT month, figure_micro FROM price_index WHERE name = ? ORDER BY month", (name,)
    )
    return dict(rows.fetchall())


def index_names(con: sqlite3.Connection) -> list[tuple[str, int, str, str]]:
    """Return (name, number of months, first month, last month) of each index, by name."""
    return con.execute(
        "SELECT name, count(*), min(month), max(month) FROM price_index GROUP BY name ORDER BY name"
    ).fetchall()


def keep_figures(con: sqlite3.Connection, name: str, figures: Mapping[str, int]) -> None:
    """Store figures inside the caller's transaction; those of the same months are replaced."""
    con.executemany(
        "INSERT INTO price_index VALUES(?,?,?) ON CONFLICT(name, month)"
        " DO UPDATE SET figure_micro = excluded.figure_micro",
        [(name, month, figure) for month, figure in figures.items()],
    )
