"""Copies of the ledger that were opened and checked before they are called backups.

A copy is made with SQLite's own backup, never by copying a live file; it is read back and checked
in full under another name, and gets its own name only then. Beside it lies a manifest: its hash,
its rows, and the head of the hash chain, which shows an old or shortened ledger later.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from invoicectl.errors import BadFileError
from invoicectl.errors import GuardError
from invoicectl.ledger.check import check_ledger
from invoicectl.ledger.connect import check_file
from invoicectl.ledger.connect import create_file
from invoicectl.ledger.connect import open_ledger
from invoicectl.ledger.copying import copy_content
from invoicectl.ledger.copying import sync_folder
from invoicectl.ledger.finding import Finding
from invoicectl.ledger.log import RESTORED
from invoicectl.ledger.log import note
from invoicectl.ledger.manifest import Manifest
from invoicectl.ledger.manifest import backups
from invoicectl.ledger.manifest import free_name
from invoicectl.ledger.manifest import manifest_path
from invoicectl.ledger.manifest import manifests
from invoicectl.ledger.manifest import read_manifest
from invoicectl.ledger.manifest import sha256_of
from invoicectl.ledger.manifest import sweep
from invoicectl.ledger.manifest import write_manifest
from invoicectl.ledger.meta import meta_value
from invoicectl.ledger.posting import chain_head
from invoicectl.ledger.tables import SCHEMA_VERSION
from invoicectl.seams import fp

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator
    from pathlib import Path

    from invoicectl.domain.stamp import Stamp
    from invoicectl.ledger.connect import Ledger

EVENT = "ledger.backed-up"


@dataclass(frozen=True, slots=True)
class BackupResult:
    """A backup that was checked, and the older ones that made room for it."""

    path: Path
    manifest: Manifest
    removed: tuple[str, ...]

    @property
    def size(self) -> int:
        """The size of the file in bytes."""
        return self.manifest.size


def backup(ledger: Ledger, folder: Path, stamp: Stamp, keep: int) -> BackupResult:
    """Copy the ledger into `folder`, check the copy in full, and keep the newest `keep`.

    Raises:
        GuardError: the copy is not healthy, which means that the ledger is not; older backups are
            kept. Or the disk is full.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        path, manifest = _make(ledger, folder, stamp)
    except OSError as error:
        raise GuardError(
            f"The backup could not be written to {folder}: {error.strerror}.",
            hint="Free some space there, or choose another folder (backup.folder).",
        ) from error
    fp("backup.named")
    removed = _rotate(folder, keep, manifest.ledger_id)
    with ledger.write() as con:
        detail = f"voucher {manifest.vouchers}, seal {manifest.head}"
        note(con, stamp, EVENT, path.name, detail)
    return BackupResult(path, manifest, removed)


def check_backups(ledger: Ledger, folder: Path, *, oldest: str = "") -> Iterator[Finding]:
    """Yield C52 for a ledger that lacks what a backup of it has, C61 for backups grown old.

    Args:
        ledger: an open ledger.
        folder: where its backups lie.
        oldest: the instant (UTC ISO) the newest backup must have been made after; '' for any.
    """
    con = ledger.con
    own = manifests(folder, meta_value(con, "ledger_id"))
    restored = con.execute("SELECT max(at) FROM log WHERE event = ?", (RESTORED,)).fetchone()[0]
    for manifest in own:
        if restored and manifest.created_at <= restored:
            continue
        row = con.execute(
            "SELECT hash FROM voucher_seal WHERE voucher_id = ?", (manifest.vouchers,)
        ).fetchone()
        if manifest.vouchers and (row is None or row[0] != manifest.head):
            yield Finding("C52", f"The backup {manifest.file} has vouchers this ledger lacks: an"
                                 " old ledger was put back, or its end was cut off.")  # fmt: skip
    newest = own[-1].created_at if own else ""
    if max(newest, meta_value(con, "created_at")) < oldest:
        made = f"The newest backup is from {newest}" if own else "There is no backup"
        yield Finding("C61", f"{made} (in {folder}).")


def vouched(path: Path) -> Manifest | None:
    """Return the manifest of a backup whose bytes are still those that were checked.

    Without a manifest beside it nobody vouches for it: None.

    Raises:
        BadFileError: it is not what its manifest says.
        SetupError: it is not there, is a link, or can be read by others.
    """
    check_file(path)
    manifest = read_manifest(path)
    if manifest and manifest.sha256 != sha256_of(path):
        raise BadFileError(
            path.name, "the file is not the one that was checked when it was made.",
            hint="Choose another backup; this one was changed or damaged.",
        )  # fmt: skip
    return manifest


def verify(path: Path) -> Manifest | None:
    """Check a backup in full and return its manifest, None when there is none beside it.

    Raises:
        BadFileError: it is not what its manifest says.
        GuardError: it is not a healthy ledger.
        SetupError: it is not there, is a link, or is of another version.
    """
    manifest = vouched(path)
    with open_ledger(path) as copy:
        require_healthy(path, check_ledger(copy, full=True))
    return manifest


def next_no(con: sqlite3.Connection) -> int:
    """Return the next invoice number, 0 when the series has not begun."""
    row = con.execute("SELECT next_no FROM series WHERE name = 'invoice'").fetchone()
    return int(row[0]) if row else 0


def require_healthy(path: Path, findings: tuple[Finding, ...]) -> None:
    """Raise a GuardError that lists the findings, unless there are none."""
    if findings:
        listed = "\n".join(f"{finding.code} {finding.sentence}" for finding in findings)
        raise GuardError(
            f"{path.name} is not a healthy ledger:\n{listed}",
            hint="Run 'invoicectl ledger check'; older backups are kept as they are.",
        )


def _make(ledger: Ledger, folder: Path, stamp: Stamp) -> tuple[Path, Manifest]:
    """Copy, check, write down, and only then give the copy its name."""
    sweep(folder)
    path = free_name(folder, stamp)
    part = path.with_name(path.name + ".part")
    try:
        create_file(part)
        copy_content(ledger.path, part)
        fp("backup.copied")
        manifest = _verified(part, path.name, stamp)
        write_manifest(path, manifest)
        fp("backup.manifest")
        part.rename(path)
        sync_folder(folder)
    finally:
        part.unlink(missing_ok=True)
        part.with_name(part.name + "-journal").unlink(missing_ok=True)
    return path, manifest


def _verified(part: Path, name: str, stamp: Stamp) -> Manifest:
    """Open the copy like any ledger, check all of it, and write down what it holds."""
    with open_ledger(part) as copy:
        require_healthy(part, check_ledger(copy, full=True))
        con = copy.con
        vouchers, head = chain_head(con)
        ledger_id = meta_value(con, "ledger_id")
        next_invoice_no = next_no(con)
        rows = _row_counts(con)
    return Manifest(
        file=name,
        ledger_id=ledger_id,
        created_at=stamp.at,
        sha256=sha256_of(part),
        size=part.stat().st_size,
        schema_version=SCHEMA_VERSION,
        vouchers=vouchers,
        head=head,
        next_invoice_no=next_invoice_no,
        rows=rows,
    )


def _row_counts(con: sqlite3.Connection) -> dict[str, int]:
    tables = con.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT GLOB 'sqlite_*'"
        " AND name NOT GLOB '_sqlite*' ORDER BY name"
    ).fetchall()
    return {
        name: con.execute(f"SELECT count(*) FROM {name}").fetchone()[0]  # noqa: S608 - own names
        for (name,) in tables
    }


def _rotate(folder: Path, keep: int, ledger_id: str) -> tuple[str, ...]:
    """Remove the oldest checked backups of this ledger beyond `keep`, and return their names."""
    own = [
        path
        for path in backups(folder)
        if (manifest := read_manifest(path)) and manifest.ledger_id == ledger_id
    ]
    old = own[: max(len(own) - max(keep, 1), 0)]
    for path in old:
        path.unlink()
        manifest_path(path).unlink(missing_ok=True)
    return tuple(path.name for path in old)
