"""`doctor`: what would fail tonight is a fault with its status, and nothing is changed or sent."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from invoicectl.errors import Exit
from invoicectl.flows.sign import Sign
from invoicectl.flows.sign import State
from invoicectl.flows.sign import exit_of
from invoicectl.ledger.connect import open_unguarded
from tests.build import CONFIG
from tests.build import new_ledger
from tests.build import settings_for
from tests.channels.servers import Mailbox
from tests.channels.servers import free_port
from tests.channels.servers import mail_server
from tests.cli.shell import Printed
from tests.cli.shell import Shell

SOON = "2026-01-02T10:00:00+00:00"  # two hours after the ledger was made
MAIL = """\
email:
  host: 127.0.0.1
  port: {port}
  tls: none
  from_address: faktura@fjordkaffe.example
"""


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    new_ledger(tmp_path).close()
    (tmp_path / "inbox").mkdir()
    return Shell(tmp_path)


def told(printed: Printed, subject: str) -> list[Any]:
    return [row for row in printed.json["rows"] if row["subject"] == subject]


def test_a_company_in_order_is_said_to_be(shell: Shell) -> None:
    before = {path: path.stat().st_mtime_ns for path in shell.folder.rglob("*")}
    printed = shell("doctor", "--json", at=SOON)
    assert printed.status == Exit.DONE
    assert printed.json["fault"] == 0
    assert {row["subject"] for row in printed.json["rows"] if row["state"] == "ok"} >= {
        "python", "sqlite", "documents", "settings", "inbox", "ledger", "folder", "rates",
    }  # fmt: skip
    assert before == {path: path.stat().st_mtime_ns for path in shell.folder.rglob("*")}


def test_lines_fit_the_terminal_and_say_what_to_do(shell: Shell) -> None:
    printed = shell("doctor", at=SOON)
    paths_apart = [line for line in printed.out.splitlines() if str(shell.folder) not in line]
    assert max(map(len, paths_apart)) <= 80  # a path is never broken: it is there to be copied
    assert "warn   mail" in printed.out
    assert "-> Fill in the section 'email'" in printed.out
    assert "0 to mend" in printed.out


def test_quiet_says_only_what_needs_somebody(shell: Shell) -> None:
    said = shell("doctor", "--quiet", at=SOON).out
    assert "warn   mail" in said
    assert "ok" not in {line.split(" ")[0] for line in said.splitlines()}


def test_without_settings_the_machine_is_checked(tmp_path: Path) -> None:
    printed = Shell(tmp_path)("doctor", "--json")
    assert printed.status == Exit.SETUP
    assert told(printed, "settings")[0]["state"] == "fault"
    assert "invoicectl init" in told(printed, "settings")[0]["advice"]
    assert told(printed, "documents")[0]["state"] == "ok"


def test_every_fault_of_the_settings_is_a_line(shell: Shell) -> None:
    settings = shell.folder / "config.yaml"
    settings.write_text(CONFIG.replace("999999999", "1").replace("0150", "x"))
    printed = shell("doctor", "--json")
    assert printed.status == Exit.SETUP
    assert len(told(printed, "settings")) == 2


def test_a_ledger_that_is_missing_is_a_fault(shell: Shell) -> None:
    (shell.folder / "ledger.db").unlink()
    printed = shell("doctor", "--json")
    assert printed.status == Exit.SETUP
    assert told(printed, "ledger")[0]["state"] == "fault"


def test_a_damaged_ledger_is_a_fault(shell: Shell) -> None:
    con = open_unguarded(shell.folder / "ledger.db")
    con.execute("DROP TRIGGER voucher_no_delete")
    con.close()
    printed = shell("doctor", "--json", at=SOON)
    assert printed.status == Exit.GUARD
    assert "voucher_no_delete" in told(printed, "ledger")[0]["message"]


def test_a_ledger_others_may_read_is_a_fault(shell: Shell) -> None:
    (shell.folder / "ledger.db").chmod(0o644)
    printed = shell("doctor", "--json")
    assert printed.status == Exit.SETUP
    assert "chmod 600" in told(printed, "ledger")[0]["advice"]


def test_another_companys_ledger_is_a_fault(shell: Shell) -> None:
    settings_for(shell.folder, config=CONFIG.replace("999999999", "974760673"))
    printed = shell("doctor", "--json", at=SOON)
    assert printed.status == Exit.SETUP
    assert any("belongs to 999999999" in row["message"] for row in told(printed, "ledger"))


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ("accounts:\n  receivable: 1501\n", "made with 1500"),
        ("accounts:\n  bank: 1921\n", "made with 1920"),
        ("accounts:\n  rounding: 7741\n", "the ledger does not have"),
    ],
)
def test_accounts_the_ledger_does_not_know_are_a_fault(
    shell: Shell, more: str, sentence: str
) -> None:
    settings_for(shell.folder, more)
    printed = shell("doctor", "--json", at=SOON)
    assert printed.status == Exit.SETUP
    assert any(sentence in row["message"] for row in told(printed, "ledger"))


def test_a_clock_behind_the_ledger_is_a_fault(shell: Shell) -> None:
    printed = shell("doctor", "--json", at="2025-01-01T08:00:00+00:00")
    assert printed.status == Exit.GUARD
    assert {row["state"] for row in told(printed, "clock")} == {"fault", "warn"}


def test_a_ledger_without_backup_is_worth_a_look(shell: Shell) -> None:
    printed = shell("doctor", "--json", at="2026-01-20T08:00:00+00:00")
    assert printed.status == Exit.DONE
    advice = [row["advice"] for row in told(printed, "ledger") if row["state"] == "warn"]
    assert any("ledger backup" in each for each in advice)


def test_an_inbox_that_is_missing_is_worth_a_look(shell: Shell) -> None:
    (shell.folder / "inbox").rmdir()
    row = told(shell("doctor", "--json", at=SOON), "inbox")[0]
    assert (row["state"], f"mkdir -p -m 700 {shell.folder / 'inbox'}" in row["advice"]) == (
        "warn",
        True,
    )


def test_settings_others_may_change_are_worth_a_look(shell: Shell) -> None:
    (shell.folder / "config.yaml").chmod(0o666)
    row = told(shell("doctor", "--json", at=SOON), "files")[0]
    assert "mode 0666" in row["message"]
    assert "chmod go-w" in row["advice"]


def test_a_secret_is_measured_and_never_shown(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    more = MAIL.format(port=25) + "  username: faktura\n  password_env: SMTP_PASSWORD\n"
    settings_for(shell.folder, more)
    monkeypatch.setenv("SMTP_PASSWORD", "hunter2-hunter2")
    printed = shell("doctor", "--offline", "--json", at=SOON)
    assert printed.status == Exit.DONE
    assert "15 characters" in told(printed, "secrets")[0]["message"]
    assert "hunter2" not in printed.out
    assert "variables of this terminal" in told(printed, "cron")[0]["message"]


def test_a_secret_that_is_missing_is_a_fault(shell: Shell) -> None:
    more = MAIL.format(port=25) + "  username: faktura\n  password_file: nowhere\n"
    settings_for(shell.folder, more)
    printed = shell("doctor", "--offline", "--json", at=SOON)
    assert printed.status == Exit.CREDENTIALS
    assert "email.password_file" in told(printed, "secrets")[0]["message"]


def test_a_program_cron_would_not_find_is_worth_a_look(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    tool = shell.folder / "bin" / "tell-me"
    tool.parent.mkdir()
    tool.write_text("#!/bin/sh\n")
    tool.chmod(0o700)
    monkeypatch.setenv("PATH", f"{tool.parent}{os.pathsep}{os.environ['PATH']}")
    settings_for(shell.folder, 'nightly:\n  on_problem_command: ["tell-me", "now"]\n')
    row = told(shell("doctor", "--json", at=SOON), "cron")[0]
    assert "'tell-me'" in row["message"]


def test_a_server_that_is_not_there_is_a_fault_of_the_network(shell: Shell) -> None:
    settings_for(shell.folder, MAIL.format(port=free_port()))
    printed = shell("doctor", "--json", at=SOON)
    assert printed.status == Exit.NETWORK
    assert told(printed, "mail")[0]["state"] == "fault"
    left_alone = shell("doctor", "--offline", "--json", at=SOON)
    assert left_alone.status == Exit.DONE
    assert "left alone" in told(left_alone, "mail")[0]["message"]


def test_a_server_that_answers_is_logged_in_to_and_sent_nothing(shell: Shell) -> None:
    mailbox = Mailbox()
    with mail_server(mailbox) as port:
        settings_for(shell.folder, MAIL.format(port=port))
        printed = shell("doctor", "--json", at=SOON)
    assert printed.status == Exit.DONE
    assert "is ready" in told(printed, "mail")[0]["message"]
    assert not mailbox.payloads()


def test_what_must_be_mended_first_decides_the_status() -> None:
    def status(*found: Exit) -> Exit:
        return exit_of(tuple(Sign("x", State.FAULT, "", "", each) for each in found))

    assert exit_of((Sign("x", State.WARN, ""), Sign("x", State.OK, ""))) == Exit.DONE
    assert status(Exit.NETWORK, Exit.CREDENTIALS) == Exit.CREDENTIALS
    assert status(Exit.NETWORK, Exit.GUARD, Exit.SETUP) == Exit.SETUP
    assert status(Exit.INPUT) == Exit.SETUP
