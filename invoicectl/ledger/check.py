"""Proves that the ledger is what it must be: silent when it is, one finding a fault when not."""

from __future__ import annotations

import sqlite3
from itertools import islice
from typing import TYPE_CHECKING

from invoicectl.ledger.check_books import check_accounts
from invoicectl.ledger.check_books import check_balance
from invoicectl.ledger.check_books import check_chain
from invoicectl.ledger.check_books import check_locked_months
from invoicectl.ledger.check_books import check_open_items
from invoicectl.ledger.check_books import check_vat
from invoicectl.ledger.check_documents import check_bytes
from invoicectl.ledger.check_documents import check_invoice_vouchers
from invoicectl.ledger.check_documents import check_kids
from invoicectl.ledger.check_documents import check_series
from invoicectl.ledger.check_file import check_identity
from invoicectl.ledger.check_file import check_pages
from invoicectl.ledger.check_file import check_place
from invoicectl.ledger.check_file import check_rows
from invoicectl.ledger.check_file import check_schema
from invoicectl.ledger.check_file import check_switches
from invoicectl.ledger.check_recurring import check_recurring
from invoicectl.ledger.check_traffic import check_bank_files
from invoicectl.ledger.check_traffic import check_bank_vouchers
from invoicectl.ledger.check_traffic import check_deliveries
from invoicectl.ledger.check_traffic import check_notices
from invoicectl.ledger.check_traffic import check_receipts
from invoicectl.ledger.check_traffic import check_waiting
from invoicectl.ledger.finding import SHOWN_MAX
from invoicectl.ledger.finding import Finding
from invoicectl.ledger.finding import Scope
from invoicectl.ledger.finding import scope_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Iterator

    from invoicectl.ledger.connect import Ledger

__all__ = ["Finding", "check_ledger"]

Check = tuple[str, "Callable[[Scope], Iterator[Finding]]"]

_QUICK: tuple[Check, ...] = (
    ("C01", check_identity),
    ("C03", check_schema),
    ("C04", check_switches),
    ("C10", check_series),
    ("C11", check_bytes),
    ("C12", check_invoice_vouchers),
    ("C20", check_balance),
    ("C40", check_deliveries),
    ("C41", check_waiting),
    ("C43", check_receipts),
    ("C50", check_chain),
    ("C51", check_rows),
    ("C60", check_place),
)
_FULL: tuple[Check, ...] = (
    ("C02", check_pages),
    ("C21", check_open_items),
    ("C22", check_vat),
    ("C23", check_accounts),
    ("C24", check_locked_months),
    ("C30", check_kids),
    ("C31", check_bank_vouchers),
    ("C33", check_bank_files),
    ("C42", check_notices),
    ("C70", check_recurring),
)


def check_ledger(ledger: Ledger, *, full: bool, now: str = "") -> tuple[Finding, ...]:
    """Return everything that is not as it must be; nothing when the ledger is healthy.

    Reads only, in one transaction, so that a writer beside it is seen wholly or not at all.

    Args:
        ledger: an open ledger.
        full: everything ever written; otherwise the newest documents and what needs no reading of
            all rows, in well under 200 ms whatever the size.
        now: this instant in UTC, to judge how long a delivery has waited; '' leaves that out.
    """
    checks = sorted((*_QUICK, *(_FULL if full else ())), key=lambda check: check[0])
    found: list[Finding] = []
    con = ledger.con
    try:
        con.execute("BEGIN")
        scope = scope_of(con, ledger.path, full=full, now=now)
    except sqlite3.DatabaseError as error:
        return (Finding("C02", f"The file cannot be read: {error}."),)
    try:
        for code, check in checks:
            found += _guarded(code, check, scope)
    finally:
        con.execute("ROLLBACK")
    return tuple(found)


def _guarded(
    code: str, check: Callable[[Scope], Iterator[Finding]], scope: Scope
) -> Iterator[Finding]:
    """Yield at most a screenful of one check's findings; what cannot be read is a finding too."""
    findings = check(scope)
    try:
        yield from islice(findings, SHOWN_MAX)
        if next(findings, None) is not None:
            yield Finding(code, "There are more of this kind.")
    except (sqlite3.DatabaseError, OverflowError, ValueError, TypeError) as error:
        yield Finding(code, f"Rows cannot be read ({type(error).__name__}: {error}).")
