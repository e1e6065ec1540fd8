"""What lists have in common: which rows, and in which order, decided by SQLite."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING
from typing import Final
from typing import NamedTuple

from invoicectl.errors import InputError
from invoicectl.ledger.customer_alias import numbers_of
from invoicectl.ledger.search import contains
from invoicectl.ledger.search import folded

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping
    from collections.abc import Sequence

_LAST_LETTERS: Final = str.maketrans({"æ": "{", "ä": "{", "ø": "|", "ö": "|", "å": "}"})
_ENDINGS: Final = ("", "_on", "_name", "_no")


class Narrowing(NamedTuple):
    """Which rows of a list are wanted: empty fields want all; both days are included.

    A customer's rows are also those of customers who were merged into it. `search` is a text that
    a row must contain; `sort` a column, with `-` in front for reverse.
    """

    customer_no: str = ""
    first: date | None = None
    last: date | None = None
    search: str = ""
    sort: str = ""


class Named(NamedTuple):
    """How a list's rows are called in SQL: for filters, and for the columns it can be sorted by."""

    customer: str
    day: str
    searched: tuple[str, ...]
    sorted_by: Mapping[str, str]
    usual: str


def narrowed(
    con: sqlite3.Connection, wanted: Narrowing, named: Named, more: Sequence[str] = ()
) -> tuple[str, dict[str, object]]:
    """Return WHERE and ORDER BY of a list, and the values of their parameters.

    Args:
        con: an open ledger.
        wanted: which rows, in which order.
        named: the columns meant.
        more: further conditions.

    Raises:
        InputError: there is no such column to sort by.
    """
    rules = list(more)
    values: dict[str, object] = {}
    if wanted.customer_no:
        numbers = numbers_of(con, wanted.customer_no)
        values |= {f"customer{at}": number for at, number in enumerate(numbers)}
        marks = ",".join(f":customer{at}" for at in range(len(numbers)))
        rules.append(f"{named.customer} IN({marks})")
    for name, sign, day in (("first", ">=", wanted.first), ("last", "<=", wanted.last)):
        if day is not None:
            rules.append(f"{named.day} {sign} :{name}")
            values[name] = day.isoformat()
    if wanted.search:
        rules.append(contains(con, *(f"coalesce({one}, '')" for one in named.searched)))
        values["text"] = folded(wanted.search)
    where = f" WHERE {' AND '.join(rules)}" if rules else ""
    order = ordering(con, wanted.sort, named.sorted_by, usual=named.usual)
    return f"{where} ORDER BY {order}", values


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
    name, is_reverse = sorted_column(sort, tuple(columns))
    con.create_collation("norwegian", _compared)
    return f"{columns[name]}{' DESC' if is_reverse else ''}, {usual}"


def sorted_column(sort: str, names: Sequence[str]) -> tuple[str, bool]:
    """Return the column that `--sort` means, and whether from high to low.

    The head of a column will do: `issued` for `issued_on`, `customer` for `customer_name`.

    Raises:
        InputError: there is no such column; names those that are.
    """
    word = sort.strip().casefold()
    name = word.removeprefix("-").replace("-", "_").removesuffix("_ore")
    for ending in _ENDINGS:
        if name + ending in names:
            return name + ending, word.startswith("-")
    *most, last = names
    shown = sort if sort.isprintable() else ascii(sort)[1:-1]
    raise InputError(
        f"--sort: there is no column '{shown[:40]}'; sort by {', '.join(most)} or {last}."
    )


def norwegian_key(text: str) -> str:
    """Return a text as it is sorted: å comes last, capitals do not count."""
    return text.casefold().translate(_LAST_LETTERS)


def _compared(one: str, other: str) -> int:
    """Return -1, 0 or 1 as SQLite wants it."""
    left, right = norwegian_key(one), norwegian_key(other)
    return (left > right) - (left < right)
