"""Balances of bank accounts as their bank states them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from invoicectl.domain.payment import BankStatement

if TYPE_CHECKING:
    import sqlite3

_COLUMNS = "account, first_day, last_day, opening_ore, closing_ore, left_out_ore, reference"


def add_statement(con: sqlite3.Connection, file_id: int, statement: BankStatement) -> bool:
    """Store a statement inside the caller's transaction; return False when it is there already."""
    made = con.execute(
        f"INSERT INTO bank_statement(file_id, {_COLUMNS}) VALUES(?,?,?,?,?,?,?,?)"
        " ON CONFLICT DO NOTHING",
        (
            file_id,
            statement.account,
            statement.first_day.isoformat(),
            statement.last_day.isoformat(),
            statement.opening_ore,
            statement.closing_ore,
            statement.left_out_ore,
            statement.reference,
        ),
    )
    return made.rowcount == 1


def statements(con: sqlite3.Connection, *, account: str = "") -> list[BankStatement]:
    """Return the statements of an account, or of all, the oldest first."""
    rows = con.execute(
        f"SELECT {_COLUMNS} FROM bank_statement WHERE :account IN ('', account)"  # noqa: S608 - own names
        " ORDER BY account, last_day, first_day, id",
        {"account": account},
    )
    return [
        BankStatement(of, date.fromisoformat(first), date.fromisoformat(last), *rest)
        for of, first, last, *rest in rows
    ]


def statement_before(con: sqlite3.Connection, account: str, day: date) -> BankStatement | None:
    """Return the newest statement of an account that ended before `day`, if there is one."""
    earlier = [each for each in statements(con, account=account) if each.last_day < day]
    return earlier[-1] if earlier else None
