"""A mail server that breaks at every stage: what is known afterwards, and what is not."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable
from dataclasses import replace

import pytest

from invoicectl import seams
from invoicectl.channels.email import Email
from invoicectl.channels.email import build
from invoicectl.channels.options import EmailOptions
from invoicectl.channels.options import Sender
from invoicectl.channels.options import Tls
from invoicectl.channels.port import Attachment
from invoicectl.channels.port import NotReached
from invoicectl.channels.port import Refused
from invoicectl.channels.port import Sent
from invoicectl.channels.port import Stage
from invoicectl.channels.port import Uncertain
from invoicectl.errors import CredentialsError
from invoicectl.errors import NetworkError

from .contract import MESSAGE
from .servers import Fault
from .servers import Script
from .servers import ScriptedServer

DROP, RESET, HANG = Fault.DROP, Fault.RESET, Fault.HANG
GARBAGE = b"\x1b]0;HTTP/1.1 200 OK\r\n"
ENDLESS = b"250-" + b"x" * 20_000


def email_to(server: ScriptedServer, **more: object) -> Email:
    options = EmailOptions(
        sender=Sender(address="faktura@example.no"),
        host="127.0.0.1",
        port=server.port,
        tls=Tls.NONE,
        timeout_s=5,
        reply_timeout_s=5,
    )
    return build(replace(options, **more))  # type: ignore[arg-type]


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


def test_after_an_error_the_next_message_gets_a_fresh_line() -> None:
    with ScriptedServer(Script(after_dot=DROP), Script()) as server, email_to(server) as email:
        assert isinstance(email.send(MESSAGE), Uncertain)
        assert isinstance(email.send(replace(MESSAGE, key="invoice:10002")), Sent)
        assert server.connections == 2


@pytest.mark.parametrize("mail", [DROP, b"421 idle too long\r\n"], ids=["drop", "421"])
def test_a_line_closed_while_idle_is_opened_anew_at_once(mail: bytes | Fault) -> None:
    class Idle(ScriptedServer):
        """Takes one message a line and is gone before the next MAIL."""

        def _answer(self, connection: object, answer: object) -> bool:
            begun = sum(command.startswith(b"MAIL") for command in self.commands)
            tired = begun == 2 and self.connections == 1 and self.commands[-1].startswith(b"MAIL")
            return super()._answer(connection, mail if tired else answer)  # type: ignore[arg-type]

    with Idle() as server, email_to(server) as email:
        assert isinstance(email.send(MESSAGE), Sent)
        assert isinstance(email.send(replace(MESSAGE, key="invoice:10002")), Sent)
        assert server.connections == 2
        assert len(server.kept) == 2


def test_a_fresh_line_is_tried_once_only() -> None:
    with ScriptedServer(Script(mail=DROP)) as server, email_to(server) as email:
        assert isinstance(email.send(MESSAGE), NotReached)
        assert server.connections == 1


def test_a_no_to_rset_ends_the_line() -> None:
    script = Script(rcpt=b"550 no\r\n", rset=b"502 what?\r\n")
    with ScriptedServer(script, Script()) as server, email_to(server) as email:
        assert isinstance(email.send(MESSAGE), Refused)
        assert isinstance(email.send(MESSAGE), Sent)
        assert server.connections == 2


def test_starttls_stripped_from_the_answer_gets_nothing() -> None:
    with ScriptedServer() as server, email_to(server, tls=Tls.STARTTLS) as email:
        outcome = email.send(MESSAGE)
    assert isinstance(outcome, NotReached)
    assert outcome.halts
    assert outcome.stage is Stage.STARTTLS
    assert "offers no encryption" in outcome.sentence
    assert [command[:4] for command in server.commands] == [b"EHLO"]


@pytest.mark.parametrize(
    ("starttls", "words"),
    [
        (b"220 go\r\n250 injected\r\n", "spoke out of turn"),
        (b"454 not now\r\n", "454 not now"),
        (b"220 go\r\nplain text, no handshake", "spoke out of turn"),
        (DROP, "closed the line"),
    ],
)
def test_starttls_that_is_tampered_with_gets_nothing(starttls: bytes | Fault, words: str) -> None:
    script = Script(ehlo=b"250-x\r\n250 STARTTLS\r\n", starttls=starttls)
    with ScriptedServer(script) as server, email_to(server, tls=Tls.STARTTLS) as email:
        outcome = email.send(MESSAGE)
    assert isinstance(outcome, NotReached)
    assert outcome.halts
    assert words in outcome.sentence
    assert b"MAIL" not in b"".join(server.commands)


def test_a_server_without_tls_behind_the_tls_port() -> None:
    with ScriptedServer() as server, email_to(server, tls=Tls.IMPLICIT) as email:
        outcome = email.send(MESSAGE)
    assert isinstance(outcome, NotReached)
    assert outcome.stage is Stage.STARTTLS
    assert "cannot be talked to by TLS" in outcome.sentence


@pytest.mark.parametrize(
    ("auth", "halts"), [(b"454 4.7.0 busy\r\n", True), (b"421 bye\r\n", True), (DROP, True)]
)
def test_a_login_that_fails_for_now_is_no_wrong_password(auth: bytes | Fault, halts: bool) -> None:
    script = Script(ehlo=b"250-x\r\n250 AUTH PLAIN\r\n", auth=auth)
    with (
        ScriptedServer(script) as server,
        email_to(server, username="x", password=lambda: "y") as email,
    ):
        outcome = email.send(MESSAGE)
    assert isinstance(outcome, NotReached), outcome
    assert (outcome.stage, outcome.halts) == (Stage.AUTH, halts)


@pytest.mark.parametrize("secret", ["canary-7f3a", "5"])
def test_a_secret_that_the_server_echoes_is_blotted_out(secret: str) -> None:
    class Echo(ScriptedServer):
        def _answer(self, connection: object, answer: object) -> bool:
            if answer == b"535":
                answer = b"535 " + self.commands[-1] + b" canary-7f3a\r\n"
            return super()._answer(connection, answer)  # type: ignore[arg-type]

    script = Script(ehlo=b"250-x\r\n250 AUTH PLAIN\r\n", auth=b"535")
    with (
        Echo(script) as server,
        email_to(server, username="x", password=lambda: secret) as email,
        pytest.raises(CredentialsError) as refused,
    ):
        email.send(MESSAGE)
    assert server.commands[-1].startswith(b"AUTH PLAIN ")
    assert server.commands[-1].split()[-1].decode() not in str(refused.value)
    if secret != "5":
        assert secret not in str(refused.value)
    assert " 535 " in str(refused.value)


@pytest.mark.parametrize("noop", [DROP, b"421 bye\r\n", b"502 no\r\n"], ids=str)
def test_checking_a_server_that_breaks(noop: bytes | Fault) -> None:
    with (
        ScriptedServer(Script(noop=noop)) as server,
        email_to(server) as email,
        pytest.raises(NetworkError, match="127"),
    ):
        email.check()


def test_a_bounce_is_asked_for_by_key_where_the_server_can() -> None:
    with (
        ScriptedServer(Script(ehlo=b"250-x\r\n250-dsn\r\n250 SIZE\r\n")) as server,
        email_to(server, dsn=True) as email,
    ):
        email.send(replace(MESSAGE, recipient="kari+faktura@example.no"))
    mail, rcpt = server.commands[1:3]
    (body,) = server.kept
    key = body.split(b"X-Invoicectl-Key: ")[1].split(b"\r\n")[0]
    assert mail.startswith(b"MAIL FROM:<faktura@example.no> SIZE=")
    assert mail.endswith(b" RET=HDRS ENVID=" + key)
    assert rcpt == (
        b"RCPT TO:<kari+faktura@example.no>"
        b" NOTIFY=FAILURE,DELAY ORCPT=rfc822;kari+2Bfaktura@example.no"
    )


def test_what_the_server_cannot_do_is_not_asked_for() -> None:
    with ScriptedServer(Script(ehlo=b"250 x\r\n")) as server, email_to(server, dsn=True) as email:
        email.send(MESSAGE)
    assert server.commands[1:3] == [
        b"MAIL FROM:<faktura@example.no>",
        b"RCPT TO:<kari@example.no>",
    ]


class Killed(BaseException):
    """Stands for whatever ends the program in the middle."""


@pytest.fixture
def kill_at() -> object:
    """Return a function that arms one failpoint; it is disarmed again after the test."""
    before = list(seams._hooks)

    def arm(name: str) -> None:
        def strike(passed: str) -> None:
            if passed == name:
                seams._hooks[:] = before
                raise Killed(name)

        seams.hook(strike)

    yield arm
    seams._hooks[:] = before


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("smtp.connect", 0),
        ("smtp.greeting", 0),
        ("smtp.ehlo", 0),
        ("smtp.mail", 0),
        ("smtp.rcpt", 0),
        ("smtp.data", 0),
        ("smtp.body", 0),
        ("smtp.reply", 0),
        ("smtp.answered", 1),
    ],
)
def test_an_interrupt_leaves_no_line_in_the_middle(
    kill_at: Callable[[str], None], name: str, kept: int
) -> None:
    with ScriptedServer() as server, email_to(server) as email:
        kill_at(name)
        with pytest.raises(Killed):
            email.send(MESSAGE)
        assert len(server.kept) == kept
        assert isinstance(email.send(MESSAGE), Sent)
        assert len(server.kept) == kept + 1
