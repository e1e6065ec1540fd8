"""The outbox: what is to leave the house, what has left, and what nobody knows for certain."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from typing import TYPE_CHECKING

from invoicectl.domain.outbox import Delivery
from invoicectl.domain.outbox import DeliveryState
from invoicectl.domain.outbox import Enclosed
from invoicectl.domain.outbox import MessageFacts
from invoicectl.domain.outbox import NewDelivery
from invoicectl.domain.outbox import Purpose
from invoicectl.errors import NotFoundError
from invoicectl.ledger.documents import document_content
from invoicectl.ledger.listing import Named
from invoicectl.ledger.listing import Narrowing
from invoicectl.ledger.listing import narrowed
from invoicectl.ledger.payload import pack
from invoicectl.ledger.payload import unpack

if TYPE_CHECKING:
    import sqlite3

    from invoicectl.domain.stamp import Stamp

_COLUMNS = (
    "id, key, purpose, ref, invoice_no, customer_no, channel, recipient, generation, may_repeat,"
    " document_sha256, payload_sha256, state, attempts, not_before, last_error, reference,"
    " created_at, updated_at, sent_at"
)
_SELECT = f"SELECT {_COLUMNS} FROM outbox"  # noqa: S608 - constant

_UNFINISHED = frozenset(
    {
        DeliveryState.QUEUED,
        DeliveryState.SENDING,
        DeliveryState.UNCERTAIN,
        DeliveryState.FAILED,
    }
)
# Word for word the condition of the index outbox_todo: SQLite uses it only then.
_IS_UNFINISHED = "state IN('queued','sending','uncertain','failed')"


_NAMED = Named(
    customer="customer_no",
    day="created_at",
    searched=("ref", "recipient", "channel", "customer_no", "last_error"),
    sorted_by={
        "id": "id",
        "state": "state",
        "ref": "ref",
        "purpose": "purpose",
        "channel": "channel",
        "recipient": "recipient COLLATE norwegian",
        "attempts": "attempts",
        "customer_no": "customer_no",
        "updated_at": "updated_at",
        "sent_at": "sent_at",
    },
    usual="id",
)


def queue_delivery(con: sqlite3.Connection, new: NewDelivery, stamp: Stamp) -> int:
    """Queue a delivery inside the caller's transaction and return its id."""
    message = json.dumps(asdict(new.message), ensure_ascii=False, separators=(",", ":"))
    made = con.execute(
        "INSERT INTO outbox(key, purpose, ref, invoice_no, customer_no, channel, recipient,"
        " generation, may_repeat, message, document_sha256, created_at, updated_at)"
        " VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?)",
        (
            new.key, new.purpose.value, new.ref, new.invoice_no, new.customer_no, new.channel,
            new.recipient, new.generation, int(new.may_repeat), message, new.document_sha256,
            stamp.at, stamp.at,
        ),
    )  # fmt: skip
    assert made.lastrowid is not None
    return made.lastrowid


def deliveries(
    con: sqlite3.Connection, *, states: tuple[DeliveryState, ...] = (), limit: int = -1
) -> list[Delivery]:
    """Return deliveries in these states (all when empty), oldest first."""
    return listed_deliveries(con, Narrowing(), states=states, limit=limit)


def listed_deliveries(
    con: sqlite3.Connection,
    wanted: Narrowing,
    *,
    states: tuple[DeliveryState, ...] = (),
    between: tuple[str, str] = ("", ""),
    limit: int = -1,
) -> list[Delivery]:
    """Return the deliveries a list wants, oldest first or in the order asked for.

    Args:
        con: an open ledger.
        wanted: whose, with which text, in which order; its days are not looked at.
        states: all when empty.
        between: the instants (UTC ISO) from which on and before which they were queued.
        limit: at most so many, when not negative.

    Raises:
        InputError: there is no such column to sort by.
    """
    values: dict[str, object] = {f"s{at}": state.value for at, state in enumerate(states)}
    rules = [f"state IN({','.join(f':{name}' for name in values)})"] if states else []
    if states and _UNFINISHED.issuperset(states):
        rules.append(_IS_UNFINISHED)
    for name, sign, instant in zip(("since", "before"), (">=", "<"), between, strict=True):
        if instant:
            rules.append(f"created_at {sign} :{name}")
            values[name] = instant
    tail, more = narrowed(con, wanted, _NAMED, rules)
    rows = con.execute(f"{_SELECT}{tail} LIMIT :limit", {**values, **more, "limit": limit})
    return [_from_row(row) for row in rows]


def due_deliveries(
    con: sqlite3.Connection, now: str, *, limit: int, after: int = 0
) -> list[Delivery]:
    """Return queued deliveries that may be tried at `now` (UTC ISO), by id from the one `after`."""
    rows = con.execute(
        f"{_SELECT} WHERE {_IS_UNFINISHED} AND state = 'queued' AND id > ?"
        " AND (not_before IS NULL OR not_before <= ?) ORDER BY id LIMIT ?",
        (after, now, limit),
    )
    return [_from_row(row) for row in rows]


def next_generation(con: sqlite3.Connection, purpose: Purpose, ref: str) -> int:
    """Return the number of the next copy of one letter: 1 unless it was queued before."""
    row = con.execute(
        "SELECT coalesce(max(generation), 0) + 1 FROM outbox WHERE purpose = ? AND ref = ?",
        (purpose.value, ref),
    ).fetchone()
    return int(row[0])


def sent_since(con: sqlite3.Connection, channel: str, since: str) -> int:
    """Return how many deliveries of a channel were sent at `since` (UTC ISO) or later."""
    row = con.execute(
        "SELECT count(*) FROM outbox WHERE channel = ? AND sent_at >= ?", (channel, since)
    ).fetchone()
    return int(row[0])


def delivery_of(con: sqlite3.Connection, delivery_id: int) -> Delivery:
    """Return one delivery.

    Raises:
        NotFoundError: there is none with that id.
    """
    row = con.execute(f"{_SELECT} WHERE id = ?", (delivery_id,)).fetchone()
    if row is None:
        raise NotFoundError(
            "delivery", delivery_id, hint="'invoicectl outbox list' shows them all."
        )
    return _from_row(row)


def delivery_with_key(con: sqlite3.Connection, key: str) -> Delivery | None:
    """Return the delivery that has this key, None when there is none."""
    row = con.execute(f"{_SELECT} WHERE key = ?", (key,)).fetchone()
    return _from_row(row) if row else None


def deliveries_of_invoice(con: sqlite3.Connection, invoice_no: int) -> list[Delivery]:
    """Return all deliveries that concern one invoice, oldest first."""
    rows = con.execute(f"{_SELECT} WHERE invoice_no = ? ORDER BY id", (invoice_no,))
    return [_from_row(row) for row in rows]


def message_of(con: sqlite3.Connection, delivery_id: int) -> MessageFacts:
    """Return what the message of one delivery says."""
    row = con.execute("SELECT message FROM outbox WHERE id = ?", (delivery_id,)).fetchone()
    if row is None:
        raise NotFoundError("delivery", delivery_id)
    facts = json.loads(row[0])
    facts["cc"] = tuple(facts.get("cc", ()))
    facts["enclosed"] = tuple(Enclosed(**each) for each in facts.get("enclosed", ()))
    return MessageFacts(**facts)


def claim(con: sqlite3.Connection, delivery: Delivery, payload: bytes | None, stamp: Stamp) -> bool:
    """Set a queued delivery to `sending` inside the caller's transaction, before any byte leaves.

    Args:
        con: a connection inside `Ledger.write()`.
        delivery: as it was read.
        payload: the exact bytes of the first try; None when they are kept already.
        stamp: when and who.

    Returns:
        False when it is no longer queued, and must not be sent.
    """
    changed = con.execute(
        "UPDATE outbox SET state = 'sending', attempts = attempts + 1, updated_at = ?"
        " WHERE id = ? AND state = 'queued'",
        (stamp.at, delivery.delivery_id),
    )
    if changed.rowcount != 1:
        return False
    if payload is not None:
        documents = _documents(con, delivery.delivery_id, delivery.document_sha256)
        con.execute(
            "UPDATE outbox SET payload = ?, payload_sha256 = ? WHERE id = ?",
            (
                pack(payload, *documents),
                hashlib.sha256(payload).hexdigest(),
                delivery.delivery_id,
            ),
        )
    return True


def payload_of(con: sqlite3.Connection, delivery_id: int) -> bytes | None:
    """Return the exact bytes of a delivery, or None when it was never tried."""
    row = con.execute(
        "SELECT payload, document_sha256 FROM outbox WHERE id = ?", (delivery_id,)
    ).fetchone()
    if row is None:
        raise NotFoundError("delivery", delivery_id)
    if row[0] is None:
        return None
    return unpack(row[0], *_documents(con, delivery_id, row[1]))


def _documents(con: sqlite3.Connection, delivery_id: int, sha256: str | None) -> list[bytes]:
    """Return the stored files that a message holds, in their order in it."""
    names = [sha256] if sha256 else []
    names += [each.sha256 for each in message_of(con, delivery_id).enclosed]
    return [document_content(con, name) for name in names]


def settle(  # noqa: PLR0913 - one row of the outbox and its attempt
    con: sqlite3.Connection,
    delivery_id: int,
    state: DeliveryState,
    *,
    stamp: Stamp,
    sentence: str,
    reference: str = "",
    not_before: str | None = None,
) -> None:
    """Record inside the caller's transaction how a try ended, or what a person or rule decided."""
    sent_at = stamp.at if state is DeliveryState.SENT else None
    con.execute(
        "UPDATE outbox SET state = ?, last_error = ?,"
        " reference = coalesce(nullif(?,''), reference), not_before = ?,"
        " updated_at = ?, sent_at = coalesce(sent_at, ?) WHERE id = ?",
        (
            state.value,
            "" if state is DeliveryState.SENT else sentence,
            reference,
            not_before,
            stamp.at,
            sent_at,
            delivery_id,
        ),
    )
    con.execute(
        "INSERT INTO attempt(outbox_id, n, at, run_id, outcome, sentence)"
        " SELECT id, attempts, ?, ?, ?, ? FROM outbox WHERE id = ?",
        (stamp.at, stamp.run_id, state.value, sentence, delivery_id),
    )


def attempts_of(con: sqlite3.Connection, delivery_id: int) -> list[tuple[str, str, str]]:
    """Return (instant, outcome, sentence) of every step of one delivery, oldest first."""
    rows = con.execute(
        "SELECT at, outcome, sentence FROM attempt WHERE outbox_id = ? ORDER BY id", (delivery_id,)
    )
    return [(str(at), str(outcome), str(sentence)) for at, outcome, sentence in rows]


def counts(con: sqlite3.Connection) -> dict[DeliveryState, int]:
    """Return how many deliveries are in each state that is not finished."""
    rows = con.execute(
        f"SELECT state, count(*) FROM outbox WHERE {_IS_UNFINISHED} GROUP BY state"  # noqa: S608 - constant
    )
    return {DeliveryState(state): int(n) for state, n in rows}


def _from_row(row: tuple[object, ...]) -> Delivery:
    values = list(row)
    values[2] = Purpose(str(values[2]))
    values[9] = bool(values[9])
    values[12] = DeliveryState(str(values[12]))
    return Delivery(*values)  # type: ignore[arg-type]  # the columns are the record's fields
