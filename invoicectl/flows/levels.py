"""Settings of a customer, project, order, agreement or invoice: set, resolved, explained."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from invoicectl.domain.draft import Origin
from invoicectl.domain.effective import Level
from invoicectl.domain.terms import check_terms
from invoicectl.errors import FaultsError
from invoicectl.errors import InputError
from invoicectl.flows.compose import due_rule_of
from invoicectl.flows.customer_guard import check_present
from invoicectl.flows.enclosures import check_files
from invoicectl.flows.level_columns import changed_customer
from invoicectl.flows.level_columns import changed_draft
from invoicectl.flows.level_values import Effective
from invoicectl.flows.level_values import Levels
from invoicectl.ledger.customers import customer_of
from invoicectl.ledger.customers import update_customer
from invoicectl.ledger.drafts import draft_of
from invoicectl.ledger.drafts import has_draft
from invoicectl.ledger.drafts import save_draft
from invoicectl.ledger.invoice_list import issued_as
from invoicectl.ledger.log import note
from invoicectl.ledger.overrides import owner_of
from invoicectl.ledger.overrides import write_overrides
from invoicectl.ledger.price_lists import check_price_list
from invoicectl.seams import fp
from invoicectl.settings.levels import RIVALS
from invoicectl.settings.levels import read_assignment
from invoicectl.settings.levels import typed

if TYPE_CHECKING:
    from collections.abc import Mapping
    from collections.abc import Sequence

    from invoicectl.domain.customer import Customer
    from invoicectl.domain.draft import Draft
    from invoicectl.domain.stamp import Stamp
    from invoicectl.ledger.connect import Connection
    from invoicectl.ledger.connect import Ledger
    from invoicectl.settings.model import Settings

__all__ = ["Effective", "Level", "Levels", "SetResult", "effective", "set_values"]

_TERMS = frozenset(
    {"invoice.terms_days", "invoice.terms_months", "invoice.due_day", "invoice.express_terms"}
)
_PRICES = "invoice.price_list"
_YOURS = "invoice.your_reference"
Changes = dict[str, tuple[str | None, object]]
"""Key -> the text of its row and the typed value; text None takes it away."""


@dataclass(frozen=True, slots=True)
class SetResult:
    """What was set at a level: keys that were given a value, and keys that were taken away."""

    level: Level
    ref: str
    given: tuple[str, ...]
    taken: tuple[str, ...]
    warnings: tuple[str, ...] = ()


def effective(
    con: Connection, settings: Settings, customer: Customer, origin: Origin, draft_no: int = 0
) -> Effective:
    """Return the settings that hold for a document of this customer and origin.

    For many documents make one `Levels` and ask it.

    Args:
        con: an open ledger.
        settings: the company's.
        customer: who gets it.
        origin: the project, order or agreement it comes from.
        draft_no: its draft, which names it also after issue; 0 for none.
    """
    draft = draft_of(con, draft_no) if draft_no and has_draft(con, draft_no) else None
    return Levels(con, settings).of(customer, origin, draft_no, draft)


def set_values(
    ledger: Ledger,
    settings: Settings,
    stamp: Stamp,
    level: Level,
    ref: str,
    assignments: Sequence[str],
) -> SetResult:
    """Give a level settings of its own, all that are asked for or none.

    Args:
        ledger: open.
        settings: the company's.
        stamp: when and who.
        level: customer, project, order, recurring or invoice.
        ref: whose, as a plain number; an invoice by its draft's number.
        assignments: `key=value`; `key=` takes it away, `key=-` says that there is none here.

    Raises:
        FaultsError: every assignment that is wrong.
        NotFoundError: there is no such customer, project, order, agreement or draft, or no such
            price list.
        InputError: a payment term that the law does not allow (TRM-1, TRM-2), or a customer who was
            merged into another, or erased.
    """
    changes = _read(settings, assignments)
    with ledger.write() as con:
        named = changes.get(_PRICES, (None, ""))[1]
        if named:
            check_price_list(con, str(named))
        _store(con, stamp, level, ref, changes)
        warnings = _check_terms(con, settings, stamp, level, ref) if _TERMS & changes.keys() else ()
        warnings += _unheard(con, level, ref, changes)
        fp("levels.stored")
        note(con, stamp, "settings.changed", f"{level.value} {ref}", ", ".join(changes))
    asked = [key for key, (text, _) in changes.items() if text is not None]
    typed_away = [text.partition("=")[0].strip() for text in assignments]
    taken = [key for key, (text, _) in changes.items() if text is None and key in typed_away]
    return SetResult(level, ref, tuple(asked), tuple(taken), warnings)


def _read(settings: Settings, assignments: Sequence[str]) -> Changes:
    """Check every assignment and return what they say, rivals taken away."""
    if not assignments:
        raise InputError(
            "Nothing is given to set.",
            hint="As in invoice.terms_days=30; 'invoicectl settings explain' shows the keys.",
        )
    changes: Changes = {}
    faults: list[str] = []
    for assignment in assignments:
        try:
            _take(settings, assignment, changes)
        except InputError as error:
            faults.append(str(error))
    faults += _rivals_at_once(changes)
    if faults:
        raise FaultsError(
            tuple(faults), hint="Nothing was set; 'invoicectl settings explain' shows the keys."
        )
    for group in RIVALS:
        if any(changes.get(name, (None,))[0] is not None for name in group):
            for name in group:
                changes.setdefault(name, (None, None))
    return changes


def _take(settings: Settings, assignment: str, changes: Changes) -> None:
    """Check one assignment and add what it says."""
    key, text = read_assignment(assignment)
    if key.name in changes:
        raise InputError(f"{key.name}: is given twice; keep one.")
    value = typed(key, text, settings.root) if text is not None else None
    changes[key.name] = (text, value)
    check_files(key, value)


def _rivals_at_once(changes: Changes) -> list[str]:
    found = []
    for group in RIVALS:
        given = [key for key in group if changes.get(key, (None,))[0] is not None]
        if len(given) > 1:
            found.append(f"{given[0]}: {given[1]} is given as well; keep one of the two.")
    return found


def _store(
    con: Connection,
    stamp: Stamp,
    level: Level,
    ref: str,
    changes: Mapping[str, tuple[str | None, object]],
) -> None:
    """Write changes where they are kept: fields of old, or rows."""
    rows: Mapping[str, str | None] = {key: text for key, (text, _) in changes.items()}
    if level is Level.CUSTOMER:
        check_present(con, ref)
        customer, rows = changed_customer(customer_of(con, ref), changes)
        update_customer(con, customer, stamp)
    elif level is Level.INVOICE:
        rows = _store_invoice(con, stamp, int(ref), changes)
    else:
        _, origin = owner_of(con, level, ref)
        ref = origin.project_no if level is Level.PROJECT else ref
        if level is Level.RECURRING:
            _check_filled(changes)
    write_overrides(con, level, ref, rows)


def _check_filled(changes: Mapping[str, tuple[str | None, object]]) -> None:
    """Refuse a text of an agreement that could not be filled in for a period."""
    from invoicectl.domain.period_text import check_placeholders

    for key in ("invoice.head_text", "invoice.foot_text"):
        text = changes.get(key, (None,))[0]
        if text:
            check_placeholders(text, what=key)


def _check_terms(
    con: Connection, settings: Settings, stamp: Stamp, level: Level, ref: str
) -> tuple[str, ...]:
    """Refuse a payment term that no invoice could be issued with; return what is to be known."""
    draft: Draft | None = None
    if level is Level.CUSTOMER:
        customer_no, origin = ref, Origin()
    elif level is Level.INVOICE:
        draft = draft_of(con, int(ref))
        customer_no, origin = draft.customer_no, draft.origin
    else:
        customer_no, origin = owner_of(con, level, ref)
    customer = customer_of(con, customer_no)
    draft_no = draft.draft_no if draft else 0
    held = Levels(con, settings).of(customer, origin, draft_no, draft)
    days = due_rule_of(held).term_days(stamp.today)
    found = check_terms(customer.kind, days, is_express=held.invoice_express_terms)
    if found.refusals:
        raise InputError("\n".join(found.refusals))
    return found.warnings


def _unheard(
    con: Connection, level: Level, ref: str, changes: Mapping[str, tuple[str | None, object]]
) -> tuple[str, ...]:
    """Return a sentence when a customer's reference stands behind the one its buyers want."""
    if level is not Level.CUSTOMER or changes.get(_YOURS, (None,))[0] is None:
        return ()
    code = customer_of(con, ref).buyer_reference
    if not code:
        return ()
    return (f"{_YOURS}: the buyer reference of customer {ref}, {code}, goes before it.",)


def _store_invoice(
    con: Connection, stamp: Stamp, draft_no: int, changes: Mapping[str, tuple[str | None, object]]
) -> Mapping[str, str | None]:
    """Write what a draft's fields hold; refuse what is printed on an issued invoice."""
    invoice_no = issued_as(con, draft_no)
    if invoice_no is None:
        draft, rows = changed_draft(draft_of(con, draft_no), changes)
        save_draft(con, draft, stamp)
        return rows
    printed = [key for key in changes if not still_counts(key)]
    if printed:
        raise FaultsError(
            tuple(f"{key}: {invoice_no} is issued, and that stands on it." for key in printed),
            hint=f"'invoicectl invoice credit {invoice_no}' takes it back.",
        )
    return {key: text for key, (text, _) in changes.items()}


def still_counts(key: str) -> bool:
    """Return whether a setting still decides something once the invoice is issued."""
    return key == "invoice.send_by" or not key.startswith(("invoice.", "theme.", "orders."))
