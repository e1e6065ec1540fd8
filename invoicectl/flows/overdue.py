"""Who owes what since when, on any day: as it is now, or as it was then."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING
from typing import NamedTuple

from invoicectl.domain.ageing import Ageing
from invoicectl.domain.ageing import Bucket
from invoicectl.domain.ageing import age
from invoicectl.domain.ageing import bucket_of
from invoicectl.domain.ageing import days_overdue
from invoicectl.ledger.customer_alias import aliases
from invoicectl.ledger.customer_alias import merged_into
from invoicectl.ledger.customer_alias import numbers_of
from invoicectl.ledger.open_items import OpenItem
from invoicectl.ledger.open_items import open_invoices
from invoicectl.ledger.open_items import open_items

if TYPE_CHECKING:
    from invoicectl.ledger.connect import Ledger


class AgedItem(NamedTuple):
    """One open invoice, or a credit (`bucket` None), and its days since the effective due date."""

    item: OpenItem
    days: int
    bucket: Bucket | None


def overdue(ledger: Ledger, *, as_of: date, today: date, customer_no: str = "") -> Ageing:
    """Return the ageing report by customer; who was merged into another stands under that one.

    Args:
        ledger: an open ledger.
        as_of: the day of the report. For a day that has passed, what was open then is counted
            again from the vouchers dated up to it; otherwise what is open now is sorted by it.
        today: the real day.
        customer_no: this customer alone, when given.

    Raises:
        NotFoundError: nobody has that number.
    """
    numbers, now = _numbers(ledger, customer_no), aliases(ledger.con)
    found = open_invoices(ledger.con, day=as_of, is_past=as_of < today, numbers=numbers)
    if now:
        found = (
            one._replace(customer_no=now.get(one.customer_no, one.customer_no)) for one in found
        )
    return age(found, as_of)


def overdue_invoices(
    ledger: Ledger, *, as_of: date, today: date, customer_no: str = ""
) -> tuple[AgedItem, ...]:
    """Return the same invoice by invoice, the oldest due first, credits last.

    Raises:
        NotFoundError: nobody has that number.
    """
    numbers, now = _numbers(ledger, customer_no), aliases(ledger.con)
    found = open_items(ledger.con, day=as_of, is_past=as_of < today, numbers=numbers)
    if now:
        found = [
            one._replace(customer_no=now.get(one.customer_no, one.customer_no)) for one in found
        ]
    aged = [_aged(item, as_of) for item in found if item.open_ore]
    return tuple(sorted(aged, key=lambda each: each.bucket is None))


def _aged(item: OpenItem, as_of: date) -> AgedItem:
    if item.due is None or item.open_ore < 0:
        return AgedItem(item, 0, None)
    days = days_overdue(item.due, as_of)
    return AgedItem(item, max(days, 0), bucket_of(days))


def _numbers(ledger: Ledger, customer_no: str) -> tuple[str, ...]:
    """Return the numbers a customer has had, none when nobody is named.

    A number that nobody has is refused, so that a slip is not read as 'owes nothing'.
    """
    if not customer_no:
        return ()
    from invoicectl.ledger.customers import customer_of

    customer_of(ledger.con, customer_no)
    return numbers_of(ledger.con, merged_into(ledger.con, customer_no))
