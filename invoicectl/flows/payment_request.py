"""Payment requests: money asked for before delivery, without an invoice (law INV-27)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from invoicectl.domain.dates import due_on
from invoicectl.domain.money import kroner
from invoicectl.domain.money import round_half_up
from invoicectl.domain.order import OrderState
from invoicectl.domain.sales_document import SalesDocumentKind
from invoicectl.errors import InputError
from invoicectl.flows.order_document import priced_order
from invoicectl.flows.order_document import request_document
from invoicectl.flows.order_entry import placed_order
from invoicectl.ledger.documents import keep_document
from invoicectl.ledger.log import note
from invoicectl.ledger.order_letters import PaymentRequest
from invoicectl.ledger.order_letters import add_request
from invoicectl.ledger.order_letters import requests_of
from invoicectl.seams import fp

if TYPE_CHECKING:
    from datetime import date

    from invoicectl.domain.stamp import Stamp
    from invoicectl.ledger.connect import Ledger
    from invoicectl.settings.model import Settings

from invoicectl.flows.order_version import PDF
from invoicectl.flows.order_version import SentLetter
from invoicectl.flows.order_version import Wish
from invoicectl.flows.order_version import drawn
from invoicectl.flows.order_version import last_delivery
from invoicectl.flows.order_version import queue_document
from invoicectl.flows.order_version import transaction_for

_WHOLE_BP = 10_000


@dataclass(frozen=True, slots=True)
class Asked:
    """How much a payment request asks for: basis points of the total, or øre; `due` if chosen."""

    percent_bp: int = 0
    amount_ore: int = 0
    due: date | None = None


def request_payment(
    ledger: Ledger, settings: Settings, stamp: Stamp, order_no: int, asked: Asked, wish: Wish
) -> SentLetter:
    """Queue a request to pay a part of an order before delivery; nothing is booked (INV-27).

    The same amount asked for twice is one request, unless a further one is wished for.

    Raises:
        NotFoundError: there is no such order.
        InputError: it is closed, or no amount between one øre and what is not yet asked for.
    """
    with transaction_for(ledger, wish) as con:
        order = placed_order(con, order_no)
        if order.state is OrderState.CLOSED:
            raise InputError(f"Order {order_no} is closed; nothing more is asked for.")
        total_ore = priced_order(con, settings, order, stamp.today).total_ore
        amount_ore = asked.amount_ore or round_half_up(total_ore * asked.percent_bp, _WHOLE_BP)
        before = requests_of(con, order_no)
        same = next((one for one in before if one.amount_ore == amount_ore), None)
        if same is not None and not wish.is_again:
            asked_for = (same.n, same.amount_ore, same.due)
            document = request_document(con, settings, order, asked_for, same.requested_on)
            return SentLetter(
                order, document.kind, same.n, same.requested_on, same.amount_ore, same.due,
                last_delivery(con, document), is_new=False,
            )  # fmt: skip
        _check_amount(amount_ore, total_ore, sum(one.amount_ore for one in before), order_no)
        roll = settings.invoice.due_date_roll.value == "next_bankday"
        due = asked.due or due_on(stamp.today, settings.orders.request_days, roll=roll)
        if due < stamp.today:
            raise InputError(f"--due: {due:%d.%m.%Y} has passed.")
        n = len(before) + 1
        document = request_document(con, settings, order, (n, amount_ore, due), stamp.today)
        sha256 = keep_document(con, drawn(con, settings, order, document), PDF, stamp)
        add_request(con, order_no, PaymentRequest(n, amount_ore, stamp.today, due, sha256), stamp)
        fp("order.requested")
        delivery = queue_document(con, settings, stamp, order, (document, sha256))
        detail = f"{kroner(amount_ore, thousands=' ')} kr by {due}"
        note(con, stamp, "payment_request.made", order.ref, detail)
    return SentLetter(
        order, SalesDocumentKind.PAYMENT_REQUEST, n, stamp.today, amount_ore, due, delivery
    )


def _check_amount(amount_ore: int, total_ore: int, asked_ore: int, order_no: int) -> None:
    """Refuse to ask for nothing, or for more than the order comes to."""
    if amount_ore <= 0:
        raise InputError("A payment request needs an amount.", hint="Give --percent or --amount.")
    if asked_ore + amount_ore > total_ore:
        left = kroner(max(total_ore - asked_ore, 0), thousands=" ")
        before = (
            f", {kroner(asked_ore, thousands=' ')} of it asked for already" if asked_ore else ""
        )
        raise InputError(
            f"Order {order_no} comes to {kroner(total_ore, thousands=' ')} kr with VAT{before}.",
            hint=f"Ask for at most {left} kr.",
        )
