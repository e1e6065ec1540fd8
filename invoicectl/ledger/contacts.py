"""Contacts, delivery addresses and birth dates of customers in the ledger."""

from __future__ import annotations

from dataclasses import astuple
from dataclasses import fields
from datetime import date
from typing import TYPE_CHECKING
from typing import TypeVar

from invoicectl.domain.contacts import Contact
from invoicectl.domain.contacts import DeliveryAddress
from invoicectl.errors import NotFoundError

if TYPE_CHECKING:
    import sqlite3

T = TypeVar("T", Contact, DeliveryAddress)

_TABLES: dict[type[Contact | DeliveryAddress], tuple[str, str]] = {
    Contact: ("contact", "contact"),
    DeliveryAddress: ("delivery_address", "delivery address"),
}


def contacts_of(con: sqlite3.Connection, customer_no: str) -> list[Contact]:
    """Return the people at a customer, by their number there."""
    return _all(con, Contact, customer_no)


def delivery_addresses_of(con: sqlite3.Connection, customer_no: str) -> list[DeliveryAddress]:
    """Return the places of a customer, by their number there."""
    return _all(con, DeliveryAddress, customer_no)


def contact_of(con: sqlite3.Connection, customer_no: str, n: int) -> Contact:
    """Return one contact.

    Raises:
        NotFoundError: the customer has no contact of that number.
    """
    return _one(con, Contact, customer_no, n)


def delivery_address_of(con: sqlite3.Connection, customer_no: str, n: int) -> DeliveryAddress:
    """Return one delivery address.

    Raises:
        NotFoundError: the customer has no delivery address of that number.
    """
    return _one(con, DeliveryAddress, customer_no, n)


def delivery_place(con: sqlite3.Connection, customer_no: str, text: str) -> str:
    """Return a place as documents print it when `text` names a delivery address, else `text`."""
    wanted = text.strip().casefold()
    if not wanted:
        return text
    named = (one for one in delivery_addresses_of(con, customer_no))
    return next((one.place for one in named if one.name.casefold() == wanted), text)


def next_n(con: sqlite3.Connection, kind: type[Contact | DeliveryAddress], customer_no: str) -> int:
    """Return the number a new contact or address of a customer gets."""
    table, _ = _TABLES[kind]
    row = con.execute(
        f"SELECT coalesce(max(n), 0) + 1 FROM {table} WHERE customer_no = ?",  # noqa: S608 - own names
        (customer_no,),
    ).fetchone()
    return int(row[0])


def put(con: sqlite3.Connection, one: Contact | DeliveryAddress) -> None:
    """Store a contact or address, new or changed, inside the caller's transaction."""
    table, _ = _TABLES[type(one)]
    names = [field.name for field in fields(one)]
    setting = ", ".join(f"{name} = excluded.{name}" for name in names[2:])
    con.execute(
        f"INSERT INTO {table}({', '.join(names)}) VALUES({', '.join('?' * len(names))})"
        f" ON CONFLICT(customer_no, n) DO UPDATE SET {setting}",
        astuple(one),
    )


def remove(con: sqlite3.Connection, one: Contact | DeliveryAddress) -> None:
    """Delete a contact or address inside the caller's transaction."""
    table, _ = _TABLES[type(one)]
    con.execute(
        f"DELETE FROM {table} WHERE customer_no = ? AND n = ?",  # noqa: S608 - own names
        (one.customer_no, one.n),
    )


def birth_date_of(con: sqlite3.Connection, customer_no: str) -> date | None:
    """Return the birth date of a consumer, None when it is not known; for agencies only."""
    row = con.execute(
        "SELECT born_on FROM birth_date WHERE customer_no = ?", (customer_no,)
    ).fetchone()
    return date.fromisoformat(row[0]) if row else None


def put_birth_date(con: sqlite3.Connection, customer_no: str, born_on: date | None) -> None:
    """Store a birth date, or erase it with None, inside the caller's transaction."""
    con.execute("DELETE FROM birth_date WHERE customer_no = ?", (customer_no,))
    if born_on is not None:
        con.execute("INSERT INTO birth_date VALUES(?, ?)", (customer_no, born_on.isoformat()))


def _all(con: sqlite3.Connection, kind: type[T], customer_no: str) -> list[T]:
    table, _ = _TABLES[kind]
    names = ", ".join(field.name for field in fields(kind))
    rows = con.execute(
        f"SELECT {names} FROM {table} WHERE customer_no = ? ORDER BY n",  # noqa: S608 - own names
        (customer_no,),
    )
    return [kind(*row) for row in rows]


def _one(con: sqlite3.Connection, kind: type[T], customer_no: str, n: int) -> T:
    found = next((one for one in _all(con, kind, customer_no) if one.n == n), None)
    if found is None:
        raise NotFoundError(
            f"{_TABLES[kind][1]} of customer {customer_no} with the number",
            n,
            hint=f"'invoicectl customer show {customer_no}' shows them.",
        )
    return found
