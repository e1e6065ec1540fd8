"""Settings of payments: what may be booked without a person, and what a payment settles first."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from invoicectl.settings.kinds import Choice
from invoicectl.settings.kinds import Kroner
from invoicectl.settings.kinds import Several
from invoicectl.settings.schema import key
from invoicectl.settings.schema import section

if TYPE_CHECKING:
    from invoicectl.domain.matching import Rules


class SettleFirst(StrEnum):
    """Which part of an invoice a payment settles first."""

    PRINCIPAL = "principal"
    COSTS = "costs"


class ByItself(StrEnum):
    """What may be booked by itself beside an exact KID."""

    NUMBER = "number"
    PAYER = "payer"


@section
class PaymentsSettings:
    """How payments find their invoices. An exact KID always books by itself."""

    by_itself: tuple[ByItself, ...] = key(
        Several(Choice(ByItself), most=2, lone=True),
        "What else is booked without asking, when exactly one open invoice fits and the amount is "
        "what it owes. number: its number or KID stands in the message. payer: the account has "
        "paid for that customer before.",
        default=(),
        example="number",
    )
    tolerance_ore: int = key(
        Kroner(),
        "A difference of up to so many kroner is rounded off and the invoice counts as paid.",
        default=0,
        name="tolerance",
    )
    settle_first: SettleFirst = key(
        Choice(SettleFirst),
        "What a part payment settles first: the principal, or fees and interest (costs).",
        default=SettleFirst.PRINCIPAL,
    )

    def rules(self, rounding: str) -> Rules:
        """Return how payments are booked; `rounding` is the account of small differences."""
        from invoicectl.domain.matching import Rules

        return Rules(
            tolerance_ore=self.tolerance_ore,
            costs_first=self.settle_first is SettleFirst.COSTS,
            rounding_account=rounding,
            number_is_enough=ByItself.NUMBER in self.by_itself,
            payer_is_enough=ByItself.PAYER in self.by_itself,
        )
