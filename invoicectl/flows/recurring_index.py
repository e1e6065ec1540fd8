"""Figures of a price index, taken from a file that the user has: CSV, or YAML `2025-11: 137,2`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from typing import Final

from invoicectl.domain.money import decimal_text
from invoicectl.domain.money import parse_micro
from invoicectl.errors import BadFileError
from invoicectl.errors import InputError
from invoicectl.flows.recurring_clause import index_name
from invoicectl.ledger.log import note
from invoicectl.ledger.price_index import figures_of
from invoicectl.ledger.price_index import keep_figures

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from invoicectl.domain.stamp import Stamp
    from invoicectl.ledger.connect import Ledger

_MONTH: Final = re.compile(r"([12][0-9]{3})[-/.M ]?(0[1-9]|1[0-2])")
_MONTH_HEADS: Final = frozenset({"month", "måned", "maned", "periode", "period", "mnd"})


@dataclass(frozen=True, slots=True)
class Imported:
    """What a file brought: months that are new, that changed, and that stay as they were."""

    name: str
    added: int
    changed: tuple[str, ...]
    same: int


def import_index(
    ledger: Ledger, stamp: Stamp, path: Path, name: str, *, replace: bool = False
) -> Imported:
    """Take the figures of a file into an index, all or none.

    Args:
        ledger: open.
        stamp: when and who.
        path: `.csv` or `.tsv` with a column of months and one of figures; otherwise YAML with a
            line `2025-11: 137,2` for each month.
        name: of the index, as agreements name it.
        replace: whether figures may change that are there already.

    Raises:
        BadFileError: a row is no month and figure; with its line.
        InputError: a figure differs from the one that is there, or that is no name.
    """
    known_as = index_name(name)
    is_table = path.suffix.casefold() in {".csv", ".tsv"}
    figures = dict(_from_sheet(path) if is_table else _from_yaml(path))
    if not figures:
        raise BadFileError(path.name, "the file holds no figure.")
    with ledger.write() as con:
        old = figures_of(con, known_as)
        changed = [month for month in figures if month in old and old[month] != figures[month]]
        if changed and not replace:
            month = changed[0]
            raise InputError(
                f"{path.name}: {month} is {decimal_text(figures[month])} here, and"
                f" {decimal_text(old[month])} in the index {known_as}.",
                hint="--replace takes the file's figures; invoices that were made stay.",
            )
        keep_figures(con, known_as, figures)
        added = len(figures.keys() - old.keys())
        note(con, stamp, "index.imported", known_as, f"{added} new, {len(changed)} changed")
    return Imported(known_as, added, tuple(changed), len(figures) - added - len(changed))


def _from_sheet(path: Path) -> Iterator[tuple[str, int]]:
    from invoicectl.flows.sheet import read_sheet

    sheet = read_sheet(path)
    heads = [head.casefold() for head in sheet.heads]
    at = next((n for n, head in enumerate(heads) if head in _MONTH_HEADS), 0)
    value_at = next((n for n in range(len(heads)) if n != at), None)
    if value_at is None:
        raise BadFileError(path.name, "the file needs a column of months and one of figures.")
    if _MONTH.fullmatch(sheet.heads[at].strip()):
        raise BadFileError(path.name, "the first line must name the columns: month;figure.", line=1)
    seen: set[str] = set()
    for row in sheet.rows:
        cells = [*row.cells, "", ""]
        yield _figure(path, row.line, cells[at], cells[value_at], seen)


def _from_yaml(path: Path) -> Iterator[tuple[str, int]]:
    from invoicectl.flows.draft_records import read_records

    seen: set[str] = set()
    for record in read_records(path, head_keys=()):
        for month, text in record.values.items():
            yield _figure(path, text.line, month, text.text, seen)


def _figure(path: Path, line: int, month: str, figure: str, seen: set[str]) -> tuple[str, int]:
    found = _MONTH.fullmatch(month.strip())
    if found is None:
        raise BadFileError(
            path.name, f"'{month[:30]}' is no month.", line=line, hint="Write it like 2025-11."
        )
    plain = f"{found[1]}-{found[2]}"
    if plain in seen:
        raise BadFileError(path.name, f"{plain} is there twice.", line=line)
    seen.add(plain)
    try:
        micro = parse_micro(figure, what="figure")
    except InputError as error:
        raise BadFileError(path.name, str(error), line=line) from None
    if micro <= 0:
        raise BadFileError(path.name, "the figure must be above zero.", line=line)
    return plain, micro
