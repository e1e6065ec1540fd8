"""A mail server of its own process that writes down every message before it says yes."""

from __future__ import annotations

import socket
import subprocess
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_SERVER = """
import itertools, os, pathlib, sys, time
from aiosmtpd.controller import Controller
folder, port = pathlib.Path(sys.argv[1]), int(sys.argv[2])
numbers = itertools.count(1)
class Keep:
    async def handle_DATA(self, server, session, envelope):
        part = folder / ".part"
        part.write_bytes(envelope.content)
        part.rename(folder / f"{next(numbers):05}.eml")
        return "250 kept"
Controller(Keep(), hostname="127.0.0.1", port=port).start()
print("ready", flush=True)
time.sleep(900)
"""


@contextmanager
def mail_server(folder: Path) -> Iterator[int]:
    """Run the server on a free port of the loopback; accepted mail lies in `folder`."""
    folder.mkdir()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = subprocess.Popen(
        [sys.executable, "-c", _SERVER, str(folder), str(port)], stdout=subprocess.PIPE
    )
    assert server.stdout is not None
    try:
        assert server.stdout.readline() == b"ready\n"
        yield port
    finally:
        server.kill()
        server.wait()
        server.stdout.close()


def accepted(folder: Path) -> dict[str, list[bytes]]:
    """Return Message-ID -> every copy that was accepted."""
    from email import message_from_bytes

    found: dict[str, list[bytes]] = {}
    for path in sorted(folder.glob("*.eml")):
        content = path.read_bytes()
        found.setdefault(str(message_from_bytes(content)["Message-ID"]), []).append(content)
    return found
