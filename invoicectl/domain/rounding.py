"""The øre that rounding leaves when an invoice was taken back by several credit notes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from invoicectl.domain.bookkeeping import Claim
from invoicectl.domain.bookkeeping import Voucher
from invoicectl.domain.bookkeeping import VoucherKind
from invoicectl.domain.bookkeeping import VoucherLine

if TYPE_CHECKING:
    from invoicectl.domain.bookkeeping import Accounts
    from invoicectl.domain.invoice import Invoice


def rounding_voucher(note: Invoice, left_ore: int, accounts: Accounts) -> Voucher:
    """Return the voucher that closes a wholly credited invoice: VAT rounds in each note by itself.

    Args:
        note: the last credit note.
        left_ore: what the invoice came to less what its notes came to; not zero. When positive it
            is still open on the invoice, when negative it is the customer's credit.
        accounts: the accounts of the company.
    """
    assert note.credits is not None
    customer_no, number = note.buyer.customer_no, note.credits.invoice_no
    if left_ore > 0:
        owed = VoucherLine(
            accounts.receivable,
            -left_ore,
            customer_no=customer_no,
            invoice_no=number,
            claim=Claim.PRINCIPAL,
        )
    else:
        owed = VoucherLine(accounts.receivable, -left_ore, customer_no=customer_no)
    text = f"Øresavrunding faktura {number}"
    rest = VoucherLine(accounts.rounding, left_ore)
    return Voucher(VoucherKind.TRANSFER, note.issued_on, text, (owed, rest))
