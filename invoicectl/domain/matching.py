"""Where a bank payment belongs: decided by its KID alone, with the reason in words."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Iterator
from dataclasses import dataclass
from dataclasses import replace
from enum import StrEnum
from typing import Final

from invoicectl.domain.bookkeeping import Allocation
from invoicectl.domain.bookkeeping import Claim
from invoicectl.domain.kid import Modulus
from invoicectl.domain.kid import check_digit
from invoicectl.domain.kid import is_kid
from invoicectl.domain.kid import normalise_kid
from invoicectl.domain.money import kroner
from invoicectl.domain.payment import BankPayment


@dataclass(frozen=True, slots=True)
class Rules:
    """What a company lets happen by itself, and in which order an invoice is settled (PAY-6).

    Attributes:
        tolerance_ore: a difference of at most so much is rounded off.
        costs_first: fees, interest and compensation are settled before the principal.
        rounding_account: where rounded differences go.
        number_is_enough: an invoice whose number or KID stands in the message and whose open amount
            is paid is settled without asking.
        payer_is_enough: so is the only open invoice of that amount of a customer whom the payer's
            account has paid for before.
    """

    tolerance_ore: int = 0
    costs_first: bool = False
    rounding_account: str = "7740"
    number_is_enough: bool = False
    payer_is_enough: bool = False


class InvoiceState(StrEnum):
    """What became of the invoice a KID belongs to."""

    OPEN = "open"
    PAID = "paid"
    CREDITED = "credited"


class Reason(StrEnum):
    """Why a payment was booked as it was: the code in lists, JSON and the ledger."""

    EXACT = "exact"
    ROUNDED = "rounded"
    RULE = "rule"
    UNDER = "under"
    OVER = "over"
    ALREADY_PAID = "already_paid"
    CREDITED = "credited"
    UNKNOWN_KID = "unknown_kid"
    BAD_KID = "bad_kid"
    NO_KID = "no_kid"
    NEGATIVE = "negative"
    REVERSAL = "reversal"
    ZERO = "zero"
    CURRENCY = "currency"
    BY_HAND = "by_hand"
    UNMATCHED = "unmatched"
    IGNORED = "ignored"
    REFUNDED = "refunded"
    UNDONE = "undone"


_BY_ITSELF: Final = frozenset(
    {Reason.EXACT, Reason.ROUNDED, Reason.RULE, Reason.UNDER, Reason.OVER, Reason.ZERO}
)


@dataclass(frozen=True, slots=True)
class KidOwner:
    """The invoice that a KID was printed on, as the ledger knows it.

    `open_claims` holds what is still owed, in øre, in the order in which a payment settles it
    (PAY-6); it is empty unless the state is open.
    """

    invoice_no: int
    customer_no: str
    state: InvoiceState
    open_claims: tuple[tuple[Claim, int], ...] = ()

    @property
    def open_ore(self) -> int:
        """All that is owed on the invoice."""
        return sum(ore for _, ore in self.open_claims)

    def in_order(self, *, costs_first: bool) -> KidOwner:
        """Return the same with its claims in the order in which a payment settles them."""
        if not costs_first:
            return self
        costs = [each for each in self.open_claims if each[0] is not Claim.PRINCIPAL]
        principal = [each for each in self.open_claims if each[0] is Claim.PRINCIPAL]
        return replace(self, open_claims=(*costs, *principal))

    def after(self, parts: Iterable[Allocation]) -> KidOwner:
        """Return what is left of the invoice once these parts are booked."""
        left = dict(self.open_claims)
        for part in parts:
            if part.invoice_no == self.invoice_no and part.claim is not None:
                left[part.claim] -= part.amount_ore
        still_open = tuple((claim, ore) for claim, ore in left.items() if ore > 0)
        state = InvoiceState.OPEN if still_open else InvoiceState.PAID
        return replace(self, state=state, open_claims=still_open)


@dataclass(frozen=True, slots=True)
class Decision:
    """Where the money goes; what the allocations leave lies on the unidentified payments."""

    reason: Reason
    allocations: tuple[Allocation, ...]
    sentence: str

    @property
    def needs_person(self) -> bool:
        """Whether it goes into the queue that a person looks at."""
        return self.reason not in _BY_ITSELF


def decide(
    payment: BankPayment, owner: KidOwner | None, modulus: Modulus, rules: Rules = Rules()
) -> Decision:
    """Return where a payment is booked (payments 7.6).

    The KID is looked up whole, never cut apart. Nothing is guessed: a payment that fits no open
    invoice stays with its customer, or unidentified when no customer is known, and waits.

    Args:
        payment: as the bank told it.
        owner: who the KID belongs to, None when it is not one of ours.
        modulus: of the company's own KID, to tell a mistyped KID from a strange one.
        rules: what the company lets happen by itself.
    """
    if payment.amount_ore == 0:
        return Decision(Reason.ZERO, (), "The amount is zero, so there is nothing to book.")
    if payment.amount_ore < 0:
        return _taken_back(payment, owner)
    if owner is None:
        return _not_ours(payment, modulus)
    if owner.state is InvoiceState.OPEN:
        return _settled(payment, owner.in_order(costs_first=rules.costs_first), rules)
    return _closed(payment, owner)


def decide_by_rule(
    payment: BankPayment, owner: KidOwner, why: str, rules: Rules = Rules()
) -> Decision | None:
    """Return the booking of a payment without KID on the one invoice that fits, if it does exactly.

    Args:
        payment: as the bank told it.
        owner: the invoice a rule points at.
        why: what points at it, as the end of a sentence.
        rules: what the company lets happen by itself.
    """
    if payment.amount_ore <= 0 or payment.amount_ore != owner.open_ore:
        return None
    parts = tuple(_filled(payment, owner.in_order(costs_first=rules.costs_first)))
    return Decision(Reason.RULE, parts, f"Invoice {owner.invoice_no} by your rule: {why}.")


def rounded_off(
    owner: KidOwner, amount_ore: int, rules: Rules, kid: str = ""
) -> tuple[Allocation, ...]:
    """Return the parts of a payment that settles an invoice but for a small difference, or none.

    The difference lies on the rounding account: below zero when too little was paid.
    """
    difference_ore = amount_ore - owner.open_ore
    if not 0 < abs(difference_ore) <= rules.tolerance_ore or amount_ore <= 0:
        return ()
    parts = tuple(
        Allocation(ore, owner.customer_no, owner.invoice_no, claim, kid)
        for claim, ore in owner.open_claims
    )
    return (*parts, Allocation(difference_ore, account=rules.rounding_account))


def _settled(payment: BankPayment, owner: KidOwner, rules: Rules) -> Decision:
    """Fill the open claims in order; what is over is the customer's credit."""
    difference_ore = payment.amount_ore - owner.open_ore
    invoice = f"invoice {owner.invoice_no}"
    if rounded := rounded_off(owner, payment.amount_ore, rules, payment.kid):
        size = kroner(abs(difference_ore))
        what = "too much" if difference_ore > 0 else "too little"
        return Decision(Reason.ROUNDED, rounded, f"KID exact, {size} {what} for {invoice} rounded.")
    allocations = tuple(_filled(payment, owner))
    if difference_ore == 0:
        return Decision(Reason.EXACT, allocations, f"KID and amount are those of {invoice}.")
    if difference_ore < 0:
        left = f"{kroner(-difference_ore)} of {invoice} stays open"
        return Decision(Reason.UNDER, allocations, f"KID exact, part payment: {left}.")
    over = f"{kroner(difference_ore)} too much for {invoice} is now credit"
    sentence = f"KID exact, {over} of customer {owner.customer_no}."
    return Decision(Reason.OVER, allocations, sentence)


def _filled(payment: BankPayment, owner: KidOwner) -> Iterator[Allocation]:
    left_ore = payment.amount_ore
    for claim, open_ore in owner.open_claims:
        part_ore = min(left_ore, open_ore)
        if part_ore > 0:
            yield Allocation(part_ore, owner.customer_no, owner.invoice_no, claim, payment.kid)
            left_ore -= part_ore
    if left_ore:
        yield _credit(owner, left_ore, payment.kid)


def _closed(payment: BankPayment, owner: KidOwner) -> Decision:
    paid = owner.state is InvoiceState.PAID
    reason = Reason.ALREADY_PAID if paid else Reason.CREDITED
    what = "paid already" if paid else "credited"
    return Decision(
        reason,
        (_credit(owner, payment.amount_ore, payment.kid),),
        f"Invoice {owner.invoice_no} is {what}; the money is credit of customer "
        f"{owner.customer_no}: match it to another invoice or refund it.",
    )


def _taken_back(payment: BankPayment, owner: KidOwner | None) -> Decision:
    """Book money that left on the customer, never on an invoice: a person reopens that."""
    reason = Reason.REVERSAL if payment.is_reversal else Reason.NEGATIVE
    what = "The bank reversed a payment" if payment.is_reversal else "The amount is negative"
    if owner is None:
        return Decision(reason, (), f"{what} of unknown KID; find out which payment it concerns.")
    return Decision(
        reason,
        (_credit(owner, payment.amount_ore, payment.kid),),
        f"{what} with the KID of invoice {owner.invoice_no}; it is booked on customer "
        f"{owner.customer_no}: unmatch the payment it takes back.",
    )


def _not_ours(payment: BankPayment, modulus: Modulus) -> Decision:
    kid = normalise_kid(payment.kid)
    if not kid:
        return Decision(Reason.NO_KID, (), "There is no KID; see who paid and match it by hand.")
    if is_kid(kid, modulus):
        sentence = f"KID {kid} is well formed, but no invoice has it."
        return Decision(Reason.UNKNOWN_KID, (), sentence)
    return Decision(Reason.BAD_KID, (), f"KID {kid} {_fault(kid, modulus)}; it may be mistyped.")


def _fault(kid: str, modulus: Modulus) -> str:
    """Return what is wrong with a KID that does not check."""
    base = kid[:-1]
    if not (base.isascii() and base.isdigit()):
        return "is not a number with a check digit"
    if not kid.strip("0"):
        return "is all zeros"
    return f"ends in {kid[-1]}, where the check digit would be {check_digit(base, modulus)}"


def _credit(owner: KidOwner, amount_ore: int, kid: str) -> Allocation:
    return Allocation(amount_ore, owner.customer_no, kid=kid)
