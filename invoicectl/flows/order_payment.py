"""Money that came for an order before its invoice: the customer's credit, shown on the order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from invoicectl.domain.money import kroner
from invoicectl.errors import InputError
from invoicectl.flows.match import match_payment
from invoicectl.flows.order_entry import placed_order
from invoicectl.ledger.log import note
from invoicectl.ledger.order_letters import add_order_payment
from invoicectl.ledger.order_letters import order_of_payment
from invoicectl.ledger.payments import parts_of
from invoicectl.ledger.payments import transaction_of

if TYPE_CHECKING:
    from invoicectl.domain.stamp import Stamp
    from invoicectl.ledger.connect import Connection
    from invoicectl.ledger.connect import Ledger
    from invoicectl.settings.model import Settings


@dataclass(frozen=True, slots=True)
class Prepaid:
    """What of a payment is taken for an order, in øre; `is_new` is False when it was before."""

    order_no: int
    transaction_id: int
    amount_ore: int
    is_new: bool


def take_prepayment(
    ledger: Ledger, settings: Settings, stamp: Stamp, order_no: int, transaction_id: int
) -> Prepaid:
    """Say that a payment came for an order: what of it is free becomes the customer's credit.

    It stays credit until `payment match` sets it against the invoice; no VAT is due on it before.

    Raises:
        NotFoundError: there is no such order or payment.
        InputError: the payment is another customer's or another order's, or nothing of it is free.
    """
    con = ledger.con
    order = placed_order(con, order_no)
    before = order_of_payment(con, transaction_id)
    if before == order_no:
        return Prepaid(order_no, transaction_id, _credit_ore(con, transaction_id), is_new=False)
    if before is not None:
        raise InputError(f"Payment {transaction_id} was taken for order {before} already.")
    found = transaction_of(con, transaction_id)
    parts = parts_of(con, transaction_id)
    others = {part.customer_no for part in parts if part.customer_no} - {order.customer_no}
    if others:
        raise InputError(
            f"Payment {transaction_id} is customer {others.pop()}'s; order {order_no} is customer"
            f" {order.customer_no}'s.",
            hint=f"'invoicectl payment match {transaction_id} --customer {order.customer_no}'"
            " moves it.",
        )
    if found.state == "queued" or any(not part.customer_no for part in parts):
        match_payment(ledger, settings, stamp, transaction_id, customer_no=order.customer_no)
    with ledger.write() as writing:
        free_ore = _credit_ore(writing, transaction_id)
        if free_ore <= 0:
            raise InputError(f"Nothing of payment {transaction_id} is free; it paid invoices.")
        if order_of_payment(writing, transaction_id) is None:
            add_order_payment(writing, order_no, transaction_id, free_ore, stamp)
            detail = f"payment {transaction_id}, {kroner(free_ore, thousands=' ')} kr"
            note(writing, stamp, "order.prepaid", order.ref, detail)
    return Prepaid(order_no, transaction_id, free_ore, is_new=True)


def _credit_ore(con: Connection, transaction_id: int) -> int:
    """Return what of a payment lies as credit of a customer, in øre."""
    return sum(
        part.amount_ore
        for part in parts_of(con, transaction_id)
        if part.customer_no and part.invoice_no is None
    )
