"""How a process ends when its reader leaves early, and when it is interrupted."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from invoicectl.errors import Exit

if TYPE_CHECKING:
    from pathlib import Path

COMMAND = [sys.executable, "-m", "invoicectl"]
SLOW = (
    "import sys, time\n"
    "from invoicectl.cli import app, overdue\n"
    "def command():\n"
    "    print('begun', flush=True)\n"
    "    time.sleep(30)\n"
    "overdue.command = command\n"
    "sys.exit(app.run(['overdue']))\n"
)


@pytest.mark.parametrize("words", ["--help", "init --help", "settings --help"])
def test_a_reader_that_leaves_early_is_no_fault(tmp_path: Path, words: str) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        [*COMMAND, *words.split()], stdout=writing, stderr=subprocess.PIPE, check=False,
        cwd=tmp_path, timeout=30,
    )  # fmt: skip
    os.close(writing)
    assert (done.returncode, done.stderr) == (Exit.DONE, b"")


def test_an_interrupt_has_its_own_status_and_sentence(tmp_path: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", SLOW], stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=tmp_path
    )
    assert process.stdout is not None
    assert process.stdout.readline() == b"begun\n"
    time.sleep(0.1)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=30)
    assert process.returncode == Exit.INTERRUPTED
    assert said.startswith(b"interrupted; ")
    assert b"Traceback" not in said
