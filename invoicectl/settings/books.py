"""Settings of the ledger: a module of its own, because every command needs this section first."""

from __future__ import annotations

from pathlib import Path

from invoicectl.settings.kinds import FilePath
from invoicectl.settings.schema import key
from invoicectl.settings.schema import section


@section
class LedgerSettings:
    """The books: one SQLite file."""

    path: Path = key(FilePath(), "The file.", default=Path("ledger.db"))
