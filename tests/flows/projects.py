"""A company with a project, for tests of what is logged and invoiced."""

from __future__ import annotations

from contextlib import closing
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from invoicectl.domain.stamp import Stamp
from invoicectl.flows.project_edit import add_project
from invoicectl.flows.project_invoice import InvoiceWish
from invoicectl.flows.project_invoice import ProjectDrafts
from invoicectl.flows.project_invoice import invoice_projects
from invoicectl.flows.project_log import Logged
from invoicectl.flows.project_log import log_work
from invoicectl.flows.project_wip import Standing
from invoicectl.flows.project_wip import standing_of
from tests.build import DAY
from tests.build import new_ledger
from tests.build import settings_for
from tests.build import stamp

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from invoicectl.ledger.connect import Ledger
    from invoicectl.settings.model import Settings

RATE = "1200"
"""Kroner an hour."""


@dataclass(frozen=True, slots=True)
class Office:
    """A ledger with its settings and the day it is."""

    ledger: Ledger
    settings: Settings
    today: date = DAY

    @property
    def stamp(self) -> Stamp:
        """Ten in the morning of the day it is."""
        return stamp(self.today)

    def project(self, rate: str = RATE, **texts: str) -> str:
        """Add a project for customer 10001 and return its number."""
        given = {"name": "Nettbutikk", "customer": "10001", "rate": rate, **texts}
        saved = add_project(self.ledger, self.settings, self.stamp, given)
        return saved.project.project_no

    def log(self, project: str = "P1", key: str = "", **texts: str) -> Logged:
        """Write down two hours of Kari's, unless told otherwise."""
        amount = {} if {"expense", "km", "hours"} & set(texts) else {"hours": "2"}
        given = {"person": "Kari", "text": "Møte", **amount, **texts}
        return log_work(self.ledger, self.settings, self.stamp, project, given, key=key)

    def invoice(
        self, project: str = "P1", last_day: date | None = None, instalment: int | None = None
    ) -> ProjectDrafts:
        """Make the drafts of a project."""
        wish = InvoiceWish(last_day or self.today, instalment)
        (made,) = invoice_projects(self.ledger, self.settings, self.stamp, [project], wish)
        return made

    def standing(self, project: str = "P1", as_of: date | None = None) -> Standing:
        """Return where a project stands."""
        return standing_of(self.ledger.con, self.settings, project, as_of or self.today)


@contextmanager
def office(folder: Path, more: str = "", *, today: date = DAY) -> Iterator[Office]:
    """Open a new company in `folder`; `more` is added to its settings."""
    with closing(new_ledger(folder, more)) as ledger:
        yield Office(ledger, settings_for(folder, more), today)
