"""Customers who were merged into others: the numbers under which one goes on; light, for lists."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3
    from datetime import date


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
