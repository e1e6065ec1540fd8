"""Deliver what is queued: say so first, send once, write down at once what came of it."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import replace
from datetime import datetime
from sys import intern
from typing import TYPE_CHECKING

from invoicectl.channels.port import NotReached
from invoicectl.channels.port import Sent
from invoicectl.channels.port import UnsendableError
from invoicectl.channels.table import build
from invoicectl.domain.outbox import DeliveryState
from invoicectl.domain.outbox import Purpose
from invoicectl.errors import CredentialsError
from invoicectl.errors import InvoicectlError
from invoicectl.flows.delivered import Carried
from invoicectl.flows.delivered import DeliverResult
from invoicectl.flows.letter import message_for
from invoicectl.flows.recover import recover
from invoicectl.flows.sending import EMAIL
from invoicectl.flows.sending import FOLDER
from invoicectl.flows.sending import channel_options
from invoicectl.flows.verdict import verdict_of
from invoicectl.ledger.disputes import notice_objection
from invoicectl.ledger.log import note
from invoicectl.ledger.meta import meta_value
from invoicectl.ledger.notices import amount_objection
from invoicectl.ledger.outbox import claim
from invoicectl.ledger.outbox import counts
from invoicectl.ledger.outbox import delivery_of
from invoicectl.ledger.outbox import due_deliveries
from invoicectl.ledger.outbox import message_of
from invoicectl.ledger.outbox import payload_of
from invoicectl.ledger.outbox import sent_since
from invoicectl.ledger.outbox import settle
from invoicectl.ledger.receipts import append_receipt
from invoicectl.ledger.receipts import append_receipts
from invoicectl.seams import fp

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Iterator
    from collections.abc import Sequence
    from concurrent.futures import Executor

    from invoicectl.channels.port import Channel
    from invoicectl.channels.port import Outcome
    from invoicectl.domain.outbox import Delivery
    from invoicectl.domain.stamp import Stamp
    from invoicectl.ledger.connect import Connection
    from invoicectl.ledger.connect import Ledger
    from invoicectl.settings.model import Settings

PAGE = 50
THREADS = 4
THREADS_FROM = 8
"""A batch of so many letters is laid by threads, because each waits for the disk several times."""

IN_BATCHES = frozenset({FOLDER})
"""Channels where sending the same bytes again changes nothing and shows what is there."""


def deliver(
    ledger: Ledger,
    settings: Settings,
    stamp: Stamp,
    *,
    now: Callable[[], datetime],
    only: Sequence[int] = (),
    progress: Callable[[int], None] | None = None,
) -> DeliverResult:
    """Try everything in the outbox that is due, once; the caller holds the run lock.

    Args:
        ledger: open.
        settings: the company's.
        stamp: who, and the business day.
        now: the clock, for what happens while this runs.
        only: ids of deliveries; everything that is due when empty.
        progress: told how many deliveries are done, between two messages; may raise to end there.

    Raises:
        SetupError: a channel's settings contradict each other.
        GuardError: stored bytes are damaged.
    """
    recover(ledger, settings, stamp)
    with ExitStack() as stack:
        run = _Run(ledger, settings, stamp, now, stack)
        for page in _pages(ledger.con, now, only):
            run.carry(page, progress)
        left = counts(ledger.con)
    return DeliverResult(
        tuple(run.outcomes),
        left.get(DeliveryState.QUEUED, 0),
        run.halted,
        run.limited,
        run.credentials_refused,
        left.get(DeliveryState.UNCERTAIN, 0),
        left.get(DeliveryState.FAILED, 0),
    )


def _pages(
    con: Connection, now: Callable[[], datetime], only: Sequence[int]
) -> Iterator[list[Delivery]]:
    """Yield what is due, in pages by id, each delivery once."""
    if only:
        for at in range(0, len(only), PAGE):
            found = [delivery_of(con, delivery_id) for delivery_id in only[at : at + PAGE]]
            yield [each for each in found if each.state is DeliveryState.QUEUED]
        return
    after = 0
    while page := due_deliveries(con, _iso(now()), limit=PAGE, after=after):
        after = page[-1].delivery_id
        yield page


class _Run:
    """One pass over the outbox: open channels, what came out, and which channels are given up."""

    def __init__(
        self,
        ledger: Ledger,
        settings: Settings,
        stamp: Stamp,
        now: Callable[[], datetime],
        stack: ExitStack,
    ) -> None:
        self._ledger = ledger
        self._settings = settings
        self._stamp = stamp
        self._now = now
        self._stack = stack
        self._channels: dict[str, Channel] = {}
        self._threads: Executor | None = None
        self._options = channel_options(settings, meta_value(ledger.con, "ledger_id"))
        self._room = self._emails_left()
        self.outcomes: list[Carried] = []
        self.halted: dict[str, str] = {}
        self.limited = ""
        self.credentials_refused = False

    def carry(self, page: Sequence[Delivery], progress: Callable[[int], None] | None) -> None:
        """Try these, those of a channel that may go in batches together."""
        together = [each for each in page if each.channel in IN_BATCHES]
        alone = [[each] for each in page if each.channel not in IN_BATCHES]
        for batch in (together, *alone):
            if batch:
                self._carry_batch(batch)
                if progress is not None:
                    progress(len(self.outcomes))

    def _carry_batch(self, batch: Sequence[Delivery]) -> None:
        """Prepare, claim in one transaction, send, and settle in another."""
        name = batch[0].channel
        if name in self.halted:
            return
        channel = self._channel(name)
        if channel is None:
            return
        if name == EMAIL and not self._may_email():
            return
        prepared = [(each, self._prepared(channel, each)) for each in batch]
        if any(payload for _, payload in prepared):
            channel.await_turn()
        fp("deliver.prepared")
        claimed = self._claim(prepared)
        fp("deliver.claimed")
        tried = self._send_all(channel, claimed)
        fp("deliver.sent")
        self._settle(tried)
        fp("deliver.settled")

    def _prepared(self, channel: Channel, each: Delivery) -> bytes | None:
        """Return the bytes to send: those of the first try, or new ones; None when impossible."""
        con = self._ledger.con
        kept = payload_of(con, each.delivery_id)
        if kept is not None:
            return kept
        try:
            return channel.prepare(message_for(con, each))
        except UnsendableError as error:
            self._fail(each, str(error))
            return None

    def _claim(
        self, prepared: Sequence[tuple[Delivery, bytes | None]]
    ) -> list[tuple[Delivery, bytes]]:
        """Set to `sending` what is still queued and still wanted; durable before a byte leaves."""
        claimed: list[tuple[Delivery, bytes]] = []
        stamp = self._now_stamp()
        with self._ledger.write() as con:
            for each, payload in prepared:
                if payload is None:
                    continue
                if each.purpose is Purpose.NOTICE and (
                    objection := notice_objection(con, each.invoice_no or 0)
                    or amount_objection(con, each.delivery_id)
                ):
                    settle(
                        con, each.delivery_id, DeliveryState.CANCELLED, stamp=stamp,
                        sentence=objection,
                    )  # fmt: skip
                    note(con, stamp, "delivery.cancelled", str(each.delivery_id), objection)
                    self._came_out(each, DeliveryState.CANCELLED, objection)
                    continue
                if claim(con, each, None if each.payload_sha256 else payload, stamp):
                    claimed.append((each, payload))
        return claimed

    def _send_all(
        self, channel: Channel, claimed: Sequence[tuple[Delivery, bytes]]
    ) -> list[tuple[Delivery, Outcome]]:
        """Send these one after the other; a large batch by a few threads, which wait for the disk.

        Only channels that keep nothing between two messages are ever given a batch.
        """
        if len(claimed) < THREADS_FROM:
            return [(each, self._send(channel, each, payload)) for each, payload in claimed]
        if self._threads is None:
            from concurrent.futures import ThreadPoolExecutor

            self._threads = self._stack.enter_context(ThreadPoolExecutor(THREADS))
        outcomes = self._threads.map(lambda pair: self._send(channel, *pair), claimed)
        return [(pair[0], outcome) for pair, outcome in zip(claimed, outcomes, strict=True)]

    def _send(self, channel: Channel, each: Delivery, payload: bytes) -> Outcome:
        """Try once; after a halt the rest of the batch goes back to the queue untried."""
        if channel.name in self.halted:
            return NotReached(self.halted[channel.name], halts=True)
        try:
            if channel.name in IN_BATCHES:
                outcome = channel.send_prepared(each.key, each.recipient, payload)
            else:
                copy_to = message_of(self._ledger.con, each.delivery_id).copy_to
                outcome = channel.send_prepared(each.key, each.recipient, payload, copy_to=copy_to)
        except CredentialsError as error:
            self.credentials_refused = True
            self.halted[channel.name] = str(error)
            return NotReached(str(error), halts=True)
        if isinstance(outcome, Sent):
            fp("deliver.accepted")
            if channel.name not in IN_BATCHES:
                append_receipt(self._ledger.path, each.key, outcome.reference, _iso(self._now()))
        elif isinstance(outcome, NotReached) and outcome.halts:
            self.halted[channel.name] = outcome.sentence
        return outcome

    def _settle(self, tried: Sequence[tuple[Delivery, Outcome]]) -> None:
        if not tried:
            return
        stamp = self._now_stamp()
        laid = [
            (each.key, outcome.reference)
            for each, outcome in tried
            if each.channel in IN_BATCHES and isinstance(outcome, Sent)
        ]
        append_receipts(self._ledger.path, laid, stamp.at)
        with self._ledger.write() as con:
            for each, outcome in tried:
                verdict = verdict_of(each, outcome, self._now())
                settle(con, each.delivery_id, verdict.state, stamp=stamp,
                       sentence=verdict.sentence, reference=verdict.reference,
                       not_before=verdict.not_before)  # fmt: skip
                note(con, stamp, f"delivery.{verdict.state.value}", each.ref,
                     " ".join(filter(None, (each.key, verdict.sentence))))  # fmt: skip
                self._came_out(each, verdict.state, verdict.sentence)

    def _fail(self, each: Delivery, sentence: str) -> None:
        """Write down that a delivery cannot be made into a message at all."""
        stamp = self._now_stamp()
        with self._ledger.write() as con:
            if claim(con, each, None, stamp):
                settle(con, each.delivery_id, DeliveryState.FAILED, stamp=stamp, sentence=sentence)
                note(con, stamp, "delivery.failed", each.ref, f"{each.key} {sentence}")
                self._came_out(each, DeliveryState.FAILED, sentence)

    def _came_out(self, each: Delivery, state: DeliveryState, sentence: str) -> None:
        """Keep what came out; equal texts are kept once, for a run may have thousands."""
        self.outcomes.append(
            Carried(
                each.delivery_id, each.purpose, each.ref, intern(each.channel),
                intern(each.recipient), state, sentence,
            )
        )  # fmt: skip

    def _channel(self, name: str) -> Channel | None:
        """Return the open channel, or None when it is not set up any more."""
        if name not in self._channels:
            options = self._options.get(name)
            if options is None:
                self.halted[name] = f"The channel {name} is not set up."
                return None
            try:
                self._channels[name] = self._stack.enter_context(build(options))
            except CredentialsError as error:
                self.credentials_refused = True
                self.halted[name] = str(error)
                return None
            except InvoicectlError as error:
                self.halted[name] = str(error)
                return None
        return self._channels[name]

    def _may_email(self) -> bool:
        """Count one e-mail against the day's limit."""
        if self._room <= 0:
            self.limited = "The day's limit of e-mails is reached (email.max_per_day)."
            return False
        self._room -= 1
        return True

    def _emails_left(self) -> int:
        email = self._settings.email
        if email is None:
            return 0
        return email.max_per_day - sent_since(self._ledger.con, EMAIL, _midnight(self._now()))

    def _now_stamp(self) -> Stamp:
        return replace(self._stamp, at=_iso(self._now()))


def _midnight(now: datetime) -> str:
    """Return the beginning of the Norwegian day, as UTC."""
    from datetime import UTC
    from zoneinfo import ZoneInfo

    here = now.astimezone(ZoneInfo("Europe/Oslo"))
    return _iso(here.replace(hour=0, minute=0, second=0, microsecond=0).astimezone(UTC))


def _iso(instant: datetime) -> str:
    return instant.isoformat(timespec="seconds")
