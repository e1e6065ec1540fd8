"""What the second step of the schema adds for contacts, addresses and flags of customers."""

from __future__ import annotations

from invoicectl.ledger.area import Area

AREA = Area()
