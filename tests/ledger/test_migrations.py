"""A new schema comes in numbered steps: all of them or none, once, whoever is first."""

from __future__ import annotations

import multiprocessing
import sqlite3
from typing import TYPE_CHECKING

import pytest

from invoicectl.errors import GuardError
from invoicectl.errors import SetupError
from invoicectl.ledger.connect import open_ledger
from invoicectl.ledger.migrations import create_ledger
from invoicectl.ledger.migrations import expected_schema
from invoicectl.ledger.migrations import migrate
from invoicectl.ledger.migrations import pending_steps
from invoicectl.ledger.row_seal import broken_seals
from invoicectl.ledger.schema import STEPS
from invoicectl.ledger.schema_text import schema_text
from invoicectl.ledger.tables import SCHEMA_VERSION

from . import world

if TYPE_CHECKING:
    from pathlib import Path

NEXT = (
    *STEPS,
    (
        "m003_example",
        (
            "ALTER TABLE customer ADD COLUMN nickname TEXT NOT NULL DEFAULT ''",
            "CREATE TABLE example(id INTEGER PRIMARY KEY) STRICT",
            "INSERT INTO log(at, actor, event, ref, detail) VALUES('x','x','x','x','x')",
        ),
    ),
)
BROKEN = (*STEPS, ("m003_broken", ("CREATE TABLE example(id INTEGER) STRICT", "SELEKT 1")))


def version(path: Path) -> tuple[int, list[str]]:
    with sqlite3.connect(path) as con:
        names = [row[0] for row in con.execute("SELECT name FROM _sqlite_migrations ORDER BY id")]
        number = con.execute("PRAGMA user_version").fetchone()[0]
    con.close()
    return number, names


def test_a_new_ledger_has_the_schema_of_this_version(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    create_ledger(path)
    assert version(path) == (SCHEMA_VERSION, [name for name, _ in STEPS])
    assert world.findings(path) == ()
    with open_ledger(path) as ledger:
        assert schema_text(ledger.con) == expected_schema()


def test_to_migrate_a_new_ledger_changes_nothing(path: Path) -> None:
    before = path.read_bytes()
    assert pending_steps(path) == ()
    assert path.read_bytes() == before
    assert migrate(path) == ()
    assert world.findings(path) == ()


def test_a_step_of_a_later_version_keeps_every_row(path: Path) -> None:
    assert pending_steps(path, NEXT) == ("m003_example",)
    assert migrate(path, NEXT) == ("m003_example",)
    assert version(path) == (3, [*(name for name, _ in STEPS), "m003_example"])
    with sqlite3.connect(path) as con:
        assert con.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert con.execute("SELECT count(*) FROM customer WHERE nickname = ''").fetchone() == (2,)
        assert list(broken_seals(con)) == []
    con.close()


def test_a_ledger_that_was_edited_is_not_sealed_as_sound_by_a_migration(path: Path) -> None:
    with world.damaging(path) as con:
        con.execute("UPDATE customer SET name = 'Ny eier AS'")
    before = path.read_bytes()
    with pytest.raises(GuardError, match="damaged"):
        migrate(path, NEXT)
    assert path.read_bytes() == before


def test_a_ledger_of_that_later_version_is_refused_by_this_one(path: Path) -> None:
    migrate(path, NEXT)
    before = path.read_bytes()
    with pytest.raises(SetupError, match="newer invoicectl"):
        open_ledger(path)
    with pytest.raises(SetupError, match="newer invoicectl"):
        migrate(path)
    assert path.read_bytes() == before


def test_an_older_ledger_is_refused_with_the_command_that_helps(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("invoicectl.ledger.connect.SCHEMA_VERSION", 3)
    with pytest.raises(SetupError, match="older schema") as caught:
        open_ledger(path)
    assert "ledger migrate" in caught.value.hint


def test_a_step_that_fails_leaves_the_file_as_it_was(path: Path) -> None:
    before = path.read_bytes()
    with pytest.raises(sqlite3.OperationalError):
        migrate(path, BROKEN)
    assert path.read_bytes() == before
    assert world.findings(path) == ()


def test_nothing_is_left_of_a_ledger_that_could_not_be_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(name: str) -> None:
        raise KeyboardInterrupt(name)

    monkeypatch.setattr("invoicectl.ledger.migrations.fp", stop)
    with pytest.raises(KeyboardInterrupt):
        create_ledger(tmp_path / "ledger.db")
    assert not list(tmp_path.iterdir())


def _migrate(path: Path, results: multiprocessing.Queue[tuple[str, ...]]) -> None:
    results.put(migrate(path, NEXT))


def test_four_processes_at_once_apply_each_step_once(path: Path) -> None:
    fork = multiprocessing.get_context("fork")
    results: multiprocessing.Queue[tuple[str, ...]] = fork.Queue()
    workers = [fork.Process(target=_migrate, args=(path, results)) for _ in range(4)]
    for worker in workers:
        worker.start()
    applied = [results.get(timeout=60) for _ in workers]
    for worker in workers:
        worker.join()
        assert worker.exitcode == 0
    assert sorted(applied) == [(), (), (), ("m003_example",)]
    assert version(path) == (3, [*(name for name, _ in STEPS), "m003_example"])
