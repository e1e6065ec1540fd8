"""The birth date of a consumer: kept apart, and only because an agency may need it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING
from typing import Final

from invoicectl.domain.dates import parse_day
from invoicectl.domain.parties import CustomerKind
from invoicectl.errors import InputError
from invoicectl.flows.fields import Fault
from invoicectl.flows.fields import FieldsError

if TYPE_CHECKING:
    from invoicectl.domain.customer import Customer
    from invoicectl.ledger.connect import Connection

FIELD: Final = "birth_date"
_FIRST: Final = date(1900, 1, 1)


def keep_birth_date(con: Connection, customer: Customer, text: str | None, today: date) -> bool:
    """Store the birth date that was given, or erase it, inside the caller's transaction.

    A customer that is no consumer (any more) has none. The log never gets to know the date.

    Args:
        con: a connection inside `Ledger.write()`.
        customer: as stored now.
        text: a day; '' erases it, None leaves it.
        today: nobody is born after it.

    Returns:
        Whether anything changed.

    Raises:
        FieldsError: no day, not possible, or not a consumer.
    """
    from invoicectl.ledger.contacts import birth_date_of
    from invoicectl.ledger.contacts import put_birth_date

    before = birth_date_of(con, customer.customer_no)
    if text is None:
        after = before if customer.kind is CustomerKind.CONSUMER else None
    else:
        after = _read(text, customer, today)
    if after != before:
        put_birth_date(con, customer.customer_no, after)
    return after != before


def birth_date_faults(text: str | None, today: date) -> tuple[Fault, ...]:
    """Return why a text is no day on which a customer may be born; nothing for '' and None."""
    try:
        _day(text or "", today)
    except FieldsError as error:
        return error.found
    return ()


def _read(text: str, customer: Customer, today: date) -> date | None:
    day = _day(text, today)
    if day is not None and customer.kind is not CustomerKind.CONSUMER:
        raise FieldsError((Fault(FIELD, f"a {customer.kind.value} customer has none."),))
    return day


def _day(text: str, today: date) -> date | None:
    if not text.strip():
        return None
    try:
        day = parse_day(text, what=FIELD)
    except InputError as error:
        raise FieldsError((Fault(FIELD, str(error).removeprefix(f"{FIELD}: ")),)) from None
    if not _FIRST <= day <= today:
        raise FieldsError((Fault(FIELD, f"nobody was born on {day:%d.%m.%Y}."),))
    return day
