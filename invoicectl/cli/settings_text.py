"""How settings are laid out: under the headings people look for, with their history beside."""

from __future__ import annotations

from typing import TYPE_CHECKING

from invoicectl.cli.output import Cell
from invoicectl.cli.output import Column
from invoicectl.cli.output import Table
from invoicectl.cli.output import say
from invoicectl.cli.output import show
from invoicectl.cli.output import show_json
from invoicectl.cli.output import terminal_width
from invoicectl.cli.plain import width
from invoicectl.domain.effective import Level
from invoicectl.settings.groups import GROUPS
from invoicectl.settings.groups import group_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from invoicectl.cli.context import Run
    from invoicectl.flows.level_explain import Explained
    from invoicectl.flows.level_explain import Target
    from invoicectl.settings.reference import ShownRow

_GAPS = 6
_NARROW = 16
_LEAST = 28
_LINES = 3
_FOOTNOTE = "* Nothing uses this yet in this version."


def show_settings(run: Run, rows: Sequence[ShownRow], search: str) -> None:
    """Print every effective value of the company, under headings."""
    titles = list(GROUPS)
    ordered = sorted(rows, key=lambda row: titles.index(group_of(row.key)))
    plain = [(group_of(row.key), row.key, _one_line(row.value), row.source) for row in ordered]
    columns = (
        Column("group", ""),
        Column("key", "Key", Cell.CODE),
        Column("value", "Value"),
        Column("source", "From"),
    )
    shown = plain if run.as_json or run.as_csv else _headed(plain)
    show(
        run,
        Table(columns, shown, empty=f"No key contains '{search}'."),
        command="settings show",
        extra={"file": str(run.settings.path)},
    )


def show_explained(run: Run, found: Sequence[Explained], target: Target, search: str) -> None:
    """Print what holds, the level it came from and what it hides."""
    if run.as_json:
        show_json("settings explain", target=_target(target), rows=list(map(_record, found)))
        return
    plain = [
        (each.group, _marked(each, is_program=run.as_csv), _value(each), _from(each), _hides(each))
        for each in found
    ]
    columns = (
        Column("group", ""),
        Column("key", "Key", Cell.CODE),
        Column("value", "Value"),
        Column("from", "From"),
        Column("hides", "Hides"),
    )
    shown = plain if run.as_csv else _whole(_headed(plain), terminal_width())
    say(run, _heading(target), "")
    empty = f"No key contains '{search}'."
    show(run, Table(columns, shown, empty=empty), command="settings explain")
    notes = [_FOOTNOTE] if any(each.is_idle for each in found) else []
    if target.invoice_no is not None:
        notes.append(f"What is printed is fixed: 'invoicectl invoice show {target.invoice_no}'.")
    if notes:
        say(run, "", *notes)


def _headed(rows: Sequence[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """Return the rows with a heading before each group, and their keys set in."""
    found: list[tuple[str, ...]] = []
    group = ""
    for row in rows:
        if row[0] != group:
            group = row[0]
            rest = ("",) * (len(row) - 2)
            found += [("", "", *rest)] * bool(found)
            found.append((group, group, *rest))
        found.append((row[0], f"  {row[1]}", *row[2:]))
    return found


def _whole(rows: Sequence[tuple[str, ...]], columns: int) -> list[tuple[str, ...]]:
    """Return rows whose value and hidden values stand in full, on lines of their own if need be."""
    from textwrap import wrap

    key, come = (max((width(row[at]) for row in rows), default=0) for at in (1, 3))
    room = columns - key - come - _GAPS
    hidden = max((width(part) for row in rows for part in row[4].split("; ")), default=0)
    value = max((width(row[2]) for row in rows), default=0)
    whole = max((width(row[4]) for row in rows), default=0)
    if value + whole <= room or room < _LEAST:
        return list(rows)
    hidden = max(min(hidden, room - value), _NARROW)
    found: list[tuple[str, ...]] = []
    for group, name, text, source, hides in rows:
        left = wrap(text, room - hidden, max_lines=_LINES, placeholder=" …") or [""]
        right = [line for part in hides.split("; ") for line in wrap(part, hidden)]
        for at in range(max(len(left), len(right))):
            first = (name, source) if at == 0 else ("", "")
            found.append((group, first[0], *_at(left, at), first[1], *_at(right, at)))
    return found


def _at(lines: Sequence[str], at: int) -> tuple[str]:
    return (lines[at] if at < len(lines) else "",)


def _heading(target: Target) -> str:
    """Return whose settings these are."""
    if target.customer is None:
        return "The company's settings."
    parts = [f"customer {target.customer.customer_no} {target.customer.name}"]
    origin = target.origin
    if origin.project_no:
        parts.append(f"project {origin.project_no}")
    if origin.order_no is not None:
        parts.append(f"order {origin.order_no}")
    if origin.recurring_no is not None:
        parts.append(f"agreement {origin.recurring_no}")
    if target.invoice_no is not None:
        parts.append(f"invoice {target.invoice_no}")
    elif target.draft_no:
        parts.append(f"draft D{target.draft_no}")
    return f"What holds for {', '.join(parts)}."


def _target(target: Target) -> dict[str, object]:
    origin = target.origin
    return {
        "customer_no": target.customer.customer_no if target.customer else None,
        "project_no": origin.project_no or None,
        "order_no": origin.order_no,
        "recurring_no": origin.recurring_no,
        "draft": f"D{target.draft_no}" if target.draft_no else None,
        "invoice_no": target.invoice_no,
    }


def _record(each: Explained) -> dict[str, object]:
    return {
        "group": each.group,
        "key": each.key,
        "value": each.value,
        "level": each.level.value,
        "ref": _ref(each.level, each.ref),
        "line": each.line,
        "replaced_by": each.by or None,
        "hides": [
            {"value": one.value, "level": one.level.value, "ref": _ref(one.level, one.ref)}
            for one in each.hides
        ],
        "used": not each.is_idle,
    }


def _marked(each: Explained, *, is_program: bool) -> str:
    return f"{each.key} *" if each.is_idle and not is_program else each.key


def _value(each: Explained) -> str:
    return f"(see {each.by})" if each.by else _one_line(each.value)


def _from(each: Explained) -> str:
    if each.level is Level.COMPANY:
        return f"company, line {each.line}" if each.line else "company"
    return f"{each.level.value} {_ref(each.level, each.ref)}".rstrip()


def _hides(each: Explained) -> str:
    return "; ".join(
        f"{_one_line(one.value)} ({one.level.value})" for one in each.hides if one.value
    )


def _ref(level: Level, ref: str) -> str:
    """Return whose it is as people name it: an invoice by its draft."""
    return f"D{ref}" if level is Level.INVOICE and ref else ref


def _one_line(text: str) -> str:
    return " ".join(text.split())
