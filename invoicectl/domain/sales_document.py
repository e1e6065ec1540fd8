"""Quote, order confirmation and payment request as the customer gets them; none is an invoice."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from invoicectl.domain.invoice import Line
from invoicectl.domain.invoice import VatTotal
from invoicectl.domain.parties import Buyer
from invoicectl.domain.parties import Language
from invoicectl.domain.parties import Seller


class SalesDocumentKind(StrEnum):
    """What is asked of the customer: to accept, to check, or to pay before delivery (INV-27)."""

    QUOTE = "quote"
    ORDER_CONFIRMATION = "order_confirmation"
    PAYMENT_REQUEST = "payment_request"


@dataclass(frozen=True, slots=True)
class SalesDocument:
    """One document of the sales side, frozen as it was sent; amounts in øre, never posted.

    `ref` is the number as it is printed, such as `12` or `12-2`. `valid_to` is the last day a quote
    may be accepted, `due` the day a payment request should be paid. `delivery` says in words how
    or when it is delivered, `delivery_day` gives the day. `contact` is whom the customer asks, a
    line each (name, telephone, e-mail). `comment` stands at the top, `head_text` after it and
    above the lines, `foot_text` below all. `requested_ore` is what a payment request asks for when
    that is a part of the total; None asks for all of it.
    """

    kind: SalesDocumentKind
    ref: str
    issued_on: date
    seller: Seller
    buyer: Buyer
    lines: tuple[Line, ...]
    vat_totals: tuple[VatTotal, ...]
    net_ore: int
    vat_ore: int
    total_ore: int
    language: Language
    valid_to: date | None = None
    due: date | None = None
    delivery: str = ""
    delivery_day: date | None = None
    delivery_place: str = ""
    our_reference: str = ""
    your_reference: str = ""
    contact: tuple[str, ...] = ()
    comment: str = ""
    head_text: str = ""
    foot_text: str = ""
    kid: str = ""
    terms_days: int | None = None
    requested_ore: int | None = None
    currency: str = "NOK"

    @property
    def asked_ore(self) -> int:
        """What a payment request asks for, in øre."""
        return self.total_ore if self.requested_ore is None else self.requested_ore
