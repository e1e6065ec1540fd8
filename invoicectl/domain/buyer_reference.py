"""The reference a public buyer wants on every invoice (BT-10, fatal rule R003 of the e-invoice)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from invoicectl.domain.parties import CustomerKind

if TYPE_CHECKING:
    from invoicectl.domain.customer import Customer


def buyer_reference(customer: Customer, your_reference: str = "") -> str:
    """Return what BT-10 holds: the document's own reference, else what the customer always wants.

    Args:
        customer: who gets the document.
        your_reference: what the draft itself says.
    """
    return your_reference or customer.buyer_reference or customer.your_reference


def missing_buyer_reference(customer: Customer) -> str:
    """Return a warning when a public buyer has no reference that documents could carry, or ''."""
    if customer.kind is not CustomerKind.PUBLIC or buyer_reference(customer):
        return ""
    number = customer.customer_no
    return (
        f"R003: public customer {number} has no buyer reference, which e-invoices to public bodies"
        f" must carry: 'invoicectl customer edit {number} --buyer-reference CODE'."
    )


def unreferenced(customer: Customer, *, your_reference: str, order_reference: str) -> str:
    """Return a warning when a document to a public buyer has no reference at all, or ''.

    Args:
        customer: who gets it.
        your_reference: what it says (BT-10).
        order_reference: the buyer's order number on it, which does as well (BT-13).
    """
    if customer.kind is not CustomerKind.PUBLIC or your_reference or order_reference:
        return ""
    number = customer.customer_no
    return (
        "R003: it has neither a buyer reference nor an order number, and e-invoices to public"
        f" bodies must carry one: 'invoicectl customer edit {number} --buyer-reference CODE' for"
        " all invoices, --order-reference for one."
    )
