"""The transactions of one OCR assignment: two or three records become one payment.

This is the hot path of an import: a clean transaction takes no branch, whatever differs goes to a
method of its own that refuses it or notes what is odd.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from typing import Final

from invoicectl.domain.money import ORE_MAX
from invoicectl.domain.payment import BankPayment
from invoicectl.formats import ocr_layout as layout
from invoicectl.formats import ocr_quirks as quirks
from invoicectl.formats.ocr_checks import Tally

if TYPE_CHECKING:
    from datetime import date

    from invoicectl.formats.ocr_checks import Checks
    from invoicectl.formats.ocr_days import DayCache
    from invoicectl.formats.ocr_layout import PaymentType
    from invoicectl.formats.ocr_lines import Records

# the fields of a payment as plain slices: they are cut a hundred thousand times
_HEAD: Final = layout.HEAD.at
_NUMBER: Final = layout.TRANSACTION_NO.at
_HEAD_AND_NUMBER: Final = slice(layout.TRANSACTION_NO.last)
_SETTLED: Final = layout.SETTLED_ON.at
_SIGN: Final = layout.SIGN.first - 1
_AMOUNT: Final = layout.AMOUNT.at
_KID: Final = layout.KID.at
_FILLER_1: Final = layout.FILLERS["30"].at
_REFERENCE: Final = layout.REFERENCE.at
_ORDERED: Final = layout.ORDERED_ON.at
_PAYER: Final = layout.PAYER_ACCOUNT.at
_FILLER_2: Final = layout.FILLERS["31"].at
_ZEROS_1: Final = "0" * 6
_ZEROS_2: Final = "0" * 22
_NO_REFERENCE: Final = "0" * 9
_NO_ACCOUNT: Final = "0" * 11


class Assignment:
    """Reads the transactions between NY090020 and NY090088."""

    def __init__(self, account: str, records: Records, checks: Checks, days: DayCache) -> None:
        """Take the receiving account and what is shared by the whole file."""
        self.payments: list[BankPayment] = []
        self._account = account
        self._records = iter(records)
        self._checks = checks
        self._days = days
        self._types = dict(layout.TYPE_BY_HEAD)
        self._total_ore = 0
        self._settled: set[date] = set()
        self._last_settled: date | None = None
        self._item_1 = ""
        self._texts = 0

    def read(self) -> tuple[int, str]:
        """Read all transactions and return the record after them with its line.

        Raises:
            BadFileError: a transaction is damaged, or the file ends.
        """
        add = self.payments.append
        types = self._types
        for number, record in self._records:
            kind = types.get(record[_HEAD])
            if kind:
                add(self._payment(kind, number, record))
            elif record[:4] == "NY09" and record[6:8] == "30":
                add(self._payment(self._new_type(number, record), number, record))
            elif record[:4] == "NY09" and record[6:8] == "32":
                self._add_text(number, record)
            else:
                return number, record
        raise self._checks.cut_off("the end of its assignment, NY090088")

    def close(self, number: int, record: str, today: date) -> Tally:
        """Check the end record against the transactions and return what they come to.

        Raises:
            BadFileError: it is no end record, or its counts or sum differ.
        """
        if record[:8] != "NY090088":
            expected = "the next transaction, or the end of the assignment, NY090088"
            raise self._checks.out_of_place(number, record, expected)
        count = len(self.payments)
        tally = Tally(count, 2 * count + self._texts + 2, self._total_ore)
        without_kid = sum(each.type_code in layout.TYPES_WITHOUT_KID for each in self.payments)
        self._checks.end_record(
            number, record, tally, of="assignment", texts_missing=without_kid - self._texts
        )
        self._check_days(number, record, today)
        return tally

    def _payment(self, kind: PaymentType, number: int, item_1: str) -> BankPayment:
        """Return the payment that begins with `item_1`; takes its second record from the file."""
        line_2, item_2 = next(self._records, (0, ""))
        if item_2[_HEAD_AND_NUMBER] != kind.head_2 + item_1[_NUMBER]:
            raise quirks.broken_pair(self._checks, item_1, line_2, item_2)
        amount, payer = item_1[_AMOUNT], item_2[_PAYER]
        if not (amount.isdigit() and payer.isdigit() and item_1.isascii() and item_2.isascii()):
            payer = quirks.without_payer(self._checks, (number, item_1), (line_2, item_2))
        amount_ore = int(amount)
        if item_1[_SIGN] != "0" or not 0 < amount_ore <= ORE_MAX:
            amount_ore = quirks.signed_amount(self._checks, number, item_1)
        self._total_ore += amount_ore
        kid, text = item_1[_KID].lstrip(" "), ""
        if not kid.isdigit():
            kid, text = quirks.odd_kid(self._checks, number, item_1)
        booked_on = self._days[item_1[_SETTLED]] or quirks.refuse_day(self._checks, number, item_1)
        if booked_on is not self._last_settled:
            self._last_settled = booked_on
            self._settled.add(booked_on)
        ordered_on = self._days[item_2[_ORDERED]]
        if ordered_on is None:
            quirks.note_order_day(self._checks, line_2, item_2)
        if item_1[_FILLER_1] != _ZEROS_1 or item_2[_FILLER_2] != _ZEROS_2:
            self._checks.filler(number, item_1, layout.CARD_FILLER if kind.is_card else None)
            self._checks.filler(line_2, item_2)
        self._item_1 = item_1
        reference = item_2[_REFERENCE]
        return BankPayment(
            number,
            self._account,
            booked_on,
            -abs(amount_ore) if kind.is_reversal else amount_ore,
            kid,
            text,
            "" if payer == _NO_ACCOUNT else payer,
            "",
            ordered_on,
            "" if reference == _NO_REFERENCE else reference.strip(),
            kind.code,
            kind.name,
            kind.is_reversal,
        )

    def _new_type(self, number: int, item_1: str) -> PaymentType:
        """Note a type that the specification does not list, and take it for a plain credit.

        Raises:
            BadFileError: it is no type at all, for it is not of digits.
        """
        self._checks.whole_number(number, item_1, layout.TYPE, "the transaction type")
        code = layout.TYPE.of(item_1)
        self._checks.odd(
            number,
            f"{layout.TYPE.columns}: transaction type {code!a} is not known;"
            " such transactions are taken as ordinary payments",
        )
        kind = self._types[item_1[_HEAD]] = layout.PaymentType(code, "other payment")
        return kind

    def _add_text(self, number: int, item_3: str) -> None:
        """Give the last payment the text of its third record."""
        item_1 = self._item_1
        if not item_1 or item_3[:15] != f"{item_1[:6]}32{item_1[8:15]}":
            expected = "the next transaction, or the end of the assignment, NY090088"
            raise self._checks.out_of_place(number, item_3, expected)
        self._item_1 = ""
        self._texts += 1
        self._checks.filler(number, item_3)
        payment = self.payments[-1]
        text = f"{payment.text} {quirks.parse_text(item_3)}".strip()
        self.payments[-1] = payment._replace(text=text)

    def _check_days(self, number: int, record: str, today: date) -> None:
        """Note settlement dates outside the end record's range, or after today."""
        if not self._settled:
            return
        first, last = min(self._settled), max(self._settled)
        earliest = self._days[layout.EARLIEST.of(record)]
        latest = self._days[layout.LATEST.of(record)]
        if (earliest and first < earliest) or (latest and last > latest):
            self._checks.odd(
                number,
                f"columns {layout.EARLIEST.first}-{layout.LATEST.last}: the transactions were"
                f" settled from {first} to {last}, the end record says otherwise",
            )
        if last > today:
            self._checks.odd(number, f"the file has payments settled on {last}, after today")
