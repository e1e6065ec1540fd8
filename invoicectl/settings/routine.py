"""Settings of what happens by itself: letters about overdue invoices, the night, backups, log."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from invoicectl.settings.kinds import URL
from invoicectl.settings.kinds import Choice
from invoicectl.settings.kinds import FilePath
from invoicectl.settings.kinds import Flag
from invoicectl.settings.kinds import Kroner
from invoicectl.settings.kinds import Several
from invoicectl.settings.kinds import Text
from invoicectl.settings.kinds import Whole
from invoicectl.settings.schema import key
from invoicectl.settings.schema import section

if TYPE_CHECKING:
    from invoicectl.domain.dunning import Policy


class ReminderPlan(StrEnum):
    """Which letters an overdue invoice is pursued with."""

    FRIENDLY = "friendly"
    FULL = "full"


@section
class RemindersSettings:
    """Letters about invoices that are not paid in time; the friendly one costs nothing."""

    enabled: bool = key(Flag(), "Whether letters are sent at all.", default=True, levels=True)
    plan: ReminderPlan = key(
        Choice(ReminderPlan),
        "friendly: one betalingspåminnelse without a fee; full: also purring and inkassovarsel, "
        "which this version does not send yet.",
        default=ReminderPlan.FRIENDLY,
        levels=True,
    )
    first_after_days: int = key(
        Whole(1, 365), "Days after the due date before the first letter.", default=3, levels=True
    )
    grace_days: int = key(
        Whole(0, 30),
        "Bank days a payment may be on its way before a letter goes.",
        default=3,
        levels=True,
    )
    min_amount_ore: int = key(
        Kroner(),
        "No letter about less than this, in kroner.",
        default=10_000,
        name="min_amount",
        levels=True,
    )
    fee: bool = key(
        Flag(),
        "Whether letters may claim the reminder fee of inkassoforskriften. Not used yet.",
        default=False,
        levels=True,
        idle=True,
    )
    interest: bool = key(
        Flag(),
        "Whether letters may claim interest by the law on late payment. Not used yet.",
        default=False,
        levels=True,
        idle=True,
    )
    compensation: bool = key(
        Flag(),
        "Whether businesses may be claimed the standard compensation for late payment, which "
        "takes the place of the fee. Not used yet.",
        default=False,
        levels=True,
        idle=True,
    )

    def policy(self) -> Policy:
        """Return how overdue invoices are pursued, as the rules of the domain take it."""
        from invoicectl.domain.dunning import Policy

        return Policy(
            first_days=self.first_after_days,
            grace_bankdays=self.grace_days,
            min_ore=self.min_amount_ore,
        )


@section
class SmsSettings:
    """Text messages to a customer's mobile."""

    enabled: bool = key(
        Flag(),
        "Whether customers may be told by SMS. Not used yet: this version sends none.",
        default=False,
        levels=True,
        idle=True,
    )


@section
class LettersSettings:
    """Letters on paper."""

    inkassovarsel: bool = key(
        Flag(),
        "Whether an inkassovarsel may go by post. Not used yet: this version prints none.",
        default=False,
        levels=True,
        idle=True,
    )


@section
class CollectionSettings:
    """Debt collection agencies."""

    agency: str = key(
        Text(max_chars=60),
        "Name of the agency that unpaid invoices are handed over to. Not used yet.",
        default="",
        example="inkasso-as",
        levels=True,
        idle=True,
    )


@section
class NightlySettings:
    """The run from cron."""

    max_letters: int = key(
        Whole(1, 100_000),
        "More messages than this in one night stop the run before the first.",
        default=50,
    )
    heartbeat_url: str = key(
        URL,
        "Address that is called at the start and the end, so that a silent night is noticed.",
        default="",
        example="https://hc.example.com/ping/invoicectl",
    )
    on_problem_command: tuple[str, ...] = key(
        Several(Text(max_chars=1000), most=50),
        "Command that gets the report on its input when something went wrong; run without a shell.",
        default=(),
        example='["mail", "-s", "invoicectl", "post@example.no"]',
    )


@section
class BackupSettings:
    """Copies of the ledger, made and checked every night."""

    folder: Path = key(
        FilePath(), "Where they are kept; best on another disk.", default=Path("backup")
    )
    keep: int = key(Whole(1, 3650), "How many are kept.", default=14)


@section
class LogSettings:
    """What happened, one JSON object a line."""

    path: Path = key(FilePath(), "The file.", default=Path("invoicectl.log"))
