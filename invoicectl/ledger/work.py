"""Hours, expenses and kilometres in the ledger: kept, traceable, and locked once taken."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from dataclasses import fields
from datetime import date
from typing import TYPE_CHECKING

from invoicectl.domain.work import Entry
from invoicectl.domain.work import EntryKind
from invoicectl.domain.work import EntryState
from invoicectl.domain.work import state_of
from invoicectl.errors import NotFoundError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Iterator

    from invoicectl.domain.stamp import Stamp

_FIELDS = tuple(field.name for field in fields(Entry))
_COLUMNS = ", ".join(f"w.{name}" for name in _FIELDS)
# an entry is taken while its draft is there or was issued, until the invoice is released
_SELECT = f"""SELECT {_COLUMNS}, d.draft_no, d.net_ore, i.invoice_no, i.issued_on
FROM work w JOIN project p USING(project_no) LEFT JOIN work_draft d ON d.entry_no = w.entry_no
  AND d.draft_no NOT IN(SELECT draft_no FROM work_released)
  AND (d.draft_no IN(SELECT draft_no FROM draft) OR EXISTS(
    SELECT 1 FROM invoice t WHERE t.draft_no = d.draft_no))
LEFT JOIN invoice i ON i.draft_no = d.draft_no"""  # noqa: S608 - names of our own record
_NEVER = "9999-12-31"


@dataclass(frozen=True, slots=True)
class KeptEntry:
    """An entry and where it has gone; `net_ore` is what it came to there, excluding VAT."""

    entry: Entry
    draft_no: int | None = None
    net_ore: int | None = None
    invoice_no: int | None = None
    invoiced_on: date | None = None

    @property
    def is_taken(self) -> bool:
        """Whether it is in a draft or an invoice."""
        return self.draft_no is not None

    @property
    def state(self) -> EntryState:
        """How far it has come."""
        is_invoiced = self.invoice_no is not None
        return state_of(self.entry, is_drafted=self.is_taken, is_invoiced=is_invoiced)


@dataclass(frozen=True, slots=True)
class Former:
    """What an entry said before a change, by field as JSON; `at` is UTC in ISO form."""

    n: int
    at: str
    actor: str
    change: str
    reason: str
    former: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which entries are wanted; what is empty or None does not narrow."""

    project_no: str = ""
    customer_no: str = ""
    person: str = ""
    first_day: date | None = None
    last_day: date | None = None
    with_removed: bool = False


def add_work(con: sqlite3.Connection, entry: Entry, stamp: Stamp, *, key: str = "") -> int:
    """Store a new entry inside the caller's transaction and return its number.

    A `key` that was used before stores nothing and returns the number given then.
    """
    if key:
        found = con.execute("SELECT entry_no FROM work WHERE key = ?", (key,)).fetchone()
        if found is not None:
            return int(found[0])
    row = _to_row(entry) | {"key": key or None, "created_at": stamp.at, "updated_at": stamp.at}
    del row["entry_no"]
    made = con.execute(
        f"INSERT INTO work({', '.join(row)}) VALUES({', '.join('?' * len(row))})",
        tuple(row.values()),
    )
    assert made.lastrowid is not None
    return made.lastrowid


def change_work(
    con: sqlite3.Connection, old: Entry, new: Entry, stamp: Stamp, *, reason: str = ""
) -> None:
    """Store the new state of an entry, and keep what it said before (law INV-33).

    The caller has seen to it that the entry is in no draft or invoice; the ledger refuses it.
    """
    import json

    n = con.execute(
        "SELECT count(*) + 1 FROM work_former WHERE entry_no = ?", (old.entry_no,)
    ).fetchone()[0]
    change = "removed" if new.is_removed and not old.is_removed else "changed"
    former = json.dumps(_to_row(old), ensure_ascii=False)
    con.execute(
        "INSERT INTO work_former VALUES(?,?,?,?,?,?,?)",
        (old.entry_no, n, stamp.at, stamp.actor, change, reason, former),
    )
    row = _to_row(new)
    setting = ", ".join(f"{name} = ?" for name in row)
    con.execute(
        f"UPDATE work SET {setting}, updated_at = ? WHERE entry_no = ?",  # noqa: S608 - own names
        (*row.values(), stamp.at, old.entry_no),
    )


def former_of(con: sqlite3.Connection, entry_no: int) -> list[Former]:
    """Return what an entry said before each change, the oldest first."""
    rows = con.execute(
        "SELECT n, at, actor, change, reason, former FROM work_former WHERE entry_no = ?"
        " ORDER BY n",
        (entry_no,),
    )
    return [Former(*row) for row in rows]


def work_of(con: sqlite3.Connection, entry_no: int) -> KeptEntry:
    """Return one entry.

    Raises:
        NotFoundError: none has that number.
    """
    row = con.execute(f"{_SELECT} WHERE w.entry_no = ?", (entry_no,)).fetchone()
    if row is None:
        raise NotFoundError(
            "entry", entry_no, hint="'invoicectl project entries list' shows them all."
        )
    return _from_row(row)


def find_work(con: sqlite3.Connection, wanted: Wanted) -> list[KeptEntry]:
    """Return entries in order of their days."""
    rows = con.execute(
        f"{_SELECT} WHERE (:project = '' OR w.project_no = :project)"
        " AND (:customer = '' OR p.customer_no = :customer)"
        " AND w.worked_on BETWEEN :first AND :last AND (:removed OR NOT w.is_removed)"
        " ORDER BY w.worked_on, w.entry_no",
        {
            "project": wanted.project_no,
            "customer": wanted.customer_no,
            "first": wanted.first_day.isoformat() if wanted.first_day else "",
            "last": wanted.last_day.isoformat() if wanted.last_day else _NEVER,
            "removed": wanted.with_removed,
        },
    )
    who = wanted.person.casefold()
    found = map(_from_row, rows)
    return [each for each in found if who in {"", each.entry.person.casefold()}]


def untaken_work(con: sqlite3.Connection, project_no: str, last_day: date) -> list[Entry]:
    """Return the entries of a project up to and including a day that are billed and free."""
    rows = con.execute(
        f"{_SELECT} WHERE w.project_no = ? AND w.worked_on <= ? AND w.is_billable"
        " AND NOT w.is_removed AND d.draft_no IS NULL ORDER BY w.worked_on, w.entry_no",
        (project_no, last_day.isoformat()),
    )
    return [_from_row(row).entry for row in rows]


def minutes_of_day(con: sqlite3.Connection, person: str, day: date) -> int:
    """Return the minutes that somebody has on a day, on all projects."""
    rows = con.execute(
        "SELECT person, minutes FROM work WHERE worked_on = ? AND NOT is_removed",
        (day.isoformat(),),
    )
    return sum(minutes for who, minutes in rows if who.casefold() == person.casefold())


def has_worked(con: sqlite3.Connection, person: str, *, but: int) -> bool:
    """Tell whether somebody has an entry besides the one with the number `but`."""
    found = con.execute("SELECT 1 FROM work WHERE person = ? AND entry_no <> ?", (person, but))
    return found.fetchone() is not None


def keys_of_work(con: sqlite3.Connection, keys: Iterable[str]) -> dict[str, int]:
    """Return which of these keys were used before, each with the number of its entry."""
    found: dict[str, int] = {}
    for key in keys:
        row = con.execute("SELECT entry_no FROM work WHERE key = ?", (key,)).fetchone()
        if row is not None:
            found[key] = row[0]
    return found


def take_work(con: sqlite3.Connection, draft_no: int, shares: Iterable[tuple[int, int]]) -> None:
    """Write down that a draft holds entries: (number, what it comes to in øre)."""
    con.executemany(
        "INSERT INTO work_draft(draft_no, entry_no, net_ore) VALUES(?,?,?)",
        [(draft_no, entry_no, net_ore) for entry_no, net_ore in shares],
    )


def take_instalment(
    con: sqlite3.Connection, draft_no: int, project_no: str, n: int, amount_ore: int
) -> None:
    """Write down that a draft holds an instalment."""
    con.execute(
        "INSERT INTO instalment_draft(project_no, n, draft_no, amount_ore) VALUES(?,?,?,?)",
        (project_no, n, draft_no, amount_ore),
    )


def taken_instalments(
    con: sqlite3.Connection, project_no: str
) -> dict[int, tuple[int, int | None, date | None]]:
    """Return the instalments that are in a draft or an invoice: n -> draft, invoice and its day."""
    rows = con.execute(
        "SELECT d.n, d.draft_no, i.invoice_no, i.issued_on FROM instalment_draft d"
        " LEFT JOIN invoice i USING(draft_no) WHERE d.project_no = ?"
        " AND d.draft_no NOT IN(SELECT draft_no FROM work_released)"
        " AND (i.invoice_no IS NOT NULL OR d.draft_no IN(SELECT draft_no FROM draft))",
        (project_no,),
    )
    return {
        n: (draft_no, invoice_no, date.fromisoformat(issued_on) if issued_on else None)
        for n, draft_no, invoice_no, issued_on in rows
    }


def draft_of_invoice(con: sqlite3.Connection, invoice_no: int) -> int | None:
    """Return the draft that an invoice was, when it holds work or an instalment of a project."""
    row = con.execute(
        "SELECT draft_no FROM invoice WHERE invoice_no = ? AND kind = 'invoice'"
        " AND (draft_no IN(SELECT draft_no FROM work_draft)"
        " OR draft_no IN(SELECT draft_no FROM instalment_draft))",
        (invoice_no,),
    ).fetchone()
    return int(row[0]) if row else None


def is_released(con: sqlite3.Connection, draft_no: int) -> bool:
    """Return whether the entries of an issued draft were made free again."""
    found = con.execute("SELECT 1 FROM work_released WHERE draft_no = ?", (draft_no,))
    return found.fetchone() is not None


def release(con: sqlite3.Connection, draft_no: int, invoice_no: int, stamp: Stamp) -> int:
    """Make what an invoice holds free again; return how many entries and instalments that are."""
    con.execute("INSERT INTO work_released VALUES(?,?,?)", (draft_no, invoice_no, stamp.at))
    return int(
        con.execute(
            "SELECT (SELECT count(*) FROM work_draft WHERE draft_no = ?)"
            " + (SELECT count(*) FROM instalment_draft WHERE draft_no = ?)",
            (draft_no, draft_no),
        ).fetchone()[0]
    )


def credited_invoices(con: sqlite3.Connection, project_no: str = "") -> Iterator[int]:
    """Yield invoices of a project, or of all, that have a credit note and hold work still."""
    rows = con.execute(
        "SELECT DISTINCT i.invoice_no FROM draft_origin o JOIN invoice i USING(draft_no)"
        " JOIN invoice n ON n.credits_no = i.invoice_no"
        " WHERE o.project_no IS NOT NULL AND ? IN('', o.project_no)"
        " AND (i.draft_no IN(SELECT draft_no FROM work_draft)"
        " OR i.draft_no IN(SELECT draft_no FROM instalment_draft))"
        " AND i.draft_no NOT IN(SELECT draft_no FROM work_released) ORDER BY 1",
        (project_no,),
    )
    for (invoice_no,) in rows:
        yield int(invoice_no)


def credited_ore(con: sqlite3.Connection, as_of: date, project_no: str = "") -> dict[str, int]:
    """Return what credit notes took back of invoices of one project, or of all, that hold its work.

    In øre excluding VAT, positive, by project number; what was released is no longer invoiced and
    not counted, nor what was credited after `as_of`.
    """
    rows = con.execute(
        "SELECT o.project_no, sum(n.net_ore) FROM draft_origin o JOIN invoice i USING(draft_no)"
        " JOIN invoice n ON n.credits_no = i.invoice_no WHERE o.project_no IS NOT NULL"
        " AND ? IN('', o.project_no) AND n.issued_on <= ?"
        " AND i.draft_no NOT IN(SELECT draft_no FROM work_released) GROUP BY 1",
        (project_no, as_of.isoformat()),
    )
    return {number: int(sum_ore) for number, sum_ore in rows}


def _from_row(row: tuple[object, ...]) -> KeptEntry:
    values = dict(zip(_FIELDS, row[: len(_FIELDS)], strict=True))
    values["kind"] = EntryKind(str(values["kind"]))
    values["worked_on"] = date.fromisoformat(str(values["worked_on"]))
    for flag in ("is_billable", "is_removed"):
        values[flag] = bool(values[flag])
    entry = Entry(**values)  # type: ignore[arg-type]  # the columns are the record's fields
    draft_no, net_ore, invoice_no, issued_on = row[len(_FIELDS) :]
    day = date.fromisoformat(str(issued_on)) if issued_on else None
    return KeptEntry(entry, draft_no, net_ore, invoice_no, day)  # type: ignore[arg-type]  # by the schema


def _to_row(entry: Entry) -> dict[str, object]:
    row: dict[str, object] = {name: getattr(entry, name) for name in _FIELDS}
    row["kind"] = entry.kind.value
    row["worked_on"] = entry.worked_on.isoformat()
    row["is_billable"], row["is_removed"] = int(entry.is_billable), int(entry.is_removed)
    return row
