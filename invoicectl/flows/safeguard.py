"""Keeps the ledger safe: check with its backups, backup, restore, and a new schema."""

from __future__ import annotations

from datetime import datetime
from datetime import timedelta
from typing import TYPE_CHECKING

from invoicectl.flows.lock import run_lock

if TYPE_CHECKING:
    from pathlib import Path

    from invoicectl.domain.stamp import Stamp
    from invoicectl.ledger.backup import BackupResult
    from invoicectl.ledger.connect import Ledger
    from invoicectl.ledger.finding import Finding
    from invoicectl.ledger.restore import RestoreResult
    from invoicectl.settings.model import Settings

BACKUP_MAX_AGE = timedelta(hours=26)


def check_all(
    ledger: Ledger, settings: Settings, stamp: Stamp, *, full: bool
) -> tuple[Finding, ...]:
    """Return what is wrong with the ledger, its deliveries and its backups."""
    from invoicectl.ledger.backup import check_backups
    from invoicectl.ledger.check import check_ledger

    oldest = datetime.fromisoformat(stamp.at) - BACKUP_MAX_AGE
    return (
        *check_ledger(ledger, full=full, now=stamp.at),
        *check_backups(ledger, settings.backup.folder, oldest=oldest.isoformat(timespec="seconds")),
    )


def make_backup(ledger: Ledger, settings: Settings, stamp: Stamp) -> BackupResult:
    """Make a checked backup where the settings say, while no other run is at work.

    Raises:
        GuardError: the ledger is not healthy, or the disk is full.
        LockedError: another run is at work.
    """
    from invoicectl.ledger.backup import backup

    with run_lock(ledger.path, stamp, "backup"):
        return backup(ledger, settings.backup.folder, stamp, settings.backup.keep)


def restore_backup(settings: Settings, stamp: Stamp, backup_path: Path) -> RestoreResult:
    """Put a backup in the place of the ledger, which must not be open.

    Raises:
        BadFileError: the backup is not what its manifest says.
        GuardError: the backup is no healthy ledger; nothing was done.
        InputError: it is the backup of another company's ledger.
        LockedError: another run is at work.
    """
    from invoicectl.ledger.restore import restore

    path = settings.ledger.path
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with run_lock(path, stamp, "restore"):
        return restore(path, backup_path, stamp)


def migrate_ledger(settings: Settings, stamp: Stamp) -> tuple[str, ...]:
    """Bring the ledger to the newest schema after a copy was made; return the steps applied.

    Raises:
        LockedError: another run is at work.
        SetupError: a newer program wrote the ledger.
    """
    from invoicectl.ledger.copying import copy_before_migration
    from invoicectl.ledger.migrations import migrate
    from invoicectl.ledger.migrations import pending_steps

    path = settings.ledger.path
    with run_lock(path, stamp, "migrate"):
        if not pending_steps(path):
            return ()
        copy_before_migration(path, settings.backup.folder, stamp)
        return migrate(path)


def rebuild(settings: Settings, stamp: Stamp) -> int:
    """Work the open items out anew, while no other run is at work; return how many differed.

    Raises:
        GuardError: the ledger is damaged.
        LockedError: another run is at work.
    """
    from invoicectl.ledger.connect import check_file
    from invoicectl.ledger.rebuild import rebuild_open_items

    path = settings.ledger.path
    check_file(path)
    with run_lock(path, stamp, "rebuild"):
        return rebuild_open_items(path, stamp)


def lock_through(ledger: Ledger, stamp: Stamp, month: str) -> tuple[str, ...]:
    """Lock a month and all before it that have vouchers; return those that were open.

    Raises:
        InputError: that is no month, or it is not over yet.
    """
    from invoicectl.ledger.periods import lock_months

    with ledger.write() as con:
        return lock_months(con, month, stamp)
