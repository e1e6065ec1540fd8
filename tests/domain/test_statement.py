"""Postings become movements as a customer knows them; the running balance always adds up."""

from __future__ import annotations

from datetime import date
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from invoicectl.domain.statement import AccountLine
from invoicectl.domain.statement import Movement
from invoicectl.domain.statement import MovementKind
from invoicectl.domain.statement import movements_of

DAY = date(2026, 10, 1)


def posting(
    kind: str,
    amount_ore: int,
    *,
    voucher: int = 1,
    claim: str = "principal",
    invoice: int = 0,
    document: int = 0,
    transaction: int = 0,
    day: date = DAY,
) -> AccountLine:
    return AccountLine(voucher, day, kind, claim, invoice, document, transaction, None, amount_ore)


def shape(movements: tuple[Movement, ...]) -> list[tuple[str, tuple[int, ...], int, int]]:
    return [
        (each.kind.value, each.invoice_nos, each.amount_ore, each.balance_ore) for each in movements
    ]


def test_a_payment_of_three_invoices_is_one_movement() -> None:
    lines = [
        posting("payment", -100, invoice=10001, transaction=7),
        posting("payment", -200, invoice=10002, transaction=7),
        posting("payment", -50, transaction=7),
    ]
    assert shape(movements_of(lines, 400)) == [("payment", (10001, 10002), -350, 50)]


def test_two_payments_in_the_voucher_of_one_day_are_two() -> None:
    lines = [
        posting("payment", -100, invoice=10001, transaction=7),
        posting("payment", -200, invoice=10002, transaction=8),
    ]
    assert shape(movements_of(lines, 300)) == [
        ("payment", (10001,), -100, 200),
        ("payment", (10002,), -200, 0),
    ]


def test_a_credit_note_names_itself_and_then_what_it_credits() -> None:
    lines = [
        posting("credit_note", -100, invoice=10001, document=10002),
        posting("credit_note", -25, document=10002),
    ]
    assert shape(movements_of(lines, 100)) == [("credit_note", (10002, 10001), -125, -25)]


def test_what_is_moved_between_a_customers_own_invoices_is_left_out() -> None:
    lines = [
        posting("transfer", 100, transaction=7),
        posting("transfer", -100, invoice=10001, transaction=7),
    ]
    assert movements_of(lines, 0) == ()


@pytest.mark.parametrize(("amount_ore", "kind"), [(-100, "payment"), (100, "transfer")])
def test_money_found_to_be_the_customers_is_a_payment_of_theirs(amount_ore: int, kind: str) -> None:
    assert shape(movements_of([posting("transfer", amount_ore)], 0))[0][0] == kind


@pytest.mark.parametrize(
    ("voucher_kind", "claim", "kind"),
    [
        ("notice", "fee", MovementKind.FEE),
        ("notice", "interest", MovementKind.INTEREST),
        ("notice", "compensation", MovementKind.COMPENSATION),
        ("payment", "fee", MovementKind.PAYMENT),
        ("refund", "", MovementKind.REFUND),
        ("reversal", "principal", MovementKind.REVERSAL),
        ("rounding", "principal", MovementKind.ROUNDING),
        ("write_off", "principal", MovementKind.WRITE_OFF),
        ("something new", "principal", MovementKind.OTHER),
    ],
)
def test_what_it_is_called(voucher_kind: str, claim: str, kind: MovementKind) -> None:
    (found,) = movements_of([posting(voucher_kind, 3800, claim=claim, invoice=10001)], 0)
    assert found.kind is kind


def test_a_fee_and_the_interest_of_one_letter_stand_apart() -> None:
    lines = [
        posting("notice", 3800, claim="fee", invoice=10001),
        posting("notice", 1200, claim="interest", invoice=10001),
    ]
    assert [each[0] for each in shape(movements_of(lines, 0))] == ["fee", "interest"]


postings = st.builds(
    lambda kind, ore, invoice, transaction, claim: posting(
        kind, ore, invoice=invoice, transaction=transaction, claim=claim
    ),
    st.sampled_from(["invoice", "credit_note", "payment", "transfer", "reversal", "notice", "x"]),
    st.integers(-(10**9), 10**9).filter(bool),
    st.integers(0, 3),
    st.integers(0, 2),
    st.sampled_from(["principal", "fee", "interest", ""]),
)


@given(
    st.lists(st.lists(postings, min_size=1, max_size=5), max_size=8), st.integers(-(10**9), 10**9)
)
def test_no_ore_is_lost_and_each_balance_is_the_one_before_and_its_movement(
    vouchers: list[list[AccountLine]], opening_ore: int
) -> None:
    from dataclasses import replace

    lines = [
        replace(line, voucher_no=n, dated_on=DAY + timedelta(days=n // 2))
        for n, voucher in enumerate(vouchers)
        for line in voucher
    ]
    movements = movements_of(lines, opening_ore)
    assert opening_ore + sum(line.amount_ore for line in lines) == opening_ore + sum(
        each.amount_ore for each in movements
    )
    balance = opening_ore
    for each in movements:
        balance += each.amount_ore
        assert each.balance_ore == balance
        assert each.amount_ore
    assert [each.dated_on for each in movements] == sorted(each.dated_on for each in movements)
