"""The receipts file beside the ledger: one line, synced, the moment a far side has taken over.

It closes most of the window between the far side's yes and our commit: a crash in it leaves a
receipt, and the next run reads it instead of asking a person.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from invoicectl.seams import fp

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

_LINE_BYTES = 160


@dataclass(frozen=True, slots=True)
class Receipt:
    """One delivery the far side has taken over; `at` is UTC in ISO form."""

    key: str
    reference: str
    at: str


def receipts_path(ledger: Path) -> Path:
    """Return where the receipts of a ledger are kept."""
    return ledger.with_name(ledger.name + ".receipts")


def append_receipt(ledger: Path, key: str, reference: str, at: str) -> None:
    """Add one receipt and force it to disk."""
    append_receipts(ledger, ((key, reference),), at)


def append_receipts(ledger: Path, pairs: Iterable[tuple[str, str]], at: str) -> None:
    """Add a receipt for each (key, reference) in one write, and force them to disk.

    A line that a crash or a full disk cut off before is closed first, so that it spoils no other.
    """
    lines = "".join(
        json.dumps({"key": key, "reference": reference, "at": at}, ensure_ascii=False) + "\n"
        for key, reference in pairs
    )
    if not lines:
        return
    fd = os.open(
        receipts_path(ledger),
        os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW,
        0o600,
    )
    try:
        content = (lines if _ends_whole(fd) else "\n" + lines).encode()
        while content:
            content = content[os.write(fd, content) :]
        fp("receipt.written")
        os.fdatasync(fd)
    finally:
        os.close(fd)
    fp("receipt.synced")


def read_receipts(ledger: Path) -> dict[str, str]:
    """Return key -> reference of every receipt; a line cut off by a crash is passed over."""
    return {receipt.key: receipt.reference for receipt in receipts(ledger)}


def receipts(ledger: Path, *, last: int = 0) -> list[Receipt]:
    """Return the receipts, oldest first; a line cut off by a crash is passed over.

    With `last` only the end of the file is read, about so many lines of it.
    """
    try:
        with receipts_path(ledger).open("rb") as file:
            if last:
                size = file.seek(0, os.SEEK_END)
                file.seek(max(size - last * _LINE_BYTES, 0))
            text = file.read().decode("utf-8", errors="replace")
    except FileNotFoundError:
        return []
    found = []
    for line in text.split("\n"):
        try:
            values = json.loads(line)
            found.append(Receipt(str(values["key"]), str(values["reference"]), str(values["at"])))
        except (ValueError, KeyError, TypeError):
            continue
    return found


def _ends_whole(fd: int) -> bool:
    size = os.fstat(fd).st_size
    return size == 0 or os.pread(fd, 1, size - 1) == b"\n"
