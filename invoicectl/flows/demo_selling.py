"""What comes before the invoice in the demonstration: quotes, an order, hours, an agreement."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING
from typing import Final

from invoicectl.domain.draft import DraftLine
from invoicectl.domain.money import MICRO

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Iterator

    from invoicectl.domain.stamp import Stamp
    from invoicectl.ledger.connect import Ledger
    from invoicectl.settings.model import Settings

BUYER: Final = "10004"
ASKED: Final = "10005"
PROJECT_FOR: Final = "10001"
SUBSCRIBER: Final = "10003"

_OFFERED: Final = (
    DraftLine("Espressomaskin, brukt", MICRO, 8_900 * MICRO),
    DraftLine("Kaffekvern", 2 * MICRO, 6_900 * MICRO, discount_bp=1_000),
    DraftLine("Opplæring på stedet", 3 * MICRO, 1_150 * MICRO, unit="HUR"),
)
_ASKED: Final = (DraftLine("Espresso course, whole day", 8 * MICRO, 1_890 * MICRO),)
_HOURS: Final = (
    (13, "2,5", "rådgivning", "Møte om ny meny"),
    (11, "4", "utvikling", "Oppskrifter og prøvesmaking"),
    (6, "3:45", "utvikling", "Oppskrifter, andre runde"),
    (2, "1:15", "rådgivning", "Gjennomgang med de ansatte"),
)

TOLD: Final = (
    "quote 1 was accepted in part and became order 1, confirmed, delivered and invoiced in part",
    "quote 2 waits for its answer; project P1 has 11,50 hours to invoice",
    "recurring invoice 1 comes every month",
)


def selling(ledger: Ledger, settings: Settings) -> Iterator[tuple[int, Callable[[Stamp], None]]]:
    """Yield what happens before invoices: how many days ago, and what takes the stamp of the day.

    Order 1 is drafted on the last day; the caller issues drafts and delivers what is queued.
    """
    yield 44, partial(_offer, ledger, settings)
    yield 38, partial(_accept, ledger, settings)
    yield 3, partial(_hand_out, ledger)
    yield 0, partial(_invoice, ledger, settings)
    yield 5, partial(_ask, ledger, settings)
    yield 14, partial(_open_project, ledger, settings)
    for days_ago, hours, activity, text in _HOURS:
        texts = {"hours": hours, "activity": activity, "text": text, "person": "Ingrid Fjeld"}
        yield days_ago, partial(_work, ledger, settings, texts)
    yield 0, partial(_agree, ledger, settings)


def _offer(ledger: Ledger, settings: Settings, stamp: Stamp) -> None:
    from invoicectl.flows.order_entry import OrderChange
    from invoicectl.flows.order_entry import make_order
    from invoicectl.flows.order_letter import send_quote
    from invoicectl.flows.order_version import Wish

    change = OrderChange(contact="Ingrid Fjeld; 55 00 11 22")
    number, _ = make_order(ledger, settings, stamp, BUYER, _OFFERED, change, is_quote=True)
    send_quote(ledger, settings, stamp, number, Wish())


def _accept(ledger: Ledger, settings: Settings, stamp: Stamp) -> None:
    """Accept the first two lines, and confirm the order that the quote becomes."""
    from invoicectl.flows.order_letter import confirm_order
    from invoicectl.flows.order_version import Wish
    from invoicectl.flows.quote_answer import Acceptance
    from invoicectl.flows.quote_answer import accept_quote
    from invoicectl.flows.quote_answer import quote_to_order

    accept_quote(ledger, settings, stamp, 1, Acceptance(("1", "2"), order_reference="PO 77"))
    quote_to_order(ledger, settings, stamp, 1)
    confirm_order(ledger, settings, stamp, 1, Wish())


def _hand_out(ledger: Ledger, stamp: Stamp) -> None:
    """Deliver the machine and one of the two grinders."""
    from invoicectl.flows.order_delivery import DeliveryNote
    from invoicectl.flows.order_delivery import deliver_order

    deliver_order(ledger, stamp, 1, DeliveryNote(on=stamp.today, lines=("1", "2=1")))


def _invoice(ledger: Ledger, settings: Settings, stamp: Stamp) -> None:
    from invoicectl.flows.order_invoice import InvoiceWish
    from invoicectl.flows.order_invoice import invoice_order

    invoice_order(ledger, settings, stamp, 1, InvoiceWish())


def _ask(ledger: Ledger, settings: Settings, stamp: Stamp) -> None:
    from invoicectl.flows.order_entry import OrderChange
    from invoicectl.flows.order_entry import make_order
    from invoicectl.flows.order_letter import send_quote
    from invoicectl.flows.order_version import Wish

    number, _ = make_order(ledger, settings, stamp, ASKED, _ASKED, OrderChange(), is_quote=True)
    send_quote(ledger, settings, stamp, number, Wish())


def _open_project(ledger: Ledger, settings: Settings, stamp: Stamp) -> None:
    from invoicectl.flows.project_edit import add_project

    texts = {"name": "Ny kaffemeny", "customer": PROJECT_FOR, "rate": "1250", "budget_hours": "20"}
    add_project(ledger, settings, stamp, texts)


def _work(ledger: Ledger, settings: Settings, texts: dict[str, str], stamp: Stamp) -> None:
    from invoicectl.flows.project_log import log_work

    log_work(ledger, settings, stamp, "P1", texts)


def _agree(ledger: Ledger, settings: Settings, stamp: Stamp) -> None:
    """Agree on a service that is invoiced after each month, from this month on."""
    from invoicectl.flows.recurring import add_agreement
    from invoicectl.flows.recurring_wish import Wish

    wish = Wish(
        every="month",
        start=stamp.today.replace(day=1).isoformat(),
        name="Serviceavtale",
        lines=("Serviceavtale kaffemaskiner, {month}; 1; 890",),
    )
    add_agreement(ledger, settings, stamp, SUBSCRIBER, wish)
