"""A customer's statement of account: put together from the books, drawn, and sent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING
from typing import NamedTuple

from invoicectl.domain.ageing import days_overdue
from invoicectl.domain.draft import Origin
from invoicectl.domain.outbox import DeliveryState
from invoicectl.domain.outbox import Purpose
from invoicectl.domain.statement import Position
from invoicectl.domain.statement import Statement
from invoicectl.domain.statement import movements_of
from invoicectl.errors import InputError
from invoicectl.flows.levels import effective
from invoicectl.ledger.customer_alias import merged_into
from invoicectl.ledger.customer_alias import numbers_of
from invoicectl.ledger.customers import customer_of
from invoicectl.ledger.documents import keep_document
from invoicectl.ledger.log import note
from invoicectl.ledger.open_items import open_items
from invoicectl.ledger.outbox import delivery_of
from invoicectl.ledger.statement import account_lines
from invoicectl.ledger.statement import balance_before
from invoicectl.ledger.statement import numbered
from invoicectl.ledger.statement import statement_delivery
from invoicectl.seams import fp

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from invoicectl.domain.stamp import Stamp
    from invoicectl.domain.statement import Movement
    from invoicectl.ledger.connect import Connection
    from invoicectl.ledger.connect import Ledger
    from invoicectl.ledger.open_items import OpenItem
    from invoicectl.settings.model import Settings

PDF = "application/pdf"
YEAR = timedelta(days=365)


class Period(NamedTuple):
    """The days a statement covers; `first` None leaves the movements out."""

    first: date | None
    last: date


@dataclass(frozen=True, slots=True)
class QueuedStatement:
    """A statement and its delivery; not `is_new` is one that was queued before, word for word."""

    name: str
    delivery_id: int
    channel: str
    recipient: str
    state: DeliveryState
    is_new: bool


def period_of(first: date | None, last: date | None, today: date, *, only_open: bool) -> Period:
    """Return the days of a statement: up to today, and from a year before when not given.

    Args:
        first: the first day, when given.
        last: the last day, when given; one that has not come yet is today.
        today: the business day.
        only_open: what is open alone, without movements.

    Raises:
        InputError: the first day is after the last, or one is given for open items.
    """
    to_day = min(last or today, today)
    if only_open:
        if first is not None:
            raise InputError(
                "--open shows what is open on one day; --from has no meaning there.",
                hint="Give --to for another day than today.",
            )
        return Period(None, to_day)
    from_day = first or to_day - YEAR + timedelta(days=1)
    if from_day > to_day:
        raise InputError(f"--from {from_day:%d.%m.%Y} is after the last day, {to_day:%d.%m.%Y}.")
    return Period(from_day, to_day)


def statement_of(
    con: Connection, settings: Settings, customer_no: str, period: Period, today: date
) -> Statement:
    """Return a customer's statement, that of the customer it was merged into if it was.

    Args:
        con: an open ledger.
        settings: the company's.
        customer_no: whose.
        period: as `period_of` gives it.
        today: the business day; what was open on an earlier one is counted from the vouchers.

    Raises:
        NotFoundError: nobody has that number.
    """
    customer_of(con, customer_no)
    customer = customer_of(con, merged_into(con, customer_no))
    numbers = numbers_of(con, customer.customer_no)
    held = effective(con, settings, customer, Origin())
    opening_ore = 0
    movements: tuple[Movement, ...] = ()
    if period.first is not None:
        opening_ore = balance_before(con, numbers, period.first)
        lines = account_lines(con, numbers, period.first, period.last)
        movements = movements_of(lines, opening_ore)
    return Statement(
        seller=settings.seller(),
        buyer=customer.buyer(),
        language=held.invoice_language,
        from_day=period.first,
        to_day=period.last,
        opening_ore=opening_ore,
        movements=movements,
        positions=_positions(con, numbers, period.last, today),
        our_reference=held.invoice_our_reference,
    )


def statement_pdf(con: Connection, settings: Settings, statement: Statement) -> bytes:
    """Return the PDF of a statement in the customer's look.

    Raises:
        InputError: a text cannot be printed or is too long for its place.
        SetupError: the look cannot be used.
    """
    from invoicectl.documents.statement_pdf import render_statement
    from invoicectl.flows.sending import look_for

    customer = customer_of(con, statement.buyer.customer_no)
    return render_statement(statement, look_for(con, settings, customer, Origin()))


def queue_statement(
    ledger: Ledger,
    settings: Settings,
    stamp: Stamp,
    statement: Statement,
    *,
    is_again: bool = False,
    is_dry: bool = False,
) -> QueuedStatement:
    """Keep the bytes of a statement and queue its letter.

    The very same statement is queued once a day, unless a further copy is asked for.

    Args:
        ledger: open.
        settings: the company's.
        stamp: when and who.
        statement: as `statement_of` gives it.
        is_again: queue a further copy.
        is_dry: only say what would be queued.

    Raises:
        InputError: a text cannot be printed or is too long for its place.
        SetupError: the look cannot be used.
    """
    from invoicectl.documents.statement_pdf import statement_name

    content = statement_pdf(ledger.con, settings, statement)
    name = statement_name(statement) + ".pdf"
    ref = f"{statement.buyer.customer_no}-{statement.to_day.isoformat()}"
    with ledger.rehearse() if is_dry else ledger.write() as con:
        sha256 = keep_document(con, content, PDF, stamp)
        before = statement_delivery(con, ref, sha256)
        if before is not None and not is_again:
            return _queued(con, name, before, is_new=False)
        fp("statement.kept")
        delivery_id = _queue(con, settings, stamp, statement, (ref, sha256, name))
        note(
            con, stamp, "customer.statement", statement.buyer.customer_no, f"to {statement.to_day}"
        )
        fp("statement.queued")
        return _queued(con, name, delivery_id, is_new=True)


def _queue(
    con: Connection,
    settings: Settings,
    stamp: Stamp,
    statement: Statement,
    letter: tuple[str, str, str],
) -> int:
    """Queue the letter under its reference, with the bytes' sha256 and the file's name."""
    from invoicectl.documents.statement_email import statement_email
    from invoicectl.flows.sending import look_for
    from invoicectl.flows.sending import queue_letter

    ref, sha256, name = letter
    customer = customer_of(con, statement.buyer.customer_no)
    return queue_letter(
        con,
        settings,
        stamp,
        purpose=Purpose.STATEMENT,
        ref=ref,
        customer=customer,
        origin=Origin(),
        document_sha256=sha256,
        attachment_name=name,
        text=statement_email(statement, look_for(con, settings, customer, Origin())),
        may_repeat=True,
    )


def delivered_statement(con: Connection, queued: QueuedStatement) -> QueuedStatement:
    """Return how it stands now, after a run of the outbox."""
    return _queued(con, queued.name, queued.delivery_id, is_new=queued.is_new)


def _queued(con: Connection, name: str, delivery_id: int, *, is_new: bool) -> QueuedStatement:
    found = delivery_of(con, delivery_id)
    return QueuedStatement(name, delivery_id, found.channel, found.recipient, found.state, is_new)


def _positions(
    con: Connection, numbers: Sequence[str], day: date, today: date
) -> tuple[Position, ...]:
    """Return what is open on a day under all numbers of a customer, the oldest due first."""
    items = open_items(con, day=day, is_past=day < today, numbers=numbers)
    found = [item for item in items if item.open_ore]
    found.sort(key=lambda item: (item.due is None, item.due or day, item.invoice_no or 0))
    return tuple(_position(con, item, day) for item in found)


def _position(con: Connection, item: OpenItem, day: date) -> Position:
    if item.invoice_no is None:
        return Position(None, None, None, 0, 0, item.open_ore)
    document = numbered(con, item.invoice_no)
    days = days_overdue(item.due, day) if item.due and item.open_ore > 0 else 0
    return Position(
        invoice_no=item.invoice_no,
        issued_on=document.issued_on,
        due=item.due,
        days_over=max(days, 0),
        total_ore=document.total_ore,
        open_ore=item.open_ore,
        kid=document.kid,
    )
