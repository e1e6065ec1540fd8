"""The night: everything that is due, in its order, by state and not by date, once.

Each step commits on its own and a fault in one stops no other, with two exceptions: a ledger that
is damaged and a clock that is wrong stop the night before anything leaves the house.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING
from typing import Final

from invoicectl.errors import Exit
from invoicectl.errors import InvoicectlError
from invoicectl.flows.guard import check_clock
from invoicectl.flows.night_steps import Problem
from invoicectl.flows.night_steps import StepResult
from invoicectl.flows.night_steps import back_up
from invoicectl.flows.night_steps import check
from invoicectl.flows.night_steps import deliver_outbox
from invoicectl.flows.night_steps import draft_recurring
from invoicectl.flows.night_steps import import_inbox
from invoicectl.flows.night_steps import issue_ready
from invoicectl.flows.night_steps import make_letters
from invoicectl.flows.night_steps import plan_letters
from invoicectl.flows.night_steps import tell_bank
from invoicectl.ledger.connect import is_damage
from invoicectl.ledger.due_work import has_instalments
from invoicectl.ledger.log import begin_run
from invoicectl.ledger.log import end_run

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Iterator

    from invoicectl.flows.dun import PlannedNotice
    from invoicectl.flows.journal import Journal
    from invoicectl.flows.night_steps import Night

JOB: Final = "nightly"
# When several apply, the first of these is the exit status of the night.
PRIORITY: Final = (
    Exit.GUARD,
    Exit.BUG,
    Exit.CREDENTIALS,
    Exit.SETUP,
    Exit.PERSON_NEEDED,
    Exit.INTERRUPTED,
    Exit.PARTLY,
    Exit.NETWORK,
)
# What these mean for one command, they do not mean for a night that went on after them.
_IN_A_NIGHT: Final = {Exit.INPUT: Exit.PERSON_NEEDED, Exit.LOCKED: Exit.PARTLY}


@dataclass(frozen=True, slots=True)
class NightResult:
    """What a night did, step by step."""

    run_id: str
    steps: tuple[StepResult, ...]

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Everything a person should know, in the order it came up."""
        return tuple(problem for step in self.steps for problem in step.problems)

    @property
    def exit_status(self) -> Exit:
        """The one status that matters most (design 5)."""
        found = {problem.status for problem in self.problems}
        return next((status for status in PRIORITY if status in found), Exit.DONE)

    def count(self, step: str, name: str) -> int:
        """Return a counter of a step, 0 when the step was not reached."""
        return next((each.counts.get(name, 0) for each in self.steps if each.name == step), 0)


def run_night(night: Night, journal: Journal, *, catch_up: bool = False) -> NightResult:
    """Do everything that is due; the caller holds the run lock.

    Args:
        night: ledger, settings, stamp and clock.
        journal: gets an event for each step and problem.
        catch_up: a person says that the clock is right after a long pause.
    """
    journal.tell("run.begin", {"job": JOB, "day": night.stamp.today.isoformat()})
    steps: list[StepResult] = []
    for step in _steps(night, catch_up=catch_up):
        steps.append(step)
        _tell(journal, step)
    result = NightResult(night.stamp.run_id, tuple(steps))
    if steps[0].name != "clock":
        _close(night, result)
    journal.tell("run.end", {"exit_code": int(result.exit_status), **_counters(result)})
    return result


def _steps(night: Night, *, catch_up: bool) -> Iterator[StepResult]:
    """Yield each step as it has been done."""
    clock = _run("clock", lambda: _clock(night, catch_up=catch_up))
    if clock.problems:
        yield clock
        return
    copy = _run("backup", lambda: back_up(night))
    yield copy
    if _has_guard(copy):
        return
    yield from _unless_ending(night, "import", lambda: import_inbox(night))
    yield from _letters(night)
    yield from _unless_ending(night, "check", lambda: check(night))
    if night.is_ending():
        problem = Problem("ENDED", "the run was told to end; the rest waits", Exit.INTERRUPTED)
        yield StepResult("end", {}, (problem,))


def _letters(night: Night) -> Iterator[StepResult]:
    """Yield the steps that send: none of them runs when their number is absurd."""
    plan: list[PlannedNotice] = []

    def guard() -> StepResult:
        plan.extend(plan_letters(night))
        return StepResult("guard", {})

    guarded = _run("guard", guard)
    if guarded.problems:
        yield guarded
        return
    yield from _unless_ending(night, "recurring", lambda: draft_recurring(night))
    if has_instalments(night.ledger.con):
        from invoicectl.flows.night_projects import tell_instalments

        yield from _unless_ending(night, "projects", lambda: tell_instalments(night))
    yield from _unless_ending(night, "send", lambda: issue_ready(night))
    if night.settings.avtalegiro.enabled:
        yield from _unless_ending(night, "claims", lambda: tell_bank(night))
    if any(planned.is_letter for planned in plan):
        yield from _unless_ending(night, "law", lambda: _review(night))
    yield from _unless_ending(night, "remind", lambda: make_letters(night, tuple(plan)))
    yield from _unless_ending(night, "deliver", lambda: deliver_outbox(night))


def _review(night: Night) -> StepResult:
    from invoicectl.flows.law_review import tell_review

    return tell_review(night)


def _unless_ending(night: Night, name: str, step: Callable[[], StepResult]) -> Iterator[StepResult]:
    if not night.is_ending():
        yield _run(name, step)


def _run(name: str, step: Callable[[], StepResult]) -> StepResult:
    """Run one step; whatever goes wrong becomes a problem of this step alone."""
    began_s, cpu_s = time.monotonic(), time.process_time()
    try:
        result = step()
    except InvoicectlError as error:
        result = StepResult(name, {}, (_problem(error),))
    except Exception as error:  # noqa: BLE001 - one step's bug must not stop the others
        result = StepResult(name, {}, (_bug(name, error),))
    times = {
        "took_ms": round((time.monotonic() - began_s) * 1000),
        "cpu_ms": round((time.process_time() - cpu_s) * 1000),
    }
    return StepResult(name, result.counts | times, result.problems)


def _clock(night: Night, *, catch_up: bool) -> StepResult:
    """Compare the clock with the ledger and write down that the night has begun."""
    check_clock(night.ledger, night.stamp, catch_up=catch_up)
    with night.ledger.write() as con:
        begin_run(con, JOB, night.stamp)
    return StepResult("clock", {})


def _problem(error: InvoicectlError) -> Problem:
    status = _IN_A_NIGHT.get(error.exit_status, error.exit_status)
    sentence = " ".join(f"{error} {error.hint}".split())
    return Problem(error.code.upper(), sentence, status)


def _bug(name: str, error: Exception) -> Problem:
    if is_damage(error):
        return Problem("GUARD", "the ledger is damaged; run 'invoicectl ledger check'", Exit.GUARD)
    # the message of an unknown error may hold anything, so only its place is told
    frames = error.__traceback__
    while frames is not None and frames.tb_next is not None:
        frames = frames.tb_next
    where = frames.tb_frame.f_code.co_qualname if frames is not None else "?"
    line = frames.tb_lineno if frames is not None else 0
    sentence = f"step={name} a bug in invoicectl: {type(error).__name__} in {where}, line {line}"
    return Problem("BUG", sentence, Exit.BUG)


def _has_guard(step: StepResult) -> bool:
    return any(problem.status is Exit.GUARD for problem in step.problems)


def _tell(journal: Journal, step: StepResult) -> None:
    journal.tell(f"step.{step.name}", step.counts)
    for problem in step.problems:
        facts = {"code": problem.code, "msg": problem.sentence}
        journal.tell("problem", facts, level="error")


def _close(night: Night, result: NightResult) -> None:
    """Write down how the night ended, unless the ledger can no longer be written."""
    try:
        with night.ledger.write() as con:
            end_run(
                con,
                night.stamp.run_id,
                at=night.now().isoformat(timespec="seconds"),
                exit_status=int(result.exit_status),
                summary=summary_of(result),
            )
    except InvoicectlError:
        return  # the steps have told already


def summary_of(result: NightResult) -> str:
    """Return the night in one line."""
    from invoicectl.domain.money import kroner

    count = result.count
    parts = [
        f"{count('import', 'payments')} payments ({kroner(count('import', 'sum_ore'))})",
        f"{count('send', 'issued')} issued ({kroner(count('send', 'sum_ore'))})",
        f"{count('remind', 'letters')} reminded",
        f"{count('deliver', 'sent')} sent",
    ]
    if drafted := count("recurring", "drafted"):
        parts.insert(1, f"{drafted} recurring drafted")
    problems = len(result.problems)
    return ", ".join(parts) + (f"; problems: {problems}" if problems else "; all in order")


def _counters(result: NightResult) -> dict[str, int]:
    return {
        f"{step.name}_{name}": value
        for step in result.steps
        for name, value in step.counts.items()
        if name not in {"took_ms", "cpu_ms"}
    }
