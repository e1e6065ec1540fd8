"""Fields of hours, expenses and kilometres as people type them, or as columns of a file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import replace
from typing import TYPE_CHECKING

from invoicectl.domain.dates import parse_day
from invoicectl.domain.work import Entry
from invoicectl.domain.work import EntryKind
from invoicectl.domain.work_time import parse_minutes
from invoicectl.errors import InputError
from invoicectl.flows.fields import Fault
from invoicectl.flows.fields import Field
from invoicectl.flows.fields import FieldsError
from invoicectl.flows.fields import read_fields
from invoicectl.flows.fields import read_flag
from invoicectl.flows.fields import text_reader
from invoicectl.flows.products import vat_code_of
from invoicectl.flows.project_fields import read_kroner
from invoicectl.flows.project_fields import read_markup
from invoicectl.flows.project_fields import read_price

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from invoicectl.domain.project import Project
    from invoicectl.settings.model import Settings

TEXT_MAX = 300


def _read_day(text: str) -> date:
    try:
        return parse_day(text, what="it")
    except InputError as error:
        raise InputError(f"{str(error).removeprefix('it: ')} {error.hint}") from None


def _read_hours(text: str) -> int | None:
    if not text.strip():
        return None
    try:
        return parse_minutes(text, what="it")
    except InputError as error:
        raise InputError(f"{str(error).removeprefix('it: ')} {error.hint}") from None


def _read_minutes(text: str) -> int | None:
    return _read_hours(f"{text.strip()} min") if text.strip() else None


def _read_distance(text: str) -> int | None:
    micro = read_price(text.strip().casefold().removesuffix("km"))
    if micro == 0:
        raise InputError("is no distance at all.")
    return micro


FIELDS: tuple[Field, ...] = (
    Field("key", text_reader(80), "key id entryid ref reference referanse"),
    Field(
        "project",
        text_reader(120),
        "project projectno projectnumber prosjekt prosjektnr prosjektnummer",
    ),
    Field("date", _read_day, "date day startdate workdate dato dag arbeidsdato"),
    Field(
        "person",
        text_reader(80),
        "person who employee user name ansatt medarbeider navn bruker utfortav utførtav",
    ),
    Field("activity", text_reader(60), "activity task aktivitet oppgave timeart"),
    Field(
        "text",
        text_reader(TEXT_MAX),
        "text description note notes comment tekst beskrivelse kommentar notat",
    ),
    Field("hours", _read_hours, "hours time duration timer tid antalltimer varighet"),
    Field("minutes", _read_minutes, "minutes minutter"),
    Field("expense", read_kroner, "expense cost utlegg utgift kostnad"),
    Field("km", _read_distance, "km kilometer kilometres kjøring"),
    Field("rate", read_price, "rate price hourlyrate timepris pris sats"),
    Field("markup", read_markup, "markup påslag"),
    Field("vat_code", text_reader(10), "vatcode vat mva mvakode"),
    Field("receipt", text_reader(120), "receipt kvittering bilag"),
    Field("billable", read_flag, "billable fakturerbar fakturerbart", keeps_when_empty=True),
)
_AMOUNTS = {
    "hours": EntryKind.TIME,
    "minutes": EntryKind.TIME,
    "expense": EntryKind.EXPENSE,
    "km": EntryKind.DISTANCE,
}
_PLAIN = {"date": "worked_on", "person": "person", "activity": "activity", "text": "text"}


@dataclass(frozen=True, slots=True)
class _Amount:
    """What was recorded: hours, kilometres or an expense."""

    kind: EntryKind
    minutes: int = 0
    distance_micro: int = 0
    cost_ore: int = 0


def entry_from(
    base: Entry, project: Project, texts: Mapping[str, str], settings: Settings, today: date
) -> Entry:
    """Return `base` with what `texts` say, read and checked.

    Args:
        base: an entry to change, or a new one that has no amount yet (`entry_no` 0).
        project: it belongs to.
        texts: by name in `FIELDS`; `key` and `project` are not looked at.
        settings: the company's.
        today: nothing can be recorded for a later day.

    Raises:
        FieldsError: every field that is wrong.
    """
    values, faults = read_fields(FIELDS, texts)
    found = list(faults)
    try:
        amount = _amount(base, values, is_complete=not faults)
    except FieldsError as error:
        found += error.found
        amount = _Amount(base.kind)
    entry = replace(
        base,
        project_no=project.project_no,
        kind=amount.kind,
        minutes=amount.minutes,
        distance_micro=amount.distance_micro,
        cost_ore=amount.cost_ore,
        **{name: values[field] for field, name in _PLAIN.items() if field in values},  # type: ignore[arg-type]  # by the fields' readers
        **_own_terms(values),  # type: ignore[arg-type]  # by the fields' readers
        is_billable=_is_billable(base, project, amount, values),
    )
    if code := values.get("vat_code"):
        try:
            entry = replace(entry, vat_code=vat_code_of(str(code), settings, today))
        except InputError as error:
            found.append(Fault("vat_code", str(error)))
    found += _slips(entry, values, today)
    if found:
        raise FieldsError(tuple(found))
    return entry


def _amount(base: Entry, values: Mapping[str, object], *, is_complete: bool) -> _Amount:
    """Return the one amount that is given, or the one that `base` has."""
    given = [name for name in _AMOUNTS if values.get(name) is not None]
    if len(given) > 1:
        sentence = f"is given beside {given[1]}; an entry is hours, kilometres or an expense."
        raise FieldsError((Fault(given[0], sentence),))
    if not given:
        if base.entry_no:
            return _Amount(base.kind, base.minutes, base.distance_micro, base.cost_ore)
        if not is_complete:
            return _Amount(EntryKind.TIME)  # what is wrong is said already
        raise FieldsError((Fault("hours", "is empty; give hours, kilometres or an expense."),))
    kind = _AMOUNTS[given[0]]
    if base.entry_no and kind is not base.kind:
        sentence = f"cannot be given: entry {base.entry_no} is {_KIND_WORDS[base.kind]}."
        raise FieldsError((Fault(given[0], sentence),))
    number = values[given[0]]
    assert isinstance(number, int)
    return _Amount(
        kind,
        minutes=number if kind is EntryKind.TIME else 0,
        distance_micro=number if kind is EntryKind.DISTANCE else 0,
        cost_ore=number if kind is EntryKind.EXPENSE else 0,
    )


_KIND_WORDS = {
    EntryKind.TIME: "hours",
    EntryKind.EXPENSE: "an expense",
    EntryKind.DISTANCE: "kilometres",
}


def _own_terms(values: Mapping[str, object]) -> dict[str, object]:
    names = {"rate": "price_micro", "markup": "markup_bp", "receipt": "receipt"}
    return {name: values[field] for field, name in names.items() if field in values}


def _is_billable(
    base: Entry, project: Project, amount: _Amount, values: Mapping[str, object]
) -> bool:
    """Return what is said, else what it was; new hours belong to a fixed price if there is one."""
    if "billable" in values:
        return bool(values["billable"])
    if base.entry_no:
        return base.is_billable
    return amount.kind is not EntryKind.TIME or project.fixed_price_ore is None


def _slips(entry: Entry, values: Mapping[str, object], today: date) -> Iterator[Fault]:
    if entry.worked_on > today:
        yield Fault("date", f"{entry.worked_on:%d.%m.%Y} has not come yet.")
    if not entry.person:
        yield Fault("person", "is empty; the records are kept for each person.")
    if not entry.text and (not entry.activity or entry.kind is not EntryKind.TIME):
        yield Fault("text", "is empty; say what it was for.")
    if values.get("rate") is not None and entry.kind is EntryKind.EXPENSE:
        yield Fault("rate", "is for hours and kilometres; an expense has a mark-up.")
    if values.get("markup") is not None and entry.kind is not EntryKind.EXPENSE:
        yield Fault("markup", "is for expenses alone.")
