"""A small mail server on loopback for the demonstration: takes every letter and keeps it as a file.

It speaks the part of RFC 5321 that our own client uses, to itself alone, and ends with the demo.
"""

from __future__ import annotations

import socketserver
import threading
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING
from typing import Final

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LINE_MAX: Final = 2000
LETTER_MAX: Final = 20_000_000
IDLE_S: Final = 60

_HELLO: Final = b"250-demo.invalid\r\n250-8BITMIME\r\n250 SIZE 20000000\r\n"
_OK: Final = b"250 OK\r\n"


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where the server listens, and the folder it keeps letters in."""

    port: int
    folder: Path


@contextmanager
def mail_server(folder: Path) -> Iterator[MailServer]:
    """Run a mail server on a free port of 127.0.0.1 for the block; letters go into `folder`."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with _Server(folder) as server:
        thread = threading.Thread(
            target=server.serve_forever, kwargs={"poll_interval": 1 / 20}, daemon=True
        )
        thread.start()
        try:
            yield MailServer(int(server.server_address[1]), folder)
        finally:
            server.shutdown()
            thread.join()


class _Server(socketserver.ThreadingTCPServer):
    """Numbers the letters in the order they came."""

    daemon_threads = True

    def __init__(self, folder: Path) -> None:
        super().__init__(("127.0.0.1", 0), _Conversation)
        self._folder = folder
        self._lock = threading.Lock()
        self._count = len(list(folder.glob("*.eml")))

    def keep(self, recipient: str, letter: bytes) -> None:
        """Write one letter, whole or not at all."""
        with self._lock:
            self._count += 1
            name = "".join(sign if sign.isalnum() else "-" for sign in recipient.lower())
            done = self._folder / f"{self._count:02}-{name[:40]}.eml"
            part = done.with_suffix(".part")
            part.write_bytes(letter)
            part.rename(done)


class _Conversation(socketserver.StreamRequestHandler):
    """One client: commands one by one until it leaves."""

    timeout = IDLE_S
    server: _Server

    def handle(self) -> None:
        """Greet, then answer each command."""
        self._recipient = ""
        self.wfile.write(b"220 demo.invalid ready\r\n")
        try:
            while line := self.rfile.readline(LINE_MAX):
                if not self._answer(line.strip()):
                    break
        except (ConnectionError, TimeoutError):
            return

    def _answer(self, line: bytes) -> bool:
        """Answer one command; false when the conversation is over."""
        verb = line[:4].upper()
        match verb:
            case b"EHLO" | b"HELO":
                self.wfile.write(_HELLO)
            case b"RCPT":
                self._recipient = (
                    line.partition(b"<")[2].partition(b">")[0].decode("ascii", "replace")
                )
                self.wfile.write(_OK)
            case b"DATA":
                self.wfile.write(b"354 go on, end with a dot\r\n")
                self._take()
            case b"QUIT":
                self.wfile.write(b"221 goodbye\r\n")
                return False
            case b"MAIL" | b"RSET" | b"NOOP":
                self.wfile.write(_OK)
            case _:
                self.wfile.write(b"502 not here\r\n")
        return True

    def _take(self) -> None:
        """Read one letter up to the dot, its doubled dots made single again, and keep it."""
        lines: list[bytes] = []
        size = 0
        while (line := self.rfile.readline(LETTER_MAX)) != b".\r\n":
            size += len(line)
            if not line or size > LETTER_MAX:
                self.wfile.write(b"552 too much\r\n")
                return
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        self.server.keep(self._recipient, b"".join(lines))
        self.wfile.write(b"250 kept\r\n")
