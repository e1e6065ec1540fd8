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
        self._home = Path(self._place.name).resolve()
        self.folder = self._home

    def run(self, *commands: str, status: int = 0, lines: int | None = None) -> str:
        """Run `commands` one after the other; return them with their output as a fenced block.

        Args:
            commands: without a shell; a backslash ends a line that goes on.
            status: the exit status each must have.
            lines: show only so many lines of each output, then an ellipsis.

        Raises:
            RuntimeError: one ended with another status.
        """
        shown: list[str] = []
        for command in commands:
            output = self._output(command, status)
            if lines is not None and len(output) > lines:
                output = [*output[:lines], "..."]
            shown += [f"$ {command}", *output]
        return _block(*shown)

    def enter(self, name: str) -> str:
        """Change into a folder that a command has made and return the `cd` as a fenced block."""
        self.folder /= name
        return _block(f"$ cd {name}")

    def write(self, name: str, text: str) -> str:
        """Write a file and return, as a fenced block, how a reader makes it in a shell."""
        (self.folder / name).write_text(text, "utf-8")
        return _block(f"$ cat > {name} <<'END'", *text.splitlines(), "END")

    def _output(self, command: str, status: int) -> list[str]:
        """Return the lines a command prints, stdout before stderr."""
        done = subprocess.run(
            shlex.split(command.replace("\\\n", " ")),
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
        output = (done.stdout + done.stderr).replace(str(self._home), "~")
        output = output.replace(str(BIN), "~/invoicectl/.venv/bin")
        return [line.rstrip() for line in output.rstrip().splitlines()]

    def _environment(self) -> dict[str, str]:
        return {
            "PATH": f"{BIN}{os.pathsep}{os.defpath}",
            "HOME": str(self._home),
            "LANG": "C.UTF-8",
            "COLUMNS": "80",
            "NO_COLOR": "1",
            "INVOICECTL_CLOCK": CLOCK,
            "INVOICECTL_ACTOR": "kari",
        }


def _block(*lines: str) -> str:
    return "\n".join(["```console", *lines, "```"])
