"""A mail server that breaks at every stage: what is known afterwards, and what is not."""

from __future__ import annotations

import socket
import time
from dataclasses import replace

import pytest

from invoicectl.channels.port import Attachment
from invoicectl.channels.port import NotReached
from invoicectl.channels.port import Refused
from invoicectl.channels.port import Sent
from invoicectl.channels.port import Stage
from invoicectl.channels.port import Uncertain

from .contract import MESSAGE
from .rigs import email_to
from .servers import Fault
from .servers import Script
from .servers import ScriptedServer

DROP, RESET, HANG = Fault.DROP, Fault.RESET, Fault.HANG
GARBAGE = b"\x1b]0;HTTP/1.1 200 OK\r\n"
ENDLESS = b"250-" + b"x" * 20_000

NOTHING_SENT = [
    # id, script, stage, halts
    ("drop at connect", Script(greeting=DROP), Stage.GREETING, True),
    ("silence at connect", Script(greeting=HANG), Stage.GREETING, True),
    ("554 greeting", Script(greeting=b"554 no service for you\r\n"), Stage.GREETING, True),
    ("421 greeting", Script(greeting=b"421 too busy\r\n"), Stage.GREETING, True),
    ("garbage greeting", Script(greeting=GARBAGE), Stage.GREETING, True),
    ("endless greeting", Script(greeting=ENDLESS), Stage.GREETING, True),
    ("endless lines", Script(greeting=b"220-x\r\n" * 200), Stage.GREETING, True),
    ("drop at EHLO", Script(ehlo=DROP), Stage.EHLO, True),
    ("502 EHLO", Script(ehlo=b"502 what?\r\n"), Stage.EHLO, True),
    ("drop at MAIL", Script(mail=DROP), Stage.MAIL, False),
    ("hang at MAIL", Script(mail=HANG), Stage.MAIL, False),
    ("421 at MAIL", Script(mail=b"421 4.7.0 closing\r\n"), Stage.MAIL, True),
    ("451 at MAIL", Script(mail=b"451 4.3.0 try later\r\n"), Stage.MAIL, True),
    ("550 at MAIL", Script(mail=b"550 5.7.1 sender not allowed\r\n"), Stage.MAIL, True),
    ("day's limit", Script(mail=b"550 5.4.5 Daily user sending limit\r\n"), Stage.MAIL, True),
    ("drop at RCPT", Script(rcpt=DROP), Stage.RCPT, False),
    ("hang at RCPT", Script(rcpt=HANG), Stage.RCPT, False),
    ("450 greylisting", Script(rcpt=b"450 4.7.1 greylisted\r\n"), Stage.RCPT, False),
    ("450 too fast", Script(rcpt=b"450 4.7.1 rate limited\r\n"), Stage.RCPT, True),
    ("452 at RCPT", Script(rcpt=b"452 4.2.2 mailbox full\r\n"), Stage.RCPT, False),
    ("drop before 354", Script(data=DROP), Stage.DATA, False),
    ("reset before 354", Script(data=RESET), Stage.DATA, False),
    ("hang before 354", Script(data=HANG), Stage.DATA, False),
    ("451 for DATA", Script(data=b"451 later\r\n"), Stage.DATA, False),
    ("250 for DATA", Script(data=b"250 thanks\r\n"), Stage.DATA, True),
    ("reply before the dot", Script(data=b"354 go\r\n250 queued\r\n"), Stage.DATA, False),
    ("mixed codes", Script(rcpt=b"250-one\r\n550 two\r\n"), Stage.RCPT, False),
    ("421 after the dot", Script(after_dot=b"421 4.3.2 going down\r\n"), Stage.REPLY, True),
    ("450 after the dot", Script(after_dot=b"450 4.2.0 later\r\n"), Stage.REPLY, False),
    ("451 after the dot", Script(after_dot=b"451 4.3.0 trouble\r\n"), Stage.REPLY, False),
    ("452 after the dot", Script(after_dot=b"452 4.3.1 disk full\r\n"), Stage.REPLY, False),
]


@pytest.mark.parametrize(
    ("script", "stage", "halts"),
    [case[1:] for case in NOTHING_SENT],
    ids=[case[0] for case in NOTHING_SENT],
)
def test_nothing_was_sent_and_it_may_be_tried_again(
    script: Script, stage: Stage, halts: bool
) -> None:
    timeout_s = 0.7 if HANG in vars(script).values() else 5
    with (
        ScriptedServer(replace(script, keeps=False)) as server,
        email_to(server, timeout_s=timeout_s) as email,
    ):
        outcome = email.send(MESSAGE)
    assert isinstance(outcome, NotReached), outcome
    assert (outcome.stage, outcome.halts) == (stage, halts)
    assert outcome.sentence.startswith(f"127.0.0.1:{server.port} ")
    assert outcome.sentence.isprintable()
    assert server.kept == []


def test_a_line_torn_at_once_may_be_seen_while_connecting() -> None:
    with ScriptedServer(Script(greeting=RESET)) as server, email_to(server) as email:
        outcome = email.send(MESSAGE)
    assert isinstance(outcome, NotReached), outcome
    assert outcome.stage in {Stage.CONNECT, Stage.GREETING}
    assert outcome.halts


REFUSED = [
    ("550 no such user", Script(rcpt=b"550 5.1.1 no such user\r\n"), Stage.RCPT),
    ("553 at RCPT", Script(rcpt=b"553 bad name\r\n"), Stage.RCPT),
    ("550 mailbox over quota", Script(rcpt=b"550 5.2.2 over quota\r\n"), Stage.RCPT),
    ("552 at MAIL", Script(mail=b"552 5.3.4 size exceeds fixed limit\r\n"), Stage.MAIL),
    ("554 for DATA", Script(data=b"554 no valid recipients\r\n"), Stage.DATA),
    ("550 after the dot", Script(after_dot=b"550 5.7.1 looks like spam\r\n"), Stage.REPLY),
    ("552 after the dot", Script(after_dot=b"552 5.2.3 too large\r\n"), Stage.REPLY),
    ("554 after the dot", Script(after_dot=b"554-5.6.0 no\r\n554 thanks\r\n"), Stage.REPLY),
]


@pytest.mark.parametrize(
    ("script", "stage"), [case[1:] for case in REFUSED], ids=[case[0] for case in REFUSED]
)
def test_a_plain_no_is_for_good_and_the_line_goes_on(script: Script, stage: Stage) -> None:
    with ScriptedServer(replace(script, keeps=False)) as server, email_to(server) as email:
        outcome = email.send(MESSAGE)
        email.send(MESSAGE)
        assert server.connections == 1
    assert isinstance(outcome, Refused), outcome
    assert outcome.stage is stage
    assert b"RSET" in server.commands


UNCERTAIN = [
    ("drop", Script(after_dot=DROP)),
    ("reset", Script(after_dot=RESET)),
    ("hang", Script(after_dot=HANG)),
    ("half a line", Script(after_dot=b"250 OK", quit=DROP, wait_s=0)),
    ("half a reply", Script(after_dot=b"250-OK\r\n")),
    ("garbage", Script(after_dot=GARBAGE)),
    ("354 again", Script(after_dot=b"354 go on\r\n")),
    ("dribbling", Script(after_dot=b"2")),
]


@pytest.mark.parametrize("keeps", [True, False], ids=["taken", "not taken"])
@pytest.mark.parametrize("script", [case[1] for case in UNCERTAIN], ids=[c[0] for c in UNCERTAIN])
def test_after_the_dot_nobody_can_know(script: Script, keeps: bool) -> None:
    with (
        ScriptedServer(replace(script, keeps=keeps)) as server,
        email_to(server, reply_timeout_s=0.2) as email,
    ):
        outcome = email.send(MESSAGE)
    assert isinstance(outcome, Uncertain), outcome
    assert outcome.stage is Stage.REPLY
    assert "cannot be known" in outcome.sentence
    assert outcome.sentence.isprintable()
    assert len(server.kept) == keeps


def test_the_time_for_a_reply_is_for_all_of_it() -> None:
    class Dribbling(ScriptedServer):
        """Sends a byte at a time, each well within the time for a reply."""

        def _answer(self, connection: socket.socket, answer: bytes | Fault) -> bool:
            if answer == b"250-dribble":
                for _ in range(40):
                    connection.sendall(b"x")
                    time.sleep(0.05)
            return super()._answer(connection, answer)

    began = time.monotonic()
    with (
        Dribbling(Script(after_dot=b"250-dribble")) as server,
        email_to(server, reply_timeout_s=0.3) as email,
    ):
        outcome = email.send(MESSAGE)
        took_s = time.monotonic() - began
    assert isinstance(outcome, Uncertain)
    assert "no answer within 0.3 s" in outcome.sentence
    assert took_s < 1.5


@pytest.mark.parametrize("goodbye", [DROP, RESET, HANG, GARBAGE, b"500 no\r\n"], ids=str)
def test_trouble_after_the_reply_changes_nothing(goodbye: bytes | Fault) -> None:
    with ScriptedServer(Script(quit=goodbye)) as server:
        with email_to(server, timeout_s=1 if goodbye is HANG else 5) as email:
            outcome = email.send(MESSAGE)
        assert isinstance(outcome, Sent)
        assert len(server.kept) == 1


def test_a_line_that_dies_in_the_body_has_sent_nothing() -> None:
    large = replace(
        MESSAGE, attachments=(Attachment("x.pdf", "application/pdf", bytes(8_000_000)),)
    )
    script = Script(ehlo=b"250 scripted\r\n", body_limit=10_000)
    with ScriptedServer(script) as server, email_to(server, timeout_s=5) as email:
        outcome = email.send(large)
    assert isinstance(outcome, NotReached), outcome
    assert outcome.stage is Stage.BODY


def test_the_answer_to_the_dot_may_take_longer_than_other_answers() -> None:
    with (
        ScriptedServer(Script(wait_s=0.8)) as server,
        email_to(server, timeout_s=0.4, reply_timeout_s=5) as email,
    ):
        assert isinstance(email.send(MESSAGE), Sent)
