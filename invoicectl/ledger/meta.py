"""Facts about the ledger itself, written once: its id, when it was made, whose it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3


def meta_value(con: sqlite3.Connection, key: str) -> str:
    """Return the value kept under `key`, or '' when there is none."""
    row = con.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
    return str(row[0]) if row else ""


def keep_meta(con: sqlite3.Connection, key: str, value: str) -> None:
    """Write down a fact inside the caller's transaction; it is never changed again."""
    con.execute("INSERT INTO meta(key, value) VALUES(?,?)", (key, value))
