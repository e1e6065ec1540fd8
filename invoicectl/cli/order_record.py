"""Quotes and orders as JSON has them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from invoicectl.cli.order_lines import line_records

if TYPE_CHECKING:
    from collections.abc import Sequence

    from invoicectl.flows.order_view import OrderView


def order_record(view: OrderView, *, as_quote: bool) -> dict[str, object]:
    """Return a quote or order as JSON has it; quantities in millionths, amounts in øre."""
    order = view.order
    return {
        "order_no": order.order_no,
        "kind": "quote" if as_quote else "order",
        "status": view.status,
        "customer_no": order.customer_no,
        "customer_name": view.customer.name,
        "project_no": order.project_no,
        "quoted_on": order.quoted_on,
        "ordered_on": order.ordered_on,
        "valid_to": order.valid_to,
        "delivery_from": order.delivery_from,
        "delivery_to": order.delivery_to,
        "order_reference": order.order_reference,
        "contact": order.contact,
        "comment": order.comment,
        "advance_kind": order.advance_kind,
        "reason": order.reason,
        "quote_no": order.quote_no,
        "became_no": view.became_no,
        "revision": order.revision,
        "lines": line_records(view),
        "net_ore": view.priced.net_ore,
        "vat_ore": view.priced.vat_ore,
        "total_ore": view.priced.total_ore,
        **_history(view),
    }


def _history(view: OrderView) -> dict[str, object]:
    """Return letters, deliveries, documents and money as JSON has them."""
    return {
        "quotes": [_plain(each) for each in view.quotes],
        "confirmations": [_plain(each) for each in view.confirmations],
        "delivered": [_plain(each) for each in view.delivered],
        "documents": [_plain(each) for each in view.documents],
        "payment_requests": [_plain(each) for each in view.requests],
        "prepaid": [_plain(each) for each in view.payments],
    }


def _plain(record: object) -> dict[str, object]:
    names: Sequence[str] = getattr(record, "__slots__", ())
    return {name: getattr(record, name) for name in names}
