"""Where projects stand: what is recorded, invoiced and still to invoice, and until when."""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import replace
from typing import TYPE_CHECKING

from invoicectl.domain.project_budget import Used
from invoicectl.domain.work import EntryKind
from invoicectl.domain.work_deadline import InvoiceRule
from invoicectl.domain.work_deadline import Urgency
from invoicectl.domain.work_deadline import invoice_by
from invoicectl.domain.work_deadline import urgency
from invoicectl.flows.project_instalments import instalment_plan
from invoicectl.flows.project_value import Prices
from invoicectl.flows.project_value import used
from invoicectl.ledger.projects import find_projects
from invoicectl.ledger.projects import project_of
from invoicectl.ledger.work import Wanted
from invoicectl.ledger.work import credited_ore
from invoicectl.ledger.work import find_work

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Sequence
    from datetime import date

    from invoicectl.domain.project import Project
    from invoicectl.flows.project_instalments import PlannedInstalment
    from invoicectl.ledger.connect import Connection
    from invoicectl.ledger.projects import ListedProject
    from invoicectl.ledger.work import KeptEntry
    from invoicectl.settings.model import Settings


@dataclass(frozen=True, slots=True)
class Uninvoiced:
    """What waits to be invoiced, in øre excluding VAT; `drafted_ore` is the part in drafts.

    `hours_ore`, `other_ore` (expenses and driving) and `instalments_ore` add up to `value_ore`.
    `oldest` is the first day of it, `last_day` when it must be invoiced. `unpriced` entries are
    worth something nobody has said.
    """

    minutes: int = 0
    hours_ore: int = 0
    other_ore: int = 0
    instalments_ore: int = 0
    drafted_ore: int = 0
    oldest: date | None = None
    last_day: date | None = None
    urgency: Urgency = Urgency.FINE
    entries: int = 0
    unpriced: int = 0

    @property
    def value_ore(self) -> int:
        """All of it."""
        return self.hours_ore + self.other_ore + self.instalments_ore

    @property
    def is_something(self) -> bool:
        """Whether anything waits, also when it has no price yet."""
        return bool(self.entries or self.instalments_ore)


@dataclass(frozen=True, slots=True)
class Standing:
    """A project as it stands: what was used of its budget, invoiced, and waits.

    `invoiced_ore` is all that was invoiced, `credited_ore` what credit notes took back of it.
    """

    project: Project
    customer_name: str
    used: Used
    invoiced_ore: int
    credited_ore: int
    uninvoiced: Uninvoiced

    @property
    def kept_ore(self) -> int:
        """What was invoiced and not credited, in øre excluding VAT."""
        return self.invoiced_ore - self.credited_ore


def standings(
    con: Connection,
    settings: Settings,
    listed: Sequence[ListedProject],
    as_of: date,
) -> list[Standing]:
    """Return where projects stood at the end of a day, in the order they are given.

    What was invoiced later counts as waiting then.
    """
    if len(listed) == 1:
        work = find_work(con, Wanted(project_no=listed[0].project.project_no, last_day=as_of))
    else:
        work = find_work(con, Wanted(last_day=as_of))
    by_project: dict[str, list[KeptEntry]] = {}
    for each in work:
        by_project.setdefault(each.entry.project_no, []).append(each)
    back = credited_ore(con, as_of, listed[0].project.project_no if len(listed) == 1 else "")
    return [
        replace(
            _standing(con, settings, one, by_project.get(one.project.project_no, []), as_of),
            credited_ore=back.get(one.project.project_no, 0),
        )
        for one in listed
    ]


def standing_of(con: Connection, settings: Settings, project_no: str, as_of: date) -> Standing:
    """Return where one project stands.

    Raises:
        NotFoundError: no project has that number.
    """
    number = project_of(con, project_no).project_no
    listed = [
        one for one in find_projects(con, with_closed=True) if one.project.project_no == number
    ]
    return standings(con, settings, listed, as_of)[0]


def wip(
    con: Connection, settings: Settings, as_of: date, *, customer_no: str = ""
) -> list[Standing]:
    """Return the projects that have something to invoice, the most urgent first."""
    listed = find_projects(con, customer_no=customer_no, with_closed=True)
    found = standings(con, settings, listed, as_of)
    waiting = [each for each in found if each.uninvoiced.is_something]
    return sorted(waiting, key=lambda each: (each.uninvoiced.last_day or as_of, each.customer_name))


def _standing(
    con: Connection,
    settings: Settings,
    one: ListedProject,
    work: Sequence[KeptEntry],
    as_of: date,
) -> Standing:
    project = one.project
    prices = Prices(con, settings, project)
    fixed = project.fixed_price_ore is not None
    plan = instalment_plan(con, project).planned if fixed else ()
    done = sum(each.net_ore or 0 for each in work if _is_invoiced(each, as_of))
    done += sum(each.instalment.amount_ore for each in plan if _is_invoiced(each, as_of))
    return Standing(
        project,
        one.customer_name,
        used(work, prices),
        done,
        0,
        _uninvoiced(work, plan, prices, settings.projects.deadline, as_of),
    )


def _uninvoiced(
    work: Iterable[KeptEntry],
    plan: Iterable[PlannedInstalment],
    prices: Prices,
    rule: InvoiceRule,
    as_of: date,
) -> Uninvoiced:
    waiting = [each for each in work if each.entry.is_billable and not _is_invoiced(each, as_of)]
    parts = [each for each in plan if _is_due(each, as_of) and not _is_invoiced(each, as_of)]
    hours = [each for each in waiting if each.entry.kind is EntryKind.TIME]
    others = [each for each in waiting if each.entry.kind is not EntryKind.TIME]
    lasts = [invoice_by(each.entry.worked_on, rule) for each in waiting]
    days = [each.entry.worked_on for each in waiting]
    for part in parts:
        day = part.instalment.delivery or as_of
        days.append(day)
        lasts.append(invoice_by(day, InvoiceRule.DELIVERY))
    drafted = sum(prices.value_ore(each) for each in waiting if each.is_taken)
    drafted += sum(each.instalment.amount_ore for each in parts if each.draft_no is not None)
    last_day = min(lasts, default=None)
    return Uninvoiced(
        minutes=sum(each.entry.minutes for each in hours),
        hours_ore=sum(map(prices.value_ore, hours)),
        other_ore=sum(map(prices.value_ore, others)),
        instalments_ore=sum(each.instalment.amount_ore for each in parts),
        drafted_ore=drafted,
        oldest=min(days, default=None),
        last_day=last_day,
        urgency=urgency(last_day, as_of) if last_day else Urgency.FINE,
        entries=len(waiting),
        unpriced=sum(prices.of(each.entry).price_micro is None for each in waiting),
    )


def _is_invoiced(each: KeptEntry | PlannedInstalment, as_of: date) -> bool:
    return each.invoiced_on is not None and each.invoiced_on <= as_of


def _is_due(each: PlannedInstalment, as_of: date) -> bool:
    """Return whether what an instalment is for was delivered, or it is in a draft."""
    day = each.instalment.delivery
    return each.draft_no is not None or (day is not None and day <= as_of)
