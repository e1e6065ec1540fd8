"""What `ledger check` proves, code by code."""

from __future__ import annotations

from invoicectl.ledger.finding import CODES
from invoicectl.ledger.finding import NO_DAMAGE
from pages.table import code
from pages.table import table


def page() -> str:
    """Return the page: the codes are stable, the sentences of findings may be improved."""
    rows = [
        (code(each), f"{proven[0].upper()}{proven[1:]}.", "4" if each in NO_DAMAGE else "14")
        for each, proven in CODES.items()
    ]
    return (
        "# What `ledger check` proves\n\n"
        "The check is silent when all of this holds. Otherwise each finding is one line that\n"
        "begins with its code and names the row. Status 14 means that the ledger is damaged:\n"
        "restore a backup, and look at the disk. Status 4 means that a person should see to\n"
        "something.\n\n" + table(("code", "proven", "status"), rows)
    )
