"""Disputes: while a customer objects, no letter goes about that invoice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from invoicectl.domain.invoice import DocumentKind
from invoicectl.errors import InputError
from invoicectl.ledger.disputes import open_dispute
from invoicectl.ledger.disputes import settle_dispute
from invoicectl.ledger.invoices import invoice_of
from invoicectl.ledger.log import note

if TYPE_CHECKING:
    from invoicectl.domain.stamp import Stamp
    from invoicectl.ledger.connect import Ledger


def dispute(ledger: Ledger, stamp: Stamp, invoice_no: int, reason: str) -> None:
    """Write down that the customer objects to an invoice, and why.

    Raises:
        NotFoundError: no document has that number.
        InputError: no reason, a credit note, or disputed already.
    """
    if not reason.strip():
        raise InputError("A dispute needs its reason.", hint='Give --reason "Wrong quantity".')
    with ledger.write() as con:
        if invoice_of(con, invoice_no).kind is not DocumentKind.INVOICE:
            raise InputError(f"{invoice_no} is a credit note and is owed nothing.")
        open_dispute(con, invoice_no, reason.strip(), stamp)
        note(con, stamp, "invoice.disputed", str(invoice_no), reason.strip())


def settle(ledger: Ledger, stamp: Stamp, invoice_no: int, outcome: str) -> None:
    """End a dispute: letters may go again.

    Raises:
        InputError: no outcome, or the invoice is not disputed.
    """
    if not outcome.strip():
        raise InputError("Say how it was settled.", hint='Give --settle "Agreed on the phone".')
    with ledger.write() as con:
        settle_dispute(con, invoice_no, outcome.strip(), stamp)
        note(con, stamp, "invoice.settled", str(invoice_no), outcome.strip())
