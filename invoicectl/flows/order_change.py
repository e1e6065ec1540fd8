"""Quotes and orders changed as far as deliveries and invoices allow, closed and opened again."""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import replace
from typing import TYPE_CHECKING

from invoicectl.domain.money import decimal_text
from invoicectl.domain.order import OrderLine
from invoicectl.domain.order import OrderState
from invoicectl.domain.order import SalesOrder
from invoicectl.errors import InputError
from invoicectl.ledger.log import note
from invoicectl.ledger.order_progress import progress_of
from invoicectl.ledger.orders import save_order

if TYPE_CHECKING:
    from collections.abc import Mapping

    from invoicectl.domain.draft import DraftLine
    from invoicectl.domain.order import Progress
    from invoicectl.domain.stamp import Stamp
    from invoicectl.ledger.connect import Ledger


from invoicectl.flows.order_entry import OrderChange
from invoicectl.flows.order_entry import check_project
from invoicectl.flows.order_entry import checked
from invoicectl.flows.order_entry import placed_order
from invoicectl.flows.order_entry import quote_of


@dataclass(frozen=True, slots=True)
class LineChange:
    """What happens to lines: `lines` replace all, `more` come after them.

    `quantities` goes from line number to the new quantity in millionths; 0 takes the line out.
    """

    lines: tuple[DraftLine, ...] = ()
    more: tuple[DraftLine, ...] = ()
    quantities: Mapping[int, int] | None = None


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
        new = check_project(con, new)
        save_order(con, checked(new, stamp.today if is_quote else None), stamp)
        note(con, stamp, "quote.changed" if is_quote else "order.changed", new.ref)
    return new


def close_order(ledger: Ledger, stamp: Stamp, order_no: int, reason: str) -> bool:
    """Drop what is not delivered of an order; return whether that changed anything.

    What is delivered can still be invoiced.

    Raises:
        NotFoundError: there is no such order.
        InputError: something is left to deliver, and no reason.
    """
    with ledger.write() as con:
        order = placed_order(con, order_no)
        if order.state is OrderState.CLOSED:
            return False
        drops = any(each.to_deliver_micro for each in progress_of(con, order))
        if drops and not reason.strip():
            raise InputError(
                f"Order {order_no} is not delivered in full; what is dropped needs a reason.",
                hint='Give --reason "Sold out".',
            )
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


def no_such_line(order: SalesOrder, n: int) -> InputError:
    """Return the error for a line that is not there, with those that are."""
    there = ", ".join(str(each.n) for each in order.lines)
    what = "Quote" if order.is_quote else "Order"
    return InputError(f"{what} {order.order_no} has no line {n}.", hint=f"Its lines are {there}.")


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
    if not any(each.ordered_micro for each in lines):
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
