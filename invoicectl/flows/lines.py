"""Lines of a draft as people type them: `"Consulting; 3 hours; 1200,00; 10 %; 33"`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from invoicectl.domain.draft import DraftLine
from invoicectl.domain.money import MICRO
from invoicectl.domain.money import parse_micro
from invoicectl.domain.money import parse_percent_bp
from invoicectl.domain.units import parse_unit
from invoicectl.domain.vat import VAT_CODES
from invoicectl.errors import InputError
from invoicectl.ledger.products import product_of

if TYPE_CHECKING:
    from invoicectl.ledger.connect import Connection
    from invoicectl.settings.model import Settings

TEXT_MAX = 400
SYNTAX = "TEXT; QUANTITY [UNIT]; PRICE [; DISCOUNT %] [; VAT CODE]"
_QUANTITY = re.compile(r"([^\w]*\d[\d\s.,]*)(\S*.*)", re.DOTALL)
_HINT = f'Write it as "{SYNTAX}", or as "TEXT; PRICE" for one piece.'


def default_vat_code(settings: Settings) -> str:
    """Return the code of a line that names none: high rate, or 6 outside the VAT register."""
    return "3" if settings.company.vat_registered else "6"


def typed_line(text: str, *, vat_code: str, what: str = "--line") -> DraftLine:
    """Return the line that `text` means.

    Args:
        text: parts between semicolons; numbers with comma or point, units as words or codes.
        vat_code: for a line that names none.
        what: what the text is, for errors.

    Raises:
        InputError: a part is missing or not what it should be; names it.
    """
    parts = [part.strip() for part in text.split(";")]
    if len(parts) == 1 or not parts[0]:
        raise InputError(f"{what}: {_shown(text)} has no price.", hint=_HINT)
    quantity_micro, unit = MICRO, "C62"
    price = parts[1]
    extras: list[str] = []
    if len(parts) > 2:  # noqa: PLR2004 - text; price
        quantity_micro, unit = parse_quantity(parts[1], what=f"{what}, quantity")
        price, extras = parts[2], parts[3:]
    discount_bp, code = _extras(extras, vat_code, what)
    return DraftLine(
        description=_description(parts[0], what),
        quantity_micro=quantity_micro,
        unit_price_micro=parse_micro(_plain(price), what=f"{what}, price", signed=True),
        unit=unit or "C62",
        discount_bp=discount_bp,
        vat_code=code,
    )


def product_line(con: Connection, text: str, *, what: str = "--product") -> DraftLine:
    """Return a line for `P1`, `P1=3` or `P1=2,5`.

    Raises:
        InputError: not such a text, or the product is no longer sold.
        NotFoundError: no product has that number.
    """
    product_no, mark, quantity = (part.strip() for part in text.partition("="))
    product = product_of(con, product_no)
    if not product.active:
        raise InputError(f"{what}: product {product_no} is no longer active.")
    micro = parse_micro(quantity, what=f"{what} {product_no}, quantity") if mark else MICRO
    return DraftLine(
        description=product.name,
        quantity_micro=micro,
        unit_price_micro=product.unit_price_micro,
        unit=product.unit,
        vat_code=product.vat_code,
        income_account=product.income_account,
        product_no=product.product_no,
    )


def parse_quantity(text: str, *, what: str) -> tuple[int, str]:
    """Return millionths and unit code of `3`, `1,5 timer` or `2 pcs`; '' for no unit.

    Raises:
        InputError: no number, or an unknown unit.
    """
    found = _QUANTITY.fullmatch(text.strip())
    if found is None:
        raise InputError(f"{what}: {_shown(text)} is not a number.", hint=_HINT)
    micro = parse_micro(found[1], what=what, signed=True)
    return micro, parse_unit(found[2]) if found[2] else ""


def parse_vat_code(text: str, *, what: str) -> str:
    """Return the standard tax code in `33`, `vat 33` or `mva 33`.

    Raises:
        InputError: no code for sales.
    """
    code = text.casefold().removeprefix("vat").removeprefix("mva").removeprefix("code").strip()
    if code not in VAT_CODES:
        known = ", ".join(VAT_CODES)
        raise InputError(
            f"{what}: {_shown(text)} is not a VAT code for sales.",
            hint=f"The codes are {known}; 3 is the high rate, 31 food, 33 the low rate, 6 exempt.",
        )
    return code


def _description(text: str, what: str) -> str:
    """Return the text of a line: one printable line, not endless."""
    plain = " ".join(text.split())
    if not plain.isprintable() or len(plain) > TEXT_MAX:
        raise InputError(f"{what}: the text must be printable, at most {TEXT_MAX} characters.")
    return plain


def _extras(parts: list[str], vat_code: str, what: str) -> tuple[int, str]:
    """Return discount and VAT code from what follows the price, each at most once."""
    discount_bp = 0
    for part in filter(None, parts):
        if part.endswith("%"):
            discount_bp = parse_percent_bp(part, what=f"{what}, discount")
        else:
            vat_code = parse_vat_code(part, what=f"{what}, VAT code")
    return discount_bp, vat_code


def _plain(price: str) -> str:
    """Return a price without the currency people like to write."""
    return price.casefold().removesuffix("nok").removesuffix("kr").removesuffix(",-").strip()


def _shown(text: str) -> str:
    return f"'{text[:40]}'" if text.isprintable() else ascii(text[:40])
