"""Contacts and delivery addresses as people enter them: every field checked, all faults at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import replace
from typing import TYPE_CHECKING
from typing import Any
from typing import TypeVar

from invoicectl.domain.contacts import Contact
from invoicectl.domain.contacts import DeliveryAddress
from invoicectl.domain.gln import check_gln
from invoicectl.domain.identifiers import check_email
from invoicectl.domain.identifiers import check_phone
from invoicectl.domain.identifiers import check_postcode
from invoicectl.errors import InputError
from invoicectl.flows.customer_fields import read_country
from invoicectl.flows.customer_fields import read_street
from invoicectl.flows.customer_guard import check_present
from invoicectl.flows.fields import Fault
from invoicectl.flows.fields import Field
from invoicectl.flows.fields import FieldsError
from invoicectl.flows.fields import optional
from invoicectl.flows.fields import read_fields
from invoicectl.flows.fields import text_reader

if TYPE_CHECKING:
    from invoicectl.domain.customer import Customer
    from invoicectl.domain.stamp import Stamp
    from invoicectl.ledger.connect import Connection
    from invoicectl.ledger.connect import Ledger

T = TypeVar("T", Contact, DeliveryAddress)

CONTACT_FIELDS: tuple[Field, ...] = (
    Field("name", text_reader(80, required=True)),
    Field("role", text_reader(60)),
    Field("email", optional(check_email)),
    Field("phone", optional(check_phone)),
)
ADDRESS_FIELDS: tuple[Field, ...] = (
    Field("name", text_reader(60, required=True)),
    Field("street", read_street),
    Field("postcode", text_reader(12)),
    Field("city", text_reader(60)),
    Field("country", read_country, keeps_when_empty=True),
    Field("gln", optional(check_gln)),
)


@dataclass(frozen=True, slots=True)
class Letters:
    """What a contact is to get: invoices, reminders; None leaves it as it is."""

    invoices: bool | None = None
    notices: bool | None = None


@dataclass(frozen=True, slots=True)
class SavedContact:
    """A contact as stored, and sentences about where letters go now, if that changed."""

    contact: Contact
    said: tuple[str, ...]


def add_contact(
    ledger: Ledger, stamp: Stamp, customer_no: str, texts: Mapping[str, str], letters: Letters
) -> SavedContact:
    """Add a person at a customer.

    Raises:
        NotFoundError: there is no such customer.
        FieldsError: every field that is wrong.
        InputError: letters for somebody without an e-mail address; merged or erased customer.
    """
    from invoicectl.ledger.contacts import next_n

    with ledger.write() as con:
        check_present(con, customer_no)
        fresh = Contact(customer_no, next_n(con, Contact, customer_no), "")
        contact = _checked(fresh, CONTACT_FIELDS, {"name": "", **texts})
        return _stored(con, stamp, fresh, contact, letters)


def edit_contact(
    ledger: Ledger,
    stamp: Stamp,
    customer_no: str,
    n: int,
    texts: Mapping[str, str],
    letters: Letters,
) -> SavedContact:
    """Change a person at a customer; letters follow a new e-mail address.

    Raises:
        NotFoundError: there is no such customer or contact.
        FieldsError: every field that is wrong.
        InputError: letters for somebody without an e-mail address.
    """
    from invoicectl.ledger.contacts import contact_of

    with ledger.write() as con:
        before = contact_of(con, customer_no, n)
        contact = _checked(before, CONTACT_FIELDS, texts)
        return _stored(con, stamp, before, contact, letters)


def remove_contact(ledger: Ledger, stamp: Stamp, customer_no: str, n: int) -> SavedContact:
    """Remove a person at a customer; an address that letters go to stays until it is changed.

    Raises:
        NotFoundError: there is no such customer or contact.
    """
    from invoicectl.ledger.contacts import contact_of
    from invoicectl.ledger.contacts import remove
    from invoicectl.ledger.customers import customer_of
    from invoicectl.ledger.log import note

    with ledger.write() as con:
        contact = contact_of(con, customer_no, n)
        remove(con, contact)
        note(con, stamp, "customer.changed", customer_no, f"contact {n} removed")
        customer = customer_of(con, customer_no)
    what = _gets(customer, contact)
    option = "--notice-email" if what == "Reminders" else "--email"
    edit = f"'invoicectl customer edit {customer_no} {option} ...'"
    said = (f"{what} still go to {contact.email}; {edit} changes that.",) if what else ()
    return SavedContact(contact, said)


def gets(customer: Customer, contact: Contact) -> str:
    """Return what of a customer's letters a contact gets, in words; '' for nothing."""
    return _gets(customer, contact).lower()


def add_delivery_address(
    ledger: Ledger, stamp: Stamp, customer_no: str, texts: Mapping[str, str]
) -> DeliveryAddress:
    """Add a place of a customer under a name of its own.

    Raises:
        NotFoundError: there is no such customer.
        FieldsError: every field that is wrong.
        InputError: the name is taken; merged or erased customer.
    """
    from invoicectl.ledger.contacts import next_n

    with ledger.write() as con:
        check_present(con, customer_no)
        fresh = DeliveryAddress(customer_no, next_n(con, DeliveryAddress, customer_no), "")
        return _put_address(con, stamp, _checked(fresh, ADDRESS_FIELDS, {"name": "", **texts}))


def edit_delivery_address(
    ledger: Ledger, stamp: Stamp, customer_no: str, n: int, texts: Mapping[str, str]
) -> DeliveryAddress:
    """Change a place of a customer; issued documents stay as they are.

    Raises:
        NotFoundError: there is no such customer or address.
        FieldsError: every field that is wrong.
        InputError: the name is taken.
    """
    from invoicectl.ledger.contacts import delivery_address_of

    with ledger.write() as con:
        before = delivery_address_of(con, customer_no, n)
        return _put_address(con, stamp, _checked(before, ADDRESS_FIELDS, texts))


def remove_delivery_address(
    ledger: Ledger, stamp: Stamp, customer_no: str, n: int
) -> DeliveryAddress:
    """Remove a place of a customer.

    Raises:
        NotFoundError: there is no such customer or address.
    """
    from invoicectl.ledger.contacts import delivery_address_of
    from invoicectl.ledger.contacts import remove
    from invoicectl.ledger.log import note

    with ledger.write() as con:
        address = delivery_address_of(con, customer_no, n)
        remove(con, address)
        note(con, stamp, "customer.changed", customer_no, f"delivery address {n} removed")
    return address


def _checked(base: T, fields: tuple[Field, ...], texts: Mapping[str, str]) -> T:
    values, faults = read_fields(fields, texts)
    given: dict[str, Any] = values
    if faults:
        raise FieldsError(faults)
    return replace(base, **given)


def _stored(
    con: Connection, stamp: Stamp, before: Contact, contact: Contact, letters: Letters
) -> SavedContact:
    """Store a contact, and with the customer where letters go when that changes with it."""
    from invoicectl.ledger.contacts import put
    from invoicectl.ledger.customers import customer_of
    from invoicectl.ledger.customers import update_customer
    from invoicectl.ledger.log import note

    customer = customer_of(con, contact.customer_no)
    put(con, contact)
    verb = "changed" if before.name else "added"
    note(con, stamp, "customer.changed", contact.customer_no, f"contact {contact.n} {verb}")
    changes: dict[str, str] = {}
    said: list[str] = []
    pairs = (
        ("email", "Invoices", letters.invoices),
        ("notice_email", "Reminders", letters.notices),
    )
    for field, what, wanted in pairs:
        held: str = getattr(customer, field)
        if wanted and not contact.email:
            raise InputError(f"{what} cannot go to somebody without an e-mail address.")
        was_theirs = bool(before.email) and held == before.email
        new = held
        if wanted or (was_theirs and wanted is None):
            new = contact.email
        elif was_theirs:
            new = ""
        if new != held:
            changes[field] = new
            said.append(_moved(what, held, new))
    if changes:
        update_customer(con, replace(customer, **changes), stamp)  # type: ignore[arg-type]  # texts
    return SavedContact(contact, tuple(said))


def _put_address(con: Connection, stamp: Stamp, address: DeliveryAddress) -> DeliveryAddress:
    from invoicectl.ledger.contacts import delivery_addresses_of
    from invoicectl.ledger.contacts import put
    from invoicectl.ledger.customers import customer_of
    from invoicectl.ledger.log import note

    customer_of(con, address.customer_no)
    if address.postcode:
        try:
            check_postcode(address.postcode, address.country)
        except InputError as error:
            raise FieldsError((Fault("postcode", str(error)),)) from None
    for other in delivery_addresses_of(con, address.customer_no):
        if other.n != address.n and other.name.casefold() == address.name.casefold():
            raise InputError(
                f"Customer {address.customer_no} has a delivery address called '{other.name}'"
                f" already: it is number {other.n}."
            )
    put(con, address)
    note(con, stamp, "customer.changed", address.customer_no, f"delivery address {address.n}")
    return address


def _gets(customer: Customer, contact: Contact) -> str:
    if not contact.email:
        return ""
    invoices = customer.email == contact.email
    notices = (customer.notice_email or customer.email) == contact.email
    if invoices and notices:
        return "Invoices and reminders"
    return "Invoices" if invoices else "Reminders" if notices else ""


def _moved(what: str, held: str, new: str) -> str:
    before = f" (before: {held})" if held else ""
    return f"{what} go to {new} now{before}." if new else f"{what} no longer go to {held}."
