"""Several orders of a customer on one invoice, as a rule once a month (law INV-24)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from dataclasses import fields
from dataclasses import replace
from datetime import date
from datetime import timedelta
from typing import TYPE_CHECKING

from invoicectl.domain.dates import working_day_of_month
from invoicectl.domain.order import OrderState
from invoicectl.errors import InputError
from invoicectl.flows.draft import preview
from invoicectl.flows.levels import Levels
from invoicectl.flows.order_document import order_origin
from invoicectl.flows.order_invoice import OrderDraft
from invoicectl.flows.order_invoice import put_on_draft
from invoicectl.flows.order_invoice import share_delivered
from invoicectl.ledger.customers import customer_of
from invoicectl.ledger.orders import orders_where
from invoicectl.settings.levels import level_keys

if TYPE_CHECKING:
    from collections.abc import Sequence

    from invoicectl.domain.stamp import Stamp
    from invoicectl.flows.levels import Effective
    from invoicectl.flows.order_invoice import InvoiceWish
    from invoicectl.flows.order_invoice import Share
    from invoicectl.ledger.connect import Connection
    from invoicectl.ledger.connect import Ledger
    from invoicectl.settings.model import Settings

_LAST_WORKING_DAY = 15
_DECEMBER = 12
_MONTH = re.compile(r"(\d{4})-(\d{2})|(\d{2})\.(\d{4})", re.ASCII)


def last_day_of(month: str) -> date:
    """Return the last day of a month such as `2026-10` or `10.2026`.

    Raises:
        InputError: it is no month.
    """
    found = _MONTH.fullmatch(month.strip())
    if found:
        year, number = int(found[1] or found[4]), int(found[2] or found[3])
        if 1 <= number <= _DECEMBER and year > 0:
            return _first_of_next(date(year, number, 1)) - timedelta(days=1)
    raise InputError(f"--month: '{month[:20]}' is no month.", hint="Write it like 2026-10.")


def collect_orders(
    ledger: Ledger,
    settings: Settings,
    stamp: Stamp,
    wish: InvoiceWish,
    *,
    customer_no: str = "",
    month_end: date | None = None,
) -> tuple[OrderDraft, ...]:
    """Draft one invoice a customer of all that is delivered and on no draft or invoice yet.

    Orders whose settings differ (terms, channel, texts, place of delivery, ...) get a draft each,
    and so do those of different projects.

    Args:
        ledger: open.
        settings: the company's.
        stamp: when and who.
        wish: whether the drafts are ready to send, or only told.
        customer_no: of one customer; all when ''.
        month_end: only what was delivered until this day; today when None.

    Raises:
        NotFoundError: the customer does not exist.
    """
    until = min(month_end or stamp.today, stamp.today)
    with ledger.rehearse() if wish.is_dry else ledger.write() as con:
        if customer_no:
            customer_of(con, customer_no)
        groups = _groups(con, settings, customer_no, until)
        made = [
            (group, put_on_draft(con, settings, stamp, group.shares, is_ready=wish.is_ready))
            for group in groups
        ]
        if wish.is_dry:
            return tuple(_told(ledger, settings, stamp, group, no) for group, no in made)
    return tuple(_told(ledger, settings, stamp, group, no) for group, no in made)


def late_sentence(days: Sequence[date], today: date) -> tuple[str, ...]:
    """Return the warning that deliveries of a month are invoiced too late, if they are (INV-24).

    Args:
        days: the days of delivery.
        today: the day of the invoice.
    """
    following = _first_of_next(min(days))
    deadline = working_day_of_month(following.year, following.month, _LAST_WORKING_DAY)
    if today <= deadline:
        return ()
    sentence = (
        f"INV-24: what was delivered on {min(days):%d.%m.%Y} should have been invoiced by"
        f" {deadline:%d.%m.%Y}, the 15th working day of the next month; do it now all the same."
    )
    return (sentence,)


@dataclass(frozen=True, slots=True)
class _Group:
    """What goes on one invoice, and why not with what goes on another of this customer."""

    shares: tuple[Share, ...]
    apart: str


def _groups(con: Connection, settings: Settings, customer_no: str, until: date) -> list[_Group]:
    """Return what goes on one invoice each, by customer and number of the first order."""
    states = (OrderState.ORDER, OrderState.CONFIRMED, OrderState.CLOSED)
    levels = Levels(con, settings)
    found: dict[tuple[str, str, Effective], list[Share]] = {}
    some = orders_where(con, customer_no=customer_no, states=states, only_unfinished=True)
    for order in some:
        share = share_delivered(con, settings, order, until=until)
        if share.lines:
            customer = customer_of(con, order.customer_no)
            held = levels.of(customer, order_origin(order))
            # each order is named by a heading, so its reference need not agree
            key = (order.customer_no, order.project_no, replace(held, invoice_order_reference=""))
            found.setdefault(key, []).append(share)
    groups = []
    firsts: dict[str, tuple[str, Effective, Share]] = {}
    for (number, project_no, held), shares in found.items():
        first = firsts.setdefault(number, (project_no, held, shares[0]))
        apart = "" if first[2] is shares[0] else _apart(first, project_no, held)
        groups.append(_Group(tuple(shares), apart))
    return sorted(groups, key=lambda group: group.shares[0].order.customer_no)


def _apart(first: tuple[str, Effective, Share], project_no: str, held: Effective) -> str:
    """Return why orders are not put together with the first ones of their customer."""
    named = {each.field: name for name, each in level_keys().items()}
    names = [
        named.get(field.name, field.name)
        for field in fields(held)
        if getattr(held, field.name) != getattr(first[1], field.name)
    ]
    if project_no != first[0]:
        names.insert(0, "project")
    return f"Apart from order {first[2].order.order_no}, because of another {', '.join(names)}."


def _told(
    ledger: Ledger, settings: Settings, stamp: Stamp, group: _Group, draft_no: int
) -> OrderDraft:
    days = [day for share in group.shares for day in share.days]
    return OrderDraft(
        tuple(share.order.order_no for share in group.shares),
        preview(ledger, settings, stamp.today, draft_no),
        late_sentence(days, stamp.today),
        group.apart,
    )


def _first_of_next(day: date) -> date:
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1)
