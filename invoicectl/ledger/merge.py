"""What moves when one customer becomes part of another, and what stays where it was booked.

Issued documents, their vouchers, letters and payments keep the number they were made under: that is
what proves them. All that is still to come moves. Credit moves by a voucher.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from typing import Final

from invoicectl.domain.bookkeeping import Voucher
from invoicectl.domain.bookkeeping import VoucherKind
from invoicectl.domain.bookkeeping import VoucherLine
from invoicectl.ledger.posting import post

if TYPE_CHECKING:
    import sqlite3
    from datetime import date

    from invoicectl.domain.stamp import Stamp

# table -> (what its rows are called, which of them move); all others stay
MOVED: Final = {
    "draft": ("draft", "credits_no IS NULL"),
    "project": ("project", "closed_on IS NULL"),
    "recurring": ("recurring invoice", "ends_on IS NULL OR ends_on >= :today"),
    "sales_order": ("quote or order", "state NOT IN('declined','expired','closed')"),
}
# moved row by row, because the other customer may have one of the same number or price
RENUMBERED: Final = {
    "contact": ("contact", "n, name, role, email, phone"),
    "delivery_address": ("delivery address", "n, name, street, postcode, city, country, gln"),
}
PRICES: Final = "product_price"
STAYS: Final = frozenset(
    {
        "bank_transaction", "birth_date", "customer", "customer_alias", "forgotten", "invoice",
        "line", "mandate", "open_item", "outbox", "refund", "register_check",
    }
)  # fmt: skip
_CREDIT = """SELECT l.account, l.transaction_id, sum(l.amount_ore) AS ore FROM line l
 JOIN account a ON a.code = l.account
 WHERE l.customer_no = ? AND l.invoice_no IS NULL AND a.role = 'receivable'
 GROUP BY l.account, l.transaction_id HAVING ore <> 0 ORDER BY l.account, l.transaction_id"""
_PRICE = (
    "product_no, list_name, at_least_micro, valid_from, valid_to, unit_price_micro, is_incl_vat"
)

# copied and deleted, not changed: a row's seal goes by the number
_BORN = (
    "INSERT OR IGNORE INTO birth_date SELECT :into, born_on FROM birth_date"
    " WHERE customer_no = :old"
)
_COPY = (
    f"INSERT OR IGNORE INTO {PRICES}(customer_no, {_PRICE})"  # noqa: S608 - own names
    f" SELECT :into, {_PRICE} FROM {PRICES} WHERE customer_no = :old"
)


def move_rows(
    con: sqlite3.Connection, old: str, into: str, today: date
) -> tuple[tuple[str, int], ...]:
    """Move what is still to come inside the caller's transaction; return (what, how many)."""
    moved: list[tuple[str, int]] = []
    said = {"old": old, "into": into, "today": today.isoformat()}
    for table, (what, which) in MOVED.items():
        changed = con.execute(
            f"UPDATE {table} SET customer_no = :into WHERE customer_no = :old AND ({which})",  # noqa: S608 - own names
            said,
        )
        moved.append((what, changed.rowcount))
    for table, (what, columns) in RENUMBERED.items():
        moved.append((what, _renumber(con, table, columns, said)))
    moved.append(("price", _move_prices(con, said)))
    born = con.execute(_BORN, said)
    moved.append(("birth date", born.rowcount))
    con.execute("DELETE FROM birth_date WHERE customer_no = :old", said)
    con.execute("DELETE FROM register_check WHERE customer_no = :old", said)
    return tuple((what, count) for what, count in moved if count)


def move_credit(con: sqlite3.Connection, old: str, into: str, stamp: Stamp) -> int:
    """Move the money a customer has over by a voucher; return it in øre, positive for credit.

    The payments it came from can still be followed: their money lies with the other customer.

    Raises:
        InputError: the month is locked.
    """
    lines: list[VoucherLine] = []
    total_ore = 0
    for account, transaction_id, ore in con.execute(_CREDIT, (old,)).fetchall():
        total_ore += ore
        lines += [
            VoucherLine(account, -ore, customer_no=old, transaction_id=transaction_id),
            VoucherLine(account, ore, customer_no=into, transaction_id=transaction_id),
        ]
    if not lines:
        return 0
    voucher = Voucher(VoucherKind.TRANSFER, stamp.today, "Kunder slått sammen", tuple(lines))
    moves = con.execute(
        "SELECT count(*) FROM voucher WHERE idempotency_key GLOB ?", (f"merge:{old}:{into}:*",)
    ).fetchone()[0]
    post(con, voucher, key=f"merge:{old}:{into}:{moves + 1}", stamp=stamp)
    for line in lines[1::2]:
        con.execute(
            "UPDATE bank_transaction SET customer_no = ?"
            " WHERE id = ? AND customer_no = ? AND invoice_no IS NULL",
            (into, line.transaction_id, old),
        )
    return -total_ore


def planned_refunds(con: sqlite3.Connection, customer_no: str) -> int:
    """Return how many refunds to a customer are planned and not paid yet."""
    row = con.execute(
        "SELECT count(*) FROM refund WHERE customer_no = ? AND state = 'planned'", (customer_no,)
    ).fetchone()
    return int(row[0])


def open_documents(con: sqlite3.Connection, customer_no: str) -> tuple[int, int]:
    """Return how many documents of a customer are open, and what is owed on them in øre."""
    row = con.execute(
        "SELECT count(*), coalesce(sum(principal_ore + fee_ore + interest_ore"
        " + compensation_ore), 0) FROM open_item WHERE customer_no = ? AND invoice_no <> 0",
        (customer_no,),
    ).fetchone()
    return int(row[0]), int(row[1])


def _renumber(con: sqlite3.Connection, table: str, columns: str, said: dict[str, str]) -> int:
    """Give each row the next number at the other customer; names taken there get the old number."""
    rows = con.execute(
        f"SELECT {columns} FROM {table} WHERE customer_no = :old ORDER BY n",  # noqa: S608 - own names
        said,
    ).fetchall()
    top = con.execute(
        f"SELECT coalesce(max(n), 0) FROM {table} WHERE customer_no = :into",  # noqa: S608 - own names
        said,
    ).fetchone()[0]
    taken = {
        name.casefold()
        for (name,) in con.execute(f"SELECT name FROM {table} WHERE customer_no = :into", said)  # noqa: S608
    }
    con.execute(f"DELETE FROM {table} WHERE customer_no = :old", said)  # noqa: S608 - own names
    for at, (_, name, *rest) in enumerate(rows, 1):
        called = f"{name} ({said['old']})" if name.casefold() in taken else name
        values = (said["into"], top + at, called, *rest)
        con.execute(
            f"INSERT INTO {table}(customer_no, {columns}) VALUES({','.join('?' * len(values))})",
            values,
        )
    return len(rows)


def _move_prices(con: sqlite3.Connection, said: dict[str, str]) -> int:
    """Copy agreed prices; where both have one, that of the customer who stays holds."""
    made = con.execute(_COPY, said)
    con.execute(f"DELETE FROM {PRICES} WHERE customer_no = :old", said)  # noqa: S608 - own names
    return made.rowcount
