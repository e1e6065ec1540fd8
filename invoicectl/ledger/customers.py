"""Customers in the ledger: master data that is edited, never deleted."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING

from invoicectl.domain.customer import Customer
from invoicectl.domain.parties import CustomerKind
from invoicectl.domain.parties import Language
from invoicectl.errors import InputError
from invoicectl.errors import NotFoundError

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable

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
    """Return customers whose number, name, orgnr, e-mail or city contains `text`, by number."""
    sign = "%" + text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
    where = " OR ".join(
        f"{column} LIKE :sign ESCAPE '\\'"
        for column in ("customer_no", "name", "orgnr", "email", "city")
    )
    rows = con.execute(
        f"{_SELECT} WHERE ({where}) AND (active = 1 OR :inactive)"
        " ORDER BY length(customer_no), customer_no",
        {"sign": sign, "inactive": with_inactive},
    )
    return [_from_row(row) for row in rows]


def add_customers(ledger: Ledger, customers: Iterable[Customer], stamp: Stamp) -> None:
    """Add new customers, all or none.

    Raises:
        InputError: a number is taken.
    """
    from sqlite_utils import Database

    rows = [_to_row(customer) for customer in customers]
    with ledger.write() as con:
        taken = [row["customer_no"] for row in rows if _exists(con, str(row["customer_no"]))]
        if taken:
            raise InputError(
                f"Customer number {taken[0]} is taken.",
                hint=f"Change that customer with 'invoicectl customer edit {taken[0]}'.",
            )
        stamps = {"created_at": stamp.at, "updated_at": stamp.at}
        Database(con, execute_plugins=False).table("customer").insert_all(
            [{**row, **stamps} for row in rows]
        )


def save_customer(ledger: Ledger, customer: Customer, stamp: Stamp) -> None:
    """Store the new state of a customer that exists.

    Raises:
        NotFoundError: nobody has that number.
    """
    from sqlite_utils import Database

    with ledger.write() as con:
        if not _exists(con, customer.customer_no):
            raise NotFoundError("customer", customer.customer_no)
        row = _to_row(customer)
        row.pop("customer_no")
        Database(con, execute_plugins=False).table("customer").update(
            customer.customer_no, {**row, "updated_at": stamp.at}
        )


def next_customer_no(con: sqlite3.Connection) -> str:
    """Return the number a new customer gets: one above the highest, from 10001 on."""
    top = con.execute(
        "SELECT max(CAST(customer_no AS INTEGER)) FROM customer"
        " WHERE customer_no NOT GLOB '*[^0-9]*' AND length(customer_no) < 10"
    ).fetchone()[0]
    return str(max(top or 0, 10_000) + 1)


def _exists(con: sqlite3.Connection, customer_no: str) -> bool:
    found = con.execute("SELECT 1 FROM customer WHERE customer_no = ?", (customer_no,))
    return found.fetchone() is not None


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
