"""Mail servers on loopback: a real one, and one that misbehaves by script."""

from __future__ import annotations

import asyncio
import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from contextlib import suppress
from dataclasses import dataclass
from dataclasses import field
from enum import Enum
from typing import BinaryIO
from typing import Self

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP
from aiosmtpd.smtp import AuthResult
from aiosmtpd.smtp import Envelope
from aiosmtpd.smtp import LoginPassword
from aiosmtpd.smtp import Session


def free_port() -> int:
    """Return a port that is free now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@dataclass
class Mailbox:
    """Takes every message but those to `nobody@`; knows one user and one token."""

    envelopes: list[Envelope] = field(default_factory=list)
    sessions: list[Session] = field(default_factory=list)
    user: str = "faktura@example.no"
    password: str = "hemmelig-æøå"
    token: str = "token-1"

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address.startswith("nobody@"):
            return "550 5.1.1 No such user here"
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 OK"

    async def handle_DATA(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        self.envelopes.append(envelope)
        self.sessions.append(session)
        return "250 2.0.0 OK: queued as 4F1A2B"

    async def auth_XOAUTH2(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, args: list[str]
    ) -> AuthResult:
        from base64 import b64decode

        said = b64decode(args[1]).decode()
        if said == f"user={self.user}\1auth=Bearer {self.token}\1\1":
            return AuthResult(success=True, auth_data=self.user)
        empty = await server.challenge_auth(b'{"status":"401"}')
        assert empty == b""  # anything else would be the token a second time
        return AuthResult(success=False, handled=False)

    def authenticate(
        self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: object
    ) -> AuthResult:
        good = LoginPassword(self.user.encode(), self.password.encode())
        return AuthResult(success=data == good, handled=False)

    def payloads(self) -> list[bytes]:
        return [bytes(envelope.original_content or b"") for envelope in self.envelopes]


class _Controller(Controller):
    """Hangs up on clients that are gone before it stops, so that no socket is left open."""

    servers: list[SMTP]

    def factory(self) -> SMTP:
        server: SMTP = super().factory()  # type: ignore[no-untyped-call]
        self.servers = [*getattr(self, "servers", []), server]
        return server

    async def hang_up(self) -> None:
        for server in self.servers:
            if isinstance(server.transport, asyncio.WriteTransport):
                server.transport.abort()
        await asyncio.sleep(0.01)


@contextmanager
def mail_server(mailbox: Mailbox, **options: object) -> Iterator[int]:
    """Run aiosmtpd for the block and yield its port."""
    controller = _Controller(
        mailbox,
        hostname="127.0.0.1",
        port=free_port(),
        server_hostname="mail.example.no",
        **options,  # type: ignore[arg-type]
    )
    controller.start()
    try:
        yield controller.port
    finally:
        hanging_up = asyncio.run_coroutine_threadsafe(controller.hang_up(), controller.loop)
        hanging_up.result(5)
        controller.stop()


class Fault(Enum):
    """What a server does in place of an answer."""

    DROP = "closes the line"
    RESET = "tears the line"
    HANG = "says nothing"


Answer = bytes | Fault

EHLO = b"250-scripted\r\n250-SIZE 1000000\r\n250 8BITMIME\r\n"


@dataclass
class Script:
    """The answers of one connection; `keeps` says whether the body is stored before `after_dot`."""

    greeting: Answer = b"220 scripted\r\n"
    ehlo: Answer = EHLO
    mail: Answer = b"250 OK\r\n"
    rcpt: Answer = b"250 OK\r\n"
    data: Answer = b"354 go\r\n"
    after_dot: Answer = b"250 2.0.0 queued\r\n"
    rset: Answer = b"250 OK\r\n"
    quit: Answer = b"221 bye\r\n"
    noop: Answer = b"250 OK\r\n"
    starttls: Answer = b"220 go\r\n"
    auth: Answer = b"235 welcome\r\n"
    keeps: bool = True
    body_limit: int | None = None
    wait_s: float = 0


def _read_body(lines: BinaryIO) -> bytes | None:
    """Return what stands before the lone dot, or None when the dot never came."""
    body: list[bytes] = []
    for line in lines:
        if line == b".\r\n":
            return b"".join(body)
        body.append(line)
    return None


class ScriptedServer:
    """Plays one script a connection, the last one for all that follow."""

    def __init__(self, *scripts: Script) -> None:
        self.kept: list[bytes] = []
        self.commands: list[bytes] = []
        self.connections = 0
        self._scripts = scripts or (Script(),)
        self._over = threading.Event()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._thread = threading.Thread(target=self._listen)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join(10)
        assert not self._thread.is_alive()

    def _listen(self) -> None:
        while not self._over.is_set():
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            script = self._scripts[min(self.connections, len(self._scripts) - 1)]
            self.connections += 1
            connection.settimeout(10)
            with connection, suppress(OSError):
                self._talk(connection, script)

    def _talk(self, connection: socket.socket, script: Script) -> None:
        if not self._answer(connection, script.greeting):
            return
        with connection.makefile("rb") as lines:
            for line in lines:
                self.commands.append(line.rstrip())
                verb = line[:8].split(b" ")[0].strip().lower().decode("latin-1")
                answer: Answer = getattr(script, verb, b"500 what?\r\n")
                going_on = self._answer(connection, answer)
                if going_on and verb == "data" and isinstance(answer, bytes) and answer[:1] == b"3":
                    if script.body_limit is not None:
                        lines.read(script.body_limit)
                        return
                    body = _read_body(lines)
                    if body is None:
                        return
                    if script.keeps:
                        self.kept.append(body)
                    self._over.wait(script.wait_s)
                    going_on = self._answer(connection, script.after_dot)
                if not going_on or verb == "quit":
                    return

    def _answer(self, connection: socket.socket, answer: Answer) -> bool:
        """Answer and return whether the talk goes on."""
        if isinstance(answer, bytes):
            connection.sendall(answer)
            return True
        if answer is Fault.HANG:
            self._over.wait(10)
        if answer is Fault.RESET:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        return False
