"""Bank files and their transactions: what the bank said, once, and where it was booked."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING
from typing import Any
from typing import NamedTuple

from invoicectl.domain.bookkeeping import Claim
from invoicectl.domain.matching import InvoiceState
from invoicectl.domain.matching import KidOwner
from invoicectl.errors import NotFoundError
from invoicectl.ledger.blocks import insert_rows

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable
    from collections.abc import Sequence

    from invoicectl.domain.payment import BankPayment
    from invoicectl.domain.stamp import Stamp

FINGERPRINT_BYTES = 16
_ADDED = (Claim.FEE, Claim.INTEREST, Claim.COMPENSATION)
"""What a payment settles after the principal, in this order (PAY-6)."""

_OWNER = """SELECT i.kid, i.invoice_no, i.customer_no, o.principal_ore, o.fee_ore,
  o.interest_ore, o.compensation_ore, o.invoice_no IS NULL AND i.total_ore <= (
    SELECT coalesce(sum(c.total_ore), 0) FROM invoice c WHERE c.credits_no = i.invoice_no)
 FROM invoice i LEFT JOIN open_item o
   ON o.customer_no = i.customer_no AND o.invoice_no = i.invoice_no
 WHERE i.kind = 'invoice' AND """
_OWNERS_BY_KID = _OWNER + "i.kid <> '' AND i.kid IN ({})"
_OWNER_BY_NO = _OWNER + "i.invoice_no = ?"


@dataclass(frozen=True, slots=True)
class FileTotals:
    """What a bank file comes to, in numbers and øre; the parts add up to the whole.

    Ignored are amounts of zero, which is why they have no sum.
    """

    payments: int = 0
    sum_ore: int = 0
    matched: int = 0
    matched_ore: int = 0
    queued: int = 0
    queued_ore: int = 0
    duplicates: int = 0
    duplicates_ore: int = 0
    ignored: int = 0


class KeptFile(NamedTuple):
    """A bank file in the ledger; `key` tells it from an earlier import of it that was undone."""

    file_id: int
    sha256: str
    key: str


class NewTransaction(NamedTuple):
    """A payment that came for the first time; `voucher_id` is None for an amount of zero."""

    transaction_id: int
    payment: BankPayment
    fingerprint: bytes
    ordinal: int
    voucher_id: int | None
    owner: KidOwner | None
    reason: str
    sentence: str
    state: str


@dataclass(frozen=True, slots=True)
class EarlierImport:
    """A file whose content has been imported: on which day, as what, and what it came to."""

    file_id: int
    sha256: str
    imported_on: str
    name: str
    format: str
    payments: int
    sum_ore: int


def fingerprint_of(payment: BankPayment) -> bytes:
    """Return what tells a payment from all others but its twins (payments 2.6).

    Two payments that are equal in all that the bank says are told apart by their ordinal in the
    file that holds both.
    """
    said = (
        f"{payment.account}\x1f{payment.booked_on.isoformat()}\x1f{payment.amount_ore}"
        f"\x1f{payment.kid or payment.text}\x1f{payment.type_code}\x1f{payment.reference}"
        f"\x1f{payment.payer_account}\x1f{payment.ordered_on}"
    )
    return hashlib.sha256(said.encode()).digest()[:FINGERPRINT_BYTES]


def records_sha256(fingerprints: bytes | bytearray) -> str:
    """Return one hash over the payments of a file, whatever its line ends and fillers are.

    Takes their fingerprints in a row.
    """
    return hashlib.sha256(fingerprints).hexdigest()


def earlier_import(
    con: sqlite3.Connection, *, sha256: str = "", records: str = ""
) -> EarlierImport | None:
    """Return the import of the same bytes, or of the same payments, if there was one."""
    row = con.execute(
        "SELECT id, sha256, imported_on, name, format, payments, sum_ore FROM bank_file"
        " WHERE undone_id = 0 AND (sha256 = ? OR records_sha256 = ?)",
        (sha256, records),
    ).fetchone()
    return EarlierImport(*row) if row else None


def begin_file(
    con: sqlite3.Connection, sha256: str, *, name: str, form: str, records: str, stamp: Stamp
) -> KeptFile:
    """Write down a file inside the caller's transaction, before its transactions."""
    made = con.execute(
        f"INSERT INTO bank_file VALUES(NULL,{','.join('?' * 16)},0,NULL)",
        (
            sha256,
            name,
            form,
            records,
            stamp.today.isoformat(),
            stamp.at,
            stamp.actor,
            *([0] * 9),
        ),
    )
    assert made.lastrowid is not None
    return _kept(con, made.lastrowid, sha256)


def begun_file(con: sqlite3.Connection, earlier: EarlierImport) -> KeptFile:
    """Return a file that was kept before and has booked nothing yet."""
    assert not earlier.payments
    return _kept(con, earlier.file_id, earlier.sha256)


def _kept(con: sqlite3.Connection, file_id: int, sha256: str) -> KeptFile:
    undone = con.execute(
        "SELECT 1 FROM bank_file WHERE sha256 = ? AND undone_id <> 0", (sha256,)
    ).fetchone()
    return KeptFile(file_id, sha256, f"{sha256}-{file_id}" if undone else sha256)


def end_file(con: sqlite3.Connection, file_id: int, totals: FileTotals) -> None:
    """Write down what the file came to; after that its row never changes."""
    con.execute(
        "UPDATE bank_file SET payments = ?, sum_ore = ?, matched = ?, matched_ore = ?, queued = ?,"
        " queued_ore = ?, duplicates = ?, duplicates_ore = ?, ignored = ? WHERE id = ?",
        (
            totals.payments, totals.sum_ore, totals.matched, totals.matched_ore, totals.queued,
            totals.queued_ore, totals.duplicates, totals.duplicates_ore, totals.ignored, file_id,
        ),
    )  # fmt: skip


def known(con: sqlite3.Connection, fingerprints: Sequence[bytes]) -> set[tuple[bytes, int]]:
    """Return fingerprint and ordinal of those of these payments that came in an earlier file."""
    marks = ",".join("?" * len(fingerprints))
    return set(
        con.execute(
            f"SELECT fingerprint, ordinal FROM bank_transaction WHERE fingerprint IN ({marks})"  # noqa: S608 - marks only
            " AND undone_id = 0",
            fingerprints,
        )
    )


def owners_of(con: sqlite3.Connection, kids: Sequence[str]) -> dict[str, KidOwner]:
    """Return KID -> the invoice it was printed on, for those that are ours."""
    marks = ",".join("?" * len(kids))
    return {row[0]: _owner(row) for row in con.execute(_OWNERS_BY_KID.format(marks), kids)}


def owner_of_invoice(con: sqlite3.Connection, invoice_no: int) -> KidOwner:
    """Return what one invoice owes, and to which customer it was sent.

    Raises:
        NotFoundError: no invoice has that number.
    """
    row = con.execute(_OWNER_BY_NO, (invoice_no,)).fetchone()
    if row is None:
        raise NotFoundError("invoice", invoice_no, hint="'invoicectl invoice list' shows them all.")
    return _owner(row)


def next_transaction_id(con: sqlite3.Connection) -> int:
    """Return the id of the next transaction; ids are never used twice, for rows are kept."""
    return int(con.execute("SELECT coalesce(max(id), 0) + 1 FROM bank_transaction").fetchone()[0])


def add_transactions(con: sqlite3.Connection, file_id: int, rows: Iterable[NewTransaction]) -> None:
    """Store transactions of a file inside the caller's transaction."""
    insert_rows(con, "bank_transaction", [_row(file_id, new) for new in rows])


def _row(file_id: int, new: NewTransaction) -> Sequence[object]:
    paid, owner = new.payment, new.owner
    return (
        new.transaction_id, file_id, paid.line, paid.account, paid.booked_on.isoformat(),
        paid.amount_ore, paid.kid, paid.text, paid.payer_account, paid.payer_name,
        paid.ordered_on.isoformat() if paid.ordered_on else None, paid.reference, paid.type_code,
        paid.type_name, int(paid.is_reversal), new.fingerprint, new.ordinal, new.voucher_id,
        owner.customer_no if owner else None, owner.invoice_no if owner else None, new.reason,
        new.sentence, new.state, 0,
    )  # fmt: skip


def _owner(row: tuple[Any, ...]) -> KidOwner:
    _, invoice_no, customer_no, principal_ore, *added, is_credited = row
    owed: tuple[tuple[Claim, int], ...] = ()
    if principal_ore and principal_ore > 0:
        owed = ((Claim.PRINCIPAL, principal_ore),)
    if any(added):
        owed += tuple((claim, ore) for claim, ore in zip(_ADDED, added, strict=True) if ore > 0)
    if owed:
        return KidOwner(invoice_no, customer_no, InvoiceState.OPEN, owed)
    state = InvoiceState.CREDITED if is_credited else InvoiceState.PAID
    return KidOwner(invoice_no, customer_no, state)
