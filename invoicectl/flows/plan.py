"""What sending would do today, draft by draft, without doing it."""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import replace
from typing import TYPE_CHECKING

from invoicectl.domain.invoice import DocumentKind
from invoicectl.domain.outbox import Purpose
from invoicectl.errors import InvoicectlError
from invoicectl.flows.customer_guard import sale_warnings
from invoicectl.flows.customer_guard import total_ore
from invoicectl.flows.prepare import Preparing
from invoicectl.flows.prepare import check_day
from invoicectl.flows.prepare import chosen_drafts
from invoicectl.flows.prepare import hold_sentence
from invoicectl.flows.sending import Looks
from invoicectl.flows.sending import check_look
from invoicectl.flows.sending import look_of
from invoicectl.flows.sending import route
from invoicectl.ledger.customers import customer_of
from invoicectl.ledger.invoices import next_invoice_no

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Sequence
    from datetime import date

    from invoicectl.domain.customer import Customer
    from invoicectl.domain.draft import Draft
    from invoicectl.domain.invoice import Invoice
    from invoicectl.flows.compose import Composed
    from invoicectl.flows.levels import Effective
    from invoicectl.flows.sending import Route
    from invoicectl.ledger.connect import Ledger
    from invoicectl.settings.model import Settings


@dataclass(frozen=True, slots=True)
class Planned:
    """What would become of one draft; `invoice_no` is None when it would be refused."""

    ref: str
    customer_no: str
    customer_name: str
    kind: DocumentKind
    invoice_no: int | None
    kid: str
    channel: str
    recipient: str
    total_ore: int
    due: date | None
    refusals: tuple[str, ...]
    warnings: tuple[str, ...]


def plan(
    ledger: Ledger,
    settings: Settings,
    today: date,
    refs: Sequence[str] = (),
    *,
    progress: Callable[[int], None] | None = None,
) -> tuple[Planned, ...]:
    """Return what `issue` would do today, and change nothing.

    Args:
        ledger: open.
        settings: the company's.
        today: the day it would be done.
        refs: drafts by name (`D3`); every ready one when empty.
        progress: told how many drafts are done.

    Raises:
        GuardError: the day lies before the newest document.
        SetupError, InputError: colour or logo cannot be used.
        NotFoundError, InputError: a draft is not there, or that is no name of one.
    """
    check_day(ledger, today)
    con = ledger.con
    check_look(look_of(settings))
    looks = Looks()
    preparing = Preparing(con, settings, today)
    invoice_no = next_invoice_no(con)
    found: list[Planned] = []
    added_ore: dict[str, int] = {}
    for draft in chosen_drafts(con, refs):
        customer = customer_of(con, draft.customer_no)
        held = preparing.held(draft, customer)
        composed = preparing.composed(draft, customer, held, invoice_no)
        is_drawn = draft.is_ready and composed.is_issuable
        fault = _drawing_fault(composed.invoice, looks, held) if is_drawn else ()
        way = route(settings, customer, held, Purpose.INVOICE)
        row = _planned(draft, customer, composed, fault, way)
        if composed.invoice is not None:
            before_ore, new_ore = added_ore.get(draft.customer_no, 0), total_ore(composed.invoice)
            said = sale_warnings(con, customer, new_ore, before_ore=before_ore)
            row = replace(row, warnings=row.warnings + said)
            if row.invoice_no is not None:
                added_ore[draft.customer_no] = before_ore + new_ore
        invoice_no += row.invoice_no is not None
        found.append(row)
        if progress is not None:
            progress(len(found))
    return tuple(found)


def _planned(
    draft: Draft,
    customer: Customer,
    composed: Composed,
    fault: tuple[str, ...],
    way: Route,
) -> Planned:
    invoice, findings = composed.invoice, composed.findings
    refusals = hold_sentence(draft) + findings.refusals + fault
    kind = DocumentKind.INVOICE if draft.credits_no is None else DocumentKind.CREDIT_NOTE
    return Planned(
        ref=draft.ref,
        customer_no=customer.customer_no,
        customer_name=customer.name,
        kind=kind,
        invoice_no=invoice.invoice_no if invoice and not refusals else None,
        kid=invoice.kid if invoice and not refusals else "",
        channel=way.channel,
        recipient=way.recipient,
        total_ore=invoice.total_ore if invoice else 0,
        due=invoice.due if invoice else None,
        refusals=refusals,
        warnings=findings.warnings + way.steps,
    )


def _drawing_fault(invoice: Invoice | None, looks: Looks, held: Effective) -> tuple[str, ...]:
    """Return why the document cannot be drawn, if so: a plan must be what the real run does."""
    from invoicectl.documents.invoice_pdf import render_invoice

    assert invoice is not None  # it was composed
    try:
        render_invoice(invoice, looks.of(held))
    except InvoicectlError as error:
        return (str(error),)
    return ()
