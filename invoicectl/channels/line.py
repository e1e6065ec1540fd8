"""The line to a mail server: commands out, whole replies in, each within its time.

Not `smtplib`: that takes a reply cut off in the middle for a whole one, starts the clock anew with
each byte that dribbles in, cannot say whether the last byte had left when a line died, and wants
passwords in ASCII.
"""

from __future__ import annotations

import re
import socket
import ssl
from dataclasses import dataclass
from time import monotonic
from typing import Self

from invoicectl.channels.clean import printable

LINE_MAX_BYTES = 8 * 1024  # RFC 5321 section 4.5.3.1.5 wants 512; some servers say more
LINES_MAX = 100
CHUNK_BYTES = 64 * 1024
REPLY_LINE = re.compile(rb"([2-5][0-9][0-9])(?:([ -])(.*))?", re.DOTALL)


class LineError(Exception):
    """The line is broken or cannot be used; the text is the rest of a sentence about the server."""


@dataclass(frozen=True, slots=True)
class Reply:
    """One whole reply: its code and its texts, one for each line, as the server wrote them."""

    code: int
    texts: tuple[str, ...]

    @property
    def said(self) -> str:
        """Return code and text as one line that is safe on a screen and in a log."""
        return printable(f"{self.code} {' '.join(self.texts)}".rstrip())


class Line:
    """One TCP connection, later encrypted; every failure is a `LineError` and ends its use."""

    def __init__(self, connection: socket.socket) -> None:
        """Take over an open connection; raises OSError when it is closed again already."""
        self._socket = connection
        self._peer = str(connection.getpeername()[0])
        self._own = str(connection.getsockname()[0]).partition("%")[0]
        self._buffer = b""

    @classmethod
    def open(cls, host: str, port: int, timeout_s: float) -> Self:
        """Connect; raises LineError when nobody answers there within `timeout_s`."""
        try:
            connection = socket.create_connection((host, port), timeout=timeout_s)
        except (OSError, UnicodeError) as error:
            raise LineError(f"cannot be reached ({_reason(error)})") from error
        try:
            return cls(connection)
        except OSError as error:  # it was torn before we could look at it
            connection.close()
            raise LineError(f"closed the line ({_reason(error)})") from error

    def is_loopback(self) -> bool:
        """Return whether the other end is this very machine."""
        from ipaddress import ip_address

        return ip_address(self._peer.partition("%")[0]).is_loopback

    def own_literal(self) -> str:
        """Return our end as an address literal for EHLO (RFC 5321 section 4.1.3): no host name."""
        return f"[IPv6:{self._own}]" if ":" in self._own else f"[{self._own}]"

    def encrypt(self, context: ssl.SSLContext, host: str, timeout_s: float) -> str:
        """Start TLS, the certificate checked against `host`; return the protocol's name."""
        self.check_silent()  # text from before the encryption may be anybody's
        try:
            self._socket.settimeout(timeout_s)
            encrypted = context.wrap_socket(self._socket, server_hostname=host)
        except ssl.SSLCertVerificationError as error:
            why = f"shows a certificate that cannot be trusted ({error.verify_message.rstrip('.')})"
            raise LineError(why) from error
        except (OSError, ValueError) as error:
            raise LineError(f"cannot be talked to by TLS ({_reason(error)})") from error
        self._socket = encrypted
        return encrypted.version() or "TLS"

    def check_silent(self) -> None:
        """Raise LineError when the server has said more than it was asked."""
        if self._buffer:
            raise LineError("spoke out of turn")

    def command(self, text: str, timeout_s: float) -> Reply:
        """Send one command line and return the whole reply."""
        assert "\r" not in text  # addresses are checked and secrets are base64
        assert "\n" not in text
        self.check_silent()
        self.write(text.encode("ascii") + b"\r\n", timeout_s)
        return self.read_reply(timeout_s)

    def write(self, content: bytes, timeout_s: float) -> None:
        """Send bytes; `timeout_s` is for each 64 kB."""
        try:
            self._socket.settimeout(timeout_s)
            for start in range(0, len(content), CHUNK_BYTES):
                self._socket.sendall(content[start : start + CHUNK_BYTES])
        except OSError as error:
            raise LineError(f"closed the line ({_reason(error)})") from error

    def read_reply(self, timeout_s: float) -> Reply:
        """Return the next reply when it is whole; `timeout_s` is for all of it."""
        deadline = monotonic() + timeout_s
        texts: list[str] = []
        codes: set[bytes] = set()
        while len(texts) < LINES_MAX:
            raw = self._read_line(deadline, timeout_s)
            match = REPLY_LINE.fullmatch(raw)
            if match is None or len(codes | {match[1]}) > 1:
                raise LineError(
                    f"answered '{printable(raw.decode('latin-1'), 80)}', which is no reply"
                )
            codes.add(match[1])
            texts.append((match[3] or b"").decode("utf-8", "replace"))
            if match[2] != b"-":
                return Reply(int(match[1]), tuple(texts))
        raise LineError("does not stop talking")

    def _read_line(self, deadline: float, timeout_s: float) -> bytes:
        """Return one line without its end; a line without an end is not a line."""
        while b"\n" not in self._buffer:
            if len(self._buffer) > LINE_MAX_BYTES:
                raise LineError("does not stop talking")
            self._buffer += self._receive(deadline, timeout_s)
        raw, _, self._buffer = self._buffer.partition(b"\n")
        return raw.removesuffix(b"\r")

    def _receive(self, deadline: float, timeout_s: float) -> bytes:
        """Return what has come, at least one byte."""
        late = LineError(f"gave no answer within {timeout_s:g} s")
        left_s = deadline - monotonic()
        if left_s <= 0:
            raise late
        try:
            self._socket.settimeout(left_s)
            chunk = self._socket.recv(CHUNK_BYTES)
        except TimeoutError:
            raise late from None
        except OSError as error:
            raise LineError(f"closed the line ({_reason(error)})") from error
        if not chunk:
            raise LineError("closed the line")
        return chunk

    def close(self) -> None:
        """Hang up."""
        self._socket.close()


def _reason(error: OSError | ValueError) -> str:
    """Return the cause in the operating system's words, without its number."""
    if isinstance(error, TimeoutError):
        return "no answer in time"
    return printable(getattr(error, "strerror", None) or str(error))
