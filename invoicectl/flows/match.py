"""A person says where a payment belongs: its money is moved by a voucher, as much as there is."""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import replace
from typing import TYPE_CHECKING

from invoicectl.domain.bookkeeping import Allocation
from invoicectl.domain.matching import Reason
from invoicectl.domain.money import kroner
from invoicectl.errors import InputError
from invoicectl.flows.move_money import MatchResult
from invoicectl.flows.move_money import free_parts
from invoicectl.flows.move_money import move_money
from invoicectl.flows.move_money import refuse_undone
from invoicectl.flows.move_money import stored
from invoicectl.seams import fp

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Sequence

    from invoicectl.domain.matching import KidOwner
    from invoicectl.domain.stamp import Stamp
    from invoicectl.ledger.connect import Connection
    from invoicectl.ledger.connect import Ledger
    from invoicectl.ledger.payments import BankTransaction
    from invoicectl.settings.model import Settings

_LONG = 15
"""Digits of a number that may be an invoice number."""


@dataclass(frozen=True, slots=True)
class Target:
    """An invoice to pay with a payment; `amount_ore` None takes what both sides allow."""

    invoice_no: int
    amount_ore: int | None = None


def target_of(text: str) -> Target:
    """Return the target that `10023` or `10023=500,00` names.

    Raises:
        InputError: it is no number, or the amount is none.
    """
    from invoicectl.domain.money import parse_kroner

    number, sign, amount = text.partition("=")
    if not (number.isascii() and number.isdigit() and len(number) <= _LONG):
        raise InputError(
            f"'{text}' is no invoice to match.", hint="Write 10023, or 10023=500,00 for a part."
        )
    return Target(int(number), parse_kroner(amount, what=text) if sign else None)


def match_payment(
    ledger: Ledger,
    settings: Settings,
    stamp: Stamp,
    transaction_id: int,
    targets: Sequence[Target] = (),
    *,
    customer_no: str = "",
) -> MatchResult:
    """Move money of a payment that lies free to invoices, and the rest to a customer as credit.

    Args:
        ledger: an open ledger.
        settings: the company's.
        stamp: when and who; the voucher is dated today.
        transaction_id: the payment.
        targets: the invoices, in the order in which they are paid.
        customer_no: who gets what is left as credit; the payment then counts as settled.

    Raises:
        NotFoundError: no such payment, invoice or customer.
        InputError: more than is open or than the payment has left, it was money that left, or the
            payment was matched in these very amounts before.
    """
    with ledger.write() as con:
        result = match_within(
            con, settings, stamp, transaction_id, targets, customer_no=customer_no
        )
    fp("match.done")
    return result


def match_within(
    con: Connection,
    settings: Settings,
    stamp: Stamp,
    transaction_id: int,
    targets: Sequence[Target] = (),
    *,
    customer_no: str = "",
) -> MatchResult:
    """Do what `match_payment` does inside the caller's transaction, with the same errors."""
    from invoicectl.ledger.payments import transaction_of

    if not targets and not customer_no:
        raise InputError(
            "Nothing was said about where the payment belongs.",
            hint="Name invoices, or a customer with --customer.",
        )
    found = transaction_of(con, transaction_id)
    refuse_undone(found)
    _refuse_repeat(con, found, targets)
    free = free_parts(con, settings, found)
    given = list(
        _rounded(con, settings, free, targets) or _given(con, settings, found, free, targets)
    )
    left_ore = sum(part.amount_ore for part in free) - sum(part.amount_ore for part in given)
    if customer_no and left_ore:
        given.append(_credit(con, customer_no, left_ore, transaction_id))
    move_money(con, settings, stamp, found, (tuple(_taken(free, given)), given))
    return _settled(con, settings, stamp, found, customer_no)


def _refuse_repeat(con: Connection, found: BankTransaction, targets: Sequence[Target]) -> None:
    """Refuse a match in amounts that is there already: a command typed twice pays once."""
    from invoicectl.ledger.payments import parts_of

    if found.reason != Reason.BY_HAND or not targets:
        return
    lies: dict[int | None, int] = {}
    for part in parts_of(con, found.transaction_id):
        lies[part.invoice_no] = lies.get(part.invoice_no, 0) + part.amount_ore
    if all(each.amount_ore == lies.get(each.invoice_no, 0) for each in targets):
        listed = ", ".join(f"{each.invoice_no}={_nok(each.amount_ore or 0)}" for each in targets)
        raise InputError(
            f"Payment {found.transaction_id} is matched like that already: {listed}.",
            hint=f"'invoicectl payment unmatch {found.transaction_id}' takes it off to begin anew.",
        )


def unmatch_payment(
    ledger: Ledger, settings: Settings, stamp: Stamp, transaction_id: int
) -> MatchResult:
    """Take the money of a payment off its invoices again; it stays with their customers as credit.

    One that was set aside as no customer's payment waits in the queue again.

    Raises:
        NotFoundError: there is no such payment.
        InputError: nothing of it lies on an invoice.
    """
    from invoicectl.ledger.payments import transaction_of

    with ledger.write() as con:
        found = transaction_of(con, transaction_id)
        refuse_undone(found)
        if found.reason == Reason.IGNORED:
            return _waiting_again(con, settings, stamp, found)
        return _taken_off(con, settings, stamp, found)


def _taken_off(
    con: Connection, settings: Settings, stamp: Stamp, found: BankTransaction
) -> MatchResult:
    from invoicectl.ledger.payments import parts_of

    number = found.transaction_id
    unidentified = settings.accounts.unidentified
    parts = parts_of(con, number, unidentified=unidentified)
    taken = [part for part in parts if part.invoice_no is not None]
    if not taken:
        raise InputError(f"Nothing of payment {number} lies on an invoice.")
    credit: dict[str, int] = {}
    for part in taken:
        credit[part.customer_no] = credit.get(part.customer_no, 0) + part.amount_ore
    for part in parts:
        if part.account == settings.accounts.rounding:
            taken.append(part)
            credit[taken[0].customer_no] += part.amount_ore
    given = [Allocation(ore, customer, transaction_id=number) for customer, ore in credit.items()]
    move_money(con, settings, stamp, found, (taken, given))
    off = _listed(sorted({part.invoice_no for part in taken if part.invoice_no is not None}))
    changed = replace(
        found,
        customer_no=next(iter(credit)) if len(credit) == 1 else "",
        invoice_no=None,
        reason=Reason.UNMATCHED.value,
        sentence=f"Taken off {off} again; match it to where it belongs.",
        state="queued",
    )
    return stored(con, stamp, settings, changed, "payment.unmatched")


def _waiting_again(
    con: Connection, settings: Settings, stamp: Stamp, found: BankTransaction
) -> MatchResult:
    """Take back that a payment is no customer's."""
    free = free_parts(con, settings, found)
    total_ore = sum(part.amount_ore for part in free)
    back = [Allocation(total_ore, transaction_id=found.transaction_id)]
    move_money(con, settings, stamp, found, (free, back))
    changed = replace(
        found,
        reason=Reason.UNMATCHED.value,
        sentence="It was set aside; match it to where it belongs.",
        state="queued",
    )
    return stored(con, stamp, settings, changed, "payment.unmatched")


def _rounded(
    con: Connection, settings: Settings, free: Sequence[Allocation], targets: Sequence[Target]
) -> tuple[Allocation, ...]:
    """Return the parts of a payment that differs from its one invoice by the tolerance at most."""
    from invoicectl.domain.matching import rounded_off
    from invoicectl.ledger.bank import owner_of_invoice

    rules = settings.payments.rules(settings.accounts.rounding)
    if len(targets) != 1 or targets[0].amount_ore is not None or not rules.tolerance_ore:
        return ()
    owner = owner_of_invoice(con, targets[0].invoice_no)
    parts = rounded_off(owner, sum(part.amount_ore for part in free), rules)
    numbers = {part.transaction_id for part in free}
    return tuple(replace(part, transaction_id=next(iter(numbers))) for part in parts)


def _given(
    con: Connection,
    settings: Settings,
    found: BankTransaction,
    free: Sequence[Allocation],
    targets: Sequence[Target],
) -> Iterator[Allocation]:
    """Yield what each target gets, claim by claim."""
    from invoicectl.ledger.bank import owner_of_invoice

    number = found.transaction_id
    if targets and found.payment.amount_ore < 0:
        raise InputError(
            f"Payment {number} is money that left, so no invoice can be paid with it.",
            hint="Unmatch the payment it takes back, then: invoicectl payment match "
            f"{number} --customer NO",
        )
    rules = settings.payments.rules(settings.accounts.rounding)
    left_ore = sum(part.amount_ore for part in free)
    owners: dict[int, KidOwner] = {}
    for target in targets:
        owner = owners.get(target.invoice_no) or owner_of_invoice(con, target.invoice_no)
        owner = owner.in_order(costs_first=rules.costs_first)
        amount_ore = _allowed(target, owner, left_ore, number)
        parts = tuple(_filled(owner, amount_ore, number))
        owners[target.invoice_no] = owner.after(parts)
        left_ore -= amount_ore
        yield from parts


def _allowed(target: Target, owner: KidOwner, left_ore: int, number: int) -> int:
    """Return what a target gets, which is something, and no more than is open and left."""
    if not owner.open_ore:
        raise InputError(f"Invoice {owner.invoice_no} owes nothing.")
    if left_ore <= 0:
        raise InputError(
            f"Payment {number} has nothing left for invoice {owner.invoice_no}.",
            hint=f"'invoicectl payment unmatch {number}' takes it off the invoices it is on.",
        )
    if target.amount_ore is None:
        return min(owner.open_ore, left_ore)
    for limit, what in (
        (owner.open_ore, f"invoice {owner.invoice_no} owes"),
        (left_ore, f"payment {number} has left"),
    ):
        if target.amount_ore > limit:
            raise InputError(f"{_nok(target.amount_ore)} is more than the {_nok(limit)} {what}.")
    if target.amount_ore <= 0:
        raise InputError(f"The amount for invoice {owner.invoice_no} must be more than zero.")
    return target.amount_ore


def _filled(owner: KidOwner, amount_ore: int, number: int) -> Iterator[Allocation]:
    for claim, open_ore in owner.open_claims:
        part_ore = min(open_ore, amount_ore)
        if part_ore:
            yield Allocation(
                part_ore, owner.customer_no, owner.invoice_no, claim, transaction_id=number
            )
            amount_ore -= part_ore


def _credit(con: Connection, customer_no: str, amount_ore: int, number: int) -> Allocation:
    from invoicectl.ledger.customer_alias import merged_into
    from invoicectl.ledger.customers import customer_of

    customer_of(con, customer_no)
    return Allocation(amount_ore, merged_into(con, customer_no), transaction_id=number)


def _taken(free: Sequence[Allocation], given: Sequence[Allocation]) -> Iterator[Allocation]:
    """Yield the free parts that the given ones use up, the unidentified money first."""
    wanted_ore = sum(part.amount_ore for part in given)
    for part in sorted(free, key=lambda part: part.customer_no != ""):
        size = min(abs(part.amount_ore), abs(wanted_ore))
        part_ore = size if part.amount_ore > 0 else -size
        wanted_ore -= part_ore
        yield replace(part, amount_ore=part_ore)


def _settled(
    con: Connection,
    settings: Settings,
    stamp: Stamp,
    found: BankTransaction,
    customer_no: str,
) -> MatchResult:
    """Store where a payment lies now; it leaves the queue when nothing is left to be said."""
    from invoicectl.ledger.payments import parts_of

    number = found.transaction_id
    parts = parts_of(con, number, unidentified=settings.accounts.unidentified)
    invoices = sorted({part.invoice_no for part in parts if part.invoice_no is not None})
    customers = {part.customer_no for part in parts if part.customer_no}
    free_ore = sum(
        part.amount_ore for part in parts if part.invoice_no is None and not part.account
    )
    where = [_listed(invoices)] if invoices else []
    if free_ore:
        owner = f"credit of customer {customer_no}" if customer_no else "not matched yet"
        where.append(f"{_nok(free_ore)} {owner}")
    changed = replace(
        found,
        customer_no=next(iter(customers)) if len(customers) == 1 else "",
        invoice_no=invoices[0] if len(invoices) == 1 else None,
        reason=Reason.BY_HAND.value,
        sentence=f"Matched by hand: {', '.join(where)}.",
        state="queued" if free_ore and not customer_no else "settled",
    )
    return stored(con, stamp, settings, changed, "payment.matched")


def _listed(invoices: Sequence[int]) -> str:
    word = "invoice" if len(invoices) == 1 else "invoices"
    return f"{word} {', '.join(map(str, invoices))}"


def _nok(ore: int) -> str:
    return kroner(ore, thousands=" ")
