"""Which price a customer pays for a product on a day: their own, their list's, or the base one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from invoicectl.domain.product import Product


class PriceLevel(IntEnum):
    """Whose price it is; a higher level wins."""

    BASE = 0
    LIST = 1
    CUSTOMER = 2


@dataclass(frozen=True, slots=True)
class PriceList:
    """A named list of prices; `title` says what it is for."""

    name: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class DatedPrice:
    """A price of one product from a day on, in millionths of a krone.

    It is of a list, of a customer, or of neither: then it is the base price from that day on.
    `valid_to` is its last day, None when it has none. `at_least_micro` is the quantity from which
    it holds, in millionths.
    """

    product_no: str
    unit_price_micro: int
    valid_from: date
    valid_to: date | None = None
    at_least_micro: int = 0
    list_name: str = ""
    customer_no: str = ""
    is_incl_vat: bool = False

    @property
    def level(self) -> PriceLevel:
        """Whose price it is."""
        if self.customer_no:
            return PriceLevel.CUSTOMER
        return PriceLevel.LIST if self.list_name else PriceLevel.BASE


@dataclass(frozen=True, slots=True)
class Buying:
    """Who buys and when; `list_name` is the price list in force for them, '' for none.

    `quantity_micro` is in millionths.
    """

    day: date
    customer_no: str = ""
    list_name: str = ""
    quantity_micro: int = 1_000_000


@dataclass(frozen=True, slots=True)
class Considered:
    """One price of a product and why it does not apply, or '' when it is the one that does.

    `price` is None for the price of the product itself, which holds when nothing else does.
    """

    price: DatedPrice | None
    reason: str


@dataclass(frozen=True, slots=True)
class PriceChoice:
    """The price that applies, and all that were considered, the strongest first."""

    unit_price_micro: int
    is_incl_vat: bool
    applies: DatedPrice | None
    considered: tuple[Considered, ...]


def choose_price(product: Product, prices: Sequence[DatedPrice], buying: Buying) -> PriceChoice:
    """Return what the product costs in this purchase, and why.

    The customer's own price wins over that of their list, and that over the base price. Within one
    of them the largest quantity that is reached wins, then the price that began last.

    Args:
        product: gives the price when no other applies.
        prices: all of this product's, in any order.
        buying: who buys, when and how much.
    """
    ordered = sorted(prices, key=_strength, reverse=True)
    applying = [price for price in ordered if not _misses(price, buying)]
    applies = applying[0] if applying else None
    considered = [
        Considered(price, _reason(price, applies, buying))
        for price in ordered
        if _concerns(price, buying)
    ]
    considered.append(Considered(None, f"{_named(applies)} wins" if applies else ""))
    chosen = applies or product
    return PriceChoice(chosen.unit_price_micro, chosen.is_incl_vat, applies, tuple(considered))


def _strength(price: DatedPrice) -> tuple[int, int, date]:
    return price.level, price.at_least_micro, price.valid_from


def _concerns(price: DatedPrice, buying: Buying) -> bool:
    """Tell whether a price is this customer's, of their list, or a base price."""
    return price.customer_no in {"", buying.customer_no} and price.list_name in {
        "",
        buying.list_name,
    }


def _misses(price: DatedPrice, buying: Buying) -> str:
    """Return why a price does not hold in a purchase, '' when it does."""
    if not _concerns(price, buying):
        return "of others"
    if buying.day < price.valid_from:
        return "not yet"
    if price.valid_to is not None and buying.day > price.valid_to:
        return "no longer"
    # what is taken back costs what it cost
    if abs(buying.quantity_micro) < price.at_least_micro:
        return "quantity too small"
    return ""


def _reason(price: DatedPrice, applies: DatedPrice | None, buying: Buying) -> str:
    if price is applies:
        return ""
    if missed := _misses(price, buying):
        return missed
    assert applies is not None  # this one would apply, had a stronger one not
    if price.level != applies.level:
        return f"{_named(applies)} wins"
    if price.at_least_micro != applies.at_least_micro:
        return "a larger quantity wins"
    return "a later price wins"


def _named(price: DatedPrice) -> str:
    match price.level:
        case PriceLevel.CUSTOMER:
            return "own price"
        case PriceLevel.LIST:
            return f"list {price.list_name}"
        case PriceLevel.BASE:
            return "a dated price"
