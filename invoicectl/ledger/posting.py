"""Posts vouchers: number, lines and seal in one go; the only way money gets into the books."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from invoicectl.errors import GuardError
from invoicectl.errors import InputError
from invoicectl.ledger.blocks import insert_rows

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

    from invoicectl.domain.bookkeeping import Voucher
    from invoicectl.domain.stamp import Stamp

SERIES = "A"
HEAD_COLUMNS = (
    "id, series, no, dated_on, kind, text, actor, created_at, reverses, idempotency_key, evidence"
)
LINE_COLUMNS = (
    "voucher_id, n, account, amount_ore, customer_no, invoice_no, claim, kid, due,"
    " vat_code, vat_rate_bp, vat_base_ore, vat_ore, text, transaction_id"
)

_canonical = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


@dataclass(frozen=True, slots=True)
class Posted:
    """A voucher in the books; `is_new` is false when the key had been posted before."""

    voucher_id: int
    no: int
    is_new: bool


def post(
    con: sqlite3.Connection,
    voucher: Voucher,
    *,
    key: str,
    stamp: Stamp,
    evidence: str = "",
    reverses: int | None = None,
) -> Posted:
    """Post `voucher` inside the caller's transaction and return where it is.

    Args:
        con: a connection inside `Ledger.write()`.
        voucher: balanced lines, debit positive.
        key: the idempotency key; the same key again posts nothing and must mean the same lines.
        stamp: when and who.
        evidence: sha256 of what the voucher documents, sealed into the chain.
        reverses: the voucher this one takes back, once.

    Raises:
        GuardError: the key was used before for other lines.
        InputError: the voucher's month is locked.
    """
    found = con.execute("SELECT id, no FROM voucher WHERE idempotency_key = ?", (key,)).fetchone()
    if found is not None:
        _require_same(con, found[0], voucher, key)
        return Posted(found[0], found[1], is_new=False)
    last = con.execute(
        "SELECT id, no FROM voucher WHERE series = ? ORDER BY no DESC LIMIT 1", (SERIES,)
    ).fetchone()
    voucher_id, no = (last[0] + 1, last[1] + 1) if last else (1, 1)
    head = (
        voucher_id, SERIES, no, voucher.dated_on.isoformat(), voucher.kind, voucher.text,
        stamp.actor, stamp.at, reverses, key, evidence,
    )  # fmt: skip
    _insert_head(con, head)
    rows = _line_rows(voucher_id, voucher)
    insert_rows(con, f"line({LINE_COLUMNS})", rows)
    sealed = con.execute(
        "SELECT hash FROM voucher_seal ORDER BY voucher_id DESC LIMIT 1"
    ).fetchone()
    prev = sealed[0] if sealed else "0"
    debit = sum(line.amount_ore for line in voucher.lines if line.amount_ore > 0)
    con.execute(
        "INSERT INTO voucher_seal VALUES(?,?,?,?,?)",
        (voucher_id, len(rows), debit, prev, chain_hash(prev, head, rows)),
    )
    return Posted(voucher_id, no, is_new=True)


def chain_hash(prev: str, head: Sequence[object], lines: Sequence[Sequence[object]]) -> str:
    """Return the sha256 that seals a voucher: the previous seal and every stored value."""
    return hashlib.sha256(f"{prev}\n{_canonical([head, lines])}".encode()).hexdigest()


def chain_head(con: sqlite3.Connection) -> tuple[int, str]:
    """Return the last voucher id and its seal: what leaves the machine with every backup."""
    row = con.execute(
        "SELECT voucher_id, hash FROM voucher_seal ORDER BY voucher_id DESC LIMIT 1"
    ).fetchone()
    return (row[0], row[1]) if row else (0, "0")


def _insert_head(con: sqlite3.Connection, head: tuple[object, ...]) -> None:
    import sqlite3 as sql

    try:
        con.execute("INSERT INTO voucher VALUES(?,?,?,?,?,?,?,?,?,?,?)", head)
    except sql.IntegrityError as error:
        if "period is locked" in str(error):
            raise InputError(
                f"The month of {head[3]} is locked; nothing was posted.",
                hint="Correct by a voucher in an open month.",
            ) from error
        raise


def _line_rows(voucher_id: int, voucher: Voucher) -> list[tuple[object, ...]]:
    return [
        (
            voucher_id, n, line.account, line.amount_ore, line.customer_no or None,
            line.invoice_no, line.claim.value if line.claim else None, line.kid,
            line.due.isoformat() if line.due else None, line.vat_code, line.vat_rate_bp,
            line.vat_base_ore, line.vat_ore, line.text, line.transaction_id,
        )
        for n, line in enumerate(voucher.lines, 1)
    ]  # fmt: skip


def _require_same(con: sqlite3.Connection, voucher_id: int, voucher: Voucher, key: str) -> None:
    """Refuse a key that now stands for other lines: that is a bug or a damaged caller."""
    kept = con.execute(
        f"SELECT {LINE_COLUMNS} FROM line WHERE voucher_id = ? ORDER BY n",  # noqa: S608 - constant
        (voucher_id,),
    ).fetchall()
    if kept != _line_rows(voucher_id, voucher):
        raise GuardError(f"The key {key} is in the books already, with other amounts.")
