from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner
from typer.testing import Result

from invoicectl.cli.app import build_app
from invoicectl.flows.deliver import deliver
from invoicectl.flows.issue import issue
from invoicectl.flows.lock import run_lock
from invoicectl.ledger.connect import open_ledger
from invoicectl.ledger.disputes import open_dispute
from tests.build import add
from tests.build import draft
from tests.build import new_ledger
from tests.build import settings_for
from tests.build import stamp

Invoicectl = Callable[..., Result]
LATE = "2026-10-26T08:00:00+00:00"


@pytest.fixture
def company(tmp_path: Path) -> Path:
    """Return the folder of a company that sold twice on the first of October."""
    folder = tmp_path / "company"
    settings = settings_for(folder)
    with new_ledger(folder) as ledger:
        add(ledger, draft(), draft("10002"))
        issue(ledger, settings, stamp())
        deliver(ledger, settings, stamp(), now=lambda: datetime.fromisoformat(stamp().at))
    return folder


@pytest.fixture
def invoicectl(company: Path, monkeypatch: pytest.MonkeyPatch) -> Invoicectl:
    """Return the command line of the company, its clock standing late in October."""
    monkeypatch.chdir(company)
    monkeypatch.setenv("INVOICECTL_CLOCK", LATE)

    def call(*words: str) -> Result:
        return CliRunner().invoke(build_app(words), list(words))

    return call


def test_the_plan_names_each_invoice_its_next_step_and_why(invoicectl: Invoicectl) -> None:
    shown = invoicectl("remind", "--dry-run")
    assert shown.exit_code == 0
    lines = shown.stdout.splitlines()
    assert lines[1].split("  ")[0] == "Østre Ærfugl AS"
    assert "betalingspåminnelse" in lines[1]
    assert "10001  FEE-11: 11 days overdue" in shown.stdout
    assert max(map(len, lines)) <= 80


def test_a_dry_run_changes_no_byte(invoicectl: Invoicectl, company: Path) -> None:
    before = {path: path.read_bytes() for path in company.rglob("*") if path.is_file()}
    invoicectl("remind", "--dry-run")
    invoicectl("remind", "--dry-run", "--as-of", "2026-12-01")
    assert {path: path.read_bytes() for path in company.rglob("*") if path.is_file()} == before


def test_the_run_sends_what_the_plan_said_and_then_nothing(
    invoicectl: Invoicectl, company: Path
) -> None:
    plan = json.loads(invoicectl("remind", "--dry-run", "--json").stdout)
    done = invoicectl("remind")
    assert done.exit_code == 0
    assert "2 sent." in done.stdout
    letters = sorted(path.name for path in (company / "outbox").glob("notice_*"))
    assert letters == [f"notice_{row['invoice_no']}-1_folder_1" for row in plan["rows"]]
    again = invoicectl("remind")
    assert again.exit_code == 0
    assert "sent." not in again.stdout
    assert again.stdout.count("waits") == 2


def test_the_json_has_a_row_for_each_with_rule_and_day(invoicectl: Invoicectl) -> None:
    answer = json.loads(invoicectl("remind", "--dry-run", "--json", "--as-of", "2026-10-16").stdout)
    assert (answer["version"], answer["command"]) == (1, "remind")
    row = answer["rows"][0]
    assert (row["invoice_no"], row["rule"], row["until"]) == (10001, "PAY-4", "2026-10-20")
    assert row["open_ore"] == 25_000


def test_one_customer_alone(invoicectl: Invoicectl) -> None:
    rows = json.loads(invoicectl("remind", "--dry-run", "--json", "--only", "10002").stdout)["rows"]
    assert [row["customer_no"] for row in rows] == ["10002"]
    wrong = invoicectl("remind", "--dry-run", "--only", "4711")
    assert wrong.exit_code == 2
    assert "no customer 4711" in wrong.stderr


def test_a_disputed_invoice_waits_and_says_why(invoicectl: Invoicectl, company: Path) -> None:
    with open_ledger(company / "ledger.db") as ledger, ledger.write() as con:
        open_dispute(con, 10001, "wrong", stamp())
    shown = invoicectl("remind")
    assert "10001  FEE-14: the customer disputes it" in shown.stdout
    assert "1 sent." in shown.stdout


def test_another_day_is_for_dry_runs_alone(invoicectl: Invoicectl) -> None:
    refused = invoicectl("remind", "--as-of", "2026-12-01")
    assert refused.exit_code == 2
    assert "--dry-run" in refused.stderr


def test_too_many_letters_stop_before_the_first(invoicectl: Invoicectl, company: Path) -> None:
    settings_for(company, "nightly:\n  max_letters: 1\n")
    stopped = invoicectl("remind")
    assert stopped.exit_code == 14
    assert "none was sent" in stopped.stderr
    assert not list((company / "outbox").glob("notice_*"))


def test_a_dry_run_shows_even_a_plan_that_would_be_stopped(
    invoicectl: Invoicectl, company: Path
) -> None:
    settings_for(company, "nightly:\n  max_letters: 1\n")
    shown = invoicectl("remind", "--dry-run")
    assert shown.exit_code == 0
    assert shown.stdout.count("betalingspåminnelse") == 2
    assert shown.stderr.startswith("The real run would stop: 2 letters")


def test_the_json_of_a_real_run_is_one_envelope_with_what_was_sent(
    invoicectl: Invoicectl,
) -> None:
    answer = json.loads(invoicectl("remind", "--json").stdout)
    assert (answer["made"], answer["sent"]) == (2, 2)
    answer = json.loads(invoicectl("remind", "--json").stdout)
    assert (answer["made"], answer["sent"]) == (0, 0)


def test_letters_that_cannot_leave_wait_and_the_exit_status_says_so(
    invoicectl: Invoicectl, company: Path
) -> None:
    mail = "  host: 127.0.0.1\n  port: 9\n  tls: none\n  from_address: a@b.example\n"
    settings_for(company, f"email:\n{mail}")
    shown = invoicectl("remind")
    assert shown.exit_code == 13
    assert "0 sent. 2 not: see 'outbox list'." in shown.stdout
    assert shown.stderr.startswith("email: ")


def test_a_clock_that_went_back_sends_nothing(
    invoicectl: Invoicectl, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INVOICECTL_CLOCK", "2026-09-01T08:00:00+00:00")
    stopped = invoicectl("remind")
    assert stopped.exit_code == 14
    assert "Set the clock right" in stopped.stderr


def test_a_run_beside_another_ends_at_once(invoicectl: Invoicectl, company: Path) -> None:
    with run_lock(company / "ledger.db", stamp(), "nightly"):
        second = invoicectl("remind")
        assert invoicectl("remind", "--dry-run").exit_code == 0
    assert second.exit_code == 11
    assert "nightly, process" in second.stderr


def test_nothing_overdue_is_said(invoicectl: Invoicectl) -> None:
    shown = invoicectl("remind", "--dry-run", "--as-of", "2026-10-02")
    assert shown.stdout == "Nothing is overdue.\n"
