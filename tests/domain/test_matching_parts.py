"""Several claims in one payment: each is settled by its KID, and never more than was paid."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from invoicectl.domain.bookkeeping import Claim
from invoicectl.domain.kid import Modulus
from invoicectl.domain.matching import Decision
from invoicectl.domain.matching import InvoiceState
from invoicectl.domain.matching import KidOwner
from invoicectl.domain.matching import Reason
from invoicectl.domain.matching import decide
from invoicectl.domain.matching_parts import decide_foreign
from invoicectl.domain.matching_parts import decide_parts
from invoicectl.domain.payment import BankPayment
from invoicectl.domain.payment import PaymentPart

FIRST, SECOND, STRANGE = "1008", "18", "26"


def alone(payment: BankPayment, owner: KidOwner | None) -> Decision:
    return decide(payment, owner, Modulus.MOD10)


def owner(invoice_no: int, open_ore: int, customer_no: str = "10001") -> KidOwner:
    claims = ((Claim.PRINCIPAL, open_ore),) if open_ore else ()
    state = InvoiceState.OPEN if open_ore else InvoiceState.PAID
    return KidOwner(invoice_no, customer_no, state, claims)


def payment(*parts: PaymentPart, kid: str = "") -> BankPayment:
    amount_ore = sum(part.amount_ore for part in parts)
    return BankPayment(1, "12345678903", date(2026, 10, 9), amount_ore, kid, parts=parts)


def allocated(decision: Decision) -> list[tuple[int | None, int]]:
    return [(part.invoice_no, part.amount_ore) for part in decision.allocations]


def test_each_claim_goes_to_its_invoice() -> None:
    owners = {FIRST: owner(10001, 400), SECOND: owner(10002, 500)}
    decision = decide_parts(
        payment(PaymentPart(FIRST, 400), PaymentPart(SECOND, 500)), owners, alone
    )
    assert decision.reason is Reason.EXACT
    assert allocated(decision) == [(10001, 400), (10002, 500)]
    assert owners[FIRST].state is InvoiceState.PAID  # the next payment of the file sees it


def test_the_reason_is_the_one_a_person_must_hear_of() -> None:
    owners = {FIRST: owner(10001, 500), SECOND: owner(10002, 0)}
    parts = (PaymentPart(FIRST, 400), PaymentPart(SECOND, 500), PaymentPart(STRANGE, 100))
    decision = decide_parts(payment(*parts), owners, alone)
    assert decision.reason is Reason.ALREADY_PAID
    assert allocated(decision) == [(10001, 400), (None, 500)]
    under = decide_parts(payment(parts[0]), {FIRST: owner(10001, 500)}, alone)
    assert under.reason is Reason.UNDER


def test_a_credit_note_leaves_less_for_the_claims() -> None:
    parts = (PaymentPart(FIRST, 1299, "1044"), PaymentPart("", -250, "K-77"))
    decision = decide_parts(payment(*parts, kid=FIRST), {FIRST: owner(10001, 1299)}, alone)
    assert allocated(decision) == [(10001, 1049)]
    assert decision.sentence.endswith("The payer takes off credit note K-77 of 2,50.")
    credited = decide_parts(payment(*parts, kid=FIRST), {FIRST: owner(10001, 1049)}, alone)
    assert credited.reason is Reason.EXACT


def test_claims_and_credit_notes_of_the_same_size_leave_nothing_to_book() -> None:
    parts = (PaymentPart(FIRST, 100), PaymentPart("", -100, "K-77"))
    decision = decide_parts(payment(*parts, kid=FIRST), {FIRST: owner(10001, 100)}, alone)
    assert (decision.reason, decision.allocations) == (Reason.ZERO, ())


def test_foreign_currency_is_for_a_person() -> None:
    decision = decide_foreign(payment()._replace(currency="EUR", text="EUR 100.00"))
    assert decision.needs_person
    assert decision.sentence.startswith("The amount is in EUR (EUR 100.00), so nothing was booked")


parts_of = st.lists(
    st.builds(
        PaymentPart,
        st.sampled_from([FIRST, SECOND, STRANGE, ""]),
        st.integers(-2000, 3000).filter(bool),
        st.just("1"),
    ),
    min_size=1,
    max_size=6,
)


@given(parts_of, st.integers(0, 3000), st.integers(0, 3000))
def test_never_more_is_allocated_than_was_paid(
    parts: list[PaymentPart], first_ore: int, second_ore: int
) -> None:
    paid = payment(*parts)
    if paid.amount_ore <= 0:
        paid = payment(*parts, PaymentPart("", 1 - paid.amount_ore))
    owners = {FIRST: owner(10001, first_ore), SECOND: owner(10002, second_ore)}
    decision = decide_parts(paid, owners, alone)
    assert 0 <= sum(part.amount_ore for part in decision.allocations) <= paid.amount_ore
    for invoice_no, open_ore in ((10001, first_ore), (10002, second_ore)):
        given_ore = sum(ore for no, ore in allocated(decision) if no == invoice_no)
        assert 0 <= given_ore <= open_ore
