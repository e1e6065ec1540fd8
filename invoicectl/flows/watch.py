"""Whoever watches the nights: a heartbeat service, and a command that gets the bad news."""

from __future__ import annotations

from typing import TYPE_CHECKING

from invoicectl.flows.heartbeat import ping
from invoicectl.flows.nightly import summary_of

if TYPE_CHECKING:
    from invoicectl.domain.stamp import Stamp
    from invoicectl.flows.journal import Journal
    from invoicectl.flows.nightly import NightResult
    from invoicectl.settings.model import Settings

COMMAND_TIMEOUT_S = 60


def start_watch(settings: Settings, stamp: Stamp, journal: Journal) -> None:
    """Tell the heartbeat service, if there is one, that a night begins."""
    _ping(settings, stamp, journal, "start", "")


def end_watch(settings: Settings, stamp: Stamp, journal: Journal, result: NightResult) -> None:
    """Tell the service how the night ended; a bad one goes to the command in the settings too."""
    _ping(settings, stamp, journal, str(int(result.exit_status)), summary_of(result))
    if result.exit_status and settings.nightly.on_problem_command:
        _run_command(settings.nightly.on_problem_command, journal, report_of(result))


def report_of(result: NightResult) -> str:
    """Return the report that the command gets on its input: the summary and every problem."""
    lines = [summary_of(result), *(f"{each.code} {each.sentence}" for each in result.problems)]
    return "\n".join(lines) + "\n"


def _ping(settings: Settings, stamp: Stamp, journal: Journal, suffix: str, body: str) -> None:
    url = settings.nightly.heartbeat_url
    if not url:
        return
    problem = ping(url, suffix, stamp.run_id, body)
    if problem:
        journal.tell("heartbeat.failed", {"msg": problem}, level="warning")


def _run_command(command: tuple[str, ...], journal: Journal, report: str) -> None:
    from subprocess import DEVNULL
    from subprocess import SubprocessError
    from subprocess import run

    try:
        ended = run(
            command,
            input=report.encode(),
            stdout=DEVNULL,
            stderr=DEVNULL,
            timeout=COMMAND_TIMEOUT_S,
            check=False,
        )
    except (OSError, SubprocessError) as error:
        journal.tell("on_problem.failed", {"msg": type(error).__name__}, level="warning")
        return
    if ended.returncode:
        journal.tell("on_problem.failed", {"status": ended.returncode}, level="warning")
