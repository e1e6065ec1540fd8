"""What became of a customer: merged into another, erased, and what the company register says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from invoicectl.domain.company_register import RegisterState

if TYPE_CHECKING:
    import sqlite3

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


def merged_into(con: sqlite3.Connection, customer_no: str) -> str:
    """Return the number a customer's business goes on under; its own when it was not merged."""
    seen = {customer_no}
    while True:
        row = con.execute(
            "SELECT into_no FROM customer_alias WHERE customer_no = ?", (customer_no,)
        ).fetchone()
        if row is None or row[0] in seen:
            return customer_no
        customer_no = str(row[0])
        seen.add(customer_no)


def aliases(con: sqlite3.Connection) -> dict[str, str]:
    """Return every number that was merged into another, with the one its business goes on under."""
    numbers = con.execute("SELECT customer_no FROM customer_alias").fetchall()
    return {str(number): merged_into(con, str(number)) for (number,) in numbers}


def numbers_of(con: sqlite3.Connection, customer_no: str) -> tuple[str, ...]:
    """Return a customer's own number and then all that were merged into it, older mergers too."""
    rows = con.execute(
        "WITH RECURSIVE old(no) AS (SELECT ? UNION"
        " SELECT a.customer_no FROM customer_alias a JOIN old ON a.into_no = old.no)"
        " SELECT no FROM old",
        (customer_no,),
    )
    return tuple(str(row[0]) for row in rows)


def add_alias(con: sqlite3.Connection, customer_no: str, into_no: str, day: date) -> None:
    """Write down inside the caller's transaction that a customer was merged into another."""
    con.execute(
        "INSERT INTO customer_alias VALUES(?, ?, ?)", (customer_no, into_no, day.isoformat())
    )


def forgotten_on(con: sqlite3.Connection, customer_no: str) -> date | None:
    """Return the day on which a customer's data was erased, None when it was not."""
    row = con.execute(
        "SELECT forgotten_on FROM forgotten WHERE customer_no = ?", (customer_no,)
    ).fetchone()
    return date.fromisoformat(row[0]) if row else None


def register_check_of(con: sqlite3.Connection, customer_no: str) -> RegisterCheck | None:
    """Return what the register said last, None when it was never asked."""
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
