"""What stands behind the lines of an invoice: hours of each day and person, and expenses."""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING
from typing import Final

from invoicectl.domain.money import MICRO

if TYPE_CHECKING:
    from collections.abc import Sequence

_MINUTES: Final = 60


@dataclass(frozen=True, slots=True)
class SpecificationRow:
    """One entry of the records: hours are `minutes`, anything else `quantity_micro` of `unit`.

    `unit_price_micro` is millionths of a krone for an hour or a unit, VAT excluded; `net_ore` is
    what the entry comes to. `unit` is a UN/ECE Recommendation 20 code, `HUR` for hours.
    """

    day: date
    person: str
    text: str
    unit_price_micro: int
    net_ore: int = 0
    minutes: int = 0
    quantity_micro: int = 0
    unit: str = "HUR"


@dataclass(frozen=True, slots=True)
class SpecificationGroup:
    """The entries behind one line of the invoice: `net_ore` is the line's, and the rows' sum."""

    title: str
    rows: tuple[SpecificationRow, ...]
    net_ore: int

    @property
    def minutes(self) -> int:
        """All time of the group; 0 for expenses."""
        return sum(row.minutes for row in self.rows)


@dataclass(frozen=True, slots=True)
class Specification:
    """The pages behind an invoice: one group a line that has entries, in the order of the lines."""

    groups: tuple[SpecificationGroup, ...]

    @property
    def net_ore(self) -> int:
        """The sum of all groups in øre, VAT excluded."""
        return sum(group.net_ore for group in self.groups)

    @property
    def minutes(self) -> int:
        """All time of all groups."""
        return sum(group.minutes for group in self.groups)


def group_of(title: str, rows: Sequence[SpecificationRow], net_ore: int) -> SpecificationGroup:
    """Return the entries of a line, their `net_ore` set so that they add up to the line's.

    Each entry gets its exact value rounded down, and the øre that are left go to those that lost
    most by it, so that twenty minutes three times are the hour that is invoiced. Where the line is
    not the sum of its entries (a mark-up) they share it by their value. Entries without a price,
    behind a fixed price, have no amount.

    Args:
        title: the description of the invoice's line.
        rows: what was recorded; their `net_ore` is not looked at.
        net_ore: the line's net amount in øre.
    """
    weights = [_exact(row) for row in rows]
    shares = apportioned(net_ore, weights) if sum(weights) else [0] * len(rows)
    settled = (replace(row, net_ore=ore) for row, ore in zip(rows, shares, strict=True))
    return SpecificationGroup(title, tuple(settled), net_ore)


def apportioned(total: int, weights: Sequence[int]) -> list[int]:
    """Return `total` cut into whole parts in proportion to `weights`, adding up exactly.

    The parts that were rounded down by most get one more each, the first of equal ones before the
    others.

    Args:
        total: of either sign.
        weights: of either sign; their sum is not zero, unless there are none.
    """
    whole = sum(weights)
    cut = [divmod(total * weight, whole) for weight in weights]
    parts = [part for part, _ in cut]
    by_loss = sorted(range(len(cut)), key=lambda at: (-abs(cut[at][1]), at))
    for at in by_loss[: total - sum(parts)]:
        parts[at] += 1
    return parts


def _exact(row: SpecificationRow) -> int:
    """Return the weight of an entry: quantity times price, an hour being sixty minutes."""
    return (row.quantity_micro * _MINUTES + row.minutes * MICRO) * row.unit_price_micro
