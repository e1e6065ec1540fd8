"""E-mail against a real server: the contract, the envelope, copies, and options that cannot be."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from dataclasses import replace

import pytest

from invoicectl.channels.email import Email
from invoicectl.channels.email import build
from invoicectl.channels.line import Line
from invoicectl.channels.options import Tls
from invoicectl.channels.port import NotReached
from invoicectl.channels.port import Refused
from invoicectl.channels.port import Sent
from invoicectl.channels.port import Stage
from invoicectl.channels.port import UnsendableError
from invoicectl.errors import NetworkError
from invoicectl.errors import SetupError

from .contract import MESSAGE
from .contract import ChannelContract
from .contract import parsed
from .rigs import SENDER
from .rigs import options_for
from .servers import Mailbox
from .servers import free_port
from .servers import mail_server


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
