"""Dated values of statute and regulation: asked by day, and refused past what is vouched for."""

from __future__ import annotations

from invoicectl.law.acts import Act
from invoicectl.law.acts import DebtCollectionRegime
from invoicectl.law.rates import SHIPPED
from invoicectl.law.rates import Rates
from invoicectl.law.rows import TABLES
from invoicectl.law.table import Dated
from invoicectl.law.table import Table

__all__ = [
    "SHIPPED",
    "TABLES",
    "Act",
    "Dated",
    "DebtCollectionRegime",
    "Rates",
    "Table",
]
