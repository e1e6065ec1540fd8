"""Quotes and orders as people enter them: numbered, checked and found again."""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import fields
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from invoicectl.domain.order import OrderLine
from invoicectl.domain.order import OrderState
from invoicectl.domain.order import SalesOrder
from invoicectl.errors import InputError
from invoicectl.flows.customer_guard import require_sellable
from invoicectl.flows.lines import check_amounts
from invoicectl.ledger.log import note
from invoicectl.ledger.orders import ORDERS
from invoicectl.ledger.orders import QUOTES
from invoicectl.ledger.orders import add_order
from invoicectl.ledger.orders import keep_order_key
from invoicectl.ledger.orders import order_from_quote
from invoicectl.ledger.orders import order_of
from invoicectl.ledger.orders import order_with_key
from invoicectl.ledger.orders import take_order_no
from invoicectl.seams import fp
from invoicectl.settings.orders import Series

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from invoicectl.domain.draft import DraftLine
    from invoicectl.domain.order import AdvanceKind
    from invoicectl.domain.stamp import Stamp
    from invoicectl.ledger.connect import Connection
    from invoicectl.ledger.connect import Ledger
    from invoicectl.settings.model import Settings


@dataclass(frozen=True, slots=True)
class OrderChange:
    """What a person sets on a quote or order; None leaves a field of `SalesOrder` as it is."""

    project_no: str | None = None
    valid_to: date | None = None
    delivery_from: date | None = None
    delivery_to: date | None = None
    order_reference: str | None = None
    contact: str | None = None
    comment: str | None = None
    advance_kind: AdvanceKind | None = None

    def applied(self, order: SalesOrder) -> SalesOrder:
        """Return the order with what is set here."""
        given = {field.name: getattr(self, field.name) for field in fields(self)}
        return replace(order, **{name: value for name, value in given.items() if value is not None})


def make_order(  # noqa: PLR0913 - who, what, as what, and once
    ledger: Ledger,
    settings: Settings,
    stamp: Stamp,
    customer_no: str,
    lines: Sequence[DraftLine],
    change: OrderChange,
    *,
    is_quote: bool,
    key: str = "",
) -> tuple[int, bool]:
    """Make a quote or an order; return its number, and whether it is new.

    Args:
        ledger: open.
        settings: the company's.
        stamp: when and who.
        customer_no: who gets it.
        lines: at least one.
        change: the other fields.
        is_quote: whether the customer still has to accept it.
        key: idempotency key: one used before gives the number made then.

    Raises:
        NotFoundError, InputError: the customer does not exist or may get nothing new; no lines;
            the last day for accepting lies in the past.
    """
    if not lines:
        what = "A quote" if is_quote else "An order"
        raise InputError(f"{what} needs a line.", hint="Give --line or --product.")
    with ledger.write() as con:
        before = order_with_key(con, key) if key else None
        if before is not None:
            return before, False
        require_sellable(con, customer_no)
        today = stamp.today
        order = SalesOrder(
            customer_no,
            tuple(OrderLine(n, line) for n, line in enumerate(lines, 1)),
            OrderState.QUOTE if is_quote else OrderState.ORDER,
            today,
            quoted_on=today if is_quote else None,
            ordered_on=None if is_quote else today,
        )
        if is_quote:
            order = replace(order, valid_to=today + timedelta(days=settings.orders.valid_days))
        order = checked(change.applied(order), today)
        order = check_project(con, order)
        order = stored_new(con, settings, stamp, order)
        keep_order_key(con, key, order.order_no, stamp)
    return order.order_no, True


def stored_new(con: Connection, settings: Settings, stamp: Stamp, order: SalesOrder) -> SalesOrder:
    """Store a new quote or order inside the caller's transaction and return it with its number."""
    number = take_order_no(con, *_series(settings, is_quote=order.is_quote))
    fp("order.number-taken")
    new = replace(order, order_no=number)
    add_order(con, new, stamp)
    event = "quote.made" if new.is_quote else "order.made"
    note(con, stamp, event, new.ref, f"customer {new.customer_no}")
    return new


def quote_of(con: Connection, order_no: int) -> SalesOrder:
    """Return a quote that is no order yet.

    Raises:
        NotFoundError: there is no such quote.
        InputError: it has become an order, or never was a quote.
    """
    found = order_of(con, order_no, what="quote")
    if not found.is_quote:
        raise InputError(
            f"{order_no} is an order, no quote.",
            hint=f"'invoicectl order show {order_no}' shows it.",
        )
    if found.ordered_on is not None:
        became = order_from_quote(con, order_no)
        raise InputError(
            f"Quote {order_no} has become order {became}.",
            hint=f"'invoicectl order show {became}' shows it.",
        )
    return found


def placed_order(con: Connection, order_no: int) -> SalesOrder:
    """Return an order that is placed.

    Raises:
        NotFoundError: there is no such order.
        InputError: it is still a quote.
    """
    found = order_of(con, order_no)
    if found.is_quote:
        raise InputError(
            f"{order_no} is a quote, no order.",
            hint=f"'invoicectl quote to-order {order_no}' makes an accepted one an order.",
        )
    return found


def checked(order: SalesOrder, today: date | None) -> SalesOrder:
    """Return the order when its lines and days can be.

    Args:
        order: new or changed.
        today: given for a quote that is on offer.

    Raises:
        InputError: a line of nothing, a sum that cannot be, or days in the wrong order.
    """
    what = "A quote" if order.is_quote else "An order"
    agreed = (each for each in order.lines if each.accepted_micro != 0)
    check_amounts((each.of(each.ordered_micro) for each in agreed), what=what)
    first, last = order.delivery_from, order.delivery_to
    if first and last and first > last:
        raise InputError(f"The delivery ends on {last}, before it begins on {first}.")
    if order.is_quote and today and order.valid_to and order.valid_to < today:
        raise InputError(
            f"The quote would end on {order.valid_to:%d.%m.%Y}, which has passed.",
            hint="Give a later day with --valid-to.",
        )
    return order


def check_project(con: Connection, order: SalesOrder) -> SalesOrder:
    """Return the order with its project's number as it is written: `p1` is P1.

    Raises:
        NotFoundError: there is no such project.
        InputError: it is another customer's.
    """
    from invoicectl.ledger.projects import project_of

    if not order.project_no:
        return order
    project = project_of(con, order.project_no)
    if project.customer_no not in {"", order.customer_no}:
        raise InputError(
            f"Project {project.project_no} is customer {project.customer_no}'s, not"
            f" {order.customer_no}'s."
        )
    return replace(order, project_no=project.project_no)


def _series(settings: Settings, *, is_quote: bool) -> tuple[str, int]:
    orders = settings.orders
    if is_quote and orders.series is Series.SEPARATE:
        return QUOTES, orders.first_quote_number
    return ORDERS, orders.first_number
