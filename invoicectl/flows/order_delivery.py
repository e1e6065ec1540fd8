"""What was delivered of an order: all that is left, or so much of these lines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from invoicectl.domain.money import decimal_text
from invoicectl.domain.order import Delivered
from invoicectl.domain.order import OrderState
from invoicectl.domain.order import is_part
from invoicectl.errors import InputError
from invoicectl.flows.order_entry import placed_order
from invoicectl.flows.order_quantities import line_quantities
from invoicectl.ledger.log import note
from invoicectl.ledger.order_progress import add_delivery
from invoicectl.ledger.order_progress import progress_of
from invoicectl.ledger.orders import keep_order_key
from invoicectl.ledger.orders import order_with_key
from invoicectl.seams import fp

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Sequence
    from datetime import date

    from invoicectl.domain.order import Progress
    from invoicectl.domain.order import SalesOrder
    from invoicectl.domain.stamp import Stamp
    from invoicectl.ledger.connect import Ledger


@dataclass(frozen=True, slots=True)
class DeliveryNote:
    """What was delivered, on which day, and a remark; `lines` as `1=3`, all that is left if empty.

    `key` makes the same note twice one delivery.
    """

    on: date
    lines: tuple[str, ...] = ()
    remark: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class Noted:
    """The order with what was noted now; nothing when all was delivered before."""

    order: SalesOrder
    delivered: tuple[Delivered, ...]
    progress: tuple[Progress, ...]


def deliver_order(ledger: Ledger, stamp: Stamp, order_no: int, given: DeliveryNote) -> Noted:
    """Note what was delivered of an order.

    A quantity below zero takes back what was noted wrongly, as far as it is not invoiced.

    Raises:
        NotFoundError: there is no such order.
        InputError: it is closed, the day is to come, or more than is left is delivered.
    """
    if given.on > stamp.today:
        raise InputError(
            f"--on: {given.on:%d.%m.%Y} is still to come.",
            hint="Note a delivery once it has happened.",
        )
    key = f"deliver:{given.key}" if given.key else ""
    with ledger.write() as con:
        order = placed_order(con, order_no)
        progress = progress_of(con, order)
        if key and order_with_key(con, key) is not None:
            return Noted(order, (), progress)
        if order.state is OrderState.CLOSED:
            raise InputError(
                f"Order {order_no} is closed.",
                hint=f"'invoicectl order reopen {order_no}' opens it.",
            )
        delivered = tuple(_wanted(order, progress, given))
        for each in delivered:
            add_delivery(con, order_no, each, stamp, note=given.remark)
            fp("order.delivered")
        if delivered:
            keep_order_key(con, key, order_no, stamp)
            words = "; ".join(
                f"line {each.line_n}: {decimal_text(each.quantity_micro)}" for each in delivered
            )
            note(con, stamp, "order.delivered", order.ref, f"{words}, on {given.on}")
        return Noted(order, delivered, progress_of(con, order))


def _wanted(
    order: SalesOrder, progress: Sequence[Progress], given: DeliveryNote
) -> Iterator[Delivered]:
    """Yield what is to be noted, each line checked against what is left of it."""
    by_line = {each.line.n: each for each in progress}
    if not given.lines:
        for each in progress:
            if each.to_deliver_micro:
                yield Delivered(each.line.n, each.to_deliver_micro, given.on)
        return
    for n, micro in line_quantities(order, given.lines).items():
        found = by_line.get(n)
        if found is None:
            raise InputError(f"--line: line {n} was not accepted, so it is not delivered.")
        wanted = found.to_deliver_micro if micro is None else micro
        _check(found, wanted, order.order_no)
        if wanted:
            yield Delivered(n, wanted, given.on)


def _check(found: Progress, wanted_micro: int, order_no: int) -> None:
    """Refuse more than is left, and to take back more than is delivered and not invoiced."""
    n, ordered = found.line.n, found.line.ordered_micro
    if wanted_micro * ordered < 0:
        free = found.delivered_micro - found.taken_micro
        if not is_part(-wanted_micro, free):
            raise InputError(
                f"--line: of line {n} only {decimal_text(free)} can be taken back: the rest is on"
                " drafts or invoices, or was never delivered."
            )
    elif not is_part(wanted_micro, found.to_deliver_micro):
        left = decimal_text(found.to_deliver_micro)
        raise InputError(
            f"--line: of line {n} only {left} are left to deliver, not"
            f" {decimal_text(wanted_micro)}.",
            hint=f"'invoicectl order edit {order_no} --quantity {n}=...' changes what is ordered.",
        )
