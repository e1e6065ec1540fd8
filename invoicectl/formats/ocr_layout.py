"""OCR giro by columns: every field of its records, and what the transaction types mean.

Source: Nets' system specification of OCR giro; names in brackets there are those of version 4.0.
A file is `10 ( 20 (30 31 [32])+ 88 )+ 89`, each record 80 characters:

    NY000010  start of transmission   sender 9-16, number 17-23, recipient 24-31
    NY090020  start of assignment     agreement 9-17, number 18-24, account 25-35
    NY09tt30  transaction, item 1     number 9-15, settled 16-21, sign 32, amount 33-49, KID 50-74,
                                      card issuer 75-76
    NY09tt31  transaction, item 2     number 9-15, reference 26-34, ordered 42-47, payer 48-58
    NY09tt32  transaction, item 3     number 9-15, text 16-55; cards without a KID only
    NY090088  end of assignment       transactions 9-16, records 17-24, sum 25-41, dates 42-59
    NY000089  end of transmission     transactions 9-16, records 17-24, sum 25-41, date 42-47
"""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import field
from typing import Final

RECORD_LENGTH: Final = 80


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a record, its columns counted from 1 and both included, as the bank does."""

    first: int
    last: int
    at: slice = field(init=False)

    def __post_init__(self) -> None:
        """Keep the slice, for those who cut a hundred thousand of them."""
        object.__setattr__(self, "at", slice(self.first - 1, self.last))

    def of(self, record: str) -> str:
        """Return the field's characters."""
        return record[self.at]

    @property
    def columns(self) -> str:
        """What error sentences call the place."""
        if self.first == self.last:
            return f"column {self.first}"
        return f"columns {self.first}-{self.last}"


FORMAT_CODE: Final = Field(1, 2)
SERVICE: Final = Field(3, 4)
TYPE: Final = Field(5, 6)
RECORD_TYPE: Final = Field(7, 8)
HEAD: Final = Field(1, 8)

SENDER: Final = Field(9, 16)
TRANSMISSION_NO: Final = Field(17, 23)
RECIPIENT: Final = Field(24, 31)

AGREEMENT: Final = Field(9, 17)
ASSIGNMENT_NO: Final = Field(18, 24)
ACCOUNT: Final = Field(25, 35)

TRANSACTION_NO: Final = Field(9, 15)
SETTLED_ON: Final = Field(16, 21)
SIGN: Final = Field(32, 32)
AMOUNT: Final = Field(33, 49)
KID: Final = Field(50, 74)
CARD_ISSUER: Final = Field(75, 76)

REFERENCE: Final = Field(26, 34)
ORDERED_ON: Final = Field(42, 47)
PAYER_ACCOUNT: Final = Field(48, 58)

TEXT: Final = Field(16, 55)

TRANSACTIONS: Final = Field(9, 16)
RECORDS: Final = Field(17, 24)
TOTAL: Final = Field(25, 41)
GENERATED_ON: Final = Field(42, 47)
EARLIEST: Final = Field(48, 53)
LATEST: Final = Field(54, 59)

FILLERS: Final = {
    "10": Field(32, 80),
    "20": Field(36, 80),
    "30": Field(75, 80),
    "31": Field(59, 80),
    "32": Field(56, 80),
    "88": Field(60, 80),
    "89": Field(48, 80),
}
"""Record type -> the zeros at its end."""
CARD_FILLER: Final = Field(77, 80)
"""What is left of item 1's filler when a card issuer stands in 75-76."""

START_TRANSMISSION: Final = "NY000010"
END_TRANSMISSION: Final = "NY000089"
START_OCR: Final = "NY090020"
OCR_SERVICE: Final = "09"
AVTALEGIRO_SERVICE: Final = "21"
MANDATE_ASSIGNMENT: Final = "24"
MANDATE_RECORD: Final = "70"


@dataclass(frozen=True, slots=True)
class PaymentType:
    """What a transaction type means; `is_reversal` ones are money out whatever their sign says."""

    code: str
    name: str
    is_card: bool = False
    is_reversal: bool = False
    head_2: str = field(init=False)

    def __post_init__(self) -> None:
        """Keep what the second record of such a transaction begins with."""
        object.__setattr__(self, "head_2", f"NY09{self.code}31")


PAYMENT_TYPES: Final = (
    PaymentType("10", "giro debited to an account"),
    PaymentType("11", "standing order"),
    PaymentType("12", "direct remittance"),
    PaymentType("13", "business terminal giro"),
    PaymentType("14", "counter giro"),
    PaymentType("15", "AvtaleGiro"),
    PaymentType("16", "telegiro"),
    PaymentType("17", "giro paid in cash"),
    PaymentType("18", "card reversal with KID", is_card=True, is_reversal=True),
    PaymentType("19", "card purchase with KID", is_card=True),
    PaymentType("20", "card reversal with text", is_card=True, is_reversal=True),
    PaymentType("21", "card purchase with text", is_card=True),
)
TYPE_BY_HEAD: Final = {f"NY09{each.code}30": each for each in PAYMENT_TYPES}
"""What the first record of a transaction begins with -> its type."""
TYPES_WITHOUT_KID: Final = frozenset(("20", "21"))
"""Cards with free text: their KID is blank, and item 3 carries the text."""
