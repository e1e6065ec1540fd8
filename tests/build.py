"""Builders for tests: a small company, its customers and drafts, ready in a temporary folder."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from invoicectl.domain.customer import Customer
from invoicectl.domain.draft import Draft
from invoicectl.domain.draft import DraftLine
from invoicectl.domain.money import parse_micro
from invoicectl.domain.parties import CustomerKind
from invoicectl.domain.stamp import Stamp
from invoicectl.flows.company import create_company
from invoicectl.ledger.connect import open_ledger
from invoicectl.ledger.customers import add_customers
from invoicectl.ledger.drafts import add_draft
from invoicectl.settings.load import load_settings

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any

    from invoicectl.ledger.connect import Ledger
    from invoicectl.settings.model import Settings

DAY = date(2026, 10, 1)
"""A Thursday; two weeks later is a bank day too."""

CLOCK = "2026-10-01T08:00:00+00:00"

CONFIG = """\
company:
  name: Fjordkaffe AS
  orgnr: 999999999
  street: Storgata 1
  postcode: 0150
  city: Oslo
  email: post@fjordkaffe.example
bank:
  kontonr: 12345678903
kid:
  enabled: true
"""


def stamp(day: date = DAY, *, at: str = "") -> Stamp:
    """Return a stamp of ten in the morning, Norwegian summer time."""
    return Stamp(at or f"{day.isoformat()}T08:00:00+00:00", day, "test", f"run-{day}")


def settings_for(folder: Path, more: str = "", *, config: str = CONFIG) -> Settings:
    """Write a settings file into `folder` and return what it says; `more` is added at its end."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    file = folder / "config.yaml"
    file.write_text(config + more, "utf-8")
    return load_settings(file, use_cache=False)


def new_ledger(folder: Path, more: str = "", *, customers: tuple[Customer, ...] = ()) -> Ledger:
    """Make a company in `folder` with two customers (or these) and return its open ledger."""
    made = stamp(date(2026, 1, 2))
    path = create_company(settings_for(folder, more), made)
    ledger = open_ledger(path)
    add_customers(ledger, customers or (customer(), consumer()), made)
    return ledger


def customer(customer_no: str = "10001", **changes: Any) -> Customer:
    """Return a business with an address and an e-mail address."""
    plain = Customer(
        customer_no,
        CustomerKind.BUSINESS,
        "Østre Ærfugl AS",
        orgnr="310003123",
        street="Brenneriveien 3",
        postcode="0182",
        city="Oslo",
        email="post@aerfugl.example",
    )
    return replace(plain, **changes)


def consumer(customer_no: str = "10002", **changes: Any) -> Customer:
    """Return a private person."""
    plain = Customer(
        customer_no,
        CustomerKind.CONSUMER,
        "Kari Nordmann",
        street="Lia 2",
        postcode="5003",
        city="Bergen",
        email="kari@nordmann.example",
    )
    return replace(plain, **changes)


def line(
    description: str = "Kaffe", quantity: str = "2", price: str = "100", **changes: Any
) -> DraftLine:
    """Return a line; the VAT code is 3, and 2 at 100 come to 250 kroner with VAT."""
    plain = DraftLine(
        description,
        parse_micro(quantity, what="quantity", signed=True),
        parse_micro(price, what="price", signed=True),
    )
    return replace(plain, **changes)


def draft(customer_no: str = "10001", *lines: DraftLine, **changes: Any) -> Draft:
    """Return a ready draft of these lines, or of one."""
    return replace(Draft(customer_no, lines or (line(),)), **changes)


def add(ledger: Ledger, *drafts: Draft, day: date = DAY, key: str = "") -> list[str]:
    """Store drafts and return their names; a key is for one draft alone."""
    with ledger.write() as con:
        return [f"D{add_draft(con, each, stamp(day), key=key)}" for each in drafts]
