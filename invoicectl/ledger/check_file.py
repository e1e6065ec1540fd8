"""Checks of the file itself: whose it is, its pages, its schema, its rows, and where it lies."""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING

from invoicectl.ledger.connect import APPLICATION_ID
from invoicectl.ledger.finding import Finding
from invoicectl.ledger.place import shared_because
from invoicectl.ledger.row_seal import broken_seals
from invoicectl.ledger.row_seal import unsealed_rows
from invoicectl.ledger.schema_text import schema_text
from invoicectl.ledger.tables import SCHEMA_SHA256
from invoicectl.ledger.tables import SCHEMA_VERSION
from invoicectl.ledger.tables import STEP_NAMES
from invoicectl.ledger.tables import TRANSITIONS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Mapping

    from invoicectl.ledger.finding import Scope

_SWITCHES = {
    "foreign_keys": 1,
    "recursive_triggers": 1,
    "trusted_schema": 0,
    "cell_size_check": 1,
    "synchronous": 3,
    "journal_mode": "truncate",
}

_MIGRATIONS_TABLE = [
    ("table", "_sqlite_migrations"),
    ("index", "idx__sqlite_migrations_migration_set_name"),
]


def check_identity(scope: Scope) -> Iterator[Finding]:
    """C01: the file says that it is a ledger of this version (reliability 2.1)."""
    application = scope.con.execute("PRAGMA application_id").fetchone()[0]
    if application != APPLICATION_ID:
        yield Finding("C01", "The file does not say that it is a ledger of invoicectl.")
    version = scope.con.execute("PRAGMA user_version").fetchone()[0]
    if version != SCHEMA_VERSION:
        yield Finding("C01", f"The schema version is {version} instead of {SCHEMA_VERSION}.")


def check_pages(scope: Scope) -> Iterator[Finding]:
    """C02: SQLite finds its pages, indexes, column rules and references in order."""
    for (sentence,) in scope.con.execute("PRAGMA integrity_check"):
        if sentence != "ok":
            yield Finding("C02", f"SQLite says: {sentence}.")
    for table, rowid, parent, _ in scope.con.execute("PRAGMA foreign_key_check"):
        yield Finding("C02", f"A row of {table} ({rowid}) names a row of {parent} that is missing.")


def check_schema(scope: Scope) -> Iterator[Finding]:
    """C03: tables, indexes and triggers are letter for letter those of this version."""
    found = schema_text(scope.con)
    if schema_sha256(found) != SCHEMA_SHA256:
        yield from _differences(found)
    strange = scope.con.execute(
        "SELECT type, name FROM sqlite_master WHERE tbl_name = '_sqlite_migrations' ORDER BY name"
    )
    if strange.fetchall() != _MIGRATIONS_TABLE:
        yield Finding("C03", "The table of applied migrations is not as it must be.")
    applied = scope.con.execute("SELECT migration_set, name FROM _sqlite_migrations ORDER BY id")
    if applied.fetchall() != [("invoicectl", name) for name in STEP_NAMES]:
        yield Finding("C03", "The list of applied migrations is not that of this version.")
    known = scope.con.execute("SELECT from_state, to_state FROM transition ORDER BY 1, 2")
    if known.fetchall() != sorted(TRANSITIONS):
        yield Finding("C03", "The states a delivery may go through are not those of this version.")


def schema_sha256(found: Mapping[str, tuple[str, str, str]]) -> str:
    """Return one hash over a schema as `schema_text` returns it."""
    import hashlib

    return hashlib.sha256(repr(sorted(found.items())).encode()).hexdigest()


def _differences(found: Mapping[str, tuple[str, str, str]]) -> Iterator[Finding]:
    """Yield what the schema lacks, has too much, or says otherwise than the steps make it."""
    from invoicectl.ledger.migrations import expected_schema

    expected = expected_schema()
    for name in sorted(found.keys() | expected.keys()):
        if name not in found:
            yield Finding("C03", f"{name} is missing from the schema.")
        elif name not in expected:
            yield Finding("C03", f"{name} does not belong in the schema.")
        elif found[name] != expected[name]:
            yield Finding("C03", f"{name} is not defined as it must be.")


def check_switches(scope: Scope) -> Iterator[Finding]:
    """C04: the connection has every switch the promises rest on (reliability 2.1)."""
    for switch, wanted in _SWITCHES.items():
        found = scope.con.execute(f"PRAGMA {switch}").fetchone()[0]
        if found != wanted:
            yield Finding("C04", f"The switch {switch} is {found} instead of {wanted}.")


def check_rows(scope: Scope) -> Iterator[Finding]:
    """C51: every row that may change is as invoicectl wrote it last."""
    if scope.full:
        for table, key, wrong in broken_seals(scope.con):
            yield Finding("C51", f"The row {key} of {table} {wrong}.")
        return
    for table, key in unsealed_rows(scope.con):
        yield Finding("C51", f"The row {key} of {table} was edited by another program.")


def check_place(scope: Scope) -> Iterator[Finding]:
    """C60: the file and what lies beside it are private, plain files of this user."""
    for name in ("", "-journal", ".receipts", ".lock"):
        path = scope.path.with_name(scope.path.name + name)
        try:
            found = os.lstat(path)
        except FileNotFoundError:
            continue
        if not stat.S_ISREG(found.st_mode) or found.st_nlink != 1:
            yield Finding("C60", f"{path} is a link or not a plain file, which can lose data.")
        elif stat.S_IMODE(found.st_mode) & 0o077:
            yield Finding("C60", f"{path} can be read by other users: run chmod 600.")
        elif found.st_uid != os.geteuid():
            yield Finding("C60", f"{path} belongs to another user of this machine.")
    if stat.S_IMODE(scope.path.resolve().parent.stat().st_mode) & 0o022:
        yield Finding("C60", f"Other users can replace files in {scope.path.parent}.")
    if scope.full and (why := shared_because(scope.path)):
        yield Finding("C60", f"{scope.path} lies {why}, which can damage it: move it to a disk of"
                             " this machine.")  # fmt: skip
