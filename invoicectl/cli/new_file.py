"""Writes a file that a command made, and never over one that is there."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def write_new(path: Path, content: bytes) -> bool:
    """Write a file that is not there yet, or standard output for `-`; True when it is a file.

    Raises:
        InputError: there is one already, or the place cannot be written.
    """
    from invoicectl.errors import InputError

    if str(path) == "-":
        sys.stdout.buffer.write(content)
        return False
    try:
        with path.open("xb") as file:
            file.write(content)
    except FileExistsError:
        raise InputError(
            f"{path} is there already and is left alone.", hint="Give another name with --out."
        ) from None
    except OSError as error:
        raise InputError(f"{path} cannot be written: {error.strerror}.") from None
    return True
