"""Real processes, killed by the kernel at a sample of the calls that change the world."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.crash.killing import run_in_child
from tests.crash.rig import AN_HOUR_LATER
from tests.crash.rig import CLOCK
from tests.crash.rig import NEXT_DAY
from tests.crash.rig import Company
from tests.crash.rig import add_drafts
from tests.crash.rig import broken_rules
from tests.crash.rig import found
from tests.crash.sink import accepted
from tests.crash.sink import mail_server

if TYPE_CHECKING:
    from pathlib import Path

CALLS = "pwrite64,ftruncate,fsync,fdatasync,write,sendto,rename,unlink"
DOCUMENTS = 2
SAMPLE = 16
SIGKILLED = -9


def traced(company: Company, log: Path, *, kill_at: int = 0) -> int:
    """Run `send` under strace; `kill_at` is the call, counted from 1, whose return is a SIGKILL."""
    inject = ["-e", f"inject={CALLS}:signal=SIGKILL:when={kill_at}"] if kill_at else []
    done = subprocess.run(
        [
            "strace", "-f", "-qq", "-o", str(log), "-e", f"trace={CALLS}", *inject,
            sys.executable, "-m", "invoicectl", "--config", company.config, "send",
        ],
        env={**os.environ, "INVOICECTL_CLOCK": CLOCK},
        capture_output=True,
        timeout=60,
        check=False,
    )  # fmt: skip
    return done.returncode


@pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed")
def test_a_process_killed_at_any_call_leaves_nothing_half_done(tmp_path: Path) -> None:
    log = tmp_path / "calls"
    mail = tmp_path / "mail"
    with mail_server(mail) as port:
        before = found(tmp_path / "company", port=port)
        add_drafts(before, DOCUMENTS)
        company = before.copied(tmp_path / "copy")
        if traced(company, log) != 0:
            pytest.skip("strace may not trace here")
        calls = len(log.read_text().splitlines())
        assert calls > 50
        killed = 0
        for kill_at in range(1, calls, max(1, calls // SAMPLE)):
            for old in mail.glob("*.eml"):
                old.unlink()
            company = before.copied(tmp_path / "copy")
            killed += traced(company, log, kill_at=kill_at) in (SIGKILLED, 137)
            for clock in (AN_HOUR_LATER, NEXT_DAY):
                run_in_child(["--config", company.config, "send"], clock=clock)
            assert broken_rules(company, documents=DOCUMENTS) == [], f"killed at call {kill_at}"
            copies = [len(set(each)) * len(each) for each in accepted(mail).values()]
            assert len(copies) == DOCUMENTS, f"killed at call {kill_at}: {copies}"
            assert max(copies) <= 2, f"killed at call {kill_at}: {copies}"
        assert killed >= SAMPLE // 2
