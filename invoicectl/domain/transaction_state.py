"""Where a payment of a bank file stands."""

from __future__ import annotations

from enum import StrEnum


class TransactionState(StrEnum):
    """One word for people: booked by KID, waiting, settled by a person or rule, or undone."""

    MATCHED = "matched"
    QUEUED = "queued"
    SETTLED = "settled"
    UNDONE = "undone"
