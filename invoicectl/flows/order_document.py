"""From a quote or order to the document its customer gets, priced as its invoice would be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from invoicectl.domain.draft import Draft
from invoicectl.domain.draft import Origin
from invoicectl.domain.order import sorted_lines
from invoicectl.domain.sales_document import SalesDocument
from invoicectl.domain.sales_document import SalesDocumentKind
from invoicectl.errors import InputError
from invoicectl.flows.compose import compose
from invoicectl.flows.levels import Levels
from invoicectl.ledger.customers import customer_of
from invoicectl.ledger.invoices import next_invoice_no

if TYPE_CHECKING:
    from datetime import date

    from invoicectl.domain.invoice import Invoice
    from invoicectl.domain.order import SalesOrder
    from invoicectl.ledger.connect import Connection
    from invoicectl.settings.model import Settings


def order_origin(order: SalesOrder) -> Origin:
    """Return where the settings of an order, and of what is made of it, come from."""
    return Origin(project_no=order.project_no, order_no=order.order_no)


def priced_order(
    con: Connection,
    settings: Settings,
    order: SalesOrder,
    today: date,
    *,
    as_offered: bool = False,
    levels: Levels | None = None,
) -> Invoice:
    """Return what an order comes to, as the invoice of all of it would say.

    Args:
        con: an open ledger.
        settings: the company's.
        order: with the lines to price.
        today: the day it is made; VAT rates are those of the planned delivery, else of this day.
        as_offered: price what was offered, also where less was accepted.
        levels: the settings of this run, for many orders.

    Raises:
        InputError: it cannot be priced; says why.
    """
    lines = tuple(
        each.line if as_offered else each.of(each.ordered_micro)
        for each in sorted_lines(order.lines, settings.orders.line_order)
        if as_offered or each.ordered_micro
    )
    draft = Draft(
        order.customer_no,
        lines,
        delivered_from=order.delivery_from or order.delivery_to or today,
        delivered_to=order.delivery_to or order.delivery_from or today,
        is_advance=True,
        origin=order_origin(order),
    )
    customer = customer_of(con, order.customer_no)
    held = (levels or Levels(con, settings)).of(customer, draft.origin)
    number = next_invoice_no(con)
    composed = compose(draft, customer, settings, held, invoice_no=number, today=today)
    if composed.invoice is None:
        raise InputError(composed.findings.refusals[0])
    return composed.invoice


def order_document(
    con: Connection,
    settings: Settings,
    order: SalesOrder,
    kind: SalesDocumentKind,
    made_on: date,
) -> SalesDocument:
    """Return the quote or order confirmation as it would be made on a day.

    Raises:
        InputError: it cannot be priced; says why.
    """
    is_quote = kind is SalesDocumentKind.QUOTE
    priced = priced_order(con, settings, order, made_on, as_offered=is_quote)
    held = Levels(con, settings).of(customer_of(con, order.customer_no), order_origin(order))
    usual = held.orders_quote_comment if is_quote else held.orders_order_comment
    return _document(
        settings, order, priced, kind, made_on, (order.comment or usual, str(order.order_no))
    )


def request_document(
    con: Connection,
    settings: Settings,
    order: SalesOrder,
    asked: tuple[int, int, date],
    made_on: date,
) -> SalesDocument:
    """Return a payment request: no sales document, without a number of the invoices (INV-27).

    Args:
        con: an open ledger.
        settings: the company's.
        order: what the money is for.
        asked: number of the request, øre with VAT, and the day it should be paid.
        made_on: the day it is made.

    Raises:
        InputError: it cannot be priced; says why.
    """
    from dataclasses import replace

    n, amount_ore, due = asked
    priced = priced_order(con, settings, order, made_on)
    ref = f"{order.order_no}-{n}" if n > 1 else str(order.order_no)
    kind = SalesDocumentKind.PAYMENT_REQUEST
    document = _document(settings, order, priced, kind, made_on, (order.comment, ref))
    return replace(document, due=due, requested_ore=amount_ore, valid_to=None)


def _document(
    settings: Settings,
    order: SalesOrder,
    priced: Invoice,
    kind: SalesDocumentKind,
    made_on: date,
    words: tuple[str, str],
) -> SalesDocument:
    """Return a document; `words` are its comment and the number that is printed."""
    first, last = order.delivery_from, order.delivery_to
    contact = (order.contact or settings.orders.contact).split(";")
    references = filter(None, (priced.your_reference, priced.order_reference))
    return SalesDocument(
        kind=kind,
        ref=words[1],
        issued_on=made_on,
        seller=priced.seller,
        buyer=priced.buyer,
        lines=priced.lines,
        vat_totals=priced.vat_totals,
        net_ore=priced.net_ore,
        vat_ore=priced.vat_ore,
        total_ore=priced.total_ore,
        language=priced.language,
        valid_to=order.valid_to if kind is SalesDocumentKind.QUOTE else None,
        delivery=f"{first:%d.%m.%Y} – {last:%d.%m.%Y}" if first and last and first < last else "",
        delivery_day=last if first == last else None,
        delivery_place=priced.delivery_place,
        our_reference=priced.our_reference,
        your_reference=" / ".join(references),
        contact=tuple(part.strip() for part in contact if part.strip()),
        comment=words[0],
        terms_days=priced.terms_days,
        currency=priced.currency,
    )
