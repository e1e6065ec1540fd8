"""A backup is one only when it was checked; the oldest make room; damage is never kept."""

from __future__ import annotations

import json
import os
import sqlite3
import stat
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from invoicectl.errors import BadFileError
from invoicectl.errors import GuardError
from invoicectl.errors import SetupError
from invoicectl.ledger.backup import backup
from invoicectl.ledger.backup import check_backups
from invoicectl.ledger.backup import verify
from invoicectl.ledger.connect import open_ledger
from invoicectl.ledger.copying import copy_before_migration
from invoicectl.ledger.log import entries
from invoicectl.ledger.manifest import manifest_path
from invoicectl.ledger.manifest import manifests
from invoicectl.ledger.manifest import sha256_of
from invoicectl.ledger.posting import chain_head
from tests import build

from . import world

if TYPE_CHECKING:
    from pathlib import Path

    from invoicectl.ledger.backup import BackupResult


def saved(path: Path, folder: Path, *, keep: int = 14, at: str = world.NOW) -> BackupResult:
    with open_ledger(path) as ledger:
        return backup(ledger, folder, build.stamp(at=at), keep)


def test_a_backup_holds_what_the_ledger_held(path: Path, tmp_path: Path) -> None:
    before = world.dump(path)
    made = saved(path, tmp_path / "b")
    assert world.dump(made.path) == before
    assert made.path.name == "ledger-20261006-090000.sqlite"
    assert world.findings(made.path) == ()


def test_its_manifest_says_what_is_in_it(path: Path, tmp_path: Path) -> None:
    with open_ledger(path) as ledger:
        head = chain_head(ledger.con)
    made = saved(path, tmp_path / "b")
    told = json.loads(manifest_path(made.path).read_text())
    assert (told["vouchers"], told["head"]) == head
    assert told["sha256"] == sha256_of(made.path)
    assert told["size"] == made.size == made.path.stat().st_size
    assert told["next_invoice_no"] == 10007
    assert told["rows"]["invoice"] == 6


def test_nothing_but_the_backup_and_its_manifest_is_left_and_both_are_private(
    path: Path, tmp_path: Path
) -> None:
    made = saved(path, tmp_path / "b")
    left = sorted(made.path.parent.iterdir())
    assert [each.suffix for each in left] == [".json", ".sqlite"]
    assert {stat.S_IMODE(each.stat().st_mode) for each in left} == {0o600}
    assert stat.S_IMODE(made.path.parent.stat().st_mode) == 0o700


def test_it_is_written_down_with_the_head_of_the_chain(path: Path, tmp_path: Path) -> None:
    made = saved(path, tmp_path / "b")
    with open_ledger(path) as ledger:
        (entry,) = entries(ledger.con, event="ledger.backed-up")
    assert entry.ref == made.path.name
    assert made.manifest.head in entry.detail


def test_the_newest_are_kept_and_other_files_are_left_alone(path: Path, tmp_path: Path) -> None:
    folder = tmp_path / "b"
    folder.mkdir()
    for name in ("ledger-20200101-000000.sqlite", "ledger-old.sqlite", "notes.txt"):
        (folder / name).write_bytes(b"x")
    names = [
        saved(path, folder, keep=2, at=f"2026-10-0{day}T09:00:00+00:00").path.name
        for day in (6, 7, 8)
    ]
    kept = {each.name for each in folder.iterdir() if each.suffix != ".json"}
    assert kept == {"ledger-20200101-000000.sqlite", "ledger-old.sqlite", "notes.txt", *names[1:]}
    assert [each.file for each in manifests(folder)] == names[1:]


def test_backups_of_another_company_in_the_folder_are_not_counted(
    path: Path, tmp_path: Path
) -> None:
    other = world.build_world(tmp_path / "other")
    for day in (1, 2):
        saved(other, tmp_path / "b", at=f"2026-10-0{day}T09:00:00+00:00")
    for day in (6, 7):
        saved(path, tmp_path / "b", keep=1, at=f"2026-10-0{day}T09:00:00+00:00")
    assert len(manifests(tmp_path / "b")) == 3


def test_two_backups_in_one_second_have_two_names_in_order(path: Path, tmp_path: Path) -> None:
    names = [saved(path, tmp_path / "b", keep=2).path.name for _ in range(11)]
    assert len(set(names)) == 11
    assert [each.file for each in manifests(tmp_path / "b")] == names[-2:]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE line SET amount_ore = amount_ore + 1 WHERE n = 1",
        "UPDATE customer SET name = 'x'",
        "UPDATE document SET content = zeroblob(5)",
    ],
)
def test_a_damaged_ledger_is_never_kept_as_a_backup(
    path: Path, tmp_path: Path, statement: str
) -> None:
    good = saved(path, tmp_path / "b", keep=1)
    with world.damaging(path) as con:
        con.execute(statement)
    with pytest.raises(GuardError, match=r"C\d\d"):
        saved(path, tmp_path / "b", keep=1, at="2026-10-07T09:00:00+00:00")
    assert [each.file for each in manifests(tmp_path / "b")] == [good.path.name]
    assert len(list((tmp_path / "b").iterdir())) == 2


def test_what_a_crash_left_behind_is_swept_away(path: Path, tmp_path: Path) -> None:
    folder = tmp_path / "b"
    folder.mkdir()
    for name in (
        "ledger-20261005-090000.sqlite.part",
        "ledger-20261005-090000.sqlite.part-journal",
    ):
        (folder / name).write_bytes(b"half")
    (folder / "ledger-20261006-090000.json").write_text("{}")  # its file never got its name
    saved(path, folder)
    assert sorted(each.name for each in folder.iterdir()) == [
        "ledger-20261006-090000.json",
        "ledger-20261006-090000.sqlite",
    ]


def test_a_backup_is_whole_while_others_write(path: Path, tmp_path: Path) -> None:
    with open_ledger(path) as writer, writer.write() as con:
        con.execute("UPDATE product SET name = 'Te' WHERE product_no = 'P1'")
        copy = copy_before_migration(path, tmp_path / "b", build.stamp(at=world.NOW))
    assert world.findings(copy) == ()
    with open_ledger(copy) as ledger:
        assert ledger.con.execute("SELECT name FROM product").fetchall() == [("Kaffe",)]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written_is_one_sentence(path: Path, tmp_path: Path) -> None:
    (tmp_path / "b").mkdir(mode=0o500)
    with pytest.raises(GuardError, match="could not be written"):
        saved(path, tmp_path / "b")


def test_a_file_in_the_place_of_the_folder_is_one_sentence(path: Path, tmp_path: Path) -> None:
    (tmp_path / "b").write_text("x")
    with pytest.raises(GuardError, match="could not be written"):
        saved(path, tmp_path / "b")


def test_verify_finds_a_backup_that_was_changed(path: Path, tmp_path: Path) -> None:
    made = saved(path, tmp_path / "b")
    assert verify(made.path) == made.manifest
    with made.path.open("r+b") as file:
        file.seek(-1, os.SEEK_END)
        file.write(b"\x7f")
    with pytest.raises(BadFileError, match="not the one that was checked"):
        verify(made.path)


def test_verify_checks_a_backup_without_a_manifest_by_itself(path: Path, tmp_path: Path) -> None:
    made = saved(path, tmp_path / "b")
    manifest_path(made.path).unlink()
    assert verify(made.path) is None
    with world.damaging(made.path) as con:
        con.execute("UPDATE line SET amount_ore = amount_ore + 1 WHERE n = 1")
    with pytest.raises(GuardError, match="C20"):
        verify(made.path)


def test_verify_refuses_what_is_not_there_or_no_ledger(tmp_path: Path) -> None:
    with pytest.raises(SetupError, match="no ledger"):
        verify(tmp_path / "none.sqlite")
    (tmp_path / "x.sqlite").touch(mode=0o600)
    (tmp_path / "x.sqlite").write_bytes(b"something else entirely" * 100)
    with pytest.raises(GuardError, match="damaged or not a ledger"):
        verify(tmp_path / "x.sqlite")


def test_a_ledger_that_lost_its_end_is_told_from_its_backups(path: Path, tmp_path: Path) -> None:
    old = path.read_bytes()
    with open_ledger(path) as ledger:
        settings = build.settings_for(tmp_path / "s")
        build.add(ledger, build.draft(), day=world.LATE)
        world.carry(ledger, settings, world.LATE)
        made = backup(ledger, tmp_path / "b", build.stamp(at=world.NOW), 3)
        assert list(check_backups(ledger, tmp_path / "b")) == []
    path.write_bytes(old)
    with open_ledger(path) as ledger:
        (found,) = check_backups(ledger, tmp_path / "b")
    assert found.code == "C52"
    assert made.path.name in found.sentence


def test_backups_grown_old_are_told_but_are_no_damage(path: Path, tmp_path: Path) -> None:
    saved(path, tmp_path / "b", at="2026-10-04T09:00:00+00:00")
    with open_ledger(path) as ledger:
        assert list(check_backups(ledger, tmp_path / "b", oldest="2026-10-04T08:00:00")) == []
        (found,) = check_backups(ledger, tmp_path / "b", oldest="2026-10-05T09:00:00+00:00")
        assert (found.code, found.is_damage) == ("C61", False)
        (none,) = check_backups(ledger, tmp_path / "none", oldest="2026-10-05T09:00:00+00:00")
        assert "no backup" in none.sentence
        assert list(check_backups(ledger, tmp_path / "none", oldest="2026-01-01T09:00:00")) == []


def test_a_copy_before_a_migration_is_checked_too(path: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(path)) as con:
        con.execute("PRAGMA writable_schema = ON")
        con.execute("UPDATE sqlite_master SET rootpage = 3 WHERE name = 'invoice_kid'")
        con.commit()
    with pytest.raises(GuardError, match="damaged"):
        copy_before_migration(path, tmp_path / "b", build.stamp(at=world.NOW))


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '"x"', "\x00", '{"file": 1}', "replace:created_at", "replace:vouchers"]
)
def test_a_manifest_that_makes_no_sense_vouches_for_nothing(
    path: Path, tmp_path: Path, text: str
) -> None:
    made = saved(path, tmp_path / "b")
    if text.startswith("replace:"):
        told = json.loads(manifest_path(made.path).read_text())
        text = json.dumps({**told, text.partition(":")[2]: None})
    manifest_path(made.path).write_text(text)
    assert manifests(tmp_path / "b") == []
    assert verify(made.path) is None


def test_a_backup_that_is_not_there_is_named(tmp_path: Path) -> None:
    from invoicectl.errors import SetupError
    from invoicectl.ledger.restore import restore
    from tests.build import stamp

    wrong = tmp_path / "nothing.sqlite"
    with pytest.raises(SetupError, match=r"There is no backup at .*nothing\.sqlite"):
        restore(tmp_path / "ledger.db", wrong, stamp())
