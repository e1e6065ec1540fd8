"""Drafts in a file as plain text with line numbers, whether it is YAML, JSON or CSV."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from typing import Any
from typing import Final

from invoicectl.errors import BadFileError
from invoicectl.flows.fields import head_word

if TYPE_CHECKING:
    from collections.abc import Collection
    from collections.abc import Iterator
    from pathlib import Path

_SIZE_MAX: Final = 8 * 1024 * 1024
_HALVES: Final = re.compile(
    r"((?:^|[^\\])(?:\\\\)*)\\u(d[89ab][0-9a-f]{2})\\u(d[c-f][0-9a-f]{2})", re.IGNORECASE
)
_LINES: Final = "lines"
_INVOICES: Final = "invoices"


@dataclass(frozen=True, slots=True)
class Text:
    """One value as it was written, and its line in the file, from 1."""

    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Record:
    """Keys (as `head_word` makes them) and values of one draft or line; `lines` are its parts."""

    line: int
    values: dict[str, Text]
    lines: tuple[Record, ...] = ()


def read_records(path: Path, *, head_keys: Collection[str]) -> list[Record]:
    """Return the drafts of a file, each with its lines.

    A YAML or JSON file holds one draft (its keys and `lines`), a list of them, or `invoices`. In a
    CSV file every row is a line; a row belongs to the draft of the row above as long as the
    columns of the draft are the same or empty.

    Args:
        path: `.csv` and `.tsv` are tables, everything else is YAML, which JSON is part of.
        head_keys: keys of a draft, as `head_word` makes them.

    Raises:
        BadFileError: not readable, or not of that form; with the line.
    """
    if path.suffix.casefold() in {".csv", ".tsv"}:
        return _from_sheet(path, frozenset(head_keys))
    return list(_from_yaml(path))


def _from_sheet(path: Path, head_keys: frozenset[str]) -> list[Record]:
    from invoicectl.flows.sheet import read_sheet

    sheet = read_sheet(path)
    keys = [head_word(head) for head in sheet.heads]
    found: list[Record] = []
    for row in sheet.rows:
        if len(row.cells) > len(keys) and any(row.cells[len(keys) :]):
            raise BadFileError(sheet.name, "the row has more cells than the head.", line=row.line)
        pairs = zip(keys, row.cells, strict=False)
        cells = {key: Text(cell, row.line) for key, cell in pairs if cell.strip()}
        head = {key: text for key, text in cells.items() if key in head_keys}
        part = Record(row.line, {key: text for key, text in cells.items() if key not in head_keys})
        if found and _continues(head, found[-1]):
            last = found.pop()
            found.append(Record(last.line, last.values, (*last.lines, part)))
        else:
            found.append(Record(row.line, head, (part,)))
    return found


def _continues(head: dict[str, Text], last: Record) -> bool:
    """Tell whether a row says nothing new about the draft it may belong to."""
    return all(
        key in last.values and last.values[key].text == text.text for key, text in head.items()
    )


def _from_yaml(path: Path) -> Iterator[Record]:
    root = _composed(path)
    items = _items(root)
    if items is None:
        pairs = dict(_pairs(path, root))
        inner = pairs.get(_INVOICES)
        if inner is None:
            yield _record(path, root)
            return
        items = _items(inner[1])
        if items is None:
            raise BadFileError(path.name, "'invoices' must be a list.", line=_line(inner[1]))
    for item in items:
        yield _record(path, item)


def _composed(path: Path) -> Any:
    """Return the root of the parsed file; every scalar stays the text it was."""
    import yaml

    from invoicectl.formats.source import read_bytes

    content = read_bytes(path)
    if len(content) > _SIZE_MAX:
        raise BadFileError(path.name, "the file is larger than 8 MiB; split it.")
    try:
        text = content.decode("utf-8-sig")
        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        root = yaml.compose(_joined(text.replace("\t", "    ")), Loader=loader)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise BadFileError(path.name, "a byte is not UTF-8.", line=line) from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        what = getattr(error, "problem", None) or "this cannot be read"
        raise BadFileError(path.name, f"no YAML or JSON here: {what}.", line=line) from None
    except RecursionError:
        raise BadFileError(path.name, "it is nested too deeply.") from None
    if root is None:
        raise BadFileError(path.name, "the file is empty.")
    return root


def _record(path: Path, node: Any, *, depth: int = 0) -> Record:
    """Return one draft, or one line of it."""
    values: dict[str, Text] = {}
    lines: tuple[Record, ...] = ()
    for key, (line, value) in _pairs(path, node):
        items = _items(value)
        if key == _LINES and depth == 0:
            if items is None:
                raise BadFileError(path.name, "'lines' must be a list.", line=line)
            lines = tuple(_line_record(path, item) for item in items)
        elif not isinstance(value.value, str):
            raise BadFileError(path.name, f"'{key}' must be a single value.", line=line)
        elif key in values:
            raise BadFileError(path.name, f"'{key}' is there twice.", line=line)
        elif value.tag != "tag:yaml.org,2002:null":
            values[key] = Text(value.value, line)
    return Record(_line(node), values, lines)


def _line_record(path: Path, node: Any) -> Record:
    """Return a line: a mapping, or one text as after `--line`."""
    if isinstance(node.value, str):
        return Record(_line(node), {"line": Text(node.value, _line(node))})
    return _record(path, node, depth=1)


def _pairs(path: Path, node: Any) -> Iterator[tuple[str, tuple[int, Any]]]:
    """Yield key -> (line, value) of a mapping."""
    from yaml import MappingNode

    if not isinstance(node, MappingNode):
        raise BadFileError(path.name, "here must be 'key: value' pairs.", line=_line(node))
    for key, value in node.value:
        if not isinstance(key.value, str):
            raise BadFileError(path.name, "a key must be a word.", line=_line(key))
        yield head_word(key.value), (_line(key), value)


def _items(node: Any) -> list[Any] | None:
    from yaml import SequenceNode

    return list(node.value) if isinstance(node, SequenceNode) else None


def _line(node: Any) -> int:
    return int(node.start_mark.line) + 1


def _joined(text: str) -> str:
    r"""Return JSON with the halves it writes for signs such as emoji (\ud83d\ude00) made one."""
    return _HALVES.sub(
        lambda pair: pair[1] + bytes.fromhex(pair[2] + pair[3]).decode("utf-16-be"), text
    )
