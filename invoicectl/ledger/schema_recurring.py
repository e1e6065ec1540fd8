"""What the second step of the schema adds for recurring invoices."""

from __future__ import annotations

from invoicectl.ledger.area import Area

AREA = Area()
