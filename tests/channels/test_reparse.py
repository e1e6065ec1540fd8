"""Reading back: what a bug or a damaged file would change is found before it leaves."""

from __future__ import annotations

import pytest

from invoicectl.channels import mime
from invoicectl.channels.mime import render_message
from invoicectl.channels.port import UnsendableError
from invoicectl.channels.reparse import Meant
from invoicectl.channels.reparse import check_is_for

from .contract import MESSAGE
from .rigs import SENDER


@pytest.mark.parametrize(
    ("broken", "words"),
    [
        (b"Bcc: evil@example.com\r\n", "headers are"),
        (b"To: evil@example.com\r\n", "headers are"),
        (b"X-Mad: \x01\r\n", "something other than headers"),
        (b"no header\r\n", "something other than headers"),
        (b"\r\n", "something other than headers|headers are"),
        (b"X-Long: " + b"x" * 1_000 + b"\r\n", "too long"),
    ],
)
def test_reading_back_finds_what_a_bug_would_add(
    broken: bytes, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    right = mime._head_lines
    monkeypatch.setattr(mime, "_head_lines", lambda meant: right(meant) + broken.decode("latin-1"))
    with pytest.raises(UnsendableError, match=words):
        render_message(MESSAGE, SENDER)


@pytest.mark.parametrize(
    ("name", "wire"),
    [
        ("Subject", "Subject: noe annet\r\n"),
        ("To", "To: kari@example.no, ola@example.no\r\n"),
        ("From", "From: Bank <faktura@example.no>\r\n"),
        ("Message-ID", "Message-ID: <x@example.no>\r\n"),
    ],
)
def test_reading_back_finds_a_changed_value(
    name: str, wire: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    right = mime._head_lines

    def wrong(meant: Meant) -> str:
        return "".join(wire if each == name else right({each: meant[each]}) for each in meant)

    monkeypatch.setattr(mime, "_head_lines", wrong)
    with pytest.raises(UnsendableError, match=f"its header {name} reads"):
        render_message(MESSAGE, SENDER)


@pytest.mark.parametrize("extra", [b"Bcc: evil@example.com\r\n", b"To: evil@example.com\r\n"])
def test_stored_bytes_with_another_recipient_are_not_sent(extra: bytes) -> None:
    with pytest.raises(UnsendableError, match="headers are"):
        check_is_for(extra + render_message(MESSAGE, SENDER), "kari@example.no")


@pytest.mark.parametrize(
    ("right", "damaged"),
    [
        (b"Message-ID: ", b"Massage-ID: "),
        (b"To: Kari", b"To: =?utf-9?q?x?= Kari"),
        (b"To: Kari", b"To: =?utf-8?b?x?= Kari"),
    ],
)
def test_stored_bytes_that_cannot_be_read_are_not_sent(right: bytes, damaged: bytes) -> None:
    stored = render_message(MESSAGE, SENDER).replace(right, damaged, 1)
    with pytest.raises(UnsendableError, match="does not read back"):
        check_is_for(stored, "kari@example.no")
