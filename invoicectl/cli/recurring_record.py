"""One agreement on the screen: terms, lines, history, and what comes next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from invoicectl.cli.output import Cell
from invoicectl.cli.output import Column
from invoicectl.cli.output import Table
from invoicectl.cli.output import day_text
from invoicectl.cli.output import money_text
from invoicectl.cli.output import say
from invoicectl.cli.output import show
from invoicectl.cli.output import show_json
from invoicectl.cli.recurring_words import every_words
from invoicectl.cli.recurring_words import index_words
from invoicectl.cli.recurring_words import timing_words
from invoicectl.cli.recurring_words import values_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from invoicectl.cli.context import Run
    from invoicectl.domain.recurring import Agreement
    from invoicectl.ledger.recurring_periods import TakenPeriod

HISTORY = 12
COMING = 3


def show_agreement(run: Run, number: int) -> None:
    """Print the terms, lines, periods and coming invoices of one agreement."""
    from invoicectl.cli.records import fact_table
    from invoicectl.cli.recurring_list import index_title
    from invoicectl.flows.recurring_preview import coming_of
    from invoicectl.ledger.customers import customer_of
    from invoicectl.ledger.recurring import agreement_of
    from invoicectl.ledger.recurring_periods import taken_periods

    con = run.ledger.con
    one = agreement_of(con, number)
    history = taken_periods(con, number, limit=-1 if run.as_json else HISTORY)
    if run.as_json:
        show_json(
            "recurring show", recurring=values_of(one), periods=[_period(each) for each in history]
        )
        return
    name = customer_of(con, one.customer_no).name
    show(run, fact_table(_facts(run, one, name)), command="recurring show")
    for table in (_lines(one), _history(history)):
        if table.rows:
            say(run, "")
            show(run, table, command="recurring show")
    if one.next_on is None:
        return
    coming = coming_of(con, run.settings, run.today, one, COMING)
    rows = [
        (each.on, each.period.first, each.period.last, each.net_ore, each.percent, each.problem)
        for each in coming
    ]
    columns = (
        Column("on", "Coming", Cell.DAY), Column("first", "From", Cell.DAY),
        Column("last", "To", Cell.DAY), Column("net_ore", "Net", Cell.MONEY),
        Column("percent", index_title(coming), Cell.NUMBER),
        Column("problem", "Problem" if any(each.problem for each in coming) else ""),
    )  # fmt: skip
    say(run, "")
    show(run, Table(columns, rows), command="recurring show")


def _period(each: TakenPeriod) -> dict[str, object]:
    from dataclasses import asdict

    return {key: value for key, value in asdict(each).items() if key != "recurring_no"}


def _facts(run: Run, one: Agreement, customer_name: str) -> list[tuple[str, object]]:
    usual = run.settings.recurring
    automatic = usual.auto if one.is_automatic is None else one.is_automatic
    state = one.state().value
    if one.paused_from is not None:
        state += f" from {day_text(one.paused_from)}"
    return [
        ("Number", one.recurring_no),
        ("Name", one.name),
        ("Customer", f"{one.customer_no} {customer_name}"),
        ("State", state),
        ("Comes", f"{every_words(one)}, {timing_words(one)}"),
        ("Runs", f"{day_text(one.starts_on)} to {_day(one.ends_on) or 'further notice'}"),
        ("At least to", _day(one.minimum_until)),
        ("Sending", "by itself" if automatic else "after approval"),
        ("Short periods", "by days" if one.is_prorated else "in full"),
        ("Index", index_words(one)),
        ("Project", one.project_no),
        ("Delivery place", one.delivery_place),
        ("Our reference", one.our_reference),
        ("Your reference", one.your_reference),
        ("Their order", one.order_reference),
        ("Text above", one.head_text or usual.head_text),
        ("Text below", one.foot_text or usual.foot_text),
    ]


def _lines(one: Agreement) -> Table:
    """Return the lines of every price, the newest set last."""
    from invoicectl.domain.money import decimal_text
    from invoicectl.domain.units import unit_words

    columns = (
        Column("since", "Price from", Cell.DAY), Column("description", "Text"),
        Column("quantity", "Quantity", Cell.NUMBER), Column("unit", "Unit"),
        Column("unit_price", "Price", Cell.NUMBER), Column("discount", "Disc.", Cell.NUMBER),
        Column("vat_code", "VAT", Cell.NUMBER),
    )  # fmt: skip
    rows = []
    for prices in one.prices:
        for n, each in enumerate(prices.lines):
            line = each.line
            price = money_text(line.unit_price_micro // 10_000)
            if line.unit_price_micro % 10_000:
                price = decimal_text(line.unit_price_micro)
            discount = decimal_text(line.discount_bp * 10_000) + " %" if line.discount_bp else ""
            rows.append(
                (
                    "" if n else prices.since, line.description, decimal_text(line.quantity_micro),
                    unit_words(line.unit), "price list" if each.is_listed else price, discount,
                    line.vat_code,
                )
            )  # fmt: skip
    return Table(columns, rows)


def _history(history: Sequence[TakenPeriod]) -> Table:
    columns = (
        Column("first", "From", Cell.DAY), Column("last", "To", Cell.DAY),
        Column("net_ore", "Net", Cell.MONEY), Column("index", "Index"),
        Column("document", "Document", Cell.CODE), Column("state", "State", Cell.CODE),
    )  # fmt: skip
    rows = [
        (
            each.first, each.last, "" if each.draft_no is None else each.net_ore, each.adjusted,
            each.invoice_no or (f"D{each.draft_no}" if each.draft_no else ""), each.state.value,
        )
        for each in history
    ]  # fmt: skip
    return Table(columns, rows)


def _day(day: date | None) -> str:
    return day_text(day) if day else ""
