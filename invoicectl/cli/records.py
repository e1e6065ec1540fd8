"""One record as people see it, a field a line, and as programs see it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from invoicectl.cli.output import Column
from invoicectl.cli.output import Table

if TYPE_CHECKING:
    from collections.abc import Iterable

    from invoicectl.domain.customer import Customer
    from invoicectl.domain.product import Product


def values_of(record: Customer | Product) -> dict[str, object]:
    """Return the fields of a record by name, in order."""
    return {name: getattr(record, name) for name in record.__slots__}


def fact_table(pairs: Iterable[tuple[str, object]]) -> Table:
    """Return a table of fields and values; what is empty is left out, lines become one."""
    rows = [
        (title, ", ".join(value.splitlines()) if isinstance(value, str) else value)
        for title, value in pairs
        if value not in ("", None)
    ]
    return Table((Column("field", "Field"), Column("value", "Value")), rows)
