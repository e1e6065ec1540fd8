from __future__ import annotations

from datetime import date

import pytest

from invoicectl.domain.books import BookPeriod
from invoicectl.domain.books import Sums
from invoicectl.domain.books import balance_of
from invoicectl.domain.books import book_period
from invoicectl.domain.books import earlier_result
from invoicectl.domain.books import total_of
from invoicectl.domain.chart import AccountKind
from invoicectl.errors import InputError

TODAY = date(2026, 11, 23)
SUMS = Sums(earlier_ore=700, before_ore=20, debit_ore=5, credit_ore=3)


@pytest.mark.parametrize(
    ("first", "last", "meant"),
    [
        (None, None, (date(2026, 1, 1), TODAY)),
        (date(2025, 7, 1), None, (date(2025, 7, 1), TODAY)),
        (None, date(2025, 3, 31), (date(2025, 1, 1), date(2025, 3, 31))),
        (date(2027, 5, 1), None, (date(2027, 5, 1), date(2027, 5, 1))),
        (TODAY, TODAY, (TODAY, TODAY)),
    ],
)
def test_a_period_is_the_year_until_today_unless_told_otherwise(
    first: date | None, last: date | None, meant: tuple[date, date]
) -> None:
    assert book_period(first, last, TODAY) == BookPeriod(*meant)


def test_a_period_does_not_run_backwards() -> None:
    with pytest.raises(InputError, match=r"01\.02\.2026 lies before --from, 02\.02\.2026"):
        book_period(date(2026, 2, 2), date(2026, 2, 1), TODAY)


@pytest.mark.parametrize(
    ("kind", "opening_ore"),
    [
        (AccountKind.ASSET, 720),
        (AccountKind.LIABILITY, 720),
        (AccountKind.EQUITY, 720),
        (AccountKind.INCOME, 20),
        (AccountKind.EXPENSE, 20),
    ],
)
def test_income_and_expenses_begin_every_year_at_nothing(
    kind: AccountKind, opening_ore: int
) -> None:
    found = balance_of("3000", "Salg", kind, SUMS)
    assert (found.opening_ore, found.closing_ore) == (opening_ore, opening_ore + 2)


def test_what_earlier_years_came_to_is_kept_apart_so_that_openings_balance() -> None:
    asset, income = Sums(earlier_ore=500), Sums(earlier_ore=-500)
    result = earlier_result([(AccountKind.ASSET, asset), (AccountKind.INCOME, income)])
    assert result is not None
    assert result.opening_ore == -500
    rows = [
        balance_of("1500", "", AccountKind.ASSET, asset),
        balance_of("3000", "", AccountKind.INCOME, income),
        result,
    ]
    assert total_of(rows).opening_ore == 0
    assert earlier_result([(AccountKind.ASSET, asset)]) is None
