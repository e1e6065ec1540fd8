"""Takes a whole import back: every voucher of it is reversed, and the file may come again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from invoicectl.domain.bookkeeping import reversal_voucher
from invoicectl.errors import InputError
from invoicectl.ledger.bank_files import bank_file_named
from invoicectl.ledger.bank_files import mark_undone
from invoicectl.ledger.log import note
from invoicectl.ledger.posting import post
from invoicectl.ledger.refunds import refunds_of_file
from invoicectl.ledger.vouchers import voucher_of
from invoicectl.ledger.vouchers import vouchers_of_file
from invoicectl.seams import fp

if TYPE_CHECKING:
    from invoicectl.domain.stamp import Stamp
    from invoicectl.ledger.bank_files import BankFileRow
    from invoicectl.ledger.connect import Connection
    from invoicectl.ledger.connect import Ledger


@dataclass(frozen=True, slots=True)
class UndoneImport:
    """What was taken back: the file, its payments, and the vouchers that were reversed."""

    file: BankFileRow
    payments: int
    vouchers: int


def undo_import(ledger: Ledger, stamp: Stamp, name: str, *, dry_run: bool = False) -> UndoneImport:
    """Reverse all that one import has booked, matches by hand included (INV-31).

    Nothing is deleted: each voucher gets one that takes it back, dated today. The payments stay
    as a record, and the invoices they paid are open again. The same file can then be imported anew.

    Args:
        ledger: open.
        stamp: when and who.
        name: number of the import, or name of the file.
        dry_run: do all the same and take it back.

    Raises:
        NotFoundError: nothing of that name was imported.
        InputError: it was undone before, or money of it was paid back or is about to be.
    """
    if dry_run:
        with ledger.rehearse() as con:
            return _undone(con, stamp, name)
    with ledger.write() as con:
        return _undone(con, stamp, name)


def _undone(con: Connection, stamp: Stamp, name: str) -> UndoneImport:
    file = bank_file_named(con, name)
    if file.undone_on is not None:
        raise InputError(f"The import of {file.name} was undone on {_shown(file.undone_on)}.")
    if standing := refunds_of_file(con, file.file_id):
        listed = ", ".join(f"R{number}" for number in standing)
        raise InputError(
            f"Money of {file.name} is refunded by {listed}, so its import cannot be undone.",
            hint="'invoicectl payment refunds' shows them; one that is not paid can be cancelled.",
        )
    numbers = vouchers_of_file(con, file.file_id)
    for number in numbers:
        back = reversal_voucher(voucher_of(con, number), reverses=number, dated_on=stamp.today)
        post(con, back, key=f"undo:{number}", stamp=stamp, reverses=number)
        fp("undo.posted")
    sentence = f"The import of {file.name} was undone on {stamp.today:%d.%m.%Y}."
    payments = mark_undone(con, file.file_id, stamp.today, sentence)
    detail = f"{file.name}: {payments} payments, {len(numbers)} vouchers reversed"
    note(con, stamp, "bank.undone", file.sha256[:12], detail)
    fp("undo.marked")
    return UndoneImport(file, payments, len(numbers))


def _shown(day: str) -> str:
    year, month, of_month = day.split("-")
    return f"{of_month}.{month}.{year}"
