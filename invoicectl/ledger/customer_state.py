"""What became of a customer: merged into another, erased, and what the company register says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from invoicectl.ledger.customer_alias import numbers_of

if TYPE_CHECKING:
    import sqlite3

    from invoicectl.domain.company_register import RegisterState

_OWED = (
    "SELECT coalesce(sum(principal_ore + fee_ore + interest_ore + compensation_ore), 0)"
    " FROM open_item"
)


@dataclass(frozen=True, slots=True)
class RegisterCheck:
    """What the register said of a customer when it was asked last."""

    customer_no: str
    orgnr: str
    checked_on: date
    name: str
    form: str
    state: RegisterState


def forgotten_on(con: sqlite3.Connection, customer_no: str) -> date | None:
    """Return the day on which a customer's data was erased, None when it was not."""
    row = con.execute(
        "SELECT forgotten_on FROM forgotten WHERE customer_no = ?", (customer_no,)
    ).fetchone()
    return date.fromisoformat(row[0]) if row else None


def register_check_of(con: sqlite3.Connection, customer_no: str) -> RegisterCheck | None:
    """Return what the register said last, None when it was never asked."""
    from invoicectl.domain.company_register import RegisterState

    row = con.execute(
        "SELECT customer_no, orgnr, checked_on, name, form, state FROM register_check"
        " WHERE customer_no = ?",
        (customer_no,),
    ).fetchone()
    if row is None:
        return None
    no, orgnr, checked_on, name, form, state = row
    return RegisterCheck(
        no, orgnr, date.fromisoformat(checked_on), name, form, RegisterState(state)
    )


def put_register_check(con: sqlite3.Connection, check: RegisterCheck) -> None:
    """Store what the register said, in place of what it said before."""
    con.execute(
        "INSERT INTO register_check(customer_no, orgnr, checked_on, name, form, state)"
        " VALUES(?,?,?,?,?,?) ON CONFLICT(customer_no) DO UPDATE SET orgnr = excluded.orgnr,"
        " checked_on = excluded.checked_on, name = excluded.name, form = excluded.form,"
        " state = excluded.state",
        (
            check.customer_no, check.orgnr, check.checked_on.isoformat(), check.name, check.form,
            check.state.value,
        ),
    )  # fmt: skip


def open_ore(con: sqlite3.Connection, customer_no: str) -> int:
    """Return what a customer owes in øre, credit taken off, under all numbers it has had."""
    numbers = numbers_of(con, customer_no)
    marks = ",".join("?" * len(numbers))
    row = con.execute(
        f"{_OWED} WHERE customer_no IN({marks})",
        numbers,
    ).fetchone()
    return int(row[0])


def owing(con: sqlite3.Connection) -> dict[str, int]:
    """Return what each customer owes in øre, by the number it is booked under; credit below zero.

    Customers without anything open are not in it.
    """
    rows = con.execute(
        "SELECT customer_no, sum(principal_ore + fee_ore + interest_ore + compensation_ore)"
        " FROM open_item GROUP BY customer_no"
    )
    return {str(number): int(ore) for number, ore in rows}
