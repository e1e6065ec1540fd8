"""Quotes and order confirmations on their way to the customer."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from invoicectl.domain.order import OrderState
from invoicectl.domain.order import QuoteStatus
from invoicectl.domain.order import quote_status
from invoicectl.domain.sales_document import SalesDocumentKind
from invoicectl.errors import InputError
from invoicectl.flows.order_entry import placed_order
from invoicectl.flows.order_entry import quote_of
from invoicectl.ledger.orders import save_order

if TYPE_CHECKING:
    from invoicectl.domain.stamp import Stamp
    from invoicectl.ledger.connect import Ledger
    from invoicectl.settings.model import Settings

from invoicectl.flows.order_version import SentLetter
from invoicectl.flows.order_version import Wish
from invoicectl.flows.order_version import kept_version
from invoicectl.flows.order_version import transaction_for


def send_quote(
    ledger: Ledger, settings: Settings, stamp: Stamp, order_no: int, wish: Wish
) -> SentLetter:
    """Queue a quote for its customer, its bytes kept as a new version.

    Raises:
        NotFoundError: there is no such quote.
        InputError: it was answered, has expired, or cannot be priced or drawn.
    """
    with transaction_for(ledger, wish) as con:
        quote = quote_of(con, order_no)
        status = quote_status(quote, stamp.today)
        if status is QuoteStatus.EXPIRED:
            raise InputError(
                f"Quote {order_no} has expired.",
                hint=f"'invoicectl quote edit {order_no} --valid-to DATE' offers it anew.",
            )
        if status in {QuoteStatus.ACCEPTED, QuoteStatus.DECLINED}:
            raise InputError(f"Quote {order_no} is {status.value} already.")
        sent = kept_version(con, settings, stamp, quote, SalesDocumentKind.QUOTE, wish)
        if quote.state is not OrderState.SENT:
            save_order(con, replace(quote, state=OrderState.SENT), stamp)
    return sent


def confirm_order(
    ledger: Ledger, settings: Settings, stamp: Stamp, order_no: int, wish: Wish
) -> SentLetter:
    """Queue an order confirmation for the customer, its bytes kept as a new version.

    Raises:
        NotFoundError: there is no such order.
        InputError: it is closed, or cannot be priced or drawn.
    """
    with transaction_for(ledger, wish) as con:
        order = placed_order(con, order_no)
        if order.state is OrderState.CLOSED:
            raise InputError(
                f"Order {order_no} is closed.",
                hint=f"'invoicectl order reopen {order_no}' opens it.",
            )
        sent = kept_version(con, settings, stamp, order, SalesDocumentKind.ORDER_CONFIRMATION, wish)
        if order.state is not OrderState.CONFIRMED:
            save_order(con, replace(order, state=OrderState.CONFIRMED), stamp)
    return sent
