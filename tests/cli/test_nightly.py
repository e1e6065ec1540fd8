from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner
from typer.testing import Result

from invoicectl.cli.app import build_app
from invoicectl.cli.nightly import MANY
from invoicectl.flows.lock import run_lock
from invoicectl.ledger.connect import open_ledger
from invoicectl.ledger.log import note
from invoicectl.ledger.outbox import deliveries
from tests.build import CLOCK
from tests.build import add
from tests.build import draft
from tests.build import new_ledger
from tests.build import settings_for
from tests.build import stamp

Invoicectl = Callable[..., Result]


@pytest.fixture
def company(tmp_path: Path) -> Path:
    """Return the folder of a company that made a draft today."""
    folder = tmp_path / "company"
    with new_ledger(folder) as ledger:
        add(ledger, draft())
        with ledger.write() as con:
            note(con, stamp(), "test.used", "")
    return folder


@pytest.fixture
def invoicectl(company: Path, monkeypatch: pytest.MonkeyPatch) -> Invoicectl:
    monkeypatch.chdir(company)
    monkeypatch.setenv("INVOICECTL_CLOCK", CLOCK)

    def call(*words: str) -> Result:
        return CliRunner().invoke(build_app(words), list(words))

    return call


def test_a_good_night_says_nothing_at_all(invoicectl: Invoicectl, company: Path) -> None:
    night = invoicectl("nightly")
    assert (night.exit_code, night.stdout, night.stderr) == (0, "", "")
    assert [path.name for path in (company / "outbox").iterdir()] == ["invoice_10001_folder_1"]
    again = invoicectl("nightly")
    assert (again.exit_code, again.stdout, again.stderr) == (0, "", "")


def test_with_verbose_it_says_what_was_done(invoicectl: Invoicectl) -> None:
    night = invoicectl("--verbose", "nightly")
    assert " ".join(night.stdout.split()) == (
        "Night of 2026-10-01: 0 payments (0,00), 1 issued (250,00), 0 reminded, 1 sent;"
        " all in order."
    )


def test_a_problem_is_one_line_that_begins_with_its_code(
    invoicectl: Invoicectl, company: Path
) -> None:
    (company / "inbox").mkdir()
    (company / "inbox" / "x.txt").write_text("no\nbank\x1b[31m file")
    night = invoicectl("nightly")
    assert (night.exit_code, night.stdout) == (4, "")
    (line,) = night.stderr.splitlines()
    assert line.startswith("BANK-FILE x.txt: ")
    assert "\x1b" not in line


def test_the_json_has_every_step(invoicectl: Invoicectl) -> None:
    answer = json.loads(invoicectl("nightly", "--json").stdout)
    assert (answer["version"], answer["command"], answer["exit_status"]) == (1, "nightly", 0)
    steps = ["backup", "import", "recurring", "send", "remind", "deliver", "check"]
    assert list(answer["steps"]) == steps
    assert answer["steps"]["send"]["issued"] == 1


def test_a_dry_run_changes_no_byte(invoicectl: Invoicectl, company: Path) -> None:
    before = {path: path.read_bytes() for path in company.rglob("*") if path.is_file()}
    shown = invoicectl("nightly", "--dry-run")
    assert shown.exit_code == 0
    assert "1 drafts would be issued" in shown.stdout
    assert shown.stdout.endswith("Nothing was done.\n")
    answer = json.loads(invoicectl("nightly", "--dry-run", "--json").stdout)
    assert answer["steps"]["send"] == {"issued": 1, "sum_ore": 25_000}
    assert {path: path.read_bytes() for path in company.rglob("*") if path.is_file()} == before


def test_a_second_run_ends_at_once(invoicectl: Invoicectl, company: Path) -> None:
    with run_lock(company / "ledger.db", stamp(), "nightly"):
        second = invoicectl("nightly")
    assert second.exit_code == 11
    assert "nightly, process" in second.stderr


def test_a_wrong_clock_needs_a_person(
    invoicectl: Invoicectl, company: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INVOICECTL_CLOCK", "2027-06-01T03:00:00+00:00")
    stopped = invoicectl("nightly")
    assert stopped.exit_code == 14
    assert stopped.stderr.startswith("GUARD Nothing has been written down since 2026-10-01")
    assert not (company / "outbox").exists()
    assert invoicectl("nightly", "--catch-up").exit_code == 0


def test_many_drafts_are_drawn_by_workers(invoicectl: Invoicectl, company: Path) -> None:
    settings_for(company, "nightly:\n  max_letters: 100\n")
    with open_ledger(company / "ledger.db") as ledger:
        add(ledger, *(draft() for _ in range(MANY)))
    night = invoicectl("nightly")
    assert (night.exit_code, night.stderr) == (0, "")
    assert len(list((company / "outbox").iterdir())) == MANY + 1


def test_no_night_on_another_day(invoicectl: Invoicectl) -> None:
    assert invoicectl("nightly", "--as-of", "2026-12-01").exit_code == 2


def test_a_damaged_ledger_stops_the_night(invoicectl: Invoicectl, company: Path) -> None:
    content = bytearray((company / "ledger.db").read_bytes())
    middle = len(content) // 2
    content[middle : middle + 4096] = os.urandom(4096)
    (company / "ledger.db").write_bytes(content)
    stopped = invoicectl("nightly")
    assert stopped.exit_code == 14
    assert stopped.stderr
    assert not (company / "outbox").exists()


# --------------------------------------------------------------------------- real processes


def started(company: Path, *words: str, **environ: str) -> subprocess.Popen[str]:
    """Start the program as cron would: a bare environment, no terminal, another folder."""
    command = [sys.executable, "-m", "invoicectl", "--config", str(company / "config.yaml"), *words]
    root = Path(__file__).parents[2]
    env = {"PATH": "/usr/bin:/bin", "LANG": "C", "PYTHONPATH": str(root), **environ}
    return subprocess.Popen(
        command,
        cwd="/",
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_cron_gives_nearly_no_environment(company: Path) -> None:
    night = started(company, "nightly", INVOICECTL_CLOCK=CLOCK)
    assert night.communicate(timeout=60) == ("", "")
    assert night.returncode == 0
    assert (company / "outbox" / "invoice_10001_folder_1").is_dir()


@pytest.mark.slow
def test_sigterm_ends_the_night_between_two_messages(company: Path) -> None:
    with (company / "config.yaml").open("a") as file:
        file.write(
            "email:\n  host: 127.0.0.1\n  tls: none\n  from_address: a@b.example\n"
            f"  port: {silent_port()}\n  timeout_s: 3\n"
        )
    night = started(company, "nightly", INVOICECTL_CLOCK=CLOCK)
    log = company / "invoicectl.log"
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and not (log.exists() and "step.remind" in log.read_text()):
        time.sleep(0.02)
    night.send_signal(signal.SIGTERM)
    _, complaint = night.communicate(timeout=60)
    assert night.returncode == 130
    assert "ENDED" in complaint
    with open_ledger(company / "ledger.db") as ledger:
        assert [each.state.value for each in deliveries(ledger.con)] == ["queued"]


def silent_port() -> int:
    """Return a port that takes connections and never says a word."""
    import socket

    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    listening.listen()
    _LISTENING.append(listening)
    return int(listening.getsockname()[1])


_LISTENING: list[object] = []
