"""Bank files as people name them: listed, found again, and marked as undone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from invoicectl.errors import InputError
from invoicectl.errors import NotFoundError

if TYPE_CHECKING:
    import sqlite3
    from datetime import date

_SELECT = (
    "SELECT id, name, format, imported_on, payments, sum_ore, queued, undone_on, sha256"
    " FROM bank_file"
)


@dataclass(frozen=True, slots=True)
class BankFileRow:
    """One import: number, name, kind, day (ISO), how many payments of what sum, and its end."""

    file_id: int
    name: str
    format: str
    imported_on: str
    payments: int
    sum_ore: int
    queued: int
    undone_on: str | None
    sha256: str


def bank_files(con: sqlite3.Connection, *, limit: int = -1) -> list[BankFileRow]:
    """Return what was imported, the newest first."""
    rows = con.execute(f"{_SELECT} ORDER BY id DESC LIMIT ?", (limit,))
    return [BankFileRow(*row) for row in rows]


def bank_file_named(con: sqlite3.Connection, name: str) -> BankFileRow:
    """Return the import that is meant: by its number, or by its file's name.

    Raises:
        NotFoundError: there is none.
        InputError: several of that name are in the books.
    """
    if name.isascii() and name.isdigit():
        rows = con.execute(f"{_SELECT} WHERE id = ?", (int(name),)).fetchall()
    else:
        rows = con.execute(
            f"{_SELECT} WHERE name = ? ORDER BY undone_id <> 0, id DESC",
            (name.rpartition("/")[2],),
        ).fetchall()
    found = [BankFileRow(*row) for row in rows]
    if not found:
        raise NotFoundError("bank file", name, hint="'invoicectl payment files' shows them all.")
    standing = [each for each in found if each.undone_on is None]
    if len(standing) > 1:
        numbers = ", ".join(str(each.file_id) for each in standing)
        raise InputError(
            f"{len(standing)} files named {name} were imported: {numbers}.",
            hint="Name the one that is meant by its number.",
        )
    return (standing or found)[0]


def mark_undone(con: sqlite3.Connection, file_id: int, today: date, sentence: str) -> int:
    """Mark a file and its payments as undone, and return how many payments those are."""
    marked = con.execute(
        "UPDATE bank_transaction SET state = 'undone', undone_id = id, reason = 'undone',"
        " sentence = ?, customer_no = NULL, invoice_no = NULL WHERE file_id = ?",
        (sentence, file_id),
    )
    con.execute(
        "UPDATE bank_file SET undone_id = id, undone_on = ? WHERE id = ?",
        (today.isoformat(), file_id),
    )
    return marked.rowcount
