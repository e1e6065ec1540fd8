"""Letters about overdue invoices in the ledger: who could get one, and which were made."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from invoicectl.domain.dunning import NoticeKind
from invoicectl.domain.dunning import OpenItem
from invoicectl.domain.dunning import SentNotice

if TYPE_CHECKING:
    import sqlite3

    from invoicectl.domain.dunning import Send
    from invoicectl.domain.stamp import Stamp

# Only principals are dunned: fees and interest of their own never start a letter (PAY-7).
_ITEMS = """
SELECT o.customer_no, c.name, o.invoice_no, o.due, o.principal_ore,
  EXISTS(SELECT 1 FROM dispute d WHERE d.invoice_no = o.invoice_no AND d.closed_on IS NULL),
  EXISTS(SELECT 1 FROM outbox x WHERE x.invoice_no = o.invoice_no AND x.purpose = 'invoice'
    AND x.state IN('sent','delivered')),
  coalesce((SELECT -principal_ore FROM open_item k
    WHERE k.customer_no = o.customer_no AND k.invoice_no = 0 AND principal_ore < 0), 0)
FROM open_item o JOIN customer c USING(customer_no)
WHERE o.invoice_no > 0 AND o.principal_ore > 0 AND o.due IS NOT NULL"""
_NOTICES = """
SELECT n.invoice_no, n.kind, coalesce(substr(x.sent_at, 1, 10), n.made_on), n.fee_ore
FROM notice n JOIN outbox x ON x.id = n.outbox_id
WHERE x.state <> 'cancelled' AND n.invoice_no = ? ORDER BY n.step"""


@dataclass(frozen=True, slots=True)
class Claim:
    """One open invoice of one customer, as dunning looks at it."""

    customer_no: str
    customer_name: str
    item: OpenItem


def claims(con: sqlite3.Connection, *, due_before: date, customer_no: str = "") -> list[Claim]:
    """Return the open invoices that fell due before a day, by customer, oldest due first.

    Args:
        con: an open ledger.
        due_before: later ones need no decision yet; what is read is what is overdue.
        customer_no: this customer alone, when given.
    """
    rows = con.execute(
        f"{_ITEMS} AND o.due < ? AND (? = '' OR o.customer_no = ?)"
        " ORDER BY length(o.customer_no), o.customer_no, o.due, o.invoice_no",
        (due_before.isoformat(), customer_no, customer_no),
    ).fetchall()
    return [_claim(con, row) for row in rows]


def claim_of(con: sqlite3.Connection, invoice_no: int) -> Claim | None:
    """Return one open invoice as it stands now, None when nothing is owed any more."""
    row = con.execute(
        f"{_ITEMS} AND o.invoice_no = ?1"  # noqa: S608 - constant
        " AND o.customer_no = (SELECT customer_no FROM invoice WHERE invoice_no = ?1)",
        (invoice_no,),
    ).fetchone()
    return _claim(con, row) if row else None


def next_notice_no(con: sqlite3.Connection, invoice_no: int) -> int:
    """Return the number of the next letter of one invoice; cancelled ones keep theirs."""
    row = con.execute(
        "SELECT coalesce(max(step), 0) + 1 FROM notice WHERE invoice_no = ?", (invoice_no,)
    ).fetchone()
    return int(row[0])


def invoice_key(con: sqlite3.Connection, invoice_no: int) -> str:
    """Return the key of the delivery that brought the invoice, '' when none is known to have."""
    row = con.execute(
        "SELECT key FROM outbox WHERE invoice_no = ? AND purpose = 'invoice'"
        " AND state IN('sent','delivered') ORDER BY id DESC LIMIT 1",
        (invoice_no,),
    ).fetchone()
    return str(row[0]) if row else ""


def add_notice(  # noqa: PLR0913 - one row, what it says and who made it
    con: sqlite3.Connection,
    invoice_no: int,
    step: Send,
    *,
    notice_no: int,
    open_ore: int,
    outbox_id: int,
    stamp: Stamp,
) -> None:
    """Write down inside the caller's transaction that a letter was made and queued.

    Args:
        con: a connection inside `Ledger.write()`.
        invoice_no: the invoice it is about.
        step: what was decided, and by which rule.
        notice_no: see `next_notice_no`; the same number twice is refused by the schema.
        open_ore: what the letter says is unpaid, in øre.
        outbox_id: the delivery that carries it.
        stamp: when and who.
    """
    con.execute(
        "INSERT INTO notice(invoice_no, step, kind, made_on, open_ore, outbox_id, rule, created_at)"
        " VALUES(?,?,?,?,?,?,?,?)",
        (
            invoice_no,
            notice_no,
            step.kind.value,
            stamp.today.isoformat(),
            open_ore,
            outbox_id,
            step.rule,
            stamp.at,
        ),
    )


def notices_of(con: sqlite3.Connection, invoice_no: int) -> tuple[SentNotice, ...]:
    """Return the letters of one invoice, oldest first; those that were cancelled do not count."""
    return tuple(
        SentNotice(NoticeKind(kind), date.fromisoformat(day), fee_ore=fee_ore)
        for _, kind, day, fee_ore in con.execute(_NOTICES, (invoice_no,))
    )


def amount_objection(con: sqlite3.Connection, outbox_id: int) -> str:
    """Return why a queued letter no longer says what is owed, '' while it does."""
    row = con.execute(
        "SELECT n.invoice_no, n.open_ore, o.principal_ore FROM notice n"
        " JOIN invoice i USING(invoice_no)"
        " LEFT JOIN open_item o ON o.customer_no = i.customer_no AND o.invoice_no = i.invoice_no"
        " WHERE n.outbox_id = ?",
        (outbox_id,),
    ).fetchone()
    if row is None or row[1] == row[2]:
        return ""
    return f"Another amount is open on invoice {row[0]} now."


def _claim(con: sqlite3.Connection, row: tuple[object, ...]) -> Claim:
    customer_no, name, invoice_no, due, open_ore, disputed, sent, credit_ore = row
    number = int(str(invoice_no))
    item = OpenItem(
        invoice_no=number,
        due=date.fromisoformat(str(due)),
        open_ore=int(str(open_ore)),
        is_disputed=bool(disputed),
        notices=notices_of(con, number),
        credit_ore=int(str(credit_ore)),
        is_sent=bool(sent),
    )
    return Claim(str(customer_no), str(name), item)
