"""Brings a ledger file to the newest schema: numbered steps, all or nothing, backup first."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

from invoicectl.ledger.connect import APPLICATION_ID
from invoicectl.ledger.connect import SCHEMA_VERSION
from invoicectl.ledger.connect import create_file
from invoicectl.ledger.connect import open_unguarded
from invoicectl.ledger.schema import M001_INITIAL
from invoicectl.ledger.schema import TRANSITIONS

if TYPE_CHECKING:
    from pathlib import Path

    from sqlite_utils import Database
    from sqlite_utils import Migrations


def _steps() -> Migrations:
    """Return the numbered migrations, oldest first."""
    from sqlite_utils import Migrations

    steps = Migrations("invoicectl")

    @steps()
    def m001_initial(db: Database) -> None:
        for statement in M001_INITIAL:
            db.execute(statement)
        db.conn.executemany("INSERT INTO transition VALUES(?,?)", TRANSITIONS)

    return steps


def migrate(path: Path) -> tuple[str, ...]:
    """Apply what is missing, in one transaction, and return the names of the steps applied."""
    from sqlite_utils import Database

    con = open_unguarded(path)
    try:
        db = Database(con, execute_plugins=False)
        con.execute("BEGIN IMMEDIATE")
        try:
            steps = _steps()
            pending = tuple(step.name for step in steps.pending(db))
            steps.apply(db)
            con.execute(f"PRAGMA application_id={APPLICATION_ID}")
            con.execute(f"PRAGMA user_version={SCHEMA_VERSION}")
            con.execute("COMMIT")
        except BaseException:
            if con.in_transaction:
                con.execute("ROLLBACK")
            raise
    finally:
        con.close()
    return pending


def create_ledger(path: Path) -> None:
    """Create a new ledger file with the newest schema, mode 0600.

    Raises:
        InputError: a file is there already.
    """
    create_file(path)
    try:
        migrate(path)
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def schema_text(con: sqlite3.Connection) -> dict[str, str]:
    """Return name -> SQL of everything the ledger consists of, as SQLite keeps it."""
    rows = con.execute(
        "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'"
        " AND name NOT LIKE '_sqlite_migrations%'"
    )
    return {str(name): str(sql) for name, sql in rows}


def expected_schema() -> dict[str, str]:
    """Return what `schema_text` of a healthy ledger is, by running the migrations in memory."""
    from sqlite_utils import Database

    con = sqlite3.connect(":memory:", isolation_level=None)
    try:
        _steps().apply(Database(con, execute_plugins=False))
        return schema_text(con)
    finally:
        con.close()
