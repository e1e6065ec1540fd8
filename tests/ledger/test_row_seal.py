"""No table is without proof, and every write of ours leaves its seals filled."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from invoicectl.ledger import schema_initial
from invoicectl.ledger.connect import open_ledger
from invoicectl.ledger.row_seal import broken_seals
from invoicectl.ledger.row_seal import unsealed_rows
from invoicectl.ledger.tables import SEALED

from . import world

if TYPE_CHECKING:
    from pathlib import Path

# table -> what proves it instead
PROVEN = {
    "voucher": "C50",
    "line": "C50",
    "voucher_seal": "C50, C20",
    "invoice": "C12",
    "invoice_line": "C12",
    "open_item": "C21",
    "row_seal": "C51",
}


def test_every_table_is_sealed_or_proven_by_something_else(path: Path) -> None:
    with closing(sqlite3.connect(path)) as con:
        tables = {
            name
            for (name,) in con.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            if not name.startswith(("sqlite_", "_sqlite"))
        }
    assert tables == set(SEALED) | set(PROVEN)


@pytest.mark.parametrize("table", sorted(SEALED))
def test_every_column_of_a_sealed_row_is_covered(path: Path, table: str) -> None:
    with closing(sqlite3.connect(path)) as con:
        columns = [(row[1], row[2]) for row in con.execute(f"PRAGMA table_info({table})")]
        rows = con.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
    if not rows:
        assert table == "gap" or table not in schema_initial.SEALED
        return
    healthy = path.read_bytes()
    for column, kind in columns:
        change = {
            "TEXT": f"coalesce({column}, '') || 'x'",
            "INTEGER": f"coalesce({column}, 0) + 100000",
            "BLOB": "zeroblob(7)",
        }[kind]
        with world.damaging(path) as con:
            try:
                con.execute(f"UPDATE {table} SET {column} = {change}")
            except sqlite3.IntegrityError:  # a key that has to be unique: one row will do
                con.execute(f"UPDATE {table} SET {column} = {change} WHERE rowid = 1")
        found = world.codes(path)
        assert found & {"C51", "C11"}, column
        path.write_bytes(healthy)


def test_our_own_writes_are_sealed_when_they_are_committed(path: Path) -> None:
    with open_ledger(path) as ledger:
        with ledger.write() as con:
            con.execute("UPDATE customer SET note = 'ringer selv', active = 0")
            con.execute("DELETE FROM draft")
            con.execute("UPDATE outbox SET last_error = 'x' WHERE id = 1")
        assert unsealed_rows(ledger.con) == []
        assert list(broken_seals(ledger.con)) == []


def test_what_was_taken_back_keeps_its_old_seal(path: Path) -> None:
    def write_and_fail() -> None:
        with open_ledger(path) as ledger, ledger.write() as con:
            con.execute("UPDATE customer SET note = 'x'")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        write_and_fail()
    assert world.findings(path) == ()


def test_a_row_another_tool_wrote_is_sealed_again_when_we_write_it(path: Path) -> None:
    with closing(sqlite3.connect(path)) as con:
        con.execute("UPDATE customer SET note = 'x'")
        con.commit()
    with open_ledger(path) as ledger, ledger.write() as con:
        con.execute("UPDATE customer SET note = 'y' WHERE customer_no = '10001'")
    (found,) = world.findings(path)
    assert "10002" in found.sentence
