"""A company register on loopback that knows what it is given, and refuses all it would refuse."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from dataclasses import field
from http.server import BaseHTTPRequestHandler
from http.server import ThreadingHTTPServer
from threading import Thread

BASE = "/enhetsregisteret/api"
_PATH = re.compile(rf"{BASE}/(enheter|underenheter)/(\d{{9}})")
_TYPES = {
    "enheter": "application/vnd.brreg.enhetsregisteret.enhet.v2+json",
    "underenheter": "application/vnd.brreg.enhetsregisteret.underenhet.v2+json",
}


@dataclass
class Register:
    """What the register holds: (place, number) -> status and body; and what it was asked."""

    url: str = ""
    known: dict[tuple[str, str], tuple[int, bytes]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def put(self, orgnr: str, *, place: str = "enheter", **changes: object) -> None:
        """Let it know a company; `changes` replace fields, None removes one."""
        body = {**company(orgnr), **changes}
        given = {name: value for name, value in body.items() if value is not None}
        self.known[place, orgnr] = (200, json.dumps(given).encode())

    def answer(self, orgnr: str, status: int, body: bytes = b"") -> None:
        """Let it answer a number in a way of its own."""
        self.known["enheter", orgnr] = (status, body)

    @property
    def settings(self) -> str:
        """The section of the settings that names this register."""
        return f"register:\n  base_url: {self.url}\n"


def company(orgnr: str) -> dict[str, object]:
    """Return a company as the register writes one, all of its own making."""
    return {
        "organisasjonsnummer": orgnr,
        "navn": "BRYGGEN BAKERI AS",
        "organisasjonsform": {"kode": "AS", "beskrivelse": "Aksjeselskap"},
        "registrertIMvaregisteret": True,
        "forretningsadresse": {
            "land": "Norge", "landkode": "NO", "postnummer": "5003", "poststed": "BERGEN",
            "adresse": ["Bryggen 5"], "kommune": "BERGEN", "kommunenummer": "4601",
        },
        "konkurs": False,
        "underAvvikling": False,
        "underTvangsavviklingEllerTvangsopplosning": False,
        "maalform": "Bokmål",
        "respons_klasse": "Enhet",
    }  # fmt: skip


@contextmanager
def register() -> Iterator[Register]:
    """Run a register; leaving fails when it was asked anything it would not have understood."""
    held = Register()

    class Handler(BaseHTTPRequestHandler):
        """Answers GET of one number with the right media type, and nothing else."""

        def do_GET(self) -> None:
            held.asked.append(self.path)
            found = _PATH.fullmatch(self.path)
            wanted = _TYPES[found[1]] if found else ""
            if found is None or self.headers["Accept"] != wanted or self.headers["Cookie"]:
                held.faults.append(f"{self.path} {self.headers['Accept']}")
                self._say(406, b"")
                return
            status, body = held.known.get((found[1], found[2]), (404, b""))
            self._say(status, body)

        def _say(self, status: int, body: bytes) -> None:
            self.send_response(status)
            if 300 <= status < 400:
                self.send_header("Location", f"{held.url}/enheter/999999999")
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        held.url = f"http://127.0.0.1:{server.server_address[1]}{BASE}"
        yield held
        server.shutdown()
    assert not held.faults
