"""What customers got about quotes and orders, the bytes kept, and the money that came for them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3

    from invoicectl.domain.outbox import Purpose
    from invoicectl.domain.sales_document import SalesDocumentKind
    from invoicectl.domain.stamp import Stamp


@dataclass(frozen=True, slots=True)
class Version:
    """A quote or confirmation as it was made for the customer; `revision` is the order's then."""

    version: int
    revision: int
    sent_on: date
    total_ore: int
    document_sha256: str


@dataclass(frozen=True, slots=True)
class PaymentRequest:
    """A request for money before delivery, VAT included, in øre."""

    n: int
    amount_ore: int
    requested_on: date
    due: date
    document_sha256: str


@dataclass(frozen=True, slots=True)
class OrderPayment:
    """Money that came for an order before its invoice.

    `amount_ore` is what was taken for this order; `credit_ore` what of the payment is the
    customer's credit today, the rest lies on invoices.
    """

    transaction_id: int
    booked_on: date
    amount_ore: int
    credit_ore: int


def add_version(
    con: sqlite3.Connection,
    order_no: int,
    kind: SalesDocumentKind,
    version: Version,
    stamp: Stamp,
) -> None:
    """Keep a version inside the caller's transaction; its bytes are stored already."""
    con.execute(
        "INSERT INTO order_version(order_no, kind, version, revision, sent_on, total_ore,"
        " document_sha256, created_at) VALUES(?,?,?,?,?,?,?,?)",
        (
            order_no, kind.value, version.version, version.revision, version.sent_on.isoformat(),
            version.total_ore, version.document_sha256, stamp.at,
        ),
    )  # fmt: skip


def versions_of(
    con: sqlite3.Connection, order_no: int, kind: SalesDocumentKind
) -> tuple[Version, ...]:
    """Return the versions of a document, the first one first."""
    rows = con.execute(
        "SELECT version, revision, sent_on, total_ore, document_sha256 FROM order_version"
        " WHERE order_no = ? AND kind = ? ORDER BY version",
        (order_no, kind.value),
    )
    return tuple(Version(a, b, date.fromisoformat(day), c, d) for a, b, day, c, d in rows)


def add_request(
    con: sqlite3.Connection, order_no: int, request: PaymentRequest, stamp: Stamp
) -> None:
    """Keep a payment request inside the caller's transaction; its bytes are stored already."""
    con.execute(
        "INSERT INTO payment_request(order_no, n, amount_ore, requested_on, due, document_sha256,"
        " created_at) VALUES(?,?,?,?,?,?,?)",
        (
            order_no, request.n, request.amount_ore, request.requested_on.isoformat(),
            request.due.isoformat(), request.document_sha256, stamp.at,
        ),
    )  # fmt: skip


def requests_of(con: sqlite3.Connection, order_no: int) -> tuple[PaymentRequest, ...]:
    """Return the payment requests for an order, the first one first."""
    rows = con.execute(
        "SELECT n, amount_ore, requested_on, due, document_sha256 FROM payment_request"
        " WHERE order_no = ? ORDER BY n",
        (order_no,),
    )
    return tuple(
        PaymentRequest(n, ore, date.fromisoformat(on), date.fromisoformat(due), sha256)
        for n, ore, on, due, sha256 in rows
    )


def add_order_payment(
    con: sqlite3.Connection, order_no: int, transaction_id: int, amount_ore: int, stamp: Stamp
) -> None:
    """Write down inside the caller's transaction that a payment came for an order."""
    con.execute(
        "INSERT INTO order_payment(order_no, transaction_id, amount_ore, created_at)"
        " VALUES(?,?,?,?)",
        (order_no, transaction_id, amount_ore, stamp.at),
    )


def payments_of_order(con: sqlite3.Connection, order_no: int) -> tuple[OrderPayment, ...]:
    """Return the money that came for an order, oldest first."""
    rows = con.execute(
        "SELECT p.transaction_id, t.booked_on, p.amount_ore,"
        " (SELECT coalesce(-sum(l.amount_ore), 0) FROM line l"
        "   WHERE l.transaction_id = p.transaction_id AND l.invoice_no IS NULL"
        "   AND l.customer_no IS NOT NULL)"
        " FROM order_payment p JOIN bank_transaction t ON t.id = p.transaction_id"
        " WHERE p.order_no = ? ORDER BY p.id",
        (order_no,),
    )
    return tuple(
        OrderPayment(number, date.fromisoformat(day), ore, credit)
        for number, day, ore, credit in rows
    )


def order_of_payment(con: sqlite3.Connection, transaction_id: int) -> int | None:
    """Return the order a payment was taken for, None when it was taken for none."""
    row = con.execute(
        "SELECT order_no FROM order_payment WHERE transaction_id = ?", (transaction_id,)
    ).fetchone()
    return int(row[0]) if row else None


def last_delivery_id(con: sqlite3.Connection, purpose: Purpose, ref: str) -> int | None:
    """Return the newest delivery of a letter, None when it was never queued."""
    row = con.execute(
        "SELECT max(id) FROM outbox WHERE purpose = ? AND ref = ?", (purpose.value, ref)
    ).fetchone()
    return int(row[0]) if row[0] is not None else None
