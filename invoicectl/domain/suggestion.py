"""What a payment without a usable KID may have been for: suggestions with reasons, never booked."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Sequence
from dataclasses import dataclass

from invoicectl.domain.kid import kid_variants
from invoicectl.domain.kid import normalise_kid
from invoicectl.domain.money import kroner
from invoicectl.domain.payment import BankPayment


@dataclass(frozen=True, slots=True)
class Candidate:
    """An open invoice a payment may belong to; `payer_accounts` are known from earlier payments."""

    invoice_no: int
    customer_no: str
    customer_name: str
    kid: str
    open_ore: int
    payer_accounts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One open invoice and every reason for it, strongest first."""

    candidate: Candidate
    reasons: tuple[str, ...]


def suggestions(payment: BankPayment, candidates: Sequence[Candidate]) -> tuple[Suggestion, ...]:
    """Return the open invoices a payment may be for, the best founded first.

    Looks at the KID as a slip of the finger, the KID and the invoice number in the text, the payer
    and the amount; an amount alone counts only when no other open invoice has the same.
    """
    found: dict[int, list[tuple[int, str]]] = {}
    by_no = {candidate.invoice_no: candidate for candidate in candidates}
    for invoice_no, weight, reason in _hints(payment, candidates):
        found.setdefault(invoice_no, []).append((weight, reason))
    ranked = sorted(found.items(), key=lambda item: (-sum(w for w, _ in item[1]), item[0]))
    return tuple(
        Suggestion(
            by_no[invoice_no],
            tuple(reason for _, reason in sorted(hints, key=lambda hint: -hint[0])),
        )
        for invoice_no, hints in ranked
    )


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
