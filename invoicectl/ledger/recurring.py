"""Agreements in the ledger: their terms, rules and prices; changed by a person, never deleted."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from invoicectl.domain.draft import DraftLine
from invoicectl.domain.indexation import Indexation
from invoicectl.domain.indexation import IndexKind
from invoicectl.domain.recurrence import Rule
from invoicectl.domain.recurrence import Unit
from invoicectl.domain.recurring import AgreedLine
from invoicectl.domain.recurring import Agreement
from invoicectl.domain.recurring import Prices
from invoicectl.domain.recurring import Supply
from invoicectl.errors import NotFoundError

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

    from invoicectl.domain.stamp import Stamp

_TEXTS = (
    "customer_no", "name", "project_no", "delivery_place", "our_reference", "your_reference",
    "order_reference", "head_text", "foot_text",
)  # fmt: skip
_DAYS = ("ends_on", "paused_from", "minimum_until", "next_first", "next_on", "end_told_for")
_INDEX = (
    "index_kind", "index_first_on", "index_percent_bp", "index_table", "index_lag_months",
    "index_step_ore",
)  # fmt: skip
_HEAD = (*_TEXTS, *_DAYS, "is_automatic", "in_advance_as", "is_prorated", *_INDEX)
_RULE = ("since", "unit", "interval", "is_calendar", "on_day", "days_ahead")
_LINE = (
    "description", "quantity_micro", "unit_price_micro", "unit", "discount_bp", "vat_code",
    "income_account", "product_no", "is_incl_vat", "is_listed",
)  # fmt: skip
_SELECT = f"SELECT recurring_no, {', '.join(_HEAD)} FROM recurring"  # noqa: S608 - own names
_SELECT_RULES = f"SELECT {', '.join(_RULE)} FROM recurring_rule WHERE recurring_no = ?"  # noqa: S608
_SELECT_LINES = (
    f"SELECT since, {', '.join(_LINE)} FROM recurring_line"  # noqa: S608 - own names
    " WHERE recurring_no = ? ORDER BY since, n"
)


def agreement_of(con: sqlite3.Connection, recurring_no: int) -> Agreement:
    """Return one agreement.

    Raises:
        NotFoundError: none has that number.
    """
    row = con.execute(f"{_SELECT} WHERE recurring_no = ?", (recurring_no,)).fetchone()
    if row is None:
        raise NotFoundError(
            "recurring invoice", recurring_no, hint="'invoicectl recurring list' shows them all."
        )
    return _read(con, row)


def agreements(con: sqlite3.Connection, *, customer_no: str = "") -> list[Agreement]:
    """Return all agreements by number, or those of one customer."""
    rows = con.execute(
        f"{_SELECT} WHERE ? IN('', customer_no) ORDER BY recurring_no", (customer_no,)
    ).fetchall()
    return [_read(con, row) for row in rows]


def due_numbers(con: sqlite3.Connection, today: date, *, after: int, limit: int) -> list[int]:
    """Return at most `limit` numbers of agreements with a draft due, from the one after `after`."""
    rows = con.execute(
        "SELECT recurring_no FROM recurring INDEXED BY recurring_due"
        " WHERE next_on IS NOT NULL AND next_on <= ? AND recurring_no > ?"
        " ORDER BY recurring_no LIMIT ?",
        (today.isoformat(), after, limit),
    )
    return [int(row[0]) for row in rows]


def number_by_key(con: sqlite3.Connection, key: str) -> int | None:
    """Return the agreement that was made with a key of the user's own."""
    row = con.execute(
        "SELECT recurring_no FROM recurring WHERE idempotency_key = ?", (key,)
    ).fetchone()
    return int(row[0]) if row else None


def insert_agreement(
    con: sqlite3.Connection, agreement: Agreement, stamp: Stamp, *, key: str = ""
) -> int:
    """Store a new agreement inside the caller's transaction and return its number."""
    columns = ", ".join((*_HEAD, "idempotency_key", "created_at", "updated_at"))
    marks = ", ".join("?" * (len(_HEAD) + 3))
    made = con.execute(
        f"INSERT INTO recurring({columns}) VALUES({marks})",
        (*_head_row(agreement), key or None, stamp.at, stamp.at),
    )
    assert made.lastrowid is not None
    _write_terms(con, made.lastrowid, agreement)
    return made.lastrowid


def save_agreement(con: sqlite3.Connection, agreement: Agreement, stamp: Stamp) -> None:
    """Store the new state of an agreement, rules and prices too, in the caller's transaction."""
    save_head(con, agreement, stamp)
    for table in ("recurring_rule", "recurring_line", "recurring_price"):
        con.execute(f"DELETE FROM {table} WHERE recurring_no = ?", (agreement.recurring_no,))  # noqa: S608
    _write_terms(con, agreement.recurring_no, agreement)


def save_head(con: sqlite3.Connection, agreement: Agreement, stamp: Stamp) -> None:
    """Store all of an agreement but its rules and prices inside the caller's transaction."""
    pairs = ", ".join(f"{column} = ?" for column in _HEAD)
    con.execute(
        f"UPDATE recurring SET {pairs}, updated_at = ? WHERE recurring_no = ?",  # noqa: S608 - own names
        (*_head_row(agreement), stamp.at, agreement.recurring_no),
    )


def save_schedule(con: sqlite3.Connection, agreement: Agreement, stamp: Stamp) -> None:
    """Store where an agreement stands, and nothing else, inside the caller's transaction."""
    con.execute(
        "UPDATE recurring SET next_first = ?, next_on = ?, end_told_for = ?, updated_at = ?"
        " WHERE recurring_no = ?",
        (
            _iso(agreement.next_first), _iso(agreement.next_on), _iso(agreement.end_told_for),
            stamp.at, agreement.recurring_no,
        ),
    )  # fmt: skip


def _write_terms(con: sqlite3.Connection, recurring_no: int, agreement: Agreement) -> None:
    con.executemany(
        "INSERT INTO recurring_rule VALUES(?,?,?,?,?,?,?)",
        [
            (
                recurring_no, rule.since.isoformat(), rule.unit.value, rule.interval,
                int(rule.is_calendar), rule.on, rule.days_ahead,
            )
            for rule in agreement.rules
        ],
    )  # fmt: skip
    columns = ", ".join(("recurring_no", "since", "n", *_LINE))
    marks = ", ".join("?" * (len(_LINE) + 3))
    for prices in agreement.prices:
        since = prices.since.isoformat()
        con.execute(
            "INSERT INTO recurring_price VALUES(?,?,?)", (recurring_no, since, prices.base_month)
        )
        con.executemany(
            f"INSERT INTO recurring_line({columns}) VALUES({marks})",
            [(recurring_no, since, n, *_line_row(each)) for n, each in enumerate(prices.lines, 1)],
        )


def _line_row(each: AgreedLine) -> tuple[object, ...]:
    values = [getattr(each.line, name) for name in _LINE[:-1]]
    return (*(int(value) if isinstance(value, bool) else value for value in values),
            int(each.is_listed))  # fmt: skip


def _head_row(agreement: Agreement) -> tuple[object, ...]:
    index, automatic = agreement.index, agreement.is_automatic
    return (
        *(getattr(agreement, name) for name in _TEXTS),
        *(_iso(getattr(agreement, name)) for name in _DAYS),
        None if automatic is None else int(automatic),
        agreement.in_advance_as.value if agreement.in_advance_as else "",
        int(agreement.is_prorated), index.kind.value, _iso(index.first_on), index.percent_bp,
        index.table, index.lag_months, index.step_ore,
    )  # fmt: skip


def _read(con: sqlite3.Connection, row: Sequence[object]) -> Agreement:
    number = int(str(row[0]))
    values = dict(zip(_HEAD, row[1:], strict=True))
    automatic = values["is_automatic"]
    return Agreement(
        recurring_no=number,
        rules=_rules(con, number),
        prices=_prices(con, number),
        is_automatic=None if automatic is None else bool(automatic),
        in_advance_as=Supply(str(values["in_advance_as"])) if values["in_advance_as"] else None,
        is_prorated=bool(values["is_prorated"]),
        index=Indexation(
            kind=IndexKind(str(values["index_kind"])),
            first_on=_day(values["index_first_on"]),
            percent_bp=int(str(values["index_percent_bp"])),
            table=str(values["index_table"]),
            lag_months=int(str(values["index_lag_months"])),
            step_ore=int(str(values["index_step_ore"])),
        ),
        **{name: str(values[name]) for name in _TEXTS},  # type: ignore[arg-type]  # by name
        **{name: _day(values[name]) for name in _DAYS},  # type: ignore[arg-type]
    )


def _rules(con: sqlite3.Connection, recurring_no: int) -> tuple[Rule, ...]:
    rows = con.execute(f"{_SELECT_RULES} ORDER BY since", (recurring_no,))
    return tuple(
        Rule(date.fromisoformat(since), Unit(unit), interval, bool(is_calendar), on, days_ahead)
        for since, unit, interval, is_calendar, on, days_ahead in rows
    )


def _prices(con: sqlite3.Connection, recurring_no: int) -> tuple[Prices, ...]:
    lines: dict[str, list[AgreedLine]] = {}
    for since, *values in con.execute(_SELECT_LINES, (recurring_no,)):
        fields = dict(zip(_LINE[:-1], values[:-1], strict=True))
        fields["is_incl_vat"] = bool(fields["is_incl_vat"])
        lines.setdefault(since, []).append(AgreedLine(DraftLine(**fields), bool(values[-1])))
    rows = con.execute(
        "SELECT since, base_month FROM recurring_price WHERE recurring_no = ? ORDER BY since",
        (recurring_no,),
    )
    return tuple(
        Prices(date.fromisoformat(since), tuple(lines[since]), base_month)
        for since, base_month in rows
    )


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _day(text: object) -> date | None:
    return date.fromisoformat(str(text)) if text else None
