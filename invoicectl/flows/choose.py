"""What `send` is asked to do: drafts to issue and deliveries to carry, by the names people use."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from invoicectl.domain.outbox import DeliveryState
from invoicectl.errors import InputError
from invoicectl.ledger.drafts import draft_no_of
from invoicectl.ledger.drafts import draft_of
from invoicectl.ledger.drafts import ready_count
from invoicectl.ledger.invoices import document_sha256
from invoicectl.ledger.outbox import counts
from invoicectl.ledger.outbox import deliveries_of_invoice

if TYPE_CHECKING:
    from collections.abc import Sequence

    from invoicectl.ledger.connect import Ledger


@dataclass(frozen=True, slots=True)
class Chosen:
    """What to issue and what to deliver; with `is_everything` all that is ready or queued.

    `drafts` and `waiting` are how many there are, for a progress bar and for workers.
    """

    is_everything: bool
    drafts: int
    waiting: int
    draft_refs: tuple[str, ...] = ()
    deliveries: tuple[int, ...] = ()


def choose(ledger: Ledger, refs: Sequence[str]) -> Chosen:
    """Return what is meant by references such as `D3` and `10001`; everything when there are none.

    Raises:
        InputError: that is no reference, or nothing of that invoice is waiting to be sent.
        NotFoundError: there is no such draft or document.
    """
    con = ledger.con
    if not refs:
        waiting = counts(con).get(DeliveryState.QUEUED, 0)
        return Chosen(is_everything=True, drafts=ready_count(con), waiting=waiting)
    drafts: dict[str, None] = {}
    queued: dict[int, None] = {}
    for ref in refs:
        if ref.isascii() and ref.isdigit():
            queued.update(dict.fromkeys(_waiting(ledger, int(ref))))
        else:
            drafts[draft_of(con, draft_no_of(ref)).ref] = None
    return Chosen(
        is_everything=False,
        drafts=len(drafts),
        waiting=len(queued),
        draft_refs=tuple(drafts),
        deliveries=tuple(queued),
    )


def _waiting(ledger: Ledger, invoice_no: int) -> list[int]:
    """Return the deliveries of one document that wait in the outbox."""
    document_sha256(ledger.con, invoice_no)  # says so when there is no such document
    found = deliveries_of_invoice(ledger.con, invoice_no)
    waiting = [each.delivery_id for each in found if each.state is DeliveryState.QUEUED]
    if not waiting:
        last = found[-1] if found else None
        state = f": delivery {last.delivery_id} is {last.state.value}" if last else ""
        raise InputError(
            f"Nothing of {invoice_no} is waiting to be sent{state}.",
            hint="'invoicectl outbox retry ID' sends it again.",
        )
    return waiting
