"""The receipts file beside the ledger: one line, synced, the moment a far side has taken over.

It closes most of the window between the far side's yes and our commit: a crash in it leaves a
receipt, and the next run reads it instead of asking a person.
"""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

from invoicectl.seams import fp

if TYPE_CHECKING:
    from pathlib import Path


def receipts_path(ledger: Path) -> Path:
    """Return where the receipts of a ledger are kept."""
    return ledger.with_name(ledger.name + ".receipts")


def append_receipt(ledger: Path, key: str, reference: str, at: str) -> None:
    """Add one receipt and force it to disk."""
    line = json.dumps({"key": key, "reference": reference, "at": at}, ensure_ascii=False) + "\n"
    fd = os.open(
        receipts_path(ledger),
        os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW,
        0o600,
    )
    try:
        os.write(fd, line.encode())
        fp("receipt.written")
        os.fdatasync(fd)
    finally:
        os.close(fd)
    fp("receipt.synced")


def read_receipts(ledger: Path) -> dict[str, str]:
    """Return key -> reference of every receipt; a line cut off by a crash is passed over."""
    try:
        text = receipts_path(ledger).read_text("utf-8", errors="replace")
    except FileNotFoundError:
        return {}
    found: dict[str, str] = {}
    for line in text.split("\n"):
        try:
            receipt = json.loads(line)
            found[str(receipt["key"])] = str(receipt["reference"])
        except (ValueError, KeyError, TypeError):
            continue
    return found
