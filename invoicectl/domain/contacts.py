"""People at a customer, and the places a customer has goods delivered to."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Contact:
    """A person or department at a customer; `n` counts within the customer, from 1.

    Who gets invoices and reminders stands with the customer (`email`, `notice_email`): a contact
    with the same address is the one. So there is one place where an address can be wrong.
    """

    customer_no: str
    n: int
    name: str
    role: str = ""
    email: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class DeliveryAddress:
    """A place of a customer under a name of its own; `street` holds up to three lines."""

    customer_no: str
    n: int
    name: str
    street: str = ""
    postcode: str = ""
    city: str = ""
    country: str = "NO"
    gln: str = ""

    @property
    def place(self) -> str:
        """The place as a document prints it, on one line: name, street, town, foreign country."""
        town = f"{self.postcode} {self.city}".strip()
        country = "" if self.country == "NO" else self.country
        parts = (self.name, *(line.strip() for line in self.street.splitlines()), town, country)
        return ", ".join(part for part in parts if part)
