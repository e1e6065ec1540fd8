"""Copies of a ledger by SQLite's own backup: whole while others write, private, and synced."""

from __future__ import annotations

import os
from contextlib import closing
from typing import TYPE_CHECKING

from invoicectl.ledger.connect import create_file
from invoicectl.ledger.connect import damaged
from invoicectl.ledger.connect import explained
from invoicectl.ledger.connect import open_unguarded

if TYPE_CHECKING:
    from pathlib import Path

    from invoicectl.domain.stamp import Stamp


def copy_database(source: Path, target: Path) -> None:
    """Copy a ledger with SQLite's own backup into an empty 0600 file, and sync it.

    Raises:
        GuardError: it cannot be read or written.
        LockedError: somebody held it too long.
    """
    create_file(target)
    copy_content(source, target)


def copy_before_migration(path: Path, folder: Path, stamp: Stamp) -> Path:
    """Keep a copy of a ledger of an older schema, its pages checked; return where it lies.

    Raises:
        GuardError: the ledger is damaged, and must not be migrated.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    day, _, rest = stamp.at.partition("T")
    name = f"before-migration-{day.replace('-', '')}-{rest[:8].replace(':', '')}.sqlite"
    kept = folder / name
    copy_database(path, kept)
    with explained(kept), closing(open_unguarded(kept)) as con:
        if con.execute("PRAGMA integrity_check").fetchall() != [("ok",)]:
            raise damaged(path)
    sync_folder(folder)
    return kept


def copy_content(source: Path, target: Path) -> None:
    """Copy a ledger into an empty file that is there, and sync it."""
    with (
        explained(source),
        closing(open_unguarded(source)) as con,
        closing(open_unguarded(target)) as copy,
    ):
        con.backup(copy)
    fd = os.open(target, os.O_RDWR)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)


def sync_folder(folder: Path) -> None:
    """Force what was renamed in a folder to disk."""
    fd = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)
