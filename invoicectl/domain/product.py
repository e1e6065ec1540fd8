"""A product: what can be put on an invoice line by its number."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Product:
    """One product; prices are millionths of a krone, the unit is a UN/ECE code.

    `is_incl_vat` says that the price holds VAT (law RND-3). `income_account` is empty when the
    VAT code's own account is right. `cost_price_micro` is what it costs the company, without VAT;
    it is never printed, and None when it is not known.
    """

    product_no: str
    name: str
    unit_price_micro: int
    unit: str = "C62"
    vat_code: str = "3"
    income_account: str = ""
    active: bool = True
    is_incl_vat: bool = False
    cost_price_micro: int | None = None
