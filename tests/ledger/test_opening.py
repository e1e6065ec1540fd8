"""One way to open a ledger: private, plain, of this version, with every switch, or not at all."""

from __future__ import annotations

import os
import sqlite3
import stat
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from invoicectl.errors import GuardError
from invoicectl.errors import InputError
from invoicectl.errors import LockedError
from invoicectl.errors import SetupError
from invoicectl.ledger import connect
from invoicectl.ledger.connect import open_ledger
from invoicectl.ledger.migrations import create_ledger
from invoicectl.ledger.place import shared_because
from invoicectl.ledger.tables import SCHEMA_VERSION

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("switch", "value"),
    [
        ("journal_mode", "truncate"),
        ("synchronous", 3),
        ("foreign_keys", 1),
        ("recursive_triggers", 1),
        ("trusted_schema", 0),
        ("cell_size_check", 1),
    ],
)
def test_every_switch_is_set(path: Path, switch: str, value: object) -> None:
    with open_ledger(path) as ledger:
        assert ledger.con.execute(f"PRAGMA {switch}").fetchone() == (value,)


def test_a_new_ledger_and_its_folder_are_private_whatever_the_umask(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        file = tmp_path / "new" / "ledger.db"
        create_ledger(file)
    finally:
        os.umask(before)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    for beside in file.parent.iterdir():
        assert stat.S_IMODE(beside.stat().st_mode) == 0o600


def test_the_journal_of_a_write_is_private(path: Path) -> None:
    with open_ledger(path) as ledger, ledger.write() as con:
        con.execute("UPDATE product SET name = 'Te'")
        journal = path.with_name(f"{path.name}-journal")
        assert stat.S_IMODE(journal.stat().st_mode) == 0o600


def test_what_is_there_is_never_overwritten(tmp_path: Path) -> None:
    file = tmp_path / "ledger.db"
    file.write_text("mine")
    with pytest.raises(InputError, match="exists already"):
        create_ledger(file)
    assert file.read_text() == "mine"
    file.unlink()
    file.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(InputError, match="exists already"):
        create_ledger(file)
    assert not (tmp_path / "elsewhere").exists()


def test_a_ledger_that_is_not_there_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(SetupError, match="no ledger") as caught:
        open_ledger(tmp_path / "ledger.db")
    assert "init" in caught.value.hint
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o644, 0o777])
def test_a_ledger_others_can_read_is_refused(path: Path, mode: int) -> None:
    path.chmod(mode)
    with pytest.raises(SetupError, match="other users") as caught:
        open_ledger(path)
    assert "chmod 600" in caught.value.hint


def test_a_link_a_second_name_and_a_folder_are_refused(path: Path, tmp_path: Path) -> None:
    linked = tmp_path / "linked.db"
    linked.symlink_to(path)
    with pytest.raises(SetupError, match="is a link"):
        open_ledger(linked)
    linked.unlink()
    linked.hardlink_to(path)
    for name in (path, linked):
        with pytest.raises(SetupError, match="is a link"):
            open_ledger(name)
    linked.unlink()
    linked.mkdir()
    with pytest.raises(SetupError, match="not a plain file"):
        open_ledger(linked)


@pytest.mark.parametrize("content", [b"", b"x", b"something else\n" * 500, bytes(8192)])
def test_another_kind_of_file_is_one_sentence(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "ledger.db"
    file.write_bytes(content)
    file.chmod(0o600)
    with pytest.raises((GuardError, SetupError)):
        open_ledger(file)
    assert file.read_bytes() == content


def test_the_database_of_another_program_is_refused_and_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "ledger.db"
    with closing(sqlite3.connect(file)) as con:
        con.execute("CREATE TABLE photos(id INTEGER)")
    file.chmod(0o600)
    before = file.read_bytes()
    with pytest.raises(GuardError, match="not a ledger"):
        open_ledger(file)
    assert file.read_bytes() == before


def test_a_ledger_of_a_newer_program_is_refused_byte_for_byte(path: Path) -> None:
    with closing(sqlite3.connect(path)) as con:
        con.execute(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
        con.commit()
    before = path.read_bytes()
    with pytest.raises(SetupError, match="newer invoicectl"):
        open_ledger(path)
    assert path.read_bytes() == before


def test_a_busy_ledger_is_one_sentence(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connect, "BUSY_TIMEOUT_S", 0)
    with open_ledger(path) as one, open_ledger(path) as other, one.write():
        with pytest.raises(LockedError, match="Another program"), other.write():
            pytest.fail("two writers at once")
        assert other.con.execute("SELECT count(*) FROM invoice").fetchone() == (6,)


def test_a_block_that_fails_leaves_nothing_behind(path: Path) -> None:
    def write_and_fail() -> None:
        with open_ledger(path) as ledger, ledger.write() as con:
            con.execute("UPDATE product SET name = 'Te'")
            raise KeyboardInterrupt

    before = path.read_bytes()
    with pytest.raises(KeyboardInterrupt):
        write_and_fail()
    assert path.read_bytes() == before


def test_a_disk_without_room_is_one_sentence_and_changes_nothing(path: Path) -> None:
    before = path.read_bytes()
    with open_ledger(path) as ledger:
        ledger.con.set_authorizer(None)
        pages = ledger.con.execute("PRAGMA page_count").fetchone()[0]
        ledger.con.execute(f"PRAGMA max_page_count = {pages}")
        with pytest.raises(GuardError, match="is full"), ledger.write() as con:
            con.execute("INSERT INTO document VALUES('x','application/pdf',zeroblob(99999),'x')")
    assert path.read_bytes() == before


MOUNTS = """\
/dev/sda1 / ext4 rw 0 0
server:/net /net nfs4 rw 0 0
/dev/sdb1 /net/local ext4 rw 0 0
//nas/books /mnt/the\\040books cifs rw 0 0
me@host: /mnt/host fuse.sshfs rw 0 0
broken line
"""


@pytest.mark.parametrize(
    ("place", "says"),
    [
        ("/srv/company/ledger.db", ""),
        ("/net/kari/ledger.db", "nfs4"),
        ("/net/local/ledger.db", ""),
        ("/mnt/the books/ledger.db", "cifs"),
        ("/mnt/host/ledger.db", "sshfs"),
        ("/srv/OneDrive - Fjordkaffe AS/ledger.db", "OneDrive"),
        ("/srv/dropbox/ledger.db", "Dropbox"),
        ("/srv/Dropboxes/ledger.db", ""),
    ],
)
def test_a_shared_folder_is_told(place: str, says: str) -> None:
    from pathlib import Path

    found = shared_because(Path(place), mounts=MOUNTS)
    assert (says in found) if says else found == ""
