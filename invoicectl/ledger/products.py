"""Products in the ledger: master data that is edited, never deleted."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING

from invoicectl.domain.product import Product
from invoicectl.errors import InputError
from invoicectl.errors import NotFoundError

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable

    from invoicectl.domain.stamp import Stamp
    from invoicectl.ledger.connect import Ledger

_FIELDS = tuple(field.name for field in fields(Product))
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
    con: sqlite3.Connection, text: str = "", *, with_inactive: bool = False
) -> list[Product]:
    """Return products whose number or name contains `text`, by number."""
    sign = "%" + text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
    rows = con.execute(
        f"{_SELECT} WHERE (product_no LIKE :sign ESCAPE '\\' OR name LIKE :sign ESCAPE '\\')"
        " AND (active = 1 OR :inactive) ORDER BY product_no",
        {"sign": sign, "inactive": with_inactive},
    )
    return [_from_row(row) for row in rows]


def add_products(ledger: Ledger, products: Iterable[Product], stamp: Stamp) -> None:
    """Add new products, all or none.

    Raises:
        InputError: a number is taken.
    """
    from sqlite_utils import Database

    rows = [_to_row(product) for product in products]
    with ledger.write() as con:
        for row in rows:
            if _exists(con, str(row["product_no"])):
                raise InputError(f"Product number {row['product_no']} is taken.")
        stamps = {"created_at": stamp.at, "updated_at": stamp.at}
        Database(con, execute_plugins=False).table("product").insert_all(
            [{**row, **stamps} for row in rows]
        )


def save_product(ledger: Ledger, product: Product, stamp: Stamp) -> None:
    """Store the new state of a product that exists.

    Raises:
        NotFoundError: no product has that number.
    """
    from sqlite_utils import Database

    with ledger.write() as con:
        if not _exists(con, product.product_no):
            raise NotFoundError("product", product.product_no)
        row = _to_row(product)
        row.pop("product_no")
        Database(con, execute_plugins=False).table("product").update(
            product.product_no, {**row, "updated_at": stamp.at}
        )


def _exists(con: sqlite3.Connection, product_no: str) -> bool:
    found = con.execute("SELECT 1 FROM product WHERE product_no = ?", (product_no,))
    return found.fetchone() is not None


def _from_row(row: tuple[object, ...]) -> Product:
    values = dict(zip(_FIELDS, row, strict=True))
    values["active"] = bool(values["active"])
    return Product(**values)  # type: ignore[arg-type]  # the columns are the record's fields


def _to_row(product: Product) -> dict[str, object]:
    row: dict[str, object] = {name: getattr(product, name) for name in _FIELDS}
    row["active"] = int(product.active)
    return row
