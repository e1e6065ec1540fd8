"""Moves the money of a payment from where it lies to where it belongs, by a voucher."""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import replace
from typing import TYPE_CHECKING

from invoicectl.domain.bookkeeping import Allocation
from invoicectl.domain.bookkeeping import transfer_voucher
from invoicectl.domain.matching import Reason
from invoicectl.domain.money import kroner
from invoicectl.errors import InputError
from invoicectl.seams import fp

if TYPE_CHECKING:
    from collections.abc import Sequence

    from invoicectl.domain.stamp import Stamp
    from invoicectl.ledger.connect import Connection
    from invoicectl.ledger.payments import BankTransaction
    from invoicectl.settings.model import Settings


@dataclass(frozen=True, slots=True)
class MatchResult:
    """The transaction as it stands now, and where all of its money lies."""

    transaction: BankTransaction
    parts: tuple[Allocation, ...]


def refuse_undone(found: BankTransaction) -> None:
    """Refuse a payment whose import was undone: it is not in the books any more."""
    if found.state == "undone":
        raise InputError(
            f"The import of payment {found.transaction_id} was undone.",
            hint="Import the file again; the payment then has a new number.",
        )


def free_parts(con: Connection, settings: Settings, found: BankTransaction) -> list[Allocation]:
    """Return the parts of a payment that lie on no invoice: unidentified, credit or set aside.

    What was rounded off, kept by the bank or paid back is not free.
    """
    from invoicectl.ledger.payments import parts_of

    set_aside = found.reason == Reason.IGNORED
    return [
        part
        for part in parts_of(con, found.transaction_id, unidentified=settings.accounts.unidentified)
        if part.invoice_no is None and (set_aside or not part.account)
    ]


def move_money(
    con: Connection,
    settings: Settings,
    stamp: Stamp,
    found: BankTransaction,
    moved: tuple[Sequence[Allocation], Sequence[Allocation]],
) -> None:
    """Post what changes between the parts that are taken and those that are given, if anything.

    Raises:
        InputError: credit of a customer that was used in another way cannot be given again.
    """
    from invoicectl.ledger.open_items import customer_credit_ore
    from invoicectl.ledger.payments import moves_of
    from invoicectl.ledger.posting import post

    number = found.transaction_id
    changes = _changes(*moved)
    less = [replace(part, amount_ore=-part.amount_ore) for part in changes if part.amount_ore < 0]
    more = [part for part in changes if part.amount_ore > 0]
    if not more:
        return
    for part in less:
        if part.customer_no and part.invoice_no is None and found.payment.amount_ore > 0:
            credit_ore = customer_credit_ore(con, part.customer_no)
            if part.amount_ore > credit_ore:
                raise InputError(
                    f"Customer {part.customer_no} has {_nok(credit_ore)} of credit left, so"
                    f" {_nok(part.amount_ore)} of payment {number} cannot be moved."
                )
    voucher = transfer_voucher(less, more, settings.accounts.chosen(), dated_on=stamp.today)
    post(con, voucher, key=f"match:{number}:{moves_of(con, number) + 1}", stamp=stamp)
    fp("match.posted")


def _changes(taken: Sequence[Allocation], given: Sequence[Allocation]) -> list[Allocation]:
    """Return what each place gets (or loses, below zero), places that stay the same left out."""
    sums: dict[Allocation, int] = {}
    for parts, sign in ((taken, -1), (given, 1)):
        for part in parts:
            place = replace(part, amount_ore=0)
            sums[place] = sums.get(place, 0) + sign * part.amount_ore
    return [replace(place, amount_ore=ore) for place, ore in sums.items() if ore]


def stored(
    con: Connection, stamp: Stamp, settings: Settings, changed: BankTransaction, event: str
) -> MatchResult:
    """Store a payment's new standing, note it in the log, and return where its money lies."""
    from invoicectl.ledger.log import note
    from invoicectl.ledger.payments import parts_of
    from invoicectl.ledger.payments import settle

    settle(con, changed)
    number = changed.transaction_id
    note(con, stamp, event, f"payment {number}", changed.sentence)
    return MatchResult(changed, parts_of(con, number, unidentified=settings.accounts.unidentified))


def _nok(ore: int) -> str:
    return kroner(ore, thousands=" ")
