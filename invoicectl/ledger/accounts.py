"""The chart of accounts in the ledger: made with it, looked up afterwards."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable
    from collections.abc import Mapping

    from invoicectl.domain.chart import Account


def add_accounts(
    con: sqlite3.Connection, accounts: Iterable[Account], roles: Mapping[str, str]
) -> None:
    """Add accounts inside the caller's transaction.

    Args:
        con: a connection inside `Ledger.write()`.
        accounts: the accounts, each code once.
        roles: by account code, 'receivable' or 'bank'; accounts without one play no part.
    """
    con.executemany(
        "INSERT INTO account(code, name, kind, role, grp_cat, grp_code) VALUES(?,?,?,?,?,?)",
        [
            (
                account.code,
                account.name,
                account.kind.value,
                roles.get(account.code, ""),
                account.grp_cat,
                account.grp_code,
            )
            for account in accounts
        ],
    )


def account_name(con: sqlite3.Connection, code: str) -> str | None:
    """Return the name of an account, None when the ledger has no such account."""
    row = con.execute("SELECT name FROM account WHERE code = ?", (code,)).fetchone()
    return str(row[0]) if row else None


def account_codes(con: sqlite3.Connection, *, kind: str = "", role: str = "") -> tuple[str, ...]:
    """Return the codes of all accounts, or of those of one kind or role, in order."""
    rows = con.execute(
        "SELECT code FROM account WHERE (? = '' OR kind = ?) AND (? = '' OR role = ?)"
        " ORDER BY code",
        (kind, kind, role, role),
    )
    return tuple(str(row[0]) for row in rows)
