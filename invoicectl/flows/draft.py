"""Drafts: made, changed, shown with what would be refused, and dropped."""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import fields
from dataclasses import replace
from typing import TYPE_CHECKING

from invoicectl.domain.draft import Draft
from invoicectl.errors import InputError
from invoicectl.errors import InvoicectlError
from invoicectl.flows.customer_guard import require_sellable
from invoicectl.flows.customer_guard import sale_warnings
from invoicectl.flows.customer_guard import total_ore
from invoicectl.ledger.contacts import delivery_place
from invoicectl.ledger.customers import customer_of
from invoicectl.ledger.drafts import add_draft
from invoicectl.ledger.drafts import draft_of
from invoicectl.ledger.drafts import drafts
from invoicectl.ledger.drafts import newest_draft_no
from invoicectl.ledger.drafts import remove_draft
from invoicectl.ledger.drafts import save_draft
from invoicectl.ledger.invoices import next_invoice_no
from invoicectl.ledger.log import note
from invoicectl.seams import fp

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from invoicectl.domain.customer import Customer
    from invoicectl.domain.draft import DraftLine
    from invoicectl.domain.stamp import Stamp
    from invoicectl.flows.compose import Composed
    from invoicectl.ledger.connect import Connection
    from invoicectl.ledger.connect import Ledger
    from invoicectl.settings.model import Settings


@dataclass(frozen=True, slots=True)
class Change:
    """What a person sets on a draft; None leaves a field as it is, as in `domain.draft.Draft`."""

    is_ready: bool | None = None
    delivered_from: date | None = None
    delivered_to: date | None = None
    delivery_place: str | None = None
    terms_days: int | None = None
    our_reference: str | None = None
    your_reference: str | None = None
    order_reference: str | None = None
    head_text: str | None = None
    foot_text: str | None = None
    is_advance: bool | None = None

    def applied(self, draft: Draft) -> Draft:
        """Return the draft with what is set here."""
        given = {field.name: getattr(self, field.name) for field in fields(self)}
        return replace(draft, **{name: value for name, value in given.items() if value is not None})


@dataclass(frozen=True, slots=True)
class Preview:
    """A draft as it stands, and the document it would become today."""

    draft: Draft
    customer: Customer
    composed: Composed


def add_drafts(
    ledger: Ledger, new: Sequence[Draft], stamp: Stamp, *, keys: Sequence[str] = ()
) -> tuple[int, ...]:
    """Store new drafts, all or none, and return their numbers.

    Args:
        ledger: open.
        new: drafts without numbers.
        stamp: when and who.
        keys: one for each draft, or none: a key used before gives the number made then.

    Raises:
        NotFoundError: a customer does not exist.
        InputError: a customer is no longer active, or blocked.
    """
    numbers: list[int] = []
    with ledger.write() as con:
        for at, draft in enumerate(new):
            require_sellable(con, draft.customer_no)
            place = delivery_place(con, draft.customer_no, draft.delivery_place)
            new_one = replace(draft, delivery_place=place)
            newest = newest_draft_no(con)
            number = add_draft(con, new_one, stamp, key=keys[at] if keys else "")
            fp("draft.added")
            if number > newest:
                note(con, stamp, "draft.made", f"D{number}", f"customer {draft.customer_no}")
            numbers.append(number)
    return tuple(numbers)


def change_draft(
    ledger: Ledger,
    stamp: Stamp,
    draft_no: int,
    change: Change,
    *,
    lines: Sequence[DraftLine] = (),
    more_lines: Sequence[DraftLine] = (),
) -> Draft:
    """Change a draft and return it.

    Args:
        ledger: open.
        stamp: when and who.
        draft_no: which one.
        change: the fields to set.
        lines: replace all lines, unless empty.
        more_lines: come after them.

    Raises:
        NotFoundError: the draft does not exist, or was issued meanwhile.
        InputError: other lines for a credit note, whose lines are those of the invoice, or for
            what was made from an order, whose lines are what was delivered.
    """
    with ledger.write() as con:
        old = draft_of(con, draft_no)
        if old.credits_no is not None and (lines or more_lines):
            raise InputError(
                f"{old.ref} is a credit note: its lines are those of invoice {old.credits_no}.",
                hint="Remove it and make another with 'invoicectl invoice credit'.",
            )
        if old.origin.order_no is not None and lines:
            raise InputError(
                f"{old.ref} was made from order {old.origin.order_no}: its lines are what was"
                " delivered.",
                hint=f"--add-line adds one; 'invoicectl invoice remove {old.ref}' frees them all.",
            )
        new = change.applied(old)
        place = delivery_place(con, new.customer_no, new.delivery_place)
        new = replace(new, delivery_place=place)
        new = replace(new, lines=(*(lines or old.lines), *more_lines))
        save_draft(con, new, stamp)
        note(con, stamp, "draft.changed", new.ref)
    return new


def drop_draft(ledger: Ledger, stamp: Stamp, draft_no: int) -> None:
    """Delete a draft: it has no number to account for.

    Raises:
        NotFoundError: the draft does not exist, or was issued meanwhile.
    """
    with ledger.write() as con:
        remove_draft(con, draft_no)
        note(con, stamp, "draft.removed", f"D{draft_no}")


def preview(ledger: Ledger, settings: Settings, today: date, draft_no: int) -> Preview:
    """Return a draft with the document it would become today.

    Raises:
        NotFoundError: the draft does not exist, or was issued meanwhile.
    """
    from invoicectl.flows.prepare import Preparing

    con = ledger.con
    draft = draft_of(con, draft_no)
    customer = customer_of(con, draft.customer_no)
    preparing = Preparing(con, settings, today)
    held = preparing.held(draft, customer)
    composed = preparing.composed(draft, customer, held, next_invoice_no(con))
    return Preview(draft, customer, _proof_read(_weighed(con, customer, composed)))


def _weighed(con: Connection, customer: Customer, composed: Composed) -> Composed:
    """Add what is worth knowing of the customer: blocked, over the credit limit, bankrupt."""
    from invoicectl.domain.findings import Findings
    from invoicectl.flows.compose import Composed

    if composed.invoice is None:
        return composed
    said = sale_warnings(con, customer, total_ore(composed.invoice))
    return Composed(composed.invoice, composed.findings + Findings(warnings=said))


def _proof_read(composed: Composed) -> Composed:
    """Add the refusal of a sign that cannot be printed; whether all fits shows when it is drawn."""
    from invoicectl.documents.proof import proof
    from invoicectl.domain.findings import Findings
    from invoicectl.flows.compose import Composed

    if composed.invoice is None:
        return composed
    try:
        proof(composed.invoice)
    except InvoicectlError as error:
        return Composed(composed.invoice, composed.findings + Findings((str(error),)))
    return composed


def previews(
    ledger: Ledger, settings: Settings, today: date, *, customer_no: str = ""
) -> list[Preview]:
    """Return all drafts, or those of one customer, each with the document it would become."""
    from invoicectl.flows.prepare import Preparing

    con = ledger.con
    number = next_invoice_no(con)
    found = []
    for draft in drafts(con):
        if customer_no in {"", draft.customer_no}:
            customer = customer_of(con, draft.customer_no)
            preparing = Preparing(con, settings, today)
            held = preparing.held(draft, customer)
            composed = preparing.composed(draft, customer, held, number)
            found.append(Preview(draft, customer, _weighed(con, customer, composed)))
    return found
