"""From deliveries to a draft: what is delivered and not yet invoiced, or ahead where it may be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from invoicectl.domain.dates import add_months
from invoicectl.domain.draft import Draft
from invoicectl.domain.draft import DraftLine
from invoicectl.domain.invoice import HEADING_UNIT
from invoicectl.domain.money import MICRO
from invoicectl.domain.order import AdvanceKind
from invoicectl.domain.order import delivery_days
from invoicectl.domain.order import sorted_lines
from invoicectl.errors import InputError
from invoicectl.flows.draft import Preview
from invoicectl.flows.draft import preview
from invoicectl.flows.levels import effective
from invoicectl.flows.order_document import order_origin
from invoicectl.flows.order_document import priced_order
from invoicectl.flows.order_entry import placed_order
from invoicectl.ledger.customers import customer_of
from invoicectl.ledger.drafts import add_draft
from invoicectl.ledger.log import note
from invoicectl.ledger.order_progress import Taken
from invoicectl.ledger.order_progress import deliveries_of_order
from invoicectl.ledger.order_progress import link_draft
from invoicectl.ledger.order_progress import progress_of
from invoicectl.seams import fp

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Sequence
    from datetime import date

    from invoicectl.domain.order import OrderLine
    from invoicectl.domain.order import SalesOrder
    from invoicectl.domain.parties import Language
    from invoicectl.domain.stamp import Stamp
    from invoicectl.ledger.connect import Connection
    from invoicectl.ledger.connect import Ledger
    from invoicectl.settings.model import Settings

_MONTHS_AHEAD = 12
_REFERENCE_MAX = 80


@dataclass(frozen=True, slots=True)
class Share:
    """What one order gives to a draft: lines with quantities in millionths, and delivery days."""

    order: SalesOrder
    lines: tuple[tuple[OrderLine, int], ...]
    days: tuple[date, ...]
    is_advance: bool = False


@dataclass(frozen=True, slots=True)
class OrderDraft:
    """A draft made of orders, and the document it would become today.

    `apart` says why it was not put together with another one of the same customer.
    """

    order_nos: tuple[int, ...]
    preview: Preview
    warnings: tuple[str, ...] = ()
    apart: str = ""


@dataclass(frozen=True, slots=True)
class InvoiceWish:
    """How orders are invoiced: `is_ready` drafts go with the next `send`; `is_dry` makes none."""

    is_ready: bool = True
    is_dry: bool = False
    is_advance: bool = False


def invoice_order(
    ledger: Ledger, settings: Settings, stamp: Stamp, order_no: int, wish: InvoiceWish
) -> OrderDraft | None:
    """Draft what is delivered of an order and on no draft or invoice yet; None for nothing.

    Args:
        ledger: open.
        settings: the company's.
        stamp: when and who.
        order_no: the order.
        wish: with `is_advance` all that is not yet invoiced, delivered or not, which the law
            allows for a few kinds of supply only.

    Raises:
        NotFoundError: there is no such order.
        InputError: the law does not allow to invoice it before delivery (INV-27).
    """
    with ledger.rehearse() if wish.is_dry else ledger.write() as con:
        order = placed_order(con, order_no)
        if wish.is_advance:
            share = share_ahead(con, settings, stamp.today, order)
        else:
            share = share_delivered(con, settings, order, until=stamp.today)
        if not share.lines:
            return None
        draft_no = put_on_draft(con, settings, stamp, (share,), is_ready=wish.is_ready)
        if wish.is_dry:
            return OrderDraft((order_no,), preview(ledger, settings, stamp.today, draft_no))
    return OrderDraft((order_no,), preview(ledger, settings, stamp.today, draft_no))


def share_delivered(
    con: Connection, settings: Settings, order: SalesOrder, *, until: date
) -> Share:
    """Return what was delivered up to and including a day and is on no draft or invoice yet."""
    delivered = deliveries_of_order(con, order.order_no, until=until)
    taken = {each.line.n: each.taken_micro for each in progress_of(con, order)}
    lines: list[tuple[OrderLine, int]] = []
    days: set[date] = set()
    for line in sorted_lines(order.lines, settings.orders.line_order):
        of_line = tuple(each for each in delivered if each.line_n == line.n)
        before = taken.get(line.n, 0)
        free = sum(each.quantity_micro for each in of_line) - before
        if free * line.line.quantity_micro > 0:
            lines.append((line, free))
            days.update(delivery_days(of_line, before, free))
    return Share(order, tuple(lines), tuple(sorted(days)))


def share_ahead(con: Connection, settings: Settings, today: date, order: SalesOrder) -> Share:
    """Return all that is on no draft or invoice yet, delivered or not.

    Nothing is ahead of an order that is delivered whole.

    Raises:
        InputError: VAT may not be invoiced before delivery for this order (INV-27).
    """
    progress = progress_of(con, order)
    if not any(each.to_deliver_micro for each in progress):
        return share_delivered(con, settings, order, until=today)
    ahead = {each.line.n: each.ahead_micro for each in progress}
    lines = tuple(
        (line, ahead[line.n])
        for line in sorted_lines(order.lines, settings.orders.line_order)
        if ahead.get(line.n)
    )
    is_taxed = any(line.vat_rate_bp for line in priced_order(con, settings, order, today).lines)
    if lines and is_taxed:
        _check_ahead(order, today)
    days = (order.delivery_from, order.delivery_to)
    known = tuple(day for day in days if day is not None)
    return Share(order, lines, known or (today,), is_advance=is_taxed)


def put_on_draft(
    con: Connection, settings: Settings, stamp: Stamp, shares: Sequence[Share], *, is_ready: bool
) -> int:
    """Make one draft of what orders of one customer give, inside the caller's transaction.

    Several orders are told apart by a line above those of each. Returns the number of the draft.
    """
    first = shares[0].order
    held = effective(con, settings, customer_of(con, first.customer_no), order_origin(first))
    rows = tuple(_rows(shares, held.invoice_language))
    days = sorted(day for share in shares for day in share.days)
    draft = Draft(
        first.customer_no,
        tuple(line for line, _, _ in rows),
        is_ready=is_ready,
        delivered_from=days[0],
        delivered_to=days[-1],
        order_reference=_references(shares),
        is_advance=any(share.is_advance for share in shares),
        origin=order_origin(first),
    )
    draft_no = add_draft(con, draft, stamp)
    fp("order.drafted")
    link_draft(
        con,
        draft_no,
        [
            Taken(draft_n, order_no, line_n, line.quantity_micro)
            for draft_n, (line, order_no, line_n) in enumerate(rows, 1)
            if line_n
        ],
    )
    names = ", ".join(share.order.ref for share in shares)
    note(con, stamp, "draft.made", f"D{draft_no}", f"customer {first.customer_no}, from {names}")
    for share in shares:
        note(con, stamp, "order.drafted", share.order.ref, f"D{draft_no}")
    return draft_no


def _references(shares: Sequence[Share]) -> str:
    """Return the customer's order numbers, as many as fit on an invoice."""
    found = list(dict.fromkeys(filter(None, (share.order.order_reference for share in shares))))
    text = ", ".join(found)
    while len(text) > _REFERENCE_MAX and len(found) > 1:
        found.pop()
        text = f"{', '.join(found)} …"
    return text


def _rows(shares: Sequence[Share], language: Language) -> Iterator[tuple[DraftLine, int, int]]:
    """Yield the lines of a draft with order and line number; the latter is 0 for a heading."""
    for share in shares:
        if len(shares) > 1:
            yield _heading(share, language), share.order.order_no, 0
        for line, micro in share.lines:
            yield line.of(micro), share.order.order_no, line.n


def _heading(share: Share, language: Language) -> DraftLine:
    """Return the line that stands above those of one order; it costs nothing."""
    from invoicectl.documents.figures import period_text
    from invoicectl.documents.wording import load_wording

    wording = load_wording(language)
    order = share.order
    days = period_text(share.days[0], share.days[-1], wording)
    text = wording.text("collected_order", no=str(order.order_no), date=days)
    if order.order_reference:
        text += f" – {wording.labels['your_reference']} {order.order_reference}"
    first = share.lines[0][0].line
    return DraftLine(
        text, MICRO, 0, HEADING_UNIT, vat_code=first.vat_code, income_account=first.income_account
    )


def _check_ahead(order: SalesOrder, today: date) -> None:
    """Refuse what bff § 5-2-6 does not allow to be invoiced with VAT before delivery."""
    number = order.order_no
    if order.advance_kind is AdvanceKind.NONE:
        kinds = ", ".join(kind.value for kind in AdvanceKind if kind is not AdvanceKind.NONE)
        raise InputError(
            f"INV-27: VAT may not be invoiced before delivery, apart from these kinds: {kinds}.",
            hint=f"If order {number} is one of them, 'invoicectl order edit {number} --advance-kind"
            f" KIND' says so; otherwise 'invoicectl order request-payment {number}' asks for money"
            " without an invoice.",
        )
    if order.delivery_to is None:
        raise InputError(
            f"INV-27: nothing says when order {number} will be delivered.",
            hint=f"'invoicectl order edit {number} --delivery DATE --delivery-to DATE' says so.",
        )
    limit = add_months(today, _MONTHS_AHEAD)
    if order.delivery_to > limit:
        raise InputError(
            f"INV-27: delivery ends on {order.delivery_to:%d.%m.%Y}; nothing may be invoiced more"
            f" than a year ahead, which today is {limit:%d.%m.%Y}."
        )
