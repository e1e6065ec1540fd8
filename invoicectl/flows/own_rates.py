"""A company's own rates: `rates.yaml` beside its settings, read with lines and merged with ours."""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING
from typing import Final

from invoicectl.errors import SettingsError
from invoicectl.errors import SetupError
from invoicectl.law import SHIPPED
from invoicectl.law import Rates

if TYPE_CHECKING:
    from invoicectl.settings.model import Settings

NAME: Final = "rates.yaml"
_SIZE_READ: Final = (1 << 20) + 1


def rates_of(settings: Settings) -> Rates:
    """Return the rates a company works by.

    Raises:
        SettingsError: its own rates file cannot be used; all faults, each with its line.
        SetupError: the file cannot be read at all.
    """
    return rates_beside(settings.path)


def rates_beside(config: Path) -> Rates:
    """Return our rates merged with those in `rates.yaml` beside a settings file, if it is there.

    Raises:
        SettingsError, SetupError: as `rates_of`.
    """
    path = config.with_name(NAME)
    try:
        found = path.stat()
    except FileNotFoundError:
        return SHIPPED
    except OSError as error:
        raise _unreadable(path, error) from None
    return _read(path, found.st_mtime_ns, found.st_size, found.st_ino)


@lru_cache(maxsize=8)
def _read(path: Path, mtime_ns: int, size: int, inode: int) -> Rates:
    """Read the file once for each state it is seen in."""
    from invoicectl.flows.own_rates_file import read_own_rates
    from invoicectl.law.own import merged

    del mtime_ns, size, inode
    own, faults = read_own_rates(_source(path))
    if faults:
        texts = dict.fromkeys(
            fault.text(path.name) for fault in sorted(faults, key=lambda fault: fault.line)
        )
        raise SettingsError(
            tuple(texts), hint=f"Correct {path}, then run 'invoicectl rates check'."
        )
    return merged(SHIPPED, own)


def _source(path: Path) -> bytes:
    try:
        # NONBLOCK: a pipe under this name must not hang us
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        with os.fdopen(descriptor, "rb") as opened:
            return opened.read(_SIZE_READ)
    except OSError as error:
        raise _unreadable(path, error) from None


def _unreadable(path: Path, error: OSError) -> SetupError:
    return SetupError(
        f"The rates file {path} cannot be read: {error.strerror}.",
        hint="Make it readable, or move it away to work by the rates that are built in.",
    )
