"""The folder where files from the bank are laid: each is imported, then moved out of the way."""

from __future__ import annotations

import stat
from typing import TYPE_CHECKING
from typing import Final

from invoicectl.seams import fp

if TYPE_CHECKING:
    from pathlib import Path

    from invoicectl.domain.stamp import Stamp
    from invoicectl.flows.imported import ImportResult
    from invoicectl.ledger.connect import Ledger
    from invoicectl.settings.model import Settings

DONE: Final = "done"
FAILED: Final = "failed"
# What a program that is still fetching a file calls it.
_UNFINISHED: Final = (".part", ".tmp", ".filepart", ".crdownload")


def inbox_files(folder: Path) -> tuple[Path, ...]:
    """Return the files waiting in the inbox, by name; links, hidden and unfinished ones are not."""
    try:
        found = sorted(folder.iterdir())
    except FileNotFoundError:
        return ()
    return tuple(
        path
        for path in found
        if not path.name.startswith(".")
        and path.suffix.lower() not in _UNFINISHED
        and stat.S_ISREG(path.lstat().st_mode)
    )


def import_inbox(ledger: Ledger, settings: Settings, stamp: Stamp) -> tuple[ImportResult, ...]:
    """Import what waits in the inbox, one file after the other; the caller holds the run lock.

    A file that was booked, or had been before, moves to `done/`, one that cannot be used to
    `failed/`; so does an archive in which one file cannot be used. A run that dies between booking
    and moving finds the file known when it comes again.

    Raises:
        InputError: a payment lies in a month that is locked; the file stays where it is.
        LockedError: another program is writing to the ledger.
    """
    found = inbox_files(settings.bank.inbox)
    if not found:
        return ()
    from invoicectl.flows.receive import import_files  # an empty inbox costs nothing

    results: list[tuple[ImportResult, ...]] = []
    missing: dict[int, Path] = {}
    for path in found:
        of_path = import_files(ledger, settings, stamp, [path])
        fp("inbox.booked")
        is_bad = any(each.refused for each in of_path)
        moved = _move(path, path.parent / (FAILED if is_bad else DONE))
        fp("inbox.moved")
        if any(each.missing for each in of_path):
            missing[len(results)] = moved
        results.append(of_path)
    if len(found) > 1:
        for at, path in missing.items():  # what is booked by now is missing no more
            again = import_files(ledger, settings, stamp, [path])
            pairs = zip(results[at], again, strict=True)
            results[at] = tuple(new if old.missing else old for old, new in pairs)
    return tuple(result for of_path in results for result in of_path)


def _move(path: Path, folder: Path) -> Path:
    """Move a file into a folder and keep what lies there under the same name; return where to."""
    folder.mkdir(mode=0o700, exist_ok=True)
    target, copy = folder / path.name, 1
    while target.exists():
        copy += 1
        target = folder / f"{path.stem}-{copy}{path.suffix}"
    path.rename(target)
    return target
