"""What every channel must do; each channel's test class inherits `ChannelContract`."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC
from datetime import datetime
from email import message_from_bytes
from email import policy
from email.message import EmailMessage
from email.message import MIMEPart
from typing import Protocol

import pytest

from invoicectl.channels.port import Attachment
from invoicectl.channels.port import Channel
from invoicectl.channels.port import Message
from invoicectl.channels.port import Refused
from invoicectl.channels.port import Sent
from invoicectl.channels.table import CHANNELS

PDF = b"%PDF-1.4\n" + bytes(range(256)) * 40 + b"\n.\n..\n%%EOF\n"

MESSAGE = Message(
    key="invoice:10001",
    recipient="kari@example.no",
    recipient_name="Kari Nordmann",
    subject="Faktura 10001 fra Bølgen & Moi AS",
    text="Hei Kari!\n\n.\n..alene på linjen\nBeløp: 1 250,00 kr\n" + "æ" * 400 + "\n",
    html="<p>Hei Kari!</p>\n<p>Beløp: <b>1 250,00 kr</b></p>\n",
    dated_at=datetime(2026, 3, 2, 6, 30, tzinfo=UTC),
    attachments=(Attachment("faktura-10001.pdf", "application/pdf", PDF),),
)

SUBJECT_ATTACK = "=?utf-8?q?x=0D=0ABcc:_evil=40example.com?="


class Rig(Protocol):
    """A channel and the far side it talks to."""

    @property
    def channel(self) -> Channel: ...

    def arrived(self) -> list[bytes]:
        """Return the messages that are there now, oldest first."""
        ...


def parsed(payload: bytes) -> EmailMessage:
    """Read bytes as a strict mail program would."""
    message = message_from_bytes(payload, policy=policy.default)
    assert isinstance(message, EmailMessage)
    assert not message.defects
    return message


def lines(part: MIMEPart) -> str:
    """Return the text of a part with LF line ends: on the wire they are CRLF."""
    content = part.get_content()
    assert isinstance(content, str)
    return content.replace("\r\n", "\n")


class ChannelContract:
    """Inherit, give a `rig` fixture, and say what the far side lacks."""

    knows_keys = False  # the far side takes the same key only once

    @pytest.fixture
    def rig(self) -> Rig:
        raise NotImplementedError

    def test_its_name_is_in_the_table(self, rig: Rig) -> None:
        assert rig.channel.name in CHANNELS

    def test_a_message_arrives_whole(self, rig: Rig) -> None:
        outcome = rig.channel.send(MESSAGE)
        assert isinstance(outcome, Sent), outcome
        (payload,) = rig.arrived()
        message = parsed(payload)
        text = message.get_body(("plain",))
        html = message.get_body(("html",))
        assert text is not None
        assert html is not None
        assert lines(text) == MESSAGE.text
        assert lines(html) == MESSAGE.html
        (attachment,) = message.iter_attachments()
        assert attachment.get_filename() == "faktura-10001.pdf"
        assert attachment.get_content_type() == "application/pdf"
        assert attachment.get_payload(decode=True) == PDF

    def test_the_same_message_gives_the_same_bytes(self, rig: Rig) -> None:
        assert rig.channel.prepare(MESSAGE) == rig.channel.prepare(replace(MESSAGE))

    def test_stored_bytes_arrive_unchanged(self, rig: Rig) -> None:
        stored = rig.channel.prepare(MESSAGE)
        rig.channel.send_prepared(MESSAGE.key, MESSAGE.recipient, stored)
        assert rig.arrived() == [stored]

    def test_preparing_sends_nothing(self, rig: Rig) -> None:
        rig.channel.prepare(MESSAGE)
        assert rig.arrived() == []

    def test_each_key_has_its_own_reference_and_keeps_it(self, rig: Rig) -> None:
        first = rig.channel.send(MESSAGE)
        other = rig.channel.send(replace(MESSAGE, key="invoice:10002"))
        again = rig.channel.send(MESSAGE)
        assert isinstance(first, Sent)
        assert isinstance(other, Sent)
        assert isinstance(again, Sent)
        assert first.reference == again.reference != other.reference
        assert len(rig.arrived()) == (2 if self.knows_keys else 3)

    def test_bytes_for_somebody_else_are_refused(self, rig: Rig) -> None:
        stored = rig.channel.prepare(MESSAGE)
        outcome = rig.channel.send_prepared(MESSAGE.key, "ola@example.no", stored)
        assert isinstance(outcome, Refused)
        assert "kari@example.no, not to ola@example.no" in outcome.sentence
        assert rig.arrived() == []

    @pytest.mark.parametrize("cut", [1, 100, 5_000])
    def test_damaged_bytes_are_refused(self, rig: Rig, cut: int) -> None:
        stored = rig.channel.prepare(MESSAGE)[:-cut]
        outcome = rig.channel.send_prepared(MESSAGE.key, MESSAGE.recipient, stored)
        assert isinstance(outcome, Refused)
        assert rig.arrived() == []

    def test_a_hostile_subject_adds_no_header(self, rig: Rig) -> None:
        outcome = rig.channel.send(replace(MESSAGE, subject=SUBJECT_ATTACK))
        assert isinstance(outcome, Sent)
        (payload,) = rig.arrived()
        assert b"\nbcc:" not in payload.lower()

    @pytest.mark.parametrize(
        "recipient", ["a@example.no, b@example.no", "kåre@example.no", "nobody"]
    )
    def test_what_is_not_one_address_is_refused(self, rig: Rig, recipient: str) -> None:
        outcome = rig.channel.send(replace(MESSAGE, recipient=recipient))
        assert isinstance(outcome, Refused)
        assert recipient in outcome.sentence
        assert rig.arrived() == []

    def test_a_refusal_does_not_spoil_the_next(self, rig: Rig) -> None:
        rig.channel.send(replace(MESSAGE, recipient="nobody"))
        assert isinstance(rig.channel.send(MESSAGE), Sent)

    def test_checking_sends_nothing(self, rig: Rig) -> None:
        assert rig.channel.check().endswith(".")
        assert rig.arrived() == []

    def test_waiting_for_a_turn_sends_nothing(self, rig: Rig) -> None:
        rig.channel.await_turn()
        rig.channel.await_turn()
        assert rig.arrived() == []
        assert isinstance(rig.channel.send(MESSAGE), Sent)

    def test_closing_twice_is_no_fault(self, rig: Rig) -> None:
        with rig.channel as channel:
            channel.send(MESSAGE)
        rig.channel.close()
        assert len(rig.arrived()) == 1
