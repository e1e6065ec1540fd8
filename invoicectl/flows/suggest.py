"""What an open payment may be for: invoices of the ledger that anything about it points at."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from invoicectl.domain.payment import BankPayment
    from invoicectl.domain.suggestion import Candidate
    from invoicectl.domain.suggestion import Suggestion
    from invoicectl.ledger.connect import Connection
    from invoicectl.ledger.connect import Ledger
    from invoicectl.ledger.payments import BankTransaction

_LONG = 15
"""Digits of a number that may be an invoice number."""


def suggested(ledger: Ledger, found: BankTransaction) -> tuple[Suggestion, ...]:
    """Return the open invoices a payment may be for, each with its reasons; nothing is booked."""
    from invoicectl.domain.suggestion import suggestions

    return suggestions(found.payment, pointed_at(ledger.con, found.payment, found.transaction_id))


def pointed_at(con: Connection, paid: BankPayment, transaction_id: int) -> list[Candidate]:
    """Return the open invoices that KID, text, payer or amount of a payment point at."""
    from invoicectl.domain.kid import kid_variants
    from invoicectl.domain.kid import normalise_kid
    from invoicectl.ledger.payments import candidates

    if paid.amount_ore <= 0:
        return []
    kid = normalise_kid(paid.kid)
    kids = {kid, *(variant for variant, _ in kid_variants(kid))} - {""}
    words = "".join(sign if sign in "0123456789" else " " for sign in paid.text).split()
    numbers = [int(word) for word in (*words, kid.removesuffix("-")) if word and len(word) <= _LONG]
    digits = normalise_kid(paid.text)
    return candidates(con, paid, transaction_id, kids=kids, numbers=numbers, digits=digits)
