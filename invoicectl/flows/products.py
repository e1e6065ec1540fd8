"""Products as people enter them: price, unit and VAT code checked, all faults at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import replace
from typing import TYPE_CHECKING
from typing import Any

from invoicectl.domain.money import parse_micro
from invoicectl.domain.money import parse_percent_bp
from invoicectl.domain.product import Product
from invoicectl.domain.units import parse_unit
from invoicectl.domain.vat import VAT_CODES
from invoicectl.domain.vat import VatClass
from invoicectl.errors import InputError
from invoicectl.flows.fields import Fault
from invoicectl.flows.fields import Field
from invoicectl.flows.fields import FieldsError
from invoicectl.flows.fields import optional
from invoicectl.flows.fields import read_fields
from invoicectl.flows.fields import read_flag
from invoicectl.flows.fields import read_number
from invoicectl.flows.fields import text_reader

if TYPE_CHECKING:
    from datetime import date

    from invoicectl.domain.stamp import Stamp
    from invoicectl.ledger.connect import Ledger
    from invoicectl.settings.model import Settings

UNREGISTERED_VAT_CODE = "6"
"""What a company outside the VAT register sells under (law 7.2): it may state no VAT (law 7.1)."""

_TAXED = frozenset({"S"})


def read_price(text: str) -> int:
    """Return the millionths of a price such as `90`, `kr 1 250,50` or `90 kr`.

    Raises:
        InputError: no price.
    """
    what = "price"
    plain = text.strip().casefold().removeprefix("kr").removesuffix("kr").removesuffix(",-")
    try:
        return parse_micro(plain.strip(), what=what)
    except InputError as error:
        raise InputError(str(error).removeprefix(f"{what}: ")) from None


def _read_cost(text: str) -> int | None:
    return read_price(text) if text.strip() else None


FIELDS: tuple[Field, ...] = (
    Field(
        "product_no",
        read_number,
        "productno productnumber produktnr produktnummer varenr varenummer artikkelnr sku itemno"
        " number no nummer nr",
        keeps_when_empty=True,
    ),
    Field(
        "name",
        text_reader(200, required=True),
        "name productname navn produktnavn varenavn namn description beskrivelse tekst text",
    ),
    Field(
        "unit_price",
        read_price,
        "unitprice price pris enhetspris utsalgspris prisexmva priseksmva priceexvat",
    ),
    Field("unit", parse_unit, "unit uom enhet eining", keeps_when_empty=True),
    Field(
        "vat_code",
        text_reader(10),
        "vatcode vat vatrate mvakode mva mvasats momskode",
        keeps_when_empty=True,
    ),
    Field(
        "income_account",
        optional(text_reader(4)),
        "incomeaccount account konto salgskonto inntektskonto",
    ),
    Field("active", read_flag, "active aktiv", keeps_when_empty=True),
    Field(
        "is_incl_vat",
        read_flag,
        "inclvat includingvat inklmva inklusivemva",
        keeps_when_empty=True,
    ),
    Field("cost_price", _read_cost, "costprice cost kostpris innkjøpspris kost"),
)


@dataclass(frozen=True, slots=True)
class Saved:
    """A product as stored, and the fields that changed."""

    product: Product
    changed: tuple[str, ...]


def add_product(
    ledger: Ledger, settings: Settings, stamp: Stamp, texts: Mapping[str, str]
) -> Saved:
    """Add a product from texts by field name; without `product_no` the next number is taken.

    Raises:
        FieldsError: every field that is wrong.
        InputError: the number is taken.
    """
    from invoicectl.ledger.products import insert_products
    from invoicectl.ledger.products import next_product_no

    with ledger.write() as con:
        fresh = new_product(settings, next_product_no(con))
        given = {"name": "", "unit_price": "", **texts}
        product = product_from(fresh, given, ledger, settings, stamp.today)
        insert_products(con, (product,), stamp)
    return Saved(product, tuple(texts))


def edit_product(
    ledger: Ledger, settings: Settings, stamp: Stamp, product_no: str, texts: Mapping[str, str]
) -> Saved:
    """Change fields of a product, named by `texts`; drafts keep the price they were given.

    Raises:
        FieldsError: every field that is wrong.
        NotFoundError: no product has that number.
    """
    from invoicectl.ledger.products import product_of
    from invoicectl.ledger.products import update_product

    with ledger.write() as con:
        base = product_of(con, product_no)
        product = product_from(base, texts, ledger, settings, stamp.today)
        changed = update_product(con, product, stamp)
    return Saved(product, changed)


def new_product(settings: Settings, product_no: str) -> Product:
    """Return what a new product starts from."""
    registered = settings.company.vat_registered
    return Product(product_no, "", 0, vat_code="3" if registered else UNREGISTERED_VAT_CODE)


def product_from(
    base: Product, texts: Mapping[str, str], ledger: Ledger, settings: Settings, today: date
) -> Product:
    """Return `base` with the fields that `texts` names, read and checked.

    Raises:
        FieldsError: every field that is wrong.
    """
    values, faults = read_fields(FIELDS, texts)
    found = list(faults)
    for name in ("unit_price", "cost_price"):
        if name in values:
            values[f"{name}_micro"] = values.pop(name)
    if "vat_code" in values:
        try:
            values["vat_code"] = vat_code_of(str(values["vat_code"]), settings, today)
        except InputError as error:
            del values["vat_code"]
            found.append(Fault("vat_code", str(error)))
    if account := values.get("income_account"):
        found += _account(ledger, str(account))
    if found:
        raise FieldsError(tuple(found))
    given: dict[str, Any] = values
    return replace(base, **given)


def vat_code_of(text: str, settings: Settings, today: date) -> str:
    """Return the VAT code that is meant by a code or by a rate in force today, as in `25 %`.

    Raises:
        InputError: neither, or one with VAT where the company is not VAT-registered.
    """
    code = text.strip()
    if code not in VAT_CODES:
        code = _code_by_rate(text, settings, today)
    if VAT_CODES[code].category in _TAXED and not settings.company.vat_registered:
        raise InputError(
            f"code {code} carries VAT, and the company is not VAT-registered; take code 6 or 7,"
            " or set company.vat_registered."
        )
    return code


def _code_by_rate(text: str, settings: Settings, today: date) -> str:
    from invoicectl.flows.own_rates import rates_of

    try:
        rate_bp = parse_percent_bp(text, what="VAT")
    except InputError:
        rate_bp = 0
    rates = rates_of(settings)
    for row in VAT_CODES.values():
        rated = row.vat_class is not VatClass.NONE
        if rate_bp and rated and rates.vat_rate_bp(row.vat_class, today) == rate_bp:
            return row.code
    listed = ", ".join(f"{row.code} ({row.name})" for row in VAT_CODES.values())
    shown = text if text.isprintable() else ascii(text)[1:-1]
    raise InputError(f"'{shown}' is no VAT code or rate; the codes are {listed}.")


def _account(ledger: Ledger, code: str) -> list[Fault]:
    from invoicectl.ledger.accounts import account_codes

    known = account_codes(ledger.con, kind="income")
    if code in known:
        return []
    return [
        Fault("income_account", f"{code} is not an income account; they are {', '.join(known)}.")
    ]
