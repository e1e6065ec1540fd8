"""The SQLite that this Python brings, and whether the ledger can rest on it."""

from __future__ import annotations

import sqlite3
from typing import Final

SQLITE_LEAST: Final = (3, 37, 0)
"""The first version with STRICT tables."""


def sqlite_version() -> tuple[int, ...]:
    """Return the version of SQLite."""
    return sqlite3.sqlite_version_info
