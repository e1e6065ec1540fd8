"""The payment that a reversal most likely takes back."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING
from typing import NamedTuple

if TYPE_CHECKING:
    import sqlite3

    from invoicectl.domain.payment import BankPayment

_EARLIER = """SELECT id, booked_on, amount_ore FROM bank_transaction
 WHERE amount_ore = :amount AND account = :account AND booked_on <= :day AND is_reversal = 0
  AND (reference = :reference AND :reference <> '' OR payer_account = :payer AND :payer <> '')
 ORDER BY reference = :reference DESC, booked_on DESC, id DESC LIMIT 1"""


class Earlier(NamedTuple):
    """A payment that came before: its number, its day, and its amount in øre."""

    transaction_id: int
    booked_on: date
    amount_ore: int


def earlier_payment(con: sqlite3.Connection, reversal: BankPayment) -> Earlier | None:
    """Return the payment of the same size with the reference or the payer of a reversal.

    Banks give no link from the one to the other (payments 4.3), so this is a hint for a person.
    """
    row = con.execute(
        _EARLIER,
        {
            "amount": -reversal.amount_ore,
            "account": reversal.account,
            "day": reversal.booked_on.isoformat(),
            "reference": reversal.reference,
            "payer": reversal.payer_account,
        },
    ).fetchone()
    return Earlier(row[0], date.fromisoformat(row[1]), row[2]) if row else None
