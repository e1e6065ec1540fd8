"""What was done, when and by whom: an append-only list for people, and the runs of the night."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3

    from invoicectl.domain.stamp import Stamp

LOST_DELIVERY = "ledger.delivery-lost"
RESTORED = "ledger.restored"


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the log; `at` is UTC in ISO form."""

    seq: int
    at: str
    actor: str
    event: str
    ref: str
    detail: str


def note(con: sqlite3.Connection, stamp: Stamp, event: str, ref: str, detail: str = "") -> None:
    """Add a line inside the caller's transaction; `event` is a stable dotted name."""
    con.execute(
        "INSERT INTO log(at, actor, event, ref, detail) VALUES(?,?,?,?,?)",
        (stamp.at, stamp.actor, event, ref, detail),
    )


def entries(
    con: sqlite3.Connection, *, ref: str = "", event: str = "", limit: int = 50
) -> list[Entry]:
    """Return the newest lines, oldest of them first; `ref` and `event` (a prefix) narrow."""
    rows = con.execute(
        "SELECT seq, at, actor, event, ref, detail FROM log"
        " WHERE (? = '' OR ref = ?) AND (? = '' OR event LIKE ? || '%')"
        " ORDER BY seq DESC LIMIT ?",
        (ref, ref, event, event.replace("%", "").replace("_", ""), limit),
    ).fetchall()
    return [Entry(*row) for row in reversed(rows)]


def last_instant(con: sqlite3.Connection) -> str:
    """Return the newest instant the ledger has written down, or '' in a new one.

    Newest by order, not by value: once a person has accepted that a clock was wrong, its instants
    hold nothing up any more.
    """
    row = con.execute(
        "SELECT max(coalesce((SELECT at FROM log ORDER BY seq DESC LIMIT 1), ''),"
        " coalesce((SELECT started_at FROM run ORDER BY rowid DESC LIMIT 1), ''))"
    ).fetchone()
    return str(row[0] or "")


def begin_run(con: sqlite3.Connection, job: str, stamp: Stamp) -> None:
    """Write down inside the caller's transaction that a job has begun."""
    con.execute(
        "INSERT INTO run(run_id, job, day, started_at) VALUES(?,?,?,?)",
        (stamp.run_id, job, stamp.today.isoformat(), stamp.at),
    )


def end_run(
    con: sqlite3.Connection, run_id: str, *, at: str, exit_status: int, summary: str
) -> None:
    """Write down inside the caller's transaction how a job ended."""
    con.execute(
        "UPDATE run SET ended_at = ?, exit_status = ?, summary = ? WHERE run_id = ?",
        (at, exit_status, summary, run_id),
    )


def last_run(con: sqlite3.Connection, job: str) -> tuple[str, str, int] | None:
    """Return (day, ended at, exit status) of the newest ended run of a job."""
    row = con.execute(
        "SELECT day, ended_at, exit_status FROM run WHERE job = ? AND ended_at IS NOT NULL"
        " ORDER BY started_at DESC LIMIT 1",
        (job,),
    ).fetchone()
    return (row[0], row[1], row[2]) if row else None
