"""A message as the exact bytes of an e-mail: the same message gives the same bytes everywhere."""

from __future__ import annotations

import re
from base64 import b32encode
from binascii import b2a_base64
from binascii import b2a_qp
from email.utils import format_datetime
from hashlib import sha256
from typing import TYPE_CHECKING

from invoicectl.channels import headers
from invoicectl.channels.address import domain_of
from invoicectl.channels.address import parse_address
from invoicectl.channels.clean import body_text
from invoicectl.channels.clean import file_name
from invoicectl.channels.clean import header_text
from invoicectl.channels.port import UnsendableError
from invoicectl.channels.reparse import Meant
from invoicectl.channels.reparse import check_reads_back

if TYPE_CHECKING:
    from invoicectl.channels.options import Sender
    from invoicectl.channels.port import Attachment
    from invoicectl.channels.port import Message

NAME_MAX = 100
TEXT_MAX_BYTES = 512 * 1024
MESSAGE_MAX_BYTES = 20 * 1024 * 1024  # what the large mail services take, as base64
MEDIA_TYPE = re.compile(r"[a-z]+/[a-z0-9][a-z0-9.+-]{0,100}")
BASE64_LINE = 76


def render_message(message: Message, sender: Sender) -> bytes:
    """Return the finished e-mail (RFC 5322, CRLF line ends, ASCII only), read back and found right.

    Fixed by `message` and `sender` alone: no clock, no chance, no host name.

    Raises:
        UnsendableError: a bad address, too large, or it does not read back as it was meant.
    """
    assert message.dated_at.tzinfo is not None  # the outbox stores an aware time
    meant = _meant(message, sender)
    token = key_token(message.key, sender)
    head = _head_lines(meant)
    payload = (head + "MIME-Version: 1.0\r\n").encode("ascii") + _body(message, token)
    if len(payload) > MESSAGE_MAX_BYTES:
        raise UnsendableError(
            f"The message is {len(payload) // 2**20} MB; at most {MESSAGE_MAX_BYTES // 2**20} MB"
            " can be sent by e-mail.",
            hint="Use a smaller logo or fewer attachments.",
        )
    check_reads_back(payload, meant)
    return payload


def message_id(key: str, sender: Sender) -> str:
    """Return the Message-ID, angle brackets included, that belongs to this key for ever."""
    return f"<{key_token(key, sender)}@{domain_of(parse_address(sender.address))}>"


def key_token(key: str, sender: Sender) -> str:
    """Return 32 letters and digits that stand for the key, this sender and this ledger."""
    seed = f"{sender.ledger_id}\0{sender.address}\0{key}"
    return (
        b32encode(sha256(seed.encode("utf-8", "backslashreplace")).digest()[:20]).decode().lower()
    )


def _meant(message: Message, sender: Sender) -> Meant:
    """Return each header in its order with the value that a reader must find in it."""
    from_mailbox = (header_text(sender.name, NAME_MAX), parse_address(sender.address))
    meant: Meant = {"Date": format_datetime(message.dated_at.replace(microsecond=0))}
    meant["From"] = from_mailbox
    if message.recipient:
        name = header_text(message.recipient_name, NAME_MAX)
        meant["To"] = (name, parse_address(message.recipient))
    if message.cc:
        meant["Cc"] = ", ".join(dict.fromkeys(map(parse_address, message.cc)))
    if sender.reply_to:
        meant["Reply-To"] = ("", parse_address(sender.reply_to))
    meant["Message-ID"] = message_id(message.key, sender)
    if message.in_reply_to:
        meant["In-Reply-To"] = meant["References"] = message_id(message.in_reply_to, sender)
    subject = header_text(message.subject)
    if subject:
        meant["Subject"] = subject
    meant["Auto-Submitted"] = "auto-generated"
    # some relays replace the Message-ID; this one stays, so that a copy can be found by it
    meant["X-Invoicectl-Key"] = key_token(message.key, sender)
    return meant


def _head_lines(meant: Meant) -> str:
    """Return the header fields on the wire."""
    lines = []
    for name, value in meant.items():
        if isinstance(value, tuple):
            lines.append(headers.mailbox(name, *value))
        elif name == "Cc":
            lines.append(headers.addresses(name, value))
        elif name == "Subject":
            lines.append(headers.unstructured(name, value))
        else:
            lines.append(headers.field(name, value))
    return "".join(lines)


def _body(message: Message, token: str) -> bytes:
    """Return everything from Content-Type on: text, HTML beside it, attachments after them."""
    content = _text_part("plain", message.text)
    if message.html:
        content = _multipart("alternative", token, [content, _text_part("html", message.html)])
    if message.attachments:
        parts = [content, *_attachments(message.attachments)]
        content = _multipart("mixed", token, parts)
    return content


def _multipart(kind: str, token: str, parts: list[bytes]) -> bytes:
    """Join parts, each with the CRLF that belongs to the border after it (RFC 2046 section 5.1.1).

    `=_` never occurs in quoted-printable or base64, so no part can hold the border.
    """
    border = f"=_{kind}_{token[:16]}"
    head = f'Content-Type: multipart/{kind};\r\n boundary="{border}"\r\n\r\n'
    line = f"--{border}\r\n".encode()
    return (
        head.encode()
        + b"".join(line + part + b"\r\n" for part in parts)
        + f"--{border}--\r\n".encode()
    )


def _text_part(kind: str, text: str) -> bytes:
    """Return text in quoted-printable: 7 bits on the wire whatever the server announces."""
    content = body_text(text).rstrip("\n").encode() + b"\n"
    if len(content) > TEXT_MAX_BYTES:
        raise UnsendableError(f"The text is longer than {TEXT_MAX_BYTES // 1024} kB.")
    head = (
        f"Content-Type: text/{kind}; charset=utf-8\r\n"
        "Content-Transfer-Encoding: quoted-printable\r\n\r\n"
    )
    return head.encode() + b2a_qp(content).replace(b"\n", b"\r\n")


def _attachments(attachments: tuple[Attachment, ...]) -> list[bytes]:
    """Return one base64 part for each; no two bear the same name."""
    taken: set[str] = set()
    parts = []
    for number, attachment in enumerate(attachments, start=1):
        assert MEDIA_TYPE.fullmatch(attachment.media_type)  # a constant of the documents package
        name = file_name(attachment.filename)
        if name.lower() in taken:
            name = f"{number}-{name}"
        taken.add(name.lower())
        parts.append(_attachment(name, attachment))
    return parts


def _attachment(name: str, attachment: Attachment) -> bytes:
    """Return one part; the name is ASCII, because old programs show RFC 2231 as garbage."""
    head = (
        f'Content-Type: {attachment.media_type};\r\n name="{name}"\r\n'
        "Content-Transfer-Encoding: base64\r\n"
        f'Content-Disposition: attachment;\r\n filename="{name}"\r\n\r\n'
    )
    code = b2a_base64(attachment.content, newline=False)
    starts = range(0, len(code), BASE64_LINE)
    lines = b"".join(code[start : start + BASE64_LINE] + b"\r\n" for start in starts)
    return head.encode() + lines
