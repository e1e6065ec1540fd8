"""`outbox`: what waits and what is in doubt is seen, and settled by a person."""

from __future__ import annotations

from pathlib import Path

import pytest

from invoicectl.errors import Exit
from tests.build import add
from tests.build import draft
from tests.build import new_ledger
from tests.build import settings_for
from tests.channels.servers import Fault
from tests.channels.servers import Script
from tests.channels.servers import ScriptedServer
from tests.cli.shell import Shell


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    """Return a shell where one message is sent, one failed and one is uncertain."""
    with new_ledger(tmp_path) as ledger:
        add(ledger, draft(), draft(), draft())
    found = Shell(tmp_path)
    for ref, script in (
        ("D1", Script()),
        ("D2", Script(rcpt=b"550 5.1.1 No such user\r\n")),
        ("D3", Script(after_dot=Fault.DROP)),
    ):
        with ScriptedServer(script) as server:
            settings_for(
                tmp_path,
                f"email:\n  host: 127.0.0.1\n  port: {server.port}\n  tls: none\n"
                "  from_address: a@b.example\n  on_uncertain: hold\n",
            )
            found("send", ref)
    return found


def state_of(shell: Shell, number: int) -> str:
    return str(shell("outbox", "show", str(number), "--json").json["state"])


def test_the_list_shows_what_needs_somebody(shell: Shell) -> None:
    rows = shell("outbox", "list", "--json").json["rows"]
    assert [(row["id"], row["state"]) for row in rows] == [(2, "failed"), (3, "uncertain")]
    every = shell("outbox", "list", "--all", "--json").json["rows"]
    assert [row["state"] for row in every] == ["sent", "failed", "uncertain"]
    only = shell("outbox", "list", "--state", "sent", "--json").json["rows"]
    assert [row["key"] for row in only] == ["invoice:10001:email:1"]
    shown = shell.ok("outbox", "list")
    assert max(map(len, shown.splitlines()[:3])) <= 80
    assert "No such" in shown


def test_one_delivery_is_shown_with_every_try(shell: Shell) -> None:
    shown = shell.ok("outbox", "show", "2")
    for text in ("invoice:10002:email:1", "failed", "No such user", "Faktura 10002 fra"):
        assert text in shown
    told = shell("outbox", "show", "2", "--json").json
    assert [each["state"] for each in told["history"]] == ["failed"]
    assert told["attachment"] == "Faktura-10002.pdf"
    uncertain = shell("outbox", "show", "3", "--json").json["message_id"]
    assert uncertain.startswith("<")
    assert uncertain.endswith("@b.example>")
    assert shell("outbox", "show", "9").status == Exit.INPUT


def test_a_failed_one_is_queued_again_or_sent_elsewhere(shell: Shell) -> None:
    assert "is queued" in shell.ok("outbox", "retry", "2")
    assert state_of(shell, 2) == "queued"
    refused = shell("outbox", "retry", "1")
    assert refused.status == Exit.INPUT
    assert "--copy" in refused.err
    made = shell("outbox", "retry", "1", "--to", "ny@x.example", "--json").json
    assert (made["recipient"], made["key"]) == ("ny@x.example", "invoice:10001:email:2")
    assert shell("outbox", "retry", "1", "--to", "ny").status == Exit.INPUT


@pytest.mark.parametrize(
    ("option", "state"), [("--sent", "sent"), ("--resend", "queued"), ("--failed", "failed")]
)
def test_a_doubt_is_settled_as_a_person_says(shell: Shell, option: str, state: str) -> None:
    assert f"is {state}" in shell.ok("outbox", "resolve", "3", option)
    assert state_of(shell, 3) == state
    if state != "uncertain":
        assert shell("outbox", "resolve", "3", option).status == Exit.INPUT


def test_a_decision_is_one_of_three(shell: Shell) -> None:
    for options in ((), ("--sent", "--failed")):
        shown = shell("outbox", "resolve", "3", *options)
        assert shown.status == Exit.INPUT
        assert "one of --sent, --resend and --failed" in shown.err
    assert state_of(shell, 3) == "uncertain"


def test_an_empty_outbox_says_so(tmp_path: Path) -> None:
    new_ledger(tmp_path).close()
    assert Shell(tmp_path).ok("outbox", "list").startswith("Nothing waits")
