"""From a project to drafts: what is free up to a day, taken once, with its specification."""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import replace
from typing import TYPE_CHECKING

from invoicectl.domain.draft import Draft
from invoicectl.domain.draft import DraftLine
from invoicectl.domain.draft import Origin
from invoicectl.domain.money import MICRO
from invoicectl.domain.money import kroner
from invoicectl.domain.pricing import line_net_ore
from invoicectl.domain.work_lines import WorkWords
from invoicectl.domain.work_lines import specification
from invoicectl.domain.work_lines import work_lines
from invoicectl.errors import FaultsError
from invoicectl.errors import InputError
from invoicectl.errors import InvoicectlError
from invoicectl.flows.customer_guard import require_sellable
from invoicectl.flows.project_instalments import check_sum
from invoicectl.flows.project_instalments import has_vat
from invoicectl.flows.project_instalments import instalment_plan
from invoicectl.flows.project_instalments import planned_instalment
from invoicectl.flows.project_log import no_price
from invoicectl.flows.project_value import Prices
from invoicectl.ledger.customers import customer_of
from invoicectl.ledger.drafts import add_draft
from invoicectl.ledger.log import note
from invoicectl.ledger.projects import project_of
from invoicectl.ledger.specifications import keep_specification
from invoicectl.ledger.work import take_instalment
from invoicectl.ledger.work import take_work
from invoicectl.ledger.work import untaken_work
from invoicectl.seams import fp

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from invoicectl.domain.customer import Customer
    from invoicectl.domain.project import Instalment
    from invoicectl.domain.project import Project
    from invoicectl.domain.stamp import Stamp
    from invoicectl.domain.work import Priced
    from invoicectl.domain.work_lines import WorkLine
    from invoicectl.flows.project_instalments import InstalmentPlan
    from invoicectl.ledger.connect import Connection
    from invoicectl.ledger.connect import Ledger
    from invoicectl.settings.model import Settings

_FAULTS_SHOWN_MAX = 20
_MICRO_PER_ORE = MICRO // 100


@dataclass(frozen=True, slots=True)
class Part:
    """One draft to make: lines of work with what is behind them, and instalments."""

    draft: Draft
    work: tuple[WorkLine, ...] = ()
    instalments: tuple[Instalment, ...] = ()

    @property
    def net_ore(self) -> int:
        """The sum of its lines in øre, excluding VAT."""
        return sum(
            line_net_ore(line.quantity_micro, line.unit_price_micro, line.discount_bp)
            for line in self.draft.lines
        )


@dataclass(frozen=True, slots=True)
class ProjectDrafts:
    """What a project comes to up to a day; `draft_nos` is empty in a dry run and for nothing.

    `refused` says why a project was left out when many are invoiced at once.
    """

    project: Project
    parts: tuple[Part, ...] = ()
    draft_nos: tuple[int, ...] = ()
    warnings: tuple[str, ...] = ()
    refused: str = ""


@dataclass(frozen=True, slots=True)
class InvoiceWish:
    """What to invoice: entries up to `last_day`, with instalments by their days or one by hand.

    With `leaves_out` a project that cannot be invoiced does not stop the others.
    """

    last_day: date
    instalment: int | None = None
    is_ready: bool = True
    leaves_out: bool = False


def invoice_projects(
    ledger: Ledger,
    settings: Settings,
    stamp: Stamp,
    project_nos: Sequence[str],
    wish: InvoiceWish,
) -> tuple[ProjectDrafts, ...]:
    """Make the drafts of some projects; what is in a draft is never taken again.

    All of them or none, unless the wish leaves out what cannot be invoiced.

    Args:
        ledger: open.
        settings: the company's.
        stamp: when and who.
        project_nos: which projects.
        wish: what of them.

    Raises:
        NotFoundError: there is no such project or instalment.
        FaultsError: entries have no price.
        InputError: instalments do not come to the price, or one may not be invoiced yet (INV-27);
            the customer is blocked or not active.
    """
    made: list[ProjectDrafts] = []
    with ledger.write() as con:
        for found in _collected(con, settings, stamp, project_nos, wish):
            numbers = tuple(_put_down(con, stamp, found.project, part) for part in found.parts)
            made.append(replace(found, draft_nos=numbers))
        fp("project.invoiced")
    return tuple(made)


def plan_project_invoices(
    ledger: Ledger,
    settings: Settings,
    stamp: Stamp,
    project_nos: Sequence[str],
    wish: InvoiceWish,
) -> tuple[ProjectDrafts, ...]:
    """Return what `invoice_projects` would make; changes nothing, and raises the same."""
    return _collected(ledger.con, settings, stamp, project_nos, wish)


def _collected(
    con: Connection,
    settings: Settings,
    stamp: Stamp,
    project_nos: Sequence[str],
    wish: InvoiceWish,
) -> tuple[ProjectDrafts, ...]:
    if wish.last_day > stamp.today:
        raise InputError(
            f"--to {wish.last_day:%d.%m.%Y} has not come yet: work is invoiced once it is done.",
            hint="Without --to everything up to today is taken.",
        )
    numbers = dict.fromkeys(project_of(con, number).project_no for number in project_nos)
    found = []
    for number in numbers:
        try:
            found.append(_of_project(con, settings, stamp, number, wish))
        except InvoicectlError as error:
            if not wish.leaves_out:
                raise
            found.append(ProjectDrafts(project_of(con, number), refused=str(error)))
    return tuple(found)


def _of_project(
    con: Connection, settings: Settings, stamp: Stamp, project_no: str, wish: InvoiceWish
) -> ProjectDrafts:
    project = project_of(con, project_no)
    customer = customer_of(con, project.customer_no)
    plan = instalment_plan(con, project)
    if wish.instalment is not None:
        chosen = [_by_hand(plan, wish.instalment, stamp.today)]
        work: tuple[WorkLine, ...] = ()
    else:
        chosen = _by_day(plan, wish.last_day)
        work = _work(con, settings, project, customer, wish.last_day)
    if chosen:
        check_sum(plan)
    if chosen or work:
        require_sellable(con, project.customer_no)
    ahead = [each for each in chosen if _is_ahead(each, stamp.today)]
    now = [each for each in chosen if each not in ahead]
    parts = [_part(project, work, now, stamp.today, is_ready=wish.is_ready)] if work or now else []
    parts += [_part(project, (), [each], stamp.today, is_ready=wish.is_ready) for each in ahead]
    return ProjectDrafts(project, tuple(parts), warnings=tuple(_unplanned(plan)))


def _work(
    con: Connection, settings: Settings, project: Project, customer: Customer, last_day: date
) -> tuple[WorkLine, ...]:
    entries = untaken_work(con, project.project_no, last_day)
    if not entries:
        return ()
    prices = Prices(con, settings, project)
    found = [prices.of(entry) for entry in entries]
    _check_prices(found)
    words = _words(con, settings, project, customer)
    return work_lines(found, project, settings.projects.invoice_lines, words)


def _check_prices(work: Sequence[Priced]) -> None:
    faults = [no_price(each) for each in work if each.price_micro is None]
    if len(faults) > _FAULTS_SHOWN_MAX:
        more = len(faults) - _FAULTS_SHOWN_MAX
        faults = [*faults[:_FAULTS_SHOWN_MAX], f"... and {more} entries more."]
    if faults:
        raise FaultsError(tuple(faults))


def _words(con: Connection, settings: Settings, project: Project, customer: Customer) -> WorkWords:
    """Return the words of lines in the language that holds for the project."""
    from invoicectl.documents.wording import load_wording
    from invoicectl.flows.levels import effective

    found = effective(con, settings, customer, Origin(project_no=project.project_no))
    labels = load_wording(found.invoice_language).labels
    return WorkWords(hours=labels["hours"].lower(), driving=labels["driving"].lower())


def _by_day(plan: InstalmentPlan, last_day: date) -> list[Instalment]:
    """Return the instalments whose day has come and that are free."""
    return [
        each.instalment
        for each in plan.planned
        if each.draft_no is None
        and each.instalment.invoice_on is not None
        and each.instalment.invoice_on <= last_day
    ]


def _by_hand(plan: InstalmentPlan, n: int, today: date) -> Instalment:
    found = planned_instalment(plan, n)
    if found.draft_no is not None:
        where = f"draft D{found.draft_no}"
        if found.invoice_no is not None:
            where = f"invoice {found.invoice_no}"
        raise InputError(f"Instalment {n} is in {where} already.")
    one, project = found.instalment, plan.project
    if _is_ahead(one, today) and has_vat(project) and not one.is_advance:
        assert one.delivery is not None  # else it is not ahead
        number = project.project_no
        raise InputError(
            f"INV-27: instalment {n} is delivered on {one.delivery:%d.%m.%Y} and may not be"
            " invoiced with VAT before.",
            hint=f"When it is delivered: 'invoicectl project instalment edit {number} {n}"
            f" --delivered {today}'.",
        )
    return one


def _is_ahead(one: Instalment, today: date) -> bool:
    return one.delivery is not None and one.delivery > today


def _unplanned(plan: InstalmentPlan) -> list[str]:
    """Return a sentence when a fixed price waits for instalments."""
    project = plan.project
    if project.fixed_price_ore is None or plan.missing_ore <= 0:
        return []
    missing = kroner(plan.missing_ore, thousands=" ")
    hint = f"'invoicectl project instalment add {project.project_no} \"Rest\" --rest' adds one"
    return [
        f"{missing} kr of the fixed price of {project.project_no} are in no instalment; {hint}."
    ]


def _part(
    project: Project,
    work: tuple[WorkLine, ...],
    instalments: Sequence[Instalment],
    today: date,
    *,
    is_ready: bool,
) -> Part:
    """Return a draft whose period of delivery spans all that is on it (law INV-9)."""
    days = [each.entry.worked_on for line in work for each in line.entries]
    days += [each.delivery or today for each in instalments]
    draft = Draft(
        project.customer_no,
        (*(_instalment_line(project, each) for each in instalments), *(one.line for one in work)),
        is_ready=is_ready,
        delivered_from=min(days),
        delivered_to=max(days),
        our_reference=project.our_reference,
        your_reference=project.your_reference,
        order_reference=project.order_reference,
        is_advance=any(each.is_advance and _is_ahead(each, today) for each in instalments),
        origin=Origin(project_no=project.project_no),
    )
    return Part(draft, work, tuple(instalments))


def _instalment_line(project: Project, one: Instalment) -> DraftLine:
    return DraftLine(
        description=f"{project.name}: {one.text}",
        quantity_micro=MICRO,
        unit_price_micro=one.amount_ore * _MICRO_PER_ORE,
        unit="LS",
        vat_code=project.vat_code,
        income_account=project.income_account,
    )


def _put_down(con: Connection, stamp: Stamp, project: Project, part: Part) -> int:
    """Store a draft with all that it takes, and return its number."""
    number = add_draft(con, part.draft, stamp)
    fp("project.drafted")
    for line in part.work:
        shares = zip(line.entries, line.group.rows, strict=True)
        take_work(con, number, [(each.entry.entry_no, row.net_ore) for each, row in shares])
    for one in part.instalments:
        take_instalment(con, number, project.project_no, one.n, one.amount_ore)
    if part.work:
        keep_specification(con, number, specification(part.work))
    note(con, stamp, "draft.made", f"D{number}", f"customer {project.customer_no}")
    detail = f"D{number}, {kroner(part.net_ore, thousands=' ')} kr excluding VAT"
    note(con, stamp, "project.drafted", project.project_no, detail)
    return number
