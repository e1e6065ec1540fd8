"""The order of lists: by the columns people see, names as Norwegians sort them."""

from __future__ import annotations

from typing import TYPE_CHECKING
from typing import Final

from invoicectl.errors import InputError

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping

_LAST_LETTERS: Final = str.maketrans({"æ": "{", "ä": "{", "ø": "|", "ö": "|", "å": "}"})


def ordering(con: sqlite3.Connection, sort: str, columns: Mapping[str, str], *, usual: str) -> str:
    """Return what stands after ORDER BY.

    Args:
        con: an open ledger; learns to compare texts the Norwegian way.
        sort: the name of a column, with `-` in front from high to low; '' for the usual order.
        columns: name -> SQL expression; one that ends in `COLLATE norwegian` sorts as a text.
        usual: the order when nothing is asked for, and among rows that are equal.

    Raises:
        InputError: there is no such column; names those that are.
    """
    if not sort.strip():
        return usual
    word = sort.strip().casefold().replace("-", "_")
    name = word.removeprefix("_")
    if name not in columns:
        *most, last = columns
        listed = f"{', '.join(most)} or {last}"
        shown = sort if sort.isprintable() else ascii(sort)[1:-1]
        raise InputError(f"--sort: there is no column '{shown[:40]}'; sort by {listed}.")
    con.create_collation("norwegian", _compared)
    return f"{columns[name]}{' DESC' if word.startswith('_') else ''}, {usual}"


def _compared(one: str, other: str) -> int:
    """Return -1, 0 or 1 as SQLite wants it; å comes last, capitals do not count."""
    left = one.casefold().translate(_LAST_LETTERS)
    right = other.casefold().translate(_LAST_LETTERS)
    return (left > right) - (left < right)
