"""Reads the settlement report of Vipps (XML, versions 2.0 and 3.0): each payment behind a lump sum.

Vipps pays one sum for many payments. The bank's files show that sum alone; the report says which
order each krone is for. The order number is read as a KID or as an invoice number (payments 5.2).
"""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING
from typing import Final

from invoicectl.domain.money import kroner
from invoicectl.errors import BadFileError
from invoicectl.formats.xml_reader import document
from invoicectl.formats.xml_reader import pieces
from invoicectl.formats.xml_reader import record
from invoicectl.formats.xml_reader import records

if TYPE_CHECKING:
    from collections.abc import Iterator

    from invoicectl.domain.payment import BankCharge
    from invoicectl.domain.payment import BankFile
    from invoicectl.domain.payment import BankPayment
    from invoicectl.formats.xml_reader import Record
    from invoicectl.formats.xml_reader import Shape

ANEW: Final = "fetch the report anew from Vipps"
ACCOUNT: Final = "vipps"
_AMOUNT: Final = re.compile(r"(-?)([0-9]{1,13})(?:\.([0-9]{2}))", re.ASCII)
_DAY_CHARS: Final = 10
_KID_MAX: Final = 25

_TRANSACTION: Final = {
    "TransactionTime": "at",
    "TransactionGrossAmount": "gross",
    "TransactionNetAmount": "net",
    "TransactionFeeAmount": "fee",
    "SettlementCurrencyCode": "currency",
    "TransactionID": "id",
    "OrderID": "order",
}
_SETTLEMENT: Final = {
    "SettlementDate": "day",
    "SettlementID": "id",
    "NumOfTransactions": "count",
    "GrossSettlementAmount": "gross",
    "NetSettlementAmount": "net",
    "FeeSettlementAmount": "fee",
    "SettlementCurrencyCode": "currency",
}


class VippsReport:
    """The format: settlements of one sales unit, each with its payments and fees."""

    name = "vipps"

    def sniff(self, head: bytes) -> bool:
        """Return whether a file is a settlement report of Vipps."""
        return b"SettlementReport" in head and b"vipps" in head.lower()

    def read(self, content: bytes, *, name: str, today: date) -> BankFile:
        """Return every payment of the report, its sums checked; see `formats.port.Format.read`."""
        del today  # years are written out
        from invoicectl.domain.payment import BankFile

        payments: list[BankPayment] = []
        charges: list[BankCharge] = []
        identity: list[str] = []
        units = 0
        for unit in records(pieces(content), _shape(), name=name):
            units += 1
            reading = _Unit(unit, name)
            for settlement in reading.settlements():
                payments += settlement.payments
                charges += settlement.charges
                identity.append(settlement.identity)
        if not units:
            raise BadFileError(name, f"there are no settlements in this report; {ANEW}")
        return BankFile("vipps", tuple(payments), tuple(identity), charges=tuple(charges))


class _Settlement:
    """One settlement, checked."""

    def __init__(
        self, identity: str, payments: list[BankPayment], charges: list[BankCharge]
    ) -> None:
        self.identity = identity
        self.payments = payments
        self.charges = charges


class _Unit:
    """The payments of one sales unit, as the file has them."""

    def __init__(self, unit: Record, name: str) -> None:
        self._unit = unit
        self._name = name

    def settlements(self) -> Iterator[_Settlement]:
        """Yield each settlement.

        Raises:
            BadFileError: a count or a sum does not agree, or a value is none.
        """
        found = self._unit.all("SettlementInfo")
        self._count(self._unit, "settlements", len(found), "NumOfSettlements")
        for settlement in found:
            yield self._settlement(settlement)

    def _settlement(self, settlement: Record) -> _Settlement:
        from invoicectl.domain.payment import BankCharge

        found = settlement.all("TransactionInfo")
        self._count(settlement, "count", len(found), "NumOfTransactions")
        for key in ("gross", "net", "fee"):
            total = sum(self._ore(each, key) for each in found)
            self._agree(settlement, key, total)
        day = self._day(settlement, "day")
        number = settlement.get("id")
        payments = [self._payment(each, day, number) for each in found]
        fee_ore = self._ore(settlement, "fee")
        charges = [BankCharge(ACCOUNT, day, abs(fee_ore), f"Vipps {number}")] if fee_ore else []
        return _Settlement(f"{number}", payments, charges)

    def _payment(self, each: Record, day: date, settlement: str) -> BankPayment:
        from invoicectl.domain.payment import BankPayment

        order = each.get("order")
        plain = order.replace(" ", "")
        is_number = plain.isascii() and plain.isdigit() and 1 < len(plain) <= _KID_MAX
        ore = self._ore(each, "gross")
        if each.get("currency") not in {"", "NOK"}:
            raise self._fault(each, f"the currency is {each.get('currency')[:3]!a}, not NOK")
        return BankPayment(
            line=each.line,
            account=ACCOUNT,
            booked_on=day,
            amount_ore=ore,
            kid=plain if is_number else "",
            text=f"Vipps {order}" if order else "Vipps",
            ordered_on=self._day(each, "at") if each.get("at") else None,
            reference=each.get("id"),
            type_code="vipps",
            type_name=f"Vipps, settlement {settlement}",
            is_reversal=ore < 0,
        )

    def _count(self, record: Record, key: str, found: int, what: str) -> None:
        text = record.get(key)
        if not (text.isascii() and text.isdigit()):
            raise self._fault(record, f"{what} is missing")
        if int(text) != found:
            raise self._fault(record, f"{what} says {text}, but there are {found}")

    def _agree(self, record: Record, key: str, found_ore: int) -> None:
        stated_ore = self._ore(record, key)
        if stated_ore != found_ore:
            raise self._fault(
                record,
                f"the {key} sum is stated as {kroner(stated_ore, thousands=' ')}, but the payments"
                f" come to {kroner(found_ore, thousands=' ')}",
            )

    def _ore(self, record: Record, key: str) -> int:
        text = record.get(key)
        found = _AMOUNT.fullmatch(text)
        if found is None:
            raise self._fault(record, f"the {key} amount must be such as 12.50, is {text[:20]!a}")
        ore = int(found[2] + found[3])
        return -ore if found[1] else ore

    def _day(self, record: Record, key: str) -> date:
        text = record.get(key)[:_DAY_CHARS]
        try:
            if not text.isascii():
                raise ValueError  # noqa: TRY301 - one sentence for all that is no day
            return date.fromisoformat(text)
        except ValueError:
            raise self._fault(record, f"{text!a} is no day") from None

    def _fault(self, record: Record, sentence: str) -> BadFileError:
        place = f"column {record.column}: in {record.key or 'the report'}, {sentence}; {ANEW}"
        return BadFileError(self._name, place, line=record.line)


def _shape() -> Shape:
    transaction = record(_TRANSACTION)
    settlement = record(_SETTLEMENT, parts={"TransactionInfo": transaction})
    unit = record(
        {"NumOfSettlements": "settlements"}, parts={"SettlementInfo": settlement}, streamed=True
    )
    return document({"SettlementReport/SettlementDetailsInfo/PaymentsInfo": unit})


FORMAT = VippsReport()
