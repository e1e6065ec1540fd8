"""What came of a run of the outbox, and the exit status that fits."""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import field

from invoicectl.domain.outbox import DeliveryState
from invoicectl.domain.outbox import Purpose
from invoicectl.errors import Exit


@dataclass(frozen=True, slots=True)
class Carried:
    """How one delivery came out in this run; `sentence` says why when it was not sent."""

    delivery_id: int
    purpose: Purpose
    ref: str
    channel: str
    recipient: str
    state: DeliveryState
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class DeliverResult:
    """What a run of the outbox did; `queued` counts what is still waiting, for whatever reason.

    `halted` goes from channel to the sentence why it was left for this run; `limited` says so of
    e-mail when the day's limit was reached.
    """

    outcomes: tuple[Carried, ...] = ()
    queued: int = 0
    halted: dict[str, str] = field(default_factory=dict)
    limited: str = ""
    credentials_refused: bool = False
    waiting_uncertain: int = 0
    waiting_failed: int = 0

    def count(self, state: DeliveryState) -> int:
        """Return how many deliveries of this run ended in a state."""
        return sum(outcome.state is state for outcome in self.outcomes)

    @property
    def sent(self) -> int:
        """How many were sent in this run."""
        return self.count(DeliveryState.SENT)

    @property
    def failed(self) -> int:
        """How many failed in this run and will not be tried again by themselves."""
        return self.count(DeliveryState.FAILED)

    @property
    def uncertain(self) -> int:
        """How many may or may not have arrived."""
        return self.count(DeliveryState.UNCERTAIN)

    @property
    def exit_status(self) -> Exit:
        """The exit status that fits (design 5): what needs a person goes before what waits."""
        if self.credentials_refused:
            return Exit.CREDENTIALS
        if self.halted and not self.sent:
            return Exit.NETWORK
        if self.failed or self.uncertain:
            return Exit.PERSON_NEEDED
        return Exit.PARTLY if self.queued else Exit.DONE
