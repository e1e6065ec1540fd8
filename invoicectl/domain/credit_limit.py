"""Credit limit: how much a customer may owe before the next invoice is worth a second look."""

from __future__ import annotations

from invoicectl.domain.money import kroner


def over_limit(customer_no: str, limit_ore: int | None, *, open_ore: int, new_ore: int) -> str:
    """Return a warning when an invoice takes a customer past the limit, '' otherwise.

    Args:
        customer_no: whose limit it is.
        limit_ore: the limit in øre; None means that there is none.
        open_ore: what is owed now, credit taken off.
        new_ore: what the new invoice adds, VAT included; a credit note takes something off.
    """
    if limit_ore is None or new_ore <= 0 or open_ore + new_ore <= limit_ore:
        return ""
    return (
        f"Customer {customer_no} would owe {_nok(open_ore + new_ore)}, which is"
        f" {_nok(open_ore + new_ore - limit_ore)} over the credit limit of {_nok(limit_ore)}."
    )


def _nok(ore: int) -> str:
    return kroner(ore, thousands=" ")
