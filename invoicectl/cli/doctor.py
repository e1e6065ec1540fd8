"""The command `doctor`: what would fail tonight, and what to do about it."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING
from typing import Annotated

import typer

from invoicectl.cli.args import AsJson
from invoicectl.errors import SetupError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from invoicectl.cli.context import Run
    from invoicectl.flows.sign import Sign

_SUBJECT_WIDTH = 9
_STATE_WIDTH = 5


def command(
    ctx: typer.Context,
    offline: Annotated[
        bool, typer.Option("--offline", help="Leave the mail server alone.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Check whatever would fail tonight, and say what to do.

    Looks at settings, secrets, mail server, ledger, backups and environment, and sends nothing.
    Faults end with status 10 (set-up), 12 (a secret or login), 13 (network) or 14 (ledger);
    what is only worth a look does not.

    Example: invoicectl doctor --offline
    """
    from invoicectl.cli.context import run_of
    from invoicectl.cli.output import show_json
    from invoicectl.flows.sign import State
    from invoicectl.flows.sign import exit_of

    run = run_of(ctx)
    run.as_json = as_json
    signs = _examine(run, offline=offline)
    counts = {state: sum(sign.state is state for sign in signs) for state in State}
    if as_json:
        rows = [
            {"subject": sign.subject, "state": sign.state, "message": sign.sentence,
             "advice": sign.advice}
            for sign in signs
        ]  # fmt: skip
        show_json("doctor", rows=rows, **{state.value: count for state, count in counts.items()})
    else:
        _print(run, signs, counts[State.WARN], counts[State.FAULT])
    status = exit_of(signs)
    if status:
        raise typer.Exit(status)


def _examine(run: Run, *, offline: bool) -> tuple[Sign, ...]:
    from platform import python_version

    from invoicectl.flows.diagnose import examine_company
    from invoicectl.flows.examine_machine import examine_machine
    from invoicectl.flows.sign import faults_of

    machine = examine_machine(os.environ, python_version())
    try:
        settings = run.settings
    except SetupError as error:
        return (*machine, *faults_of(error, "settings"))
    company = examine_company(settings, run.stamp, environ=os.environ, offline=offline)
    return (*machine, *company)


def _print(run: Run, signs: tuple[Sign, ...], warnings: int, faults: int) -> None:
    from invoicectl.cli.output import say
    from invoicectl.flows.sign import State

    for sign in signs:
        if sign.state is State.OK:
            say(run, *_lines(sign))
        else:
            sys.stdout.write("".join(f"{line}\n" for line in _lines(sign)))
    if faults or warnings:
        say(run, "", f"{faults} to mend, {warnings} worth a look.")
    else:
        say(run, "", "All is well.")


def _lines(sign: Sign) -> Iterator[str]:
    """Yield the sentence and below it the advice, wrapped to the terminal."""
    import textwrap

    from invoicectl.cli.output import terminal_width
    from invoicectl.cli.plain import clean

    first = f"{sign.state.value:<{_STATE_WIDTH}}  {sign.subject:<{_SUBJECT_WIDTH}}  "
    for start, text in ((first, sign.sentence), (" " * len(first) + "-> ", sign.advice)):
        if text:
            yield from textwrap.wrap(
                clean(text),
                width=terminal_width(),
                initial_indent=start,
                subsequent_indent=" " * len(start),
                break_long_words=False,
                break_on_hyphens=False,
            )
