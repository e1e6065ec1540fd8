"""How `rates` shows tables, single rows, and what is to be added."""

from __future__ import annotations

from datetime import date
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from typing import Final

from invoicectl.cli.output import Cell
from invoicectl.cli.output import Column
from invoicectl.cli.output import Table
from invoicectl.cli.output import day_text
from invoicectl.cli.output import money_text
from invoicectl.cli.output import say
from invoicectl.cli.output import show
from invoicectl.domain.money import percent_text
from invoicectl.errors import NotFoundError
from invoicectl.law.outlook import Term
from invoicectl.law.outlook import corrections
from invoicectl.law.outlook import end_of_half_year
from invoicectl.law.outlook import outlook

if TYPE_CHECKING:
    from collections.abc import Sequence

    from invoicectl.cli.context import Run
    from invoicectl.law import Act
    from invoicectl.law import Dated
    from invoicectl.law import Rates
    from invoicectl.law.outlook import Outlook
    from invoicectl.law.table import Table as LawTable

ACTS: Final = "debt_collection"
"""The word for the acts on debt collection, which are shown beside the tables."""


def show_all(run: Run, rates: Rates, day: date, *, own: Path | None) -> None:
    """Show what each table says on a day, and which act on debt collection is in force."""
    columns = (
        Column("table", "Table", Cell.CODE),
        Column("name", ""),
        Column("value", "Value", Cell.CODE),
        Column("from", "From", Cell.DAY),
        Column("known_until", "Known until", Cell.DAY),
        Column("read_in", "Read in", Cell.CODE),
        Column("source", "Source"),
        Column("amount", ""),
        Column("unit", ""),
        Column("state", ""),
    )
    rows = [_in_force(table, day, goes_on=rates.goes_on(table)) for table in rates.tables]
    rows.append(_act_in_force(rates, day))
    extra = {"on": day.isoformat(), "reviewed_through": rates.reviewed_through.isoformat()}
    show(run, Table(columns, rows), command="rates show", extra={**extra})
    say(run, *(_coming(act) for act in rates.acts if act.since is None or act.since > day))
    if any(row[-1] == "presumed" for row in rows):
        say(run, "In brackets: no longer vouched for; presumed to go on, with a warning.")
    if own is not None and own.exists():
        say(run, f"Yours are in {own}.")
    say(run, "'invoicectl rates show TABLE' shows all rows of a table, with their sources.")


def show_table(run: Run, rates: Rates, key: str, day: date | None) -> None:
    """Show all rows of one table, newest first, or the one that holds on a day.

    Raises:
        NotFoundError: there is no such table.
        RateUnknownError: a day is asked for about which nothing is known.
    """
    columns = (
        Column("from", "From", Cell.DAY),
        Column("to", "To", Cell.DAY),
        Column("value", "Value", Cell.CODE),
        Column("read_in", "Read in", Cell.CODE),
        Column("source", "Source"),
        Column("note", ""),
        Column("amount", ""),
        Column("unit", ""),
    )
    key = key.replace("-", "_")
    if key == ACTS:
        rows = _act_rows(rates, day)
        show(run, Table(columns, rows), command="rates show", extra={"table": key})
        say(run, *(f"{_sentence(act.name)}: {act.note}." for act in rates.acts if act.note))
        return
    table = _named(rates, key)
    rows = _rows(table, day, goes_on=rates.goes_on(table))
    show(run, Table(columns, rows), command="rates show", extra=_about(table))
    if day is not None and day > table.known_until:
        say(run, f"On {day_text(day)} it is presumed to go on, with a warning.")
    say(
        run,
        *(f"From {day_text(row.since)}: {row.note}." for row in table.rows if row.note),
        f"{_sentence(table.name)}, chosen by: {table.applies_by}.",
        f"Vouched for until {day_text(table.known_until)}: {table.review}.",
    )


def show_outlook(run: Run, rates: Rates, *, own: Path | None) -> bool:
    """Show how long each table is vouched for; return whether nothing has to be done."""
    found = outlook(rates, run.today)
    columns = (
        Column("table", "Table", Cell.CODE),
        Column("known_until", "Known until", Cell.DAY),
        Column("days_left", "Days left", Cell.NUMBER),
        Column("state", "State", Cell.CODE),
        Column("review", "Next"),
    )
    rows: list[Sequence[object]] = [
        (one.table.key, one.table.known_until, one.days_left, one.term, one.table.review)
        for one in found
    ]
    reviewed_left = (rates.reviewed_through - run.today).days
    state = Term.ENDED if reviewed_left < 0 else Term.KNOWN
    rows.append((ACTS, rates.reviewed_through, reviewed_left, state, "gone through by a person"))
    ending = [one for one in found if one.term is not Term.KNOWN]
    extra: dict[str, object] = {"add": _template(ending, rates, run.today)}
    show(run, Table(columns, rows), command="rates check", extra=extra)
    say(run, *_corrected(rates), *_advice(run, rates, ending, own))
    return not ending and state is Term.KNOWN


def value_text(unit: str, value: int | None) -> str:
    """Return a value of law as people read it: `12,25 %`, `430,00 kr` or `1/20`."""
    if value is None:
        return "no figure"
    if unit == "bp":
        return f"{percent_text(value)} %"
    return f"{money_text(value)} kr" if unit == "ore" else f"{value}/20"


def _in_force(table: LawTable, day: date, *, goes_on: bool) -> tuple[object, ...]:
    row = table.row_on(day)
    is_over = day > table.known_until
    if row is None or (is_over and not goes_on):
        state, text, shown = "unknown", "not known", None
    else:
        state, shown = ("presumed" if is_over else "known"), row
        text = value_text(table.unit, row.value)
    return (
        table.key, table.name, f"({text})" if state == "presumed" else text,
        shown.since if shown else None, table.known_until,
        _read_in(shown) if shown else "", shown.source if shown else "",
        shown.value if shown else None, table.unit, state,
    )  # fmt: skip


def _act_in_force(rates: Rates, day: date) -> tuple[object, ...]:
    regime = rates.debt_collection_regime(day)
    act = next(act for act in rates.acts if act.regime is regime)
    state = "known" if day <= rates.reviewed_through else "presumed"
    year = act.name.removeprefix("inkassoloven of ")
    return (
        ACTS, act.name, f"act {year}" if state == "known" else f"(act {year})", act.since,
        rates.reviewed_through, _read_in(act), act.source, None, "act", state,
    )  # fmt: skip


def _act_rows(rates: Rates, day: date | None) -> list[tuple[object, ...]]:
    regime = rates.debt_collection_regime(day) if day else None
    return [
        (act.since, None, act.name, _read_in(act), act.source, act.note, None, "act")
        for act in reversed(rates.acts)
        if regime in (None, act.regime)
    ]


def _coming(act: Act) -> str:
    title = _sentence(act.name)
    if act.since is not None:
        return f"{title} comes into force on {day_text(act.since)} ({act.source})."
    return f"{title} has no date yet ({act.source})."


def _named(rates: Rates, key: str) -> LawTable:
    found = next((table for table in rates.tables if table.key == key), None)
    if found is None:
        known = ", ".join([*(table.key for table in rates.tables), ACTS])
        raise NotFoundError("table", key, hint=f"There are {known}.")
    return found


def _rows(table: LawTable, day: date | None, *, goes_on: bool) -> list[tuple[object, ...]]:
    """Return the rows newest first, each with its last day; the newest ends with the knowledge."""
    if day is not None:
        (table.presumed_on if goes_on else table.on)(day)  # refuses what is not known
    ends = [*(row.since - timedelta(days=1) for row in table.rows[1:]), table.known_until]
    chosen = table.row_on(day) if day else None
    return [
        (
            row.since, end, value_text(table.unit, row.value), _read_in(row), row.source, row.note,
            row.value, table.unit,
        )
        for row, end in zip(reversed(table.rows), reversed(ends), strict=True)
        if chosen in (None, row)
    ]  # fmt: skip


def _about(table: LawTable) -> dict[str, object]:
    return {
        "table": table.key,
        "name": table.name,
        "applies_by": table.applies_by,
        "known_until": table.known_until.isoformat(),
        "review": table.review,
    }


def _read_in(row: Dated | Act) -> str:
    """Say where it was read: by the company, in the regulation, or in a secondary source only."""
    if row.is_own:
        return "own" if row.verified else "own, unsure"
    return "regulation" if row.verified else "secondary"


def _corrected(rates: Rates) -> list[str]:
    return [
        f"Your {table.key} from {day_text(row.since)}, {value_text(table.unit, row.value)}, is"
        f" used.\n  invoicectl knows {value_text(table.unit, ours.value)} ({ours.source})."
        for table, row, ours in corrections(rates)
    ]


def _advice(run: Run, rates: Rates, ending: list[Outlook], own: Path | None) -> list[str]:
    lines = _template(ending, rates, run.today)
    if not lines:
        return [f"Everything is known for the next {min(_left(rates, run.today))} days or longer."]
    place = str(own) if own is not None else "rates.yaml beside the settings"
    return [
        "",
        "Update invoicectl, or read what has been decided and write it into",
        f"{place}:",
        "",
        *lines,
    ]


def _left(rates: Rates, today: date) -> list[int]:
    return [(table.known_until - today).days for table in rates.tables]


def _template(ending: list[Outlook], rates: Rates, today: date) -> list[str]:
    """Return what to write into the company's own file, the values left open."""
    lines: list[str] = []
    for one in ending:
        lines.append(f"{one.table.key}:")
        tail = "" if one.table.half_yearly else "  # and rows, if the value changes"
        lines.append(f"  known_until: {one.next_until}{tail}")
        if one.table.half_yearly:
            lines.append("  rows:")
            lines.append(f"    - {{from: {one.next_from}, value: '?', source: '?'}}")
    if today > rates.reviewed_through:
        lines.append(f"reviewed_through: {end_of_half_year(today)}")
    return lines


def _sentence(text: str) -> str:
    return text[0].upper() + text[1:]
