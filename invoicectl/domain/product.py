"""A product: what can be put on an invoice line by its number."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Product:
    """One product; the price is millionths of a krone excluding VAT, the unit a UN/ECE code.

    `income_account` is empty when the VAT code's own account is right.
    """

    product_no: str
    name: str
    unit_price_micro: int
    unit: str = "C62"
    vat_code: str = "3"
    income_account: str = ""
    active: bool = True
