"""Who sells and who buys, as they stood when the document was issued."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class CustomerKind(StrEnum):
    """What the law sees in the customer (`debtor type`, law DEB-1); unknown means consumer."""

    CONSUMER = "consumer"
    BUSINESS = "business"
    PUBLIC = "public"


class Language(StrEnum):
    """What the customer reads: bokmål, nynorsk or English (bff § 5-1-1a allows all three)."""

    NB = "nb"
    NN = "nn"
    EN = "en"


@dataclass(frozen=True, slots=True)
class Address:
    """A postal address; `street` holds one to three lines, `country` an ISO 3166-1 alpha-2 code."""

    street: tuple[str, ...]
    postcode: str
    city: str
    country: str = "NO"


@dataclass(frozen=True, slots=True)
class Seller:
    """The company that invoices: what bff § 5-1-2 wants printed about it, and where it is paid."""

    name: str
    orgnr: str
    address: Address
    vat_registered: bool
    foretaksregisteret: bool
    kontonr: str
    iban: str = ""
    bic: str = ""
    email: str = ""
    phone: str = ""
    website: str = ""
    under_avvikling: bool = False


@dataclass(frozen=True, slots=True)
class Buyer:
    """The customer as printed: name and (address or orgnr) are required by bff § 5-1-2."""

    customer_no: str
    kind: CustomerKind
    name: str
    orgnr: str = ""
    vat_registered: bool = False
    address: Address | None = None
    attention: str = ""
