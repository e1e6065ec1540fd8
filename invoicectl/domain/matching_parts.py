"""A payment for which the bank said more than one KID: several claims, or foreign currency."""

from __future__ import annotations

from typing import TYPE_CHECKING

from invoicectl.domain.kid import normalise_kid
from invoicectl.domain.matching import Decision
from invoicectl.domain.matching import Reason
from invoicectl.domain.money import kroner

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import MutableMapping

    from invoicectl.domain.matching import KidOwner
    from invoicectl.domain.payment import BankPayment

    Decide = Callable[[BankPayment, KidOwner | None], Decision]


def decide_foreign(payment: BankPayment) -> Decision:
    """Return what becomes of money in foreign currency: a person books it.

    Nobody but the bank knows what it was worth in kroner on the day.
    """
    return Decision(
        Reason.CURRENCY,
        (),
        f"The amount is in {payment.currency} ({payment.text}), so nothing was booked: write down"
        " what it came to in kroner with 'payment add', then set this one aside.",
    )


def decide_parts(
    payment: BankPayment, owners: MutableMapping[str, KidOwner], decide: Decide
) -> Decision:
    """Return the booking of a payment whose payer named several claims (payments 4.3).

    Each claim by KID is decided by itself, in the order of the payer and as far as the money goes:
    where a credit note is taken off, less was paid than the claims come to.

    Args:
        payment: with its parts, which add up to the amount.
        owners: KID -> the invoice it was printed on; what is left of each is put back.
        decide: decides one claim.
    """
    left_ore = payment.amount_ore
    decisions = []
    for part in payment.parts:
        if part.amount_ore <= 0 or not left_ore:
            continue
        kid = normalise_kid(part.kid)
        owner = owners.get(kid)
        share_ore = min(part.amount_ore, left_ore)
        decided = decide(payment._replace(kid=part.kid, amount_ore=share_ore, parts=()), owner)
        if owner is not None and owner.open_claims:
            owners[kid] = owner.after(decided.allocations)
        left_ore -= share_ore
        decisions.append(decided)
    if not decisions:
        return decide(payment._replace(parts=()), owners.get(normalise_kid(payment.kid)))
    return Decision(
        _reason_of(decisions),
        tuple(part for decided in decisions for part in decided.allocations),
        " ".join([*(decided.sentence for decided in decisions), *_taken_off(payment)]),
    )


def _reason_of(decisions: list[Decision]) -> Reason:
    """Return the reason that a person must hear of first."""
    waiting = [decided.reason for decided in decisions if decided.needs_person]
    odd = [decided.reason for decided in decisions if decided.reason is not Reason.EXACT]
    return (waiting or odd or [Reason.EXACT])[0]


def _taken_off(payment: BankPayment) -> list[str]:
    return [
        f"The payer takes off credit note {part.document_no} of {kroner(-part.amount_ore)}."
        for part in payment.parts
        if part.amount_ore < 0
    ]
