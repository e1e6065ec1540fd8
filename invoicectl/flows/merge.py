"""Makes two records of one customer one: what is to come moves, what was issued stays provable."""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import fields
from dataclasses import replace
from typing import TYPE_CHECKING
from typing import Final

from invoicectl.domain.customer import Customer
from invoicectl.errors import InputError
from invoicectl.seams import fp

if TYPE_CHECKING:
    from invoicectl.domain.stamp import Stamp
    from invoicectl.ledger.connect import Connection
    from invoicectl.ledger.connect import Ledger

_OWN: Final = frozenset({"customer_no", "kind", "name", "active", "language", "country"})
"""Fields that the customer who stays keeps whatever the other one says."""


@dataclass(frozen=True, slots=True)
class Merged:
    """What a merger did, or would do.

    Attributes:
        old: the number that is an alias now.
        into: the number that goes on.
        moved: (what, how many).
        credit_ore: money the old one had over, moved by a voucher.
        open_count: documents that stay open under the old number.
        open_ore: what is owed on them.
        filled: fields that were empty and were taken from the old one.
        dropped: (field, text) of the old one that differ from what the customer has.
        is_again: whether they had been merged before, and only later credit moved.
    """

    old: str
    into: str
    moved: tuple[tuple[str, int], ...] = ()
    credit_ore: int = 0
    open_count: int = 0
    open_ore: int = 0
    filled: tuple[str, ...] = ()
    dropped: tuple[tuple[str, str], ...] = ()
    is_again: bool = False


def merge_customers(
    ledger: Ledger, stamp: Stamp, old: str, into: str, *, dry_run: bool = False
) -> Merged:
    """Make `old` an alias of `into`. Run again, it moves credit that has come under `old` since.

    Args:
        ledger: open.
        stamp: when and who; a voucher that moves credit is dated today.
        old: the number that goes on as an alias, not active.
        into: the number under which everything goes on.
        dry_run: whether to take everything back at the end.

    Raises:
        NotFoundError: there is no such customer.
        InputError: the two cannot be one; the sentence says why.
    """
    with ledger.rehearse() if dry_run else ledger.write() as con:
        done = _merge(con, stamp, old, into)
        fp("merge.before-commit")
    return done


def _merge(con: Connection, stamp: Stamp, old: str, into: str) -> Merged:
    from invoicectl.domain.effective import Level
    from invoicectl.ledger.customer_alias import add_alias
    from invoicectl.ledger.customers import customer_of
    from invoicectl.ledger.customers import update_customer
    from invoicectl.ledger.log import note
    from invoicectl.ledger.merge import move_credit
    from invoicectl.ledger.merge import move_rows
    from invoicectl.ledger.merge import open_documents
    from invoicectl.ledger.overrides import move_overrides

    gone, stays = customer_of(con, old), customer_of(con, into)
    if _is_again(con, gone, stays):
        credit_ore = move_credit(con, old, into, stamp)
        count, open_ore = open_documents(con, old)
        return Merged(
            old, into, credit_ore=credit_ore, open_count=count, open_ore=open_ore, is_again=True
        )
    moved = move_rows(con, old, into, stamp.today)
    fp("merge.moved")
    move_overrides(con, Level.CUSTOMER, old, into)
    credit_ore = move_credit(con, old, into, stamp)
    fp("merge.credited")
    whole, filled, dropped = _completed(stays, gone)
    add_alias(con, old, into, stamp.today)
    update_customer(con, replace(gone, active=False), stamp)
    update_customer(con, whole, stamp)
    note(con, stamp, "customer.merged", old, f"into {into}")
    note(con, stamp, "customer.merged", into, f"with {old}")
    count, open_ore = open_documents(con, old)
    return Merged(old, into, moved, credit_ore, count, open_ore, filled, dropped)


def _is_again(con: Connection, gone: Customer, stays: Customer) -> bool:
    """Return whether the two were merged before; refuse what cannot be merged."""
    from invoicectl.flows.customer_guard import check_present
    from invoicectl.ledger.customer_alias import merged_into
    from invoicectl.ledger.merge import planned_refunds

    old, into = gone.customer_no, stays.customer_no
    if old == into:
        raise InputError(f"Customer {old} cannot be merged into itself.")
    check_present(con, into)
    if planned_refunds(con, old):
        raise InputError(
            f"A refund to customer {old} is planned.",
            hint="Pay or cancel it first: 'invoicectl payment' has the list.",
        )
    if merged_into(con, old) == into:
        return True
    check_present(con, old)
    if gone.kind is not stays.kind:
        raise InputError(
            f"Customer {old} is {gone.kind.value} and customer {into} is {stays.kind.value}: other"
            " rules hold for their invoices.",
            hint="If one of them is wrong, correct it with 'invoicectl customer edit NO --kind'.",
        )
    if gone.orgnr and stays.orgnr and gone.orgnr != stays.orgnr:
        raise InputError(
            f"Customers {old} and {into} are two companies: {gone.orgnr} and {stays.orgnr}."
        )
    return False


def _completed(
    stays: Customer, gone: Customer
) -> tuple[Customer, tuple[str, ...], tuple[tuple[str, str], ...]]:
    """Return the customer with empty fields filled, which those were, and what was dropped."""
    filled: dict[str, object] = {}
    dropped: list[tuple[str, str]] = []
    for field in fields(Customer):
        mine, theirs = getattr(stays, field.name), getattr(gone, field.name)
        if field.name in _OWN or theirs in ("", None, False) or mine == theirs:
            continue
        if field.name in ("postcode", "city") and stays.street:
            continue
        if mine in ("", None):
            filled[field.name] = theirs
        elif isinstance(theirs, str):
            dropped.append((field.name, theirs))
    whole = replace(stays, **filled)  # type: ignore[arg-type]  # own fields of the same record
    return whole, tuple(filled), tuple(dropped)
