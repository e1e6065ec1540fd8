"""VAT codes of sales lines: the standard tax codes of SAF-T with their accounts and categories."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class VatClass(StrEnum):
    """The dated rate table a code takes its rate from; `NONE` has no rate at all."""

    HIGH = "high"
    MIDDLE = "middle"
    LOW = "low"
    RAW_FISH = "raw_fish"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class VatCode:
    """One standard tax code for sales (law 7.2).

    `category` is the EN 16931 VAT category (BT-151); `vat_account` is empty where no VAT arises.
    """

    code: str
    name: str
    vat_class: VatClass
    vat_account: str
    income_account: str
    category: str


_ROWS = (
    VatCode("3", "output VAT, high rate", VatClass.HIGH, "2700", "3000", "S"),
    VatCode("31", "output VAT, middle rate (food, water)", VatClass.MIDDLE, "2701", "3030", "S"),
    VatCode("32", "output VAT, raw fish", VatClass.RAW_FISH, "2702", "3035", "S"),
    VatCode("33", "output VAT, low rate", VatClass.LOW, "2703", "3050", "S"),
    VatCode("5", "domestic, zero-rated", VatClass.NONE, "", "3100", "Z"),
    VatCode("51", "domestic reverse charge", VatClass.NONE, "", "3005", "AE"),
    VatCode("52", "export of goods and services", VatClass.NONE, "", "3105", "G"),
    VatCode("6", "exempt, outside the VAT Act", VatClass.NONE, "", "3200", "E"),
    VatCode("7", "no VAT treatment, not turnover", VatClass.NONE, "", "3900", "O"),
)

VAT_CODES: dict[str, VatCode] = {row.code: row for row in _ROWS}
