"""Builders for tests of settings on levels: one of each thing that can have its own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from invoicectl.domain.draft import Origin
from invoicectl.domain.effective import Level
from invoicectl.domain.project import Project
from invoicectl.flows.levels import set_values
from invoicectl.flows.price_list import make_price_list
from invoicectl.ledger.projects import insert_project
from tests.build import add
from tests.build import draft
from tests.build import new_ledger
from tests.build import settings_for
from tests.build import stamp
from tests.selling import new_order

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any

    from invoicectl.domain.customer import Customer
    from invoicectl.ledger.connect import Ledger
    from invoicectl.settings.model import Settings

MAIL = "email:\n  host: smtp.example.no\n  from_address: faktura@fjordkaffe.example\n"
LEVELS = tuple(level for level in Level if level is not Level.COMPANY)


@dataclass(frozen=True, slots=True)
class Company:
    """A company with customer 10001, project P1, an order, an agreement and a list of prices."""

    ledger: Ledger
    settings: Settings
    order_no: int
    recurring_no: int = 1

    @property
    def origin(self) -> Origin:
        """Where the drafts come from: all levels have a say."""
        return Origin("P1", self.order_no, self.recurring_no)

    def draft(self, **changes: Any) -> int:
        """Make a draft and return its number."""
        (ref,) = add(self.ledger, draft(origin=self.origin, **changes))
        return int(ref[1:])

    def ref(self, level: Level, draft_no: int = 1) -> str:
        """Return whose settings a level has."""
        return {
            Level.CUSTOMER: "10001",
            Level.PROJECT: "P1",
            Level.ORDER: str(self.order_no),
            Level.RECURRING: str(self.recurring_no),
            Level.INVOICE: str(draft_no),
        }[level]

    def set(self, level: Level, *assignments: str, draft_no: int = 1) -> None:
        """Give a level settings of its own."""
        ref = self.ref(level, draft_no)
        set_values(self.ledger, self.settings, stamp(), level, ref, assignments)


def new_company(folder: Path, more: str = MAIL, *, customers: tuple[Customer, ...] = ()) -> Company:
    """Make the company in a folder; its ledger is open."""
    ledger = new_ledger(folder, more, customers=customers)
    settings = settings_for(folder, more)
    with ledger.write() as con:
        insert_project(con, Project("P1", "Nettbutikk", "10001"), stamp())
        con.execute(
            "INSERT INTO recurring(recurring_no, customer_no, created_at, updated_at)"
            " VALUES(1, '10001', 'x', 'x')"
        )
    make_price_list(ledger, stamp(), "engros")
    return Company(ledger, settings, new_order(ledger, settings))
