"""Drafts from a YAML, JSON or CSV file: every fault at once, each with its line, or all drafts."""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import replace
from difflib import get_close_matches
from typing import TYPE_CHECKING
from typing import Final

from invoicectl.domain.dates import parse_day
from invoicectl.domain.draft import Draft
from invoicectl.domain.draft import DraftLine
from invoicectl.domain.money import MICRO
from invoicectl.domain.money import parse_micro
from invoicectl.domain.pricing import parse_discount_bp
from invoicectl.domain.units import parse_unit
from invoicectl.errors import BadFileError
from invoicectl.errors import FaultsError
from invoicectl.errors import InputError
from invoicectl.flows.draft_records import read_records
from invoicectl.flows.fields import Field
from invoicectl.flows.fields import head_word
from invoicectl.flows.fields import read_flag
from invoicectl.flows.fields import read_number
from invoicectl.flows.fields import text_reader
from invoicectl.flows.fields import whole_reader
from invoicectl.flows.lines import TEXT_MAX
from invoicectl.flows.lines import default_vat_code
from invoicectl.flows.lines import parse_incl_vat
from invoicectl.flows.lines import parse_quantity
from invoicectl.flows.lines import parse_vat_code
from invoicectl.flows.lines import priced_for
from invoicectl.flows.lines import product_line
from invoicectl.flows.lines import typed_line
from invoicectl.flows.price_list import buying_by

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from invoicectl.domain.price_list import Buying
    from invoicectl.flows.draft_records import Record
    from invoicectl.ledger.connect import Connection
    from invoicectl.settings.model import Settings

_FAULTS_SHOWN_MAX: Final = 100


def _day(text: str) -> object:
    return parse_day(text, what="day")


def _price(text: str) -> object:
    return parse_micro(text, what="price", signed=True)


def _discount(text: str) -> object:
    return parse_discount_bp(text, what="discount")


def _quantity(text: str) -> object:
    return parse_quantity(text, what="quantity")


def _incl(text: str) -> object:
    return parse_incl_vat(text, what="incl_vat")


def _vat(text: str) -> object:
    return parse_vat_code(text, what="VAT code")


HEAD: Final = (
    Field("customer_no", read_number, "customer kunde kundenr kundenummer"),
    Field("delivered_from", _day, "delivered levert leveringsdato deliverydate"),
    Field("delivered_to", _day, "levertil"),
    Field("delivery_place", text_reader(120), "leveringssted"),
    Field("terms_days", whole_reader(0, 365), "terms betalingsfrist"),
    Field("our_reference", text_reader(80), "ourref vårref vårreferanse"),
    Field("your_reference", text_reader(80), "yourref deresref deresreferanse"),
    Field("order_reference", text_reader(80), "order ordre ordrenr ordernumber"),
    Field("head_text", text_reader(2000, lines_max=40), "fakturatekst"),
    Field("foot_text", text_reader(2000, lines_max=40), "bunntekst"),
    Field("is_advance", read_flag, "advance forskudd"),
    Field("hold", read_flag, "vent"),
    Field("key", text_reader(120), "nøkkel"),
)
LINE: Final = (
    Field("line", text_reader(TEXT_MAX + 200), "linje"),
    Field("product", read_number, "productno vare varenr produkt produktnr"),
    Field("text", text_reader(TEXT_MAX), "description tekst beskrivelse"),
    Field("quantity", _quantity, "antall qty"),
    Field("unit", parse_unit, "enhet"),
    Field("price", _price, "unitprice pris enhetspris"),
    Field("discount", _discount, "rabatt"),
    Field("vat", _vat, "vatcode mva mvakode"),
    Field("incl_vat", _incl, "incl inkl inklmva inclusive"),
)


def _by_word(fields: tuple[Field, ...]) -> dict[str, Field]:
    found = {}
    for field in fields:
        for word in (field.name, *field.heads.split()):
            found[head_word(word)] = field
    return found


_HEAD_WORDS: Final = _by_word(HEAD)
_LINE_WORDS: Final = _by_word(LINE)


@dataclass(frozen=True, slots=True)
class FileDraft:
    """One draft of a file and its idempotency key, '' when it has none."""

    draft: Draft
    key: str


def read_drafts(
    path: Path,
    con: Connection,
    settings: Settings,
    *,
    customer_no: str,
    is_ready: bool,
    today: date,
) -> tuple[FileDraft, ...]:
    """Return the drafts in a file; nothing is stored.

    Args:
        path: a YAML, JSON or CSV file; the form is in `draft_records.read_records`.
        con: an open ledger, for customers and products.
        settings: the company's.
        customer_no: for drafts that name no customer.
        is_ready: whether `send` may issue them; a draft's own `hold` says no as well.
        today: the day whose prices a product has where a draft names no day of delivery.

    Raises:
        BadFileError: the file cannot be read as such.
        FaultsError: everything that is wrong with its values, each with its line.
    """
    reading = _Reading(path.name, con, settings, Draft(customer_no, (), is_ready=is_ready), today)
    records = read_records(path, head_keys=_HEAD_WORDS)
    if not records:
        raise BadFileError(path.name, "there is no draft in it.")
    found = tuple(reading.draft(record) for record in records)
    if reading.faults:
        raise FaultsError(tuple(reading.faults[:_FAULTS_SHOWN_MAX]), hint="No draft was made.")
    return found


class _Reading:
    """Turns records into drafts and collects what is wrong."""

    def __init__(
        self,
        name: str,
        con: Connection,
        settings: Settings,
        start: Draft,
        today: date,
    ) -> None:
        """Begin; `start` is what every draft of the file begins with."""
        self._name = name
        self._con = con
        self._settings = settings
        self._vat_code = default_vat_code(settings)
        self._start = start
        self._today = today
        self._customers: dict[str, bool] = {}
        self.faults: list[str] = []

    def draft(self, record: Record) -> FileDraft:
        """Return one draft; faulty parts are left out and told."""
        values = self._values(record, _HEAD_WORDS, "draft")
        key = str(values.pop("key", ""))
        hold = bool(values.pop("hold", False))
        customer_no = str(values.pop("customer_no", "") or self._start.customer_no)
        self._check_customer(customer_no, record.line)
        values.setdefault("delivered_to", values.get("delivered_from"))
        start = replace(
            self._start, customer_no=customer_no, is_ready=self._start.is_ready and not hold
        )
        draft = replace(start, **values)  # type: ignore[arg-type]  # by field name
        buying = self._buying(draft, record.line)
        lines = tuple(self._line(part, buying) for part in record.lines)
        if not lines:
            self._fault(record.line, "lines: there are none.")
        return FileDraft(replace(draft, lines=lines), key)

    def _buying(self, draft: Draft, line: int) -> Buying | None:
        """Return who buys when, None when that is not known: then a fault says so."""
        if not self._customers.get(draft.customer_no):
            return None
        day = draft.delivered_from or draft.delivered_to or self._today
        try:
            return buying_by(self._con, self._settings, draft.customer_no, day)
        except InputError as error:
            self._fault(line, f"price list: {error}")
            return None

    def _line(self, record: Record, buying: Buying | None) -> DraftLine:
        values = self._values(record, _LINE_WORDS, "line")
        line = DraftLine("", MICRO, 0, vat_code=self._vat_code)
        try:
            if "line" in values:
                line = typed_line(str(values["line"]), vat_code=self._vat_code, what="line")
            elif "product" in values:
                line = product_line(self._con, str(values["product"]), what="product")
        except InputError as error:
            self._fault(record.line, str(error))
        known = values.keys() & {"line", "product"}
        if not known and not {"text", "price"} <= set(record.values) | values.keys():
            words = _LINE_WORDS
            given = {words[key].name for key in record.values if key in words}
            for missing in ("text", "price"):
                if missing not in given:
                    self._fault(record.line, f"{missing}: it is missing.")
        filled = _filled(line, values)
        if buying is None or not filled.product_no or "price" in values:
            return filled
        return _filled(priced_for(self._con, filled, buying), values)

    def _values(self, record: Record, words: dict[str, Field], what: str) -> dict[str, object]:
        values: dict[str, object] = {}
        for key, text in record.values.items():
            field = words.get(key)
            if field is None:
                self._fault(text.line, f"{key}: a {what} has no such field{_nearest(key, words)}.")
                continue
            try:
                values[field.name] = field.read(text.text)
            except InputError as error:
                sentence = str(error).removeprefix(f"{field.name}: ")
                self._fault(text.line, f"{field.name}: {sentence}")
        return values

    def _check_customer(self, customer_no: str, line: int) -> None:
        from invoicectl.errors import NotFoundError
        from invoicectl.ledger.customers import customer_of

        if not customer_no:
            self._fault(line, "customer: it is missing; give it here or with --customer.")
        elif customer_no not in self._customers:
            self._customers[customer_no] = True
            try:
                customer_of(self._con, customer_no)
            except NotFoundError as error:
                self._customers[customer_no] = False
                self._fault(line, f"customer: {error}")

    def _fault(self, line: int, sentence: str) -> None:
        self.faults.append(f"{self._name}:{line} {sentence}")


def _filled(line: DraftLine, values: dict[str, object]) -> DraftLine:
    """Return the line with what stands in columns of its own."""
    names = {"text": "description", "price": "unit_price_micro", "discount": "discount_bp",
             "vat": "vat_code", "incl_vat": "is_incl_vat"}  # fmt: skip
    given = {to: values[name] for name, to in names.items() if name in values}
    quantity = values.get("quantity")
    if isinstance(quantity, tuple):
        given["quantity_micro"] = quantity[0]
        if quantity[1]:
            given["unit"] = quantity[1]
    if "unit" in values:
        given["unit"] = values["unit"]
    return replace(line, **given)  # type: ignore[arg-type]  # by field name


def _nearest(key: str, words: dict[str, Field]) -> str:
    close = get_close_matches(key, list(words), n=1)
    return f"; did you mean '{words[close[0]].name}'?" if close else ""
