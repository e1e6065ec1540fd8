from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from invoicectl.domain.bookkeeping import Accounts
from invoicectl.domain.bookkeeping import Allocation
from invoicectl.domain.bookkeeping import BankEntry
from invoicectl.domain.bookkeeping import Claim
from invoicectl.domain.bookkeeping import bank_voucher
from invoicectl.domain.kid import Modulus
from invoicectl.domain.matching import InvoiceState
from invoicectl.domain.matching import KidOwner
from invoicectl.domain.matching import Reason
from invoicectl.domain.matching import decide
from invoicectl.domain.payment import BankPayment

KID = "0017010422"
OPEN = KidOwner(10_001, "20001", InvoiceState.OPEN, ((Claim.PRINCIPAL, 125_000),))
PAID = KidOwner(10_001, "20001", InvoiceState.PAID)
CREDITED = KidOwner(10_001, "20001", InvoiceState.CREDITED)
WITH_FEE = KidOwner(
    10_001, "20001", InvoiceState.OPEN, ((Claim.PRINCIPAL, 125_000), (Claim.FEE, 3_800))
)

owners = st.one_of(
    st.none(),
    st.sampled_from([PAID, CREDITED]),
    st.lists(
        st.tuples(st.sampled_from(Claim), st.integers(1, 10**6)),
        min_size=1,
        max_size=4,
        unique_by=lambda claim: claim[0],
    ).map(lambda claims: KidOwner(1, "2", InvoiceState.OPEN, tuple(claims))),
)


def payment(amount_ore: int, kid: str = KID, *, is_reversal: bool = False) -> BankPayment:
    return BankPayment(
        7, "97101230000", date(2026, 9, 20), amount_ore, kid, is_reversal=is_reversal
    )


def parts(*rows: tuple[int | None, Claim | None, int]) -> tuple[Allocation, ...]:
    return tuple(Allocation(ore, "20001", no, claim, KID) for no, claim, ore in rows)


@pytest.mark.parametrize(
    ("amount_ore", "owner", "reason", "allocations"),
    [
        (125_000, OPEN, Reason.EXACT, parts((10_001, Claim.PRINCIPAL, 125_000))),
        (120_000, OPEN, Reason.UNDER, parts((10_001, Claim.PRINCIPAL, 120_000))),
        (
            130_000,
            OPEN,
            Reason.OVER,
            parts((10_001, Claim.PRINCIPAL, 125_000), (None, None, 5_000)),
        ),
        (125_000, WITH_FEE, Reason.UNDER, parts((10_001, Claim.PRINCIPAL, 125_000))),
        (
            128_800,
            WITH_FEE,
            Reason.EXACT,
            parts((10_001, Claim.PRINCIPAL, 125_000), (10_001, Claim.FEE, 3_800)),
        ),
        (125_000, PAID, Reason.ALREADY_PAID, parts((None, None, 125_000))),
        (125_000, CREDITED, Reason.CREDITED, parts((None, None, 125_000))),
        (125_000, None, Reason.UNKNOWN_KID, ()),
        (-125_000, OPEN, Reason.NEGATIVE, parts((None, None, -125_000))),
        (-125_000, PAID, Reason.NEGATIVE, parts((None, None, -125_000))),
        (-125_000, None, Reason.NEGATIVE, ()),
        (0, OPEN, Reason.ZERO, ()),
    ],
)
def test_a_payment_is_booked_by_its_kid(
    amount_ore: int,
    owner: KidOwner | None,
    reason: Reason,
    allocations: tuple[Allocation, ...],
) -> None:
    decision = decide(payment(amount_ore), owner, Modulus.MOD10)
    assert (decision.reason, decision.allocations) == (reason, allocations)


@pytest.mark.parametrize(
    ("kid", "modulus", "reason", "words"),
    [
        ("", Modulus.MOD10, Reason.NO_KID, "There is no KID"),
        (" ", Modulus.MOD10, Reason.NO_KID, "There is no KID"),
        (
            "0017010423",
            Modulus.MOD10,
            Reason.BAD_KID,
            "ends in 3, where the check digit would be 2",
        ),
        ("0017010422", Modulus.MOD11, Reason.BAD_KID, "would be 5"),
        ("0017010425", Modulus.MOD11, Reason.UNKNOWN_KID, "no invoice has it"),
        ("001201046\u2013", Modulus.MOD11, Reason.UNKNOWN_KID, "no invoice has it"),
        ("0000000000", Modulus.MOD10, Reason.BAD_KID, "is all zeros"),
        ("12A4", Modulus.MOD10, Reason.BAD_KID, "is not a number"),
        ("7", Modulus.MOD10, Reason.BAD_KID, "is not a number"),
    ],
)
def test_a_kid_that_is_not_ours_is_explained(
    kid: str, modulus: Modulus, reason: Reason, words: str
) -> None:
    decision = decide(payment(100, kid), None, modulus)
    assert decision.reason is reason
    assert words in decision.sentence
    assert decision.needs_person


def test_a_reversal_is_told_from_another_negative_amount() -> None:
    decision = decide(payment(-100, is_reversal=True), PAID, Modulus.MOD10)
    assert decision.reason is Reason.REVERSAL
    assert "invoice 10001" in decision.sentence
    assert "customer 20001" in decision.sentence


@pytest.mark.parametrize(
    ("amount_ore", "sentence"),
    [
        (125_000, "KID and amount are those of invoice 10001."),
        (120_000, "KID exact, part payment: 50,00 of invoice 10001 stays open."),
        (
            125_100,
            "KID exact, 1,00 too much for invoice 10001 is now credit of customer 20001.",
        ),
    ],
)
def test_the_sentence_says_what_was_done(amount_ore: int, sentence: str) -> None:
    assert decide(payment(amount_ore), OPEN, Modulus.MOD10).sentence == sentence


def test_only_what_is_settled_needs_nobody() -> None:
    by_itself = {Reason.EXACT, Reason.UNDER, Reason.OVER, Reason.ZERO}
    cases = [
        decide(payment(ore), owner, Modulus.MOD10)
        for ore in (-5, 0, 5, 125_000, 125_001)
        for owner in (None, OPEN, PAID, CREDITED)
    ]
    assert all(case.needs_person == (case.reason not in by_itself) for case in cases)


@given(st.integers(-(10**7), 10**7).filter(bool), owners, st.sampled_from(["", KID, "123", "x"]))
def test_no_ore_is_lost_and_no_claim_overfilled(
    amount_ore: int, owner: KidOwner | None, kid: str
) -> None:
    decision = decide(payment(amount_ore, kid), owner, Modulus.MOD10)
    entry = BankEntry(1, amount_ore, decision.allocations)
    voucher = bank_voucher([entry], Accounts(), booked_on=date(2026, 9, 20), kontonr="97101230000")
    assert voucher.lines[0].amount_ore == amount_ore
    if owner is None:
        assert decision.allocations == ()
        return
    assert sum(part.amount_ore for part in decision.allocations) == amount_ore
    for claim, open_ore in owner.open_claims:
        filled = sum(part.amount_ore for part in decision.allocations if part.claim is claim)
        assert 0 <= filled <= open_ore


@given(st.lists(st.integers(1, 400_000), min_size=1, max_size=6).flatmap(
    lambda amounts: st.tuples(st.just(amounts), st.permutations(amounts))
))  # fmt: skip
def test_the_order_of_payments_with_one_kid_does_not_matter(
    orders: tuple[list[int], list[int]],
) -> None:
    booked = []
    for amounts in orders:
        owner, sums = WITH_FEE, dict.fromkeys((Claim.PRINCIPAL, Claim.FEE, None), 0)
        for amount_ore in amounts:
            decision = decide(payment(amount_ore), owner, Modulus.MOD10)
            owner = owner.after(decision.allocations)
            for part in decision.allocations:
                sums[part.claim] += part.amount_ore
        booked.append((sums, owner))
    assert booked[0] == booked[1]
