"""A restored ledger sends nothing twice and gives no invoice number to a second document."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import date
from typing import TYPE_CHECKING

import pytest

from invoicectl.domain.outbox import DeliveryState
from invoicectl.errors import GuardError
from invoicectl.errors import InputError
from invoicectl.errors import InvoicectlError
from invoicectl.errors import LockedError
from invoicectl.flows.dun import plan_notices
from invoicectl.flows.dun import send_notices
from invoicectl.flows.issue import issue
from invoicectl.ledger import connect
from invoicectl.ledger.backup import backup
from invoicectl.ledger.backup import check_backups
from invoicectl.ledger.connect import open_ledger
from invoicectl.ledger.drafts import drafts
from invoicectl.ledger.invoices import next_invoice_no
from invoicectl.ledger.log import entries
from invoicectl.ledger.notices import notices_of
from invoicectl.ledger.outbox import deliveries
from invoicectl.ledger.receipts import append_receipt
from invoicectl.ledger.receipts import receipts
from invoicectl.ledger.restore import restore
from tests import build

from . import world

if TYPE_CHECKING:
    from pathlib import Path

    from invoicectl.ledger.restore import RestoreResult
    from invoicectl.settings.model import Settings

BACKED_UP = "2026-10-06T10:00:00+00:00"
AFTER = date(2026, 10, 7)
RESTORED = build.stamp(date(2026, 10, 8))


@pytest.fixture
def settings(path: Path) -> Settings:
    return build.settings_for(path.parent)


@pytest.fixture
def copy(path: Path, tmp_path: Path) -> Path:
    """Return a backup made before anything else happens in a test."""
    with open_ledger(path) as ledger:
        return backup(ledger, tmp_path / "b", build.stamp(at=BACKED_UP), 3).path


def restored(path: Path, copy: Path) -> RestoreResult:
    result = restore(path, copy, RESTORED)
    assert world.findings(path) == ()
    return result


def sell_more(path: Path, settings: Settings) -> None:
    """Issue and send the two next invoices, after the backup was made."""
    with open_ledger(path) as ledger:
        build.add(ledger, build.draft(), build.draft("10002"), day=AFTER)
        world.carry(ledger, settings, AFTER)


def test_a_healthy_ledger_comes_back_as_it_was(path: Path, copy: Path) -> None:
    result = restored(path, copy)
    assert (result.settled, result.lost, result.gap, result.held) == ((), (), None, ())
    assert result.made_at == BACKED_UP
    with open_ledger(path) as ledger:
        assert entries(ledger.con, event="ledger.restored")
        assert next_invoice_no(ledger.con) == 10007


def test_what_was_there_is_kept_beside_it(path: Path, copy: Path) -> None:
    before = path.read_bytes()
    first = restored(path, copy)
    second = restore(path, copy, RESTORED)
    assert first.aside
    assert second.aside
    assert first.aside != second.aside
    assert first.aside.read_bytes() == before
    assert first.aside.name == "ledger.db.before-restore-20261008-080000"


def test_a_ledger_that_is_gone_or_ruined_can_be_restored(path: Path, copy: Path) -> None:
    for content in (None, b"", b"ruined" * 1000):
        path.unlink()
        if content is not None:
            path.write_bytes(content)
            path.chmod(0o600)
        result = restored(path, copy)
        assert (result.aside is None) == (content is None)


@pytest.mark.parametrize("is_readable", [True, False])
def test_numbers_that_left_the_house_are_never_used_again(
    path: Path, copy: Path, settings: Settings, is_readable: bool
) -> None:
    sell_more(path, settings)
    if not is_readable:
        path.write_bytes(b"ruined" * 1000)
    result = restored(path, copy)
    assert result.gap == (10007, 10008)
    assert result.lost == ("invoice:10007:folder:1", "invoice:10008:folder:1")
    with open_ledger(path) as ledger:
        assert next_invoice_no(ledger.con) == 10009
        assert entries(ledger.con, event="invoice.gap")
        build.add(ledger, build.draft(), day=AFTER)
        world.carry(ledger, settings, AFTER)
        numbers = ledger.con.execute("SELECT max(invoice_no) FROM invoice").fetchone()
    assert numbers == (10009,)
    assert world.findings(path) == ()


def test_a_number_that_was_used_and_never_sent_is_known_from_the_ledger_put_aside(
    path: Path, copy: Path
) -> None:
    with world.damaging(path) as con:
        con.execute("UPDATE series SET next_no = 10012 WHERE name = 'invoice'")
        con.execute("INSERT INTO gap VALUES(10007,10011,'x','x','x')")
    assert restored(path, copy).gap == (10007, 10011)


def test_drafts_that_may_have_been_issued_wait_for_a_person(
    path: Path, settings: Settings, tmp_path: Path
) -> None:
    with open_ledger(path) as ledger:
        (name,) = build.add(ledger, build.draft(), day=AFTER)
        made = backup(ledger, tmp_path / "b", build.stamp(at=BACKED_UP), 3)
        world.carry(ledger, settings, AFTER)
    result = restored(path, made.path)
    assert [f"D{draft_no}" for draft_no in result.held] == [name]
    with open_ledger(path) as ledger:
        assert not drafts(ledger.con, only_ready=True)


def test_what_waited_in_the_backup_and_has_left_is_not_sent_again(
    path: Path, settings: Settings, tmp_path: Path
) -> None:
    with open_ledger(path) as ledger:
        build.add(ledger, build.draft(), build.draft("10002"), day=AFTER)
        issue(ledger, settings, build.stamp(AFTER))
        made = backup(ledger, tmp_path / "b", build.stamp(AFTER), 3)
    append_receipt(path, "invoice:10007:folder:1", "there", "2026-10-07T09:00:00+00:00")
    path.write_bytes(b"ruined" * 1000)
    result = restored(path, made.path)
    assert result.settled == ("invoice:10007:folder:1",)
    assert result.gap is None
    with open_ledger(path) as ledger:
        states = {each.key: each.state for each in deliveries(ledger.con)}
    assert states["invoice:10007:folder:1"] is DeliveryState.SENT
    assert states["invoice:10008:folder:1"] is DeliveryState.QUEUED


def test_what_may_have_left_is_uncertain(path: Path, settings: Settings, tmp_path: Path) -> None:
    with open_ledger(path) as ledger:
        build.add(ledger, build.draft(), day=AFTER)
        issue(ledger, settings, build.stamp(AFTER))
        made = backup(ledger, tmp_path / "b", build.stamp(AFTER), 3)
        with ledger.write() as con:
            con.execute("UPDATE outbox SET state = 'sending', attempts = 1 WHERE state = 'queued'")
    restored(path, made.path)
    with open_ledger(path) as ledger:
        (found,) = deliveries(ledger.con, states=(DeliveryState.UNCERTAIN,))
    assert found.key == "invoice:10007:folder:1"


def test_a_letter_that_was_sent_after_the_backup_is_not_sent_again(
    path: Path, settings: Settings, tmp_path: Path
) -> None:
    late = date(2026, 11, 3)
    with open_ledger(path) as ledger:
        build.add(ledger, build.draft(), day=AFTER)
        world.carry(ledger, settings, AFTER)
        made = backup(ledger, tmp_path / "b", build.stamp(date(2026, 10, 8)), 3)
        plan = plan_notices(ledger, settings, late)
        assert [each.invoice_no for each in plan if each.is_letter] == [10007]
        send_notices(ledger, settings, build.stamp(late), plan)
        world.carry(ledger, settings, late)
    path.write_bytes(b"ruined" * 1000)
    result = restore(path, made.path, build.stamp(date(2026, 11, 4)))
    assert result.lost == ("notice:10007-1:folder:1",)
    assert result.gap is None
    assert world.findings(path) == ()
    with open_ledger(path) as ledger:
        assert len(notices_of(ledger.con, 10007)) == 1
        again = plan_notices(ledger, settings, late)
        assert not [each for each in again if each.is_letter]


def test_the_newer_backups_do_not_accuse_a_restored_ledger(
    path: Path, copy: Path, settings: Settings
) -> None:
    sell_more(path, settings)
    with open_ledger(path) as ledger:
        backup(ledger, copy.parent, build.stamp(AFTER), 3)
    restored(path, copy)
    with open_ledger(path) as ledger:
        assert list(check_backups(ledger, copy.parent)) == []


def test_a_backup_of_another_company_is_refused(path: Path, copy: Path, tmp_path: Path) -> None:
    other = world.build_world(tmp_path / "other")
    before = other.read_bytes()
    with pytest.raises(InputError, match="another ledger"):
        restore(other, copy, RESTORED)
    assert other.read_bytes() == before
    assert sorted(each.name for each in other.parent.glob("ledger.db*")) == sorted(
        each.name for each in path.parent.glob("ledger.db*")
    )


def test_the_ledger_itself_is_no_backup(path: Path) -> None:
    with pytest.raises(InputError, match="the ledger itself"):
        restore(path, path, RESTORED)


def test_a_damaged_backup_changes_nothing(path: Path, copy: Path) -> None:
    before = path.read_bytes()
    with copy.open("r+b") as file:
        file.seek(9000)
        file.write(b"\xff" * 50)
    with pytest.raises(InvoicectlError):
        restore(path, copy, RESTORED)
    assert path.read_bytes() == before
    assert not list(path.parent.glob("*before-restore*"))
    assert not list(path.parent.glob("*.restoring*"))


def test_a_ledger_in_use_is_not_replaced(
    path: Path, copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connect, "BUSY_TIMEOUT_S", 0)
    with open_ledger(path) as ledger, ledger.write(), pytest.raises(LockedError):
        restore(path, copy, RESTORED)
    assert world.findings(path) == ()


def test_a_program_that_had_the_old_file_open_cannot_write_into_it(path: Path, copy: Path) -> None:
    with open_ledger(path) as old:
        restored(path, copy)
        with pytest.raises(GuardError, match="could not be written"), old.write() as con:
            con.execute("UPDATE product SET name = 'Te' WHERE product_no = 'P1'")


def test_a_journal_is_never_played_into_the_restored_file(path: Path, copy: Path) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as con:
        con.execute("PRAGMA cache_size = 1")
        con.execute("BEGIN")
        con.execute("CREATE TABLE junk AS SELECT randomblob(9000) AS x FROM line, line LIMIT 50")
        journal = path.with_name(f"{path.name}-journal")
        hot, dirty = journal.read_bytes(), path.read_bytes()
        con.execute("ROLLBACK")
    assert len(hot) > world.PAGE
    path.write_bytes(dirty)
    journal.write_bytes(hot)
    path.chmod(0o644)  # so that it is not even opened, which would play it back
    result = restored(path, copy)
    assert result.aside
    assert result.aside.with_name(f"{result.aside.name}-journal").read_bytes() == hot


@pytest.fixture
def crash(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Stop at the failpoint that is put into the list."""
    wanted: list[str] = []

    def stop(name: str) -> None:
        if name in wanted:
            raise KeyboardInterrupt(name)

    monkeypatch.setattr("invoicectl.ledger.restore.fp", stop)
    return wanted


def test_a_restore_that_was_cut_off_is_finished_by_the_next(
    path: Path, copy: Path, settings: Settings, crash: list[str]
) -> None:
    sell_more(path, settings)
    for point in ("restore.ready", "restore.aside", "restore.done"):
        crash[:] = [point]
        with pytest.raises(KeyboardInterrupt):
            restore(path, copy, RESTORED)
    crash.clear()
    result = restored(path, copy)
    assert result.gap == (10007, 10008)
    assert len(receipts(path)) == len({each.key for each in receipts(path)})
