"""Customers as people enter them: every field checked, all faults at once, doubles noticed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import replace
from typing import TYPE_CHECKING
from typing import Any

from invoicectl.domain.buyer_reference import missing_buyer_reference
from invoicectl.domain.customer import Customer
from invoicectl.domain.identifiers import check_postcode
from invoicectl.domain.parties import CustomerKind
from invoicectl.domain.parties import Language
from invoicectl.domain.terms import check_terms
from invoicectl.errors import InputError
from invoicectl.flows.birth_date import FIELD as BIRTH_DATE
from invoicectl.flows.birth_date import birth_date_faults
from invoicectl.flows.birth_date import keep_birth_date
from invoicectl.flows.customer_fields import FIELDS
from invoicectl.flows.customer_guard import check_present
from invoicectl.flows.fields import Fault
from invoicectl.flows.fields import FieldsError
from invoicectl.flows.fields import read_fields

if TYPE_CHECKING:
    from invoicectl.domain.stamp import Stamp
    from invoicectl.ledger.connect import Ledger
    from invoicectl.settings.model import Settings

_MVA = "MVA"
_POSTCODE_NO_LENGTH = 4


@dataclass(frozen=True, slots=True)
class Saved:
    """A customer as stored, the fields that changed, and sentences worth reading.

    `looked_up` says that the company register was asked for what had not been given.
    """

    customer: Customer
    changed: tuple[str, ...]
    warnings: tuple[str, ...]
    looked_up: bool = False


def add_customer(
    ledger: Ledger, settings: Settings, stamp: Stamp, texts: Mapping[str, str]
) -> Saved:
    """Add a customer from texts by field name; without `customer_no` the next number is taken.

    With an organisation number and no name, the company register is asked for what is missing.

    Raises:
        FieldsError: every field that is wrong.
        InputError: the number is taken, or the register does not know the company.
        NetworkError: the register cannot be asked.
    """
    from invoicectl.flows.look_up import completed
    from invoicectl.ledger.customer_state import put_register_check
    from invoicectl.ledger.customers import insert_customers
    from invoicectl.ledger.customers import next_customer_no

    found = completed(settings, texts, stamp.today)
    with ledger.write() as con:
        fresh = new_customer(settings, next_customer_no(con))
        wrong = birth_date_faults(texts.get(BIRTH_DATE), stamp.today)
        customer = customer_from(fresh, {"name": "", **found.texts}, settings, also=wrong)
        insert_customers(con, (customer,), stamp)
        keep_birth_date(con, customer, texts.get(BIRTH_DATE), stamp.today)
        if found.check is not None:
            put_register_check(con, replace(found.check, customer_no=customer.customer_no))
        warnings = found.warnings + oddities(ledger, customer, settings)
    return Saved(customer, tuple(texts), warnings, looked_up=found.check is not None)


def edit_customer(
    ledger: Ledger, settings: Settings, stamp: Stamp, customer_no: str, texts: Mapping[str, str]
) -> Saved:
    """Change fields of a customer, named by `texts`; an empty text empties a field.

    Raises:
        FieldsError: every field that is wrong.
        NotFoundError: nobody has that number.
        InputError: the customer was merged into another, or erased.
    """
    from invoicectl.ledger.customers import customer_of
    from invoicectl.ledger.customers import update_customer
    from invoicectl.ledger.log import note

    with ledger.write() as con:
        before = customer_of(con, customer_no)
        check_present(con, customer_no)
        wrong = birth_date_faults(texts.get(BIRTH_DATE), stamp.today)
        customer = customer_from(before, texts, settings, also=wrong)
        changed = update_customer(con, customer, stamp)
        if keep_birth_date(con, customer, texts.get(BIRTH_DATE), stamp.today):
            note(con, stamp, "customer.changed", customer_no, BIRTH_DATE)
            changed += (BIRTH_DATE,)
        warnings = oddities(ledger, customer, settings)
    return Saved(customer, changed, warnings)


def new_customer(settings: Settings, customer_no: str) -> Customer:
    """Return what a new customer starts from; who is not known to be a business is a consumer."""
    return Customer(customer_no, CustomerKind.CONSUMER, "", language=settings.invoice.language)


def customer_from(
    base: Customer, texts: Mapping[str, str], settings: Settings, *, also: tuple[Fault, ...] = ()
) -> Customer:
    """Return `base` with the fields that `texts` names, read and checked together.

    A new customer (one without a name) that gets an organisation number is a business unless its
    kind is given; `MVA` behind the number says that it is VAT-registered. Faults that were
    found in what belongs to no field are given as `also`, and told with the rest.

    Raises:
        FieldsError: every field that is wrong.
    """
    values, faults = read_fields(FIELDS, texts)
    if "kind" not in values and not base.name and values.get("orgnr"):
        values["kind"] = CustomerKind.BUSINESS.value
    if "vat_registered" not in values and _ends_with_mva(texts.get("orgnr", "")):
        values["vat_registered"] = True
    customer = _replaced(base, values)
    wrong = {fault.field for fault in faults}
    is_numbered = "customer_no" in values or not base.name
    found = [*faults, *_between(customer, wrong), *also]
    if settings.kid.enabled and is_numbered and "customer_no" not in wrong:
        found += _kid(customer, settings)
    if found:
        named = (replace(fault, field=fault.field.removesuffix("_ore")) for fault in found)
        raise FieldsError(tuple(named))
    return customer


def oddities(ledger: Ledger, customer: Customer, settings: Settings) -> tuple[str, ...]:
    """Return sentences about what may be meant, but often is a slip, doubles included."""
    from invoicectl.ledger.customers import customers_called

    like = [
        other.customer_no
        for other in customers_called(ledger.con, customer.name, customer.orgnr)
        if other.customer_no != customer.customer_no and likenesses(other) & likenesses(customer)
    ]
    found = slips(customer, settings)
    if like:
        found += (f"Customer {customer.customer_no} looks like customer {', '.join(like)}.",)
    return found


def slips(customer: Customer, settings: Settings) -> tuple[str, ...]:
    """Return sentences about one customer alone: what an invoice will lack, what looks odd."""
    found: list[str] = []
    name = f"Customer {customer.customer_no}"
    if not customer.orgnr and not (customer.street and customer.postcode and customer.city):
        found.append(
            f"{name} has neither a whole address nor an organisation number; an invoice needs"
            " one of them (INV-7)."
        )
    if customer.kind is CustomerKind.CONSUMER and customer.orgnr:
        found.append(f"{name} is a consumer with an organisation number; check the kind.")
    wanted = customer.channel or settings.send_by(customer.kind).value
    if wanted == "email" and not customer.email:
        found.append(f"{name} has no e-mail address; invoices will be laid in the folder.")
    if said := missing_buyer_reference(customer):
        found.append(said)
    if customer.terms_days is not None:
        express = customer.express_terms
        terms = check_terms(customer.kind, customer.terms_days, is_express=express)
        found += [f"{name}: {sentence}" for sentence in terms.warnings]
    return tuple(found)


def likenesses(customer: Customer) -> frozenset[tuple[str, ...]]:
    """Return what two records of one customer would share.

    That is the organisation number, else the name with an address, else the name alone.
    """
    if customer.orgnr:
        return frozenset({("orgnr", customer.orgnr)})
    name = customer.name.casefold()
    found: set[tuple[str, ...]] = set()
    if customer.email:
        found.add(("email", name, customer.email.casefold()))
    if customer.street and customer.postcode:
        found.add(("address", name, customer.street.casefold(), customer.postcode))
    return frozenset(found or {("name", name)})


def _between(customer: Customer, wrong: set[str]) -> list[Fault]:
    """Return what does not fit together, of fields that had no fault of their own."""
    found: list[Fault] = []
    if customer.postcode and not wrong & {"postcode", "country"}:
        try:
            check_postcode(customer.postcode, customer.country)
        except InputError as error:
            found.append(Fault("postcode", _with_lost_zero(str(error), customer.postcode)))
    if customer.terms_days is not None and not wrong & {"terms_days", "express_terms", "kind"}:
        terms = check_terms(customer.kind, customer.terms_days, is_express=customer.express_terms)
        found += [Fault("terms_days", sentence) for sentence in terms.refusals]
    return found


def _kid(customer: Customer, settings: Settings) -> list[Fault]:
    """Return why no invoice of this customer could have a KID: better said now than at issue."""
    try:
        settings.kid.scheme().kid_for(customer.customer_no, settings.invoice.first_number)
    except InputError as error:
        return [Fault("customer_no", str(error))]
    return []


def _with_lost_zero(sentence: str, postcode: str) -> str:
    if postcode.isdigit() and len(postcode) == _POSTCODE_NO_LENGTH - 1:
        return f"{sentence} A spreadsheet may have dropped the zero of 0{postcode}."
    return sentence


def _replaced(base: Customer, values: Mapping[str, object]) -> Customer:
    given: dict[str, Any] = dict(values)
    if "kind" in given:
        given["kind"] = CustomerKind(given["kind"])
    if "language" in given:
        given["language"] = Language(given["language"])
    return replace(base, **given)


def _ends_with_mva(text: str) -> bool:
    return text.strip().upper().endswith(_MVA)
