"""Quotes and orders as lists and in full: what they come to, and what is left of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from invoicectl.domain.order import FINISHED
from invoicectl.domain.order import OPEN_QUOTES
from invoicectl.domain.order import OrderState
from invoicectl.domain.order import OrderStatus
from invoicectl.domain.order import QuoteStatus
from invoicectl.domain.order import order_status
from invoicectl.domain.order import quote_status
from invoicectl.domain.order import sorted_lines
from invoicectl.domain.pricing import line_net_ore
from invoicectl.domain.sales_document import SalesDocumentKind
from invoicectl.flows.levels import Levels
from invoicectl.flows.order_document import priced_order
from invoicectl.ledger.customers import customer_of
from invoicectl.ledger.order_letters import payments_of_order
from invoicectl.ledger.order_letters import requests_of
from invoicectl.ledger.order_letters import versions_of
from invoicectl.ledger.order_progress import deliveries_of_order
from invoicectl.ledger.order_progress import documents_of_order
from invoicectl.ledger.order_progress import progress_of
from invoicectl.ledger.orders import order_from_quote
from invoicectl.ledger.orders import orders_where

if TYPE_CHECKING:
    from datetime import date

    from invoicectl.domain.customer import Customer
    from invoicectl.domain.invoice import Invoice
    from invoicectl.domain.invoice import Line
    from invoicectl.domain.order import Delivered
    from invoicectl.domain.order import OrderLine
    from invoicectl.domain.order import Progress
    from invoicectl.domain.order import SalesOrder
    from invoicectl.ledger.connect import Connection
    from invoicectl.ledger.order_letters import OrderPayment
    from invoicectl.ledger.order_letters import PaymentRequest
    from invoicectl.ledger.order_letters import Version
    from invoicectl.ledger.order_progress import OrderDocument
    from invoicectl.settings.model import Settings

_ORDER_STATES = (OrderState.ORDER, OrderState.CONFIRMED, OrderState.CLOSED)


@dataclass(frozen=True, slots=True)
class ListedOrder:
    """One quote or order of a list; amounts in øre, the total with VAT, the others without.

    `to_deliver_ore` is the back order, `to_invoice_ore` what is delivered and on no draft or
    invoice; both are 0 for a quote.
    """

    order: SalesOrder
    customer_name: str
    status: QuoteStatus | OrderStatus
    total_ore: int
    to_deliver_ore: int = 0
    to_invoice_ore: int = 0


@dataclass(frozen=True, slots=True)
class Filter:
    """Which quotes or orders a list shows; what is empty or None does not narrow it."""

    customer_no: str = ""
    status: str = ""
    made_from: date | None = None
    made_to: date | None = None
    only_open: bool = False
    search: str = ""


@dataclass(frozen=True, slots=True)
class OrderView:
    """One quote or order in full; `became_no` is the order a quote with its own number became."""

    order: SalesOrder
    customer: Customer
    status: QuoteStatus | OrderStatus
    priced: Invoice
    lines: tuple[OrderLine, ...]
    progress: tuple[Progress, ...]
    delivered: tuple[Delivered, ...]
    documents: tuple[OrderDocument, ...]
    quotes: tuple[Version, ...]
    confirmations: tuple[Version, ...]
    requests: tuple[PaymentRequest, ...]
    payments: tuple[OrderPayment, ...]
    became_no: int | None


def listed_quotes(
    con: Connection, settings: Settings, today: date, wanted: Filter
) -> list[ListedOrder]:
    """Return quotes by number, those that have become orders among them."""
    found, levels = [], Levels(con, settings)
    for quote in _candidates(con, wanted, only_quoted=True):
        status = quote_status(quote, today)
        if not _is_wanted(status.value, wanted, is_open=status in OPEN_QUOTES):
            continue
        customer = customer_of(con, quote.customer_no)
        if _says(quote, customer, wanted.search):
            priced = priced_order(con, settings, quote, today, as_offered=True, levels=levels)
            found.append(ListedOrder(quote, customer.name, status, priced.total_ore))
    return found


def listed_orders(
    con: Connection, settings: Settings, today: date, wanted: Filter
) -> list[ListedOrder]:
    """Return orders by number."""
    found, levels = [], Levels(con, settings)
    for order in _candidates(con, wanted, only_quoted=False):
        progress = progress_of(con, order)
        status = order_status(order, progress)
        if not _is_wanted(status.value, wanted, is_open=status not in FINISHED):
            continue
        customer = customer_of(con, order.customer_no)
        if _says(order, customer, wanted.search):
            priced = priced_order(con, settings, order, today, levels=levels)
            lines = by_number(settings, order, priced)
            left = [
                sum(_net_ore(lines[each.line.n], micro) for each, micro in some if micro)
                for some in (
                    [(each, each.to_deliver_micro) for each in progress],
                    [(each, each.to_invoice_micro) for each in progress],
                )
            ]
            found.append(ListedOrder(order, customer.name, status, priced.total_ore, *left))
    return found


def order_view(
    con: Connection, settings: Settings, order: SalesOrder, today: date, *, as_quote: bool
) -> OrderView:
    """Return one quote or order with all that has happened to it.

    Raises:
        InputError: it cannot be priced.
    """
    progress = progress_of(con, order)
    priced = priced_order(con, settings, order, today, as_offered=as_quote)
    number = order.order_no
    return OrderView(
        order=order,
        customer=customer_of(con, order.customer_no),
        status=quote_status(order, today) if as_quote else order_status(order, progress),
        priced=priced,
        lines=tuple(
            each
            for each in sorted_lines(order.lines, settings.orders.line_order)
            if as_quote or each.ordered_micro
        ),
        progress=progress,
        delivered=tuple(deliveries_of_order(con, number)),
        documents=tuple(documents_of_order(con, number)),
        quotes=versions_of(con, number, SalesDocumentKind.QUOTE),
        confirmations=versions_of(con, number, SalesDocumentKind.ORDER_CONFIRMATION),
        requests=requests_of(con, number),
        payments=payments_of_order(con, number),
        became_no=order_from_quote(con, number),
    )


def by_number(settings: Settings, order: SalesOrder, priced: Invoice) -> dict[int, Line]:
    """Return the priced lines of an order by line number."""
    numbers = (
        each.n
        for each in sorted_lines(order.lines, settings.orders.line_order)
        if each.ordered_micro
    )
    return dict(zip(numbers, priced.lines, strict=True))


def _candidates(con: Connection, wanted: Filter, *, only_quoted: bool) -> list[SalesOrder]:
    if wanted.customer_no:
        customer_of(con, wanted.customer_no)
    return orders_where(
        con,
        customer_no=wanted.customer_no,
        states=() if only_quoted else _ORDER_STATES,
        only_quoted=only_quoted,
        made=(wanted.made_from, wanted.made_to),
        only_unfinished=wanted.only_open and not only_quoted,
    )


def _is_wanted(status: str, wanted: Filter, *, is_open: bool) -> bool:
    return wanted.status in {"", status} and (is_open or not wanted.only_open)


def _says(order: SalesOrder, customer: Customer, search: str) -> bool:
    """Tell whether number, customer, references, comment or a line contain a text."""
    said = [
        str(order.order_no), customer.name, customer.customer_no, order.order_reference,
        order.comment, *(f"{line.line.product_no} {line.line.description}" for line in order.lines),
    ]  # fmt: skip
    return search.casefold() in "\n".join(said).casefold()


def _net_ore(line: Line, micro: int) -> int:
    return line_net_ore(micro, line.unit_price_micro, line.discount_bp)
