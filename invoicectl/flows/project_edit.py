"""Projects: added, changed, given rates, and closed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import replace
from typing import TYPE_CHECKING

from invoicectl.domain.money import decimal_text
from invoicectl.domain.project import Project
from invoicectl.domain.project import ProjectRate
from invoicectl.errors import InputError
from invoicectl.flows.lines import default_vat_code
from invoicectl.flows.project_fields import project_from
from invoicectl.flows.project_fields import rate_from
from invoicectl.ledger.log import note
from invoicectl.ledger.projects import drop_rate
from invoicectl.ledger.projects import insert_project
from invoicectl.ledger.projects import instalments_of
from invoicectl.ledger.projects import keep_rate
from invoicectl.ledger.projects import next_project_no
from invoicectl.ledger.projects import project_of
from invoicectl.ledger.projects import update_project
from invoicectl.seams import fp

if TYPE_CHECKING:
    from datetime import date

    from invoicectl.domain.stamp import Stamp
    from invoicectl.ledger.connect import Ledger
    from invoicectl.settings.model import Settings


@dataclass(frozen=True, slots=True)
class SavedProject:
    """A project as stored, and the fields that changed."""

    project: Project
    changed: tuple[str, ...]


def add_project(
    ledger: Ledger, settings: Settings, stamp: Stamp, texts: Mapping[str, str]
) -> SavedProject:
    """Add a project from texts by field name; without `project_no` the next number is taken.

    Args:
        ledger: open.
        settings: the company's.
        stamp: when and who.
        texts: as in `flows.project_fields.FIELDS`.

    Raises:
        FieldsError: every field that is wrong.
        InputError: the number is taken.
    """
    with ledger.write() as con:
        fresh = Project(next_project_no(con), "", "", vat_code=default_vat_code(settings))
        given = {"name": "", "customer": "", **texts}
        project = project_from(fresh, given, con, settings, stamp.today)
        insert_project(con, project, stamp)
        fp("project.added")
        price = rate_from(texts)
        if price is not None:
            keep_rate(con, project.project_no, ProjectRate(price))
        note(con, stamp, "project.added", project.project_no, project.name)
    return SavedProject(project, tuple(texts))


def edit_project(
    ledger: Ledger, settings: Settings, stamp: Stamp, project_no: str, texts: Mapping[str, str]
) -> SavedProject:
    """Change fields of a project, named by `texts`; drafts keep what they have.

    Raises:
        FieldsError: every field that is wrong.
        NotFoundError: no project has that number.
        InputError: the fixed price is taken away while there are instalments of it.
    """
    with ledger.write() as con:
        base = project_of(con, project_no)
        project = project_from(base, texts, con, settings, stamp.today)
        number = project.project_no
        if project.fixed_price_ore is None and instalments_of(con, number):
            raise InputError(
                f"Project {number} has instalments of its fixed price.",
                hint=f"Remove them first: 'invoicectl project instalment list {number}'.",
            )
        changed = update_project(con, project, stamp)
        if changed:
            note(con, stamp, "project.changed", number, ", ".join(changed))
    return SavedProject(project, changed)


def close_project(ledger: Ledger, stamp: Stamp, project_no: str, *, undo: bool = False) -> Project:
    """Close a project, so that nothing more is written down for it, or open it again.

    Closing one that is closed does nothing.

    Raises:
        NotFoundError: no project has that number.
    """
    with ledger.write() as con:
        project = project_of(con, project_no)
        if project.is_open is not undo:
            project = replace(project, closed_on=None if undo else stamp.today)
            update_project(con, project, stamp)
            event = "project.reopened" if undo else "project.closed"
            note(con, stamp, event, project.project_no)
    return project


def set_rate(
    ledger: Ledger, stamp: Stamp, project_no: str, rate: ProjectRate, *, remove: bool = False
) -> Project:
    """Say what an hour costs in a project, or take that away; entries in drafts keep their price.

    Raises:
        NotFoundError: no project has that number.
        InputError: there is no such rate to take away.
    """
    with ledger.write() as con:
        project = project_of(con, project_no)
        number = project.project_no
        if remove:
            if not drop_rate(con, number, rate):
                raise InputError(
                    f"Project {number} has no rate for {whom(rate)}.",
                    hint=f"'invoicectl project show {number}' shows its rates.",
                )
            note(con, stamp, "project.rate-removed", number, whom(rate))
        else:
            keep_rate(con, number, rate)
            price = decimal_text(rate.price_micro)
            note(con, stamp, "project.rate", number, f"{whom(rate)}: {price} kr")
    return project


def whom(rate: ProjectRate) -> str:
    """Return who and what a rate is for, in words."""
    named = ", ".join(filter(None, (rate.person, rate.activity))) or "everybody"
    return f"{named} {_from(rate.since)}".strip()


def _from(since: date | None) -> str:
    return f"from {since:%d.%m.%Y}" if since else ""
