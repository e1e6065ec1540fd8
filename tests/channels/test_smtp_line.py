"""One line for many messages: kept, renewed, encrypted, logged in, cut off."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from invoicectl import seams
from invoicectl.channels.options import Tls
from invoicectl.channels.port import NotReached
from invoicectl.channels.port import Refused
from invoicectl.channels.port import Sent
from invoicectl.channels.port import Stage
from invoicectl.channels.port import Uncertain
from invoicectl.errors import CredentialsError
from invoicectl.errors import NetworkError

from .contract import MESSAGE
from .rigs import email_to
from .servers import Fault
from .servers import Script
from .servers import ScriptedServer

DROP, RESET, HANG = Fault.DROP, Fault.RESET, Fault.HANG


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
