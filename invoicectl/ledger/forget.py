"""What the ledger holds of a person: what must be finished first, what goes, what stays."""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import fields
from datetime import date
from typing import TYPE_CHECKING
from typing import Final

from invoicectl.domain.customer import ERASED_NAME
from invoicectl.domain.customer import Customer
from invoicectl.domain.parties import CustomerKind
from invoicectl.ledger.schema_customers import ERASED_MESSAGE

if TYPE_CHECKING:
    import sqlite3

# what must be finished first: where it stands, and the words for one and for several
_OPEN: Final = (
    ("draft WHERE customer_no = :no", "draft", "drafts"),
    (
        "outbox WHERE customer_no = :no AND state IN('queued','sending','uncertain','failed')",
        "letter that is not settled",
        "letters that are not settled",
    ),
    (
        "bank_transaction WHERE customer_no = :no AND state = 'queued'",
        "payment that waits to be matched",
        "payments that wait to be matched",
    ),
    (
        "refund WHERE customer_no = :no AND state = 'planned'",
        "planned refund",
        "planned refunds",
    ),
    (
        "sales_order WHERE customer_no = :no AND state NOT IN('declined','expired','closed')",
        "open quote or order",
        "open quotes or orders",
    ),
    (
        "project WHERE customer_no = :no AND closed_on IS NULL",
        "open project",
        "open projects",
    ),
    (
        "recurring WHERE customer_no = :no AND (ends_on IS NULL OR ends_on >= :today)",
        "recurring invoice that still runs",
        "recurring invoices that still run",
    ),
    (
        "dispute JOIN invoice USING(invoice_no) WHERE customer_no = :no AND closed_on IS NULL",
        "open dispute",
        "open disputes",
    ),
)
_ROWS: Final = {
    "contact": "contacts",
    "delivery_address": "delivery addresses",
    "birth_date": "birth date",
    "register_check": "answer of the company register",
}
_SCOPES: Final = """SELECT 'invoice', draft_no FROM invoice WHERE customer_no = :no
 UNION ALL SELECT 'order', order_no FROM sales_order WHERE customer_no = :no
 UNION ALL SELECT 'project', project_no FROM project WHERE customer_no = :no
 UNION ALL SELECT 'recurring', recurring_no FROM recurring WHERE customer_no = :no"""
_FINISHED: Final = "state IN('sent','delivered','bounced','cancelled')"
# the day on which a letter was last worth anything: it was sent, or dropped
_LETTER_DAY: Final = "substr(coalesce(sent_at, updated_at), 1, 10)"
_ERASE_LETTERS: Final = (
    "UPDATE outbox SET message = :message, recipient = 'erased:' || id, payload = NULL,"  # noqa: S608
    " last_error = '', updated_at = :at WHERE customer_no = :no AND message <> :message"
    f" AND {_FINISHED} AND {_LETTER_DAY} < :before"
)


@dataclass(frozen=True, slots=True)
class Held:
    """What is held under one number because the law wants it; days are those of the newest."""

    documents: int
    last_document: date | None
    payments: int
    last_payment: date | None
    letters: int
    last_letter: date | None
    orders: int
    last_order: date | None


def obstacles(con: sqlite3.Connection, customer_no: str, today: date) -> list[str]:
    """Return what is not finished under one number, as in `2 drafts`."""
    said = {"no": customer_no, "today": today.isoformat()}
    found: list[str] = []
    for where, one, several in _OPEN:
        count = con.execute(f"SELECT count(*) FROM {where}", said).fetchone()[0]  # noqa: S608
        if count:
            found.append(f"{count} {one if count == 1 else several}")
    return found


def erase_customer(con: sqlite3.Connection, customer_no: str, stamp_at: str) -> tuple[str, ...]:
    """Empty a customer's fields and delete what hangs on it; return what there was, in words."""
    blank = Customer(customer_no, _kind(con, customer_no), ERASED_NAME, active=False)
    values = {
        field.name: getattr(blank, field.name)
        for field in fields(Customer)
        if field.name not in ("customer_no", "kind")
    }
    values["language"] = blank.language.value
    row = con.execute(
        f"SELECT {', '.join(values)} FROM customer WHERE customer_no = ?",  # noqa: S608 - own names
        (customer_no,),
    ).fetchone()
    held = dict(zip(values, row, strict=True))
    erased = [
        name.removesuffix("_ore") for name in values
        if held[name] not in ("", None, 0) and held[name] != values[name] and name != "active"
    ]  # fmt: skip
    con.execute(
        f"UPDATE customer SET {', '.join(f'{name} = ?' for name in values)}, updated_at = ?"  # noqa: S608
        " WHERE customer_no = ?",
        (*(int(v) if isinstance(v, bool) else v for v in values.values()), stamp_at, customer_no),
    )
    for table, what in _ROWS.items():
        gone = con.execute(f"DELETE FROM {table} WHERE customer_no = ?", (customer_no,))  # noqa: S608
        if gone.rowcount:
            erased.append(what)
    return tuple(erased)


def add_forgotten(con: sqlite3.Connection, customer_no: str, day: date) -> None:
    """Write down that a customer's data was erased; a second time changes nothing."""
    con.execute("INSERT OR IGNORE INTO forgotten VALUES(?, ?)", (customer_no, day.isoformat()))


def erase_letters(con: sqlite3.Connection, customer_no: str, before: date, stamp_at: str) -> int:
    """Erase text, recipient and bytes of letters sent before a day; return how many.

    The row stays, with its key, state and the hash of what was sent.
    """
    said = {
        "message": ERASED_MESSAGE,
        "at": stamp_at,
        "no": customer_no,
        "before": before.isoformat(),
    }
    changed = con.execute(_ERASE_LETTERS, said)
    return changed.rowcount


def held_of(con: sqlite3.Connection, customer_no: str) -> Held:
    """Return what stays under one number."""
    documents = con.execute(
        "SELECT count(*), max(issued_on) FROM invoice WHERE customer_no = ?", (customer_no,)
    ).fetchone()
    payments = con.execute(
        "SELECT count(*), max(booked_on) FROM bank_transaction WHERE customer_no = ?",
        (customer_no,),
    ).fetchone()
    letters = con.execute(
        f"SELECT count(*), max({_LETTER_DAY}) FROM outbox WHERE customer_no = ? AND message <> ?",  # noqa: S608
        (customer_no, ERASED_MESSAGE),
    ).fetchone()
    orders = con.execute(
        "SELECT count(*), max(substr(updated_at, 1, 10)) FROM sales_order WHERE customer_no = ?",
        (customer_no,),
    ).fetchone()
    return Held(
        documents[0], _day(documents[1]), payments[0], _day(payments[1]),
        letters[0], _day(letters[1]), orders[0], _day(orders[1]),
    )  # fmt: skip


def scopes_of(con: sqlite3.Connection, customer_no: str) -> list[tuple[str, str]]:
    """Return (level, ref) of all that may have settings of its own and is this customer's."""
    rows = con.execute(_SCOPES, {"no": customer_no})
    return [(str(level), str(ref)) for level, ref in rows]


def _kind(con: sqlite3.Connection, customer_no: str) -> CustomerKind:
    row = con.execute("SELECT kind FROM customer WHERE customer_no = ?", (customer_no,)).fetchone()
    return CustomerKind(str(row[0]))


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
