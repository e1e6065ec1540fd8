"""How products and their prices are shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from invoicectl.cli.output import Cell
from invoicectl.cli.output import Column
from invoicectl.cli.output import day_text
from invoicectl.domain.money import decimal_text
from invoicectl.domain.units import unit_words

if TYPE_CHECKING:
    from invoicectl.domain.price_list import DatedPrice
    from invoicectl.domain.product import Product


def list_columns(*, any_incl_vat: bool) -> tuple[Column, ...]:
    """Return the columns of `product list`; whether prices hold VAT only where some do."""
    return (
        Column("product_no", "No"),
        Column("name", "Name"),
        Column("unit_price", "Price", Cell.NUMBER),
        Column("unit", "Unit"),
        Column("vat_code", "VAT"),
        Column("income_account", "Account"),
        Column("active", ""),
        Column("is_incl_vat", "Incl. VAT" if any_incl_vat else ""),
        Column("cost_price", "", Cell.NUMBER),
    )


def list_row(one: Product, *, for_programs: bool) -> tuple[object, ...]:
    """Return one product: codes for programs, words for people."""
    cost = one.cost_price_micro
    thousands = "" if for_programs else " "
    return (
        one.product_no,
        one.name,
        micro_text(one.unit_price_micro, thousands=thousands),
        one.unit if for_programs else unit_words(one.unit),
        one.vat_code,
        one.income_account,
        one.active,
        one.is_incl_vat if for_programs else "yes" if one.is_incl_vat else "",
        "" if cost is None else micro_text(cost, thousands=thousands),
    )


def micro_text(micro: int, *, thousands: str = " ") -> str:
    """Return a price with two decimals, and more only when it has them."""
    whole, _comma, decimals = decimal_text(micro).partition(",")
    return f"{int(whole):,}".replace(",", thousands) + f",{decimals.ljust(2, '0')}"


def price_text(one: Product) -> str:
    """Return the price of a product with its unit: `250,00 per kg`, told when it holds VAT."""
    vat = ", including VAT" if one.is_incl_vat else ""
    return f"{micro_text(one.unit_price_micro)} per {unit_words(one.unit)}{vat}"


def owner_text(price: DatedPrice | None) -> str:
    """Return whose price it is; None is the product's own."""
    if price is None:
        return "the product's own"
    if price.customer_no:
        return f"customer {price.customer_no}"
    return f"list {price.list_name}" if price.list_name else "base price"


def days_text(price: DatedPrice) -> str:
    """Return from when, and until when, a price holds."""
    last = f" to {day_text(price.valid_to)}" if price.valid_to else ""
    return f"from {day_text(price.valid_from)}{last}"
