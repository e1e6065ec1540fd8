"""Read a finished message back as the world will, and stop it when it says anything else."""

from __future__ import annotations

import re
from email.errors import MessageError
from email.header import decode_header
from email.header import make_header
from email.parser import BytesHeaderParser
from email.policy import compat32
from email.utils import getaddresses

from invoicectl.channels.port import UnsendableError

Meant = dict[str, str | tuple[str, str]]  # header -> its text, or (display name, address)

BODY_HEADERS = ("MIME-Version", "Content-Type")
HEAD = re.compile(rb"([A-Za-z-]+: [ -~]+\r\n([ ][ -~]+\r\n)*)+")
LINE_MAX_BYTES = 998  # RFC 5322 section 2.1.1


def check_reads_back(payload: bytes, meant: Meant) -> None:
    """Raise unless exactly the headers meant, with the values meant, stand in the bytes.

    Raises:
        UnsendableError: a header is missing, new, doubled or says something else.
    """
    found = _read_fields(payload)
    names = [name for name, _ in found if name != "Content-Transfer-Encoding"]
    if names != [*meant, *BODY_HEADERS]:
        raise _fault("its headers are " + ", ".join(names))
    values = dict(found)
    for name, value in meant.items():
        read = _read_mailbox(values[name]) if isinstance(value, tuple) else _read_text(values[name])
        if read != value:
            raise _fault(f"its header {name} reads {read!r}")


def check_is_for(payload: bytes, recipient: str) -> None:
    """Raise unless these stored bytes are one whole message to exactly this recipient.

    Raises:
        UnsendableError: the bytes are damaged, or they are for somebody else.
    """
    if not payload.endswith(b"\r\n") or not payload.isascii():
        raise _fault("its end is missing or it is not ASCII")
    names = [name for name, _ in _read_fields(payload)]
    single = len(names) == len(set(names))
    if not single or "Message-ID" not in names or "Bcc" in names:
        raise _fault("its headers are " + ", ".join(names))
    to = dict(_read_fields(payload)).get("To", "")
    if _read_mailbox(to)[1] != recipient:
        raise UnsendableError(
            f"The stored message is to {_read_mailbox(to)[1] or 'nobody'}, not to {recipient}.",
            hint="Cancel it in the outbox and send the document again.",
        )


def cc_of(payload: bytes) -> tuple[str, ...]:
    """Return the addresses in the stored bytes that get a copy for all to see."""
    written = dict(_read_fields(payload)).get("Cc", "")
    return tuple(address for _, address in getaddresses([written]) if address)


def message_id_of(payload: bytes) -> str:
    """Return the Message-ID in the stored bytes."""
    return dict(_read_fields(payload))["Message-ID"]


def _read_fields(payload: bytes) -> list[tuple[str, str]]:
    """Return the header fields as (name, unfolded value), in their order."""
    head, gap, _ = payload.partition(b"\r\n\r\n")
    if not gap or HEAD.fullmatch(head + b"\r\n") is None:
        raise _fault("its head holds something other than headers")
    if max(map(len, head.split(b"\r\n"))) > LINE_MAX_BYTES:
        raise _fault("it has a line that is too long")
    parsed = BytesHeaderParser(policy=compat32).parsebytes(head + gap)
    return [(name, str(value).replace("\r\n", "")) for name, value in parsed.items()]


def _read_text(value: str) -> str:
    """Return free text with its encoded words decoded."""
    try:
        return str(make_header(decode_header(value)))
    except (LookupError, UnicodeError, MessageError) as error:
        raise _fault("an encoded word in it cannot be decoded") from error


def _read_mailbox(value: str) -> tuple[str, str]:
    """Return (display name, address) when there is exactly one mailbox, else two empty texts."""
    mailboxes = getaddresses([value])
    if len(mailboxes) != 1:
        return "", ""
    name, address = mailboxes[0]
    return _read_text(name), address


def _fault(what: str) -> UnsendableError:
    """Return the error; it is our fault, yet the user must know that nothing left."""
    return UnsendableError(
        f"The finished e-mail does not read back as it was meant: {what}. It was not sent.",
        hint="Look for unusual characters in names and texts, and report this as a bug.",
    )
