"""Copies: those all can see stand in the message and the envelope, the unseen one in neither."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from invoicectl.channels.email import build
from invoicectl.channels.mime import render_message
from invoicectl.channels.port import Sent
from invoicectl.channels.port import UnsendableError
from invoicectl.channels.reparse import cc_of

from .contract import MESSAGE
from .contract import parsed
from .rigs import SENDER
from .rigs import options_for
from .servers import Mailbox
from .servers import mail_server

COPIED = replace(MESSAGE, cc=("ola@example.no", "per@blåbær.no"))


def test_copies_for_all_to_see_are_in_the_message_and_the_envelope() -> None:
    mailbox = Mailbox()
    with mail_server(mailbox) as port, build(options_for(port)) as email:
        assert isinstance(email.send(COPIED), Sent)
    (envelope,) = mailbox.envelopes
    assert envelope.rcpt_tos == ["kari@example.no", "ola@example.no", "per@xn--blbr-roah.no"]
    assert parsed(mailbox.payloads()[0])["Cc"] == "ola@example.no, per@xn--blbr-roah.no"


@pytest.mark.parametrize(
    ("copy_to", "expected"),
    [
        (None, ["kari@example.no", "vanlig@example.no"]),
        ("", ["kari@example.no"]),
        ("annen@example.no", ["kari@example.no", "annen@example.no"]),
    ],
)
def test_a_letter_can_choose_its_unseen_copy(copy_to: str | None, expected: list[str]) -> None:
    mailbox = Mailbox()
    with (
        mail_server(mailbox) as port,
        build(options_for(port, copy_to="vanlig@example.no")) as email,
    ):
        payload = email.prepare(MESSAGE)
        sent = email.send_prepared(MESSAGE.key, MESSAGE.recipient, payload, copy_to=copy_to)
    assert isinstance(sent, Sent)
    assert mailbox.envelopes[0].rcpt_tos == expected
    assert b"annen" not in payload


def test_a_refused_copy_does_not_hold_the_letter_back() -> None:
    mailbox = Mailbox()
    with mail_server(mailbox) as port, build(options_for(port)) as email:
        outcome = email.send(replace(MESSAGE, cc=("nobody@example.no", "ola@example.no")))
    assert isinstance(outcome, Sent)
    assert "the copy to nobody@example.no was refused: 550" in outcome.note
    assert mailbox.envelopes[0].rcpt_tos == ["kari@example.no", "ola@example.no"]


@given(st.lists(st.from_regex(r"[a-z]{1,40}@[a-z]{1,30}\.no", fullmatch=True), max_size=10))
def test_many_copies_are_folded_and_read_back(addresses: list[str]) -> None:
    payload = render_message(replace(MESSAGE, cc=tuple(addresses)), SENDER)
    assert cc_of(payload) == tuple(dict.fromkeys(addresses))
    assert max(map(len, payload.split(b"\r\n"))) <= 100


@pytest.mark.parametrize("address", ["a@b.no\r\nBcc: x@y.no", "a@b.no, c@d.no", "", "a@b@c.no"])
def test_a_copy_to_more_than_one_plain_address_is_refused(address: str) -> None:
    with pytest.raises(UnsendableError, match="cannot be used"):
        render_message(replace(MESSAGE, cc=(address,)), SENDER)
