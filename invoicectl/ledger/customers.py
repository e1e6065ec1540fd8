"""Customers in the ledger: master data that is edited, never deleted."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING

from invoicectl.domain.customer import Customer
from invoicectl.domain.parties import CustomerKind
from invoicectl.domain.parties import Language
from invoicectl.errors import InputError
from invoicectl.errors import NotFoundError
from invoicectl.ledger.customer_alias import numbers_of
from invoicectl.ledger.log import note
from invoicectl.ledger.rows import table_of
from invoicectl.ledger.search import contains
from invoicectl.ledger.search import folded

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable
    from collections.abc import Sequence

    from invoicectl.domain.stamp import Stamp
    from invoicectl.ledger.connect import Ledger

_FIELDS = tuple(field.name for field in fields(Customer))
_SELECT = f"SELECT {', '.join(_FIELDS)} FROM customer"  # noqa: S608 - names of our own record
SERIES = "customer"


def customer_of(con: sqlite3.Connection, customer_no: str) -> Customer:
    """Return one customer.

    Raises:
        NotFoundError: nobody has that number.
    """
    row = con.execute(f"{_SELECT} WHERE customer_no = ?", (customer_no,)).fetchone()
    if row is None:
        raise NotFoundError(
            "customer", customer_no, hint="'invoicectl customer list' shows them all."
        )
    return _from_row(row)


def find_customers(
    con: sqlite3.Connection, text: str = "", *, with_inactive: bool = False
) -> list[Customer]:
    """Return customers whose number, name, orgnr, e-mail, phone or city contains `text`."""
    where = contains(con, "customer_no", "name", "orgnr", "email", "city", "phone", "mobile")
    rows = con.execute(
        f"{_SELECT} WHERE {where} AND (active = 1 OR :inactive)"
        " ORDER BY length(customer_no), customer_no",
        {"text": folded(text), "inactive": with_inactive},
    )
    return [_from_row(row) for row in rows]


def customers_called(con: sqlite3.Connection, name: str, orgnr: str) -> list[Customer]:
    """Return active customers of that name, or with that organisation number if it is not ''."""
    rows = con.execute(
        f"{_SELECT} WHERE active = 1 AND (name = ? COLLATE NOCASE OR (orgnr <> '' AND orgnr = ?))"
        " ORDER BY length(customer_no), customer_no",
        (name, orgnr),
    )
    return [_from_row(row) for row in rows]


def add_customers(ledger: Ledger, customers: Iterable[Customer], stamp: Stamp) -> None:
    """Add new customers, all or none.

    Raises:
        InputError: a number is taken.
    """
    with ledger.write() as con:
        insert_customers(con, tuple(customers), stamp)


def insert_customers(con: sqlite3.Connection, customers: Sequence[Customer], stamp: Stamp) -> None:
    """Add new customers inside the caller's transaction.

    The log keeps no name: it can never forget.

    Raises:
        InputError: a number is taken.
    """
    for customer in customers:
        no = customer.customer_no
        if has_customer(con, no):
            raise InputError(
                f"Customer number {no} is taken.",
                hint=f"Change that customer with 'invoicectl customer edit {no}'.",
            )
    stamps = {"created_at": stamp.at, "updated_at": stamp.at}
    table_of(con, "customer").insert_all(
        [{**_to_row(customer), **stamps} for customer in customers]
    )
    for customer in customers:
        note(con, stamp, "customer.added", customer.customer_no)


def save_customer(ledger: Ledger, customer: Customer, stamp: Stamp) -> None:
    """Store the new state of a customer that exists.

    Raises:
        NotFoundError: nobody has that number.
    """
    with ledger.write() as con:
        update_customer(con, customer, stamp)


def update_customer(con: sqlite3.Connection, customer: Customer, stamp: Stamp) -> tuple[str, ...]:
    """Store the new state inside the caller's transaction; return the fields that changed.

    The log keeps which fields changed, not what they held: it can never forget.

    Raises:
        NotFoundError: nobody has that number.
    """
    old, new = _to_row(customer_of(con, customer.customer_no)), _to_row(customer)
    changed = {name: value for name, value in new.items() if value != old[name]}
    if changed:
        setting = ", ".join(f"{name} = ?" for name in changed)
        con.execute(
            f"UPDATE customer SET {setting}, updated_at = ? WHERE customer_no = ?",  # noqa: S608 - our own names
            (*changed.values(), stamp.at, customer.customer_no),
        )
        note(con, stamp, "customer.changed", customer.customer_no, ", ".join(changed))
    _mirror(con, new, stamp)
    return tuple(changed)


def _mirror(con: sqlite3.Connection, row: dict[str, object], stamp: Stamp) -> None:
    """Let the older numbers of a customer say the same, so that letters reach who it is now."""
    own = {name: value for name, value in row.items() if name not in ("customer_no", "active")}
    setting = ", ".join(f"{name} = ?" for name in own)
    for number in numbers_of(con, str(row["customer_no"]))[1:]:
        con.execute(
            f"UPDATE customer SET {setting}, updated_at = ? WHERE customer_no = ?",  # noqa: S608 - our own names
            (*own.values(), stamp.at, number),
        )


def has_customer(con: sqlite3.Connection, customer_no: str) -> bool:
    """Return whether somebody has that number."""
    found = con.execute("SELECT 1 FROM customer WHERE customer_no = ?", (customer_no,))
    return found.fetchone() is not None


def next_customer_no(con: sqlite3.Connection) -> str:
    """Return the number a new customer gets: one above the highest, from 10001 on."""
    top = con.execute(
        "SELECT max(CAST(customer_no AS INTEGER)) FROM customer"
        " WHERE customer_no NOT GLOB '*[^0-9]*' AND length(customer_no) < 10"
    ).fetchone()[0]
    return str(max(top or 0, 10_000) + 1)


def _from_row(row: tuple[object, ...]) -> Customer:
    values = dict(zip(_FIELDS, row, strict=True))
    values["kind"] = CustomerKind(str(values["kind"]))
    values["language"] = Language(str(values["language"]))
    for flag in ("vat_registered", "express_terms", "active"):
        values[flag] = bool(values[flag])
    return Customer(**values)  # type: ignore[arg-type]  # the columns are the record's fields


def _to_row(customer: Customer) -> dict[str, object]:
    row: dict[str, object] = {name: getattr(customer, name) for name in _FIELDS}
    row["kind"] = customer.kind.value
    row["language"] = customer.language.value
    for flag in ("vat_registered", "express_terms", "active"):
        row[flag] = int(bool(row[flag]))
    return row
