"""Payments without a KID that a rule books: exactly one invoice, and exactly its amount."""

from __future__ import annotations

from typing import TYPE_CHECKING

from invoicectl.domain.matching import Decision
from invoicectl.domain.matching import KidOwner
from invoicectl.domain.matching import Reason
from invoicectl.domain.matching import decide_by_rule
from invoicectl.domain.suggestion import sure
from invoicectl.flows.suggest import pointed_at
from invoicectl.ledger.bank import owner_of_invoice

if TYPE_CHECKING:
    from collections.abc import Sequence

    from invoicectl.domain.matching import Rules
    from invoicectl.domain.payment import BankPayment
    from invoicectl.ledger.connect import Connection

_Decided = tuple[int, "tuple[BankPayment, bytes, int]", Decision, KidOwner | None]

_ASKED = frozenset({Reason.NO_KID, Reason.UNKNOWN_KID, Reason.BAD_KID})


def decided_by_rules(con: Connection, decided: Sequence[_Decided], rules: Rules) -> list[_Decided]:
    """Return the decisions with those replaced that a rule settles.

    An invoice that another payment of the same batch touches is left to a person: what it owes is
    not known before that one is booked.

    Args:
        con: inside the import's transaction.
        decided: number, payment, decision and owner of each.
        rules: the company's.
    """
    touched = {part.invoice_no for _, _, decision, _ in decided for part in decision.allocations}
    result = []
    for each in decided:
        number, marked, decision, _ = each
        ruled = _ruled(con, number, marked[0], rules) if decision.reason in _ASKED else None
        if ruled is None or ruled[0].invoice_no in touched:
            result.append(each)
            continue
        touched.add(ruled[0].invoice_no)
        result.append((number, marked, ruled[1], ruled[0]))
    return result


def _ruled(
    con: Connection, number: int, payment: BankPayment, rules: Rules
) -> tuple[KidOwner, Decision] | None:
    found = sure(payment, pointed_at(con, payment, number), rules)
    if found is None:
        return None
    owner = owner_of_invoice(con, found[0].invoice_no)
    decision = decide_by_rule(payment, owner, found[1], rules)
    return (owner, decision) if decision is not None else None
