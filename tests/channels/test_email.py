"""E-mail against a real server: the contract, encryption, logging in, copies and bounces."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from dataclasses import replace
from pathlib import Path

import pytest

from invoicectl.channels.email import Email
from invoicectl.channels.email import build
from invoicectl.channels.line import Line
from invoicectl.channels.options import EmailOptions
from invoicectl.channels.options import Sender
from invoicectl.channels.options import Tls
from invoicectl.channels.port import NotReached
from invoicectl.channels.port import Refused
from invoicectl.channels.port import Sent
from invoicectl.channels.port import Stage
from invoicectl.channels.port import UnsendableError
from invoicectl.errors import CredentialsError
from invoicectl.errors import NetworkError
from invoicectl.errors import SetupError

from .contract import MESSAGE
from .contract import ChannelContract
from .contract import parsed
from .servers import Mailbox
from .servers import free_port
from .servers import mail_server

SENDER = Sender(address="faktura@example.no", name="Bølgen & Moi AS", reply_to="per@example.no")


def options_for(port: int, **more: object) -> EmailOptions:
    plain = EmailOptions(
        sender=SENDER, host="127.0.0.1", port=port, tls=Tls.NONE, timeout_s=5, reply_timeout_s=5
    )
    return replace(plain, **more)  # type: ignore[arg-type]


@dataclass
class MailRig:
    channel: Email
    mailbox: Mailbox

    def arrived(self) -> list[bytes]:
        return self.mailbox.payloads()


class TestEmail(ChannelContract):
    @pytest.fixture
    def rig(self) -> Iterator[MailRig]:
        mailbox = Mailbox()
        with mail_server(mailbox) as port, build(options_for(port)) as channel:
            yield MailRig(channel, mailbox)

    def test_the_envelope_holds_one_sender_and_one_recipient(self, rig: MailRig) -> None:
        rig.channel.send(MESSAGE)
        (envelope,) = rig.mailbox.envelopes
        assert envelope.mail_from == "faktura@example.no"
        assert envelope.rcpt_tos == ["kari@example.no"]

    def test_headers_say_what_was_meant(self, rig: MailRig) -> None:
        rig.channel.send(replace(MESSAGE, in_reply_to="invoice:9999"))
        message = parsed(rig.arrived()[0])
        assert message["From"] == "Bølgen & Moi AS <faktura@example.no>"
        assert message["To"] == "Kari Nordmann <kari@example.no>"
        assert message["Reply-To"] == "per@example.no"
        assert message["Subject"] == "Faktura 10001 fra Bølgen & Moi AS"
        assert message["Date"] == "Mon, 02 Mar 2026 06:30:00 +0000"
        assert message["Auto-Submitted"] == "auto-generated"
        assert message["In-Reply-To"] == message["References"]
        assert message["Message-ID"].endswith("@example.no>")

    def test_the_server_s_words_are_kept(self, rig: MailRig) -> None:
        outcome = rig.channel.send(MESSAGE)
        assert isinstance(outcome, Sent)
        assert outcome.note == "250 2.0.0 OK: queued as 4F1A2B"
        assert outcome.reference == parsed(rig.arrived()[0])["Message-ID"]

    def test_an_unknown_recipient_is_refused_and_the_line_goes_on(self, rig: MailRig) -> None:
        outcome = rig.channel.send(replace(MESSAGE, recipient="nobody@example.no"))
        assert isinstance(outcome, Refused)
        assert outcome.stage is Stage.RCPT
        assert "550 5.1.1 No such user here" in outcome.sentence
        assert isinstance(rig.channel.send(MESSAGE), Sent)
        assert len(rig.arrived()) == 1

    def test_a_domain_with_norwegian_letters_goes_as_idna(self, rig: MailRig) -> None:
        assert isinstance(rig.channel.send(replace(MESSAGE, recipient="kari@blåbær.no")), Sent)
        assert rig.mailbox.envelopes[0].rcpt_tos == ["kari@xn--blbr-roah.no"]

    def test_no_host_name_leaves_the_house(self, rig: MailRig) -> None:
        rig.channel.send(MESSAGE)
        assert rig.mailbox.sessions[0].host_name == "[127.0.0.1]"

    def test_no_address_is_refused(self, rig: MailRig) -> None:
        with pytest.raises(UnsendableError, match="'' cannot be used"):
            rig.channel.prepare(replace(MESSAGE, recipient=""))
        assert isinstance(rig.channel.send(replace(MESSAGE, recipient="")), Refused)

    def test_one_line_carries_several_messages(self, rig: MailRig) -> None:
        for number in range(3):
            rig.channel.send(replace(MESSAGE, key=f"invoice:{number}"))
        assert len({id(session) for session in rig.mailbox.sessions}) == 1


def test_a_worn_line_is_renewed() -> None:
    mailbox = Mailbox()
    with (
        mail_server(mailbox) as port,
        build(options_for(port, max_per_connection=2)) as channel,
    ):
        for number in range(5):
            channel.send(replace(MESSAGE, key=f"invoice:{number}"))
    assert len({id(session) for session in mailbox.sessions}) == 3


def test_the_wait_for_a_turn_comes_before_the_message() -> None:
    slept: list[float] = []
    mailbox = Mailbox()
    with mail_server(mailbox) as port:
        options = options_for(port, rate_per_minute=1, sleep=slept.append)
        with build(options) as email:
            email.await_turn()
            email.send(MESSAGE)
            assert slept == []
            email.await_turn()
            assert len(slept) == 1
            email.send(MESSAGE)
            assert len(slept) == 1
    assert 59 < slept[0] <= 60


def test_the_archive_copy_goes_in_the_envelope_alone() -> None:
    mailbox = Mailbox()
    with (
        mail_server(mailbox) as port,
        build(options_for(port, copy_to="arkiv@example.no")) as email,
    ):
        assert isinstance(email.send(MESSAGE), Sent)
    assert mailbox.envelopes[0].rcpt_tos == ["kari@example.no", "arkiv@example.no"]
    assert b"arkiv" not in mailbox.payloads()[0]


def test_an_archive_that_is_the_recipient_is_named_once() -> None:
    mailbox = Mailbox()
    with mail_server(mailbox) as port, build(options_for(port, copy_to=MESSAGE.recipient)) as email:
        assert isinstance(email.send(MESSAGE), Sent)
    assert mailbox.envelopes[0].rcpt_tos == ["kari@example.no"]


def test_a_refused_copy_does_not_hold_the_invoice_back() -> None:
    mailbox = Mailbox()
    with (
        mail_server(mailbox) as port,
        build(options_for(port, copy_to="nobody@example.no")) as email,
    ):
        outcome = email.send(MESSAGE)
    assert isinstance(outcome, Sent)
    assert "the copy to nobody@example.no was refused: 550" in outcome.note
    assert mailbox.envelopes[0].rcpt_tos == ["kari@example.no"]


def test_the_limit_of_the_server_is_known_before_the_body_leaves() -> None:
    mailbox = Mailbox()
    with mail_server(mailbox, data_size_limit=2_000) as port, build(options_for(port)) as email:
        outcome = email.send(MESSAGE)
    assert isinstance(outcome, Refused)
    assert outcome.stage is Stage.MAIL
    assert "the server takes at most 2000" in outcome.sentence


class Certificates:
    """A private authority, and what it has signed for 127.0.0.1 and for another host."""

    def __init__(self, folder: Path) -> None:
        trustme = pytest.importorskip("trustme", reason="trustme makes the test certificates")
        authority = trustme.CA()
        self.ca_file = folder / "ca.pem"
        authority.cert_pem.write_to_path(str(self.ca_file))
        self.right = self._context(authority.issue_cert("127.0.0.1"))
        self.wrong_host = self._context(authority.issue_cert("mail.example.com"))
        self.unknown = self._context(trustme.CA().issue_cert("127.0.0.1"))

    def _context(self, certificate: object) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        certificate.configure_cert(context)  # type: ignore[attr-defined]
        return context


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return Certificates(tmp_path_factory.mktemp("certificates"))


@dataclass
class SafeServer:
    """Starts servers that want encryption and a login."""

    stack: ExitStack
    mailbox: Mailbox
    certificates: Certificates

    def channel(self, context: ssl.SSLContext | None = None, **more: object) -> Email:
        port = self.stack.enter_context(
            mail_server(
                self.mailbox,
                tls_context=context or self.certificates.right,
                require_starttls=True,
                auth_required=True,
                authenticator=self.mailbox.authenticate,
            )
        )
        options = options_for(
            port, tls=Tls.STARTTLS, ca_file=self.certificates.ca_file, username=self.mailbox.user
        )
        return self.stack.enter_context(build(replace(options, **more)))  # type: ignore[arg-type]


@pytest.fixture
def safe(certificates: Certificates) -> Iterator[SafeServer]:
    with ExitStack() as stack:
        yield SafeServer(stack, Mailbox(), certificates)


def test_starttls_and_a_password_with_norwegian_letters(safe: SafeServer) -> None:
    channel = safe.channel(password=lambda: safe.mailbox.password)
    assert isinstance(channel.send(MESSAGE), Sent)
    session = safe.mailbox.sessions[0]
    assert session.ssl is not None
    assert session.authenticated


def test_checking_tells_how_the_line_is(safe: SafeServer) -> None:
    sentence = safe.channel(password=lambda: safe.mailbox.password).check()
    assert "TLSv1.3" in sentence
    assert "faktura@example.no" in sentence
    assert safe.mailbox.envelopes == []


def test_a_wrong_password_stops_the_run_and_is_not_shown(safe: SafeServer) -> None:
    channel = safe.channel(password=lambda: "canary-7f3a")
    with pytest.raises(CredentialsError, match="535") as refused:
        channel.send(MESSAGE)
    assert "canary" not in str(refused.value)
    assert safe.mailbox.envelopes == []


def test_a_wrong_password_is_found_by_checking(safe: SafeServer) -> None:
    with pytest.raises(CredentialsError):
        safe.channel(password=lambda: "wrong").check()


def test_an_empty_password_is_not_tried(safe: SafeServer) -> None:
    with pytest.raises(CredentialsError, match="empty"):
        safe.channel(password=lambda: "").send(MESSAGE)


def test_xoauth2_takes_a_token(safe: SafeServer) -> None:
    assert isinstance(safe.channel(token=lambda: "token-1").send(MESSAGE), Sent)


def test_an_old_token_is_refused_after_an_empty_answer(safe: SafeServer) -> None:
    with pytest.raises(CredentialsError, match="535"):
        safe.channel(token=lambda: "token-0").send(MESSAGE)


def test_login_is_used_where_plain_is_missing(safe: SafeServer) -> None:
    class OnlyLogin(Mailbox):
        pass

    with mail_server(
        safe.mailbox,
        tls_context=safe.certificates.right,
        authenticator=safe.mailbox.authenticate,
        auth_exclude_mechanism=["PLAIN"],
    ) as port:
        options = options_for(
            port, tls=Tls.STARTTLS, ca_file=safe.certificates.ca_file, username=safe.mailbox.user
        )
        with build(replace(options, password=lambda: safe.mailbox.password)) as channel:
            assert isinstance(channel.send(MESSAGE), Sent)


def test_no_common_way_to_log_in_is_said(safe: SafeServer) -> None:
    with mail_server(
        safe.mailbox,
        tls_context=safe.certificates.right,
        authenticator=safe.mailbox.authenticate,
        auth_exclude_mechanism=["PLAIN", "LOGIN"],
    ) as port:
        options = options_for(
            port, tls=Tls.STARTTLS, ca_file=safe.certificates.ca_file, username="x"
        )
        channel = build(replace(options, password=lambda: "y"))
        with channel, pytest.raises(CredentialsError, match="it offers XOAUTH2"):
            channel.send(MESSAGE)


def test_a_login_is_asked_for_when_the_server_wants_one(safe: SafeServer) -> None:
    with pytest.raises(CredentialsError, match="530"):
        safe.channel(username="").send(MESSAGE)


@pytest.mark.parametrize("name", ["wrong_host", "unknown"])
def test_a_certificate_that_cannot_be_trusted_gets_nothing(safe: SafeServer, name: str) -> None:
    asked: list[str] = []

    def password() -> str:
        asked.append("asked")
        return "secret"

    channel = safe.channel(getattr(safe.certificates, name), password=password)
    outcome = channel.send(MESSAGE)
    assert isinstance(outcome, NotReached)
    assert outcome.halts
    assert outcome.stage is Stage.STARTTLS
    assert "certificate that cannot be trusted" in outcome.sentence
    assert asked == []
    with pytest.raises(NetworkError, match="certificate"):
        channel.check()


def test_tls_from_the_first_byte(certificates: Certificates) -> None:
    mailbox = Mailbox()
    context = certificates.right
    with mail_server(mailbox, ssl_context=context) as port:
        options = options_for(port, tls=Tls.IMPLICIT, ca_file=certificates.ca_file)
        with build(options) as channel:
            assert isinstance(channel.send(MESSAGE), Sent)
    assert len(mailbox.envelopes) == 1


def test_a_name_for_this_machine_that_leads_elsewhere_gets_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(Line, "is_loopback", lambda _: False)
    mailbox = Mailbox()
    with mail_server(mailbox) as port, build(options_for(port, host="localhost")) as email:
        outcome = email.send(MESSAGE)
    assert isinstance(outcome, NotReached)
    assert "is not this machine" in outcome.sentence
    assert mailbox.envelopes == []


def test_an_address_in_brackets_is_taken() -> None:
    outcome = build(options_for(free_port(), host="[::1]")).send(MESSAGE)
    assert isinstance(outcome, NotReached)
    assert outcome.sentence.startswith("::1:")


def test_nobody_listening_is_not_reached() -> None:
    channel = build(options_for(free_port()))
    outcome = channel.send(MESSAGE)
    assert isinstance(outcome, NotReached)
    assert outcome.halts
    assert "cannot be reached (Connection refused); nothing was sent." in outcome.sentence
    with pytest.raises(NetworkError, match="cannot be reached"):
        channel.check()


def test_a_host_that_does_not_exist_is_not_reached() -> None:
    channel = build(options_for(587, host="mail.example.invalid", tls=Tls.STARTTLS))
    outcome = channel.send(MESSAGE)
    assert isinstance(outcome, NotReached)
    assert outcome.stage is Stage.CONNECT


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"host": "mail.example.no"}, "email.tls is none, but mail.example.no is not this machine"),
        ({"host": "127.example.no"}, "is not this machine"),
        ({"username": "x"}, "needs exactly one of a password and a token"),
        ({"username": "x", "password": str, "token": str}, "exactly one"),
        ({"password": str}, "no username"),
        ({"copy_to": "a@b.no,c@d.no"}, "'a@b.no,c@d.no' cannot be used"),
        ({"sender": replace(SENDER, address="")}, "'' cannot be used"),
        ({"sender": replace(SENDER, reply_to="per")}, "'per' cannot be used"),
    ],
)
def test_options_that_contradict_each_other(more: dict[str, object], sentence: str) -> None:
    with pytest.raises(SetupError, match=sentence):
        build(options_for(25, **more))


def test_a_missing_file_of_certificates_is_a_fault_of_the_settings(tmp_path: Path) -> None:
    mailbox = Mailbox()
    with mail_server(mailbox) as port:
        options = options_for(port, tls=Tls.IMPLICIT, ca_file=tmp_path / "none.pem")
        with build(options) as channel, pytest.raises(SetupError, match=r"none\.pem"):
            channel.send(MESSAGE)
