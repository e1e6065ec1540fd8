"""Document bytes in the ledger: kept once by their sha256, never changed."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from invoicectl.errors import GuardError

if TYPE_CHECKING:
    import sqlite3

    from invoicectl.domain.stamp import Stamp

PACKED = "+zlib"
"""At the end of a media type: the bytes are stored compressed, the sha256 is of the content."""


def keep_document(con: sqlite3.Connection, content: bytes, media_type: str, stamp: Stamp) -> str:
    """Store `content` inside the caller's transaction unless it is there, and return its sha256."""
    sha256 = hashlib.sha256(content).hexdigest()
    con.execute(
        "INSERT INTO document SELECT ?,?,?,?"
        " WHERE NOT EXISTS(SELECT 1 FROM document WHERE sha256 = ?)",
        (sha256, media_type, content, stamp.at, sha256),
    )
    return sha256


def keep_packed(
    con: sqlite3.Connection, sha256: str, packed: bytes, media_type: str, stamp: Stamp
) -> None:
    """Store what `pack_document` made of content with that sha256, as `keep_document` does."""
    if con.execute("SELECT 1 FROM document WHERE sha256 = ?", (sha256,)).fetchone() is None:
        row = (sha256, media_type + PACKED, packed, stamp.at)
        con.execute("INSERT INTO document VALUES(?,?,?,?)", row)


def pack_document(content: bytes) -> bytes:
    """Return content compressed: a bank file shrinks to a tenth, and with it each backup."""
    import zlib

    return zlib.compress(content, 1)


def unpacked(media_type: str, stored: bytes) -> bytes:
    """Return the content of a stored document; damaged bytes come back as they are."""
    if not media_type.endswith(PACKED):
        return stored
    import zlib

    try:
        return zlib.decompress(stored)
    except zlib.error:
        return stored  # its sha256 will not fit, and that is what is reported


def document_content(con: sqlite3.Connection, sha256: str) -> bytes:
    """Return the bytes kept under `sha256`, checked against it.

    Raises:
        GuardError: the bytes are missing or are not what was stored.
    """
    row = con.execute(
        "SELECT media_type, content FROM document WHERE sha256 = ?", (sha256,)
    ).fetchone()
    content = unpacked(*row) if row else b""
    if row is None or hashlib.sha256(content).hexdigest() != sha256:
        raise GuardError(
            f"The stored document {sha256[:12]} is missing or damaged.",
            hint="Run 'invoicectl ledger check'.",
        )
    return content
