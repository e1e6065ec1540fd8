"""Checks of what came in and went out: bank files, deliveries, letters and receipts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from invoicectl.ledger.finding import RECENT
from invoicectl.ledger.finding import Finding
from invoicectl.ledger.log import LOST_DELIVERY
from invoicectl.ledger.receipts import receipts

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator

    from invoicectl.ledger.finding import Scope

_NO_DELIVERY = """
SELECT invoice_no FROM invoice i WHERE invoice_no >= ? AND NOT EXISTS(
  SELECT 1 FROM outbox o WHERE o.invoice_no = i.invoice_no AND o.purpose = i.kind)"""
_SENT_WITHOUT = """
SELECT key, state FROM outbox WHERE invoice_no >= ? AND (
  (state IN('sent','delivered','bounced') AND (sent_at IS NULL OR attempts = 0))
  OR (state = 'sending' AND (attempts = 0 OR payload_sha256 IS NULL))
  OR (state = 'uncertain' AND attempts = 0))"""
_OTHER_DOCUMENT = """
SELECT o.key FROM outbox o JOIN invoice i USING(invoice_no)
WHERE o.invoice_no >= ? AND (o.customer_no <> i.customer_no OR (o.purpose = i.kind
  AND o.document_sha256 IS NOT i.document_sha256))"""
_LAST_STEP = """
SELECT o.key FROM outbox o JOIN attempt a ON a.outbox_id = o.id
WHERE o.invoice_no >= ? AND a.id = (SELECT max(id) FROM attempt WHERE outbox_id = o.id)
  AND a.outcome <> o.state AND o.state NOT IN('sending','queued','cancelled')"""
_WAITING = """
SELECT key, state, updated_at FROM outbox
WHERE state IN('queued','sending','uncertain','failed') AND state <> 'failed'
  AND julianday(coalesce(not_before, updated_at)) < julianday(?) - 1"""
_BANK_SUMS = """
SELECT f.name, f.payments - f.duplicates, f.sum_ore - f.duplicates_ore, count(t.id),
  coalesce(sum(t.amount_ore), 0)
FROM bank_file f LEFT JOIN bank_transaction t ON t.file_id = f.id
GROUP BY f.id HAVING f.payments - f.duplicates <> count(t.id)
  OR f.sum_ore - f.duplicates_ore <> coalesce(sum(t.amount_ore), 0)"""
_BANK_VOUCHERS = """
SELECT t.voucher_id, sum(t.amount_ore) AS paid, (SELECT sum(l.amount_ore) FROM line l
  WHERE l.voucher_id = t.voucher_id AND l.transaction_id IS NULL) AS booked
FROM bank_transaction t WHERE t.voucher_id IS NOT NULL GROUP BY t.voucher_id
HAVING booked IS NOT paid"""
_BANK_KEYS = """
SELECT v.series || v.no FROM voucher v WHERE v.idempotency_key GLOB 'bank:*'
  AND NOT EXISTS(SELECT 1 FROM bank_transaction t WHERE t.voucher_id = v.id)"""
_FOLLOWED = """
SELECT t.id, iif(t.undone_id, 0, t.amount_ore) AS paid, coalesce(-sum(l.amount_ore), 0) AS lies
FROM bank_transaction t LEFT JOIN line l ON l.transaction_id = t.id
GROUP BY t.id HAVING lies <> paid"""
_OWNERLESS = """
SELECT DISTINCT transaction_id FROM line WHERE transaction_id IS NOT NULL
  AND NOT EXISTS(SELECT 1 FROM bank_transaction t WHERE t.id = transaction_id)"""
_NOTICES = """
SELECT n.invoice_no, n.step FROM notice n LEFT JOIN outbox o ON o.id = n.outbox_id
WHERE o.id IS NULL OR o.purpose <> 'notice' OR o.invoice_no <> n.invoice_no"""
_STRAY_NOTICES = """
SELECT key FROM outbox o WHERE purpose = 'notice'
  AND NOT EXISTS(SELECT 1 FROM notice n WHERE n.outbox_id = o.id)"""


def check_deliveries(scope: Scope) -> Iterator[Finding]:
    """C40: each issued document is in the outbox, and what was sent has its tries."""
    con, start = scope.con, (scope.invoice_from,)
    for (number,) in con.execute(_NO_DELIVERY, start):
        yield Finding("C40", f"{number} was issued, but was never put into the outbox.")
    for key, state in con.execute(_SENT_WITHOUT, start):
        yield Finding("C40", f"The delivery {key} is {state}, but no try was written down.")
    for (key,) in con.execute(_OTHER_DOCUMENT, start):
        yield Finding("C40", f"The delivery {key} carries another document than the issued one.")
    for (key,) in con.execute(_LAST_STEP, start):
        yield Finding("C40", f"The last try of the delivery {key} does not agree with its state.")


def check_waiting(scope: Scope) -> Iterator[Finding]:
    """C41: nothing has waited in the outbox for more than a day."""
    if not scope.now:
        return
    for key, state, since in scope.con.execute(_WAITING, (scope.now,)):
        yield Finding("C41", f"The delivery {key} has been {state} since {since}.")


def check_receipts(scope: Scope) -> Iterator[Finding]:
    """C43: the ledger knows everything that left the house, so no old ledger was put back."""
    con = scope.con
    for receipt in receipts(scope.path, last=0 if scope.full else RECENT):
        known = con.execute(
            "SELECT state, attempts FROM outbox WHERE key = ?", (receipt.key,)
        ).fetchone()
        if known in {("queued", 0), ("cancelled", 0)}:
            yield Finding("C43", f"{receipt.key} has left the house, but this ledger would send it"
                                 " again: an old ledger was put back.")  # fmt: skip
        elif known is None and not _is_written_off(con, receipt.key):
            yield Finding("C43", f"{receipt.key} has left the house, but this ledger does not know"
                                 " it: an old ledger was put back.")  # fmt: skip


def _is_written_off(con: sqlite3.Connection, key: str) -> bool:
    found = con.execute("SELECT 1 FROM log WHERE ref = ? AND event = ?", (key, LOST_DELIVERY))
    return found.fetchone() is not None


def check_bank_files(scope: Scope) -> Iterator[Finding]:
    """C33: each bank file's payments are all here, and add up to its sum."""
    for name, n, sum_ore, rows, rows_ore in scope.con.execute(_BANK_SUMS):
        yield Finding("C33", f"The bank file {name} had {n} new payments of {sum_ore} øre; there"
                             f" are {rows} of {rows_ore} øre.")  # fmt: skip


def check_bank_vouchers(scope: Scope) -> Iterator[Finding]:
    """C31: each payment from the bank is booked once, and all of its money can be followed."""
    for voucher_id, paid, booked in scope.con.execute(_BANK_VOUCHERS):
        yield Finding("C31", f"The voucher with id {voucher_id} books {booked or 0} øre on the bank"
                             f" for payments of {paid} øre.")  # fmt: skip
    for (name,) in scope.con.execute(_BANK_KEYS):
        yield Finding("C31", f"Voucher {name} books payments that are not here.")
    for number, paid, lies in scope.con.execute(_FOLLOWED):
        yield Finding("C31", f"Payment {number} was {paid} øre; the books know where {lies} are.")
    for (number,) in scope.con.execute(_OWNERLESS):
        yield Finding("C31", f"The books hold money of payment {number}, which is not here.")


def check_notices(scope: Scope) -> Iterator[Finding]:
    """C42: each letter about an invoice has its delivery, and the reverse."""
    for number, step in scope.con.execute(_NOTICES):
        yield Finding("C42", f"The letter {step} about {number} has no delivery of its own.")
    for (key,) in scope.con.execute(_STRAY_NOTICES):
        yield Finding("C42", f"The delivery {key} belongs to no letter.")
