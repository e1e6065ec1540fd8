"""Brings hours and expenses along from a CSV file: all rows or none, and each of them once."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field
from dataclasses import replace
from typing import TYPE_CHECKING
from typing import Final

from invoicectl.domain.work import DAY_MINUTES
from invoicectl.domain.work import Entry
from invoicectl.domain.work import EntryKind
from invoicectl.domain.work_time import hours_text
from invoicectl.errors import BadFileError
from invoicectl.errors import FaultsError
from invoicectl.errors import InputError
from invoicectl.errors import NotFoundError
from invoicectl.flows.fields import Fault
from invoicectl.flows.fields import FieldsError
from invoicectl.flows.fields import head_word
from invoicectl.flows.project_entry_fields import FIELDS
from invoicectl.flows.project_entry_fields import entry_from
from invoicectl.flows.project_log import new_entry
from invoicectl.flows.project_log import open_project
from invoicectl.flows.project_value import warnings_of
from invoicectl.flows.sheet import read_sheet
from invoicectl.ledger.log import note
from invoicectl.ledger.projects import find_projects
from invoicectl.ledger.projects import project_of
from invoicectl.ledger.work import add_work
from invoicectl.ledger.work import keys_of_work
from invoicectl.ledger.work import minutes_of_day
from invoicectl.ledger.work import work_of
from invoicectl.seams import fp

if TYPE_CHECKING:
    from pathlib import Path

    from invoicectl.domain.project import Project
    from invoicectl.domain.stamp import Stamp
    from invoicectl.flows.sheet import Row
    from invoicectl.flows.sheet import Sheet
    from invoicectl.ledger.connect import Connection
    from invoicectl.ledger.connect import Ledger
    from invoicectl.settings.model import Settings

_FAULTS_MAX: Final = 100
_HASH_SIGNS: Final = 32
_AMOUNTS: Final = ("hours", "minutes", "expense", "km")


@dataclass(frozen=True, slots=True)
class WorkWish:
    """How a file is read.

    `columns` goes from column head to field; an empty field leaves the column out. `project` and
    `person` stand in for empty cells and missing columns. `dry_run` writes nothing.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    project: str = ""
    person: str = ""
    dry_run: bool = False


@dataclass(frozen=True, slots=True)
class ImportedWork:
    """What an import did, or would do; `columns` are (head, field), `ignored` heads nobody knew."""

    name: str
    encoding: str
    separator: str
    columns: tuple[tuple[str, str], ...]
    ignored: tuple[str, ...]
    added: tuple[int, ...]
    new: int
    seen_before: int
    minutes: int
    warnings: tuple[str, ...] = ()


@dataclass(slots=True)
class _Reading:
    """What has been understood of the rows so far: key -> entry, in order."""

    entries: dict[str, Entry] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    copies: dict[str, int] = field(default_factory=dict)


def import_work(
    ledger: Ledger, settings: Settings, stamp: Stamp, path: Path, wish: WorkWish
) -> ImportedWork:
    """Add the hours, expenses and kilometres of a CSV file; a row that came before is left out.

    A row is known by its `key` column, or without one by all that it says: two equal rows in one
    file are two entries, and the same two in the next file are those again.

    Raises:
        BadFileError: the file cannot be read as a table, or a column is missing or unclear.
        FaultsError: every fault, as `hours.csv:14 hours: what is wrong`; nothing was imported.
    """
    sheet = read_sheet(path)
    columns = _columns(sheet, wish)
    with ledger.rehearse() if wish.dry_run else ledger.write() as con:
        reading = _read(con, settings, stamp, sheet, columns, wish)
        known = keys_of_work(con, reading.entries)
        if reading.faults:
            raise FaultsError(
                _capped(reading.faults),
                hint="Nothing was imported; correct the file and try again.",
            )
        new = {key: entry for key, entry in reading.entries.items() if key not in known}
        added = _add(con, stamp, new, sheet.name)
        warnings = (
            *_contradictions(con, reading, known, sheet.name),
            *_long_days(con, new.values()),
            *_budgets(con, settings, new.values()),
        )
    return ImportedWork(
        name=sheet.name,
        encoding=sheet.encoding,
        separator=sheet.separator,
        columns=tuple((sheet.heads[at], name) for at, name in columns.items()),
        ignored=tuple(
            head
            for at, head in enumerate(sheet.heads)
            if at not in columns and head and wish.columns.get(head) != ""
        ),
        added=() if wish.dry_run else added,
        new=len(new),
        seen_before=len(known),
        minutes=sum(entry.minutes for entry in new.values()),
        warnings=warnings,
    )


def _columns(sheet: Sheet, wish: WorkWish) -> dict[int, str]:
    """Return place of a column -> field, by `--map` first and by its head otherwise."""
    names = {one.name for one in FIELDS}
    for head, name in wish.columns.items():
        if head not in sheet.heads:
            listed = ", ".join(f"'{one}'" for one in sheet.heads)
            raise BadFileError(sheet.name, f"there is no column '{head}'; there are {listed}.")
        if name and name not in names:
            listed = ", ".join(one.name for one in FIELDS)
            raise InputError(f"--map: there is no field '{name}'; the fields are {listed}.")
    found: dict[int, str] = {}
    for at, head in enumerate(sheet.heads):
        name = wish.columns.get(head, _field_of(head))
        if name in found.values():
            first = next(place for place, taken in found.items() if taken == name)
            raise BadFileError(
                sheet.name,
                f"the columns '{sheet.heads[first]}' and '{head}' are both the {name}.",
                hint=f"Leave one out: --map '{head}='.",
            )
        if name:
            found[at] = name
    _refuse_missing(sheet, set(found.values()), wish)
    return found


def _field_of(head: str) -> str:
    word = head_word(head)
    return next((one.name for one in FIELDS if word in one.heads.split()), "")


def _refuse_missing(sheet: Sheet, found: set[str], wish: WorkWish) -> None:
    missing = [] if "date" in found else ["date"]
    if "project" not in found and not wish.project:
        missing.append("project")
    if not found & set(_AMOUNTS):
        missing.append("hours")
    if missing:
        also = ", or give --project" if "project" in missing else ""
        raise BadFileError(
            sheet.name,
            f"no column is the {' or the '.join(missing)} of an entry.",
            hint=f"Say which one is: --map '{sheet.heads[0]}={missing[0]}'{also}.",
        )


def _read(
    con: Connection,
    settings: Settings,
    stamp: Stamp,
    sheet: Sheet,
    columns: Mapping[int, str],
    wish: WorkWish,
) -> _Reading:
    reading = _Reading()
    projects = _Projects(con)
    for row in sheet.rows:
        try:
            _take(reading, projects, settings, stamp, row, _texts(row, columns, sheet, wish))
        except FieldsError as error:
            reading.faults += [
                f"{sheet.name}:{row.line} {fault.field}: {fault.sentence}" for fault in error.found
            ]
    return reading


def _texts(row: Row, columns: Mapping[int, str], sheet: Sheet, wish: WorkWish) -> dict[str, str]:
    """Return field -> text of the cells that are not empty, with what stands in for the others."""
    if any(cell.strip() for cell in row.cells[len(sheet.heads) :]):
        sentence = (
            f"has {len(row.cells)} cells, the head {len(sheet.heads)}; a separator inside a text"
            " needs quotes around it."
        )
        raise FieldsError((Fault("row", sentence),))
    cells = {name: row.cells[at] if at < len(row.cells) else "" for at, name in columns.items()}
    given = {name: cell.strip() for name, cell in cells.items() if cell.strip()}
    stand_ins = {"date": "", "project": wish.project, "person": wish.person}
    texts = {**{name: text for name, text in stand_ins.items() if text or name == "date"}, **given}
    if not texts.get("person"):
        texts.pop("person", None)
    return texts


def _take(
    reading: _Reading,
    projects: _Projects,
    settings: Settings,
    stamp: Stamp,
    row: Row,
    texts: dict[str, str],
) -> None:
    """Add the entry of one row to what has been read."""
    project = projects.named(texts.pop("project", ""))
    key = texts.pop("key", "")
    entry = entry_from(new_entry(project, settings, stamp), project, texts, settings, stamp.today)
    if not key:
        content = _content(entry)
        copy = reading.copies[content] = reading.copies.get(content, 0) + 1
        key = f"row:{content}:{copy}"
    else:
        key = f"id:{key}"
        if key in reading.lines:
            sentence = f"stands in line {reading.lines[key]} too."
            raise FieldsError((Fault("key", sentence),))
    reading.entries[key] = entry
    reading.lines[key] = row.line


class _Projects:
    """Finds projects by number or name; each is looked up once."""

    def __init__(self, con: Connection) -> None:
        self._con = con
        self._found: dict[str, Project] = {}
        self._by_name: dict[str, list[str]] | None = None

    def named(self, text: str) -> Project:
        """Return the open project with that number or name.

        Raises:
            FieldsError: none, a closed one, or several of that name.
        """
        if text not in self._found:
            self._found[text] = self._look_up(text)
        return self._found[text]

    def _look_up(self, text: str) -> Project:
        if not text:
            raise FieldsError((Fault("project", "is empty."),))
        try:
            return open_project(self._con, self._number(text))
        except NotFoundError:
            raise FieldsError(
                (Fault("project", f"there is no project '{text[:60]}'; make it first."),)
            ) from None
        except InputError as error:
            raise FieldsError((Fault("project", f"{error}"),)) from None

    def _number(self, text: str) -> str:
        if self._by_name is None:
            self._by_name = {}
            for one in find_projects(self._con, with_closed=True):
                named = self._by_name.setdefault(one.project.name.casefold(), [])
                named.append(one.project.project_no)
        numbers = self._by_name.get(text.casefold(), [])
        if len(numbers) > 1:
            raise InputError(f"'{text}' is the name of {' and '.join(numbers)}; write the number.")
        return numbers[0] if numbers else text


def _content(entry: Entry) -> str:
    """Return a hash of all that an entry says."""
    said = (
        entry.project_no, entry.kind.value, entry.worked_on.isoformat(), entry.person.casefold(),
        entry.activity.casefold(), entry.text, entry.minutes, entry.distance_micro,
        entry.cost_ore,
    )  # fmt: skip
    return hashlib.sha256(repr(said).encode()).hexdigest()[:_HASH_SIGNS]


def _contradictions(
    con: Connection, reading: _Reading, known: Mapping[str, int], name: str
) -> Iterator[str]:
    """Yield a sentence for each row whose own key came before with something else."""
    for key, entry_no in known.items():
        if not key.startswith("id:"):
            continue
        kept = work_of(con, entry_no).entry
        entry = replace(reading.entries[key], entry_no=entry_no, is_removed=kept.is_removed)
        if _content(entry) != _content(kept):
            yield (
                f"{name}:{reading.lines[key]}: '{key.removeprefix('id:')}' came before as entry"
                f" {entry_no}, which says something else; it was left as it is."
            )


def _add(con: Connection, stamp: Stamp, new: Mapping[str, Entry], name: str) -> tuple[int, ...]:
    numbers = []
    for key, entry in new.items():
        numbers.append(add_work(con, entry, stamp, key=key))
        fp("work.imported")
    if numbers:
        detail = f"{len(numbers)} entries, {numbers[0]} to {numbers[-1]}"
        note(con, stamp, "work.imported", name, detail)
    return tuple(numbers)


def _long_days(con: Connection, entries: Iterable[Entry]) -> Iterator[str]:
    """Yield a sentence for each person and day with more hours than a day has."""
    days = {
        (entry.person.casefold(), entry.worked_on): entry.person
        for entry in entries
        if entry.kind is EntryKind.TIME
    }
    for (_, day), person in days.items():
        minutes = minutes_of_day(con, person, day)
        if minutes > DAY_MINUTES:
            yield (
                f"{person} has {hours_text(minutes)} hours on {day:%d.%m.%Y}, more than a day has."
            )


def _budgets(con: Connection, settings: Settings, entries: Iterable[Entry]) -> Iterator[str]:
    """Yield a sentence for each budget that these entries have nearly or wholly used."""
    for number in dict.fromkeys(entry.project_no for entry in entries):
        yield from warnings_of(con, settings, project_of(con, number))


def _capped(faults: list[str]) -> tuple[str, ...]:
    if len(faults) <= _FAULTS_MAX:
        return tuple(faults)
    return (*faults[:_FAULTS_MAX], f"... and {len(faults) - _FAULTS_MAX} faults more.")
