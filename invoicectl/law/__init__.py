"""Dated values of statute and regulation: asked by day, and refused past what is vouched for."""

from __future__ import annotations

from invoicectl.law.rates import demand_fraction_20ths
from invoicectl.law.rates import inkassosats_ore
from invoicectl.law.rates import late_interest_bp
from invoicectl.law.rates import late_interest_bp_if_known
from invoicectl.law.rates import notice_fraction_20ths
from invoicectl.law.rates import standardkompensasjon_ore
from invoicectl.law.rates import vat_rate_bp
from invoicectl.law.rates import vat_rate_warning
from invoicectl.law.rows import TABLES
from invoicectl.law.table import Dated
from invoicectl.law.table import Table

__all__ = [
    "TABLES",
    "Dated",
    "Table",
    "demand_fraction_20ths",
    "inkassosats_ore",
    "late_interest_bp",
    "late_interest_bp_if_known",
    "notice_fraction_20ths",
    "standardkompensasjon_ore",
    "vat_rate_bp",
    "vat_rate_warning",
]
