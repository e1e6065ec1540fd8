"""Quotes and orders as people enter them: made, changed, closed and opened again."""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import fields
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from invoicectl.domain.money import decimal_text
from invoicectl.domain.order import OrderLine
from invoicectl.domain.order import OrderState
from invoicectl.domain.order import SalesOrder
from invoicectl.errors import InputError
from invoicectl.flows.customer_guard import require_sellable
from invoicectl.ledger.log import note
from invoicectl.ledger.order_progress import progress_of
from invoicectl.ledger.orders import ORDERS
from invoicectl.ledger.orders import QUOTES
from invoicectl.ledger.orders import add_order
from invoicectl.ledger.orders import keep_order_key
from invoicectl.ledger.orders import order_from_quote
from invoicectl.ledger.orders import order_of
from invoicectl.ledger.orders import order_with_key
from invoicectl.ledger.orders import save_order
from invoicectl.ledger.orders import take_order_no
from invoicectl.seams import fp
from invoicectl.settings.orders import Series

if TYPE_CHECKING:
    from collections.abc import Mapping
    from collections.abc import Sequence
    from datetime import date

    from invoicectl.domain.draft import DraftLine
    from invoicectl.domain.order import AdvanceKind
    from invoicectl.domain.order import Progress
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


@dataclass(frozen=True, slots=True)
class LineChange:
    """What happens to lines: `lines` replace all, `more` come after them.

    `quantities` goes from line number to the new quantity in millionths; 0 takes the line out.
    """

    lines: tuple[DraftLine, ...] = ()
    more: tuple[DraftLine, ...] = ()
    quantities: Mapping[int, int] | None = None


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
        order = _checked(change.applied(order), today)
        _check_project(con, order)
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


def change_order(
    ledger: Ledger,
    stamp: Stamp,
    order_no: int,
    change: OrderChange,
    lines: LineChange,
    *,
    is_quote: bool,
) -> SalesOrder:
    """Change a quote or order and return it; what was sent before has to be sent again.

    A quote that was declined or has expired is on offer again.

    Raises:
        NotFoundError: there is none with that number.
        InputError: it is accepted or closed, or lines cannot be changed like that.
    """
    with ledger.write() as con:
        old = quote_of(con, order_no) if is_quote else placed_order(con, order_no)
        if old.state is OrderState.ACCEPTED:
            raise InputError(
                f"Quote {order_no} is accepted and no longer changes.",
                hint=f"'invoicectl quote to-order {order_no}' makes it an order, which can.",
            )
        if old.state is OrderState.CLOSED:
            raise InputError(
                f"Order {order_no} is closed.",
                hint=f"'invoicectl order reopen {order_no}' opens it.",
            )
        new = _with_lines(change.applied(old), lines, progress_of(con, old))
        if new == old:
            return old
        new = replace(
            new,
            revision=old.revision + 1,
            reason="",
            state=OrderState.QUOTE if is_quote else OrderState.ORDER,
        )
        _check_project(con, new)
        save_order(con, _checked(new, stamp.today if is_quote else None), stamp)
        note(con, stamp, "quote.changed" if is_quote else "order.changed", new.ref)
    return new


def close_order(ledger: Ledger, stamp: Stamp, order_no: int, reason: str) -> bool:
    """Drop what is not delivered of an order; return whether that changed anything.

    What is delivered can still be invoiced.

    Raises:
        NotFoundError: there is no such order.
        InputError: no reason.
    """
    if not reason.strip():
        raise InputError("A closed order must say why.", hint='Give --reason "Sold out".')
    with ledger.write() as con:
        order = placed_order(con, order_no)
        if order.state is OrderState.CLOSED:
            return False
        closed = replace(order, state=OrderState.CLOSED, reason=reason.strip())
        save_order(con, closed, stamp)
        note(con, stamp, "order.closed", order.ref, closed.reason)
    return True


def reopen_order(ledger: Ledger, stamp: Stamp, order_no: int) -> bool:
    """Let the rest of a closed order be delivered after all; return whether that changed anything.

    Raises:
        NotFoundError: there is no such order.
    """
    with ledger.write() as con:
        order = placed_order(con, order_no)
        if order.state is not OrderState.CLOSED:
            return False
        save_order(con, replace(order, state=OrderState.ORDER, reason=""), stamp)
        note(con, stamp, "order.reopened", order.ref)
    return True


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


def _series(settings: Settings, *, is_quote: bool) -> tuple[str, int]:
    orders = settings.orders
    if is_quote and orders.series is Series.SEPARATE:
        return QUOTES, orders.first_quote_number
    return ORDERS, orders.first_number


def _checked(order: SalesOrder, today: date | None) -> SalesOrder:
    """Return the order when its days can be; `today` is given for a quote that is on offer."""
    first, last = order.delivery_from, order.delivery_to
    if first and last and first > last:
        raise InputError(f"The delivery ends on {last}, before it begins on {first}.")
    if order.is_quote and today and order.valid_to and order.valid_to < today:
        raise InputError(
            f"The quote would end on {order.valid_to:%d.%m.%Y}, which has passed.",
            hint="Give a later day with --valid-to.",
        )
    return order


def _check_project(con: Connection, order: SalesOrder) -> None:
    """Refuse a project that does not exist, or is another customer's."""
    from invoicectl.ledger.projects import project_of

    if not order.project_no:
        return
    project = project_of(con, order.project_no)
    if project.customer_no not in {"", order.customer_no}:
        raise InputError(
            f"Project {order.project_no} is customer {project.customer_no}'s, not"
            f" {order.customer_no}'s."
        )


def _with_lines(
    order: SalesOrder, change: LineChange, progress: tuple[Progress, ...]
) -> SalesOrder:
    """Return the order with its lines changed as far as deliveries and invoices allow."""
    lines = order.lines
    if change.lines:
        if any(each.delivered_micro or each.taken_micro for each in progress):
            raise InputError(
                f"Something of order {order.order_no} is delivered or invoiced, so its lines"
                " cannot be replaced.",
                hint="--quantity N=QUANTITY changes one, --add-line adds one.",
            )
        lines = tuple(OrderLine(n, line) for n, line in enumerate(change.lines, 1))
    for n, micro in (change.quantities or {}).items():
        lines = _resized(replace(order, lines=lines), n, micro, progress)
    first = max((each.n for each in lines), default=0) + 1
    lines += tuple(OrderLine(n, line) for n, line in enumerate(change.more, first))
    if not lines:
        raise InputError("That would leave no line.", hint="Close or decline it instead.")
    return replace(order, lines=lines)


def _resized(
    order: SalesOrder, n: int, micro: int, progress: tuple[Progress, ...]
) -> tuple[OrderLine, ...]:
    old = order.line(n)
    if old is None:
        raise no_such_line(order, n)
    done = next((each for each in progress if each.line.n == n), None)
    for least, what in (
        (done.delivered_micro if done else 0, "delivered"),
        (done.taken_micro if done else 0, "on drafts and invoices"),
    ):
        if abs(micro) < abs(least) or micro * least < 0:
            raise InputError(f"Line {n}: {decimal_text(least)} of it are {what} already.")
    if not micro:
        return tuple(each for each in order.lines if each.n != n)
    return tuple(OrderLine(n, each.of(micro)) if each.n == n else each for each in order.lines)


def no_such_line(order: SalesOrder, n: int) -> InputError:
    """Return the error for a line that is not there, with those that are."""
    there = ", ".join(str(each.n) for each in order.lines)
    what = "Quote" if order.is_quote else "Order"
    return InputError(f"{what} {order.order_no} has no line {n}.", hint=f"Its lines are {there}.")
