"""Imports projects from a CSV file, or changes those that are there."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from invoicectl.domain.project import Project
from invoicectl.domain.project import ProjectRate
from invoicectl.flows.import_csv import Noun
from invoicectl.flows.import_csv import import_sheet
from invoicectl.flows.lines import default_vat_code
from invoicectl.flows.project_fields import FIELDS
from invoicectl.flows.project_fields import project_from
from invoicectl.flows.project_fields import rate_from
from invoicectl.ledger.log import note
from invoicectl.ledger.projects import find_projects
from invoicectl.ledger.projects import insert_project
from invoicectl.ledger.projects import keep_rate
from invoicectl.ledger.projects import next_project_no
from invoicectl.ledger.projects import rates_of
from invoicectl.ledger.projects import update_project

if TYPE_CHECKING:
    from collections.abc import Mapping
    from collections.abc import Sequence
    from pathlib import Path

    from invoicectl.domain.stamp import Stamp
    from invoicectl.flows.import_csv import Imported
    from invoicectl.flows.import_csv import Wish
    from invoicectl.ledger.connect import Ledger
    from invoicectl.settings.model import Settings


def import_projects(
    ledger: Ledger, settings: Settings, stamp: Stamp, path: Path, wish: Wish
) -> Imported:
    """Add the projects of a CSV file; with `wish.update` change those whose number exists.

    A row without a number gets the next one, and is refused when its customer has a project of
    that name already.

    Raises:
        BadFileError: the file cannot be read as a table, or a column is missing or unclear.
        FaultsError: every fault, as `projects.csv:14 budget: what is wrong`.
    """
    con = ledger.con
    kept = [one.project for one in find_projects(con, with_closed=True)]
    named = {_named(one): one.project_no for one in kept if one.is_open}
    rates: dict[str, int] = {}
    fresh = Project("", "", "", vat_code=default_vat_code(settings))

    def build(number: str, base: Project | None, texts: Mapping[str, str]) -> Project:
        # a row that brings no number has the next one here, without its letter
        own = number if "project_no" in texts or base else f"P{number}"
        start = base or replace(fresh, project_no=own)
        project = project_from(start, texts, con, settings, stamp.today)
        price = rate_from(texts)
        if price is not None:
            rates[project.project_no] = price
        return project

    def write(new: Sequence[Project], changed: Sequence[Project]) -> None:
        with ledger.write() as con:
            for project in new:
                insert_project(con, project, stamp)
                note(con, stamp, "project.added", project.project_no, project.name)
            for project in changed:
                fields = update_project(con, project, stamp)
                note(con, stamp, "project.changed", project.project_no, ", ".join(fields))
            for project in (*new, *changed):
                if project.project_no in rates:
                    rate = ProjectRate(rates[project.project_no])
                    keep_rate(con, project.project_no, rate)

    noun = Noun(
        what="project",
        number="project_no",
        required=("name", "customer"),
        fields=FIELDS,
        extra={},
        known={one.project_no: one for one in kept},
        next_no=int(next_project_no(con)[1:]),
        build=build,
        double_of=lambda project: _double(named, project),
        slips=lambda _project: (),
        write=write,
    )
    done = import_sheet(noun, path, wish)
    known = {one.project_no for one in kept}.difference(done.updated)
    alone = {number: price for number, price in rates.items() if number in known}
    return _with_rates(ledger, stamp, done, alone, dry_run=wish.dry_run)


def _with_rates(
    ledger: Ledger, stamp: Stamp, done: Imported, rates: Mapping[str, int], *, dry_run: bool
) -> Imported:
    """Change the rates of projects of which nothing else changes, and count them as changed."""
    con = ledger.con
    new = {
        number: ProjectRate(price)
        for number, price in rates.items()
        if ProjectRate(price) not in rates_of(con, number)
    }
    if new and not dry_run:
        with ledger.write() as con:
            for number, rate in new.items():
                keep_rate(con, number, rate)
                note(con, stamp, "project.changed", number, "rate")
    unchanged = done.unchanged - len(new)
    return replace(done, updated=(*done.updated, *new), unchanged=unchanged)


def _named(project: Project) -> tuple[str, str]:
    return project.customer_no, project.name.casefold()


def _double(named: dict[tuple[str, str], str], project: Project) -> str:
    """Return another project of this customer that has the same name, or ''."""
    twin = named.setdefault(_named(project), project.project_no)
    return "" if twin == project.project_no else twin
