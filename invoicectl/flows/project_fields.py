"""Fields of projects as people type them, checked all at once."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING
from typing import Any

from invoicectl.domain.money import parse_kroner
from invoicectl.domain.money import parse_micro
from invoicectl.domain.work_time import parse_minutes
from invoicectl.errors import InputError
from invoicectl.flows.fields import Fault
from invoicectl.flows.fields import Field
from invoicectl.flows.fields import FieldsError
from invoicectl.flows.fields import optional
from invoicectl.flows.fields import read_fields
from invoicectl.flows.fields import read_number
from invoicectl.flows.fields import text_reader
from invoicectl.flows.products import vat_code_of

if TYPE_CHECKING:
    from datetime import date

    from invoicectl.domain.project import Project
    from invoicectl.ledger.connect import Connection
    from invoicectl.settings.model import Settings

BUDGET_MINUTES_MAX = 60_000_000
MARKUP_BP_MAX = 100_000
_BP_MICRO = 10_000


def read_kroner(text: str) -> int | None:
    """Return the øre of an amount that may be left empty.

    Raises:
        InputError: no amount, or nothing at all.
    """
    ore = _number(text, parse_kroner)
    if ore == 0:
        raise InputError("is zero; leave it empty for none.")
    return ore


def read_price(text: str) -> int | None:
    """Return the millionths of a price in kroner that may be left empty.

    Raises:
        InputError: no price.
    """
    return _number(text, parse_micro)


def read_markup(text: str) -> int | None:
    """Return the basis points of a mark-up from 0 to 1000 percent that may be left empty.

    Raises:
        InputError: no such percentage.
    """
    micro = _number(text.strip().removesuffix("%"), parse_micro)
    if micro is None:
        return None
    if micro % _BP_MICRO or micro // _BP_MICRO > MARKUP_BP_MAX:
        raise InputError("is not a percentage from 0 to 1000 with at most two decimals.")
    return micro // _BP_MICRO


def _number(text: str, parse: Callable[..., int]) -> int | None:
    plain = text.strip().casefold().removeprefix("kr").removesuffix("kr").strip()
    if not plain:
        return None
    try:
        return parse(plain, what="it")
    except InputError as error:
        raise InputError(str(error).removeprefix("it: ")) from None


def _hours(text: str) -> int | None:
    if not text.strip():
        return None
    try:
        return parse_minutes(text, what="it", most=BUDGET_MINUTES_MAX)
    except InputError as error:
        raise InputError(str(error).removeprefix("it: ")) from None


FIELDS: tuple[Field, ...] = (
    Field(
        "project_no",
        read_number,
        "projectno projectnumber prosjektnr prosjektnummer number no nummer nr",
        keeps_when_empty=True,
    ),
    Field(
        "name",
        text_reader(120, required=True),
        "name projectname project navn prosjektnavn prosjekt",
    ),
    Field(
        "customer",
        text_reader(20, required=True),
        "customer customerno customernumber kunde kundenr kundenummer",
    ),
    Field("rate", read_price, "rate hourlyrate timepris timesats"),
    Field("fixed_price", read_kroner, "fixedprice fastpris"),
    Field("budget_hours", _hours, "budgethours timebudsjett budsjetttimer"),
    Field("budget", read_kroner, "budget budsjett"),
    Field("markup", read_markup, "markup påslag"),
    Field("km_rate", read_price, "kmrate kmsats"),
    Field("vat", text_reader(10), "vat vatcode mva mvakode", keeps_when_empty=True),
    Field("account", optional(text_reader(4)), "account incomeaccount konto inntektskonto"),
    Field("our_reference", text_reader(80), "ourreference vårref vårreferanse"),
    Field("your_reference", text_reader(80), "yourreference deresref deresreferanse"),
    Field("order_reference", text_reader(80), "orderreference ordernumber ordrenr bestillingsnr"),
)

NAMES = {
    "customer": "customer_no",
    "fixed_price": "fixed_price_ore",
    "budget_hours": "budget_minutes",
    "budget": "budget_ore",
    "markup": "markup_bp",
    "km_rate": "km_price_micro",
    "vat": "vat_code",
    "account": "income_account",
}
"""What people call a field -> its name in the record, where that is another."""

RATE = "rate"
"""The one field that is not of the project itself: what an hour costs, for everybody."""


def project_from(
    base: Project, texts: Mapping[str, str], con: Connection, settings: Settings, today: date
) -> Project:
    """Return `base` with the fields that `texts` names, read and checked; a rate is checked alone.

    Raises:
        FieldsError: every field that is wrong.
    """
    values, faults = read_fields(FIELDS, texts)
    found = list(faults)
    values.pop(RATE, None)
    if "vat" in values:
        try:
            values["vat"] = vat_code_of(str(values["vat"]), settings, today)
        except InputError as error:
            found.append(Fault("vat", str(error)))
    if "customer" in values:
        found += _customer(con, str(values["customer"]))
    if account := values.get("account"):
        found += _account(con, str(account))
    if found:
        raise FieldsError(tuple(found))
    given: dict[str, Any] = {NAMES.get(name, name): value for name, value in values.items()}
    return replace(base, **given)


def rate_from(texts: Mapping[str, str]) -> int | None:
    """Return the millionths of a krone that an hour costs by texts that were checked, or None."""
    return read_price(texts.get(RATE, ""))


def _customer(con: Connection, customer_no: str) -> list[Fault]:
    from invoicectl.flows.customer_guard import require_sellable

    try:
        require_sellable(con, customer_no)
    except InputError as error:
        return [Fault("customer", f"{error} {error.hint}".strip())]
    return []


def _account(con: Connection, code: str) -> list[Fault]:
    from invoicectl.ledger.accounts import account_codes

    known = account_codes(con, kind="income")
    if code in known:
        return []
    listed = ", ".join(known)
    return [Fault("account", f"{code} is not an income account; they are {listed}.")]
