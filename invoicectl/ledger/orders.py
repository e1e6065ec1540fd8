"""Quotes and orders in the ledger: a row each, its lines, and the series of their numbers."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from invoicectl.domain.draft import DraftLine
from invoicectl.domain.effective import Level
from invoicectl.domain.order import AdvanceKind
from invoicectl.domain.order import OrderLine
from invoicectl.domain.order import OrderState
from invoicectl.domain.order import SalesOrder
from invoicectl.errors import NotFoundError
from invoicectl.ledger.overrides import overrides_of
from invoicectl.ledger.overrides import write_overrides

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable

    from invoicectl.domain.stamp import Stamp

ORDERS = "order"
QUOTES = "quote"
_HEAD = (
    "customer_no", "project_no", "state", "revision", "made_on", "quoted_on", "ordered_on",
    "valid_to", "delivery_from", "delivery_to", "contact", "comment", "advance_kind", "reason",
    "quote_no",
)  # fmt: skip
_DAYS = frozenset(
    {"made_on", "quoted_on", "ordered_on", "valid_to", "delivery_from", "delivery_to"}
)
_LINE = (
    "description", "quantity_micro", "unit", "unit_price_micro", "discount_bp", "vat_code",
    "income_account", "product_no", "is_incl_vat",
)  # fmt: skip
# the customer's order number is a setting of the order, so that it has one place alone
_REFERENCE = "invoice.order_reference"
_SELECT = f"SELECT order_no, {', '.join(_HEAD)} FROM sales_order"  # noqa: S608 - own names
_SELECT_LINES = (
    f"SELECT n, accepted_micro, {', '.join(_LINE)} FROM sales_order_line"  # noqa: S608 - own names
    " WHERE order_no = ? ORDER BY n"
)
_DELIVERED = """(SELECT coalesce(sum(d.quantity_micro), 0) FROM order_delivery d
  WHERE d.order_no = l.order_no AND d.line_n = l.n)"""
# lines of which something is still to be delivered, or delivered and on no issued invoice
_UNFINISHED = f"""order_no IN(SELECT l.order_no FROM sales_order_line l
 WHERE coalesce(l.accepted_micro, l.quantity_micro) NOT IN(0, {_DELIVERED})
 OR {_DELIVERED} <> (SELECT coalesce(sum(x.quantity_micro), 0) FROM order_draft x
  JOIN invoice i USING(draft_no) WHERE x.order_no = l.order_no AND x.line_n = l.n))"""  # noqa: S608
_MARKS = ", ".join("?" * (len(_LINE) + 3))
_INSERT_LINE = (
    f"INSERT INTO sales_order_line(order_no, n, accepted_micro, {', '.join(_LINE)})"
    f" VALUES({_MARKS})"
)


def take_order_no(con: sqlite3.Connection, series: str, first_no: int) -> int:
    """Take the next free number inside the caller's transaction; a rollback gives it back.

    A number that the other series has used is passed over, so that one number names one thing.

    Args:
        con: a connection inside `Ledger.write()`.
        series: `ORDERS` or `QUOTES`.
        first_no: where a series begins that has given no number yet.
    """
    con.execute(
        "INSERT INTO series SELECT ?,? WHERE NOT EXISTS(SELECT 1 FROM series WHERE name = ?)",
        (series, first_no, series),
    )
    while True:
        row = con.execute(
            "UPDATE series SET next_no = next_no + 1 WHERE name = ? RETURNING next_no - 1",
            (series,),
        ).fetchone()
        if not has_order(con, int(row[0])):
            return int(row[0])


def add_order(con: sqlite3.Connection, order: SalesOrder, stamp: Stamp) -> None:
    """Store a new quote or order under its number inside the caller's transaction."""
    columns = ", ".join(("order_no", *_HEAD, "created_at", "updated_at"))
    marks = ", ".join("?" * (len(_HEAD) + 3))
    con.execute(
        f"INSERT INTO sales_order({columns}) VALUES({marks})",
        (order.order_no, *_head_row(order), stamp.at, stamp.at),
    )
    _insert_lines(con, order)
    _keep_reference(con, order)


def save_order(con: sqlite3.Connection, order: SalesOrder, stamp: Stamp) -> None:
    """Store the new state of a quote or order inside the caller's transaction."""
    pairs = ", ".join(f"{column} = ?" for column in _HEAD)
    con.execute(
        f"UPDATE sales_order SET {pairs}, updated_at = ? WHERE order_no = ?",  # noqa: S608 - own names
        (*_head_row(order), stamp.at, order.order_no),
    )
    con.execute("DELETE FROM sales_order_line WHERE order_no = ?", (order.order_no,))
    _insert_lines(con, order)
    _keep_reference(con, order)


def order_of(con: sqlite3.Connection, order_no: int, *, what: str = "order") -> SalesOrder:
    """Return one quote or order.

    Args:
        con: an open ledger.
        order_no: its number.
        what: `quote` or `order`, what the user asked for.

    Raises:
        NotFoundError: there is none with that number.
    """
    row = con.execute(f"{_SELECT} WHERE order_no = ?", (order_no,)).fetchone()
    if row is None:
        raise NotFoundError(what, order_no, hint=f"'invoicectl {what} list' shows them all.")
    return _read(con, row)


def has_order(con: sqlite3.Connection, order_no: int) -> bool:
    """Return whether a quote or an order has that number."""
    found = con.execute("SELECT 1 FROM sales_order WHERE order_no = ?", (order_no,))
    return found.fetchone() is not None


def orders_where(
    con: sqlite3.Connection,
    *,
    customer_no: str = "",
    states: Iterable[OrderState] = (),
    only_quoted: bool = False,
    made: tuple[date | None, date | None] = (None, None),
    only_unfinished: bool = False,
) -> list[SalesOrder]:
    """Return quotes and orders by number.

    Args:
        con: an open ledger.
        customer_no: of one customer, when given.
        states: in one of these, when given.
        only_quoted: those that began as a quote.
        made: from the first day to the last, both included; None for no bound.
        only_unfinished: those with a line that is not delivered and invoiced whole; closed ones
            among them.
    """
    wanted = tuple(state.value for state in states)
    rules = [
        (f"state IN({','.join('?' * len(wanted))})", wanted, bool(wanted)),
        ("customer_no = ?", (customer_no,), bool(customer_no)),
        ("quoted_on IS NOT NULL", (), only_quoted),
        ("made_on >= ?", (_iso(made[0]),), made[0] is not None),
        ("made_on <= ?", (_iso(made[1]),), made[1] is not None),
        (_UNFINISHED, (), only_unfinished),
    ]
    where = " AND ".join([rule for rule, _, given in rules if given] or ["1"])
    values = [value for _, some, given in rules if given for value in some]
    rows = con.execute(f"{_SELECT} WHERE {where} ORDER BY order_no", values).fetchall()
    return [_read(con, row) for row in rows]


def order_from_quote(con: sqlite3.Connection, quote_no: int) -> int | None:
    """Return the order that a quote with a number of its own became, None when there is none."""
    row = con.execute(
        "SELECT order_no FROM sales_order WHERE quote_no = ? AND quoted_on IS NULL", (quote_no,)
    ).fetchone()
    return int(row[0]) if row else None


def order_with_key(con: sqlite3.Connection, key: str) -> int | None:
    """Return the order that something was done to under this key, None when it is new."""
    row = con.execute("SELECT order_no FROM order_key WHERE key = ?", (key,)).fetchone()
    return int(row[0]) if row else None


def keep_order_key(con: sqlite3.Connection, key: str, order_no: int, stamp: Stamp) -> None:
    """Write down inside the caller's transaction that a key is used; nothing for ''."""
    if key:
        con.execute("INSERT INTO order_key VALUES(?,?,?)", (key, order_no, stamp.at))


def _insert_lines(con: sqlite3.Connection, order: SalesOrder) -> None:
    con.executemany(
        _INSERT_LINE,
        [
            (
                order.order_no,
                each.n,
                each.accepted_micro,
                *(getattr(each.line, name) for name in _LINE),
            )
            for each in order.lines
        ],
    )


def _keep_reference(con: sqlite3.Connection, order: SalesOrder) -> None:
    if order.order_reference != _reference(con, order.order_no):
        text = order.order_reference or None
        write_overrides(con, Level.ORDER, str(order.order_no), {_REFERENCE: text})


def _reference(con: sqlite3.Connection, order_no: int) -> str:
    text = overrides_of(con, Level.ORDER, str(order_no)).get(_REFERENCE, "")
    return "" if text == "-" else text


def _head_row(order: SalesOrder) -> tuple[object, ...]:
    row: list[object] = []
    for name in _HEAD:
        value = getattr(order, name)
        if name in _DAYS:
            row.append(_iso(value))
        else:
            row.append(value.value if name in {"state", "advance_kind"} else value)
    return tuple(row)


def _read(con: sqlite3.Connection, row: tuple[object, ...]) -> SalesOrder:
    values = dict(zip(_HEAD, row[1:], strict=True))
    for name in _DAYS:
        values[name] = date.fromisoformat(str(values[name])) if values[name] else None
    values["state"] = OrderState(str(values["state"]))
    values["advance_kind"] = AdvanceKind(str(values["advance_kind"]))
    lines = tuple(
        OrderLine(n, _line(rest), accepted)
        for n, accepted, *rest in con.execute(_SELECT_LINES, (row[0],))
    )
    number = int(str(row[0]))
    reference = _reference(con, number)
    return SalesOrder(order_no=number, lines=lines, order_reference=reference, **values)  # type: ignore[arg-type]  # own columns


def _line(row: list[object]) -> DraftLine:
    values = dict(zip(_LINE, row, strict=True))
    values["is_incl_vat"] = bool(values["is_incl_vat"])
    return DraftLine(**values)  # type: ignore[arg-type]  # own columns


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
