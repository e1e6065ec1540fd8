"""A checksum beside every row that may change, so that bit rot and edits by other tools show.

What is posted and issued is sealed by the hash chain of the vouchers. All other rows have a seal in
`row_seal`: triggers empty it whenever a row is written, and `Ledger.write` fills it again just
before the commit. A row that another tool has edited keeps an empty seal; a flipped bit leaves one
that does not fit. Rows that belong together share a seal, so that a bank file of a hundred thousand
rows has one and not a hundred thousand.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from invoicectl.ledger.tables import SEAL_ORDER
from invoicectl.ledger.tables import SEALED

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator

# table -> the columns that are sealed, where that is not all: the content has its own hash
_COLUMNS = {"document": "sha256, media_type, created_at"}
# tables that other hands write: the library's list of steps, and the last draft number
_UNTRIGGERED = {"_sqlite_migrations": "id", "sqlite_sequence": "name"}
_HASH_BYTES = 16
_FOREIGN = bytes(_HASH_BYTES)
_ALL = {**SEALED, **_UNTRIGGERED}


def sequence_seal() -> str:
    """Return the trigger that empties the seal of the draft numbers with each new draft."""
    return (
        "CREATE TRIGGER draft_sequence_seal AFTER INSERT ON draft BEGIN"
        " INSERT INTO row_seal VALUES('sqlite_sequence', 'draft', NULL)"
        " ON CONFLICT(tbl, key) DO UPDATE SET hash = NULL WHERE hash IS NOT NULL; END"
    )


def seal_triggers(table: str, column: str, *, is_append_only: bool) -> tuple[str, ...]:
    """Return the triggers that empty the seal of a table's rows when one is written or removed.

    Args:
        table: its name.
        column: the one whose rows share one seal.
        is_append_only: rows are never changed, so only a new one needs a trigger.
    """
    return tuple(
        f"CREATE TRIGGER {table}_seal_{name} AFTER {name} ON {table} BEGIN"
        f" INSERT INTO row_seal VALUES('{table}', {side}.{column}, NULL)"
        " ON CONFLICT(tbl, key) DO UPDATE SET hash = NULL WHERE hash IS NOT NULL; END"
        for name, side in (("insert", "NEW"), ("update", "NEW"), ("delete", "OLD"))
        if name == "insert" or not is_append_only
    )


def mark_foreign_edits(con: sqlite3.Connection) -> None:
    """Mark rows another tool has written, so that our next commit does not seal them as ours.

    The first act of every transaction. A row so marked is sealed again when we write it ourselves.
    """
    if con.execute("SELECT 1 FROM row_seal WHERE hash IS NULL LIMIT 1").fetchone():
        con.execute("UPDATE row_seal SET hash = ? WHERE hash IS NULL", (_FOREIGN,))


def seal_migrations(con: sqlite3.Connection) -> None:
    """Ask for seals of the list of applied migrations, which another library writes."""
    con.execute(
        "INSERT INTO row_seal SELECT '_sqlite_migrations', id, NULL FROM _sqlite_migrations"
        " WHERE true ON CONFLICT(tbl, key) DO NOTHING"
    )


def ask_for_seals(con: sqlite3.Connection) -> None:
    """Empty every seal, because a step of a migration may have changed any table."""
    con.execute("UPDATE row_seal SET hash = NULL")


def fill_seals(con: sqlite3.Connection) -> None:
    """Seal what was written in the caller's transaction; its last act before the commit."""
    empty = con.execute("SELECT tbl, key FROM row_seal WHERE hash IS NULL").fetchall()
    for table, key in empty:
        sealed = _hash_of(con, table, key)
        if sealed is None:
            con.execute("DELETE FROM row_seal WHERE tbl = ? AND key = ?", (table, key))
        else:
            con.execute(
                "UPDATE row_seal SET hash = ? WHERE tbl = ? AND key = ?", (sealed, table, key)
            )


def broken_seals(con: sqlite3.Connection) -> Iterator[tuple[str, str, str]]:
    """Yield (table, key, what is wrong) of every seal that does not fit its rows."""
    there = {name for (name,) in con.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    for table, column in _ALL.items():
        if table not in there:
            continue  # of a later step; the schema itself is checked elsewhere
        kept = dict(con.execute("SELECT key, hash FROM row_seal WHERE tbl = ?", (table,)))
        for key, found in _hashes(con, table, column):
            yield from _compared(table, key, found, kept.pop(key, b""))
        for key in kept:
            yield table, key, "is gone"
    strange = con.execute(
        f"SELECT tbl, key FROM row_seal WHERE tbl NOT IN({','.join('?' * len(_ALL))})",  # noqa: S608 - marks only
        tuple(_ALL),
    )
    for table, key in strange:
        yield table, key, "is in no table that is sealed"


def unsealed_rows(con: sqlite3.Connection) -> list[tuple[str, str]]:
    """Return (table, key) of rows another tool has written; costs nothing when there are none."""
    return con.execute(
        "SELECT tbl, key FROM row_seal WHERE hash IS NULL UNION ALL"
        " SELECT tbl, key FROM row_seal WHERE hash = zeroblob(16) LIMIT 20"
    ).fetchall()


def _compared(
    table: str, key: str, found: bytes, kept: bytes | None
) -> Iterator[tuple[str, str, str]]:
    if kept is None or kept == _FOREIGN:
        yield table, key, "was edited by another program"
    elif kept != found:
        yield table, key, "is not what was stored"


def _hash_of(con: sqlite3.Connection, table: str, key: str) -> bytes | None:
    """Return the hash of the rows under one seal, None when there are none left."""
    import hashlib

    total = hashlib.sha256()
    any_row = False
    order = _order(table)
    for row in con.execute(
        f"SELECT {_COLUMNS.get(table, '*')} FROM {table} WHERE {_ALL[table]} = ? ORDER BY {order}",  # noqa: S608 - own names
        (key,),
    ):
        total.update(_row_bytes(row))
        any_row = True
    return total.digest()[:_HASH_BYTES] if any_row else None


def _hashes(con: sqlite3.Connection, table: str, column: str) -> Iterator[tuple[str, bytes]]:
    """Yield (key, hash) of every group of rows of one table, reading it once."""
    import hashlib
    from itertools import groupby

    rows = con.execute(
        f"SELECT CAST({column} AS TEXT), {_COLUMNS.get(table, '*')} FROM {table}"  # noqa: S608 - own names
        f" ORDER BY {column}, {_order(table)}"
    )
    for key, group in groupby(rows, key=lambda row: row[0]):
        total = hashlib.sha256()
        for row in group:
            total.update(_row_bytes(row[1:]))
        yield key, total.digest()[:_HASH_BYTES]


def _order(table: str) -> str:
    return SEAL_ORDER.get(table, "1")


def _row_bytes(row: tuple[object, ...]) -> bytes:
    """Return a row as bytes: Python's own writing of integers, text, blobs and NULL is exact."""
    return repr(row).encode()
