"""Hours, expenses and kilometres: written down, put right, and taken away without a trace lost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import replace
from typing import TYPE_CHECKING

from invoicectl.domain.work import DAY_MINUTES
from invoicectl.domain.work import Entry
from invoicectl.domain.work import EntryKind
from invoicectl.domain.work_time import hours_text
from invoicectl.errors import InputError
from invoicectl.flows.project_entry_fields import entry_from
from invoicectl.flows.project_value import Prices
from invoicectl.flows.project_value import warnings_of
from invoicectl.ledger.documents import keep_document
from invoicectl.ledger.log import note
from invoicectl.ledger.projects import project_of
from invoicectl.ledger.work import add_work
from invoicectl.ledger.work import change_work
from invoicectl.ledger.work import has_worked
from invoicectl.ledger.work import minutes_of_day
from invoicectl.ledger.work import work_of
from invoicectl.seams import fp

if TYPE_CHECKING:
    from pathlib import Path

    from invoicectl.domain.project import Project
    from invoicectl.domain.stamp import Stamp
    from invoicectl.domain.work import Priced
    from invoicectl.ledger.connect import Connection
    from invoicectl.ledger.connect import Ledger
    from invoicectl.ledger.work import KeptEntry
    from invoicectl.settings.model import Settings

_RECEIPTS = {b"%PDF-": "application/pdf", b"\x89PNG": "image/png", b"\xff\xd8\xff": "image/jpeg"}
_RECEIPT_MAX = 10 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Logged:
    """An entry as it is kept now; `is_new` is False when the key had been used before."""

    kept: KeptEntry
    priced: Priced
    warnings: tuple[str, ...]
    is_new: bool = True


@dataclass(frozen=True, slots=True)
class Receipt:
    """The bytes of a receipt that is kept with its expense."""

    name: str
    content: bytes
    media_type: str


def read_receipt(path: Path) -> Receipt:
    """Return the receipt in a file.

    Raises:
        BadFileError: no ordinary file, too large, or neither PDF, PNG nor JPEG.
    """
    from invoicectl.errors import BadFileError
    from invoicectl.formats.source import read_bytes

    content = read_bytes(path)
    kinds = [kind for sign, kind in _RECEIPTS.items() if content.startswith(sign)]
    if not kinds:
        raise BadFileError(path.name, "a receipt is a PDF, PNG or JPEG file.")
    if len(content) > _RECEIPT_MAX:
        raise BadFileError(path.name, "the receipt is larger than 10 MB; scan it smaller.")
    return Receipt(path.name, content, kinds[0])


def log_work(  # noqa: PLR0913 - what, for which project, and how often
    ledger: Ledger,
    settings: Settings,
    stamp: Stamp,
    project_no: str,
    texts: Mapping[str, str],
    *,
    receipt: Receipt | None = None,
    key: str = "",
) -> Logged:
    """Write down hours, kilometres or an expense, and return the entry with what to look at.

    Args:
        ledger: open.
        settings: the company's.
        stamp: when and who; the day of the work when `texts` names none.
        project_no: the project.
        texts: by name, as in `flows.project_entry_fields.FIELDS`.
        receipt: is kept with an expense.
        key: idempotency key, or ''.

    Raises:
        FieldsError: every field that is wrong.
        NotFoundError: no project has that number.
        InputError: the project is closed, or the key was used for something else.
    """
    with ledger.write() as con:
        project = open_project(con, project_no)
        entry = entry_from(
            new_entry(project, settings, stamp), project, texts, settings, stamp.today
        )
        if receipt is not None:
            entry = _with_receipt(con, entry, receipt, stamp)
        before = con.total_changes
        number = add_work(con, entry, stamp, key=key)
        fp("work.added")
        is_new = con.total_changes > before
        kept = work_of(con, number)
        if not is_new and replace(kept.entry, entry_no=0) != entry:
            raise InputError(
                f"--key {key} was used for entry {number}, which says something else.",
                hint=f"'invoicectl project entries edit {number}' changes that one.",
            )
        if is_new:
            note(con, stamp, "work.logged", str(number), f"{project.project_no}, {in_words(entry)}")
        done = _logged(con, settings, project, kept, is_new=is_new)
        if is_new and not (texts.get("person") or settings.projects.person):
            done = replace(done, warnings=(*done.warnings, *_who(con, entry.person, number)))
        return done


def edit_work(
    ledger: Ledger,
    settings: Settings,
    stamp: Stamp,
    entry_no: int,
    texts: Mapping[str, str],
    *,
    reason: str = "",
) -> Logged:
    """Change an entry that is in no draft or invoice; what it said before is kept (law INV-33).

    Args:
        ledger: open.
        settings: the company's.
        stamp: when and who.
        entry_no: which one.
        texts: the fields to change; `project` moves it to another one.
        reason: why, for whoever reads the records.

    Raises:
        FieldsError: every field that is wrong.
        NotFoundError: there is no such entry or project.
        InputError: it was removed, is in a draft or was invoiced.
    """
    with ledger.write() as con:
        kept = free_entry(con, entry_no)
        old = kept.entry
        moved = texts.get("project", "")
        project = open_project(con, moved) if moved else project_of(con, old.project_no)
        new = entry_from(old, project, texts, settings, stamp.today)
        if new != old:
            change_work(con, old, new, stamp, reason=reason)
            fp("work.changed")
            note(con, stamp, "work.changed", str(entry_no), f"{in_words(old)} -> {in_words(new)}")
        return _logged(con, settings, project, work_of(con, entry_no))


def remove_work(ledger: Ledger, stamp: Stamp, entry_no: int, *, reason: str = "") -> Entry:
    """Take an entry away; it stays in the records as removed (law INV-33).

    Raises:
        NotFoundError: there is no such entry.
        InputError: it was removed before, is in a draft or was invoiced.
    """
    with ledger.write() as con:
        old = free_entry(con, entry_no).entry
        change_work(con, old, replace(old, is_removed=True), stamp, reason=reason)
        note(con, stamp, "work.removed", str(entry_no), in_words(old))
    return old


def open_project(con: Connection, project_no: str) -> Project:
    """Return a project that takes entries.

    Raises:
        NotFoundError: no project has that number.
        InputError: it is closed.
    """
    project = project_of(con, project_no)
    if not project.is_open:
        raise InputError(
            f"Project {project.project_no} was closed on {project.closed_on:%d.%m.%Y}.",
            hint=f"'invoicectl project close {project.project_no} --undo' opens it again.",
        )
    return project


def free_entry(con: Connection, entry_no: int) -> KeptEntry:
    """Return an entry that may be changed.

    Raises:
        NotFoundError: there is no such entry.
        InputError: it was removed, is in a draft or was invoiced.
    """
    kept = work_of(con, entry_no)
    if kept.entry.is_removed:
        raise InputError(f"Entry {entry_no} was removed.")
    if kept.invoice_no is not None:
        raise InputError(
            f"Entry {entry_no} was invoiced as {kept.invoice_no} and stays as it is.",
            hint=f"Credit that invoice, then 'invoicectl project reopen {kept.invoice_no}'.",
        )
    if kept.draft_no is not None:
        raise InputError(
            f"Entry {entry_no} is in draft D{kept.draft_no}.",
            hint=f"'invoicectl invoice remove D{kept.draft_no}' sets it free.",
        )
    return kept


def new_entry(project: Project, settings: Settings, stamp: Stamp) -> Entry:
    """Return what a new entry starts from: today, and the usual person."""
    person = settings.projects.person or stamp.actor
    return Entry(project.project_no, EntryKind.TIME, stamp.today, person, "")


def in_words(entry: Entry) -> str:
    """Return an entry in one line, for the log: `01.10.2026 Kari 3,50 h rådgivning: Møte`."""
    if entry.kind is EntryKind.TIME:
        amount = f"{hours_text(entry.minutes)} h"
    else:
        from invoicectl.domain.money import decimal_text
        from invoicectl.domain.money import kroner

        is_expense = entry.kind is EntryKind.EXPENSE
        cost = f"{kroner(entry.cost_ore, thousands=' ')} kr"
        amount = cost if is_expense else f"{decimal_text(entry.distance_micro)} km"
    what = ": ".join(filter(None, (entry.activity, entry.text)))
    return f"{entry.worked_on:%d.%m.%Y} {entry.person} {amount} {what}"


def _with_receipt(con: Connection, entry: Entry, receipt: Receipt, stamp: Stamp) -> Entry:
    if entry.kind is not EntryKind.EXPENSE:
        raise InputError("--receipt belongs to an expense.", hint="Give --expense with it.")
    sha256 = keep_document(con, receipt.content, receipt.media_type, stamp)
    return replace(entry, receipt=receipt.name, receipt_sha256=sha256)


def _logged(
    con: Connection,
    settings: Settings,
    project: Project,
    kept: KeptEntry,
    *,
    is_new: bool = True,
) -> Logged:
    priced = Prices(con, settings, project).of(kept.entry)
    warnings = (*_odd(con, kept.entry, priced), *warnings_of(con, settings, project))
    return Logged(kept, priced, warnings, is_new)


def _who(con: Connection, person: str, entry_no: int) -> tuple[str, ...]:
    """Return, with somebody's first entry, that the machine's user was taken for who worked."""
    if has_worked(con, person, but=entry_no):
        return ()
    sentence = (
        f"'{person}', the user of this machine, is taken as who worked, and stands behind the"
        " invoice: --person or projects.person in the settings says another name."
    )
    return (sentence,)


def _odd(con: Connection, entry: Entry, priced: Priced) -> tuple[str, ...]:
    found: list[str] = []
    if entry.kind is EntryKind.TIME:
        minutes = minutes_of_day(con, entry.person, entry.worked_on)
        if minutes > DAY_MINUTES:
            found.append(
                f"{entry.person} now has {hours_text(minutes)} hours on"
                f" {entry.worked_on:%d.%m.%Y}, more than a day has."
            )
    if priced.price_micro is None and entry.is_billable:
        found.append(no_price(priced))
    return tuple(found)


def no_price(priced: Priced) -> str:
    """Return the sentence for an entry of which nobody has said what it costs."""
    entry = priced.entry
    if entry.kind is EntryKind.DISTANCE:
        return (
            f"Entry {entry.entry_no} has no price of a kilometre: 'invoicectl project edit"
            f" {entry.project_no} --km-rate 5' or projects.km_rate in the settings gives one."
        )
    return (
        f"Entry {entry.entry_no} has no hourly rate: 'invoicectl project rate {entry.project_no}"
        " 1200' or projects.hourly_rate in the settings gives one."
    )
