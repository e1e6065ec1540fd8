"""What the entries of a project are worth, by its rates and the settings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from invoicectl.domain.project import rate_for
from invoicectl.domain.project_budget import Used
from invoicectl.domain.project_budget import budget_warnings
from invoicectl.domain.work import EntryKind
from invoicectl.domain.work import priced
from invoicectl.ledger.projects import rates_of
from invoicectl.ledger.work import Wanted
from invoicectl.ledger.work import find_work

if TYPE_CHECKING:
    from collections.abc import Iterable

    from invoicectl.domain.project import Project
    from invoicectl.domain.work import Entry
    from invoicectl.domain.work import Priced
    from invoicectl.ledger.connect import Connection
    from invoicectl.ledger.work import KeptEntry
    from invoicectl.settings.model import Settings


class Prices:
    """Prices the entries of one project; its rates are read once."""

    def __init__(self, con: Connection, settings: Settings, project: Project) -> None:
        """Read the rates of a project."""
        self._project = project
        self._rates = rates_of(con, project.project_no)
        self._terms = settings.projects.terms()

    def of(self, entry: Entry) -> Priced:
        """Return an entry with its price, which is None where nobody has said one."""
        rate = None
        if entry.kind is EntryKind.TIME:
            rate = rate_for(
                self._rates, person=entry.person, activity=entry.activity, day=entry.worked_on
            )
        price = rate.price_micro if rate else None
        return priced(entry, self._project, self._terms, project_rate_micro=price)

    def value_ore(self, kept: KeptEntry) -> int:
        """Return what an entry came to where it was taken, else what it is worth now."""
        return self.of(kept.entry).value_ore if kept.net_ore is None else kept.net_ore


def used(work: Iterable[KeptEntry], prices: Prices) -> Used:
    """Return what these entries have taken of a budget; removed ones must not be among them."""
    minutes = value_ore = 0
    for each in work:
        minutes += each.entry.minutes
        value_ore += prices.value_ore(each)
    return Used(minutes, value_ore)


def warnings_of(con: Connection, settings: Settings, project: Project) -> tuple[str, ...]:
    """Return a sentence for each budget of a project that is nearly or wholly used."""
    if project.budget_minutes is None and project.budget_ore is None:
        return ()
    work = find_work(con, Wanted(project_no=project.project_no))
    return tuple(budget_warnings(project, used(work, Prices(con, settings, project))))
