"""What may stand in an invoice line: how it is typed, the VAT codes, and the units."""

from __future__ import annotations

from invoicectl.domain.money import percent_text
from invoicectl.domain.units import UNITS
from invoicectl.domain.vat import VAT_CODES
from invoicectl.domain.vat import VatClass
from invoicectl.domain.vat import VatCode
from invoicectl.flows.lines import SYNTAX
from invoicectl.law import SHIPPED
from invoicectl.law.rows import VAT_HIGH
from pages.table import code
from pages.table import table

HOW = f"""# Invoice lines

A line is typed as one text, its parts between semicolons:

```
{SYNTAX}
```

`"Consulting; 3 hours; 1200,00; 10 %; 33"` is three hours at 1,200.00 less 10 %, with VAT code 33;
`"Travel; 450"` is one piece at 450.00. `10 %` is a discount, `+10 %` a mark-up. Prices are without
VAT unless `incl` stands after them; then [the total is what was entered](../howto/prices.md). Comma
and point both serve as the decimal mark. A line without a VAT code gets code 3, or 6 when the
company is not in the VAT register.

## VAT codes

These are the standard tax codes that accounting programs and SAF-T use. The rate is the one in
force on the day of delivery; the table has the newest [known one](rates.md).

"""
UNITS_HOW = """
## Units

Any of the words, or the UN/ECE code; invoices print the Norwegian or the English word by the
customer's language. Without a unit a line counts pieces.

"""


def page() -> str:
    """Return the page."""
    codes = [
        (code(one.code), one.name, _rate(one), one.income_account, one.vat_account, one.category)
        for one in VAT_CODES.values()
    ]
    units = [
        (code(one.code), one.norwegian, one.english, ", ".join(one.aliases.split()))
        for one in UNITS.values()
    ]
    head = ("code", "what", "rate", "income account", "VAT account", "EN 16931")
    return (
        HOW
        + table(head, codes)
        + UNITS_HOW
        + table(("UN/ECE", "Norwegian", "English", "also read"), units)
    )


def _rate(one: VatCode) -> str:
    if one.vat_class is VatClass.NONE:
        return ""
    bp = SHIPPED.vat_rate_bp(one.vat_class, VAT_HIGH.known_until)
    return f"{percent_text(bp, decimal='.')} %"
