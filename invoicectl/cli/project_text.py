"""How projects and entries are shown: prices, amounts, states and budget bars."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from invoicectl.cli.output import Cell
from invoicectl.cli.output import Column
from invoicectl.cli.output import Table
from invoicectl.domain.money import decimal_text
from invoicectl.domain.work import EntryKind
from invoicectl.domain.work import EntryState
from invoicectl.domain.work_time import hours_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from invoicectl.domain.project import Project
    from invoicectl.domain.work import Entry
    from invoicectl.flows.project_value import Prices
    from invoicectl.ledger.connect import Connection
    from invoicectl.ledger.work import Former
    from invoicectl.ledger.work import KeptEntry

_BAR = 30
_FULL = 100


def price_text(micro: int) -> str:
    """Return a price in kroner with two decimals, and more only when it has them."""
    whole, _comma, decimals = decimal_text(micro).partition(",")
    return f"{int(whole):,}".replace(",", " ") + f",{decimals.ljust(2, '0')}"


def amount_text(entry: Entry) -> str:
    """Return what was recorded: `3,50 h`, `42 km`, or `expense`."""
    if entry.kind is EntryKind.TIME:
        return f"{hours_text(entry.minutes)} h"
    if entry.kind is EntryKind.DISTANCE:
        return f"{decimal_text(entry.distance_micro)} km"
    return "expense"


def where_text(kept: KeptEntry) -> str:
    """Return where an entry is: its draft, its invoice, or its state."""
    if kept.invoice_no is not None:
        return str(kept.invoice_no)
    if kept.draft_no is not None:
        return f"D{kept.draft_no}"
    return "" if kept.state is EntryState.OPEN else kept.state.value


def what_text(entry: Entry) -> str:
    """Return activity and text of an entry in one."""
    return ": ".join(filter(None, (entry.activity, entry.text)))


def project_record(con: Connection, project: Project) -> dict[str, object]:
    """Return a project with its rates, for programs."""
    from invoicectl.ledger.projects import rates_of

    rates = [asdict(rate) for rate in rates_of(con, project.project_no)]
    return {**asdict(project), "rates": rates}


def entry_record(kept: KeptEntry, prices: Prices) -> dict[str, object]:
    """Return an entry with its price and where it is, for programs."""
    priced = prices.of(kept.entry)
    return {
        **asdict(kept.entry),
        "state": kept.state,
        "draft": f"D{kept.draft_no}" if kept.draft_no else "",
        "invoice_no": kept.invoice_no,
        "price_micro": priced.price_micro,
        "value_ore": prices.value_ore(kept),
    }


def entry_table(work: Sequence[KeptEntry], prices: dict[str, Prices]) -> Table:
    """Return entries as a table; `prices` are those of each project by its number."""
    several = len({each.entry.project_no for each in work}) > 1
    values = [_value(each, prices[each.entry.project_no]) for each in work]
    columns = (
        Column("entry_no", "No", Cell.NUMBER),
        Column("worked_on", "Day", Cell.DAY),
        Column("project_no", "Project" if several else "", Cell.CODE),
        Column("person", "Person"),
        Column("amount", "Amount", Cell.NUMBER),
        Column("what", "What"),
        Column("value_ore", "Value", Cell.MONEY),
        Column("where", "In", Cell.CODE),
        Column("kind", ""),
        Column("activity", ""),
        Column("text", ""),
        Column("minutes", "", Cell.NUMBER),
        Column("distance", "", Cell.NUMBER),
        Column("cost_ore", "", Cell.MONEY),
        Column("billable", ""),
        Column("state", ""),
        Column("receipt", ""),
    )
    rows = [
        (
            each.entry.entry_no,
            each.entry.worked_on,
            each.entry.project_no,
            each.entry.person,
            amount_text(each.entry),
            what_text(each.entry),
            value,
            where_text(each),
            each.entry.kind,
            each.entry.activity,
            each.entry.text,
            each.entry.minutes,
            decimal_text(each.entry.distance_micro, decimal="."),
            each.entry.cost_ore,
            each.entry.is_billable,
            each.state,
            each.entry.receipt,
        )
        for each, value in zip(work, values, strict=True)
    ]
    minutes = sum(each.entry.minutes for each in work if not each.entry.is_removed)
    total = sum(
        value or 0 for value, each in zip(values, work, strict=True) if not each.entry.is_removed
    )
    sums = ["" for _ in columns]
    sums[3], sums[4] = "Total", f"{hours_text(minutes)} h"
    totals: list[object] = [*sums]
    totals[6] = total
    return Table(columns, rows, totals=totals if rows else None, empty="No entries.")


def _value(kept: KeptEntry, prices: Prices) -> int | None:
    """Return what an entry is worth, None while nobody has said what it costs."""
    is_unpriced = kept.entry.is_billable and prices.of(kept.entry).price_micro is None
    return None if is_unpriced and kept.net_ore is None else prices.value_ore(kept)


def budget_bar(used: int, budget: int, text: str) -> str:
    """Return a bar of how much of a budget is used, with the figures behind it."""
    percent = used * _FULL // budget
    filled = min(_BAR, used * _BAR // budget)
    return f"{'█' * filled}{'░' * (_BAR - filled)} {percent} % {text}"


def entry_facts(kept: KeptEntry, prices: Prices) -> list[tuple[str, object]]:
    """Return the fields of an entry for people."""
    from invoicectl.cli.output import money_text

    entry = kept.entry
    price = prices.of(entry).price_micro
    worth = "not billed" if not entry.is_billable else f"{money_text(prices.value_ore(kept))} kr"
    unit = {EntryKind.TIME: " an hour", EntryKind.DISTANCE: " a kilometre"}.get(entry.kind, "")
    return [
        ("Entry", entry.entry_no),
        ("Project", entry.project_no),
        ("Day", entry.worked_on),
        ("Person", entry.person),
        ("Amount", amount_text(entry) if entry.kind is not EntryKind.EXPENSE else ""),
        ("Cost", money_text(entry.cost_ore) if entry.cost_ore else ""),
        ("Activity", entry.activity),
        ("Text", entry.text),
        ("Price", f"{price_text(price)}{unit}" if price is not None else "none yet"),
        ("Value", f"{worth}, excluding VAT" if entry.is_billable else worth),
        ("VAT code", entry.vat_code),
        ("Receipt", entry.receipt),
        ("Kept file", "yes, 'project entries receipt' writes it" if entry.receipt_sha256 else ""),
        ("State", where_text(kept) or "open"),
    ]


def former_record(former: Former) -> dict[str, object]:
    """Return what an entry said before a change, for programs."""
    import json

    return {**asdict(former), "former": json.loads(former.former)}


def former_table(former: Sequence[Former]) -> Table:
    """Return what an entry said before each change, for people."""
    import json

    columns = (
        Column("at", "Until (UTC)", Cell.CODE),
        Column("actor", "By"),
        Column("change", "Then", Cell.CODE),
        Column("said", "It said"),
        Column("reason", "Why"),
    )
    rows = [
        (each.at[:16].replace("T", " "), each.actor, each.change, _said(json.loads(each.former)),
         each.reason)
        for each in former
    ]  # fmt: skip
    return Table(columns, rows)


def _said(row: dict[str, object]) -> str:
    """Return a former state in one line."""
    from datetime import date

    from invoicectl.domain.work import Entry
    from invoicectl.flows.project_log import in_words

    kind = EntryKind(str(row["kind"]))
    day = date.fromisoformat(str(row["worked_on"]))
    return in_words(Entry(**{**row, "kind": kind, "worked_on": day}))  # type: ignore[arg-type]  # as it was stored
