"""Turns the rows of a CSV file into records: every fault at once, all rows or none."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field
from typing import TYPE_CHECKING
from typing import Final
from typing import Generic
from typing import TypeVar

from invoicectl.errors import BadFileError
from invoicectl.errors import FaultsError
from invoicectl.errors import InputError
from invoicectl.flows.fields import Fault
from invoicectl.flows.fields import Field
from invoicectl.flows.fields import FieldsError
from invoicectl.flows.fields import head_word
from invoicectl.flows.sheet import Row
from invoicectl.flows.sheet import Sheet
from invoicectl.flows.sheet import read_sheet

if TYPE_CHECKING:
    from pathlib import Path

    from invoicectl.flows.import_mapping import ColumnMap

T = TypeVar("T")

FAULTS_SHOWN_MAX: Final = 100
_NUMBER_DIGITS_MAX: Final = 9


@dataclass(frozen=True, slots=True)
class Wish:
    """What the user asked for.

    `columns` goes from column head to field, for heads that are not known; an empty field leaves
    the column out. `mapping` says the same for files of one kind, and gives way to `columns`.
    `update` changes records that exist, `dry_run` writes nothing.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    mapping: ColumnMap | None = None
    update: bool = False
    dry_run: bool = False


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did, or would do: `columns` are (head, field), `ignored` heads nobody knew."""

    name: str
    encoding: str
    separator: str
    columns: tuple[tuple[str, str], ...]
    ignored: tuple[str, ...]
    added: tuple[str, ...]
    updated: tuple[str, ...]
    unchanged: int
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Noun(Generic[T]):
    """What the rows are about: how a record is built, recognised, doubted and written.

    Attributes:
        what: the word for one record.
        number: the field of its number.
        required: fields that a new record cannot do without.
        fields: what can be read, and from which heads.
        extra: head -> field, for columns that hold a further line of it.
        known: records by number.
        next_no: the number of the next record that brings none.
        build: (number, the record that has it or None, texts) -> the record; raises `FieldsError`.
        double_of: the number of an earlier record that looks the same, or ''.
        slips: sentences about what looks odd in one record.
        write: (new ones, changed ones) -> all of them stored, or none.
    """

    what: str
    number: str
    required: tuple[str, ...]
    fields: tuple[Field, ...]
    extra: Mapping[str, str]
    known: Mapping[str, T]
    next_no: int
    build: Callable[[str, T | None, Mapping[str, str]], T]
    double_of: Callable[[T], str]
    slips: Callable[[T], tuple[str, ...]]
    write: Callable[[Sequence[T], Sequence[T]], None]


@dataclass(slots=True)
class _Reading(Generic[T]):
    """What has been understood of the rows so far, by number; `lines` says where each stands."""

    new: dict[str, T] = field(default_factory=dict)
    changed: dict[str, T] = field(default_factory=dict)
    unchanged: int = 0
    lines: dict[str, int] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def import_sheet(noun: Noun[T], path: Path, wish: Wish) -> Imported:
    """Read a file, check all of its rows, and write them unless this is a dry run.

    Raises:
        BadFileError: the file cannot be read as a table, or a column is missing or unclear.
        FaultsError: every fault, as `customers.csv:14 postcode: what is wrong`.
    """
    sheet = read_sheet(path)
    given = _mapped(sheet, noun, wish)
    columns = _columns(sheet, noun, given)
    reading = _read(sheet, columns, noun, wish)
    if reading.faults:
        raise FaultsError(
            _capped(reading.faults), hint="Nothing was imported; correct the file and try again."
        )
    new, changed = tuple(reading.new.values()), tuple(reading.changed.values())
    if not wish.dry_run and (new or changed):
        noun.write(new, changed)
    return Imported(
        name=sheet.name,
        encoding=sheet.encoding,
        separator=sheet.separator,
        columns=tuple((sheet.heads[at], name) for at, name in columns.items()),
        ignored=tuple(
            head
            for at, head in enumerate(sheet.heads)
            if at not in columns and head and given.get(head) != ""
        ),
        added=tuple(reading.new),
        updated=tuple(reading.changed),
        unchanged=reading.unchanged,
        warnings=(
            *reading.notes,
            *(sentence for one in (*new, *changed) for sentence in noun.slips(one)),
        ),
    )


def parse_columns(texts: Sequence[str]) -> dict[str, str]:
    """Return column head -> field from texts like `Postnummer=postcode`.

    Raises:
        InputError: a text has no `=`, or two are about one column.
    """
    found: dict[str, str] = {}
    for text in texts:
        head, equals, name = text.rpartition("=")
        head = head.strip()
        if not equals or not head:
            raise InputError(
                f"--map: '{text}' does not say which column is which field.",
                hint="Write the column's head, then the field, as in --map 'Postnr=postcode'.",
            )
        if head in found:
            raise InputError(f"--map: the column '{head}' is given twice.")
        found[head] = name.strip()
    return found


def _mapped(sheet: Sheet, noun: Noun[T], wish: Wish) -> dict[str, str]:
    """Return head -> field as asked for: by `--map`, and by a mapping where the file has the head.

    Raises:
        InputError: the mapping names a field that does not exist, or fits nothing in the file.
    """
    if wish.mapping is None:
        return dict(wish.columns)
    by_word = {head_word(head): head for head in sheet.heads}
    for name in (*wish.mapping.columns.values(), *wish.mapping.constants):
        _field_named(name, noun, "the mapping")
    found = {
        by_word[head_word(head)]: name
        for head, name in wish.mapping.columns.items()
        if head_word(head) in by_word
    }
    if not found:
        listed = ", ".join(f"'{head}'" for head in wish.mapping.columns)
        raise BadFileError(sheet.name, f"none of the columns of the mapping is here: {listed}.")
    return {**found, **wish.columns}


def _field_named(name: str, noun: Noun[T], where: str) -> str:
    """Return the field that a name means; amounts go by their name without the unit, too."""
    names = {one.name.removesuffix("_ore"): one.name for one in noun.fields}
    names |= {one.name: one.name for one in noun.fields}
    if name and name not in names:
        listed = ", ".join(one.name.removesuffix("_ore") for one in noun.fields)
        raise InputError(f"{where}: there is no field '{name}'; the fields are {listed}.")
    return names.get(name, "")


def _columns(sheet: Sheet, noun: Noun[T], given: Mapping[str, str]) -> dict[int, str]:
    """Return place of a column -> field, by `--map` first and by its head otherwise."""
    chosen: dict[str, str] = {}
    for head, name in given.items():
        if head not in sheet.heads:
            listed = ", ".join(f"'{one}'" for one in sheet.heads)
            raise BadFileError(sheet.name, f"there is no column '{head}'; there are {listed}.")
        chosen[head] = _field_named(name, noun, "--map")
    found: dict[int, str] = {}
    for at, head in enumerate(sheet.heads):
        name = chosen.get(head, _field_of(head, noun))
        if name:
            _refuse_second(sheet, found, at, name, noun)
            found[at] = name
    missing = [name for name in noun.required if name not in found.values()]
    if noun.number in found.values():
        missing = []  # rows that change a record need no more; new ones are refused by name
    if missing:
        raise BadFileError(
            sheet.name,
            f"no column is the {' or the '.join(missing)} of a {noun.what}.",
            hint=f"Say which one is: --map '{sheet.heads[0]}={missing[0]}'.",
        )
    return found


def _field_of(head: str, noun: Noun[T]) -> str:
    word = head_word(head)
    if word in noun.extra:
        return noun.extra[word]
    exact = (one.name for one in noun.fields if head_word(one.name) == word)
    spelt = (one.name for one in noun.fields if word in one.heads.split())
    return next(exact, "") or next(spelt, "")


def _refuse_second(
    sheet: Sheet, found: Mapping[int, str], at: int, name: str, noun: Noun[T]
) -> None:
    """Refuse a second column for a field, unless its head says that it holds a further line."""
    first = next((place for place, taken in found.items() if taken == name), None)
    if first is not None and head_word(sheet.heads[at]) not in noun.extra:
        raise BadFileError(
            sheet.name,
            f"the columns '{sheet.heads[first]}' and '{sheet.heads[at]}' are both the {name}.",
            hint=f"Leave one out: --map '{sheet.heads[at]}='.",
        )


def _read(sheet: Sheet, columns: Mapping[int, str], noun: Noun[T], wish: Wish) -> _Reading[T]:
    reading: _Reading[T] = _Reading()
    rows = [(row, _texts(row, columns)) for row in sheet.rows]
    if wish.mapping is not None:
        rows = list(_completed(rows, noun, wish.mapping))
    numbers = _free_numbers(noun, [texts.get(noun.number, "") for _row, texts in rows])
    for row, texts in rows:
        if any(cell.strip() for cell in row.cells[len(sheet.heads) :]):
            reading.faults.append(
                f"{sheet.name}:{row.line}: has {len(row.cells)} cells, the head"
                f" {len(sheet.heads)}; a separator inside a text needs quotes around it."
            )
            continue
        try:
            _take(noun, reading, row, texts, numbers=numbers, update=wish.update)
        except FieldsError as error:
            reading.faults += [
                f"{sheet.name}:{row.line} {fault.field}: {fault.sentence}" for fault in error.found
            ]
    return reading


def _take(
    noun: Noun[T],
    reading: _Reading[T],
    row: Row,
    texts: dict[str, str],
    *,
    numbers: Iterator[str],
    update: bool,
) -> None:
    """Add the record of one row to what has been read."""
    given = texts.pop(noun.number, "").strip()
    if given:
        _refuse_taken(noun, reading, given, update=update)
        texts[noun.number] = given
    number = given or next(numbers)
    base = noun.known.get(number)
    if base is None:
        texts = {**dict.fromkeys(noun.required, ""), **texts}
    reading.lines[number] = row.line
    record = noun.build(number, base, texts)
    twin = noun.double_of(record)
    if twin not in {"", number} and not given:
        raise FieldsError(
            (
                Fault(
                    noun.number,
                    f"is empty, and {noun.what} {twin} looks the same; write {twin} to change"
                    " that one, or a new number to add another.",
                ),
            )
        )
    if base is None:
        reading.new[number] = record
        if twin not in {"", number}:
            what = noun.what
            reading.notes.append(f"{what.capitalize()} {number} looks like {what} {twin}.")
    elif record != base:
        reading.changed[number] = record
    else:
        reading.unchanged += 1


def _refuse_taken(noun: Noun[T], reading: _Reading[T], number: str, *, update: bool) -> None:
    if number in reading.lines:
        sentence = f"{number} stands in line {reading.lines[number]} too."
    elif number in noun.known and not update:
        sentence = f"{number} exists already; add --update to change it."
    else:
        return
    raise FieldsError((Fault(noun.number, sentence),))


def _texts(row: Row, columns: Mapping[int, str]) -> dict[str, str]:
    """Return field -> text; columns with further lines of a field are joined to it."""
    found: dict[str, str] = {}
    for at, name in columns.items():
        cell = row.cells[at] if at < len(row.cells) else ""
        before = found.get(name)
        found[name] = cell if before is None else f"{before}\n{cell}".strip("\n")
    return found


def _completed(
    rows: Sequence[tuple[Row, dict[str, str]]], noun: Noun[T], mapping: ColumnMap
) -> Iterator[tuple[Row, dict[str, str]]]:
    """Yield the rows with what the mapping says of empty cells, and each number once if wanted."""
    constants = {
        _field_named(name, noun, "the mapping"): text for name, text in mapping.constants.items()
    }
    seen: set[str] = set()
    for row, texts in rows:
        number = texts.get(noun.number, "").strip()
        if mapping.take_first and number and number in seen:
            continue
        seen.add(number)
        given = {name: text for name, text in texts.items() if text.strip()}
        yield row, {**texts, **constants, **given}


def _free_numbers(noun: Noun[T], given: Sequence[str]) -> Iterator[str]:
    """Yield numbers for rows that bring none: above all that exist or stand in the file."""
    plain = [
        int(number)
        for number in map(str.strip, given)
        if number.isascii() and number.isdigit() and len(number) <= _NUMBER_DIGITS_MAX
    ]
    number = max([noun.next_no, *(one + 1 for one in plain)])
    while True:
        yield str(number)
        number += 1


def _capped(faults: Sequence[str]) -> tuple[str, ...]:
    if len(faults) <= FAULTS_SHOWN_MAX:
        return tuple(faults)
    return (*faults[:FAULTS_SHOWN_MAX], f"... and {len(faults) - FAULTS_SHOWN_MAX} faults more.")
