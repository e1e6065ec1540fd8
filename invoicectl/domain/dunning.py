"""What to do next about an unpaid invoice, and why: a pure decision that can be replayed by night.

First form: one fee-free betalingspåminnelse. The later steps grow here, from the same records.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from datetime import timedelta
from enum import StrEnum

from invoicectl.domain.dates import add_bankdays
from invoicectl.domain.dates import effective_due
from invoicectl.domain.money import kroner
from invoicectl.domain.terms import LIMITATION_YEARS
from invoicectl.domain.terms import limitation


class NoticeKind(StrEnum):
    """The letters of the law: each has its own legal effect."""

    BETALINGSPAAMINNELSE = "betalingspaaminnelse"
    PURRING = "purring"
    INKASSOVARSEL = "inkassovarsel"
    BETALINGSOPPFORDRING = "betalingsoppfordring"

    @property
    def word(self) -> str:
        """The name as people write it."""
        return self.value.replace("paaminnelse", "påminnelse")


@dataclass(frozen=True, slots=True)
class SentNotice:
    """A letter that has gone out; `deadline` None when it set none."""

    kind: NoticeKind
    sent_on: date
    deadline: date | None = None
    fee_ore: int = 0


@dataclass(frozen=True, slots=True)
class OpenItem:
    """One invoice as dunning sees it: what its principal still owes, and what was sent so far.

    `credit_ore` is money of the customer that has not been matched to any invoice; `is_sent` says
    that the invoice itself is known to have left the house.
    """

    invoice_no: int
    due: date
    open_ore: int
    is_disputed: bool = False
    notices: tuple[SentNotice, ...] = ()
    credit_ore: int = 0
    is_sent: bool = True


@dataclass(frozen=True, slots=True)
class Policy:
    """How the company duns.

    `first_days` counts calendar days after the effective due date; `grace_bankdays` are the bank
    days a payment made in time may need until it is seen (PAY-4); `min_ore` is the smallest
    principal pursued (PAY-7).
    """

    first_days: int = 3
    grace_bankdays: int = 3
    min_ore: int = 10_000


@dataclass(frozen=True, slots=True)
class Send:
    """Send this letter today; `step` numbers the letters of one invoice from 1."""

    kind: NoticeKind
    step: int
    rule: str
    reason: str


@dataclass(frozen=True, slots=True)
class Wait:
    """Do nothing today; `until` is the earliest day on which that may change by itself."""

    rule: str
    reason: str
    until: date | None = None


def next_step(item: OpenItem, policy: Policy, today: date) -> Send | Wait:
    """Decide the one thing to do about `item` today.

    Reads no clock, ledger or settings, so that a year of nights can be replayed in a test. Each
    answer names the rule that allowed it or held it back.
    """
    held = _held_back(item, policy, today)
    if held is not None:
        return held
    if item.notices:
        last = item.notices[-1]
        return Wait("FEE-11", f"a {last.kind.word} was sent on {last.sent_on}; no more is planned")
    return _first(item, policy, today)


def earliest_first(due: date, policy: Policy) -> date:
    """Return the first day on which the fee-free reminder may go out (law 3.2, step 1)."""
    last_day = effective_due(due)
    after_grace = add_bankdays(last_day, policy.grace_bankdays)
    return max(last_day + timedelta(days=policy.first_days), after_grace)


def _held_back(item: OpenItem, policy: Policy, today: date) -> Wait | None:
    """Return why no letter at all may go out, whatever the step."""
    if item.open_ore <= 0:
        return Wait("PAY-6", "nothing is owed any more")
    if item.is_disputed:
        return Wait("FEE-14", "the customer disputes it; settle that first")
    if item.open_ore < policy.min_ore:
        left, least = kroner(item.open_ore), kroner(policy.min_ore)
        return Wait("PAY-7", f"{left} is less than the smallest amount pursued, {least}")
    if item.open_ore - item.credit_ore < policy.min_ore:
        credit = kroner(item.credit_ore)
        return Wait("PAY-8", f"the customer has {credit} to its credit; match that first")
    if not item.is_sent:
        return Wait("OUTBOX", "the invoice itself is not known to have left; see the outbox")
    return _too_early_or_late(item, policy, today)


def _too_early_or_late(item: OpenItem, policy: Policy, today: date) -> Wait | None:
    """Return why the day forbids a letter."""
    if today <= effective_due(item.due):
        return Wait("CAL-5", *_not_before(item, policy, f"it falls due on {item.due}"))
    if today.year - item.due.year >= LIMITATION_YEARS:  # most claims need not be computed
        last_day = limitation(item.due).last_day
        if today > last_day:
            return Wait("TRM-7", f"the claim was barred after {last_day}; do not dun it")
    return None


def _first(item: OpenItem, policy: Policy, today: date) -> Send | Wait:
    earliest = earliest_first(item.due, policy)
    if today < earliest:
        why = f"a payment made by {effective_due(item.due)} may still be on its way"
        return Wait("PAY-4", *_not_before(item, policy, why))
    days = (today - effective_due(item.due)).days
    reason = f"{days} days overdue, no letter sent yet; without a fee it is always allowed"
    return Send(NoticeKind.BETALINGSPAAMINNELSE, 1, "FEE-11", reason)


def _not_before(item: OpenItem, policy: Policy, why: str) -> tuple[str, date]:
    earliest = earliest_first(item.due, policy)
    return f"{why}; a betalingspåminnelse may go out from {earliest}", earliest
