"""What `doctor` sees of one thing: in order, worth a look, or wrong, and what to do about it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from invoicectl.errors import Exit
from invoicectl.errors import InvoicectlError


class State(StrEnum):
    """How a thing is: in order, in order but worth a look, or wrong."""

    OK = "ok"
    WARN = "warn"
    FAULT = "fault"


@dataclass(frozen=True, slots=True)
class Sign:
    """What was seen of one thing; `advice` says what to do, `exit_status` what a fault means."""

    subject: str
    state: State
    sentence: str
    advice: str = ""
    exit_status: Exit = Exit.DONE


def exit_of(signs: tuple[Sign, ...]) -> Exit:
    """Return the exit status of all signs together: what must be mended first decides."""
    found = {sign.exit_status for sign in signs if sign.state is State.FAULT}
    order = (Exit.SETUP, Exit.GUARD, Exit.LOCKED, Exit.CREDENTIALS, Exit.NETWORK)
    return next((each for each in order if each in found), Exit.SETUP if found else Exit.DONE)


def faults_of(error: InvoicectlError, subject: str) -> tuple[Sign, ...]:
    """Return a sign for each sentence of an error, the advice with the last."""
    *first, last = str(error).split("\n")
    plain = tuple(Sign(subject, State.FAULT, text, "", error.exit_status) for text in first)
    return (*plain, Sign(subject, State.FAULT, last, error.hint, error.exit_status))


def ok(subject: str, sentence: str) -> Sign:
    """Return a sign that all is well."""
    return Sign(subject, State.OK, sentence)


def warn(subject: str, sentence: str, advice: str) -> Sign:
    """Return a sign that something is worth a look."""
    return Sign(subject, State.WARN, sentence, advice)


def broken(subject: str, sentence: str, advice: str, exit_status: Exit = Exit.SETUP) -> Sign:
    """Return a sign that something is wrong."""
    return Sign(subject, State.FAULT, sentence, advice, exit_status)


def fault(subject: str, error: InvoicectlError) -> Sign:
    """Return the sign that an error is: its sentences, its hint and its exit status."""
    return Sign(subject, State.FAULT, str(error).replace("\n", " "), error.hint, error.exit_status)


def guarded(subject: str, look: Callable[[], str]) -> Sign:
    """Return what `look` says, or the fault it meets."""
    try:
        return ok(subject, look())
    except InvoicectlError as error:
        return fault(subject, error)
