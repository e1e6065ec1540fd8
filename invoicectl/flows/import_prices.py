"""Imports dated prices from a CSV file: every fault with its line, all rows or none."""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import replace
from typing import TYPE_CHECKING
from typing import Final

from invoicectl.domain.dates import parse_day
from invoicectl.domain.money import parse_micro
from invoicectl.domain.price_list import DatedPrice
from invoicectl.errors import BadFileError
from invoicectl.errors import FaultsError
from invoicectl.errors import InputError
from invoicectl.flows.fields import Field
from invoicectl.flows.fields import FieldsError
from invoicectl.flows.fields import head_word
from invoicectl.flows.fields import read_fields
from invoicectl.flows.fields import read_number
from invoicectl.flows.import_csv import Imported
from invoicectl.flows.lines import parse_incl_vat
from invoicectl.flows.price_list import check_price
from invoicectl.flows.price_list import store_price
from invoicectl.flows.products import read_price
from invoicectl.flows.sheet import read_sheet
from invoicectl.ledger.price_lists import stored_price

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Iterator
    from collections.abc import Mapping
    from datetime import date
    from pathlib import Path

    from invoicectl.domain.stamp import Stamp
    from invoicectl.flows.import_csv import Wish
    from invoicectl.flows.sheet import Sheet
    from invoicectl.ledger.connect import Ledger

_FAULTS_SHOWN_MAX: Final = 100


@dataclass(frozen=True, slots=True)
class _Row:
    """One price of the file; whether it holds VAT is the product's to say when it does not."""

    line: int
    price: DatedPrice
    says_vat: bool


def _day(text: str) -> date | None:
    try:
        return parse_day(text, what="") if text.strip() else None
    except InputError as error:
        raise InputError(str(error).removeprefix(": ")) from None


def _quantity(text: str) -> int:
    try:
        return parse_micro(text, what="") if text.strip() else 0
    except InputError as error:
        raise InputError(str(error).removeprefix(": ")) from None


def _flag(text: str) -> bool:
    return parse_incl_vat(text, what="incl_vat")


FIELDS: Final = (
    Field("product_no", read_number, "product productno varenr produktnr artikkelnr sku nr"),
    Field("price", read_price, "unitprice pris enhetspris"),
    Field("list", str.strip, "pricelist prisliste liste"),
    Field("customer_no", str.strip, "customer kunde kundenr"),
    Field("from", _day, "validfrom gjelderfra fra fradato", keeps_when_empty=True),
    Field("to", _day, "validto gjeldertil til tildato"),
    Field("at_least", _quantity, "minimum fraantall minsteantall"),
    Field("incl_vat", _flag, "isinclvat inkl inklmva", keeps_when_empty=True),
)


def import_prices(
    ledger: Ledger, stamp: Stamp, path: Path, wish: Wish, *, list_name: str = ""
) -> Imported:
    """Store the prices of a CSV file; a price with the same owner, quantity and day gives way.

    Args:
        ledger: open.
        stamp: when and who; a row that names no first day begins today.
        path: the file; its columns are those that `price-list show --csv` prints.
        wish: heads that are not known, and whether nothing is written.
        list_name: the list of rows that name neither list nor customer; '' for base prices.

    Raises:
        BadFileError: the file cannot be read as a table, or a column is missing or there twice.
        FaultsError: every fault, as `prices.csv:14 price: what is wrong`.
    """
    sheet = read_sheet(path)
    columns = _columns(sheet, wish.columns)
    faults: list[str] = []
    rows = list(_rows(sheet, columns, stamp.today, list_name, faults))
    prices = tuple(_completed(ledger, sheet.name, rows, faults))
    if faults:
        raise FaultsError(
            tuple(faults[:_FAULTS_SHOWN_MAX]),
            hint="Nothing was imported; correct the file and try again.",
        )
    olds = [(price, stored_price(ledger.con, price)) for price in prices]
    if not wish.dry_run:
        with ledger.write() as con:
            for price in prices:
                store_price(con, stamp, price)
    return Imported(
        name=sheet.name,
        encoding=sheet.encoding,
        separator=sheet.separator,
        columns=tuple((sheet.heads[at], name) for at, name in columns.items()),
        ignored=tuple(head for at, head in enumerate(sheet.heads) if at not in columns and head),
        added=tuple(price.product_no for price, old in olds if old is None),
        updated=tuple(price.product_no for price, old in olds if old not in {None, price}),
        unchanged=sum(price == old for price, old in olds),
        warnings=(),
    )


def _columns(sheet: Sheet, given: Mapping[str, str]) -> dict[int, str]:
    """Return place of a column -> field, as asked for first and by its head otherwise."""
    known = {one.name for one in FIELDS}
    for head, name in given.items():
        if head not in sheet.heads or name not in {"", *known}:
            listed = ", ".join(one.name for one in FIELDS)
            raise InputError(
                f"--map: '{head}={name}' does not name a column of the file and a field.",
                hint=f"The fields are {listed}.",
            )
    words = {word: one.name for one in FIELDS for word in (head_word(one.name), *one.heads.split())}
    found: dict[int, str] = {}
    for at, head in enumerate(sheet.heads):
        name = given.get(head, words.get(head_word(head), ""))
        if name and name in found.values():
            raise BadFileError(
                sheet.name, f"two columns are the {name}.", hint=f"Leave one out: --map '{head}='."
            )
        if name:
            found[at] = name
    missing = [name for name in ("product_no", "price") if name not in found.values()]
    if missing:
        raise BadFileError(
            sheet.name,
            f"no column is the {' or the '.join(missing)}.",
            hint=f"Say which one is: --map '{sheet.heads[0]}={missing[0]}'.",
        )
    return found


def _rows(
    sheet: Sheet, columns: Mapping[int, str], today: date, list_name: str, faults: list[str]
) -> Iterator[_Row]:
    for row in sheet.rows:
        cells = {name: row.cells[at] for at, name in columns.items() if at < len(row.cells)}
        try:
            yield _row(row.line, {"product_no": "", "price": "", **cells}, today, list_name)
        except FieldsError as error:
            faults += [
                f"{sheet.name}:{row.line} {one.field}: {one.sentence}" for one in error.found
            ]


def _row(line: int, cells: Mapping[str, str], today: date, list_name: str) -> _Row:
    """Return the price of one row.

    Raises:
        FieldsError: every cell that is wrong.
    """
    values, faults = read_fields(FIELDS, cells)
    if faults:
        raise FieldsError(faults)
    first, last = values.get("from", today), values.get("to")
    customer_no = str(values.get("customer_no", ""))
    flag = values.get("incl_vat")
    price = DatedPrice(
        product_no=str(values["product_no"]),
        unit_price_micro=values["price"],  # type: ignore[arg-type]  # as its reader returns it
        valid_from=first,  # type: ignore[arg-type]  # as its reader returns it
        valid_to=last,  # type: ignore[arg-type]  # as its reader returns it
        at_least_micro=values.get("at_least", 0),  # type: ignore[arg-type]  # as its reader returns it
        list_name=str(values.get("list", "")) or ("" if customer_no else list_name),
        customer_no=customer_no,
        is_incl_vat=bool(flag),
    )
    return _Row(line, price, says_vat=flag is not None)


def _completed(
    ledger: Ledger, name: str, rows: Iterable[_Row], faults: list[str]
) -> Iterator[DatedPrice]:
    """Yield the prices, with VAT where their product has it and the file does not say.

    Adds what is wrong with those that can be read: nobody to pay them, or given twice.
    """
    seen: dict[tuple[object, ...], int] = {}
    for row in rows:
        one = row.price
        same = (one.product_no, one.list_name, one.customer_no, one.at_least_micro, one.valid_from)
        if same in seen:
            faults.append(f"{name}:{row.line}: line {seen[same]} is the same price.")
        seen.setdefault(same, row.line)
        try:
            product = check_price(ledger.con, one)
        except InputError as error:
            faults.append(f"{name}:{row.line}: {error}")
            continue
        yield one if row.says_vat else replace(one, is_incl_vat=product.is_incl_vat)
