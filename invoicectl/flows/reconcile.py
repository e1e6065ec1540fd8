"""Files that only reconcile: the account has another posting source, so they book nothing.

The same payment stands in OCR giro, in a camt file and on a statement. Where a company names the
one kind that books (`bank.posting_source`), every other file is compared with the books instead.
"""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import replace
from typing import TYPE_CHECKING
from typing import Final

from invoicectl.domain.payment import LeftOut
from invoicectl.flows.imported import NOT_IN_BOOKS
from invoicectl.flows.imported import REMARKS_MAX
from invoicectl.flows.imported import Remark

if TYPE_CHECKING:
    from collections.abc import Sequence

    from invoicectl.domain.payment import BankFile
    from invoicectl.domain.payment import BankPayment
    from invoicectl.ledger.connect import Connection
    from invoicectl.settings.company import BankSettings
    from invoicectl.settings.model import Settings

KINDS: Final = {
    "ocr": "OCR giro",
    "camt054": "camt.054",
    "camt053": "camt.053",
    "csv": "CSV",
}
"""Files that tell of the same money, as people call them; Vipps reports are of other money."""


@dataclass(frozen=True, slots=True)
class Compared:
    """What became of payments that are not booked: their number and sum, and who is missing."""

    found: int = 0
    found_ore: int = 0
    ignored: int = 0
    missing: tuple[BankPayment, ...] = ()
    source: str = ""

    @property
    def payments(self) -> int:
        """All that are not missing."""
        return self.found + self.ignored

    @property
    def left_out(self) -> tuple[LeftOut, ...]:
        """The missing ones as a kind of what a file has left out."""
        if not self.missing:
            return ()
        missing_ore = sum(each.amount_ore for each in self.missing)
        return (LeftOut(NOT_IN_BOOKS, len(self.missing), missing_ore),)

    @property
    def remarks(self) -> tuple[Remark, ...]:
        """A sentence for each that is missing, as far as a file has room for them."""
        return tuple(
            Remark(each.line, None, each.amount_ore, NOT_IN_BOOKS, self._sentence(each))
            for each in self.missing[:REMARKS_MAX]
        )

    @property
    def remarks_left_out(self) -> int:
        """How many more are missing than there are remarks."""
        return max(len(self.missing) - REMARKS_MAX, 0)

    @property
    def advice(self) -> str:
        """How the missing ones get into the books, '' when none is."""
        if not self.missing:
            return ""
        by_hand = "'payment add' with --means bank"
        if self.source == "ocr" and not any(each.kid or each.is_sum for each in self.missing):
            return f"OCR giro has no payments without KID: write them down by {by_hand}."
        return (
            f"Import the {KINDS[self.source]} file that has what is missing, or use {by_hand};"
            " then import this file again."
        )

    def _sentence(self, payment: BankPayment) -> str:
        """Return what is known of a missing payment."""
        day = f"{payment.booked_on:%d.%m.%Y}"
        if payment.is_sum:
            return f"The books have no payments of {day} that come to this sum."
        of_whom = f" of {payment.payer_name}" if payment.payer_name else ""
        kid = f", KID {payment.kid}," if payment.kid else ""
        return f"The payment of {day}{of_whom}{kid} is not in the books."


def apart(file: BankFile, bank: BankSettings) -> tuple[BankFile, tuple[BankPayment, ...]]:
    """Return a file with the payments that it books, and those that it only reconciles.

    All payments to the company's account are only compared when its posting source is another kind
    of file. Payments to its other accounts are booked as ever.
    """
    source = bank.posting_source.value
    if source not in KINDS or file.format not in KINDS or file.format == source:
        return file, ()
    booked = tuple(each for each in file.payments if each.account != bank.kontonr)
    if len(booked) == len(file.payments):
        return file, ()
    compared = tuple(each for each in file.payments if each.account == bank.kontonr)
    return replace(file, payments=booked), compared


def compared_with_books(
    con: Connection, settings: Settings, payments: Sequence[BankPayment]
) -> Compared:
    """Look for payments to the company's account in the books; nothing is changed.

    Args:
        con: an open ledger.
        settings: the company's.
        payments: of one file.
    """
    from invoicectl.domain.reconcile import days_near
    from invoicectl.domain.reconcile import not_in_books
    from invoicectl.ledger.other_formats import in_books

    asked = [each for each in payments if each.amount_ore or each.currency]
    ignored = len(payments) - len(asked)
    source = settings.bank.posting_source.value
    if not asked:
        return Compared(ignored=ignored, source=source)
    days = [day for each in {each.booked_on for each in asked} for day in days_near(each)]
    booked = in_books(con, settings.bank.kontonr, min(days), max(days))
    missing = not_in_books(asked, booked)
    missing_ore = sum(each.amount_ore for each in missing)
    return Compared(
        found=len(asked) - len(missing),
        found_ore=sum(each.amount_ore for each in asked) - missing_ore,
        ignored=ignored,
        missing=missing,
        source=source,
    )
