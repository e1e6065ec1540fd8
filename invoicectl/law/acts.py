"""Which act on debt collection holds on a day: after the new one, only agencies may warn of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from invoicectl.errors import RateUnknownError


class DebtCollectionRegime(StrEnum):
    """The acts on debt collection, by the names of their rows (LAW-1, LAW-2)."""

    ACT_1988 = "inkassolov_1988"
    ACT_2026 = "inkassolov_2026"

    @property
    def creditor_may_warn(self) -> bool:
        """Whether an inkassovarsel of the creditor's own counts, and may carry a fee (LAW-2)."""
        return self is DebtCollectionRegime.ACT_1988


@dataclass(frozen=True, slots=True)
class Act:
    """One act, in force from `since` on; None while nobody has decided when that is."""

    regime: DebtCollectionRegime
    name: str
    since: date | None
    source: str
    verified: bool = True
    note: str = ""
    is_own: bool = False


def regime_on(acts: tuple[Act, ...], day: date) -> DebtCollectionRegime:
    """Return the regime in force on `day`: that of the act which began last.

    Raises:
        RateUnknownError: `day` lies before the first of them.
    """
    begun = [(act.since, act.regime) for act in acts if act.since is not None and act.since <= day]
    if not begun:
        raise RateUnknownError("act on debt collection", day)
    return max(begun)[1]
