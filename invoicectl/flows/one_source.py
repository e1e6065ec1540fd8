"""The same money told of in a statement and in the bank's file of payments: booked from the latter.

A camt.054 tells of every payment in, OCR giro of those with a KID. A statement repeats them, often
as sums that show no payment at all, so it books only what the others cannot have told (payments
4.1).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING
from typing import Final

from invoicectl.domain.payment import LeftOut

if TYPE_CHECKING:
    from datetime import date

    from invoicectl.domain.payment import BankFile
    from invoicectl.domain.payment import BankPayment
    from invoicectl.ledger.connect import Connection

_STATEMENT: Final = "camt053"
_ALL_PAYMENTS: Final = "camt054"
_BY_KID: Final = "ocr"
_WITH_SUMS: Final = (_STATEMENT, _ALL_PAYMENTS)
_KIND: Final = "told of in other files"
_SLACK: Final = timedelta(days=31)
"""So long after their last payment, files of a kind are still expected for the days that follow."""


def once(con: Connection, file: BankFile, *, is_source: bool = False) -> BankFile:
    """Return a file without the payments that the company books from other files.

    Of a statement nothing is left for days that camt.054 files have covered. A sum whose payments
    are not shown goes where OCR giro or camt.054 files are in use, before or after they come. What
    goes is counted in `left_out`.

    Args:
        con: an open ledger.
        file: as it was read.
        is_source: files of its kind are the ones that book, so no other is expected for days that
            none has covered.
    """
    if file.format not in _WITH_SUMS or not file.payments:
        return file
    from invoicectl.ledger.other_formats import feeds

    fed = feeds(con)
    slack = timedelta() if is_source else _SLACK
    kept = tuple(each for each in file.payments if not _is_told(each, file.format, fed, slack))
    told = len(file.payments) - len(kept)
    if not told:
        return file
    told_ore = sum(each.amount_ore for each in file.payments) - sum(
        each.amount_ore for each in kept
    )
    return replace(
        file,
        payments=kept,
        other_records=file.other_records + told,
        left_out=(*file.left_out, LeftOut(_KIND, told, told_ore)),
    )


def _is_told(
    payment: BankPayment,
    form: str,
    fed: dict[tuple[str, str], tuple[date, date]],
    slack: timedelta,
) -> bool:
    """Return whether other files than of this format tell, or will tell, of a payment."""
    for other in (_BY_KID, _ALL_PAYMENTS):
        if other == form or (payment.account, other) not in fed:
            continue
        first, last = fed[payment.account, other]
        if payment.is_sum:
            last += slack
        elif other == _BY_KID:
            continue
        if first <= payment.booked_on <= last:
            return True
    return False
