"""What a check of the ledger says, and what it is given to look at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3
    from pathlib import Path

RECENT = 200
SHOWN_MAX = 20


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is not as it must be, under a stable code.

    `is_damage` is false for what a person should see to although the ledger itself is sound.
    """

    code: str
    sentence: str
    is_damage: bool = True


@dataclass(frozen=True, slots=True)
class Scope:
    """What is looked at: everything, or the newest vouchers and invoices only.

    `now` is UTC in ISO form, or '' when the age of things is not to be judged.
    """

    con: sqlite3.Connection
    path: Path
    full: bool
    now: str
    voucher_from: int
    invoice_from: int


def scope_of(con: sqlite3.Connection, path: Path, *, full: bool, now: str) -> Scope:
    """Return the scope of a check: a quick one reaches back over the newest 200 documents."""
    voucher_from = invoice_from = 0
    if not full:
        voucher_from = _newest(con, "voucher", "id") - RECENT
        invoice_from = _newest(con, "invoice", "invoice_no") - RECENT
    return Scope(con, path, full, now, max(voucher_from, 0), max(invoice_from, 0))


def _newest(con: sqlite3.Connection, table: str, column: str) -> int:
    row = con.execute(f"SELECT max({column}) FROM {table}").fetchone()  # noqa: S608 - own names
    return int(row[0] or 0)
