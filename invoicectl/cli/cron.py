"""The noun `cron`: what makes cron or systemd run the nights; printed, never installed."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING
from typing import Annotated

import typer

if TYPE_CHECKING:
    from collections.abc import Sequence

app = typer.Typer(help="Lines for cron and units for systemd.", no_args_is_help=True)


@app.callback()
def _noun() -> None:
    """Print what runs the nights by themselves."""


@app.command("print")
def print_(
    ctx: typer.Context,
    systemd: Annotated[
        bool, typer.Option("--systemd", help="A service and a timer instead of a crontab line.")
    ] = False,
) -> None:
    """Print a crontab line, or systemd units, that run the nights.

    They call this installation with these settings; nothing is installed. A machine that sleeps
    at night is better off with the systemd timer: cron does not catch up on what it slept through.

    Example: invoicectl cron print --systemd
    """
    from invoicectl.cli.context import run_of
    from invoicectl.cli.plain import clean

    words = [*_program(), "--config", str(run_of(ctx).settings.path), "nightly"]
    for line in _units(words) if systemd else _crontab(words):
        sys.stdout.write(clean(line) + "\n")  # as it is: such lines are never folded


def _program() -> list[str]:
    """Return the absolute words that start this installation."""
    called = Path(sys.argv[0]).absolute()
    if called.name == "invoicectl" and called.is_file():
        return [str(called)]
    return [sys.executable, "-m", "invoicectl"]


def _crontab(words: Sequence[str]) -> list[str]:
    import shlex

    line = shlex.join(words).replace("%", "\\%")  # cron takes a bare % for the end of the line
    return [
        "# Every night at 05:30; put these lines into 'crontab -e'.",
        "# It prints nothing when all is well, so cron mails you only what needs you.",
        "#MAILTO=you@example.no",
        f"30 5 * * * {line}",
    ]


def _units(words: Sequence[str]) -> list[str]:
    command = " ".join(_quoted(word) for word in words)
    return [
        "# ~/.config/systemd/user/invoicectl.service",
        "[Unit]",
        "Description=Nightly invoicing run",
        "",
        "[Service]",
        "Type=oneshot",
        f"ExecStart={command}",
        "# 3: partly done, the rest is tried again the next night",
        "SuccessExitStatus=3",
        "TimeoutStartSec=30m",
        "UMask=0077",
        "NoNewPrivileges=yes",
        "",
        "# ~/.config/systemd/user/invoicectl.timer",
        "[Unit]",
        "Description=Nightly invoicing run",
        "",
        "[Timer]",
        "OnCalendar=*-*-* 05:30 Europe/Oslo",
        "Persistent=true",
        "RandomizedDelaySec=10m",
        "AccuracySec=1m",
        "",
        "[Install]",
        "WantedBy=timers.target",
        "",
        "# Save both, then: systemctl --user enable --now invoicectl.timer",
        "# To run without being logged in: loginctl enable-linger",
    ]


def _quoted(word: str) -> str:
    """Return a word as systemd reads it back: specifiers and variables are taken literally."""
    plain = word.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%").replace("$", "$$")
    return f'"{plain}"' if any(sign in plain for sign in " \t'\";\\") else plain
