"""Checks of what was issued: numbers, bytes, vouchers and payment references."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from invoicectl.domain.kid import Modulus
from invoicectl.domain.kid import is_kid
from invoicectl.ledger.documents import unpacked
from invoicectl.ledger.finding import Finding
from invoicectl.ledger.invoices import evidence_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from invoicectl.ledger.finding import Scope

_HOLES = """
SELECT before, invoice_no FROM
  (SELECT invoice_no, lag(invoice_no) OVER (ORDER BY invoice_no) AS before
     FROM invoice WHERE invoice_no >= ?)
WHERE invoice_no - before - 1 <> (SELECT coalesce(sum(last_no - first_no + 1), 0)
  FROM gap WHERE first_no > before AND last_no < invoice_no)"""
_BACKWARDS = """
SELECT invoice_no, issued_on, before FROM
  (SELECT invoice_no, issued_on, lag(issued_on) OVER (ORDER BY invoice_no) AS before
     FROM invoice WHERE invoice_no >= ?)
WHERE issued_on < before"""
_LAST = """
SELECT next_no, max(coalesce((SELECT max(invoice_no) FROM invoice), next_no - 1),
  coalesce((SELECT max(last_no) FROM gap), 0)) FROM series WHERE name = 'invoice'"""
_VOUCHER_HOLES = """
SELECT series, max(no), count(*), min(no) FROM voucher WHERE id > ? GROUP BY series"""
_BYTES = """
SELECT i.invoice_no, i.document_sha256, d.media_type, d.content
FROM invoice i LEFT JOIN document d ON d.sha256 = i.document_sha256
WHERE i.invoice_no >= ? ORDER BY i.invoice_no"""
_VOUCHERS = """
SELECT i.invoice_no, i.kind, i.net_ore, i.vat_ore, i.total_ore, i.currency, v.id, v.evidence,
  (SELECT sum(net_ore) FROM invoice_line l WHERE l.invoice_no = i.invoice_no),
  (SELECT sum(amount_ore) FROM line l WHERE l.voucher_id = v.id AND l.customer_no IS NOT NULL),
  (SELECT sum(vat_ore) FROM line l WHERE l.voucher_id = v.id),
  v.dated_on = i.issued_on
FROM invoice i LEFT JOIN voucher v ON v.idempotency_key = i.kind || ':' || i.invoice_no
WHERE i.invoice_no >= ? ORDER BY i.invoice_no"""

_STRAY = """
SELECT series || no FROM voucher WHERE kind IN('invoice','credit_note') AND id > ?
  AND NOT EXISTS(SELECT 1 FROM invoice i WHERE i.kind = voucher.kind
    AND i.invoice_no = CAST(substr(idempotency_key, length(voucher.kind) + 2) AS INTEGER))"""


def check_series(scope: Scope) -> Iterator[Finding]:
    """C10: numbers have no hole that is not documented, and dates follow them (INV-20)."""
    con = scope.con
    for before, number in con.execute(_HOLES, (scope.invoice_from,)):
        yield Finding("C10", f"Invoice numbers between {before} and {number} are missing.")
    for number, issued_on, before in con.execute(_BACKWARDS, (scope.invoice_from,)):
        yield Finding("C10", f"Invoice {number} is dated {issued_on}, before its predecessor"
                             f" ({before}).")  # fmt: skip
    for next_no, last in con.execute(_LAST):
        if next_no != last + 1:
            yield Finding("C10", f"The next invoice number is {next_no}, but {last} is the last.")
    for series, last, count, first in con.execute(_VOUCHER_HOLES, (scope.voucher_from,)):
        if last - first + 1 != count or (scope.full and first != 1):
            yield Finding("C10", f"Voucher numbers of series {series} are missing"
                                 f" ({count} vouchers, {first} to {last}).")  # fmt: skip


def check_bytes(scope: Scope) -> Iterator[Finding]:
    """C11: every issued document has its bytes, and they are what was sent."""
    for number, sha256, media_type, content in scope.con.execute(_BYTES, (scope.invoice_from,)):
        if content is None:
            yield Finding("C11", f"The PDF of {number} is missing.")
        elif hashlib.sha256(content).hexdigest() != sha256 or media_type != "application/pdf":
            yield Finding("C11", f"The PDF of {number} is not what was issued.")
    if not scope.full:
        return
    rest = scope.con.execute(
        "SELECT sha256, media_type, content FROM document"
        " WHERE sha256 NOT IN(SELECT document_sha256 FROM invoice)"
    )
    for sha256, media_type, stored in rest:
        if hashlib.sha256(unpacked(media_type, stored)).hexdigest() != sha256:
            yield Finding("C11", f"The stored file {sha256[:12]} is not what was kept.")


def check_invoice_vouchers(scope: Scope) -> Iterator[Finding]:
    """C12: every issued document has one voucher, with its amounts, its date and its evidence."""
    for row in scope.con.execute(_VOUCHERS, (scope.invoice_from,)).fetchall():
        number, kind, net, vat, total, currency, voucher, evidence = row[:8]
        lines_net, claimed, booked_vat, same_day = row[8:]
        sign = 1 if kind == "invoice" else -1
        if voucher is None:
            yield Finding("C12", f"{number} has no voucher.")
        elif evidence != evidence_of(scope.con, number):
            yield Finding("C12", f"{number} is not as it was when its voucher was posted.")
        elif net != lines_net or total != net + vat or currency != "NOK":
            yield Finding("C12", f"The amounts of {number} do not add up.")
        elif (claimed or 0) != sign * total or -(booked_vat or 0) != sign * vat or not same_day:
            yield Finding("C12", f"{number} and its voucher do not agree.")
    for (name,) in scope.con.execute(_STRAY, (scope.voucher_from,)):
        yield Finding("C12", f"Voucher {name} books a document that is not here.")


def check_kids(scope: Scope) -> Iterator[Finding]:
    """C30: every KID has the right check digit and belongs to one invoice."""
    seen: dict[str, int] = {}
    for number, kid in scope.con.execute("SELECT invoice_no, kid FROM invoice WHERE kid <> ''"):
        if not (is_kid(kid, Modulus.MOD10) or is_kid(kid, Modulus.MOD11)):
            yield Finding("C30", f"The KID of {number} has a wrong check digit.")
        if kid in seen:
            yield Finding("C30", f"{number} has the same KID as {seen[kid]}.")
        seen[kid] = number
