"""One run at a time: whatever sends or moves files holds this lock from its start to its end."""

from __future__ import annotations

import fcntl
import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

from invoicectl.errors import LockedError
from invoicectl.errors import SetupError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from invoicectl.domain.stamp import Stamp

_NOTE_MAX = 200


def lock_path(ledger: Path) -> Path:
    """Return the lock file of a ledger; it stays there, only the lock on it comes and goes."""
    return ledger.with_name(f"{ledger.name}.lock")


@contextmanager
def run_lock(ledger: Path, stamp: Stamp, job: str) -> Iterator[None]:
    """Hold the lock of a ledger for the block.

    The kernel lets go of it when the process ends, however it ends. Some network file systems do
    not keep such locks: the ledger belongs on a disk of this machine.

    Args:
        ledger: path of the ledger file, which itself is never locked this way.
        stamp: when the run began.
        job: what runs, for the sentence the second one gets.

    Raises:
        LockedError: another run holds it; names that run.
        SetupError: the lock file cannot be made.
    """
    path = lock_path(ledger)
    try:
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    except OSError as error:
        raise SetupError(f"The lock {path} cannot be opened: {error.strerror}.") from error
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise LockedError(f"Another run is at work: {_holder(handle)}.") from None
        os.ftruncate(handle, 0)
        os.pwrite(handle, f"{job}, process {os.getpid()}, since {stamp.at}\n".encode(), 0)
        yield
    finally:
        os.close(handle)


def _holder(handle: int) -> str:
    """Return what the run that holds the lock wrote about itself, in one printable line."""
    text = os.pread(handle, _NOTE_MAX, 0).decode("utf-8", "replace").strip()
    return text if text and text.isprintable() else "it has not said which yet"
