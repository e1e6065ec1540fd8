"""After a credit note: what it took back of an order can be invoiced again, when a person says so.

Nothing is freed by itself, because goods that came back are not to be invoiced once more.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from invoicectl.domain.invoice import DocumentKind
from invoicectl.errors import InputError
from invoicectl.flows.order_entry import placed_order
from invoicectl.ledger.invoices import invoice_of
from invoicectl.ledger.log import note
from invoicectl.ledger.order_progress import credited_of_order
from invoicectl.ledger.order_progress import link_draft
from invoicectl.ledger.order_progress import orders_on_draft
from invoicectl.ledger.overrides import draft_no_of_invoice
from invoicectl.seams import fp

if TYPE_CHECKING:
    from invoicectl.domain.stamp import Stamp
    from invoicectl.ledger.connect import Ledger


def release_credited(ledger: Ledger, stamp: Stamp, order_no: int, credit_note_no: int) -> bool:
    """Let what a credit note took back of an order be invoiced again; False when done before.

    Raises:
        NotFoundError: there is no such order or document.
        InputError: the document is no credit note, or takes back nothing of this order.
    """
    with ledger.write() as con:
        order = placed_order(con, order_no)
        found = invoice_of(con, credit_note_no)
        if found.kind is not DocumentKind.CREDIT_NOTE or found.credits is None:
            raise InputError(
                f"{credit_note_no} is no credit note.",
                hint=f"'invoicectl invoice credit {credit_note_no}' makes one.",
            )
        draft_no = draft_no_of_invoice(con, credit_note_no)
        if order_no in orders_on_draft(con, draft_no):
            return False
        taken = credited_of_order(con, order_no, credit_note_no)
        if not taken:
            raise InputError(
                f"Credit note {credit_note_no} takes back nothing of order {order_no}."
            )
        link_draft(con, draft_no, taken)
        fp("order.released")
        note(con, stamp, "order.released", order.ref, f"credit note {credit_note_no}")
    return True
