"""Why a setting is what it is: the level that says so, and what it hides."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from typing import Final

from invoicectl.domain.draft import Origin
from invoicectl.domain.effective import Layer
from invoicectl.domain.effective import Level
from invoicectl.domain.effective import Resolved
from invoicectl.domain.effective import resolve
from invoicectl.domain.parties import CustomerKind
from invoicectl.errors import InputError
from invoicectl.flows.levels import Levels
from invoicectl.flows.levels import still_counts
from invoicectl.ledger.customers import customer_of
from invoicectl.ledger.drafts import draft_no_of
from invoicectl.ledger.drafts import draft_of
from invoicectl.ledger.drafts import origin_of
from invoicectl.ledger.invoice_list import issued_as
from invoicectl.ledger.invoices import invoice_of
from invoicectl.ledger.overrides import draft_no_of_invoice
from invoicectl.ledger.overrides import owner_of
from invoicectl.settings.groups import GROUPS
from invoicectl.settings.groups import group_of
from invoicectl.settings.groups import says
from invoicectl.settings.levels import RIVALS
from invoicectl.settings.levels import company_values
from invoicectl.settings.levels import level_keys
from invoicectl.settings.levels import value_text

if TYPE_CHECKING:
    from invoicectl.domain.customer import Customer
    from invoicectl.domain.draft import Draft
    from invoicectl.ledger.connect import Connection
    from invoicectl.settings.levels import LevelKey
    from invoicectl.settings.model import Settings


NOWHERE: Final = Origin()


@dataclass(frozen=True, slots=True)
class Asked:
    """What the settings are asked of: any of them may be missing, '' or None."""

    customer_no: str = ""
    project_no: str = ""
    order_no: int | None = None
    recurring_no: int | None = None
    invoice: str = ""


@dataclass(frozen=True, slots=True)
class Target:
    """What was found: who gets the document, where it comes from, and its draft.

    `invoice_no` is None until it is issued.
    """

    customer: Customer | None = None
    origin: Origin = NOWHERE
    draft_no: int = 0
    draft: Draft | None = None
    invoice_no: int | None = None


@dataclass(frozen=True, slots=True)
class Hidden:
    """A value that does not hold, and the level that gives it."""

    value: str
    level: Level
    ref: str


@dataclass(frozen=True, slots=True)
class Explained:
    """One key: what holds, who says so, and what that hides, the nearest level first.

    `line` is that of the settings file, None for a default. `by` is the key that took this one's
    place. `is_idle` says that this version does not use it.
    """

    group: str
    key: str
    value: str
    level: Level
    ref: str
    line: int | None
    hides: tuple[Hidden, ...]
    by: str
    is_idle: bool


def target_of(con: Connection, asked: Asked) -> Target:
    """Return what is asked about, with the customer and project it belongs to.

    Raises:
        NotFoundError: one of them does not exist.
        InputError: they do not belong together.
    """
    if asked.invoice:
        return _invoice_target(con, asked)
    origin = Origin(asked.project_no, asked.order_no, asked.recurring_no)
    owners: dict[str, tuple[str, Origin]] = {}
    if asked.order_no is not None:
        owners["Order"] = owner_of(con, Level.ORDER, str(asked.order_no))
    if asked.recurring_no is not None:
        owners["Agreement"] = owner_of(con, Level.RECURRING, str(asked.recurring_no))
    project_no = asked.project_no or next(
        (owner.project_no for _, owner in owners.values() if owner.project_no), ""
    )
    if project_no:
        owners["Project"] = owner_of(con, Level.PROJECT, project_no)
        project_no = owners["Project"][1].project_no
    customer_no = asked.customer_no
    for what, (number, _) in owners.items():
        if customer_no and number != customer_no:
            raise InputError(f"{what} belongs to customer {number}, not to {customer_no}.")
        customer_no = number
    customer = customer_of(con, customer_no) if customer_no else None
    return Target(customer, Origin(project_no, origin.order_no, origin.recurring_no))


def explain(
    con: Connection, settings: Settings, target: Target, search: str = ""
) -> tuple[Explained, ...]:
    """Return every key that a level can give, in the groups and order people look for them.

    Args:
        con: an open ledger.
        settings: the company's.
        target: from `target_of`.
        search: only keys that contain this, or stand under a heading that does.
    """
    if target.customer is None:
        values = company_values(settings, CustomerKind.BUSINESS)
        layers = [Layer(Level.COMPANY, "", values)]
    else:
        levels = Levels(con, settings)
        layers = levels.layers(target.customer, target.origin, target.draft_no, target.draft)
    found = resolve(layers, RIVALS)
    shown = [
        _explained(settings, level_keys()[key], one)
        for key, one in found.items()
        if says(key, search) and (target.invoice_no is None or still_counts(key))
    ]
    titles = list(GROUPS)
    return tuple(sorted(shown, key=lambda each: titles.index(each.group)))


def _invoice_target(con: Connection, asked: Asked) -> Target:
    text = asked.invoice
    if text.isascii() and text.isdigit():
        invoice_of(con, int(text))  # says so when there is none
        draft_no = draft_no_of_invoice(con, int(text))
    else:
        draft_no = draft_no_of(text)
    issued = issued_as(con, draft_no)
    if issued is None:
        draft = draft_of(con, draft_no)
        customer_no, origin = draft.customer_no, draft.origin
    else:
        draft = None
        customer_no, origin = invoice_of(con, issued).buyer.customer_no, origin_of(con, draft_no)
    given = (asked.customer_no, asked.project_no, asked.order_no, asked.recurring_no)
    true = (customer_no, origin.project_no, origin.order_no, origin.recurring_no)
    if any(one not in ("", None, other) for one, other in zip(given, true, strict=True)):
        raise InputError(f"{text} belongs elsewhere; give --invoice alone.")
    return Target(customer_of(con, customer_no), origin, draft_no, draft, issued)


def _explained(settings: Settings, key: LevelKey, found: Resolved) -> Explained:
    if found.by and not found.hides:  # nobody gave it, so nothing was taken away
        found = Resolved(None, Level.COMPANY, "")
    line = settings.line_of(key.name) if found.level is Level.COMPANY else None
    return Explained(
        group=group_of(key.name),
        key=key.name,
        value=value_text(key, found.value),
        level=found.level,
        ref=found.ref,
        line=line,
        hides=tuple(
            Hidden(value_text(key, said.value), said.level, said.ref) for said in found.hides
        ),
        by=found.by,
        is_idle=key.is_idle,
    )
