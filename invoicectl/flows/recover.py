"""What a run that was cut off left behind: settled by evidence, else shown as uncertain."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from datetime import timedelta
from typing import TYPE_CHECKING

from invoicectl.domain.outbox import DeliveryState
from invoicectl.domain.outbox import Purpose
from invoicectl.flows.sending import EMAIL
from invoicectl.flows.sending import FOLDER
from invoicectl.ledger.log import note
from invoicectl.ledger.outbox import attempts_of
from invoicectl.ledger.outbox import deliveries
from invoicectl.ledger.outbox import settle
from invoicectl.ledger.receipts import read_receipts

if TYPE_CHECKING:
    from invoicectl.domain.outbox import Delivery
    from invoicectl.domain.stamp import Stamp
    from invoicectl.ledger.connect import Ledger
    from invoicectl.settings.model import Settings

RESEND_AFTER = timedelta(minutes=30)

_CUT_OFF = "The run ended between sending and writing down what came of it."
_LAID_AGAIN = "The run was cut off; laying the same message again changes nothing."
_ONCE_MORE = "Sent once more, the very same message: a second copy does no harm."


@dataclass(frozen=True, slots=True)
class Recovered:
    """How many deliveries were settled by evidence, set to uncertain, or queued once more."""

    by_evidence: int = 0
    uncertain: int = 0
    queued_again: int = 0


def recover(ledger: Ledger, settings: Settings, stamp: Stamp) -> Recovered:
    """Settle what an earlier run left as `sending`; the caller holds the run lock.

    A receipt shows that the far side took it. A folder is asked by laying the same bytes again.
    Everything else may have arrived, and is `uncertain`. An uncertain e-mail of an invoice or
    credit note is queued once more after half an hour when the settings say so (reliability 2.3).
    """
    stuck = deliveries(ledger.con, states=(DeliveryState.SENDING,))
    doubtful = _due_for_resending(ledger, settings, stamp)
    if not stuck and not doubtful:
        return Recovered()
    receipts = read_receipts(ledger.path) if stuck else {}
    found = {"by_evidence": 0, "uncertain": 0, "queued_again": 0}
    with ledger.write() as con:
        for each in stuck:
            if each.key in receipts:
                state, sentence = DeliveryState.SENT, "The receipt shows that it was taken over."
                found["by_evidence"] += 1
            elif each.channel == FOLDER:
                state, sentence = DeliveryState.QUEUED, _LAID_AGAIN
                found["queued_again"] += 1
            else:
                state, sentence = DeliveryState.UNCERTAIN, _CUT_OFF
                found["uncertain"] += 1
            settle(con, each.delivery_id, state, stamp=stamp, sentence=sentence,
                   reference=receipts.get(each.key, ""))  # fmt: skip
            note(con, stamp, f"delivery.{state.value}", each.ref, f"{each.key} {sentence}")
        for each in doubtful:
            settle(con, each.delivery_id, DeliveryState.QUEUED, stamp=stamp, sentence=_ONCE_MORE)
            note(con, stamp, "delivery.queued", each.ref, f"{each.key} {_ONCE_MORE}")
            found["queued_again"] += 1
    return Recovered(**found)


def _due_for_resending(ledger: Ledger, settings: Settings, stamp: Stamp) -> list[Delivery]:
    """Return uncertain e-mails that the policy sends once more, and has not yet."""
    email = settings.email
    if email is None or email.on_uncertain.value != "resend":
        return []
    found = deliveries(ledger.con, states=(DeliveryState.UNCERTAIN,))
    return [each for each in found if _may_go_again(ledger, each, stamp)]


def _may_go_again(ledger: Ledger, each: Delivery, stamp: Stamp) -> bool:
    if each.channel != EMAIL or not each.may_repeat or each.purpose is Purpose.NOTICE:
        return False
    rested = datetime.fromisoformat(stamp.at) - datetime.fromisoformat(each.updated_at)
    if rested < RESEND_AFTER:
        return False
    steps = attempts_of(ledger.con, each.delivery_id)
    return sum(outcome == DeliveryState.UNCERTAIN for _, outcome, _ in steps) == 1
