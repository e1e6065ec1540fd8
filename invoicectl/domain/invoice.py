"""An issued invoice or credit note: all that is printed, posted and delivered, frozen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from invoicectl.domain.parties import Buyer
from invoicectl.domain.parties import Language
from invoicectl.domain.parties import Seller
from invoicectl.domain.specification import Specification

HEADING_UNIT: Final = "ZZ"
"""The unit of a heading among lines: "mutually defined" in UN/ECE Recommendation 20."""


class DocumentKind(StrEnum):
    """What the document is in EN 16931 terms (type code 380 and 381)."""

    INVOICE = "invoice"
    CREDIT_NOTE = "credit_note"


@dataclass(frozen=True, slots=True)
class Line:
    """One line: `net_ore` is quantity x price less discount, rounded half up to whole øre.

    `quantity_micro` and `unit_price_micro` are millionths (of a unit, of a krone excl. VAT);
    `discount_bp` is hundredths of a percent, below zero a mark-up; `unit` is a UN/ECE
    Recommendation 20 code. On a credit note the quantities are positive as well: the kind of
    document gives the sign.

    Where the price was entered with VAT, `unit_price_incl_micro` is that price and
    `total_incl_ore` what the line comes to with VAT; the net is derived from it, and the VAT of
    the document takes what rounding leaves (law RND-3). Both are None on other lines.
    """

    description: str
    quantity_micro: int
    unit: str
    unit_price_micro: int
    discount_bp: int
    vat_code: str
    vat_rate_bp: int
    income_account: str
    net_ore: int
    product_no: str = ""
    unit_price_incl_micro: int | None = None
    total_incl_ore: int | None = None

    @property
    def is_heading(self) -> bool:
        """Whether it only says what the lines below it are about, and costs nothing."""
        return self.unit == HEADING_UNIT and not self.unit_price_micro and not self.net_ore


@dataclass(frozen=True, slots=True)
class VatTotal:
    """The VAT of all lines with one code and rate, computed on their sum (law RND-2, RND-3)."""

    vat_code: str
    category: str
    vat_rate_bp: int
    base_ore: int
    vat_ore: int


@dataclass(frozen=True, slots=True)
class Credits:
    """What a credit note corrects: printed reference and reason (law CN-3)."""

    invoice_no: int
    issued_on: date
    reason: str


@dataclass(frozen=True, slots=True)
class Invoice:
    """An issued document. Amounts are in øre and positive for both kinds; never changed again.

    `due` is None on credit notes (law CN-10). `kid` is empty when the company uses no KID.
    `late_interest_bp` is the statutory rate in force on the issue date, for the foot text.
    `specification` holds the hours and expenses behind the lines, printed on pages of their own.
    """

    kind: DocumentKind
    invoice_no: int
    issued_on: date
    due: date | None
    delivered_from: date
    delivered_to: date
    delivery_place: str
    seller: Seller
    buyer: Buyer
    lines: tuple[Line, ...]
    vat_totals: tuple[VatTotal, ...]
    net_ore: int
    vat_ore: int
    total_ore: int
    kid: str
    language: Language
    terms_days: int | None = None
    our_reference: str = ""
    your_reference: str = ""
    order_reference: str = ""
    head_text: str = ""
    foot_text: str = ""
    late_interest_bp: int | None = None
    credits: Credits | None = None
    currency: str = "NOK"
    specification: Specification | None = None
