"""Reads a table that a spreadsheet or another program saved as text: CSV in its dialects."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from invoicectl.errors import BadFileError
from invoicectl.formats.source import read_bytes

_SEPARATORS: Final = ";,\t"
_NAMES: Final = {";": "semicolons", ",": "commas", "\t": "tabs"}
_FORMULA_SIGNS: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝")
_ROWS_MAX: Final = 200_000
_WORKBOOKS: Final = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")


@dataclass(frozen=True, slots=True)
class Row:
    """One row below the head; `line` is where it begins in the file, from 1."""

    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table with its head, and how the file was understood."""

    name: str
    encoding: str
    separator: str
    heads: tuple[str, ...]
    rows: tuple[Row, ...]


def read_sheet(path: Path) -> Sheet:
    """Return the table in a CSV file; empty rows are left out.

    The separator (`;`, `,` or a tab) is the one most used in the head; a first line `sep=;` decides
    it. An apostrophe that guards a cell against being taken for a formula is dropped.

    Raises:
        BadFileError: no file, a workbook, not text, or no table; with the line where there is one.
    """
    name = path.name
    content = read_bytes(path)
    if content.startswith(_WORKBOOKS):
        raise BadFileError(
            name, "this is a workbook and not text.", hint="Save it as 'CSV UTF-8' and try again."
        )
    text, encoding = _decoded(content, name)
    skipped = 0
    first = text.split("\n", 1)[0].strip().casefold()
    if first.startswith("sep=") and first[4:5] in _SEPARATORS:
        separator, skipped = first[4], 1
        text = text.split("\n", 1)[1] if "\n" in text else ""
    else:
        separator = _likely_separator(text)
    rows = [Row(row.line + skipped, row.cells) for row in _rows(text, separator, name)]
    if not rows or not any(rows[0].cells):
        raise BadFileError(name, "the file holds no table: its first line must name the columns.")
    return Sheet(
        name=name,
        encoding=encoding,
        separator=_NAMES[separator],
        heads=tuple(cell.strip() for cell in rows[0].cells),
        rows=tuple(row for row in rows[1:] if any(cell.strip() for cell in row.cells)),
    )


def _decoded(content: bytes, name: str) -> tuple[str, str]:
    """Return the text and the name of its encoding."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _as(content, "utf-16", name), "UTF-16"
    if content.startswith(b"\xef\xbb\xbf"):
        return _as(content[3:], "utf-8", name), "UTF-8 with mark"
    try:
        return content.decode("utf-8"), "UTF-8"
    except UnicodeDecodeError:
        return _as(content, "cp1252", name), "Windows-1252"


def _as(content: bytes, encoding: str, name: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise BadFileError(
            name,
            "these bytes are not text in UTF-8, UTF-16 or Windows-1252.",
            line=content.count(b"\n", 0, error.start) + 1,
        ) from None


def _likely_separator(text: str) -> str:
    head = text.split("\n", 1)[0]
    outside = "".join(head.split('"')[::2])
    return max(_SEPARATORS, key=outside.count)


def _rows(text: str, separator: str, name: str) -> Iterator[Row]:
    lines = io.StringIO(text.replace("\r\n", "\n").replace("\r", "\n"), newline="\n")
    reader = csv.reader(lines, delimiter=separator, strict=True)
    begins = 1
    try:
        for number, cells in enumerate(reader):
            if number > _ROWS_MAX:
                raise BadFileError(name, f"the file has more than {_ROWS_MAX} rows; split it.")
            yield Row(begins, tuple(map(_unguarded, cells)))
            begins = reader.line_num + 1
    except csv.Error as error:
        raise BadFileError(
            name, f"the quotes of this row do not match up ({error}).", line=begins
        ) from None


def _unguarded(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(_FORMULA_SIGNS) else cell
