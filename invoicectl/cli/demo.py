"""The command `demo`: a whole company in a folder, made with the flows of every day."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING
from typing import Annotated

import typer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from invoicectl.cli.context import Run

_TOPIC_WIDTH = 13


class Way(StrEnum):
    """How the demonstration's letters leave."""

    EMAIL = "email"
    FOLDER = "folder"


def command(
    ctx: typer.Context,
    folder: Annotated[
        Path, typer.Argument(metavar="[DIR]", help="Where to build it; must be empty or new.")
    ] = Path("demo-company"),
    channel: Annotated[
        Way, typer.Option(help="'email' goes through a real mail server on this machine.")
    ] = Way.EMAIL,
    force: Annotated[
        bool, typer.Option("--force", help="Make anew a folder that this command made.")
    ] = False,
) -> None:
    """Build a company to look around in, with four months of business.

    Everything is real but the company: numbered invoices go by e-mail through a mail server that
    runs for these seconds on this machine alone, bank files are imported, letters are sent.

    Example: invoicectl demo my-demo
    """
    from invoicectl.cli.context import run_of
    from invoicectl.cli.output import say
    from invoicectl.flows.demo import build_demo

    run = run_of(ctx)
    folder = folder.absolute()
    story = build_demo(
        folder, now=run.now, stamp=run.stamp, by_email=channel is Way.EMAIL, anew=force
    )
    for number, told in enumerate(story):
        if not number:
            say(run, f"A company in {_near(folder)}", "")
        _tell(run, told.topic, told.lines)
    _overdue(run, folder)
    _places(run, folder, by_email=channel is Way.EMAIL)
    _next(run, folder)


def _tell(run: Run, topic: str, lines: Sequence[str]) -> None:
    """Print a topic and its lines beside it, folded to the terminal."""
    import textwrap

    from invoicectl.cli.output import say
    from invoicectl.cli.output import terminal_width

    folded = [
        part
        for line in lines
        for part in textwrap.wrap(
            line,
            terminal_width() - _TOPIC_WIDTH - 2,
            break_on_hyphens=False,
            subsequent_indent="  ",
        )
    ]
    for number, line in enumerate(folded):
        say(run, f"  {'' if number else topic:<{_TOPIC_WIDTH}}{line}")


def _overdue(run: Run, folder: Path) -> None:
    """Run the very command a user would run."""
    from invoicectl.cli.app import run as run_command
    from invoicectl.cli.output import say

    if run.quiet:
        return
    say(run, "", "$ invoicectl overdue", "")
    run_command(["--config", str(folder / "config.yaml"), "overdue"])


def _places(run: Run, folder: Path, *, by_email: bool) -> None:
    from invoicectl.cli.output import say
    from invoicectl.flows.demo import MAIL

    places = [
        ("config.yaml", "the settings, with their help"),
        ("ledger.db", "the books: customers, invoices, documents, vouchers"),
        ("outbox/", "letters laid in folders, with their PDF"),
        ("inbox/", "bank files: one waits, those in done/ are booked"),
    ]
    if by_email:
        places.insert(2, (f"{MAIL}/", "e-mails as they arrived; open one in a mail program"))
    say(run, "", f"In {_near(folder)}")
    for name, what in places:
        _tell(run, name, (what,))


def _next(run: Run, folder: Path) -> None:
    from invoicectl.cli.output import say

    program = _program(folder)
    say(
        run,
        "",
        "Try next",
        f"  cd {_near(folder)}",
        f"  {program} remind --dry-run",
        f"  {program} invoice list",
        f"  {program} nightly",
    )


def _near(path: Path) -> str:
    """Return the shorter of the path and its way from here."""
    import os

    return min(os.path.relpath(path), str(path), key=len)


def _program(folder: Path) -> str:
    """Return how to call this program from inside `folder`."""
    import os
    import shutil
    import sys

    if shutil.which("invoicectl"):
        return "invoicectl"
    called = Path(sys.argv[0]).absolute()
    if called.name != "invoicectl":
        return f"{sys.executable} -m invoicectl"
    return min(os.path.relpath(called, folder), str(called), key=len)
