"""What waits to be done, in a few counts: a night with nothing to do loads nothing for it."""

from __future__ import annotations

from typing import TYPE_CHECKING
from typing import NamedTuple

if TYPE_CHECKING:
    import sqlite3
    from datetime import date


# The very words of the index `outbox_todo`: with others SQLite would read the whole table.
_UNFINISHED = "state IN('queued','sending','uncertain','failed')"


_COUNTS = f"""
SELECT (SELECT count(*) FROM bank_transaction WHERE state = 'queued'),
  (SELECT count(*) FROM draft WHERE is_ready),
  (SELECT count(*) FROM outbox WHERE {_UNFINISHED} AND state <> 'failed'),
  (SELECT count(*) FROM outbox WHERE {_UNFINISHED} AND state = 'queued'),
  (SELECT count(*) FROM open_item WHERE invoice_no > 0 AND principal_ore > 0 AND due < ?)"""  # noqa: S608 - constant


class Waiting(NamedTuple):
    """How much waits: payments for a person, drafts to issue, deliveries, overdue invoices.

    `deliveries` counts what is queued or whose end is not known; `queued` what will leave by
    itself; `overdue` invoices that fell due before the day asked for, dunned before or not.
    """

    payments: int
    drafts: int
    deliveries: int
    queued: int
    overdue: int


def waiting(con: sqlite3.Connection, today: date) -> Waiting:
    """Return what waits on a day; reads small indexes alone, however large the ledger."""
    return Waiting(*con.execute(_COUNTS, (today.isoformat(),)).fetchone())
