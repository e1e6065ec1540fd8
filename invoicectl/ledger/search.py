"""Search that knows more letters than SQLite: its LIKE takes `ø` and `Ø` for two letters."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3


def contains(con: sqlite3.Connection, *columns: str) -> str:
    """Return a condition for rows of which a column contains the folded parameter `:text`.

    Nothing in the text has a meaning of its own: `%` finds a percent sign. The empty text is in
    every row.
    """
    con.create_function("folded", 1, folded, deterministic=True)
    joined = " || char(10) || ".join(columns)
    return f"instr(folded({joined}), :text) > 0"


def folded(text: str) -> str:
    """Return a text as it is compared: without regard to capitals, in any alphabet."""
    return text.casefold()
