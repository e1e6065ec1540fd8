"""What a payment without a usable KID may have been for: suggestions with reasons, never booked."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass

from invoicectl.domain.kid import kid_variants
from invoicectl.domain.kid import normalise_kid
from invoicectl.domain.matching import Rules
from invoicectl.domain.money import kroner
from invoicectl.domain.payment import BankPayment

_BY_CHANCE = 2
"""A weight that the amount alone can have."""
_SUM = 4
"""What it adds that several invoices come to the amount."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """An open invoice a payment may belong to; `payer_accounts` are known from earlier payments.

    `credit_ore` is what the customer has to its credit beside all invoices.
    """

    invoice_no: int
    customer_no: str
    customer_name: str
    kid: str
    open_ore: int
    payer_accounts: tuple[str, ...] = ()
    credit_ore: int = 0


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Open invoices of one customer, mostly one, and every reason for them, strongest first.

    `weight` orders suggestions: 6 and more names the invoice, 3 and less may be a coincidence.
    `remark` says how the amount differs from what is owed, '' when it does not.
    """

    invoices: tuple[Candidate, ...]
    reasons: tuple[str, ...]
    weight: int
    remark: str = ""

    @property
    def candidate(self) -> Candidate:
        """The invoice, or the first of several."""
        return self.invoices[0]

    @property
    def open_ore(self) -> int:
        """What the invoices owe together, in øre."""
        return sum(row.open_ore for row in self.invoices)


def suggestions(payment: BankPayment, candidates: Sequence[Candidate]) -> tuple[Suggestion, ...]:
    """Return the open invoices a payment may be for, the best founded first.

    Looks at the KID as a slip of the finger, the KID and the invoice number in the text, the payer
    and the amount; an amount alone counts only when no other open invoice has the same. Several
    invoices of one customer are suggested when only they come to the amount.
    """
    found: dict[int, list[tuple[int, str]]] = {}
    by_no = {candidate.invoice_no: candidate for candidate in candidates}
    for invoice_no, weight, reason in _hints(payment, candidates):
        found.setdefault(invoice_no, []).append((weight, reason))
    single = [_one(by_no[number], hints, payment) for number, hints in found.items()]
    several = list(_together(payment, candidates, found))
    ranked = sorted([*single, *several], key=lambda each: (-each.weight, each.candidate.invoice_no))
    return tuple(ranked)


def _one(
    candidate: Candidate, hints: Sequence[tuple[int, str]], payment: BankPayment
) -> Suggestion:
    reasons = tuple(reason for _, reason in sorted(hints, key=lambda hint: -hint[0]))
    weight = sum(weight for weight, _ in hints)
    return Suggestion((candidate,), reasons, weight, _remark(candidate, payment.amount_ore))


def _remark(candidate: Candidate, paid_ore: int) -> str:
    difference_ore = paid_ore - candidate.open_ore
    if not difference_ore:
        return ""
    if difference_ore + candidate.credit_ore == 0:
        return f"the amount is what it owes less the credit of {kroner(candidate.credit_ore)}"
    which = "more" if difference_ore > 0 else "less"
    return f"{kroner(abs(difference_ore))} {which} than it owes"


def _together(
    payment: BankPayment,
    candidates: Sequence[Candidate],
    hinted: Mapping[int, Sequence[tuple[int, str]]],
) -> Iterator[Suggestion]:
    """Yield, for each customer anything but the amount points at, the invoices it may pay."""
    from invoicectl.domain.payment_sum import sums_to

    by_customer: dict[str, list[Candidate]] = {}
    for row in candidates:
        by_customer.setdefault(row.customer_no, []).append(row)
    for rows in by_customer.values():
        best = max(
            (weight for row in rows for weight, _ in hinted.get(row.invoice_no, ())), default=0
        )
        if best <= _BY_CHANCE:
            continue
        credit_ore = rows[0].credit_ore
        owed = [row.open_ore for row in rows]
        places, reason = sums_to(owed, payment.amount_ore), "together they owe the amount"
        if places is None and credit_ore:
            places = sums_to(owed, payment.amount_ore + credit_ore)
            reason = f"together they owe the amount, less the credit {kroner(credit_ore)}"
        if places is not None:
            yield Suggestion(tuple(rows[at] for at in places), (reason,), best + _SUM)


def sure(
    payment: BankPayment, candidates: Sequence[Candidate], rules: Rules
) -> tuple[Candidate, str] | None:
    """Return the one invoice a rule of the company settles with a payment, and why.

    None when the rules are silent, nothing fits exactly, or more than one invoice does.
    """
    if rules.number_is_enough:
        digits, words = normalise_kid(payment.text), _numbers(payment.text)
        named = [
            row
            for row in candidates
            if (row.kid and row.kid in digits) or str(row.invoice_no) in words
        ]
        if len(named) == 1 and named[0].open_ore == payment.amount_ore:
            return named[0], "the message names it, and the amount is what it owes"
    if rules.payer_is_enough and payment.payer_account:
        known = [row for row in candidates if payment.payer_account in row.payer_accounts]
        fitting = [row for row in known if row.open_ore == payment.amount_ore]
        if len({row.customer_no for row in known}) == 1 and len(fitting) == 1:
            return fitting[0], "the account has paid for the customer before, and the amount fits"
    return None


def _hints(payment: BankPayment, candidates: Sequence[Candidate]) -> Iterator[tuple[int, int, str]]:
    """Yield invoice number, weight and reason of everything that points at an invoice."""
    yield from _by_kid(payment, candidates)
    digits = normalise_kid(payment.text)
    words = _numbers(payment.text)
    same_amount = [row for row in candidates if row.open_ore == payment.amount_ore]
    for row in candidates:
        if row.kid and row.kid in digits:
            yield row.invoice_no, 8, "its KID stands in the message"
        if str(row.invoice_no) in words:
            yield row.invoice_no, 6, f"the message names {row.invoice_no}"
        if payment.payer_account and payment.payer_account in row.payer_accounts:
            yield row.invoice_no, 3, "this account has paid for the customer before"
        if payment.payer_name and _same_name(payment.payer_name, row.customer_name):
            yield row.invoice_no, 3, "the payer has the customer's name"
        if row in same_amount:
            only = len(same_amount) == 1
            others = "no other open invoice has" if only else f"{len(same_amount)} invoices have"
            reason = f"{others} the amount {kroner(row.open_ore)}"
            yield row.invoice_no, 2 if only else 0, reason


def _by_kid(
    payment: BankPayment, candidates: Sequence[Candidate]
) -> Iterator[tuple[int, int, str]]:
    typed = normalise_kid(payment.kid)
    if not typed:
        return
    owners = {row.kid: row.invoice_no for row in candidates if row.kid}
    seen: set[int] = set()
    if typed in owners:  # the invoice is younger than the payment, or its match was taken back
        seen.add(owners[typed])
        yield owners[typed], 8, "the KID is that of the invoice"
    for variant, slip in kid_variants(typed):
        owner = owners.get(variant)
        if owner is not None and owner not in seen:
            seen.add(owner)
            yield owner, 5, f"its KID {variant} differs by a slip: {slip}"
    for row in candidates:
        if typed.lstrip("0") == str(row.invoice_no):
            yield row.invoice_no, 6, f"the KID field holds its number {row.invoice_no}"


def _numbers(text: str) -> set[str]:
    """Return the whole numbers in a text."""
    return set("".join(sign if sign in "0123456789" else " " for sign in text).split())


def _same_name(one: str, other: str) -> bool:
    return sorted(one.casefold().split()) == sorted(other.casefold().split())
