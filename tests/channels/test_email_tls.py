"""E-mail over an encrypted line: whom we trust, and how we log in."""

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
from invoicectl.channels.options import Tls
from invoicectl.channels.port import NotReached
from invoicectl.channels.port import Sent
from invoicectl.channels.port import Stage
from invoicectl.errors import CredentialsError
from invoicectl.errors import NetworkError
from invoicectl.errors import SetupError

from .contract import MESSAGE
from .rigs import options_for
from .servers import Mailbox
from .servers import mail_server


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


def test_a_missing_file_of_certificates_is_a_fault_of_the_settings(tmp_path: Path) -> None:
    mailbox = Mailbox()
    with mail_server(mailbox) as port:
        options = options_for(port, tls=Tls.IMPLICIT, ca_file=tmp_path / "none.pem")
        with build(options) as channel, pytest.raises(SetupError, match=r"none\.pem"):
            channel.send(MESSAGE)
