"""The columns and keys of files that are taken in, with every head they go by."""

from __future__ import annotations

from typing import TYPE_CHECKING

from invoicectl.flows import customer_fields
from invoicectl.flows import draft_file
from invoicectl.flows import import_prices
from invoicectl.flows import products
from pages.table import code
from pages.table import table

if TYPE_CHECKING:
    from invoicectl.flows.fields import Field

TOP = """# Files that are taken in

Tables are CSV with a head line. Their separator (comma, semicolon or tab) and encoding (UTF-8,
UTF-16 or the one of Windows) are recognised. A head is compared without regard to capitals, blanks
and signs: `E-post`, `e post` and `EPOST` are one. When something is wrong, every fault is named
with its line, and nothing of the file is taken.
"""
CUSTOMERS = """
## Customers

For `invoicectl customer import`; see [bring your customers along](../howto/import-customers.md).

"""
PRODUCTS = """
## Products

For `invoicectl product import`.

"""
PRICES = """
## Prices

For `invoicectl price-list import`; see [prices](../howto/prices.md).

"""
DRAFTS = """
## Drafts

For `invoicectl invoice new --from FILE`; see
[invoices from a file](../howto/invoices-from-a-file.md). A draft has these keys or columns:

"""
LINES = """
Each of its lines has these. Either `line`, typed [as on the command line](lines.md), or `product`,
or `text` with `price`; what stands beside changes it.

"""


def page() -> str:
    """Return the page."""
    return (
        TOP
        + CUSTOMERS
        + _columns(customer_fields.FIELDS)
        + PRODUCTS
        + _columns(products.FIELDS)
        + PRICES
        + _columns(import_prices.FIELDS)
        + DRAFTS
        + _columns(draft_file.HEAD)
        + LINES
        + _columns(draft_file.LINE)
    )


def _columns(fields: tuple[Field, ...]) -> str:
    rows = [(code(field.name), ", ".join(field.heads.split())) for field in fields]
    return table(("field", "heads it goes by"), rows)
