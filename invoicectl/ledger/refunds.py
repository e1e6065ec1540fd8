"""Money that is to go back to customers, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from typing import Any

from invoicectl.errors import InputError
from invoicectl.errors import NotFoundError

if TYPE_CHECKING:
    import sqlite3
    from datetime import date

    from invoicectl.domain.stamp import Stamp

_COLUMNS = (
    "id, coalesce(customer_no, ''), transaction_id, amount_ore, receiver, kontonr, message, state,"
    " made_on, paid_on"
)


@dataclass(frozen=True, slots=True)
class Refund:
    """One refund; `state` is planned, paid or cancelled; days are ISO, shown as `R12`."""

    refund_id: int
    customer_no: str
    transaction_id: int | None
    amount_ore: int
    receiver: str
    kontonr: str
    message: str
    state: str
    made_on: str
    paid_on: str | None

    @property
    def ref(self) -> str:
        """The name people use: `R12`."""
        return f"R{self.refund_id}"


def add_refund(con: sqlite3.Connection, new: Refund, stamp: Stamp) -> Refund:
    """Store a planned refund inside the caller's transaction and return it with its number."""
    made = con.execute(
        "INSERT INTO refund(customer_no, transaction_id, amount_ore, receiver, kontonr, message,"
        " made_on, created_at) VALUES(?,?,?,?,?,?,?,?)",
        (
            new.customer_no or None, new.transaction_id, new.amount_ore, new.receiver, new.kontonr,
            new.message, new.made_on, stamp.at,
        ),
    )  # fmt: skip
    assert made.lastrowid is not None
    return refund_of(con, made.lastrowid)


def refund_no_of(ref: str) -> int:
    """Return 12 for `R12` or `r12`.

    Raises:
        InputError: that is not how a refund is named.
    """
    digits = ref[1:]
    if ref[:1].upper() != "R" or not (digits.isascii() and digits.isdigit()):
        raise InputError(f"'{ref}' is not a refund: refunds are named R1, R2 and so on.")
    return int(digits)


def refund_of(con: sqlite3.Connection, refund_id: int) -> Refund:
    """Return one refund.

    Raises:
        NotFoundError: there is none with that number.
    """
    row = con.execute(f"SELECT {_COLUMNS} FROM refund WHERE id = ?", (refund_id,)).fetchone()  # noqa: S608
    if row is None:
        hint = "'invoicectl payment refunds --all' shows them all."
        raise NotFoundError("refund", f"R{refund_id}", hint=hint)
    return _from_row(row)


def refunds(con: sqlite3.Connection, *, only_planned: bool) -> list[Refund]:
    """Return refunds, the oldest first."""
    rows = con.execute(
        f"SELECT {_COLUMNS} FROM refund WHERE state = 'planned' OR NOT ? ORDER BY id",  # noqa: S608
        (only_planned,),
    )
    return [_from_row(row) for row in rows]


def planned_ore(
    con: sqlite3.Connection, *, customer_no: str = "", transaction_id: int | None = None
) -> int:
    """Return what is about to be paid back of a customer's credit or of one payment, in øre."""
    row = con.execute(
        "SELECT coalesce(sum(amount_ore), 0) FROM refund WHERE state = 'planned'"
        " AND (customer_no = ? OR (? = '' AND transaction_id = ?))",
        (customer_no, customer_no, transaction_id),
    ).fetchone()
    return int(row[0])


def refunds_of_file(con: sqlite3.Connection, file_id: int) -> list[int]:
    """Return the numbers of refunds, not cancelled, of payments of one bank file."""
    rows = con.execute(
        "SELECT r.id FROM refund r JOIN bank_transaction t ON t.id = r.transaction_id"
        " WHERE t.file_id = ? AND r.state <> 'cancelled' ORDER BY r.id",
        (file_id,),
    )
    return [int(row[0]) for row in rows]


def mark_paid(con: sqlite3.Connection, refund_id: int, voucher_id: int, paid_on: date) -> None:
    """Write down that a refund has left the bank."""
    con.execute(
        "UPDATE refund SET state = 'paid', voucher_id = ?, paid_on = ? WHERE id = ?",
        (voucher_id, paid_on.isoformat(), refund_id),
    )


def mark_cancelled(con: sqlite3.Connection, refund_id: int) -> None:
    """Write down that a refund is not paid after all."""
    con.execute("UPDATE refund SET state = 'cancelled' WHERE id = ?", (refund_id,))


def _from_row(row: tuple[Any, ...]) -> Refund:
    return Refund(*row)
