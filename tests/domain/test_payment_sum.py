from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from invoicectl.domain.payment_sum import any_sum
from invoicectl.domain.payment_sum import sums_to

OWED = st.lists(st.integers(1, 60), max_size=7)


@pytest.mark.parametrize(
    ("amounts", "target", "places"),
    [
        ([100, 250, 30], 130, (0, 2)),
        ([100, 250, 30], 380, (0, 1, 2)),
        ([100, 250, 30], 100, None),  # one invoice is no sum
        ([100, 100, 30], 130, None),  # either hundred would do
        ([100, 250], 351, None),
        ([], 10, None),
        ([50, 50], 100, (0, 1)),
    ],
)
def test_the_only_sum_is_found(
    amounts: list[int], target: int, places: tuple[int, ...] | None
) -> None:
    assert sums_to(amounts, target) == places


@given(OWED, st.integers(1, 250))
def test_it_is_what_trying_everything_finds(amounts: list[int], target: int) -> None:
    sets = [
        places
        for size in range(2, len(amounts) + 1)
        for places in combinations(range(len(amounts)), size)
        if sum(amounts[at] for at in places) == target
    ]
    whole = tuple(range(len(amounts)))
    expected = whole if whole in sets else sets[0] if len(sets) == 1 else None
    assert sums_to(amounts, target) == expected


def test_a_hopeless_search_gives_up() -> None:
    assert sums_to([2 * number for number in range(500, 560)], 3_001) is None


@given(OWED, st.integers(1, 450))
def test_any_sum_is_found_when_there_is_one(amounts: list[int], target: int) -> None:
    ways = [
        chosen
        for size in range(len(amounts) + 1)
        for chosen in combinations(range(len(amounts)), size)
        if sum(amounts[at] for at in chosen) == target
    ]
    found = any_sum(amounts, target)
    assert (found in ways) if ways else found is None
