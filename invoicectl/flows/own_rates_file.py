"""From the text of a company's own rates file to checked rows, all faults at once with lines."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Mapping as Mapped
from dataclasses import replace
from datetime import date
from typing import Final
from typing import TypeVar

from invoicectl.domain.dates import parse_day
from invoicectl.domain.money import parse_kroner
from invoicectl.domain.money import parse_percent_bp
from invoicectl.errors import InputError
from invoicectl.law import SHIPPED
from invoicectl.law import Dated
from invoicectl.law import DebtCollectionRegime
from invoicectl.law import Table
from invoicectl.law.own import OwnAct
from invoicectl.law.own import OwnRates
from invoicectl.law.own import OwnTable
from invoicectl.law.own import gap_in
from invoicectl.settings.nodes import Entry
from invoicectl.settings.nodes import Fault
from invoicectl.settings.nodes import Items
from invoicectl.settings.nodes import Mapping
from invoicectl.settings.nodes import Node
from invoicectl.settings.nodes import Scalar
from invoicectl.settings.yaml_text import read_tree
from invoicectl.settings.yaml_text import shown

T = TypeVar("T")

_REVIEWED: Final = "reviewed_through"
_NEW_ACT: Final = DebtCollectionRegime.ACT_2026.value
_SOURCE_CHARS: Final = 200
_TWENTIETHS: Final = 20
_VERIFIED: Final = {"true": True, "yes": True, "false": False, "no": False}


class _Faulty(Exception):  # noqa: N818 - carries a fault to the table it stands in, is no error
    """One value cannot be used."""

    def __init__(self, line: int, key: str, sentence: str) -> None:
        super().__init__(sentence)
        self.fault = Fault(line, key, sentence)


def read_own_rates(source: bytes) -> tuple[OwnRates, tuple[Fault, ...]]:
    """Return what a rates file says and everything that is wrong with it.

    A file without a single line but comments says nothing, and that is all right.
    """
    if not any(line.strip() and not line.lstrip().startswith(b"#") for line in source.splitlines()):
        return OwnRates(), ()
    tree, form = read_tree(source)
    if form:
        return OwnRates(), tuple(map(_worded, form))
    faults: list[Fault] = []
    tables: list[OwnTable] = []
    acts: list[OwnAct] = []
    reviewed: date | None = None
    for entry in tree.entries:
        try:
            if entry.key == _REVIEWED:
                reviewed = _day(entry.node, entry.key)
            elif entry.key == _NEW_ACT:
                acts.append(_act(entry))
            else:
                tables.append(_table(entry))
        except _Faulty as faulty:
            faults.append(faulty.fault)
    return OwnRates(tuple(tables), tuple(acts), reviewed), tuple(faults)


def _table(entry: Entry) -> OwnTable:
    table = next((table for table in SHIPPED.tables if table.key == entry.key), None)
    if table is None:
        known = ", ".join([*(table.key for table in SHIPPED.tables), _NEW_ACT, _REVIEWED])
        raise _Faulty(entry.line, "", f"there is no table '{shown(entry.key)}'; there are {known}")
    parts = _parts(entry.node, entry.key, ("known_until", "rows"))
    known_until = _day(parts["known_until"], f"{entry.key}.known_until") if (
        "known_until" in parts
    ) else None  # fmt: skip
    own = OwnTable(entry.key, _rows(parts["rows"], table) if "rows" in parts else (), known_until)
    if not own.rows and known_until is None:
        raise _Faulty(entry.line, entry.key, "says nothing; give 'rows', 'known_until' or both")
    if gap := gap_in(table, own):
        raise _Faulty(entry.line, entry.key, gap)
    return own


def _rows(node: Node, table: Table) -> tuple[Dated, ...]:
    key = f"{table.key}.rows"
    if not isinstance(node, Items) or not node.items:
        raise _Faulty(
            node.line, key, "must be a list, each item like '- {from: 2027-01-01, value: …}'"
        )
    rows: dict[date, Dated] = {}
    for item in node.items:
        row = _row(item, table, key)
        if row.since in rows:
            raise _Faulty(item.line, key, f"there are two rows from {row.since}")
        rows[row.since] = row
    return tuple(rows[since] for since in sorted(rows))


def _row(node: Node, table: Table, key: str) -> Dated:
    parts = _parts(node, key, ("from", "value", "source", "verified", "note"))
    for needed in ("from", "value", "source"):
        if needed not in parts:
            raise _Faulty(node.line, key, f"a row has no '{needed}'")
    return Dated(
        since=_day(parts["from"], key),
        value=_checked(parts["value"], key, lambda text: _value(text, table.unit)),
        source=_text(parts["source"], key, "source"),
        verified=_checked(parts["verified"], key, _truth) if "verified" in parts else True,
        note=_text(parts["note"], key, "note") if "note" in parts else "",
        is_own=True,
    )


def _act(entry: Entry) -> OwnAct:
    parts = _parts(entry.node, entry.key, ("from", "source"))
    for needed in ("from", "source"):
        if needed not in parts:
            raise _Faulty(entry.line, entry.key, f"has no '{needed}'")
    return OwnAct(
        DebtCollectionRegime.ACT_2026,
        _day(parts["from"], f"{entry.key}.from"),
        _text(parts["source"], entry.key, "source"),
    )


def _parts(node: Node, key: str, known: tuple[str, ...]) -> Mapped[str, Node]:
    """Return the values of a mapping by key, all of which must be known."""
    if not isinstance(node, Mapping):
        raise _Faulty(node.line, key, f"must hold {', '.join(known)}")
    for entry in node.entries:
        if entry.key not in known:
            raise _Faulty(
                entry.line, key, f"'{shown(entry.key)}' is not known here; use {', '.join(known)}"
            )
    return {entry.key: entry.node for entry in node.entries}


def _day(node: Node, key: str) -> date:
    def parsed(text: str) -> date:
        try:
            return parse_day(text, what=key)
        except InputError as error:
            raise InputError(f"'{shown(text)}' is no date; {_lowered(error.hint)}") from None

    return _checked(node, key, parsed)


def _text(node: Node, key: str, name: str) -> str:
    text = _checked(node, key, str.strip)
    if not text or not text.isprintable() or len(text) > _SOURCE_CHARS:
        raise _Faulty(
            node.line, key, f"'{name}' must be one line of 1 to {_SOURCE_CHARS} characters"
        )
    return text


def _checked(node: Node, key: str, check: Callable[[str], T]) -> T:
    """Return what `check` makes of a plain value."""
    if not isinstance(node, Scalar):
        raise _Faulty(node.line, key, "a single value is needed, no list or mapping")
    try:
        return check(node.text)
    except InputError as error:
        raise _Faulty(node.line, key, str(error).rstrip(".")) from None


def _value(text: str, unit: str) -> int:
    if unit == "bp":
        return parse_percent_bp(text, what="value")
    if unit == "ore":
        return parse_kroner(text, what="value")
    number = text.strip().removesuffix("/20")
    if not (number.isascii() and number.isdigit() and int(number[:9]) <= _TWENTIETHS):
        raise InputError(f"value: '{shown(text)}' is no number of twentieths from 0 to 20.")
    return int(number[:9])


def _worded(fault: Fault) -> Fault:
    """Return a fault of form in the words of this file, where it speaks of the settings."""
    sentence = fault.sentence.replace("sections such as 'company:'", "tables such as 'vat_high:'")
    sentence = sentence.replace(
        "compare it with config.example.yaml", "see docs/howto/rates.md for its form"
    )
    return replace(fault, sentence=sentence)


def _lowered(text: str) -> str:
    return text[:1].lower() + text[1:]


def _truth(text: str) -> bool:
    found = _VERIFIED.get(text.strip().lower())
    if found is None:
        raise InputError(f"verified: '{shown(text)}' is neither true nor false.")
    return found
