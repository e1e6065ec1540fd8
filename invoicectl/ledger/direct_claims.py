"""Claims on customers' accounts by AvtaleGiro: which are due to be told, told, and called back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from invoicectl.domain.avtalegiro import DirectClaim

if TYPE_CHECKING:
    import sqlite3

    from invoicectl.domain.stamp import Stamp

_CLAIMABLE = """SELECT i.invoice_no, i.kid, o.due, o.principal_ore, c.name, i.customer_no
 FROM open_item o JOIN invoice i USING(invoice_no) JOIN customer c ON c.customer_no = i.customer_no
 WHERE o.invoice_no > 0 AND o.principal_ore > 0 AND i.kid <> '' AND o.due > :today
  AND EXISTS(SELECT 1 FROM mandate m WHERE m.customer_no = i.customer_no AND m.is_active)
  AND NOT EXISTS(SELECT 1 FROM dispute d WHERE d.invoice_no = i.invoice_no AND d.closed_on IS NULL)
  AND NOT EXISTS(SELECT 1 FROM direct_claim t
    WHERE t.invoice_no = i.invoice_no AND t.cancel_file_id IS NULL)
 ORDER BY i.invoice_no"""
_CHANGED = """SELECT t.id, t.invoice_no, t.kid, t.due, t.amount_ore, t.short_name, t.reference,
  f.made_on, coalesce(o.principal_ore, 0)
 FROM direct_claim t JOIN claim_file f ON f.id = t.file_id JOIN invoice i USING(invoice_no)
 LEFT JOIN open_item o ON o.customer_no = i.customer_no AND o.invoice_no = i.invoice_no
 WHERE t.cancel_file_id IS NULL AND t.due > :today AND (
   coalesce(o.principal_ore, 0) <> t.amount_ore
   OR NOT EXISTS(SELECT 1 FROM mandate m
     WHERE m.customer_no = i.customer_no AND m.is_active)
   OR EXISTS(SELECT 1 FROM dispute d WHERE d.invoice_no = t.invoice_no AND d.closed_on IS NULL))
 ORDER BY t.id"""
_ALL = """SELECT t.id, t.invoice_no, t.kid, t.due, t.amount_ore, t.short_name, t.reference,
  f.name, coalesce(x.name, ''), i.customer_no
 FROM direct_claim t JOIN claim_file f ON f.id = t.file_id JOIN invoice i USING(invoice_no)
 LEFT JOIN claim_file x ON x.id = t.cancel_file_id ORDER BY t.id DESC LIMIT :limit"""


@dataclass(frozen=True, slots=True)
class ToldClaim:
    """A claim the bank was told of: its number, by which file, and by which it was called back."""

    claim_id: int
    claim: DirectClaim
    file_name: str
    cancelled_by: str
    customer_no: str


@dataclass(frozen=True, slots=True)
class Outdated:
    """A claim that no longer says what is owed; `open_ore` is what is."""

    claim_id: int
    claim: DirectClaim
    made_on: date
    open_ore: int


def claimable(con: sqlite3.Connection, today: date) -> list[DirectClaim]:
    """Return a claim for each open invoice, not due yet, of a customer with a mandate."""
    from invoicectl.domain.avtalegiro import short_name

    return [
        DirectClaim(no, kid, date.fromisoformat(due), ore, short_name(name), f"Faktura {no}")
        for no, kid, due, ore, name, _ in con.execute(_CLAIMABLE, {"today": today.isoformat()})
    ]


def outdated(con: sqlite3.Connection, today: date) -> list[Outdated]:
    """Return the claims whose invoice was paid, credited, disputed or left its mandate since."""
    rows = con.execute(_CHANGED, {"today": today.isoformat()})
    return [
        Outdated(
            number,
            DirectClaim(no, kid, date.fromisoformat(due), ore, name, reference),
            date.fromisoformat(made_on),
            open_ore,
        )
        for number, no, kid, due, ore, name, reference, made_on, open_ore in rows
    ]


def told_claims(con: sqlite3.Connection, *, limit: int = -1) -> list[ToldClaim]:
    """Return the claims the bank was told of, the newest first."""
    return [
        ToldClaim(
            number,
            DirectClaim(no, kid, date.fromisoformat(due), ore, name, reference),
            file_name,
            cancelled_by,
            customer_no,
        )
        for number, no, kid, due, ore, name, reference, file_name, cancelled_by, customer_no in (
            con.execute(_ALL, {"limit": limit})
        )
    ]


def next_file_no(con: sqlite3.Connection) -> int:
    """Return the number of the next file for the bank."""
    return int(con.execute("SELECT coalesce(max(id), 0) + 1 FROM claim_file").fetchone()[0])


def add_file(
    con: sqlite3.Connection, number: int, name: str, document_sha256: str, stamp: Stamp
) -> None:
    """Write down a file for the bank inside the caller's transaction."""
    con.execute(
        "INSERT INTO claim_file VALUES(?,?,?,?,?,NULL)",
        (number, name, document_sha256, stamp.today.isoformat(), stamp.at),
    )


def add_claim(con: sqlite3.Connection, claim: DirectClaim, file_no: int) -> None:
    """Write down a claim that a file tells of."""
    con.execute(
        "INSERT INTO direct_claim(invoice_no, kid, due, amount_ore, short_name, reference, file_id)"
        " VALUES(?,?,?,?,?,?,?)",
        (
            claim.invoice_no, claim.kid, claim.due.isoformat(), claim.amount_ore, claim.short_name,
            claim.reference, file_no,
        ),
    )  # fmt: skip


def cancel_claim(con: sqlite3.Connection, claim_id: int, file_no: int) -> None:
    """Write down that a file calls a claim back."""
    con.execute("UPDATE direct_claim SET cancel_file_id = ? WHERE id = ?", (file_no, claim_id))


def unwritten_files(con: sqlite3.Connection) -> list[tuple[int, str, str]]:
    """Return number, name and sha256 of files that were made but may not lie in the folder yet."""
    rows = con.execute(
        "SELECT id, name, document_sha256 FROM claim_file WHERE written_at IS NULL ORDER BY id"
    )
    return [(int(number), str(name), str(sha256)) for number, name, sha256 in rows]


def mark_written(con: sqlite3.Connection, file_no: int, stamp: Stamp) -> None:
    """Write down that a file lies in the folder."""
    con.execute("UPDATE claim_file SET written_at = ? WHERE id = ?", (stamp.at, file_no))
