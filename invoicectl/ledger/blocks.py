"""Many rows by few statements: what SQLite does once a statement is done once a hundred rows."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

_BLOCK = 100
"""More rows in a statement gain nothing, and every length is a statement of its own to prepare."""


def insert_rows(con: sqlite3.Connection, into: str, rows: Sequence[Sequence[object]]) -> None:
    """Insert rows inside the caller's transaction, all of the same width.

    The triggers of a table note each page they touch, so that a row can be refused; with a hundred
    rows in a statement they do it once, which takes a third off posting a bank file.

    Args:
        con: a connection inside `Ledger.write()`.
        into: the table, with its columns in brackets unless every one is given.
        rows: what they hold.
    """
    if not rows:
        return
    one = f"({','.join('?' * len(rows[0]))})"
    head = f"INSERT INTO {into} VALUES"
    whole = len(rows) - len(rows) % _BLOCK
    block = head + ",".join([one] * _BLOCK) if whole else ""
    for at in range(0, whole, _BLOCK):
        con.execute(block, list(chain.from_iterable(rows[at : at + _BLOCK])))
    con.executemany(head + one, rows[whole:])
