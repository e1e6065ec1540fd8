"""Settings that a customer, project, order, agreement or invoice has of its own, as rows.

A row holds the text as the settings file would; which keys there are and what they may hold is
decided where the settings are. An invoice is named by the number of its draft, also after issue.
What a project or an agreement has a field for stands there: the two are one thing.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING
from typing import Final

from invoicectl.domain.draft import Origin
from invoicectl.domain.effective import Level
from invoicectl.errors import NotFoundError

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable

Scope = tuple[Level, str]
"""A level and whose: `(Level.CUSTOMER, "10001")`."""

_REFERENCES = {
    "invoice.our_reference": "our_reference",
    "invoice.your_reference": "your_reference",
    "invoice.order_reference": "order_reference",
}
_FIELDS: Final[Mapping[Level, Mapping[str, str]]] = {
    Level.PROJECT: _REFERENCES,
    Level.RECURRING: {
        "invoice.delivery_place": "delivery_place",
        **_REFERENCES,
        "invoice.head_text": "head_text",
        "invoice.foot_text": "foot_text",
    },
}
_NOTHING = "-"


def overrides_of(con: sqlite3.Connection, level: Level, ref: str) -> dict[str, str]:
    """Return the texts of one level by key; empty when it has none of its own."""
    rows = con.execute(
        "SELECT key, value FROM setting_override WHERE scope = ? ORDER BY key",
        (_scope(level, ref),),
    )
    return {str(key): str(value) for key, value in rows}


def overrides_of_many(
    con: sqlite3.Connection, scopes: Iterable[Scope]
) -> dict[Scope, dict[str, str]]:
    """Return the texts of several levels, those that have any, in one question."""
    names = {_scope(level, ref): (level, ref) for level, ref in scopes}
    marks = ",".join("?" * len(names))
    found: dict[Scope, dict[str, str]] = {}
    for scope, key, value in con.execute(
        f"SELECT scope, key, value FROM setting_override WHERE scope IN({marks})",  # noqa: S608 - marks only
        tuple(names),
    ):
        found.setdefault(names[str(scope)], {})[str(key)] = str(value)
    return found


def overridden_levels(con: sqlite3.Connection) -> frozenset[Level]:
    """Return the levels at which anything at all is set."""
    # ';' follows ':', so that each is one step into the table's own order
    return frozenset(
        level
        for level in Level
        if con.execute(
            "SELECT 1 FROM setting_override WHERE scope >= ? AND scope < ? LIMIT 1",
            (f"{level.value}:", f"{level.value};"),
        ).fetchone()
    )


def any_override(con: sqlite3.Connection, prefix: str) -> bool:
    """Return whether anybody has a setting of its own whose key begins with `prefix`."""
    found = con.execute(
        "SELECT 1 FROM setting_override WHERE key >= ? AND key < ? LIMIT 1",
        (prefix, prefix + "\U0010ffff"),
    )
    return found.fetchone() is not None


def own_fields(con: sqlite3.Connection, level: Level, ref: str) -> dict[str, str]:
    """Return what a project or an agreement says by fields of its own, by key; empty ones not."""
    named = _FIELDS.get(level)
    if named is None:
        return {}
    row = con.execute(
        f"SELECT {', '.join(named.values())} FROM {level.value} WHERE {level.value}_no = ?",  # noqa: S608 - own names
        (ref,),
    ).fetchone()
    return {key: str(text) for key, text in zip(named, row, strict=True) if text} if row else {}


def write_overrides(
    con: sqlite3.Connection, level: Level, ref: str, changes: Mapping[str, str | None]
) -> None:
    """Set each key to its text, or take it away where that is None, in the caller's transaction."""
    scope = _scope(level, ref)
    fields = _FIELDS.get(level, {})
    for key, text in changes.items():
        is_field = key in fields
        if is_field:
            kept = "" if text in {None, _NOTHING} else text
            con.execute(
                f"UPDATE {level.value} SET {fields[key]} = ? WHERE {level.value}_no = ?",  # noqa: S608 - own names
                (kept, ref),
            )
        if text is None or (is_field and text != _NOTHING):
            con.execute("DELETE FROM setting_override WHERE scope = ? AND key = ?", (scope, key))
        else:
            con.execute(
                "INSERT INTO setting_override VALUES(?,?,?)"
                " ON CONFLICT(scope, key) DO UPDATE SET value = excluded.value",
                (scope, key, text),
            )


def move_overrides(con: sqlite3.Connection, level: Level, old: str, new: str) -> None:
    """Give another ref what one has; what the other has already stays as it is."""
    kept = overrides_of(con, level, new)
    moved = {key: text for key, text in overrides_of(con, level, old).items() if key not in kept}
    write_overrides(con, level, new, moved)
    drop_overrides(con, level, old)


def drop_overrides(con: sqlite3.Connection, level: Level, ref: str) -> None:
    """Remove everything that is set at one level, in the caller's transaction."""
    con.execute("DELETE FROM setting_override WHERE scope = ?", (_scope(level, ref),))


def draft_no_of_invoice(con: sqlite3.Connection, invoice_no: int) -> int:
    """Return the number of the draft an invoice was made from, 0 when there is no such invoice."""
    row = con.execute("SELECT draft_no FROM invoice WHERE invoice_no = ?", (invoice_no,)).fetchone()
    return int(row[0]) if row and row[0] is not None else 0


def owner_of(con: sqlite3.Connection, level: Level, ref: str) -> tuple[str, Origin]:
    """Return whose a project, order or agreement is: customer number, and the levels above it.

    Raises:
        NotFoundError: there is none.
    """
    what, question, hint = _OWNERS[level]
    row = con.execute(question, (ref,)).fetchone()
    if row is None:
        raise NotFoundError(what, ref, hint=f"'invoicectl {hint} list' shows them all.")
    number = int(ref) if level is not Level.PROJECT else None
    return str(row[0]), Origin(
        project_no=str(row[1]),
        order_no=number if level is Level.ORDER else None,
        recurring_no=number if level is Level.RECURRING else None,
    )


_PROJECT = (
    "SELECT customer_no, project_no FROM project WHERE project_no IN(?1, upper(?1))"
    " ORDER BY project_no <> ?1"
)
_OWNERS = {
    Level.PROJECT: (
        "project",
        _PROJECT,
        "project",
    ),
    Level.ORDER: (
        "quote or order",
        "SELECT customer_no, project_no FROM sales_order WHERE order_no = CAST(? AS INTEGER)",
        "order",
    ),
    Level.RECURRING: (
        "agreement",
        "SELECT customer_no, project_no FROM recurring WHERE recurring_no = CAST(? AS INTEGER)",
        "recurring",
    ),
}


def _scope(level: Level, ref: str) -> str:
    assert level is not Level.COMPANY  # its settings are in the file
    return f"{level.value}:{ref}"
