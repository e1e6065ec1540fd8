"""A customer's credit pays invoices: what was overpaid or credited is spent where it is owed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from invoicectl.domain.bookkeeping import Allocation
from invoicectl.domain.bookkeeping import transfer_voucher
from invoicectl.domain.money import kroner
from invoicectl.errors import InputError
from invoicectl.seams import fp

if TYPE_CHECKING:
    from collections.abc import Sequence

    from invoicectl.domain.stamp import Stamp
    from invoicectl.flows.match import Target
    from invoicectl.ledger.connect import Connection
    from invoicectl.ledger.connect import Ledger
    from invoicectl.settings.model import Settings


@dataclass(frozen=True, slots=True)
class UsedCredit:
    """What was paid with a credit: the parts, and what is left of it in øre."""

    customer_no: str
    parts: tuple[Allocation, ...]
    left_ore: int


def use_credit(
    ledger: Ledger,
    settings: Settings,
    stamp: Stamp,
    customer_no: str,
    targets: Sequence[Target],
) -> UsedCredit:
    """Pay invoices of a customer with what it has to its credit.

    Args:
        ledger: open.
        settings: the company's.
        stamp: when and who; the voucher is dated today.
        customer_no: whose credit.
        targets: its invoices, in this order; its overdue ones by due date when empty.

    Raises:
        NotFoundError: no such customer or invoice.
        InputError: there is no credit, nothing to pay, or an amount is more than either.
    """
    from invoicectl.ledger.customers import customer_of
    from invoicectl.ledger.log import note
    from invoicectl.ledger.posting import post
    from invoicectl.ledger.refunds import planned_ore

    with ledger.write() as con:
        customer_of(con, customer_no)
        free_ore = _credit_ore(con, customer_no) - planned_ore(con, customer_no=customer_no)
        if free_ore <= 0:
            raise InputError(f"Customer {customer_no} has no credit that is free.")
        parts = _parts(con, settings, customer_no, free_ore, targets)
        used_ore = sum(part.amount_ore for part in parts)
        taken = [Allocation(used_ore, customer_no)]
        voucher = transfer_voucher(taken, parts, settings.accounts.chosen(), dated_on=stamp.today)
        posted = post(con, voucher, key=_key(con, customer_no), stamp=stamp)
        numbers = ", ".join(dict.fromkeys(str(part.invoice_no) for part in parts))
        detail = f"{kroner(used_ore, thousands=' ')} kr to {numbers}, voucher {posted.no}"
        note(con, stamp, "credit.used", customer_no, detail)
        if not _credit_ore(con, customer_no):
            _settle_all(con, settings, stamp, customer_no, numbers)
        fp("credit.used")
        return UsedCredit(customer_no, tuple(parts), free_ore - used_ore)


def _credit_ore(con: Connection, customer_no: str) -> int:
    from invoicectl.ledger.open_items import customer_credit_ore

    return customer_credit_ore(con, customer_no)


def _settle_all(
    con: Connection, settings: Settings, stamp: Stamp, customer_no: str, numbers: str
) -> None:
    """Take payments off the queue whose money was all credit of a customer that is used up now."""
    from dataclasses import replace

    from invoicectl.domain.matching import Reason
    from invoicectl.flows.move_money import stored
    from invoicectl.ledger.payments import parts_of
    from invoicectl.ledger.payments import transactions

    unidentified = settings.accounts.unidentified
    for found in transactions(con, only_queue=True, customer_no=customer_no):
        parts = parts_of(con, found.transaction_id, unidentified=unidentified)
        lies = {(part.customer_no, part.invoice_no, part.account) for part in parts}
        if found.payment.amount_ore > 0 and lies == {(customer_no, None, "")}:
            sentence = f"It was credit of customer {customer_no}, which has paid {numbers}."
            changed = replace(
                found, reason=Reason.BY_HAND.value, sentence=sentence, state="settled"
            )
            stored(con, stamp, settings, changed, "payment.matched")


def _key(con: Connection, customer_no: str) -> str:
    from invoicectl.ledger.posting import chain_head

    return f"credit:{customer_no}:{chain_head(con)[0] + 1}"


def _parts(
    con: Connection,
    settings: Settings,
    customer_no: str,
    free_ore: int,
    targets: Sequence[Target],
) -> list[Allocation]:
    from invoicectl.flows.match import Target
    from invoicectl.ledger.bank import owner_of_invoice
    from invoicectl.ledger.open_items import owed_by

    wanted = targets or [Target(number) for number in owed_by(con, customer_no)]
    if not wanted:
        raise InputError(f"Customer {customer_no} owes nothing.")
    costs_first = settings.payments.rules(settings.accounts.rounding).costs_first
    parts: list[Allocation] = []
    for target in wanted:
        owner = owner_of_invoice(con, target.invoice_no).in_order(costs_first=costs_first)
        if owner.customer_no != customer_no:
            raise InputError(
                f"Invoice {target.invoice_no} is customer {owner.customer_no}'s, whose debts"
                " another customer's credit cannot pay."
            )
        left_ore = free_ore - sum(part.amount_ore for part in parts)
        ore = _allowed(target, owner.open_ore, left_ore, is_chosen=bool(targets))
        for claim, open_ore in owner.open_claims:
            part_ore = min(open_ore, ore)
            if part_ore:
                parts.append(Allocation(part_ore, customer_no, target.invoice_no, claim))
                ore -= part_ore
    return parts


def _allowed(target: Target, open_ore: int, left_ore: int, *, is_chosen: bool) -> int:
    """Return what an invoice gets; one that was chosen by a person gets something."""
    if target.amount_ore is None:
        ore = min(open_ore, left_ore)
        if not ore and is_chosen:
            why = "owes nothing" if not open_ore else "gets nothing: the credit is used up"
            raise InputError(f"Invoice {target.invoice_no} {why}.")
        return ore
    limit_ore = min(open_ore, left_ore)
    if not 0 < target.amount_ore <= limit_ore:
        raise InputError(
            f"Invoice {target.invoice_no} can get at most {kroner(limit_ore, thousands=' ')}."
        )
    return target.amount_ore
