"""The instalments that a fixed price is invoiced in: planned, changed, and held to the price."""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import replace
from typing import TYPE_CHECKING

from invoicectl.domain.money import kroner
from invoicectl.domain.money import round_half_up
from invoicectl.domain.project import Instalment
from invoicectl.domain.vat import VAT_CODES
from invoicectl.domain.vat import VatClass
from invoicectl.errors import InputError
from invoicectl.errors import NotFoundError
from invoicectl.ledger.log import note
from invoicectl.ledger.projects import drop_instalment
from invoicectl.ledger.projects import instalments_of
from invoicectl.ledger.projects import keep_instalment
from invoicectl.ledger.projects import project_of
from invoicectl.ledger.work import taken_instalments

if TYPE_CHECKING:
    from datetime import date

    from invoicectl.domain.project import Project
    from invoicectl.domain.stamp import Stamp
    from invoicectl.ledger.connect import Connection
    from invoicectl.ledger.connect import Ledger

_WHOLE_BP = 10_000


@dataclass(frozen=True, slots=True)
class InstalmentWish:
    """What a person says of an instalment; None leaves a field as it is.

    Just one of `amount_ore`, `percent_bp` (of the fixed price) and `is_rest` gives the amount.
    """

    text: str | None = None
    amount_ore: int | None = None
    percent_bp: int | None = None
    is_rest: bool = False
    invoice_on: date | None = None
    delivered_on: date | None = None
    is_advance: bool | None = None


@dataclass(frozen=True, slots=True)
class PlannedInstalment:
    """An instalment and where it has gone."""

    instalment: Instalment
    draft_no: int | None = None
    invoice_no: int | None = None
    invoiced_on: date | None = None


@dataclass(frozen=True, slots=True)
class InstalmentPlan:
    """The instalments of a project, in order, and what is missing up to its price, in øre."""

    project: Project
    planned: tuple[PlannedInstalment, ...]

    @property
    def missing_ore(self) -> int:
        """What the instalments lack of the fixed price."""
        planned_ore = sum(each.instalment.amount_ore for each in self.planned)
        return (self.project.fixed_price_ore or 0) - planned_ore


def instalment_plan(con: Connection, project: Project) -> InstalmentPlan:
    """Return the instalments of a project with where each has gone."""
    taken = taken_instalments(con, project.project_no)
    nowhere = (None, None, None)
    planned = (
        PlannedInstalment(each, *taken.get(each.n, nowhere))
        for each in instalments_of(con, project.project_no)
    )
    return InstalmentPlan(project, tuple(planned))


def add_instalment(
    ledger: Ledger, stamp: Stamp, project_no: str, wish: InstalmentWish
) -> InstalmentPlan:
    """Add an instalment to a project with a fixed price, and return its plan.

    Raises:
        NotFoundError: no project has that number.
        InputError: no fixed price, more than is left of it, or an advance the law does not allow.
    """
    with ledger.write() as con:
        project = project_of(con, project_no)
        plan = instalment_plan(con, project)
        n = max((each.instalment.n for each in plan.planned), default=0) + 1
        one = _applied(Instalment(n, "", 0), wish, plan)
        keep_instalment(con, project.project_no, one)
        detail = f"{n}: {one.text}, {_kr(one.amount_ore)}"
        note(con, stamp, "project.instalment", project.project_no, detail)
        return instalment_plan(con, project)


def edit_instalment(
    ledger: Ledger, stamp: Stamp, project_no: str, n: int, wish: InstalmentWish
) -> InstalmentPlan:
    """Change an instalment that is in no draft or invoice, and return the plan.

    Raises:
        NotFoundError: there is no such project or instalment.
        InputError: as for a new one, or it is in a draft or invoice.
    """
    with ledger.write() as con:
        project = project_of(con, project_no)
        plan = instalment_plan(con, project)
        old = _free(plan, n)
        one = _applied(old, wish, plan)
        if one != old:
            keep_instalment(con, project.project_no, one)
            detail = f"{n}: {one.text}, {_kr(one.amount_ore)}"
            note(con, stamp, "project.instalment-changed", project.project_no, detail)
        return instalment_plan(con, project)


def remove_instalment(ledger: Ledger, stamp: Stamp, project_no: str, n: int) -> InstalmentPlan:
    """Take away an instalment that is in no draft or invoice, and return the plan.

    Raises:
        NotFoundError: there is no such project or instalment.
        InputError: it is in a draft or invoice.
    """
    with ledger.write() as con:
        project = project_of(con, project_no)
        _free(instalment_plan(con, project), n)
        drop_instalment(con, project.project_no, n)
        note(con, stamp, "project.instalment-removed", project.project_no, str(n))
        return instalment_plan(con, project)


def check_sum(plan: InstalmentPlan) -> None:
    """Refuse to invoice instalments that do not come to the fixed price.

    Raises:
        InputError: they come to less or to more.
    """
    number = plan.project.project_no
    price = plan.project.fixed_price_ore or 0
    if plan.missing_ore > 0:
        raise InputError(
            f"The instalments of {number} lack {_kr(plan.missing_ore)} of the fixed price of"
            f" {_kr(price)}.",
            hint=f"'invoicectl project instalment add {number} \"Rest\" --rest' adds them.",
        )
    if plan.missing_ore < 0:
        raise InputError(
            f"The instalments of {number} come to {_kr(-plan.missing_ore)} more than the fixed"
            f" price of {_kr(price)}.",
            hint=f"'invoicectl project instalment edit {number} 1 --amount ...' changes one.",
        )


def planned_instalment(plan: InstalmentPlan, n: int) -> PlannedInstalment:
    """Return one instalment of a plan.

    Raises:
        NotFoundError: the project has none of that number.
    """
    number = plan.project.project_no
    for each in plan.planned:
        if each.instalment.n == n:
            return each
    raise NotFoundError(
        f"instalment {n} of", number, hint=f"'invoicectl project instalment list {number}'."
    )


def has_vat(project: Project) -> bool:
    """Return whether VAT is charged on the project; then little may be invoiced ahead (INV-27)."""
    return VAT_CODES[project.vat_code].vat_class is not VatClass.NONE


def _free(plan: InstalmentPlan, n: int) -> Instalment:
    found = planned_instalment(plan, n)
    if found.invoice_no is not None:
        raise InputError(f"Instalment {n} was invoiced as {found.invoice_no}.")
    if found.draft_no is not None:
        raise InputError(
            f"Instalment {n} is in draft D{found.draft_no}.",
            hint=f"'invoicectl invoice remove D{found.draft_no}' sets it free.",
        )
    return found.instalment


def _applied(base: Instalment, wish: InstalmentWish, plan: InstalmentPlan) -> Instalment:
    project = plan.project
    if project.fixed_price_ore is None:
        raise InputError(
            f"Project {project.project_no} has no fixed price.",
            hint=f"'invoicectl project edit {project.project_no} --fixed-price 100000' gives one.",
        )
    left_ore = plan.missing_ore + base.amount_ore
    one = replace(
        base,
        text=_text(base.text if wish.text is None else wish.text),
        amount_ore=_amount(base, wish, project.fixed_price_ore, left_ore),
        invoice_on=wish.invoice_on or base.invoice_on,
        delivered_on=wish.delivered_on or base.delivered_on,
        is_advance=base.is_advance if wish.is_advance is None else wish.is_advance,
    )
    if one.amount_ore > left_ore:
        raise InputError(
            f"{_kr(one.amount_ore)} is more than the {_kr(left_ore)} left of the fixed price"
            f" of {_kr(project.fixed_price_ore)}."
        )
    _check_advance(one, project)
    return one


def _text(text: str) -> str:
    plain = " ".join(text.split())
    if not plain or not plain.isprintable() or len(plain) > 200:  # noqa: PLR2004 - fits a line
        raise InputError("An instalment needs a text of at most 200 printable characters.")
    return plain


def _amount(base: Instalment, wish: InstalmentWish, price_ore: int, left_ore: int) -> int:
    given = (wish.amount_ore is not None) + (wish.percent_bp is not None) + wish.is_rest
    if given > 1:
        raise InputError("Give one of --amount, --percent and --rest.")
    if wish.amount_ore is not None:
        amount = wish.amount_ore
    elif wish.percent_bp is not None:
        amount = round_half_up(price_ore * wish.percent_bp, _WHOLE_BP)
    elif wish.is_rest:
        amount = left_ore
    else:
        amount = base.amount_ore
    if amount <= 0:
        what = "nothing is left of the fixed price" if wish.is_rest else "it has no amount"
        raise InputError(
            f"That is no instalment: {what}.", hint="Give --amount, --percent or --rest."
        )
    return amount


def _check_advance(one: Instalment, project: Project) -> None:
    """Refuse to plan VAT ahead of a delivery that may not be invoiced ahead (law INV-27)."""
    if one.invoice_on is None or one.delivered_on is None or one.invoice_on >= one.delivered_on:
        return
    if has_vat(project) and not one.is_advance:
        raise InputError(
            f"INV-27: what is delivered on {one.delivered_on:%d.%m.%Y} may not be invoiced with VAT"
            f" on {one.invoice_on:%d.%m.%Y}: ahead is allowed only for subscriptions, rents, fees,"
            " passenger transport and catering.",
            hint="Invoice it on delivery, or add --advance when it is one of these. For money"
            " ahead of anything else send a payment request, which is no invoice.",
        )


def _kr(ore: int) -> str:
    return f"{kroner(ore, thousands=' ')} kr"
