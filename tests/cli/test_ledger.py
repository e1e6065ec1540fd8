"""`ledger`: silent when sound, exact when not; backup, restore, log, lock and migrate."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from invoicectl.errors import Exit
from tests.build import add
from tests.build import draft
from tests.build import new_ledger
from tests.cli.shell import Shell

if TYPE_CHECKING:
    from pathlib import Path

LATER = "2026-10-02T08:00:00+00:00"


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    """Return a shell in a company that has sent two invoices and made a backup."""
    folder = tmp_path / "company"
    with new_ledger(folder) as ledger:
        add(ledger, draft(), draft("10002"))
    found = Shell(folder)
    found.ok("send")
    found.ok("ledger", "backup")
    return found


def backup_of(shell: Shell) -> str:
    (found,) = (shell.folder / "backup").glob("*.sqlite")
    return str(found)


def test_a_sound_ledger_makes_no_sound(shell: Shell) -> None:
    for words in ((), ("--quick",), ("--full",)):
        printed = shell("ledger", "check", *words)
        assert (printed.status, printed.out, printed.err) == (Exit.DONE, "", "")


def test_damage_is_told_one_line_a_finding_with_status_14(shell: Shell) -> None:
    with closing(sqlite3.connect(shell.folder / "ledger.db")) as con:
        con.execute("UPDATE customer SET email = 'thief@example.com\x1b[2J'")
        con.commit()
    printed = shell("ledger", "check")
    assert printed.status == Exit.GUARD
    assert [line.split()[0] for line in printed.err.splitlines()] == ["C51", "C51"]
    told = shell("ledger", "check", "--json")
    assert told.status == Exit.GUARD
    assert [each["code"] for each in told.json["findings"]] == ["C51", "C51"]
    assert told.json["command"] == "ledger check"


def test_an_old_backup_needs_a_person_but_is_no_damage(shell: Shell) -> None:
    printed = shell("ledger", "check", at="2026-10-05T08:00:00+00:00")
    assert printed.status == Exit.PERSON_NEEDED
    assert printed.err.startswith("C61 ")


def test_a_ruined_ledger_is_a_sentence_with_a_way_out(shell: Shell) -> None:
    (shell.folder / "ledger.db").write_bytes(b"ruined" * 1000)
    printed = shell("ledger", "check")
    assert printed.status == Exit.GUARD
    assert "restore" in printed.err


def test_a_backup_says_where_it_is_and_how_the_chain_ends(shell: Shell) -> None:
    printed = shell("ledger", "backup", at=LATER)
    assert "ledger-20261002-080000.sqlite" in printed.out
    assert "opened and checked" in printed.out
    told = shell("ledger", "backup", "--json", at=LATER).json
    assert told["manifest"]["head"] in printed.out
    assert told["manifest"]["rows"]["invoice"] == 2


def test_a_restore_brings_the_books_back_and_says_what_was_put_aside(shell: Shell) -> None:
    (shell.folder / "ledger.db").write_bytes(b"ruined" * 1000)
    printed = shell("ledger", "restore", backup_of(shell))
    assert printed.status == Exit.DONE, printed.err
    assert "before-restore" in printed.out
    assert shell("ledger", "check").err == ""
    assert "10002" in shell.ok("invoice", "list")


def test_a_restore_tells_which_numbers_were_lost(shell: Shell) -> None:
    shell.ok("invoice", "new", "--customer", "10001", "--line", "Kaffe; 1; 100")
    shell.ok("send")
    printed = shell("ledger", "restore", backup_of(shell), at=LATER)
    assert printed.status == Exit.PERSON_NEEDED
    assert "10003 to 10003" in printed.err
    assert "the next invoice is 10004" in printed.err
    told = shell("ledger", "restore", backup_of(shell), "--json", at=LATER).json
    assert told["gap"] == [10003, 10003]
    assert told["lost"] == ["invoice:10003:folder:1"]


def test_a_restore_of_nothing_is_a_sentence(shell: Shell) -> None:
    printed = shell("ledger", "restore", "none.sqlite")
    assert printed.status == Exit.SETUP
    assert "none.sqlite" in printed.err


def test_the_log_tells_the_story_of_one_invoice(shell: Shell) -> None:
    printed = shell.ok("ledger", "log", "10001")
    assert "invoice.issued" in printed
    assert "delivery.sent" in printed
    assert max(map(len, printed.splitlines())) <= 80
    rows = shell("ledger", "log", "--event", "ledger", "--json").json["rows"]
    assert [row["event"] for row in rows] == ["ledger.backed-up"]
    assert "Nothing" in shell.ok("ledger", "log", "99999")
    assert shell.ok("ledger", "log", "--csv").startswith("at,actor,event,ref,detail\n")


def test_a_month_is_locked_once_and_for_all(shell: Shell) -> None:
    printed = shell("ledger", "lock", "2026-10", at="2026-11-02T08:00:00+00:00")
    assert "2026-10" in printed.out
    again = shell("ledger", "lock", "2026-10", at="2026-11-02T08:00:00+00:00")
    assert "already" in again.out
    for month in ("2026-11", "2026-13", "october", "2026-1"):
        refused = shell("ledger", "lock", month, at="2026-11-02T08:00:00+00:00")
        assert refused.status == Exit.INPUT


def test_there_is_nothing_to_migrate(shell: Shell) -> None:
    before = (shell.folder / "ledger.db").read_bytes()
    assert "up to date" in shell.ok("ledger", "migrate")
    assert (shell.folder / "ledger.db").read_bytes() == before


def test_open_items_are_worked_out_anew_when_the_check_asks_for_it(shell: Shell) -> None:
    assert "Nothing differed" in shell.ok("ledger", "rebuild")
    with closing(sqlite3.connect(shell.folder / "ledger.db")) as con:
        con.execute("DELETE FROM open_item")
        con.commit()
    assert "ledger rebuild" in shell("ledger", "check").err
    assert "2 rows" in shell.ok("ledger", "rebuild")
    assert shell("ledger", "check").err == ""
