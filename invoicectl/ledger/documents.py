"""Document bytes in the ledger: kept once by their sha256, never changed."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from invoicectl.errors import GuardError

if TYPE_CHECKING:
    import sqlite3

    from invoicectl.domain.stamp import Stamp


def keep_document(con: sqlite3.Connection, content: bytes, media_type: str, stamp: Stamp) -> str:
    """Store `content` inside the caller's transaction unless it is there, and return its sha256."""
    sha256 = hashlib.sha256(content).hexdigest()
    con.execute(
        "INSERT INTO document SELECT ?,?,?,?"
        " WHERE NOT EXISTS(SELECT 1 FROM document WHERE sha256 = ?)",
        (sha256, media_type, content, stamp.at, sha256),
    )
    return sha256


def document_content(con: sqlite3.Connection, sha256: str) -> bytes:
    """Return the bytes kept under `sha256`, checked against it.

    Raises:
        GuardError: the bytes are missing or are not what was stored.
    """
    row = con.execute("SELECT content FROM document WHERE sha256 = ?", (sha256,)).fetchone()
    if row is None or hashlib.sha256(row[0]).hexdigest() != sha256:
        raise GuardError(
            f"The stored document {sha256[:12]} is missing or damaged.",
            hint="Run 'invoicectl ledger check'.",
        )
    return bytes(row[0])
