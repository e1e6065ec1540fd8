"""Letters about overdue invoices: what is to be done about each, and doing exactly that."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from invoicectl.domain.ageing import days_overdue
from invoicectl.domain.dunning import Send
from invoicectl.domain.dunning import Wait
from invoicectl.domain.dunning import next_step
from invoicectl.domain.money import kroner
from invoicectl.seams import fp

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Sequence
    from datetime import date

    from invoicectl.domain.stamp import Stamp
    from invoicectl.flows.claim_levels import ClaimLevels
    from invoicectl.ledger.connect import Connection
    from invoicectl.ledger.connect import Ledger
    from invoicectl.ledger.notices import Claim
    from invoicectl.settings.model import Settings

CUSTOMER_MAX = 5
"""Letters to one customer in one run; more at once looks like a machine gone wrong."""


@dataclass(frozen=True, slots=True)
class PlannedNotice:
    """One overdue invoice and the one thing to do about it; `channel` is '' when it waits."""

    customer_no: str
    customer_name: str
    invoice_no: int
    due: date
    days_over: int
    open_ore: int
    step: Send | Wait
    channel: str = ""
    recipient: str = ""

    @property
    def is_letter(self) -> bool:
        """Whether a letter goes out."""
        return isinstance(self.step, Send)


@dataclass(frozen=True, slots=True)
class NoticeResult:
    """What became of a plan: deliveries that were queued, and letters no longer called for."""

    queued: tuple[int, ...]
    dropped: tuple[int, ...]


def plan_notices(
    ledger: Ledger, settings: Settings, today: date, *, customer_no: str = ""
) -> tuple[PlannedNotice, ...]:
    """Return every overdue invoice with its next step, by customer; changes nothing.

    Args:
        ledger: where the invoices are.
        settings: the company's.
        today: the day to decide for.
        customer_no: this customer alone, when given.

    Raises:
        NotFoundError: nobody has that number.
    """
    from invoicectl.flows.claim_levels import ClaimLevels
    from invoicectl.ledger.customers import customer_of
    from invoicectl.ledger.notices import claims

    if customer_no:
        customer_of(ledger.con, customer_no)
    found = claims(ledger.con, due_before=today, customer_no=customer_no)
    levels = ClaimLevels(ledger.con, settings)
    steps = [_step(claim, levels, today) for claim in found]
    pairs = zip(found, _spread(found, steps), strict=True)
    return tuple(_planned(levels, settings, claim, step, today) for claim, step in pairs)


def send_notices(
    ledger: Ledger, settings: Settings, stamp: Stamp, plan: Sequence[PlannedNotice]
) -> NoticeResult:
    """Make and queue the letters of a plan, each in a transaction of its own.

    A letter and its place in the outbox are kept together or not at all. What has changed since
    the plan was made (paid, disputed, already sent by another run) is dropped.

    Args:
        ledger: where the letters are written down.
        settings: the company's.
        stamp: when and who.
        plan: from `plan_notices` of the same day.
    """
    queued: list[int] = []
    dropped: list[int] = []
    for planned in plan:
        if not planned.is_letter:
            continue
        with ledger.write() as con:
            outbox_id = _make(con, settings, stamp, planned)
        if outbox_id is None:
            dropped.append(planned.invoice_no)
        else:
            queued.append(outbox_id)
    return NoticeResult(tuple(queued), tuple(dropped))


def _step(claim: Claim, levels: ClaimLevels, today: date) -> Send | Wait:
    policy, off = levels.pursued(claim.customer_no, claim.item.invoice_no)
    return Wait("OFF", off) if off else next_step(claim.item, policy, today)


def _spread(claims: Sequence[Claim], steps: Iterable[Send | Wait]) -> list[Send | Wait]:
    """Let letters wait for another day where one customer would get too many at once."""
    given: Counter[str] = Counter()
    spread: list[Send | Wait] = []
    for claim, step in zip(claims, steps, strict=True):
        if isinstance(step, Send):
            given[claim.customer_no] += 1
            if given[claim.customer_no] > CUSTOMER_MAX:
                why = f"this customer gets {CUSTOMER_MAX} other letters in this run"
                spread.append(Wait("LIMIT", why))
                continue
        spread.append(step)
    return spread


def _planned(
    levels: ClaimLevels, settings: Settings, claim: Claim, step: Send | Wait, today: date
) -> PlannedNotice:
    from invoicectl.domain.outbox import Purpose
    from invoicectl.flows.sending import route

    item = claim.item
    channel = recipient = ""
    if isinstance(step, Send):
        held = levels.held(claim.customer_no, item.invoice_no)
        way = route(settings, levels.customer(claim.customer_no), held, Purpose.NOTICE)
        channel, recipient = way.channel, way.recipient
    return PlannedNotice(
        customer_no=claim.customer_no,
        customer_name=claim.customer_name,
        invoice_no=item.invoice_no,
        due=item.due,
        days_over=days_overdue(item.due, today),
        open_ore=item.open_ore,
        step=step,
        channel=channel,
        recipient=recipient,
    )


def _make(con: Connection, settings: Settings, stamp: Stamp, planned: PlannedNotice) -> int | None:
    """Queue one letter inside the caller's transaction; None when it is no longer called for."""
    from invoicectl.documents.invoice_email import notice_email
    from invoicectl.domain.outbox import Purpose
    from invoicectl.flows.claim_levels import ClaimLevels
    from invoicectl.flows.sending import Letter
    from invoicectl.flows.sending import Looks
    from invoicectl.flows.sending import attachment_name
    from invoicectl.flows.sending import queue
    from invoicectl.ledger.invoices import document_sha256
    from invoicectl.ledger.invoices import invoice_of
    from invoicectl.ledger.log import note
    from invoicectl.ledger.notices import add_notice
    from invoicectl.ledger.notices import claim_of
    from invoicectl.ledger.notices import invoice_key
    from invoicectl.ledger.notices import next_notice_no

    claim = claim_of(con, planned.invoice_no)
    levels = ClaimLevels(con, settings)
    step = _step(claim, levels, stamp.today) if claim else None
    if claim is None or not isinstance(step, Send) or claim.item.open_ore != planned.open_ore:
        return None
    invoice = invoice_of(con, planned.invoice_no)
    notice_no = next_notice_no(con, planned.invoice_no)
    held = levels.held(planned.customer_no, planned.invoice_no)
    letter = Letter(
        purpose=Purpose.NOTICE,
        ref=f"{planned.invoice_no}-{notice_no}",
        customer=levels.customer(planned.customer_no),
        document_sha256=document_sha256(con, planned.invoice_no),
        attachment_name=attachment_name(invoice),
        text=notice_email(invoice, Looks().of(held), open_ore=planned.open_ore),
        may_repeat=False,
        invoice_no=planned.invoice_no,
        in_reply_to=invoice_key(con, planned.invoice_no),
    )
    outbox_id = queue(con, settings, stamp, letter, held)
    fp("dun.queued")
    add_notice(
        con,
        planned.invoice_no,
        step,
        notice_no=notice_no,
        open_ore=planned.open_ore,
        outbox_id=outbox_id,
        stamp=stamp,
    )
    detail = f"{step.kind.word} about {kroner(planned.open_ore)}; {step.rule}: {step.reason}"
    note(con, stamp, "notice.made", str(planned.invoice_no), detail)
    return outbox_id
