from __future__ import annotations

from pathlib import Path

from invoicectl.flows.inbox import import_inbox
from invoicectl.flows.inbox import inbox_files
from tests.build import new_ledger
from tests.build import settings_for
from tests.build import stamp


def test_only_plain_finished_files_are_taken_from_the_inbox(tmp_path: Path) -> None:
    for name in ("b.txt", "a.txt", ".hidden", "c.part", "d.TMP"):
        (tmp_path / name).write_text("x")
    (tmp_path / "done").mkdir()
    (tmp_path / "link.txt").symlink_to("/etc/hostname")
    assert [path.name for path in inbox_files(tmp_path)] == ["a.txt", "b.txt"]
    assert inbox_files(tmp_path / "nowhere") == ()


def test_files_of_one_name_are_all_kept(tmp_path: Path) -> None:
    settings = settings_for(tmp_path / "company")
    with new_ledger(tmp_path / "company") as ledger:
        settings.bank.inbox.mkdir()
        for text in ("one", "two", "three"):
            (settings.bank.inbox / "x.txt").write_text(text)
            import_inbox(ledger, settings, stamp())
    kept = {path.name: path.read_text() for path in (settings.bank.inbox / "failed").iterdir()}
    assert kept == {"x.txt": "one", "x-2.txt": "two", "x-3.txt": "three"}
