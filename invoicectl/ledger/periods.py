"""Locked months: nothing is posted into them any more, and the lock is never taken away."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from invoicectl.errors import InputError
from invoicectl.ledger.log import note
from invoicectl.ledger.posting import chain_head

if TYPE_CHECKING:
    import sqlite3

    from invoicectl.domain.stamp import Stamp

_MONTH = re.compile(r"20[0-9]{2}-(?:0[1-9]|1[0-2])")


def lock_months(con: sqlite3.Connection, month: str, stamp: Stamp) -> tuple[str, ...]:
    """Lock a month and all earlier ones with vouchers, inside the caller's transaction.

    Args:
        con: a connection inside `Ledger.write()`.
        month: as in `2026-09`; it must be over.
        stamp: when and who.

    Returns:
        The months that were not locked before, oldest first.

    Raises:
        InputError: that is no month, or it is not over yet.
    """
    period = _period(month)
    if period >= stamp.today.year * 100 + stamp.today.month:
        raise InputError(f"{month} is not over yet: only past months can be locked.")
    rows = con.execute(
        "SELECT DISTINCT CAST(replace(substr(dated_on,1,7),'-','') AS INTEGER) AS period"
        " FROM voucher WHERE period <= ? UNION SELECT ? EXCEPT SELECT period FROM period_lock"
        " ORDER BY 1",
        (period, period),
    ).fetchall()
    vouchers, head = chain_head(con)
    for (each,) in rows:
        con.execute("INSERT INTO period_lock VALUES(?,?,?)", (each, stamp.at, stamp.actor))
        name = f"{each // 100}-{each % 100:02d}"
        note(con, stamp, "ledger.locked", name, f"voucher {vouchers}, seal {head}")
    return tuple(f"{each // 100}-{each % 100:02d}" for (each,) in rows)


def locked_months(con: sqlite3.Connection) -> tuple[tuple[str, str, str], ...]:
    """Return (month, locked at, by whom), oldest first."""
    rows = con.execute("SELECT period, locked_at, actor FROM period_lock ORDER BY period")
    return tuple((f"{period // 100}-{period % 100:02d}", at, who) for period, at, who in rows)


def _period(month: str) -> int:
    if not _MONTH.fullmatch(month):
        raise InputError(f"'{month}' is no month.", hint="Write it like 2026-09.")
    return int(month.replace("-", ""))
