"""What the verbs of `recurring` print: agreements, periods, drafts and figures."""

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
from invoicectl.cli.output import warn
from invoicectl.errors import Exit

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from invoicectl.cli.context import Run
    from invoicectl.domain.recurring import Agreement
    from invoicectl.flows.recurring import Saved
    from invoicectl.flows.recurring_index import Imported
    from invoicectl.flows.repeat import RepeatResult
    from invoicectl.ledger.recurring_periods import TakenPeriod

HISTORY = 12
COMING = 3


def tell_added(run: Run, saved: Saved) -> None:
    """Print a new agreement, what comes first, and how much is due at once."""
    one = saved.agreement
    if run.as_json:
        show_json("recurring add", recurring=values_of(one), is_new=saved.is_new,
                  warnings=list(saved.warnings))  # fmt: skip
        return
    if not saved.is_new:
        say(run, f"Recurring invoice {one.recurring_no} was made with that key already.")
        return
    from invoicectl.domain.recurring import upcoming

    how = _timing(one)
    say(run, f"Recurring invoice {one.recurring_no} is made: {_every(one)}, {how}.")
    say(run, next_sentence(one))
    warn(*saved.warnings)
    due = 0
    for coming in upcoming(one):
        if coming.on > run.today:
            break
        due += 1
    if due > 1:
        warn(
            f"{due} periods since its start are due at once; --invoiced-to leaves out what was"
            " invoiced elsewhere."
        )


def tell_changed(run: Run, saved: Saved, *, command: str) -> None:
    """Print what changed of an agreement, and what comes next."""
    one = saved.agreement
    if run.as_json:
        show_json(command, recurring=values_of(one), changed=list(saved.changed),
                  warnings=list(saved.warnings))  # fmt: skip
        return
    words = ", ".join(name.replace("_", " ") for name in saved.changed)
    what = f"changed {words}" if words else "nothing changed"
    say(run, f"Recurring invoice {one.recurring_no}: {what}.")
    if "prices" in saved.changed:
        say(run, f"The new price holds from {day_text(one.prices[-1].since)} on.")
    say(run, next_sentence(one))
    warn(*saved.warnings)


def tell_priced(run: Run, changed: Sequence[Saved]) -> None:
    """Print from when each agreement has its new price."""
    if len(changed) == 1:
        tell_changed(run, changed[0], command="recurring price")
        return
    if run.as_json:
        show_json("recurring price", changed=[values_of(each.agreement) for each in changed])
        return
    columns = (
        Column("recurring_no", "No", Cell.NUMBER), Column("description", "Text"),
        Column("before", "Before", Cell.MONEY), Column("since", "From", Cell.DAY),
        Column("now", "Now", Cell.MONEY),
    )  # fmt: skip
    rows = [
        (
            each.agreement.recurring_no if not n else "", line.line.description,
            _before(each.agreement, n), each.agreement.prices[-1].since,
            line.line.unit_price_micro // 10_000,
        )
        for each in changed
        for n, line in enumerate(each.agreement.prices[-1].lines)
        if not line.is_listed
    ]  # fmt: skip
    empty = "No recurring invoice has a price of its own."
    show(run, Table(columns, rows, empty=empty), command="recurring price")


def _before(one: Agreement, n: int) -> int | None:
    """Return what a line cost by the prices before the newest, in øre."""
    if len(one.prices) < 2 or n >= len(one.prices[-2].lines):  # noqa: PLR2004 - one before
        return None
    return one.prices[-2].lines[n].line.unit_price_micro // 10_000


def tell_state(run: Run, one: Agreement, command: str, *sentences: str) -> None:
    """Print how an agreement stands now."""
    if run.as_json:
        show_json(command, recurring=values_of(one))
        return
    say(run, *filter(None, sentences))


def next_sentence(one: Agreement) -> str:
    """Return which invoice comes next, and when."""
    from invoicectl.domain.recurring import upcoming

    if one.next_on is None:
        return "No more invoices come." if one.next_first is None else "Nothing comes until then."
    coming = next(upcoming(one))
    period = coming.period
    return f"Next: {day_text(coming.on)}, for {day_text(period.first)} to {day_text(period.last)}."


def beyond_sentence(taken: TakenPeriod) -> str:
    """Return what a person may do about a period that is invoiced past the end."""
    days = f"{day_text(taken.first)} to {day_text(taken.last)}"
    if taken.invoice_no is None:
        return f"D{taken.draft_no} is for {days}: change or remove it before it is sent."
    return (
        f"{taken.invoice_no} is for {days}: credit what is not delivered, as with 'invoicectl"
        f" recurring credit {taken.recurring_no} {taken.first} --reason ...'."
    )


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


def show_due(run: Run, numbers: Sequence[int]) -> None:
    """Print what would be drafted now."""
    from invoicectl.flows.recurring_preview import due_now

    found = due_now(run.ledger.con, run.settings, run.today, numbers)
    columns = (
        Column("recurring_no", "No", Cell.NUMBER), Column("customer_no", ""),
        Column("customer_name", "Customer"), Column("name", "What"),
        Column("first", "From", Cell.DAY), Column("last", "To", Cell.DAY),
        Column("net_ore", "Net", Cell.MONEY), Column("problem", "Problem"),
    )  # fmt: skip
    rows = [
        (
            each.recurring_no, each.customer_no, each.customer_name, each.name,
            each.period.first, each.period.last, each.net_ore, each.problem,
        )
        for each in found
    ]  # fmt: skip
    if rows and not any(row[-1] for row in rows):
        columns = (*columns[:-1], Column("problem", ""))
    totals = ("", "", "Sum", "", "", "", sum(each.net_ore for each in found), "")
    table = Table(columns, rows, totals=totals if rows else None, empty="Nothing is due.")
    show(run, table, command="recurring run", extra={"dry_run": True})


def show_drafted(run: Run, result: RepeatResult) -> int:
    """Print the drafts that were made and what could not be; return the exit status."""
    status = Exit.PERSON_NEEDED if result.refused else Exit.DONE
    columns = (
        Column("draft", "Draft", Cell.CODE), Column("recurring_no", "No", Cell.NUMBER),
        Column("customer_no", "Customer", Cell.CODE), Column("first", "From", Cell.DAY),
        Column("last", "To", Cell.DAY), Column("net_ore", "Net", Cell.MONEY),
        Column("index", "Index"), Column("state", "State", Cell.CODE),
    )  # fmt: skip
    rows = [
        (
            f"D{each.draft_no}", each.recurring_no, each.customer_no, each.period.first,
            each.period.last, each.net_ore, each.adjusted,
            "ready" if each.is_ready else "on hold",
        )
        for each in result.drafted
    ]  # fmt: skip
    refused: list[dict[str, object]] = [
        {"recurring_no": each.recurring_no, "first": each.period.first.isoformat(),
         "message": each.sentence}
        for each in result.refused
    ]  # fmt: skip
    table = Table(columns, rows, empty="Nothing is due." if not refused else "No draft was made.")
    show(run, table, command="recurring run", extra={"refused": refused})
    held = [each for each in result.drafted if not each.is_ready]
    if held:
        say(run, f"'invoicectl invoice edit D{held[0].draft_no} --ready' approves a draft.")
    if not run.as_json:
        warn(*(
            f"recurring {each.recurring_no}, {day_text(each.period.first)}: {each.sentence}"
            for each in result.refused
        ))  # fmt: skip
    return status


def tell_index(run: Run, done: Imported) -> None:
    """Print what a file of figures brought."""
    if run.as_json:
        show_json("recurring index", name=done.name, added=done.added, same=done.same,
                  changed=list(done.changed))  # fmt: skip
        return
    parts = [f"{done.added} months are new", f"{done.same} as they were"]
    if done.changed:
        parts.append(f"{len(done.changed)} changed")
    say(run, f"Index {done.name}: {', '.join(parts)}.")


def show_figures(run: Run, name: str) -> None:
    """Print the figures of an index."""
    from invoicectl.domain.money import decimal_text
    from invoicectl.ledger.price_index import figures_of
    from invoicectl.ledger.price_index import index_names

    con = run.ledger.con
    rows = [
        (month, decimal_text(figure, decimal="." if run.as_json else ","))
        for month, figure in figures_of(con, name).items()
    ]
    known = ", ".join(row[0] for row in index_names(con))
    empty = f"There is no index {name}" + (f"; there are {known}." if known else " yet.")
    columns = (Column("month", "Month", Cell.CODE), Column("figure", name, Cell.NUMBER))
    show(run, Table(columns, rows, empty=empty), command="recurring index")


def values_of(one: Agreement) -> dict[str, object]:
    """Return an agreement for programs: plain values, days as ISO text."""
    from dataclasses import asdict

    values = asdict(one)
    values["state"] = one.state().value
    values["starts_on"] = one.starts_on
    return values


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
        ("Comes", f"{_every(one)}, {_timing(one)}"),
        ("Runs", f"{day_text(one.starts_on)} to {_day(one.ends_on) or 'further notice'}"),
        ("At least to", _day(one.minimum_until)),
        ("Sending", "by itself" if automatic else "after approval"),
        ("Short periods", "by days" if one.is_prorated else "in full"),
        ("Index", _index(one)),
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


def _every(one: Agreement) -> str:
    from invoicectl.domain.recurrence import every_text

    rule = one.rule
    text = every_text(rule)
    if len(one.rules) > 1:
        text += f" from {day_text(rule.since)}"
    return text + (" of the calendar" if rule.is_calendar else "")


def _timing(one: Agreement) -> str:
    """Return when an invoice is made, in words."""
    rule = one.rule
    side = "in arrears"
    if one.in_advance_as is not None:
        side = f"in advance ({one.in_advance_as.value})"
    if rule.on.isdigit():
        side += f", on day {rule.on} of the month"
    elif rule.on:
        side += f", on the {rule.on.replace('-', ' ')} of the month"
    if rule.days_ahead:
        side += f", {rule.days_ahead} days ahead"
    return side


def _index(one: Agreement) -> str:
    from invoicectl.domain.indexation import IndexKind
    from invoicectl.domain.money import decimal_text

    clause = one.index
    if clause.kind is IndexKind.NONE or clause.first_on is None:
        return ""
    what = f"{decimal_text(clause.percent_bp * 10_000)} %"
    if clause.kind is IndexKind.TABLE:
        base = one.prices[-1].base_month
        what = f"{clause.table}, {clause.lag_months} months before, from {base}"
    rounded = money_text(clause.step_ore)
    return f"{what}, each year from {day_text(clause.first_on)}, to whole {rounded}"


def _day(day: date | None) -> str:
    return day_text(day) if day else ""
