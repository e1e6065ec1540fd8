"""What a folder of backups holds: their names, and the manifest that vouches for each."""

from __future__ import annotations

import hashlib
import json
import os
import re
from dataclasses import asdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from invoicectl.domain.stamp import Stamp

_NAME = re.compile(r"ledger-([0-9]{8}-[0-9]{6})(?:-([0-9]+))?\.sqlite")
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Manifest:
    """What is vouched for about one backup; `head` is the last seal of the hash chain."""

    file: str
    ledger_id: str
    created_at: str
    sha256: str
    size: int
    schema_version: int
    vouchers: int
    head: str
    next_invoice_no: int
    rows: dict[str, int]


def manifests(folder: Path, ledger_id: str = "") -> list[Manifest]:
    """Return the manifests of the backups in a folder, oldest first; of one ledger when named."""
    found = []
    for path in backups(folder):
        manifest = read_manifest(path)
        if manifest and (not ledger_id or manifest.ledger_id == ledger_id):
            found.append(manifest)
    return found


def manifest_path(backup_path: Path) -> Path:
    """Return where the manifest of a backup lies."""
    return backup_path.with_suffix(".json")


def read_manifest(backup_path: Path) -> Manifest | None:
    """Return what is vouched for about a backup, None when nothing readable is."""
    try:
        found = Manifest(**json.loads(manifest_path(backup_path).read_text("utf-8")))
    except (OSError, ValueError, TypeError):
        return None
    texts = (found.file, found.ledger_id, found.created_at, found.sha256, found.head)
    is_sound = all(isinstance(text, str) for text in texts) and isinstance(found.vouchers, int)
    return found if is_sound else None


def write_manifest(backup_path: Path, manifest: Manifest) -> None:
    """Write the manifest of a backup, private and synced; there must be none yet."""
    content = (json.dumps(asdict(manifest), indent=2, sort_keys=True) + "\n").encode()
    path = manifest_path(backup_path)
    fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    with os.fdopen(fd, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(fd)


def backups(folder: Path) -> list[Path]:
    """Return the backups in a folder, oldest first; nothing else in it is looked at."""
    return [path for _, _, path in _numbered(folder)]


def free_name(folder: Path, stamp: Stamp) -> Path:
    """Return a name no backup has: the second of the day, with a number when that is taken."""
    day, _, rest = stamp.at.partition("T")
    second = f"{day.replace('-', '')}-{rest[:8].replace(':', '')}"
    taken = [n for when, n, _ in _numbered(folder) if when == second]
    return folder / f"ledger-{second}{f'-{max(taken) + 1}' if taken else ''}.sqlite"


def sweep(folder: Path) -> None:
    """Remove what a backup that was cut off has left behind."""
    for part in folder.glob("ledger-*.sqlite.part*"):
        part.unlink()
    for told in folder.glob("ledger-*.json"):
        if _NAME.fullmatch(told.with_suffix(".sqlite").name) and not _is_there(told):
            told.unlink()


def sha256_of(path: Path) -> str:
    """Return the sha256 of a file, read in pieces."""
    total = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(_CHUNK):
            total.update(piece)
    return total.hexdigest()


def _numbered(folder: Path) -> list[tuple[str, int, Path]]:
    """Return (second, number in it, path) of the backups in a folder, oldest first."""
    found = []
    for path in folder.glob("ledger-*.sqlite"):
        matched = _NAME.fullmatch(path.name)
        if matched and path.is_file() and not path.is_symlink():
            found.append((matched[1], int(matched[2] or 1), path))
    return sorted(found)


def _is_there(manifest: Path) -> bool:
    return manifest.with_suffix(".sqlite").exists()
