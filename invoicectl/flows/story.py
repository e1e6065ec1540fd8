"""All that is known about one issued document, put together from the ledger's tables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from invoicectl.domain.invoice import DocumentKind
from invoicectl.domain.invoice_status import invoice_status
from invoicectl.ledger.disputes import disputes_of
from invoicectl.ledger.invoice_list import credit_notes_of
from invoicectl.ledger.invoice_list import listed_invoice
from invoicectl.ledger.invoice_list import movements_of
from invoicectl.ledger.invoices import document_sha256
from invoicectl.ledger.invoices import invoice_of
from invoicectl.ledger.log import entries
from invoicectl.ledger.outbox import deliveries_of_invoice

if TYPE_CHECKING:
    from datetime import date

    from invoicectl.domain.invoice import Invoice
    from invoicectl.domain.outbox import Delivery
    from invoicectl.ledger.connect import Ledger
    from invoicectl.ledger.disputes import Dispute
    from invoicectl.ledger.invoice_list import Movement


_OF_OTHERS = ("customer.", "product.")
"""Events of things that may have the very same number as an invoice."""


@dataclass(frozen=True, slots=True)
class Story:
    """One document and its life; `history` is (instant, sentence), oldest first."""

    invoice: Invoice
    status: str
    open_ore: int
    credit_notes: tuple[int, ...]
    movements: tuple[Movement, ...]
    deliveries: tuple[Delivery, ...]
    disputes: tuple[Dispute, ...]
    history: tuple[tuple[str, str], ...]
    document_sha256: str


def story_of(ledger: Ledger, today: date, invoice_no: int) -> Story:
    """Return everything about one issued document.

    Raises:
        NotFoundError: no document has that number.
    """
    con = ledger.con
    invoice = invoice_of(con, invoice_no)
    listed = listed_invoice(con, invoice_no)
    assert listed is not None  # it was just read
    disputes = tuple(disputes_of(con, invoice_no))
    if invoice.kind is DocumentKind.INVOICE:
        status = invoice_status(
            total_ore=listed.total_ore,
            open_ore=listed.open_ore,
            credited_ore=listed.credited_ore,
            due=listed.due,
            today=today,
        ).value
        status += ", disputed" if listed.disputed else ""
    else:
        status = f"credits {listed.credits_no}"
    return Story(
        invoice=invoice,
        status=status,
        open_ore=listed.open_ore,
        credit_notes=tuple(credit_notes_of(con, invoice_no)),
        movements=tuple(movements_of(con, invoice_no)),
        deliveries=tuple(deliveries_of_invoice(con, invoice_no)),
        disputes=disputes,
        history=tuple(
            (each.at, " ".join(filter(None, (each.event, each.detail))))
            for each in entries(con, ref=str(invoice_no))
            if not each.event.startswith(_OF_OTHERS)
        ),
        document_sha256=document_sha256(con, invoice_no),
    )
