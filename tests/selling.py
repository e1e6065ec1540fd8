"""Builders for tests of what comes before the invoice: quotes, orders, deliveries."""

from __future__ import annotations

from typing import TYPE_CHECKING

from invoicectl.flows.order_delivery import DeliveryNote
from invoicectl.flows.order_delivery import deliver_order
from invoicectl.flows.order_entry import OrderChange
from invoicectl.flows.order_entry import make_order
from invoicectl.flows.order_invoice import InvoiceWish
from invoicectl.flows.order_invoice import invoice_order
from invoicectl.ledger.order_progress import progress_of
from invoicectl.ledger.orders import order_of
from tests.build import DAY
from tests.build import line
from tests.build import stamp

if TYPE_CHECKING:
    from datetime import date

    from invoicectl.domain.draft import DraftLine
    from invoicectl.ledger.connect import Ledger
    from invoicectl.settings.model import Settings

NOTHING = OrderChange()


def two_lines() -> tuple[DraftLine, ...]:
    """Return ten of one thing at 100 and four of another at 50: 1 200 kroner, 1 500 with VAT."""
    return line("Kaffe", "10", "100"), line("Te", "4", "50")


def new_quote(
    ledger: Ledger,
    settings: Settings,
    *lines: DraftLine,
    change: OrderChange = NOTHING,
    day: date = DAY,
) -> int:
    """Make a quote of these lines, or of two, and return its number."""
    made, _ = make_order(
        ledger, settings, stamp(day), "10001", lines or two_lines(), change, is_quote=True
    )
    return made


def new_order(
    ledger: Ledger,
    settings: Settings,
    *lines: DraftLine,
    change: OrderChange = NOTHING,
    day: date = DAY,
    customer_no: str = "10001",
) -> int:
    """Make an order of these lines, or of two, and return its number."""
    made, _ = make_order(
        ledger, settings, stamp(day), customer_no, lines or two_lines(), change, is_quote=False
    )
    return made


def deliver(ledger: Ledger, number: int, *lines: str, on: date = DAY) -> None:
    """Note a delivery on its own day."""
    deliver_order(ledger, stamp(on), number, DeliveryNote(on=on, lines=lines))


def to_draft(ledger: Ledger, settings: Settings, number: int, *, day: date = DAY) -> int | None:
    """Draft what is delivered; return the number of the draft, None when there is none."""
    made = invoice_order(ledger, settings, stamp(day), number, InvoiceWish())
    return made.preview.draft.draft_no if made else None


def left(ledger: Ledger, number: int) -> dict[int, tuple[int, int]]:
    """Return of each line what is to deliver and to invoice, in whole units."""
    order = order_of(ledger.con, number)
    return {
        each.line.n: (each.to_deliver_micro // 10**6, each.to_invoice_micro // 10**6)
        for each in progress_of(ledger.con, order)
    }
