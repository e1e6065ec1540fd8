"""Imports products from a CSV file, or changes those that are there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from invoicectl.flows import products
from invoicectl.flows.import_csv import Noun
from invoicectl.flows.import_csv import import_sheet

if TYPE_CHECKING:
    from collections.abc import Mapping
    from collections.abc import Sequence
    from pathlib import Path

    from invoicectl.domain.product import Product
    from invoicectl.domain.stamp import Stamp
    from invoicectl.flows.import_csv import Imported
    from invoicectl.flows.import_csv import Wish
    from invoicectl.ledger.connect import Ledger
    from invoicectl.settings.model import Settings


def import_products(
    ledger: Ledger, settings: Settings, stamp: Stamp, path: Path, wish: Wish
) -> Imported:
    """Add the products of a CSV file; with `wish.update` change those whose number exists.

    A row without a number gets the next one, and is refused when a product has its name already.

    Raises:
        BadFileError: the file cannot be read as a table, or a column is missing or unclear.
        FaultsError: every fault, as `products.csv:14 unit_price: what is wrong`.
    """
    from invoicectl.ledger.products import find_products
    from invoicectl.ledger.products import insert_products
    from invoicectl.ledger.products import next_product_no
    from invoicectl.ledger.products import update_product

    kept = find_products(ledger.con, with_inactive=True)
    called = {one.name.casefold(): one.product_no for one in kept if one.active}

    def build(number: str, base: Product | None, texts: Mapping[str, str]) -> Product:
        fresh = base or products.new_product(settings, number)
        return products.product_from(fresh, texts, ledger, settings, stamp.today)

    def write(new: Sequence[Product], changed: Sequence[Product]) -> None:
        with ledger.write() as con:
            insert_products(con, new, stamp)
            for product in changed:
                update_product(con, product, stamp)

    noun = Noun(
        what="product",
        number="product_no",
        required=("name", "unit_price"),
        fields=products.FIELDS,
        extra={},
        known={one.product_no: one for one in kept},
        next_no=int(next_product_no(ledger.con)),
        build=build,
        double_of=lambda product: called.setdefault(product.name.casefold(), product.product_no),
        slips=lambda _product: (),
        write=write,
    )
    return import_sheet(noun, path, wish)
