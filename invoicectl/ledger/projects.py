"""Projects in the ledger, with their rates and instalments; edited and closed, never deleted."""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import fields
from datetime import date
from typing import TYPE_CHECKING

from invoicectl.domain.project import Instalment
from invoicectl.domain.project import Project
from invoicectl.domain.project import ProjectRate
from invoicectl.errors import InputError
from invoicectl.errors import NotFoundError
from invoicectl.ledger.search import contains
from invoicectl.ledger.search import folded

if TYPE_CHECKING:
    import sqlite3

    from invoicectl.domain.stamp import Stamp

_FIELDS = tuple(field.name for field in fields(Project))
_COLUMNS = ", ".join(f"p.{name}" for name in _FIELDS)


@dataclass(frozen=True, slots=True)
class ListedProject:
    """A project with the name of its customer."""

    project: Project
    customer_name: str


def project_of(con: sqlite3.Connection, project_no: str) -> Project:
    """Return one project; `p1` is `P1` unless that is another's number.

    Raises:
        NotFoundError: no project has that number.
    """
    row = con.execute(
        f"SELECT {_COLUMNS} FROM project p WHERE project_no IN(?, ?) ORDER BY project_no <> ?",  # noqa: S608 - names of our own record
        (project_no, project_no.upper(), project_no),
    ).fetchone()
    if row is None:
        raise NotFoundError("project", project_no, hint="'invoicectl project list' shows them all.")
    return _from_row(row)


def has_project(con: sqlite3.Connection, project_no: str) -> bool:
    """Return whether a project has that number."""
    found = con.execute("SELECT 1 FROM project WHERE project_no = ?", (project_no,))
    return found.fetchone() is not None


def find_projects(
    con: sqlite3.Connection, text: str = "", *, customer_no: str = "", with_closed: bool = False
) -> list[ListedProject]:
    """Return projects whose number, name, reference or customer contains `text`, by number."""
    where = contains(con, "p.project_no", "p.name", "p.order_reference", "c.name")
    rows = con.execute(
        f"SELECT {_COLUMNS}, c.name FROM project p JOIN customer c USING(customer_no)"  # noqa: S608 - own names
        f" WHERE {where} AND (:customer = '' OR p.customer_no = :customer)"
        " AND (p.closed_on IS NULL OR :closed) ORDER BY length(p.project_no), p.project_no",
        {"text": folded(text), "customer": customer_no, "closed": with_closed},
    )
    return [ListedProject(_from_row(row[:-1]), row[-1]) for row in rows]


def insert_project(con: sqlite3.Connection, project: Project, stamp: Stamp) -> None:
    """Add a project inside the caller's transaction.

    Raises:
        InputError: the number is taken.
    """
    if has_project(con, project.project_no):
        raise InputError(
            f"Project number {project.project_no} is taken.",
            hint=f"Change that project with 'invoicectl project edit {project.project_no}'.",
        )
    row = _to_row(project) | {"created_at": stamp.at, "updated_at": stamp.at}
    con.execute(
        f"INSERT INTO project({', '.join(row)}) VALUES({', '.join('?' * len(row))})",
        tuple(row.values()),
    )


def update_project(con: sqlite3.Connection, project: Project, stamp: Stamp) -> tuple[str, ...]:
    """Store the new state inside the caller's transaction; return the fields that changed.

    Raises:
        NotFoundError: no project has that number.
    """
    old, new = _to_row(project_of(con, project.project_no)), _to_row(project)
    changed = {name: value for name, value in new.items() if value != old[name]}
    if changed:
        setting = ", ".join(f"{name} = ?" for name in changed)
        con.execute(
            f"UPDATE project SET {setting}, updated_at = ? WHERE project_no = ?",  # noqa: S608 - our own names
            (*changed.values(), stamp.at, project.project_no),
        )
    return tuple(changed)


def next_project_no(con: sqlite3.Connection) -> str:
    """Return the number a new project gets when none is given: P1, P2 and so on."""
    top = con.execute(
        "SELECT max(CAST(substr(project_no, 2) AS INTEGER)) FROM project"
        " WHERE project_no GLOB 'P[0-9]*' AND substr(project_no, 2) NOT GLOB '*[^0-9]*'"
        " AND length(project_no) < 10"
    ).fetchone()[0]
    return f"P{(top or 0) + 1}"


def rates_of(con: sqlite3.Connection, project_no: str) -> list[ProjectRate]:
    """Return the rates of a project: for everybody first, then by activity and person."""
    rows = con.execute(
        "SELECT price_micro, person, activity, since FROM project_rate WHERE project_no = ?"
        " ORDER BY person, activity, since",
        (project_no,),
    )
    return [
        ProjectRate(price, person, activity, _day(since)) for price, person, activity, since in rows
    ]


def keep_rate(con: sqlite3.Connection, project_no: str, rate: ProjectRate) -> None:
    """Store a rate, in place of one for the same person, activity and day."""
    drop_rate(con, project_no, rate)
    con.execute(
        "INSERT INTO project_rate VALUES(?,?,?,?,?)",
        (project_no, rate.person, rate.activity, _iso(rate.since) or "", rate.price_micro),
    )


def drop_rate(con: sqlite3.Connection, project_no: str, rate: ProjectRate) -> bool:
    """Take away the rate for that person, activity and day; return whether there was one."""
    since = _iso(rate.since) or ""
    alike = [
        (person, activity)
        for person, activity in con.execute(
            "SELECT person, activity FROM project_rate WHERE project_no = ? AND since = ?",
            (project_no, since),
        )
        if (person.casefold(), activity.casefold())
        == (rate.person.casefold(), rate.activity.casefold())
    ]
    for person, activity in alike:
        con.execute(
            "DELETE FROM project_rate WHERE (project_no, person, activity, since) = (?,?,?,?)",
            (project_no, person, activity, since),
        )
    return bool(alike)


def instalments_of(con: sqlite3.Connection, project_no: str) -> list[Instalment]:
    """Return the instalments of a fixed price, in their order."""
    rows = con.execute(
        "SELECT n, text, amount_ore, invoice_on, delivered_on, is_advance FROM project_instalment"
        " WHERE project_no = ? ORDER BY n",
        (project_no,),
    )
    return [
        Instalment(n, text, amount, _day(invoice_on), _day(delivered_on), bool(is_advance))
        for n, text, amount, invoice_on, delivered_on, is_advance in rows
    ]


def keep_instalment(con: sqlite3.Connection, project_no: str, one: Instalment) -> None:
    """Store an instalment, in place of the one with its number."""
    drop_instalment(con, project_no, one.n)
    con.execute(
        "INSERT INTO project_instalment VALUES(?,?,?,?,?,?,?)",
        (
            project_no, one.n, one.text, one.amount_ore, _iso(one.invoice_on),
            _iso(one.delivered_on), int(one.is_advance),
        ),
    )  # fmt: skip


def drop_instalment(con: sqlite3.Connection, project_no: str, n: int) -> None:
    """Take away an instalment; the others keep their numbers."""
    con.execute("DELETE FROM project_instalment WHERE project_no = ? AND n = ?", (project_no, n))


def _from_row(row: tuple[object, ...]) -> Project:
    values = dict(zip(_FIELDS, row, strict=True))
    values["closed_on"] = _day(values["closed_on"])
    return Project(**values)  # type: ignore[arg-type]  # the columns are the record's fields


def _to_row(project: Project) -> dict[str, object]:
    row: dict[str, object] = {name: getattr(project, name) for name in _FIELDS}
    row["closed_on"] = _iso(project.closed_on)
    return row


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _day(text: object) -> date | None:
    return date.fromisoformat(str(text)) if text else None
