"""An invoice or credit note before it is issued: no number yet, free to edit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class DraftLine:
    """One line of a draft, in the units of `domain.invoice.Line`, its VAT rate not yet looked up.

    `unit_price_micro` holds VAT when `is_incl_vat` says so (law RND-3). `discount_bp` below zero
    is a mark-up. `credits_n` is the line of the credited invoice that a
    credit note's line takes back.
    """

    description: str
    quantity_micro: int
    unit_price_micro: int
    unit: str = "C62"
    discount_bp: int = 0
    vat_code: str = "3"
    income_account: str = ""
    product_no: str = ""
    credits_n: int | None = None
    is_incl_vat: bool = False


@dataclass(frozen=True, slots=True)
class Origin:
    """What a draft was made from; its settings come from there, also after it is issued."""

    project_no: str = ""
    order_no: int | None = None
    recurring_no: int | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft; `draft_no` is 0 until the ledger has given it one, and is shown as `D12`.

    `is_ready` drafts are what `send` issues. `is_advance` says that the supply is one of those
    that may be invoiced ahead (law INV-27). `credits_no` makes it a credit note.
    """

    customer_no: str
    lines: tuple[DraftLine, ...]
    draft_no: int = 0
    is_ready: bool = True
    delivered_from: date | None = None
    delivered_to: date | None = None
    delivery_place: str = ""
    terms_days: int | None = None
    our_reference: str = ""
    your_reference: str = ""
    order_reference: str = ""
    head_text: str = ""
    foot_text: str = ""
    is_advance: bool = False
    credits_no: int | None = None
    credit_reason: str = ""
    origin: Origin = Origin()

    @property
    def ref(self) -> str:
        """The name people use: `D12`."""
        return f"D{self.draft_no}"
