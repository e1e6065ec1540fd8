"""Price lists and the dated prices of products in the ledger."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from invoicectl.domain.price_list import DatedPrice
from invoicectl.domain.price_list import PriceList
from invoicectl.errors import InputError
from invoicectl.errors import NotFoundError

if TYPE_CHECKING:
    import sqlite3

    from invoicectl.domain.stamp import Stamp

_KEY = ("product_no", "list_name", "customer_no", "at_least_micro", "valid_from")
_COLUMNS = (*_KEY, "valid_to", "unit_price_micro", "is_incl_vat")
_SELECT = f"SELECT {', '.join(_COLUMNS)} FROM product_price"  # noqa: S608 - own names
_IS_THIS = " AND ".join(f"{column} = ?" for column in _KEY)
_REST = ", ".join(f"{column} = ?" for column in _COLUMNS[len(_KEY) :])
_ORDER = "ORDER BY product_no, list_name, customer_no, at_least_micro, valid_from"


def add_price_list(con: sqlite3.Connection, new: PriceList, stamp: Stamp) -> None:
    """Store a new list inside the caller's transaction.

    Raises:
        InputError: there is one of that name.
    """
    if has_price_list(con, new.name):
        raise InputError(f"There is a price list '{new.name}' already.")
    con.execute("INSERT INTO price_list VALUES(?,?,?)", (new.name, new.title, stamp.at))


def price_lists(con: sqlite3.Connection) -> list[tuple[PriceList, int]]:
    """Return each list by name, with how many products it has prices of."""
    rows = con.execute(
        "SELECT name, title, (SELECT count(DISTINCT product_no) FROM product_price"
        " WHERE list_name = name AND list_name <> '') FROM price_list ORDER BY name"
    )
    return [(PriceList(name, title), count) for name, title, count in rows]


def has_price_list(con: sqlite3.Connection, name: str) -> bool:
    """Return whether there is a list of that name."""
    return con.execute("SELECT 1 FROM price_list WHERE name = ?", (name,)).fetchone() is not None


def check_price_list(con: sqlite3.Connection, name: str) -> None:
    """Refuse the name of a list that is not there.

    Raises:
        NotFoundError: says which lists there are.
    """
    if has_price_list(con, name):
        return
    names = [one.name for one, _ in price_lists(con)]
    there = f"Known ones: {', '.join(names)}. " if names else ""
    hint = f"{there}'invoicectl price-list add {name}' makes it."
    raise NotFoundError("price list", f"'{name}'", hint=hint)


def prices_of(con: sqlite3.Connection, product_no: str) -> list[DatedPrice]:
    """Return every dated price of one product: base, of lists, of customers."""
    rows = con.execute(f"{_SELECT} WHERE product_no = ? {_ORDER}", (product_no,))
    return [_from_row(row) for row in rows]


def all_prices(con: sqlite3.Connection) -> list[DatedPrice]:
    """Return every dated price of every product."""
    return [_from_row(row) for row in con.execute(f"{_SELECT} {_ORDER}")]


def prices_of_list(con: sqlite3.Connection, name: str) -> list[DatedPrice]:
    """Return every price of one list, by product, quantity and day."""
    rows = con.execute(f"{_SELECT} WHERE list_name = ? AND list_name <> '' {_ORDER}", (name,))
    return [_from_row(row) for row in rows]


def prices_of_customer(con: sqlite3.Connection, customer_no: str) -> list[DatedPrice]:
    """Return every price that is one customer's own, by product, quantity and day."""
    rows = con.execute(
        f"{_SELECT} WHERE customer_no = ? AND customer_no <> '' {_ORDER}", (customer_no,)
    )
    return [_from_row(row) for row in rows]


def base_prices(con: sqlite3.Connection) -> list[DatedPrice]:
    """Return every price that is of no list and no customer, by product, quantity and day."""
    rows = con.execute(f"{_SELECT} WHERE list_name = '' AND customer_no = '' {_ORDER}")
    return [_from_row(row) for row in rows]


def keep_price(con: sqlite3.Connection, price: DatedPrice) -> DatedPrice | None:
    """Store a price inside the caller's transaction; return the one it takes the place of.

    Two prices of one product are the same one when owner, quantity and first day are.
    """
    old = stored_price(con, price)
    marks = ",".join("?" * len(_COLUMNS))
    if old is None:
        con.execute(
            f"INSERT INTO product_price({', '.join(_COLUMNS)}) VALUES({marks})", _to_row(price)
        )
    elif old != price:
        con.execute(
            f"UPDATE product_price SET {_REST} WHERE {_IS_THIS}",  # noqa: S608 - own names
            (*_to_row(price)[len(_KEY) :], *_key_row(price)),
        )
    return old


def drop_price(con: sqlite3.Connection, price: DatedPrice) -> DatedPrice | None:
    """Delete the price with this owner, quantity and first day; return it, None when none is."""
    old = stored_price(con, price)
    if old is not None:
        con.execute(
            f"DELETE FROM product_price WHERE {_IS_THIS}",  # noqa: S608 - own names
            _key_row(price),
        )
    return old


def stored_price(con: sqlite3.Connection, price: DatedPrice) -> DatedPrice | None:
    """Return the price with this owner, quantity and first day, None when there is none."""
    row = con.execute(f"{_SELECT} WHERE {_IS_THIS}", _key_row(price)).fetchone()
    return _from_row(row) if row else None


def _key_row(price: DatedPrice) -> tuple[object, ...]:
    return (
        price.product_no,
        price.list_name,
        price.customer_no,
        price.at_least_micro,
        price.valid_from.isoformat(),
    )


def _to_row(price: DatedPrice) -> tuple[object, ...]:
    last = price.valid_to.isoformat() if price.valid_to else None
    return (*_key_row(price), last, price.unit_price_micro, int(price.is_incl_vat))


def _from_row(row: tuple[object, ...]) -> DatedPrice:
    values = dict(zip(_COLUMNS, row, strict=True))
    values["valid_from"] = date.fromisoformat(str(values["valid_from"]))
    values["valid_to"] = date.fromisoformat(str(values["valid_to"])) if values["valid_to"] else None
    values["is_incl_vat"] = bool(values["is_incl_vat"])
    return DatedPrice(**values)  # type: ignore[arg-type]  # the columns are the record's fields
