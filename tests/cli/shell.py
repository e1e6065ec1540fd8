"""Runs command lines in a folder, as a terminal would, and gives back what they printed."""

from __future__ import annotations

import io
import json
import os
from contextlib import chdir
from contextlib import redirect_stderr
from contextlib import redirect_stdout
from dataclasses import dataclass
from typing import TYPE_CHECKING
from typing import Any

import pytest

from invoicectl.cli.app import run

if TYPE_CHECKING:
    from pathlib import Path

CLOCK = "2026-10-01T08:00:00+00:00"


@dataclass(frozen=True, slots=True)
class Printed:
    """What one command line left: its exit status and both streams."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The envelope on stdout."""
        return json.loads(self.out)


@dataclass(frozen=True, slots=True)
class Shell:
    """A terminal in one folder; nobody sits at it, so nothing may ask."""

    folder: Path

    def __call__(self, *words: str, at: str = CLOCK) -> Printed:
        """Run `invoicectl` with these words at an instant."""
        out, err = io.StringIO(), io.StringIO()
        mask = os.umask(0o022)
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("INVOICECTL_CLOCK", at)
            patch.setenv("INVOICECTL_ACTOR", "test")
            patch.setattr("sys.stdin", io.StringIO())
            try:
                with chdir(self.folder), redirect_stdout(out), redirect_stderr(err):
                    status = run(list(words))
            finally:
                os.umask(mask)
        return Printed(int(status), out.getvalue(), err.getvalue())

    def ok(self, *words: str) -> str:
        """Run a command line that must succeed, and return what it printed."""
        printed = self(*words)
        assert printed.status == 0, printed.err
        return printed.out
