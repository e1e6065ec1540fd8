"""Issued invoices and credit notes: written once with their number, read back as they were."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING

from invoicectl.domain.invoice import Credits
from invoicectl.domain.invoice import DocumentKind
from invoicectl.domain.invoice import Invoice
from invoicectl.domain.invoice import Line
from invoicectl.domain.parties import Address
from invoicectl.domain.parties import Buyer
from invoicectl.domain.parties import CustomerKind
from invoicectl.domain.parties import Language
from invoicectl.domain.parties import Seller
from invoicectl.domain.pricing import vat_totals
from invoicectl.errors import NotFoundError
from invoicectl.errors import SetupError

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

    from invoicectl.domain.stamp import Stamp

SERIES = "invoice"
_COLUMNS = (
    "invoice_no", "kind", "customer_no", "draft_no", "issued_on", "due", "delivered_from",
    "delivered_to", "delivery_place", "net_ore", "vat_ore", "total_ore", "kid", "currency",
    "language", "terms_days", "our_reference", "your_reference", "order_reference", "head_text",
    "foot_text", "late_interest_bp", "credits_no", "credit_reason", "seller", "buyer",
    "document_sha256", "created_at",
)  # fmt: skip
_LINE_COLUMNS = (
    "description", "quantity_micro", "unit", "unit_price_micro", "discount_bp", "vat_code",
    "vat_rate_bp", "income_account", "net_ore", "product_no", "unit_price_incl_micro",
    "total_incl_ore",
)  # fmt: skip
_SELECT = f"SELECT {', '.join(_COLUMNS)} FROM invoice WHERE invoice_no = ?"  # noqa: S608
_SELECT_LINES = (
    f"SELECT {', '.join(_LINE_COLUMNS)} FROM invoice_line WHERE invoice_no = ? ORDER BY n"  # noqa: S608
)
_INSERT = f"INSERT INTO invoice VALUES({','.join('?' * len(_COLUMNS))})"
_INSERT_LINE = f"INSERT INTO invoice_line(invoice_no, n, {', '.join(_LINE_COLUMNS)}, credits_n) VALUES({','.join('?' * (len(_LINE_COLUMNS) + 3))})"  # noqa: E501


def start_series(con: sqlite3.Connection, first_no: int) -> None:
    """Set the first number of the invoice series, once; later calls change nothing (INV-20)."""
    con.execute(
        "INSERT INTO series SELECT ?,? WHERE NOT EXISTS(SELECT 1 FROM series WHERE name = ?)",
        (SERIES, first_no, SERIES),
    )


def next_invoice_no(con: sqlite3.Connection) -> int:
    """Return the number the next issued document gets, without taking it."""
    row = con.execute("SELECT next_no FROM series WHERE name = ?", (SERIES,)).fetchone()
    if row is None:
        raise SetupError("The invoice number series has not been started.")
    return int(row[0])


def take_invoice_no(con: sqlite3.Connection) -> int:
    """Take the next number inside the caller's transaction; a rollback gives it back (INV-20)."""
    row = con.execute(
        "UPDATE series SET next_no = next_no + 1 WHERE name = ? RETURNING next_no - 1", (SERIES,)
    ).fetchone()
    if row is None:
        raise SetupError("The invoice number series has not been started.")
    return int(row[0])


def add_invoice(
    con: sqlite3.Connection,
    invoice: Invoice,
    *,
    draft_no: int,
    credits_n: Sequence[int | None],
    document_sha256: str,
    stamp: Stamp,
) -> None:
    """Store an issued document inside the caller's transaction; it is never changed again."""
    credited = invoice.credits
    con.execute(
        _INSERT,
        (
            invoice.invoice_no, invoice.kind.value, invoice.buyer.customer_no, draft_no,
            invoice.issued_on.isoformat(), invoice.due.isoformat() if invoice.due else None,
            invoice.delivered_from.isoformat(), invoice.delivered_to.isoformat(),
            invoice.delivery_place, invoice.net_ore, invoice.vat_ore, invoice.total_ore,
            invoice.kid, invoice.currency, invoice.language.value, invoice.terms_days,
            invoice.our_reference, invoice.your_reference, invoice.order_reference,
            invoice.head_text, invoice.foot_text, invoice.late_interest_bp,
            credited.invoice_no if credited else None, credited.reason if credited else "",
            _json(asdict(invoice.seller)), _json(asdict(invoice.buyer)), document_sha256, stamp.at,
        ),
    )  # fmt: skip
    con.executemany(
        _INSERT_LINE,
        [
            (
                invoice.invoice_no, n, line.description, line.quantity_micro, line.unit,
                line.unit_price_micro, line.discount_bp, line.vat_code, line.vat_rate_bp,
                line.income_account, line.net_ore, line.product_no,
                line.unit_price_incl_micro, line.total_incl_ore, back,
            )
            for n, (line, back) in enumerate(zip(invoice.lines, credits_n, strict=True), 1)
        ],
    )  # fmt: skip


def evidence_of(con: sqlite3.Connection, invoice_no: int) -> str:
    """Return the sha256 over every stored value of one document: what its voucher seals.

    The two values of a price entered with VAT stand last and only where there is one, so that
    documents issued before there were such prices keep the hash they have.
    """
    head = con.execute(_SELECT, (invoice_no,)).fetchone()
    *plain, price_incl, total_incl = _LINE_COLUMNS
    rows = con.execute(
        f"SELECT invoice_no, n, {', '.join(plain)}, credits_n, {price_incl}, {total_incl}"  # noqa: S608
        " FROM invoice_line WHERE invoice_no = ? ORDER BY n",
        (invoice_no,),
    )
    lines = [row if row[-2:] != (None, None) else row[:-2] for row in rows]
    return hashlib.sha256(_json([head, lines]).encode()).hexdigest()


def invoice_of(con: sqlite3.Connection, invoice_no: int) -> Invoice:
    """Return an issued document as it was issued.

    Raises:
        NotFoundError: no document has that number.
    """
    row = con.execute(_SELECT, (invoice_no,)).fetchone()
    if row is None:
        raise NotFoundError("invoice", invoice_no, hint="'invoicectl invoice list' shows them all.")
    lines = tuple(
        Line(**dict(zip(_LINE_COLUMNS, line, strict=True)))
        for line in con.execute(_SELECT_LINES, (invoice_no,))
    )
    return _from_row(con, dict(zip(_COLUMNS, row, strict=True)), lines)


def document_sha256(con: sqlite3.Connection, invoice_no: int) -> str:
    """Return the sha256 of the stored PDF of one document.

    Raises:
        NotFoundError: no document has that number.
    """
    row = con.execute(
        "SELECT document_sha256 FROM invoice WHERE invoice_no = ?", (invoice_no,)
    ).fetchone()
    if row is None:
        raise NotFoundError("invoice", invoice_no)
    return str(row[0])


def credited_lines(
    con: sqlite3.Connection, invoice_no: int
) -> tuple[dict[int, int], dict[int, int], dict[int, int]]:
    """Return what is credited of one invoice already, by line number.

    Millionths of the quantity, net øre, and øre with VAT where the price was entered so.
    """
    rows = con.execute(
        "SELECT credits_n, sum(quantity_micro), sum(l.net_ore), coalesce(sum(total_incl_ore), 0)"
        " FROM invoice_line l JOIN invoice USING(invoice_no)"
        " WHERE credits_no = ? AND credits_n IS NOT NULL GROUP BY credits_n",
        (invoice_no,),
    ).fetchall()
    micro, net_ore, incl_ore = ({row[0]: row[at] for row in rows} for at in (1, 2, 3))
    return micro, net_ore, incl_ore


def kid_holder(con: sqlite3.Connection, kid: str) -> int | None:
    """Return the invoice that has this KID, if any."""
    row = con.execute("SELECT invoice_no FROM invoice WHERE kid = ? AND kid <> ''", (kid,))
    found = row.fetchone()
    return int(found[0]) if found else None


def last_issued(con: sqlite3.Connection) -> tuple[int, date] | None:
    """Return number and date of the newest document, None before the first."""
    row = con.execute(
        "SELECT invoice_no, issued_on FROM invoice ORDER BY invoice_no DESC LIMIT 1"
    ).fetchone()
    return (int(row[0]), date.fromisoformat(row[1])) if row else None


def open_principal_ore(con: sqlite3.Connection, invoice_no: int) -> int:
    """Return what is unpaid of the invoice itself, fees and interest apart, in øre."""
    row = con.execute(
        "SELECT principal_ore FROM open_item WHERE invoice_no = ? AND customer_no ="
        " (SELECT customer_no FROM invoice WHERE invoice_no = ?)",
        (invoice_no, invoice_no),
    ).fetchone()
    return int(row[0]) if row else 0


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _from_row(con: sqlite3.Connection, row: dict[str, object], lines: tuple[Line, ...]) -> Invoice:
    seller = json.loads(str(row["seller"]))
    buyer = json.loads(str(row["buyer"]))
    for party in (seller, buyer):
        if party["address"]:
            street = tuple(party["address"].pop("street"))
            party["address"] = Address(street=street, **party["address"])
    buyer["kind"] = CustomerKind(buyer["kind"])
    credited = None
    if row["credits_no"] is not None:
        issued = con.execute(
            "SELECT issued_on FROM invoice WHERE invoice_no = ?", (row["credits_no"],)
        ).fetchone()[0]
        credited = Credits(
            int(str(row["credits_no"])), date.fromisoformat(issued), str(row["credit_reason"])
        )
    plain = {
        name: row[name]
        for name in _COLUMNS
        if name
        in {
            "invoice_no", "delivery_place", "net_ore", "vat_ore", "total_ore", "kid", "currency",
            "terms_days", "our_reference", "your_reference", "order_reference", "head_text",
            "foot_text", "late_interest_bp",
        }
    }  # fmt: skip
    return Invoice(
        kind=DocumentKind(str(row["kind"])),
        issued_on=date.fromisoformat(str(row["issued_on"])),
        due=_day(row["due"]),  # type: ignore[arg-type]  # TEXT or NULL
        delivered_from=date.fromisoformat(str(row["delivered_from"])),
        delivered_to=date.fromisoformat(str(row["delivered_to"])),
        language=Language(str(row["language"])),
        seller=Seller(**seller),
        buyer=Buyer(**buyer),
        lines=lines,
        vat_totals=vat_totals(lines),
        credits=credited,
        **plain,  # type: ignore[arg-type]  # the columns are the record's fields
    )
