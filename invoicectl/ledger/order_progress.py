"""How far orders have come: deliveries, and the drafts and invoices made of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from invoicectl.domain.order import Delivered
from invoicectl.domain.order import OrderState
from invoicectl.domain.order import Progress

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

    from invoicectl.domain.order import SalesOrder
    from invoicectl.domain.stamp import Stamp

_TAKEN = """SELECT l.line_n,
  sum(CASE WHEN d.draft_no IS NOT NULL THEN l.quantity_micro ELSE 0 END),
  sum(CASE WHEN i.invoice_no IS NOT NULL THEN l.quantity_micro ELSE 0 END)
 FROM order_draft l LEFT JOIN draft d USING(draft_no) LEFT JOIN invoice i USING(draft_no)
 WHERE l.order_no = ? GROUP BY l.line_n"""
_DOCUMENTS = """SELECT l.draft_no, i.invoice_no, i.issued_on, i.total_ore
  FROM order_draft l LEFT JOIN draft d USING(draft_no) LEFT JOIN invoice i USING(draft_no)
  WHERE l.order_no = :order AND coalesce(i.kind, 'invoice') = 'invoice'
   AND (d.draft_no IS NOT NULL OR i.invoice_no IS NOT NULL)
 UNION SELECT c.draft_no, c.invoice_no, c.issued_on, -c.total_ore
  FROM order_draft l JOIN invoice i USING(draft_no) JOIN invoice c ON c.credits_no = i.invoice_no
  WHERE l.order_no = :order
 ORDER BY 1"""
_CREDITED = """SELECT c.n, o.line_n, -c.quantity_micro
 FROM invoice note JOIN invoice_line c ON c.invoice_no = note.invoice_no
 JOIN invoice i ON i.invoice_no = note.credits_no
 JOIN order_draft o ON o.draft_no = i.draft_no AND o.draft_n = c.credits_n
 WHERE note.invoice_no = ? AND o.order_no = ? AND c.quantity_micro <> 0 ORDER BY c.n"""


@dataclass(frozen=True, slots=True)
class Taken:
    """A quantity of an order's line, in millionths, and the line of the draft it stands on."""

    draft_n: int
    order_no: int
    line_n: int
    quantity_micro: int


@dataclass(frozen=True, slots=True)
class OrderDocument:
    """A draft made of an order, the invoice it became, or a credit note of that.

    For a draft the rest is None; `total_ore` of a credit note is below zero.
    """

    draft_no: int
    invoice_no: int | None
    issued_on: date | None
    total_ore: int | None


def progress_of(con: sqlite3.Connection, order: SalesOrder) -> tuple[Progress, ...]:
    """Return how far each line has come that is ordered at all, by line number."""
    delivered = dict(
        con.execute(
            "SELECT line_n, sum(quantity_micro) FROM order_delivery WHERE order_no = ?"
            " GROUP BY line_n",
            (order.order_no,),
        ).fetchall()
    )
    rows = con.execute(_TAKEN, (order.order_no,))
    taken = {n: (drafted, invoiced) for n, drafted, invoiced in rows}
    is_closed = order.state is OrderState.CLOSED
    return tuple(
        Progress(each, delivered.get(each.n, 0), *taken.get(each.n, (0, 0)), is_closed=is_closed)
        for each in order.lines
        if each.ordered_micro
    )


def deliveries_of_order(
    con: sqlite3.Connection, order_no: int, *, until: date | None = None
) -> list[Delivered]:
    """Return deliveries as they were noted, up to and including a day when one is given."""
    rows = con.execute(
        "SELECT line_n, quantity_micro, delivered_on FROM order_delivery WHERE order_no = ?"
        " AND (? IS NULL OR delivered_on <= ?) ORDER BY id",
        (order_no, *[until.isoformat() if until else None] * 2),
    )
    return [Delivered(n, micro, date.fromisoformat(day)) for n, micro, day in rows]


def add_delivery(
    con: sqlite3.Connection, order_no: int, delivered: Delivered, stamp: Stamp, *, note: str = ""
) -> None:
    """Note inside the caller's transaction that something was delivered."""
    con.execute(
        "INSERT INTO order_delivery(order_no, line_n, quantity_micro, delivered_on, note,"
        " created_at) VALUES(?,?,?,?,?,?)",
        (
            order_no, delivered.line_n, delivered.quantity_micro, delivered.on.isoformat(), note,
            stamp.at,
        ),
    )  # fmt: skip


def link_draft(con: sqlite3.Connection, draft_no: int, taken: Sequence[Taken]) -> None:
    """Write down inside the caller's transaction which lines of orders stand on a draft."""
    con.executemany(
        "INSERT INTO order_draft VALUES(?,?,?,?,?)",
        [
            (draft_no, each.draft_n, each.order_no, each.line_n, each.quantity_micro)
            for each in taken
        ],
    )


def documents_of_order(con: sqlite3.Connection, order_no: int) -> list[OrderDocument]:
    """Return drafts and invoices that hold something of an order, and their credit notes.

    Oldest first.
    """
    return [
        OrderDocument(draft_no, invoice_no, date.fromisoformat(day) if day else None, total_ore)
        for draft_no, invoice_no, day, total_ore in con.execute(_DOCUMENTS, {"order": order_no})
    ]


def orders_on_draft(con: sqlite3.Connection, draft_no: int) -> list[int]:
    """Return the numbers of the orders that a draft or the invoice it became was made of."""
    rows = con.execute(
        "SELECT DISTINCT order_no FROM order_draft WHERE draft_no = ? ORDER BY order_no",
        (draft_no,),
    )
    return [int(row[0]) for row in rows]


def credited_of_order(
    con: sqlite3.Connection, order_no: int, credit_note_no: int
) -> tuple[Taken, ...]:
    """Return what an issued credit note takes back of an order, as quantities of the other sign."""
    rows = con.execute(_CREDITED, (credit_note_no, order_no))
    return tuple(Taken(n, order_no, line_n, micro) for n, line_n, micro in rows)
