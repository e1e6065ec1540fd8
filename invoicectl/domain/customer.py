"""The customer as the company knows it today, and its snapshot for a document."""

from __future__ import annotations

from dataclasses import dataclass

from invoicectl.domain.parties import Address
from invoicectl.domain.parties import Buyer
from invoicectl.domain.parties import CustomerKind
from invoicectl.domain.parties import Language

ERASED_NAME = "(erased)"
"""What stands for the name of a customer whose data was erased."""


@dataclass(frozen=True, slots=True)
class Customer:
    """Master data of one customer; `channel` and `terms_days` empty mean the company's own.

    `street` holds up to three lines with a line break between them. `notice_email` is where
    letters about overdue invoices go when that is not `email`. `mobile` gets SMS. `express_terms`
    records that a longer payment term was expressly agreed (law TRM-1, TRM-2). `your_reference`
    is printed; `buyer_reference` is the code a public buyer wants in BT-10. `credit_limit_ore` is
    None when there is no limit. `blocked_reason` says why nothing more is sold, '' when it is.
    """

    customer_no: str
    kind: CustomerKind
    name: str
    orgnr: str = ""
    vat_registered: bool = False
    gln: str = ""
    attention: str = ""
    street: str = ""
    postcode: str = ""
    city: str = ""
    country: str = "NO"
    email: str = ""
    notice_email: str = ""
    phone: str = ""
    mobile: str = ""
    language: Language = Language.NB
    channel: str = ""
    terms_days: int | None = None
    express_terms: bool = False
    your_reference: str = ""
    buyer_reference: str = ""
    credit_limit_ore: int | None = None
    blocked_reason: str = ""
    note: str = ""
    active: bool = True

    def buyer(self) -> Buyer:
        """Return the snapshot that goes on a document issued now."""
        lines = tuple(line.strip() for line in self.street.splitlines() if line.strip())
        address = None
        if lines or self.postcode or self.city:
            address = Address(lines, self.postcode, self.city, self.country)
        return Buyer(
            customer_no=self.customer_no,
            kind=self.kind,
            name=self.name,
            orgnr=self.orgnr,
            vat_registered=self.vat_registered,
            address=address,
            attention=self.attention,
        )
