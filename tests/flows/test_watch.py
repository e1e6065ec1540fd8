from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from http.server import BaseHTTPRequestHandler
from http.server import ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import ClassVar

import pytest

from invoicectl.errors import Exit
from invoicectl.flows.heartbeat import ping
from invoicectl.flows.journal import Journal
from invoicectl.flows.night_steps import Problem
from invoicectl.flows.night_steps import StepResult
from invoicectl.flows.nightly import NightResult
from invoicectl.flows.watch import end_watch
from invoicectl.flows.watch import start_watch
from invoicectl.settings.model import Settings
from tests.build import settings_for
from tests.build import stamp

GOOD = NightResult("r", (StepResult("send", {"issued": 1}),))
BAD = NightResult(
    "r",
    (StepResult("import", {}, (Problem("BANK-FILE", "x.txt: no bank file", Exit.PERSON_NEEDED),)),),
)


def journal_of(settings: Settings) -> Journal:
    return Journal(settings.log.path, "r", lambda: datetime.fromisoformat(stamp().at))


class _Listener(BaseHTTPRequestHandler):
    """Writes down what it hears, and answers what it is told to."""

    heard: ClassVar[list[tuple[str, str, str]]] = []
    answer: ClassVar[int] = 200

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.heard.append((self.command, self.path, body))
        self.send_response(self.answer)
        self.send_header("Location", "http://127.0.0.1:9/elsewhere")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
        pass


@contextmanager
def listener(answer: int = 200) -> Iterator[tuple[str, list[tuple[str, str, str]]]]:
    """Run a heartbeat service on loopback; gives its address and what it has heard."""
    _Listener.heard.clear()
    _Listener.answer = answer
    with ThreadingHTTPServer(("127.0.0.1", 0), _Listener) as server:
        Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}/ping/uuid", _Listener.heard
        server.shutdown()


def test_the_service_hears_of_start_and_end_with_the_exit_status(tmp_path: Path) -> None:
    with listener() as (url, heard):
        watched = settings_for(tmp_path / "company", f"nightly:\n  heartbeat_url: {url}\n")
        journal = journal_of(watched)
        start_watch(watched, stamp(), journal)
        end_watch(watched, stamp(), journal, GOOD)
    start, end = heard
    method, path, body = start
    assert (method, path.partition("?")[0], body) == ("POST", "/ping/uuid/start", "")
    assert end[1].startswith("/ping/uuid/0?rid=")
    assert end[1].partition("rid=")[2] == start[1].partition("rid=")[2]
    assert end[2].endswith("all in order")


@pytest.mark.parametrize("answer", [302, 404, 500])
def test_a_service_in_trouble_is_told_of_and_never_followed(answer: int) -> None:
    with listener(answer) as (url, heard):
        assert str(answer) in ping(url, "start", "ab", "")
    assert {path.partition("?")[0] for _, path, _ in heard} == {"/ping/uuid/start"}


def test_a_service_that_is_not_there_changes_nothing(tmp_path: Path) -> None:
    dead = settings_for(
        tmp_path / "company", "nightly:\n  heartbeat_url: http://127.0.0.1:9/ping\n"
    )
    journal = journal_of(dead)
    start_watch(dead, stamp(), journal)
    assert "heartbeat.failed" in dead.log.path.read_text()


def test_the_command_gets_the_report_of_a_bad_night_alone(tmp_path: Path) -> None:
    report = tmp_path / "report"
    command = f'["tee", "{report}"]'
    told = settings_for(tmp_path / "company", f"nightly:\n  on_problem_command: {command}\n")
    journal = journal_of(told)
    end_watch(told, stamp(), journal, GOOD)
    assert not report.exists()
    end_watch(told, stamp(), journal, BAD)
    assert report.read_text().splitlines()[1].startswith("BANK-FILE x.txt")


def test_a_command_that_is_not_there_is_only_logged(tmp_path: Path) -> None:
    more = 'nightly:\n  on_problem_command: ["/nowhere/at-all"]\n'
    told = settings_for(tmp_path / "company", more)
    end_watch(told, stamp(), journal_of(told), BAD)
    assert "on_problem.failed" in told.log.path.read_text()
