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


def missing_buyer_reference(
    customer: Customer, *, your_reference: str = "", order_reference: str = "", ref: str = ""
) -> str:
    """Return a warning when a public buyer would get a document without any reference, or ''.

    Args:
        customer: who gets the document.
        your_reference: what the draft says.
        order_reference: the buyer's order number on the draft, which does as well (BT-13).
        ref: the draft, for the command that mends it; '' when there is none yet.
    """
    if customer.kind is not CustomerKind.PUBLIC or order_reference:
        return ""
    if buyer_reference(customer, your_reference):
        return ""
    number = customer.customer_no
    mend = f"'invoicectl customer edit {number} --buyer-reference CODE'"
    if ref:
        mend += f", or 'invoicectl invoice edit {ref} --order-reference NO'"
    return (
        f"R003: public customer {number} has no buyer reference, which e-invoices to public bodies"
        f" must carry: {mend}."
    )
