"""Runs real commands for a page's blocks, in a folder of its own, and returns what a reader sees.

In a page:

    [[[cog
    from pages.terminal import Tour
    tour = Tour()
    cog.outl(tour.run("invoicectl demo company"))
    ]]]
"""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

BIN = Path(sys.executable).parent
SECONDS_MAX = 60
CLOCK = "2026-11-23T09:00:00+01:00"  # every page is written on the same day


class Tour:
    """One reader's terminal: commands share a folder, and nothing of this machine shows."""

    def __init__(self) -> None:
        self._place = tempfile.TemporaryDirectory()
        self.folder = Path(self._place.name) / "firma"
        self.folder.mkdir()

    def run(self, command: str, *, status: int = 0, lines: int | None = None) -> str:
        """Run `command` and return it with its output, as a fenced block.

        Args:
            command: one line, without a shell.
            status: the exit status it must have.
            lines: show only so many lines of the output, then an ellipsis.

        Raises:
            RuntimeError: it ended with another status.
        """
        done = subprocess.run(
            shlex.split(command),
            cwd=self.folder,
            env=self._environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=SECONDS_MAX,
            check=False,
        )
        if done.returncode != status:
            raise RuntimeError(f"{command}: status {done.returncode}\n{done.stdout}{done.stderr}")
        output = [line.rstrip() for line in (done.stdout + done.stderr).rstrip().splitlines()]
        if lines is not None and len(output) > lines:
            output = [*output[:lines], "..."]
        return "\n".join(["```console", f"$ {command}", *output, "```"])

    def enter(self, name: str) -> None:
        """Change into a folder that a command has made, as `cd` would."""
        self.folder /= name

    def _environment(self) -> dict[str, str]:
        return {
            "PATH": f"{BIN}{os.pathsep}{os.defpath}",
            "HOME": self._place.name,
            "LANG": "C.UTF-8",
            "COLUMNS": "80",
            "NO_COLOR": "1",
            "INVOICECTL_CLOCK": CLOCK,
            "INVOICECTL_ACTOR": "kari",
        }
