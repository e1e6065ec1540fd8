"""What the outbox writes down about a try: sent, in doubt, given up, or when to try again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from invoicectl.channels.port import NotReached
from invoicectl.channels.port import Refused
from invoicectl.channels.port import Sent
from invoicectl.channels.port import Uncertain
from invoicectl.domain.outbox import DeliveryState

if TYPE_CHECKING:
    from datetime import datetime

    from invoicectl.channels.port import Outcome
    from invoicectl.domain.outbox import Delivery

TRIES_MAX = 8
BACKOFF = (
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=8),
    timedelta(hours=24),
)
"""How long a message waits after its first, second, ... try that came to nothing."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """The next state of a delivery; `not_before` (UTC) when it waits before it is tried again."""

    state: DeliveryState
    sentence: str
    reference: str = ""
    not_before: str | None = None


def verdict_of(each: Delivery, outcome: Outcome, now: datetime) -> Verdict:
    """Return what the outbox writes down; what certainly did not arrive waits or fails."""
    match outcome:
        case Sent():
            return Verdict(DeliveryState.SENT, outcome.note, outcome.reference)
        case Refused():
            return Verdict(DeliveryState.FAILED, outcome.sentence)
        case Uncertain():
            return Verdict(DeliveryState.UNCERTAIN, outcome.sentence)
        case NotReached(halts=True):
            return Verdict(DeliveryState.QUEUED, outcome.sentence)
        case NotReached():
            tries = each.attempts + 1
            if tries >= TRIES_MAX:
                return Verdict(DeliveryState.FAILED, f"{outcome.sentence} ({tries} tries)")
            wait = BACKOFF[min(tries, len(BACKOFF)) - 1]
            return Verdict(
                DeliveryState.QUEUED,
                outcome.sentence,
                not_before=(now + wait).isoformat(timespec="seconds"),
            )
