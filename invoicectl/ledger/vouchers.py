"""Vouchers read back from the books, to be reversed or shown."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING
from typing import Any

from invoicectl.domain.bookkeeping import Claim
from invoicectl.domain.bookkeeping import Voucher
from invoicectl.domain.bookkeeping import VoucherKind
from invoicectl.domain.bookkeeping import VoucherLine

if TYPE_CHECKING:
    import sqlite3

    from invoicectl.domain.payment import BankCharge

_LINES = """SELECT account, amount_ore, coalesce(customer_no, ''), invoice_no, claim, kid, due,
  vat_code, vat_rate_bp, vat_base_ore, vat_ore, text, transaction_id
 FROM line WHERE voucher_id = ? ORDER BY n"""


def voucher_of(con: sqlite3.Connection, voucher_id: int) -> Voucher:
    """Return a voucher as it was posted; the id must be one of the ledger's."""
    kind, dated_on, text = con.execute(
        "SELECT kind, dated_on, text FROM voucher WHERE id = ?", (voucher_id,)
    ).fetchone()
    lines = tuple(_line(row) for row in con.execute(_LINES, (voucher_id,)))
    return Voucher(VoucherKind(kind), date.fromisoformat(dated_on), text, lines)


def _line(row: tuple[Any, ...]) -> VoucherLine:
    account, amount_ore, customer_no, invoice_no, claim, kid, due, *rest = row
    vat_code, vat_rate_bp, vat_base_ore, vat_ore, text, transaction_id = rest
    return VoucherLine(
        account=account,
        amount_ore=amount_ore,
        customer_no=customer_no,
        invoice_no=invoice_no,
        claim=Claim(claim) if claim else None,
        kid=kid,
        due=date.fromisoformat(due) if due else None,
        vat_code=vat_code,
        vat_rate_bp=vat_rate_bp,
        vat_base_ore=vat_base_ore,
        vat_ore=vat_ore,
        text=text,
        transaction_id=transaction_id,
    )


def is_charged(con: sqlite3.Connection, charge: BankCharge, account: str, *, besides: str) -> bool:
    """Return whether another file than the one of key `besides` has booked the same charge."""
    row = con.execute(
        "SELECT 1 FROM voucher v JOIN line l ON l.voucher_id = v.id"
        " WHERE v.kind = 'charge' AND v.reverses IS NULL AND v.dated_on = ? AND v.text = ?"
        " AND l.account = ? AND l.amount_ore = ? AND v.idempotency_key NOT GLOB ?"
        " AND NOT EXISTS(SELECT 1 FROM voucher r WHERE r.reverses = v.id) LIMIT 1",
        (
            charge.booked_on.isoformat(), charge.text, account, -charge.amount_ore,
            f"charge:{besides}:*",
        ),
    ).fetchone()  # fmt: skip
    return row is not None


def vouchers_of_file(con: sqlite3.Connection, file_id: int) -> list[int]:
    """Return the vouchers of a bank file's payments and charges, the newest first.

    Those that were taken back, and those that took them back, are left out.
    """
    rows = con.execute(
        "SELECT v.id FROM voucher v WHERE v.reverses IS NULL"
        " AND NOT EXISTS(SELECT 1 FROM voucher r WHERE r.reverses = v.id) AND v.id IN("
        " SELECT l.voucher_id FROM bank_transaction t JOIN line l ON l.transaction_id = t.id"
        " WHERE t.file_id = :file"
        " UNION SELECT c.id FROM voucher c JOIN bank_file f ON f.id = :file"
        " WHERE c.idempotency_key >= 'charge:' || f.sha256"
        " AND c.idempotency_key < 'charge:' || f.sha256 || '~') ORDER BY v.id DESC",
        {"file": file_id},
    )
    return [int(row[0]) for row in rows]
