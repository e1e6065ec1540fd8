"""Issued documents as lists and histories: what is open, what was paid, what was sent."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING
from typing import Any
from typing import NamedTuple

from invoicectl.domain.invoice_status import WantedStatus
from invoicectl.domain.invoice_status import last_late_due
from invoicectl.ledger.listing import Named
from invoicectl.ledger.listing import Narrowing
from invoicectl.ledger.listing import narrowed

if TYPE_CHECKING:
    import sqlite3

_OPEN_ORE = "coalesce(o.principal_ore + o.fee_ore + o.interest_ore + o.compensation_ore, 0)"
# money of payments for the invoice that is still its customer's credit
_OVER_ORE = """iif(i.customer_no IN (
   SELECT z.customer_no FROM open_item z WHERE z.invoice_no = 0 AND z.principal_ore < 0),
  (SELECT max(0, min(-coalesce(sum(l.amount_ore), 0), (SELECT -z.principal_ore FROM open_item z
     WHERE z.customer_no = i.customer_no AND z.invoice_no = 0)))
   FROM bank_transaction t JOIN line l ON l.transaction_id = t.id
   WHERE t.invoice_no = i.invoice_no AND l.customer_no = i.customer_no AND l.invoice_no IS NULL),
  0)"""
_SELECT = f"""SELECT i.invoice_no, i.kind, i.customer_no, c.name, i.issued_on, i.due, i.total_ore,
  {_OPEN_ORE},
  (SELECT coalesce(sum(n.total_ore), 0) FROM invoice n WHERE n.credits_no = i.invoice_no),
  i.credits_no, i.kid,
  EXISTS(SELECT 1 FROM dispute d WHERE d.invoice_no = i.invoice_no AND d.closed_on IS NULL),
  coalesce((SELECT x.state FROM outbox x WHERE x.invoice_no = i.invoice_no
    AND x.purpose IN('invoice','credit_note') ORDER BY x.id DESC LIMIT 1), ''),
  {_OVER_ORE}
 FROM invoice i JOIN customer c USING(customer_no)
 LEFT JOIN open_item o ON o.customer_no = i.customer_no AND o.invoice_no = i.invoice_no"""  # noqa: S608 - constant

_CREDITED_ORE = """(SELECT coalesce(sum(n.total_ore), 0) FROM invoice n
  WHERE n.credits_no = i.invoice_no)"""
_OWED = frozenset({WantedStatus.OPEN, WantedStatus.PART, WantedStatus.OVERDUE})
# what `domain.invoice_status` says, in SQL; part and over are what was paid, overdue or not
_STATUS = {
    WantedStatus.OPEN: f"{_OPEN_ORE} > 0",
    WantedStatus.OVERDUE: "i.due <= :late",
    WantedStatus.PART: f"o.principal_ore < i.total_ore - {_CREDITED_ORE}",
    WantedStatus.PAID: f"{_OPEN_ORE} <= 0 AND {_CREDITED_ORE} < i.total_ore",
    WantedStatus.OVER: f"{_OPEN_ORE} <= 0 AND {_OVER_ORE} > 0",
    WantedStatus.CREDITED: f"{_OPEN_ORE} <= 0 AND {_CREDITED_ORE} >= i.total_ore",
    WantedStatus.COLLECTION: "0",  # no agency is connected yet
}
_NAMED = Named(
    customer="i.customer_no",
    day="i.issued_on",
    searched=("i.invoice_no", "c.name", "i.kid", "i.order_reference", "i.your_reference"),
    sorted_by={
        "invoice_no": "i.invoice_no",
        "customer_no": "i.customer_no",
        "customer_name": "c.name COLLATE norwegian",
        "issued_on": "i.issued_on",
        "due": "i.due",
        "total": "iif(i.kind = 'invoice', i.total_ore, -i.total_ore)",
        "open": _OPEN_ORE,
        "kid": "i.kid",
    },
    usual="i.invoice_no",
)


class ListedInvoice(NamedTuple):
    """One document; `open_ore` is what is owed of it now, `credited_ore` what notes took back.

    `credits_no` is the invoice a credit note corrects; `sent` the state of its newest delivery.
    `over_ore` is what was paid too much for it and is still the customer's credit.
    """

    invoice_no: int
    kind: str
    customer_no: str
    customer_name: str
    issued_on: date
    due: date | None
    total_ore: int
    open_ore: int
    credited_ore: int
    credits_no: int | None
    kid: str
    disputed: bool
    sent: str
    over_ore: int


class Movement(NamedTuple):
    """One line on the customer's account that concerns one invoice; debit is positive."""

    voucher_no: int
    dated_on: date
    kind: str
    text: str
    claim: str
    amount_ore: int


class InvoiceChoice(NamedTuple):
    """Which documents a list wants; `status` counts at the end of `today`."""

    today: date
    narrowing: Narrowing
    status: WantedStatus | None = None
    only_open: bool = False


def listed_invoices(con: sqlite3.Connection, chosen: InvoiceChoice) -> list[ListedInvoice]:
    """Return documents by number, or in the order asked for.

    The status `open` stands for all that is owed, whatever else it is, and `part` for all that is
    owed and was paid in part, overdue or not.

    Raises:
        InputError: there is no such column to sort by.
    """
    rules: list[str] = []
    if chosen.only_open or chosen.status in _OWED:
        rules += [
            "i.invoice_no IN (SELECT invoice_no FROM open_item WHERE invoice_no > 0)",
            f"{_OPEN_ORE} > 0",
        ]
    if chosen.status is not None:
        rules += ["i.kind = 'invoice'", _STATUS[chosen.status]]
    tail, values = narrowed(con, chosen.narrowing, _NAMED, rules)
    values["late"] = last_late_due(chosen.today).isoformat()
    return [_from_row(row) for row in con.execute(_SELECT + tail, values)]


def listed_invoice(con: sqlite3.Connection, invoice_no: int) -> ListedInvoice | None:
    """Return one document, None when there is none with that number."""
    row = con.execute(f"{_SELECT} WHERE i.invoice_no = ?", (invoice_no,)).fetchone()
    return _from_row(row) if row else None


def credit_notes_of(con: sqlite3.Connection, invoice_no: int) -> list[int]:
    """Return the numbers of the credit notes for one invoice."""
    rows = con.execute(
        "SELECT invoice_no FROM invoice WHERE credits_no = ? ORDER BY invoice_no", (invoice_no,)
    )
    return [int(row[0]) for row in rows]


def movements_of(con: sqlite3.Connection, invoice_no: int) -> list[Movement]:
    """Return everything booked on an invoice's receivable, in booking order."""
    rows = con.execute(
        "SELECT v.no, v.dated_on, v.kind, v.text, coalesce(l.claim, ''), l.amount_ore"
        " FROM line l JOIN voucher v ON v.id = l.voucher_id"
        " WHERE l.invoice_no = ? AND l.customer_no IS NOT NULL ORDER BY v.id, l.n",
        (invoice_no,),
    )
    return [Movement(row[0], date.fromisoformat(row[1]), *row[2:]) for row in rows]


def issued_as(con: sqlite3.Connection, draft_no: int) -> int | None:
    """Return the number a draft was issued as, None when it was not."""
    row = con.execute("SELECT invoice_no FROM invoice WHERE draft_no = ?", (draft_no,)).fetchone()
    return int(row[0]) if row else None


def _from_row(row: tuple[Any, ...]) -> ListedInvoice:
    values = list(row)
    values[4] = date.fromisoformat(row[4])
    values[5] = date.fromisoformat(row[5]) if row[5] else None
    values[11] = bool(row[11])
    return ListedInvoice(*values)
