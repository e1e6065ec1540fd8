"""What a check of the ledger says, and what it is given to look at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3
    from pathlib import Path

CODES = {
    "C01": "the file says that it is a ledger of this version",
    "C02": "SQLite finds pages, indexes, column rules and references in order",
    "C03": "tables, indexes and triggers are letter for letter those of this version",
    "C04": "the connection has every switch the promises rest on",
    "C10": "numbers have no hole that is not documented, and dates follow them",
    "C11": "every issued document and bank file has its bytes, and they are the original ones",
    "C12": "every issued document has its voucher, and both are as they were",
    "C20": "every voucher is sealed, and its debits equal its credits",
    "C21": "what is shown as open is the sum of what was booked, for each invoice and in all",
    "C22": "VAT is the rate times its base, in every voucher",
    "C23": "only known accounts and VAT codes are posted on",
    "C24": "nothing was posted into a month after it was locked",
    "C30": "every KID has the right check digit and belongs to one invoice",
    "C31": "each payment from the bank is booked once, and all of its money can be followed",
    "C33": "each bank file's payments are all there, and add up to its sum",
    "C40": "each issued document is in the outbox, and what was sent has its tries",
    "C41": "nothing has waited in the outbox for more than a day",
    "C42": "each letter about an invoice has its delivery, and the reverse",
    "C43": "the ledger knows everything that left the house: no old one was put back",
    "C50": "the hash chain of the vouchers fits",
    "C51": "every other row is as invoicectl wrote it, not as another program or bit rot left it",
    "C52": "the ledger has every voucher its backups have",
    "C60": "the file is private, plain, and on a disk of this machine",
    "C61": "the newest backup is less than 26 hours old",
    "C70": "each day of a recurring invoice is drafted or skipped once, in the draft it names",
}
"""What is proven under each code; the code stands at the head of a finding's line."""

NO_DAMAGE = frozenset({"C41", "C61"})
"""Codes under which a person should see to something although the ledger itself is sound."""

RECENT = 200
SHOWN_MAX = 20


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is not as it must be, under a stable code (`CODES`)."""

    code: str
    sentence: str

    @property
    def is_damage(self) -> bool:
        """Whether the ledger itself is not sound."""
        return self.code not in NO_DAMAGE


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
