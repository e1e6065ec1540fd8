"""Payments of a file that only reconciles, each looked for in the books."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import Final
from typing import NamedTuple

from invoicectl.domain.dates import DAY
from invoicectl.domain.dates import add_bankdays
from invoicectl.domain.dates import is_bankdag
from invoicectl.domain.kid import normalise_kid
from invoicectl.domain.payment import BankPayment
from invoicectl.domain.payment_sum import any_sum

WINDOW: Final = 3
"""Bank days by which two files may differ about the day of one payment."""


class InBooks(NamedTuple):
    """A payment as it was booked: its day, its signed amount in øre, and its KID or nothing."""

    booked_on: date
    amount_ore: int
    kid: str


def not_in_books(
    payments: Sequence[BankPayment], booked: Iterable[InBooks]
) -> tuple[BankPayment, ...]:
    """Return the payments that the books do not have, in the order of the file.

    The amount must be the same, the day at most `WINDOW` bank days off, and the KID the same where
    both have one. Each payment of the books answers for one of the file; the closest are taken
    first. A sum whose payments the bank does not show is found when payments of its day come to it,
    and so are all sums of a day together.

    Args:
        payments: of one account.
        booked: what the books have of that account.
    """
    books = _Books(booked)
    left: Iterable[int] = range(len(payments))
    for is_by_kid in (True, False):
        for is_near in (False, True):
            left = [at for at in left if not books.take(payments[at], is_by_kid, is_near)]
    found = _sums_found([(at, payments[at]) for at in left if payments[at].is_sum], books)
    return tuple(payments[at] for at in left if at not in found)


@lru_cache(maxsize=1024)
def days_near(day: date) -> tuple[date, ...]:
    """Return all days at most `WINDOW` bank days from `day`, the closest first."""
    last = add_bankdays(day, WINDOW)
    first, passed = day, 0
    while passed < WINDOW:
        first -= DAY
        passed += is_bankdag(first)
    days = [first + DAY * count for count in range((last - first).days + 1)]
    return tuple(sorted(days, key=lambda each: abs(each - day)))


class _Books:
    """The payments of the books in which none of the file has been found yet."""

    def __init__(self, booked: Iterable[InBooks]) -> None:
        self._kids: dict[tuple[date, int], dict[str, int]] = {}
        for each in booked:
            kids = self._kids.setdefault((each.booked_on, each.amount_ore), {})
            kid = normalise_kid(each.kid)
            kids[kid] = kids.get(kid, 0) + 1

    def take(self, payment: BankPayment, is_by_kid: bool, is_near: bool) -> bool:  # noqa: FBT001 - both are asked in turn
        """Take a payment out; False when there is none like it, with its KID or with none."""
        kid = normalise_kid(payment.kid)
        if is_by_kid and not kid:
            return False
        for day in days_near(payment.booked_on) if is_near else (payment.booked_on,):
            kids = self._kids.get((day, payment.amount_ore))
            if not kids:
                continue
            other = kid if is_by_kid else ""
            if not kid and other not in kids:
                other = next(iter(kids))
            if other in kids:
                self._take_one(day, payment.amount_ore, other)
                return True
        return False

    def _take_one(self, day: date, amount_ore: int, kid: str) -> None:
        kids = self._kids[day, amount_ore]
        kids[kid] -= 1
        if not kids[kid]:
            del kids[kid]

    def amounts_of(self, day: date) -> list[int]:
        """Return the amounts that are left on a day."""
        return [
            amount_ore
            for (of, amount_ore), kids in self._kids.items()
            if of == day
            for _ in range(sum(kids.values()))
        ]

    def take_amounts(self, day: date, amounts_ore: Iterable[int]) -> None:
        """Take payments of a day out by their amounts, whatever their KID."""
        for amount_ore in amounts_ore:
            self._take_one(day, amount_ore, next(iter(self._kids[day, amount_ore])))


def _sums_found(sums: Sequence[tuple[int, BankPayment]], books: _Books) -> set[int]:
    """Return the places of the sums to which payments in the books come."""
    found: set[int] = set()
    for day in {payment.booked_on for _, payment in sums}:
        of_day = [(at, payment.amount_ore) for at, payment in sums if payment.booked_on == day]
        amounts = books.amounts_of(day)
        if amounts and sum(amounts) == sum(ore for _, ore in of_day):
            found.update(at for at, _ in of_day)
            continue
        for at, ore in of_day:
            amounts = [each for each in books.amounts_of(day) if each > 0]
            places = any_sum(amounts, ore)
            if places:
                books.take_amounts(day, [amounts[place] for place in places])
                found.add(at)
    return found
