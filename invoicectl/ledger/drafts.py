"""Drafts in the ledger: stored whole, changed freely, gone once they are issued."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from invoicectl.domain.draft import Draft
from invoicectl.domain.draft import DraftLine
from invoicectl.domain.draft import Origin
from invoicectl.errors import InputError
from invoicectl.errors import NotFoundError

if TYPE_CHECKING:
    import sqlite3

    from invoicectl.domain.stamp import Stamp

_HEAD = (
    "customer_no", "is_ready", "delivered_from", "delivered_to", "delivery_place", "terms_days",
    "our_reference", "your_reference", "order_reference", "head_text", "foot_text", "is_advance",
    "credits_no", "credit_reason",
)  # fmt: skip
_LINE = (
    "description", "quantity_micro", "unit", "unit_price_micro", "discount_bp", "vat_code",
    "income_account", "product_no", "credits_n", "is_incl_vat",
)  # fmt: skip
_SELECT_HEAD = f"SELECT draft_no, {', '.join(_HEAD)} FROM draft"  # noqa: S608 - own names
_SELECT_LINES = f"SELECT {', '.join(_LINE)} FROM draft_line WHERE draft_no = ? ORDER BY n"  # noqa: S608


def add_draft(con: sqlite3.Connection, draft: Draft, stamp: Stamp, *, key: str = "") -> int:
    """Store a new draft inside the caller's transaction and return its number.

    A `key` that was used before stores nothing and returns the number made then, also when that
    draft was issued or removed since.
    """
    if key:
        found = con.execute("SELECT draft_no FROM draft_key WHERE key = ?", (key,)).fetchone()
        if found is not None:
            return int(found[0])
    columns = ", ".join((*_HEAD, "created_at", "updated_at"))
    marks = ", ".join("?" * (len(_HEAD) + 2))
    made = con.execute(
        f"INSERT INTO draft({columns}) VALUES({marks})",
        (*_head_row(draft), stamp.at, stamp.at),
    )
    assert made.lastrowid is not None
    _insert_lines(con, made.lastrowid, draft)
    keep_origin(con, made.lastrowid, draft.origin)
    if key:
        con.execute("INSERT INTO draft_key VALUES(?,?,?)", (key, made.lastrowid, stamp.at))
    return made.lastrowid


def save_draft(con: sqlite3.Connection, draft: Draft, stamp: Stamp) -> None:
    """Store the new state of a draft inside the caller's transaction.

    Raises:
        NotFoundError: the draft does not exist, or was issued meanwhile.
    """
    pairs = ", ".join(f"{column} = ?" for column in _HEAD)
    changed = con.execute(
        f"UPDATE draft SET {pairs}, updated_at = ? WHERE draft_no = ?",  # noqa: S608 - own names
        (*_head_row(draft), stamp.at, draft.draft_no),
    )
    if changed.rowcount != 1:
        raise _missing(con, draft.draft_no)
    con.execute("DELETE FROM draft_line WHERE draft_no = ?", (draft.draft_no,))
    _insert_lines(con, draft.draft_no, draft)


def remove_draft(con: sqlite3.Connection, draft_no: int) -> None:
    """Delete a draft inside the caller's transaction: a draft has no number to account for.

    Raises:
        NotFoundError: the draft does not exist, or was issued meanwhile.
    """
    if con.execute("DELETE FROM draft WHERE draft_no = ?", (draft_no,)).rowcount != 1:
        raise _missing(con, draft_no)


def keep_origin(con: sqlite3.Connection, draft_no: int, origin: Origin) -> None:
    """Write down what a draft was made from; nothing for one made by hand."""
    if origin == Origin():
        return
    con.execute(
        "INSERT INTO draft_origin VALUES(?,?,?,?)",
        (draft_no, origin.project_no or None, origin.order_no, origin.recurring_no),
    )


def origin_of(con: sqlite3.Connection, draft_no: int) -> Origin:
    """Return what a draft was made from, also after it was issued or removed."""
    row = con.execute(
        "SELECT project_no, order_no, recurring_no FROM draft_origin WHERE draft_no = ?",
        (draft_no,),
    ).fetchone()
    return Origin(row[0] or "", row[1], row[2]) if row else Origin()


def draft_of(con: sqlite3.Connection, draft_no: int) -> Draft:
    """Return one draft.

    Raises:
        NotFoundError: there is none; says which invoice it became when it was issued.
    """
    row = con.execute(f"{_SELECT_HEAD} WHERE draft_no = ?", (draft_no,)).fetchone()
    if row is None:
        raise _missing(con, draft_no)
    return _read(con, row)


def drafts(
    con: sqlite3.Connection, *, only_ready: bool = False, after: int = 0, limit: int = -1
) -> list[Draft]:
    """Return drafts by number, from the one after `after`, at most `limit` when not negative."""
    rows = con.execute(
        f"{_SELECT_HEAD} WHERE draft_no > ? AND (is_ready OR NOT ?) ORDER BY draft_no LIMIT ?",
        (after, only_ready, limit),
    ).fetchall()
    return [_read(con, row) for row in rows]


def ready_numbers(con: sqlite3.Connection, *, after: int, limit: int) -> list[int]:
    """Return the numbers of at most `limit` ready drafts, from the one after `after`."""
    rows = con.execute(
        "SELECT draft_no FROM draft WHERE is_ready AND draft_no > ? ORDER BY draft_no LIMIT ?",
        (after, limit),
    )
    return [int(row[0]) for row in rows]


def ready_count(con: sqlite3.Connection) -> int:
    """Return how many drafts `send` would issue."""
    return int(con.execute("SELECT count(*) FROM draft WHERE is_ready").fetchone()[0])


def newest_draft_no(con: sqlite3.Connection) -> int:
    """Return the highest number a draft has ever had, 0 before the first."""
    row = con.execute("SELECT seq FROM sqlite_sequence WHERE name = 'draft'").fetchone()
    return int(row[0]) if row else 0


def has_draft(con: sqlite3.Connection, draft_no: int) -> bool:
    """Return whether a draft is there: neither issued nor removed."""
    return con.execute("SELECT 1 FROM draft WHERE draft_no = ?", (draft_no,)).fetchone() is not None


def draft_no_of(ref: str) -> int:
    """Return 12 for `D12` or `d12`.

    Raises:
        InputError: that is not how a draft is named.
    """
    digits = ref[1:]
    if ref[:1].upper() != "D" or not (digits.isascii() and digits.isdigit()):
        raise InputError(f"'{ref}' is not a draft: drafts are named D1, D2 and so on.")
    return int(digits)


def _missing(con: sqlite3.Connection, draft_no: int) -> NotFoundError:
    row = con.execute("SELECT invoice_no FROM invoice WHERE draft_no = ?", (draft_no,)).fetchone()
    hint = "'invoicectl invoice list --drafts' shows the drafts."
    if row is not None:
        hint = f"It was issued as {row[0]}: 'invoicectl invoice show {row[0]}'."
    return NotFoundError("draft", f"D{draft_no}", hint=hint)


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _day(text: object) -> date | None:
    return date.fromisoformat(str(text)) if text else None


def _head_row(draft: Draft) -> tuple[object, ...]:
    return (
        draft.customer_no, int(draft.is_ready), _iso(draft.delivered_from),
        _iso(draft.delivered_to), draft.delivery_place, draft.terms_days, draft.our_reference,
        draft.your_reference, draft.order_reference, draft.head_text, draft.foot_text,
        int(draft.is_advance), draft.credits_no, draft.credit_reason,
    )  # fmt: skip


def _insert_lines(con: sqlite3.Connection, draft_no: int, draft: Draft) -> None:
    columns = ", ".join(("draft_no", "n", *_LINE))
    marks = ", ".join("?" * (len(_LINE) + 2))
    con.executemany(
        f"INSERT INTO draft_line({columns}) VALUES({marks})",
        [
            (
                draft_no, n, line.description, line.quantity_micro, line.unit,
                line.unit_price_micro, line.discount_bp, line.vat_code, line.income_account,
                line.product_no, line.credits_n, int(line.is_incl_vat),
            )
            for n, line in enumerate(draft.lines, 1)
        ],
    )  # fmt: skip


def _read(con: sqlite3.Connection, head: tuple[object, ...]) -> Draft:
    lines = con.execute(_SELECT_LINES, (head[0],)).fetchall()
    origin = origin_of(con, int(str(head[0])))
    return _from_rows(head, lines, origin)


def _from_rows(head: tuple[object, ...], lines: list[tuple[object, ...]], origin: Origin) -> Draft:
    values = dict(zip(_HEAD, head[1:], strict=True))
    for flag in ("is_ready", "is_advance"):
        values[flag] = bool(values[flag])
    for day in ("delivered_from", "delivered_to"):
        values[day] = _day(values[day])
    parts = tuple(_line(line) for line in lines)
    return Draft(draft_no=head[0], lines=parts, origin=origin, **values)  # type: ignore[arg-type]  # own columns


def _line(row: tuple[object, ...]) -> DraftLine:
    values = dict(zip(_LINE, row, strict=True))
    values["is_incl_vat"] = bool(values["is_incl_vat"])
    return DraftLine(**values)  # type: ignore[arg-type]  # own columns
