"""Quotes and orders: what was offered, agreed, delivered and invoiced, line by line.

A quote is an order in its first states. What is left to deliver or to invoice is never stored: it
follows from the lines, the deliveries and the drafts that were made of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import replace
from datetime import date
from enum import StrEnum

from invoicectl.domain.draft import DraftLine


class OrderState(StrEnum):
    """What is stored; the first five belong to a quote, the last three to an order."""

    QUOTE = "quote"
    SENT = "sent"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    EXPIRED = "expired"
    ORDER = "order"
    CONFIRMED = "confirmed"
    CLOSED = "closed"


class QuoteStatus(StrEnum):
    """Where a quote stands on a day."""

    NEW = "new"
    SENT = "sent"
    EXPIRED = "expired"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    ORDERED = "ordered"


class OrderStatus(StrEnum):
    """Where an order stands; `DRAFTED` waits for `send`, `DELIVERED` for an invoice."""

    NEW = "new"
    CONFIRMED = "confirmed"
    PART = "part"
    DELIVERED = "delivered"
    DRAFTED = "drafted"
    INVOICED = "invoiced"
    CLOSED = "closed"


class AdvanceKind(StrEnum):
    """The supplies that may be invoiced with VAT before delivery (bff § 5-2-6, law INV-27)."""

    NONE = "none"
    SUBSCRIPTION = "subscription"
    RENT = "rent"
    FEE = "fee"
    PASSENGER_TRANSPORT = "passenger-transport"
    CATERING = "catering"
    ADMISSION = "admission"


class LineOrder(StrEnum):
    """In which order lines are shown and printed."""

    ENTERED = "entered"
    PRODUCT = "product"
    TEXT = "text"


OPEN_QUOTES = frozenset({QuoteStatus.NEW, QuoteStatus.SENT, QuoteStatus.ACCEPTED})
FINISHED = frozenset({OrderStatus.INVOICED, OrderStatus.CLOSED})
_QUOTE_STATES = frozenset(
    {
        OrderState.QUOTE,
        OrderState.SENT,
        OrderState.ACCEPTED,
        OrderState.DECLINED,
        OrderState.EXPIRED,
    }
)


@dataclass(frozen=True, slots=True)
class OrderLine:
    """One line; `n` never changes, so that quote, order and delivery mean the same one.

    `accepted_micro` is how much of it the customer accepted, in millionths; None is all of it.
    """

    n: int
    line: DraftLine
    accepted_micro: int | None = None

    @property
    def ordered_micro(self) -> int:
        """How much is agreed, in millionths."""
        if self.accepted_micro is None:
            return self.line.quantity_micro
        return self.accepted_micro

    def of(self, quantity_micro: int) -> DraftLine:
        """Return the line with another quantity, in millionths."""
        return replace(self.line, quantity_micro=quantity_micro)


@dataclass(frozen=True, slots=True)
class SalesOrder:
    """A quote or an order; `order_no` is 0 until the ledger has given it one.

    `revision` counts what has changed since it was made. `quoted_on` is None for an order that
    never was a quote, `ordered_on` for a quote that did not become an order. `valid_to` is the last
    day a quote may be accepted. `order_reference` is the customer's own number. `contact` is whom
    the customer asks, its parts between semicolons. `reason` says why it was declined or closed.
    `quote_no` is the quote it comes from when that has a number of its own.
    """

    customer_no: str
    lines: tuple[OrderLine, ...]
    state: OrderState
    made_on: date
    order_no: int = 0
    project_no: str = ""
    revision: int = 1
    quoted_on: date | None = None
    ordered_on: date | None = None
    valid_to: date | None = None
    delivery_from: date | None = None
    delivery_to: date | None = None
    order_reference: str = ""
    contact: str = ""
    comment: str = ""
    advance_kind: AdvanceKind = AdvanceKind.NONE
    reason: str = ""
    quote_no: int | None = None

    @property
    def ref(self) -> str:
        """The name in the log and the outbox: `O12`."""
        return f"O{self.order_no}"

    @property
    def is_quote(self) -> bool:
        """Whether it is not yet an order."""
        return self.state in _QUOTE_STATES

    def line(self, n: int) -> OrderLine | None:
        """Return a line by its number, None when there is none."""
        return next((each for each in self.lines if each.n == n), None)


@dataclass(frozen=True, slots=True)
class Delivered:
    """So much of a line was delivered on a day; below zero takes back a delivery noted wrongly."""

    line_n: int
    quantity_micro: int
    on: date


@dataclass(frozen=True, slots=True)
class Progress:
    """How far one line has come; all in millionths, in the sign of the line.

    `drafted_micro` stands on drafts, `invoiced_micro` on issued invoices.
    """

    line: OrderLine
    delivered_micro: int = 0
    drafted_micro: int = 0
    invoiced_micro: int = 0
    is_closed: bool = False

    @property
    def taken_micro(self) -> int:
        """What stands on a draft or an invoice."""
        return self.drafted_micro + self.invoiced_micro

    @property
    def to_deliver_micro(self) -> int:
        """The back order: agreed and not delivered; nothing once the order is closed."""
        if self.is_closed:
            return 0
        return self.line.ordered_micro - self.delivered_micro

    @property
    def to_invoice_micro(self) -> int:
        """Delivered and on no draft or invoice yet."""
        left = self.delivered_micro - self.taken_micro
        return left if left * self.line.ordered_micro > 0 else 0

    @property
    def ahead_micro(self) -> int:
        """Agreed and on no draft or invoice yet, delivered or not: what can be invoiced ahead."""
        if self.is_closed:
            return self.to_invoice_micro
        left = self.line.ordered_micro - self.taken_micro
        return left if left * self.line.ordered_micro > 0 else 0


def quote_status(order: SalesOrder, today: date) -> QuoteStatus:
    """Return where a quote stands: it expires by itself the day after `valid_to`."""
    if order.ordered_on is not None:
        return QuoteStatus.ORDERED
    if order.state in {OrderState.QUOTE, OrderState.SENT} and is_past(order, today):
        return QuoteStatus.EXPIRED
    words = {
        OrderState.QUOTE: QuoteStatus.NEW,
        OrderState.SENT: QuoteStatus.SENT,
        OrderState.ACCEPTED: QuoteStatus.ACCEPTED,
        OrderState.DECLINED: QuoteStatus.DECLINED,
        OrderState.EXPIRED: QuoteStatus.EXPIRED,
    }
    return words[order.state]


def is_past(order: SalesOrder, today: date) -> bool:
    """Tell whether the last day for accepting it has passed."""
    return order.valid_to is not None and today > order.valid_to


def order_status(order: SalesOrder, lines: tuple[Progress, ...]) -> OrderStatus:
    """Return where an order stands, from how far its lines have come."""
    to_invoice = any(each.to_invoice_micro for each in lines)
    if order.state is OrderState.CLOSED:
        if to_invoice:
            return OrderStatus.DELIVERED
        return OrderStatus.DRAFTED if any(p.drafted_micro for p in lines) else OrderStatus.CLOSED
    if any(each.to_deliver_micro for each in lines):
        if any(each.delivered_micro for each in lines):
            return OrderStatus.PART
        return OrderStatus.CONFIRMED if order.state is OrderState.CONFIRMED else OrderStatus.NEW
    if to_invoice:
        return OrderStatus.DELIVERED
    return OrderStatus.DRAFTED if any(p.drafted_micro for p in lines) else OrderStatus.INVOICED


def delivery_days(
    delivered: tuple[Delivered, ...], skip_micro: int, take_micro: int
) -> tuple[date, ...]:
    """Return the days of the deliveries that a quantity of one line comes from, oldest first.

    Args:
        delivered: deliveries of the line by day; corrections below zero shorten the latest before.
        skip_micro: how much of them is on older drafts and invoices.
        take_micro: how much is wanted after that; both in millionths, in the sign of the line.
    """
    days: list[date] = []
    for each in _corrected(delivered):
        size = abs(each.quantity_micro)
        skipped = min(size, abs(skip_micro))
        skip_micro = abs(skip_micro) - skipped
        taken = min(size - skipped, abs(take_micro))
        take_micro = abs(take_micro) - taken
        if taken:
            days.append(each.on)
    return tuple(days)


def _corrected(delivered: tuple[Delivered, ...]) -> list[Delivered]:
    """Return the deliveries with corrections taken off the latest of them."""
    total = sum(each.quantity_micro for each in delivered)
    by_day = sorted(delivered, key=lambda one: one.on)
    kept = [each for each in by_day if each.quantity_micro * total > 0]
    surplus = abs(sum(each.quantity_micro for each in kept)) - abs(total)
    while surplus > 0:
        last = kept.pop()
        size = abs(last.quantity_micro)
        if size > surplus:
            left = size - surplus
            kept.append(replace(last, quantity_micro=left if total > 0 else -left))
        surplus -= size
    return kept


def sorted_lines(lines: tuple[OrderLine, ...], by: LineOrder) -> tuple[OrderLine, ...]:
    """Return lines as they are printed; lines without a product come after those with one."""
    if by is LineOrder.PRODUCT:
        return tuple(sorted(lines, key=lambda e: (not e.line.product_no, e.line.product_no, e.n)))
    if by is LineOrder.TEXT:
        return tuple(sorted(lines, key=lambda e: (e.line.description.casefold(), e.n)))
    return tuple(sorted(lines, key=lambda e: e.n))


def is_part(part_micro: int, whole_micro: int) -> bool:
    """Tell whether a quantity lies between nothing and a whole of either sign, both included."""
    return part_micro * whole_micro >= 0 and abs(part_micro) <= abs(whole_micro)
