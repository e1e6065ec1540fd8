"""Runs commands in forked children and cuts them off at the k-th failpoint, as a SIGKILL would."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from invoicectl import seams

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Sequence

KILLED = 137


def run_in_child(
    arguments: Sequence[str],
    *,
    clock: str,
    kill_at: int | str = 0,
    sabotage: Callable[[], None] | None = None,
) -> int:
    """Run one command line in a fork; return its exit status, `KILLED` when it was cut off.

    Args:
        arguments: the command line.
        clock: the instant it takes for now.
        kill_at: the failpoint that ends it, counted from 1 or by name; 0 lets it finish.
        sabotage: breaks the program on purpose, to prove that the harness notices.
    """
    pid = os.fork()
    if pid == 0:
        _live_and_die(arguments, clock, kill_at, sabotage)
    _, status = os.waitpid(pid, 0)
    return os.waitstatus_to_exitcode(status)


def _live_and_die(
    arguments: Sequence[str], clock: str, kill_at: int | str, sabotage: Callable[[], None] | None
) -> None:
    code = 99
    try:
        from invoicectl.cli.app import run

        null = os.open(os.devnull, os.O_RDWR)
        os.dup2(null, 1)
        if not os.environ.get("CRASH_STDERR"):
            os.dup2(null, 2)
        sys.stdout = open(1, "w", closefd=False)  # noqa: SIM115 - the child's own
        os.environ["INVOICECTL_CLOCK"] = clock
        passed = 0

        def count(name: str) -> None:
            nonlocal passed
            passed += 1
            if kill_at in (passed, name):
                os._exit(KILLED)

        seams.hook(count)
        if sabotage is not None:
            sabotage()
        code = run(arguments)
        sys.stdout.flush()
    finally:
        os._exit(code)
