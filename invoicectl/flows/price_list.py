"""Price lists as people keep them: made, priced, looked up; and what a customer pays on a day."""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import replace
from typing import TYPE_CHECKING

from invoicectl.domain.draft import Origin
from invoicectl.domain.price_list import Buying
from invoicectl.domain.price_list import DatedPrice
from invoicectl.domain.price_list import PriceList
from invoicectl.domain.price_list import choose_price
from invoicectl.errors import InputError
from invoicectl.errors import NotFoundError
from invoicectl.flows.fields import read_number
from invoicectl.flows.fields import text_reader
from invoicectl.ledger.customers import customer_of
from invoicectl.ledger.log import note
from invoicectl.ledger.price_lists import add_price_list
from invoicectl.ledger.price_lists import all_prices
from invoicectl.ledger.price_lists import check_price_list
from invoicectl.ledger.price_lists import drop_price
from invoicectl.ledger.price_lists import has_price_list
from invoicectl.ledger.price_lists import keep_price
from invoicectl.ledger.price_lists import prices_of
from invoicectl.ledger.products import product_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from invoicectl.domain.price_list import PriceChoice
    from invoicectl.domain.product import Product
    from invoicectl.domain.stamp import Stamp
    from invoicectl.ledger.connect import Connection
    from invoicectl.ledger.connect import Ledger
    from invoicectl.settings.model import Settings

_BY_HAND = Origin()


@dataclass(frozen=True, slots=True)
class Kept:
    """A price as it is stored, and the one it took the place of, None when there was none."""

    price: DatedPrice
    replaced: DatedPrice | None


def make_price_list(ledger: Ledger, stamp: Stamp, name: str, title: str = "") -> PriceList:
    """Make an empty price list.

    Raises:
        InputError: the name cannot be one, or is taken.
    """
    try:
        new = PriceList(read_number(name), text_reader(120)(title))
    except InputError as error:
        raise InputError(f"The name of a price list {error}") from None
    with ledger.write() as con:
        add_price_list(con, new, stamp)
        note(con, stamp, "price-list.made", new.name, new.title)
    return new


def set_price(
    ledger: Ledger, stamp: Stamp, price: DatedPrice, *, is_incl_vat: bool | None = None
) -> Kept:
    """Store a dated price; one with the same owner, quantity and first day gives way.

    Args:
        ledger: open.
        stamp: when and who.
        price: what to store.
        is_incl_vat: whether it holds VAT; None goes by the product.

    Raises:
        NotFoundError: there is no such product, list or customer.
        InputError: it belongs to a list and to a customer, or ends before it begins.
    """
    with ledger.write() as con:
        product = check_price(con, price)
        if is_incl_vat is None:
            is_incl_vat = product.is_incl_vat
        price = replace(price, is_incl_vat=is_incl_vat)
        return Kept(price, store_price(con, stamp, price))


def store_price(con: Connection, stamp: Stamp, price: DatedPrice) -> DatedPrice | None:
    """Store a checked price inside the caller's transaction; return the one that gave way."""
    old = keep_price(con, price)
    if old != price:
        note(con, stamp, "price.set", price.product_no, _told(price))
    return old


def remove_price(ledger: Ledger, stamp: Stamp, price: DatedPrice) -> DatedPrice:
    """Delete the price with this owner, quantity and first day, and return it as it was.

    Raises:
        NotFoundError: there is none.
    """
    with ledger.write() as con:
        old = drop_price(con, price)
        if old is None:
            whose = f"{owner_of(price)} from {price.valid_from:%d.%m.%Y}"
            raise NotFoundError(
                "price",
                f"of {price.product_no}, {whose}",
                hint=f"'invoicectl product show {price.product_no}' shows its prices.",
            )
        note(con, stamp, "price.removed", old.product_no, _told(old))
    return old


def check_price(con: Connection, price: DatedPrice) -> Product:
    """Refuse a price that nobody could pay, and return the product it is of.

    Raises:
        NotFoundError: there is no such product, list or customer.
        InputError: it belongs to a list and to a customer, or ends before it begins.
    """
    if price.list_name and price.customer_no:
        raise InputError("A price belongs to a list or to a customer, not to both.")
    if price.valid_to is not None and price.valid_to < price.valid_from:
        raise InputError(
            f"The price ends on {price.valid_to:%d.%m.%Y}, before it begins on"
            f" {price.valid_from:%d.%m.%Y}."
        )
    product = product_of(con, price.product_no)
    if price.list_name:
        check_price_list(con, price.list_name)
    if price.customer_no:
        customer_of(con, price.customer_no)
    return product


def buying_by(
    con: Connection,
    settings: Settings,
    customer_no: str,
    day: date,
    origin: Origin = _BY_HAND,
    draft_no: int = 0,
) -> Buying:
    """Return who buys on which day, with the price list in force for them.

    Args:
        con: an open ledger.
        settings: the company's.
        customer_no: who buys, '' for anybody.
        day: the first day of delivery; where that is not known, the day of the draft.
        origin: what the draft is made from: a project or order may have its own list.
        draft_no: the draft, which may have its own list as well; 0 before it is stored.

    Raises:
        NotFoundError: the customer, or the list that the settings name, does not exist.
    """
    name = settings.invoice.price_list
    if customer_no:
        from invoicectl.flows.levels import effective

        customer = customer_of(con, customer_no)
        name = effective(con, settings, customer, origin, draft_no).invoice_price_list
    if name and not has_price_list(con, name):
        explain = f" --customer {customer_no}" if customer_no else ""
        raise NotFoundError(
            "price list",
            f"'{name}', which the setting invoice.price_list names",
            hint=f"'invoicectl settings explain{explain}' shows where it comes from;"
            " 'invoicectl price-list list' shows those there are.",
        )
    return Buying(day, customer_no, name)


def price_of(con: Connection, product: Product, buying: Buying) -> PriceChoice:
    """Return what a product costs in a purchase, and why."""
    return choose_price(product, prices_of(con, product.product_no), buying)


def priced_products(con: Connection, products: Sequence[Product], buying: Buying) -> list[Product]:
    """Return products with the prices of one purchase in place of their own."""
    by_product: dict[str, list[DatedPrice]] = {}
    for price in all_prices(con):
        by_product.setdefault(price.product_no, []).append(price)
    found = []
    for product in products:
        choice = choose_price(product, by_product.get(product.product_no, ()), buying)
        found.append(
            replace(
                product,
                unit_price_micro=choice.unit_price_micro,
                is_incl_vat=choice.is_incl_vat,
            )
        )
    return found


def owner_of(price: DatedPrice) -> str:
    """Return whose price it is, in words."""
    if price.customer_no:
        return f"customer {price.customer_no}"
    return f"list {price.list_name}" if price.list_name else "the base price"


def _told(price: DatedPrice) -> str:
    """Return a price as the log keeps it."""
    from invoicectl.domain.money import decimal_text

    parts = [
        owner_of(price),
        f"from {price.valid_from}",
        f"to {price.valid_to}" if price.valid_to else "",
        f"at least {decimal_text(price.at_least_micro)}" if price.at_least_micro else "",
    ]
    vat = " with VAT" if price.is_incl_vat else ""
    return f"{', '.join(filter(None, parts))}: {decimal_text(price.unit_price_micro)}{vat}"
