"""Imports customers from a CSV file, or changes those that are there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from invoicectl.errors import InputError
from invoicectl.flows import customers
from invoicectl.flows.customer_fields import EXTRA_LINES
from invoicectl.flows.customer_fields import FIELDS
from invoicectl.flows.customer_guard import check_present
from invoicectl.flows.fields import Fault
from invoicectl.flows.fields import FieldsError
from invoicectl.flows.import_csv import Noun
from invoicectl.flows.import_csv import import_sheet

if TYPE_CHECKING:
    from collections.abc import Mapping
    from collections.abc import Sequence
    from pathlib import Path

    from invoicectl.domain.customer import Customer
    from invoicectl.domain.stamp import Stamp
    from invoicectl.flows.import_csv import Imported
    from invoicectl.flows.import_csv import Wish
    from invoicectl.ledger.connect import Ledger
    from invoicectl.settings.model import Settings


def import_customers(
    ledger: Ledger, settings: Settings, stamp: Stamp, path: Path, wish: Wish
) -> Imported:
    """Add the customers of a CSV file; with `wish.update` change those whose number exists.

    A row without a number gets the next one, and is refused when it looks like a customer that is
    there. When updating, a column of the file is taken as it stands, an empty cell too.

    Raises:
        BadFileError: the file cannot be read as a table, or a column is missing or unclear.
        FaultsError: every fault, as `customers.csv:14 postcode: what is wrong`.
    """
    from invoicectl.ledger.customers import find_customers
    from invoicectl.ledger.customers import insert_customers
    from invoicectl.ledger.customers import next_customer_no
    from invoicectl.ledger.customers import update_customer

    kept = find_customers(ledger.con, with_inactive=True)
    alike = {
        mark: one.customer_no for one in kept if one.active for mark in customers.likenesses(one)
    }

    def build(number: str, base: Customer | None, texts: Mapping[str, str]) -> Customer:
        made = customers.customer_from(
            base or customers.new_customer(settings, number), texts, settings
        )
        if base is not None and made != base:
            _require_present(ledger, number)
        return made

    def double_of(customer: Customer) -> str:
        marks = sorted(customers.likenesses(customer))
        found = next((alike[mark] for mark in marks if mark in alike), "")
        for mark in marks:
            alike.setdefault(mark, customer.customer_no)
        return found

    def write(new: Sequence[Customer], changed: Sequence[Customer]) -> None:
        with ledger.write() as con:
            insert_customers(con, new, stamp)
            for customer in changed:
                update_customer(con, customer, stamp)

    noun = Noun(
        what="customer",
        number="customer_no",
        required=("name",),
        fields=FIELDS,
        extra=EXTRA_LINES,
        known={one.customer_no: one for one in kept},
        next_no=int(next_customer_no(ledger.con)),
        build=build,
        double_of=double_of,
        slips=lambda customer: customers.slips(customer, settings),
        write=write,
    )
    return import_sheet(noun, path, wish)


def _require_present(ledger: Ledger, number: str) -> None:
    """Refuse to change a customer that was merged into another, or erased.

    Raises:
        FieldsError: it was.
    """
    try:
        check_present(ledger.con, number)
    except InputError as error:
        raise FieldsError((Fault("customer_no", str(error)),)) from None
