"""Settings of projects: what hours cost where a project says nothing, and how they are invoiced."""

from __future__ import annotations

from typing import TYPE_CHECKING

from invoicectl.domain.work_deadline import InvoiceRule
from invoicectl.domain.work_lines import LineRule
from invoicectl.settings.kinds import Choice
from invoicectl.settings.kinds import Kroner
from invoicectl.settings.kinds import Text
from invoicectl.settings.kinds import Whole
from invoicectl.settings.schema import key
from invoicectl.settings.schema import section

if TYPE_CHECKING:
    from invoicectl.domain.work import Terms


@section
class ProjectsSettings:
    """Hours, expenses and kilometres that are collected on projects; prices exclude VAT."""

    hourly_rate_ore: int | None = key(
        Kroner(),
        "Price of an hour where neither the entry nor the project has one.",
        default=None,
        name="hourly_rate",
        example="1200",
    )
    km_rate_ore: int | None = key(
        Kroner(),
        "Price of a kilometre where neither the entry nor the project has one.",
        default=None,
        name="km_rate",
        example="5,30",
    )
    expense_markup_percent: int = key(
        Whole(0, 1000),
        "Percent added to expenses where neither the entry nor the project says otherwise.",
        default=0,
        name="expense_markup",
    )
    round_up_minutes: int = key(
        Whole(1, 60),
        "Each entry of hours is invoiced in whole steps of so many minutes; records stay exact.",
        default=1,
    )
    invoice_lines: LineRule = key(
        Choice(LineRule),
        "What hours share a line of the invoice. Those of another price never do.",
        default=LineRule.ACTIVITY,
    )
    deadline: InvoiceRule = key(
        Choice(InvoiceRule),
        "running: services that go on, invoiced by the end of the month after each VAT period of "
        "two months (bff § 5-2-4); delivery: one month after each day of work (bff § 5-2-2).",
        default=InvoiceRule.RUNNING,
    )
    person: str = key(
        Text(max_chars=80),
        "Who has worked when `project log` names nobody; else the user of this machine.",
        default="",
        example="Kari Nordmann",
    )

    def terms(self) -> Terms:
        """Return what entries are priced by, as the rules of the domain take it."""
        from invoicectl.domain.work import Terms

        return Terms(
            hour_micro=_micro(self.hourly_rate_ore),
            km_micro=_micro(self.km_rate_ore),
            markup_bp=self.expense_markup_percent * 100,
            step_minutes=self.round_up_minutes,
        )


def _micro(ore: int | None) -> int | None:
    """Return øre as millionths of a krone."""
    return None if ore is None else ore * 10_000
