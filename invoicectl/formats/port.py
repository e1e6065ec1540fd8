"""What every bank file format can do: know its own files, and read one whole or refuse it."""

from __future__ import annotations

from typing import TYPE_CHECKING
from typing import Protocol

if TYPE_CHECKING:
    from datetime import date

    from invoicectl.domain.payment import BankFile

HEAD_BYTES = 4096
"""How much of a file `sniff` is shown at most."""


class Format(Protocol):
    """One format of bank files; it has no state and reads no clock."""

    @property
    def name(self) -> str:
        """The short name that stands in the table, in settings and in the ledger."""

    def sniff(self, head: bytes) -> bool:
        """Return whether a file that begins with `head` (up to `HEAD_BYTES`) is of this format."""

    def read(self, content: bytes, *, name: str, today: date) -> BankFile:
        """Return everything the file says, after all its counts and sums have been checked.

        Args:
            content: the whole file as it lay on the disk.
            name: what the file is called in error sentences.
            today: settles the century of dates that have two digits for the year.

        Raises:
            BadFileError: the file is damaged or incomplete; nothing of it may be used.
        """
