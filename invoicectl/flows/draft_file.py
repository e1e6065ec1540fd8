"""Drafts from a file; written next."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from invoicectl.errors import InputError

if TYPE_CHECKING:
    import sqlite3
    from pathlib import Path

    from invoicectl.domain.draft import Draft
    from invoicectl.settings.model import Settings


@dataclass(frozen=True, slots=True)
class FileDraft:
    """One draft of a file and its idempotency key."""

    draft: Draft
    key: str


def read_drafts(
    path: Path, con: sqlite3.Connection, settings: Settings, *, customer_no: str, is_ready: bool
) -> tuple[FileDraft, ...]:
    """Return the drafts in a file.

    Raises:
        InputError: the file cannot be used.
    """
    del con, settings, customer_no, is_ready
    raise InputError(f"{path} cannot be read.")
