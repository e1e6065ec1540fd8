"""Lines of a draft as people type them: `"Consulting; 3 hours; 1200,00; 10 %; 33; incl"`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from dataclasses import replace
from typing import TYPE_CHECKING

from invoicectl.domain.draft import DraftLine
from invoicectl.domain.money import MICRO
from invoicectl.domain.money import ORE_MAX
from invoicectl.domain.money import kroner
from invoicectl.domain.money import parse_micro
from invoicectl.domain.pricing import line_net_ore
from invoicectl.domain.pricing import parse_discount_bp
from invoicectl.domain.units import parse_unit
from invoicectl.domain.vat import VAT_CODES
from invoicectl.errors import InputError
from invoicectl.ledger.products import product_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from invoicectl.domain.price_list import Buying
    from invoicectl.ledger.connect import Connection
    from invoicectl.settings.model import Settings

TEXT_MAX = 400
SYNTAX = "TEXT; QUANTITY [UNIT]; PRICE [; DISCOUNT %] [; VAT CODE] [; incl]"
_QUANTITY = re.compile(r"([^\w]*\d[\d\s.,]*)(\S*.*)", re.DOTALL)
_HINT = f'Write it as "{SYNTAX}", or as "TEXT; PRICE" for one piece.'


_WITH_VAT = frozenset({"incl", "inclvat", "inkl", "inklmva", "withvat", "medmva"})
_WITHOUT_VAT = frozenset({"excl", "exclvat", "exvat", "eks", "eksmva", "withoutvat", "utenmva"})


@dataclass(frozen=True, slots=True)
class _Extras:
    """What may follow the price, in any order."""

    discount_bp: int = 0
    vat_code: str = ""
    is_incl_vat: bool = False


def default_vat_code(settings: Settings) -> str:
    """Return the code of a line that names none: high rate, or 6 outside the VAT register."""
    return "3" if settings.company.vat_registered else "6"


def typed_line(text: str, *, vat_code: str, what: str = "--line") -> DraftLine:
    """Return the line that `text` means.

    Args:
        text: parts between semicolons; numbers with comma or point, units as words or codes.
            `10 %` is a discount, `+10 %` a mark-up; `incl` says that the price holds VAT.
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
    found = _extras(extras, what)
    return DraftLine(
        description=_description(parts[0], what),
        quantity_micro=quantity_micro,
        unit_price_micro=parse_micro(_plain(price), what=f"{what}, price", signed=True),
        unit=unit or "C62",
        discount_bp=found.discount_bp,
        vat_code=found.vat_code or vat_code,
        is_incl_vat=found.is_incl_vat,
    )


def product_line(
    con: Connection, text: str, *, what: str = "--product", buying: Buying | None = None
) -> DraftLine:
    """Return a line for `P1`, `P1=3` or `P1=2,5`; `P1; 3` is the same.

    Args:
        con: an open ledger.
        text: the number of a product, and how much of it; one when it does not say.
        what: what the text is, for errors.
        buying: who buys and when, from `price_list.buying_by`: then the price is what they pay;
            without it the product's own.

    Raises:
        InputError: not such a text, or the product is no longer sold.
        NotFoundError: no product has that number.
    """
    between = "=" if "=" in text else ";"
    product_no, mark, quantity = (part.strip() for part in text.partition(between))
    product = product_of(con, product_no)
    if not product.active:
        raise InputError(f"{what}: product {product_no} is no longer active.")
    micro = parse_micro(quantity, what=f"{what} {product_no}, quantity") if mark else MICRO
    line = DraftLine(
        description=product.name,
        quantity_micro=micro,
        unit_price_micro=product.unit_price_micro,
        unit=product.unit,
        vat_code=product.vat_code,
        income_account=product.income_account,
        product_no=product.product_no,
        is_incl_vat=product.is_incl_vat,
    )
    return line if buying is None else priced_for(con, line, buying)


def priced_for(con: Connection, line: DraftLine, buying: Buying) -> DraftLine:
    """Return a line of a product at the price of a purchase of its quantity.

    Raises:
        NotFoundError: the product is gone.
    """
    from invoicectl.flows.price_list import price_of

    product = product_of(con, line.product_no)
    choice = price_of(con, product, replace(buying, quantity_micro=line.quantity_micro))
    return replace(line, unit_price_micro=choice.unit_price_micro, is_incl_vat=choice.is_incl_vat)


def check_amounts(lines: Iterable[DraftLine], *, what: str) -> None:
    """Refuse lines that could never be invoiced: none of a thing, or a sum that cannot be (INV-10).

    Args:
        lines: of a quote, an order or an agreement, which are kept long before they are composed.
        what: what they are lines of, to begin a sentence: `A quote`.

    Raises:
        InputError: a line has no quantity; the sum is below zero, or a slip of the finger.
    """
    sum_ore = 0
    for n, line in enumerate(lines, 1):
        if not line.quantity_micro:
            raise InputError(
                f"Line {n}, {line.description}: the quantity is 0.", hint="Leave the line out."
            )
        sum_ore += line_net_ore(line.quantity_micro, line.unit_price_micro, line.discount_bp)
    if sum_ore < 0:
        raise InputError(
            f"{what} cannot come to less than nothing: {kroner(sum_ore, thousands=' ')} kr."
        )
    if sum_ore > ORE_MAX:
        raise InputError(
            f"{what} cannot come to more than {kroner(ORE_MAX, thousands=' ')} kr.",
            hint="Is there a slip of the finger?",
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


def parse_incl_vat(text: str, *, what: str) -> bool:
    """Return whether a word says that a price holds VAT: `incl`, `inkl. mva`, `yes`; or not.

    Raises:
        InputError: none of the words.
    """
    word = _joined(text)
    if word in _WITH_VAT | {"yes", "ja", "true", "1", "x"}:
        return True
    if word in _WITHOUT_VAT | {"no", "nei", "false", "0", ""}:
        return False
    raise InputError(f"{what}: {_shown(text)} is not yes or no: does the price hold VAT?")


def _extras(parts: list[str], what: str) -> _Extras:
    """Return discount, VAT code and `incl` from what follows the price, each at most once."""
    found = _Extras()
    for part in filter(None, parts):
        word = _joined(part)
        if part.endswith("%"):
            bp = parse_discount_bp(part, what=f"{what}, discount")
            found = replace(found, discount_bp=bp)
        elif word in _WITH_VAT | _WITHOUT_VAT:
            found = replace(found, is_incl_vat=word in _WITH_VAT)
        else:
            found = replace(found, vat_code=parse_vat_code(part, what=f"{what}, VAT code"))
    return found


def _joined(text: str) -> str:
    """Return the letters and digits of a text alone."""
    return "".join(sign for sign in text.casefold() if sign.isalnum())


def _plain(price: str) -> str:
    """Return a price without the currency people like to write."""
    return price.casefold().removesuffix("nok").removesuffix("kr").removesuffix(",-").strip()


def _shown(text: str) -> str:
    return f"'{text[:40]}'" if text.isprintable() else ascii(text[:40])
