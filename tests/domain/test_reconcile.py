"""Payments of one file found again in the books: by amount, day and KID, each of them once."""

from __future__ import annotations

from datetime import date
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from invoicectl.domain.payment import BankPayment
from invoicectl.domain.reconcile import InBooks
from invoicectl.domain.reconcile import days_near
from invoicectl.domain.reconcile import not_in_books

FRIDAY = date(2026, 10, 9)
KID, OTHER = "0017010422", "0017010430"


def told(ore: int = 100, *, kid: str = "", on: date = FRIDAY, is_sum: bool = False) -> BankPayment:
    return BankPayment(1, "12345678903", on, ore, kid, is_sum=is_sum)


def booked(ore: int = 100, *, kid: str = "", on: date = FRIDAY) -> InBooks:
    return InBooks(on, ore, kid)


@pytest.mark.parametrize(
    ("payment", "in_books", "is_found"),
    [
        (told(kid=KID), booked(kid=KID), True),
        (told(kid=KID), booked(kid=OTHER), False),
        (told(kid=KID), booked(), True),
        (told(), booked(kid=KID), True),
        (told(kid="0017 010422"), booked(kid=KID), True),
        (told(101, kid=KID), booked(kid=KID), False),
        (told(-100), booked(), False),
        (told(-100), booked(-100), True),
        (told(on=date(2026, 10, 14)), booked(), True),  # Friday to Wednesday: three bank days
        (told(on=date(2026, 10, 15)), booked(), False),
        (told(on=date(2026, 10, 6)), booked(), True),
        (told(on=date(2026, 10, 5)), booked(), False),
    ],
)
def test_what_counts_as_the_same_payment(
    payment: BankPayment, in_books: InBooks, is_found: bool
) -> None:
    assert not_in_books([payment], [in_books]) == (() if is_found else (payment,))


def test_easter_does_not_count_as_bank_days() -> None:
    assert max(days_near(date(2026, 4, 1))) == date(2026, 4, 9)  # Maundy Thursday to Easter Monday
    assert min(days_near(date(2026, 4, 7))) == date(2026, 3, 30)


def test_the_kid_decides_before_the_day() -> None:
    near, far = told(kid=OTHER), told(kid=KID)
    books = [booked(kid=KID, on=FRIDAY - timedelta(days=1)), booked(kid=OTHER)]
    assert not_in_books([far, near], books) == ()


def test_a_payment_without_kid_leaves_those_with_kid_to_their_own() -> None:
    assert not_in_books([told(), told(kid=KID)], [booked(kid=KID), booked()]) == ()


def test_one_of_two_equal_payments_is_missing() -> None:
    assert not_in_books([told(kid=KID), told(kid=KID)], [booked(kid=KID)]) == (told(kid=KID),)


class TestSums:
    def test_payments_of_the_day_come_to_it(self) -> None:
        books = [booked(70, kid=KID), booked(30, kid=OTHER), booked(55)]
        assert not_in_books([told(100, is_sum=True)], books) == ()

    def test_all_sums_of_a_day_together(self) -> None:
        books = [booked(ore) for ore in (10, 20, 30, 40)]
        sums = [told(60, is_sum=True), told(40, is_sum=True)]
        assert not_in_books(sums, books) == ()

    def test_one_of_many_ways_is_enough(self) -> None:
        books = [booked(299) for _ in range(40)]
        sums = [told(299 * 3, is_sum=True), told(299 * 35, is_sum=True), told(77, is_sum=True)]
        assert not_in_books(sums, books) == (sums[2],)

    def test_a_payment_answers_for_one_sum_only(self) -> None:
        books = [booked(70), booked(30), booked(1)]
        one, two = told(100, is_sum=True), told(100, kid="", is_sum=True)._replace(line=2)
        assert not_in_books([one, two], books) == (two,)

    def test_nothing_comes_to_it(self) -> None:
        lone = told(100, is_sum=True)
        assert not_in_books([lone], [booked(70)]) == (lone,)
        assert not_in_books([lone], [booked(70, on=FRIDAY - timedelta(days=1)), booked(30)])

    def test_one_that_is_no_sum_is_not_put_together(self) -> None:
        assert not_in_books([told(100)], [booked(70), booked(30)])


facts = st.tuples(
    st.integers(-3, 3).filter(bool), st.sampled_from(["", KID, OTHER]), st.integers(0, 20)
)


@given(st.lists(facts, max_size=12), st.data())
def test_what_is_booked_is_found_in_any_order_and_never_twice(
    drawn: list[tuple[int, str, int]], data: st.DataObject
) -> None:
    payments = [told(ore, kid=kid, on=FRIDAY + timedelta(days=day)) for ore, kid, day in drawn]
    books = [booked(each.amount_ore, kid=each.kid, on=each.booked_on) for each in payments]
    assert not_in_books(data.draw(st.permutations(payments)), books) == ()
    assert len(not_in_books([*payments, *payments], books)) == len(payments)
    without_kid = [each._replace(kid="") for each in payments]
    assert not_in_books(without_kid, books) == ()
