"""Products in the ledger: master data that is edited, never deleted."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING

from invoicectl.domain.product import Product
from invoicectl.errors import InputError
from invoicectl.errors import NotFoundError
from invoicectl.ledger.listing import ordering
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

_FIELDS = tuple(field.name for field in fields(Product))
_SORTED_BY = {
    "product_no": "product_no",
    "name": "name COLLATE norwegian",
    "unit_price": "unit_price_micro",
    "unit": "unit",
    "vat_code": "vat_code",
    "income_account": "income_account",
    "cost_price": "cost_price_micro",
}
_SELECT = f"SELECT {', '.join(_FIELDS)} FROM product"  # noqa: S608 - names of our own record


def product_of(con: sqlite3.Connection, product_no: str) -> Product:
    """Return one product.

    Raises:
        NotFoundError: no product has that number.
    """
    row = con.execute(f"{_SELECT} WHERE product_no = ?", (product_no,)).fetchone()
    if row is None:
        raise NotFoundError("product", product_no, hint="'invoicectl product list' shows them all.")
    return _from_row(row)


def find_products(
    con: sqlite3.Connection, text: str = "", *, with_inactive: bool = False, sort: str = ""
) -> list[Product]:
    """Return products whose number or name contains `text`, by number or as `sort` says.

    Raises:
        InputError: there is no such column to sort by.
    """
    where = contains(con, "product_no", "name")
    order = ordering(con, sort, _SORTED_BY, usual="product_no")
    rows = con.execute(
        f"{_SELECT} WHERE {where} AND (active = 1 OR :inactive) ORDER BY {order}",
        {"text": folded(text), "inactive": with_inactive},
    )
    return [_from_row(row) for row in rows]


def product_names(con: sqlite3.Connection) -> dict[str, str]:
    """Return the name of every product by its number."""
    return dict(con.execute("SELECT product_no, name FROM product"))


def add_products(ledger: Ledger, products: Iterable[Product], stamp: Stamp) -> None:
    """Add new products, all or none.

    Raises:
        InputError: a number is taken.
    """
    with ledger.write() as con:
        insert_products(con, tuple(products), stamp)


def insert_products(con: sqlite3.Connection, products: Sequence[Product], stamp: Stamp) -> None:
    """Add new products inside the caller's transaction.

    Raises:
        InputError: a number is taken.
    """
    for product in products:
        if has_product(con, product.product_no):
            raise InputError(
                f"Product number {product.product_no} is taken.",
                hint=f"Change that product with 'invoicectl product edit {product.product_no}'.",
            )
    stamps = {"created_at": stamp.at, "updated_at": stamp.at}
    table_of(con, "product").insert_all([{**_to_row(product), **stamps} for product in products])
    for product in products:
        note(con, stamp, "product.added", product.product_no, product.name)


def save_product(ledger: Ledger, product: Product, stamp: Stamp) -> None:
    """Store the new state of a product that exists.

    Raises:
        NotFoundError: no product has that number.
    """
    with ledger.write() as con:
        update_product(con, product, stamp)


def update_product(con: sqlite3.Connection, product: Product, stamp: Stamp) -> tuple[str, ...]:
    """Store the new state inside the caller's transaction; return the fields that changed.

    Raises:
        NotFoundError: no product has that number.
    """
    old, new = _to_row(product_of(con, product.product_no)), _to_row(product)
    changed = {name: value for name, value in new.items() if value != old[name]}
    if changed:
        setting = ", ".join(f"{name} = ?" for name in changed)
        con.execute(
            f"UPDATE product SET {setting}, updated_at = ? WHERE product_no = ?",  # noqa: S608 - our own names
            (*changed.values(), stamp.at, product.product_no),
        )
        note(con, stamp, "product.changed", product.product_no, ", ".join(changed))
    return tuple(changed)


def has_product(con: sqlite3.Connection, product_no: str) -> bool:
    """Return whether a product has that number."""
    found = con.execute("SELECT 1 FROM product WHERE product_no = ?", (product_no,))
    return found.fetchone() is not None


def next_product_no(con: sqlite3.Connection) -> str:
    """Return the number a new product gets when none is given: one above the highest, from 1."""
    top = con.execute(
        "SELECT max(CAST(product_no AS INTEGER)) FROM product"
        " WHERE product_no NOT GLOB '*[^0-9]*' AND length(product_no) < 10"
    ).fetchone()[0]
    return str((top or 0) + 1)


def _from_row(row: tuple[object, ...]) -> Product:
    values = dict(zip(_FIELDS, row, strict=True))
    for flag in ("active", "is_incl_vat"):
        values[flag] = bool(values[flag])
    return Product(**values)  # type: ignore[arg-type]  # the columns are the record's fields


def _to_row(product: Product) -> dict[str, object]:
    row: dict[str, object] = {name: getattr(product, name) for name in _FIELDS}
    for flag in ("active", "is_incl_vat"):
        row[flag] = int(bool(row[flag]))
    return row
