"""Brings a ledger file to the newest schema: numbered steps, all or nothing, backup first."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

from invoicectl.ledger.connect import APPLICATION_ID
from invoicectl.ledger.connect import check_file
from invoicectl.ledger.connect import check_known
from invoicectl.ledger.connect import create_file
from invoicectl.ledger.connect import damaged
from invoicectl.ledger.connect import open_unguarded
from invoicectl.ledger.row_seal import ask_for_seals
from invoicectl.ledger.row_seal import broken_seals
from invoicectl.ledger.row_seal import fill_seals
from invoicectl.ledger.row_seal import seal_migrations
from invoicectl.ledger.schema import STEPS
from invoicectl.ledger.schema_text import schema_text
from invoicectl.ledger.tables import TRANSITIONS
from invoicectl.seams import fp

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Sequence
    from pathlib import Path

    from sqlite_utils import Database
    from sqlite_utils import Migrations

Step = tuple[str, tuple[str, ...]]


def migrate(path: Path, steps: Sequence[Step] = STEPS) -> tuple[str, ...]:
    """Apply what is missing, in one transaction, and return the names of the steps applied.

    Two processes may do it at once: the second waits, and finds nothing left to do.

    Raises:
        SetupError: the file was written by a newer program; it is left byte for byte as it was.
        LockedError: another process held the ledger too long.
        GuardError: the ledger is damaged, or the disk is full; nothing was done.
    """
    from sqlite_utils import Database

    check_file(path)
    con = open_unguarded(path)
    try:
        check_known(con, path, newest=len(steps))
        # a table that is rebuilt goes and comes again under its references
        con.execute("PRAGMA foreign_keys=OFF")
        con.execute("BEGIN IMMEDIATE")
        try:
            db = Database(con, execute_plugins=False)
            numbered = _numbered(steps)
            pending = tuple(step.name for step in numbered.pending(db))
            has_rows = len(pending) < len(steps)
            if pending and has_rows:
                _require_sealed(con, path)
            numbered.apply(db)
            seal_migrations(con)
            _require_references(con, path)
            if pending and has_rows:
                ask_for_seals(con)
            fill_seals(con)
            con.execute(f"PRAGMA application_id={APPLICATION_ID}")
            con.execute(f"PRAGMA user_version={len(steps)}")
            fp("migrate.before-commit")
            con.execute("COMMIT")
        except BaseException:
            if con.in_transaction:
                con.execute("ROLLBACK")
            raise
    finally:
        con.close()
    return pending


def pending_steps(path: Path, steps: Sequence[Step] = STEPS) -> tuple[str, ...]:
    """Return the names of the steps a ledger lacks, from its version alone; nothing is written.

    Raises:
        GuardError: the file is damaged or belongs to another program.
        SetupError: there is none, it lies open to others, or a newer program wrote it.
    """
    check_file(path)
    con = open_unguarded(path)
    try:
        version = check_known(con, path, newest=len(steps))
    finally:
        con.close()
    return tuple(name for name, _ in steps[version:])


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
        path.with_name(f"{path.name}-journal").unlink(missing_ok=True)
        raise


def expected_schema() -> dict[str, tuple[str, str, str]]:
    """Return what `schema_text` of a healthy ledger is, made by running the steps in memory."""
    con = sqlite3.connect(":memory:", isolation_level=None)
    try:
        for _, statements in STEPS:
            for statement in statements:
                con.execute(statement)
        return schema_text(con)
    finally:
        con.close()


def _require_sealed(con: sqlite3.Connection, path: Path) -> None:
    """Refuse to seal anew, after a step has changed a table, what was not sound before."""
    if next(broken_seals(con), None):
        raise damaged(path)


def _require_references(con: sqlite3.Connection, path: Path) -> None:
    """Refuse to keep a row that refers to none; the references were not watched meanwhile."""
    if con.execute("PRAGMA foreign_key_check").fetchone():
        raise damaged(path)


def _numbered(steps: Sequence[Step]) -> Migrations:
    """Return the steps as migrations that write down in the file that they were applied."""
    from sqlite_utils import Migrations

    numbered = Migrations("invoicectl")
    for name, statements in steps:
        numbered(name=name)(_applied(statements, is_first=name == STEPS[0][0]))
    return numbered


def _applied(statements: Sequence[str], *, is_first: bool) -> Callable[[Database], None]:
    def apply(db: Database) -> None:
        for statement in statements:
            db.execute(statement)
        if is_first:
            db.conn.executemany("INSERT INTO transition VALUES(?,?)", TRANSITIONS)

    return apply
