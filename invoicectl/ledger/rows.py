"""Ordinary rows by sqlite-utils, for tables outside the posting path."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3

    from sqlite_utils.db import Table


def table_of(con: sqlite3.Connection, name: str) -> Table:
    """Return a table of an open ledger; the connection keeps its own switches and authorizer."""
    from sqlite_utils import Database

    return Database(con, execute_plugins=False, recursive_triggers=False).table(name)
