"""Settings of where things lie: ledger, backups, log. Small, because every command needs them."""

from __future__ import annotations

from pathlib import Path

from invoicectl.settings.kinds import FilePath
from invoicectl.settings.kinds import Whole
from invoicectl.settings.schema import key
from invoicectl.settings.schema import section


@section
class LedgerSettings:
    """The books: one SQLite file."""

    path: Path = key(FilePath(), "The file.", default=Path("ledger.db"))


@section
class BackupSettings:
    """Copies of the ledger, made and checked every night."""

    folder: Path = key(
        FilePath(), "Where they are kept; best on another disk.", default=Path("backup")
    )
    keep: int = key(Whole(1, 3650), "How many are kept.", default=14)


@section
class LogSettings:
    """What happened, one JSON object a line."""

    path: Path = key(FilePath(), "The file.", default=Path("invoicectl.log"))
