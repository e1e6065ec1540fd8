from __future__ import annotations

from pathlib import Path

import pytest

from invoicectl.errors import LockedError
from invoicectl.errors import SetupError
from invoicectl.flows.lock import lock_path
from invoicectl.flows.lock import run_lock
from tests.build import stamp


def test_a_second_run_ends_at_once_and_says_who_is_first(tmp_path: Path) -> None:
    ledger = tmp_path / "ledger.db"
    with run_lock(ledger, stamp(), "nightly"):
        with (
            pytest.raises(LockedError, match=r"nightly, process [0-9]+, since 2026-10-01T08"),
            run_lock(ledger, stamp(), "send"),
        ):
            raise AssertionError("two at once")
        assert lock_path(ledger).stat().st_mode & 0o777 == 0o600
    with run_lock(ledger, stamp(), "send"):
        pass
    assert lock_path(ledger).exists()


def test_the_lock_follows_no_link(tmp_path: Path) -> None:
    target = tmp_path / "precious"
    target.write_text("kept")
    lock_path(tmp_path / "ledger.db").symlink_to(target)
    with (
        pytest.raises(SetupError, match="cannot be opened"),
        run_lock(tmp_path / "ledger.db", stamp(), "x"),
    ):
        raise AssertionError("followed a link")
    assert target.read_text() == "kept"
