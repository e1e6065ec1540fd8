"""The light registry of tables says what the steps of the schema say."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

from invoicectl.ledger.area import rebuilt
from invoicectl.ledger.check_file import schema_sha256
from invoicectl.ledger.migrations import expected_schema
from invoicectl.ledger.migrations import migrate
from invoicectl.ledger.row_seal import broken_seals
from invoicectl.ledger.row_seal import fill_seals
from invoicectl.ledger.schema import STEPS
from invoicectl.ledger.tables import APPEND_ONLY
from invoicectl.ledger.tables import KEPT
from invoicectl.ledger.tables import SCHEMA_SHA256
from invoicectl.ledger.tables import SCHEMA_VERSION
from invoicectl.ledger.tables import SEALED
from invoicectl.ledger.tables import STEP_NAMES

if TYPE_CHECKING:
    from pathlib import Path

# sealed by the chain of the vouchers, or derived from it
JOURNAL = {"voucher", "voucher_seal", "line", "invoice", "invoice_line", "open_item", "row_seal"}

OLD_ROWS = (
    """INSERT INTO customer(customer_no, kind, name, created_at, updated_at)
  VALUES('10001', 'consumer', 'Kari Nordmann', 'x', 'x')""",
    "INSERT INTO draft(draft_no, customer_no, created_at, updated_at) VALUES(7, '10001', 'x', 'x')",
    """INSERT INTO draft_line(draft_no, n, description, quantity_micro, unit, unit_price_micro,
  vat_code) VALUES(7, 1, 'Kaffe', 1000000, 'C62', 100000000, '3')""",
)


def test_the_version_is_the_number_of_steps() -> None:
    assert len(STEPS) == SCHEMA_VERSION
    assert tuple(name for name, _ in STEPS) == STEP_NAMES


def test_the_hash_is_that_of_the_steps() -> None:
    """A change of the schema changes it: put the new one into `ledger/tables.py`."""
    assert schema_sha256(expected_schema()) == SCHEMA_SHA256


def test_every_table_is_sealed_or_part_of_the_journal() -> None:
    tables = {name for name, (kind, _, _) in expected_schema().items() if kind == "table"}
    assert tables == JOURNAL | set(SEALED)


def test_every_seal_has_its_triggers() -> None:
    schema = expected_schema()
    for table in SEALED:
        assert f"{table}_seal_insert" in schema
        assert (f"{table}_seal_update" in schema) == (table not in APPEND_ONLY)


def test_the_guards_are_those_of_the_registry() -> None:
    schema = expected_schema()
    unchanged = {name.removesuffix("_no_update") for name in schema if name.endswith("_no_update")}
    undeleted = {name.removesuffix("_no_delete") for name in schema if name.endswith("_no_delete")}
    assert unchanged == set(APPEND_ONLY)
    assert undeleted == set(APPEND_ONLY) | set(KEPT)


def test_a_ledger_of_the_first_step_becomes_one_of_this_version(tmp_path: Path) -> None:
    """Built by the oldest step, filled through its tables, then brought up to date."""
    path = tmp_path / "old.db"
    path.touch(mode=0o600)
    migrate(path, STEPS[:1])
    with sqlite3.connect(path) as con:
        for statement in OLD_ROWS:
            con.execute(statement)
        fill_seals(con)
    con.close()
    applied = migrate(path)
    assert applied == tuple(name for name, _ in STEPS[1:])
    with sqlite3.connect(path) as con:
        assert con.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert con.execute("PRAGMA foreign_key_check").fetchone() is None
        assert con.execute("SELECT name FROM customer").fetchall() == [("Kari Nordmann",)]
        assert con.execute("SELECT description FROM draft_line").fetchall() == [("Kaffe",)]
        assert con.execute("SELECT seq FROM sqlite_sequence WHERE name='draft'").fetchall() == [
            (7,)
        ]
        assert list(broken_seals(con)) == []
    con.close()


def test_a_table_rebuilt_again_takes_the_newest_of_each_guard() -> None:
    older = (
        "CREATE TRIGGER pen_facts BEFORE UPDATE ON pen BEGIN SELECT 1; END",
        "CREATE INDEX pen_ink ON pen(ink)",
        "CREATE TRIGGER pen_facts BEFORE UPDATE ON pen BEGIN SELECT 2; END",
    )
    made = rebuilt("pen", "CREATE TABLE pen(ink TEXT) STRICT", "ink", older)
    assert made[-2:] == (older[2], older[1])
