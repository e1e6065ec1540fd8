"""Which open invoices come to exactly one sum: a bounded search, for suggestions only."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Sequence

MOST = 8
"""So many invoices one payment is thought to be for, at most."""
BUDGET = 50_000
"""Combinations that are looked at before the search gives up."""


def sums_to(amounts: Sequence[int], target: int) -> tuple[int, ...] | None:
    """Return the places of two or more amounts that come to `target`, when only one set does.

    None when no set does, several do, or the search would take too long: a suggestion that may be
    wrong is worse than none.

    Args:
        amounts: what each invoice owes, in øre, all more than zero.
        target: what was paid, in øre.
    """
    if len(amounts) > 1 and sum(amounts) == target:
        return tuple(range(len(amounts)))  # all that is owed: nothing else is as likely
    order = sorted(range(len(amounts)), key=lambda at: -amounts[at])
    search = _Search([amounts[at] for at in order])
    found = []
    for places in search.sets(target):
        found.append(places)
        if len(found) > 1:
            return None
    if not found or search.budget <= 0:
        return None
    return tuple(sorted(order[at] for at in found[0]))


def any_sum(amounts: Sequence[int], target: int) -> tuple[int, ...] | None:
    """Return the places of amounts that come to `target`, of any set that does; None if none.

    Sets are of `MOST` amounts at most, or of all but so many.

    Args:
        amounts: in øre, all more than zero.
        target: in øre.
    """
    order = sorted(range(len(amounts)), key=lambda at: -amounts[at])
    rest = sum(amounts) - target
    for wanted, is_rest in ((target, False), (rest, True)):
        if wanted == 0:
            found: tuple[int, ...] | None = ()
        elif wanted in amounts:
            found = (amounts.index(wanted),)
        else:
            places = next(_Search([amounts[at] for at in order]).sets(wanted), None)
            found = None if places is None else tuple(order[at] for at in places)
        if found is not None:
            of_rest = set(found)
            return tuple(at for at in range(len(amounts)) if (at in of_rest) is not is_rest)
    return None


class _Search:
    """Depth first over amounts from the largest down, cut off where the rest cannot reach."""

    def __init__(self, amounts: Sequence[int]) -> None:
        self._amounts = amounts
        self._left = [0] * (len(amounts) + 1)
        for at in range(len(amounts) - 1, -1, -1):
            self._left[at] = self._left[at + 1] + amounts[at]
        self.budget = BUDGET

    def sets(
        self, target: int, start: int = 0, chosen: tuple[int, ...] = ()
    ) -> Iterator[tuple[int, ...]]:
        """Yield each set of two or more places whose amounts come to `target`."""
        if target == 0 and len(chosen) > 1:
            yield chosen
            return
        if target <= 0 or len(chosen) == MOST:
            return
        for at in range(start, len(self._amounts)):
            self.budget -= 1
            if self.budget <= 0 or self._left[at] < target:
                return
            if self._amounts[at] <= target:
                yield from self.sets(target - self._amounts[at], at + 1, (*chosen, at))
