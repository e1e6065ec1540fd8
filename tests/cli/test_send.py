"""`send`: what is ready gets its number and goes out; a dry run changes nothing."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from invoicectl.errors import Exit
from invoicectl.flows.lock import run_lock
from tests.build import add
from tests.build import draft
from tests.build import line
from tests.build import new_ledger
from tests.build import settings_for
from tests.build import stamp
from tests.channels.servers import Fault
from tests.channels.servers import Script
from tests.channels.servers import ScriptedServer
from tests.channels.servers import free_port
from tests.cli.shell import Shell


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    """Return a shell in a company with two ready drafts and one that would be refused."""
    with new_ledger(tmp_path) as ledger:
        add(ledger, draft(), draft("10001", line(price="0")), draft("10002"))
    return Shell(tmp_path)


def test_a_dry_run_shows_everything_and_changes_nothing(shell: Shell, tmp_path: Path) -> None:
    before = (tmp_path / "ledger.db").read_bytes()
    shown = shell("send", "--dry-run")
    assert shown.status == 0
    assert (tmp_path / "ledger.db").read_bytes() == before
    assert not (tmp_path / "outbox").exists()
    for text in ("10001", "01000100100014", "folder", "post@", "250,00", "10002"):
        assert text in shown.out
    assert "2 would be issued, 500,00 kr; 1 refused" in shown.out
    assert "D2 Østre Ærfugl AS: INV-10" in shown.err
    assert max(map(len, shown.out.splitlines())) <= 80


def test_every_document_has_its_line_and_the_last_one_adds_up(shell: Shell) -> None:
    sent = shell("send")
    assert sent.status == Exit.PERSON_NEEDED  # one draft was refused
    lines = sent.out.splitlines()
    assert lines[1].split()[:2] == ["D1", "10001"]
    assert lines[2].split()[:2] == ["D3", "10002"]
    assert lines[-1] == "2 issued, 500,00 kr; 1 refused; 2 sent."
    assert "D2 Østre Ærfugl AS: INV-10" in sent.err
    assert max(map(len, lines)) <= 80
    again = shell("send")
    assert "0 issued" in again.out


def test_the_plan_and_the_run_agree_in_json(shell: Shell) -> None:
    planned = shell("send", "--dry-run", "--json").json
    sent = shell("send", "--json").json
    assert set(planned) >= {"version", "command", "rows", "refused", "total_ore", "dry_run"}
    assert set(sent) >= {"issued", "sent", "waiting", "failed", "uncertain", "halted", "refused"}
    both = ("ref", "invoice_no", "kind", "channel", "recipient", "due", "total_ore")
    assert [{key: row[key] for key in both} for row in planned["rows"]] == [
        {key: row[key] for key in both} for row in sent["rows"]
    ]
    assert planned["refused"] == sent["refused"]
    assert planned["total_ore"] == sent["total_ore"] == 50_000


def test_the_plan_and_the_run_give_their_warnings_to_programs_too(shell: Shell) -> None:
    shell.ok("customer", "block", "10001", "--reason", "Owes since May")
    planned = shell("send", "--dry-run", "--json").json["warnings"]
    sent = shell("send", "--json").json["warnings"]
    assert planned == sent
    assert planned[0]["sentences"] == ["Customer 10001 is blocked: Owes since May."]


def test_csv_has_one_row_a_document(shell: Shell) -> None:
    rows = list(csv.DictReader(io.StringIO(shell("send", "--csv").out)))
    assert [(row["invoice_no"], row["total"], row["state"]) for row in rows] == [
        ("10001", "250.00", "sent"),
        ("10002", "250.00", "sent"),
    ]


def test_only_what_is_named_goes(shell: Shell) -> None:
    assert "1 issued, 250,00 kr; 1 sent." in shell.ok("send", "D3")
    assert [row["ref"] for row in shell("send", "--dry-run", "--json").json["rows"]] == ["D1"]
    nothing = shell("send", "10001")
    assert nothing.status == Exit.INPUT
    assert "Nothing of 10001 is waiting to be sent: delivery 1 is sent." in nothing.err


@pytest.mark.parametrize(
    ("ref", "sentence"),
    [("D9", "no draft D9"), ("9", "no invoice 9"), ("x", "not a draft"), ("D", "not a draft")],
)
def test_what_is_not_there_is_said(shell: Shell, ref: str, sentence: str) -> None:
    shown = shell("send", ref)
    assert shown.status == Exit.INPUT
    assert sentence in shown.err


def test_another_day_is_for_rehearsals_only(shell: Shell) -> None:
    assert shell("send", "--as-of", "2026-11-02").status == Exit.INPUT
    rows = shell("send", "--as-of", "2026-11-02", "--dry-run", "--json").json["rows"]
    assert rows[0]["due"] == "2026-11-16"


def test_a_second_run_at_the_same_time_is_turned_away(shell: Shell, tmp_path: Path) -> None:
    with run_lock(tmp_path / "ledger.db", stamp(), "nightly"):
        shown = shell("send")
    assert shown.status == Exit.LOCKED
    assert "nightly" in shown.err


def test_a_clock_that_went_back_sends_nothing(shell: Shell) -> None:
    shell("send", "D1")
    shown = shell("send", at="2026-09-01T08:00:00+00:00")
    assert shown.status == Exit.GUARD
    assert "clock" in shown.err


def with_server(tmp_path: Path, port: int) -> None:
    """Let the company send by a mail server on loopback."""
    more = f"email:\n  host: 127.0.0.1\n  port: {port}\n  tls: none\n  from_address: a@b.example\n"
    settings_for(tmp_path, more)


def test_a_server_that_is_down_keeps_everything_for_later(shell: Shell, tmp_path: Path) -> None:
    with_server(tmp_path, free_port())
    shown = shell("send")
    assert shown.status == Exit.NETWORK
    assert "2 issued, 500,00 kr; 1 refused; 0 sent; 2 waiting." in shown.out
    assert "email: " in shown.err
    with_server(tmp_path, free_port())
    assert shell("send", "10001").status == Exit.NETWORK


def test_what_nobody_knows_is_shown_as_uncertain(shell: Shell, tmp_path: Path) -> None:
    with ScriptedServer(Script(after_dot=Fault.DROP)) as server:
        with_server(tmp_path, server.port)
        shown = shell("send", "D1")
    assert shown.status == Exit.PERSON_NEEDED
    assert "1 uncertain" in shown.out
    assert "10001 is uncertain" in shown.err


def test_an_older_letter_that_leaves_now_is_shown_too(shell: Shell, tmp_path: Path) -> None:
    with_server(tmp_path, free_port())
    shell("send")
    with ScriptedServer() as server:
        with_server(tmp_path, server.port)
        shown = shell("send", at="2026-10-02T08:00:00+00:00")
    assert "0 issued, 0,00 kr; 1 refused; 2 sent." in shown.out
    assert "10002" in shown.out


def test_many_are_drawn_by_workers_all_the_same(tmp_path: Path) -> None:
    with new_ledger(tmp_path) as ledger:
        add(ledger, *[draft(lines=(line(f"Kaffe {n}"),)) for n in range(45)])
    assert "45 issued, 11 250,00 kr; 45 sent." in Shell(tmp_path).ok("send")
    assert len(list((tmp_path / "outbox").glob("*/*.pdf"))) == 45


def test_with_nothing_to_do_it_says_so(tmp_path: Path) -> None:
    new_ledger(tmp_path).close()
    assert Shell(tmp_path).ok("send").startswith("Nothing was ready to be sent.")
    assert Shell(tmp_path).ok("send", "--dry-run").startswith("Nothing is ready to be issued.")
