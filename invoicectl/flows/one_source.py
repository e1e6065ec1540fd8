"""The same money told of in a statement and in the bank's file of payments: booked from the latter.

A camt.054 tells of every payment in, OCR giro of those with a KID. A statement repeats them, often
as sums that show no payment at all, so it books only what the others cannot have told (payments
4.1).
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from typing import Final

from invoicectl.domain.payment import LeftOut

if TYPE_CHECKING:
    from invoicectl.domain.payment import BankFile
    from invoicectl.domain.payment import BankPayment
    from invoicectl.ledger.connect import Connection

_STATEMENT: Final = "camt053"
_WITH_SUMS: Final = ("camt053", "camt054")
_ALL_PAYMENTS: Final = "camt054"
_BY_KID: Final = "ocr"
_KIND: Final = "told of in other files"


def once(con: Connection, file: BankFile) -> BankFile:
    """Return a file without the payments that the company books from other files.

    Of a statement nothing is left where camt.054 files are imported for the account, and of either
    no sum without its payments where OCR giro files are. What goes is counted in `left_out`.
    """
    if file.format not in _WITH_SUMS or not file.payments:
        return file
    from invoicectl.ledger.other_formats import feeds

    fed = feeds(con)
    is_statement = file.format == _STATEMENT
    kept = tuple(
        each for each in file.payments if not _is_told(each, fed, is_statement=is_statement)
    )
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


def _is_told(payment: BankPayment, fed: set[tuple[str, str]], *, is_statement: bool) -> bool:
    if is_statement and (payment.account, _ALL_PAYMENTS) in fed:
        return True
    return payment.is_sum and (payment.account, _BY_KID) in fed
