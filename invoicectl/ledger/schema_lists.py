"""The indexes that make filtered lists fast; last, for a table that is rebuilt loses its own."""

from __future__ import annotations

from invoicectl.ledger.area import Area

AREA = Area(
    statements=(
        "CREATE INDEX invoice_issued ON invoice(issued_on)",
        "CREATE INDEX outbox_customer ON outbox(customer_no)",
        "CREATE INDEX bank_booked ON bank_transaction(booked_on, id)",
        """CREATE INDEX bank_customer ON bank_transaction(customer_no)
  WHERE customer_no IS NOT NULL""",
    )
)
