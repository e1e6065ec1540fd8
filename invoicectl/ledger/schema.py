"""Every step of the ledger's schema by its name, oldest first; a step that is released stays."""

from __future__ import annotations

from invoicectl.ledger.schema_initial import M001_INITIAL
from invoicectl.ledger.schema_sales import M002_SALES

STEPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("m001_initial", M001_INITIAL),
    ("m002_sales", M002_SALES),
)
