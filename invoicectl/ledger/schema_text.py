"""The schema of a ledger as SQLite keeps it; light, because every check reads it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3


def schema_text(con: sqlite3.Connection) -> dict[str, tuple[str, str, str]]:
    """Return name -> (type, table, SQL) of all the ledger consists of, as SQLite keeps it.

    The table in which the migrations are written down is another library's, and left out.
    """
    rows = con.execute(
        "SELECT name, type, tbl_name, coalesce(sql, '') FROM sqlite_master"
        " WHERE tbl_name NOT IN('_sqlite_migrations', 'sqlite_sequence')"
    )
    return {str(name): (str(kind), str(table), str(sql)) for name, kind, table, sql in rows}
