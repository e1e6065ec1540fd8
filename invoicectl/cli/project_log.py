"""`project log`: hours, an expense or kilometres, written down."""

from __future__ import annotations

from typing import TYPE_CHECKING
from typing import Annotated

import typer

from invoicectl.cli.args import AsJson
from invoicectl.cli.context import run_of

if TYPE_CHECKING:
    from invoicectl.cli.context import Run
    from invoicectl.flows.project_log import Logged
    from invoicectl.flows.project_log import Receipt

_NAME_MAX = 80
"""Longer words are no name of a file, and some systems refuse to look."""

Words = Annotated[
    list[str] | None,
    typer.Argument(metavar="[HOURS] TEXT", help="'3,5', '3:30' or '90 min', then what was done."),
]
Day = Annotated[str | None, typer.Option("--on", metavar="DATE", help="The day; today if none.")]
Person = Annotated[str | None, typer.Option(help="Who; else as set up, or the user.")]
Activity = Annotated[str | None, typer.Option(help="Kind of work; hours are invoiced by it.")]
Expense = Annotated[
    str | None, typer.Option(metavar="KRONER", help="An expense, excluding VAT, instead of hours.")
]
Km = Annotated[str | None, typer.Option(metavar="KM", help="Kilometres instead of hours.")]
Receipt_ = Annotated[
    str | None,
    typer.Option("--receipt", metavar="TEXT|FILE", help="The expense's receipt: words, or a file."),
]
Markup = Annotated[str | None, typer.Option(metavar="PERCENT", help="Added to this expense.")]
Rate = Annotated[
    str | None, typer.Option(metavar="KRONER", help="Own price of an hour or kilometre.")
]
Vat = Annotated[str | None, typer.Option(metavar="CODE", help="VAT code, when not the project's.")]
Billable = Annotated[
    bool | None,
    typer.Option("--billable/--not-billable", help="Hours of a fixed price are not, else it is."),
]


def log(
    ctx: typer.Context,
    project_no: Annotated[str, typer.Argument(metavar="PROJECT", help="Number, such as P1.")],
    words: Words = None,
    day: Day = None,
    person: Person = None,
    activity: Activity = None,
    expense: Expense = None,
    km: Km = None,
    receipt: Receipt_ = None,
    markup: Markup = None,
    rate: Rate = None,
    vat: Vat = None,
    billable: Billable = None,
    key: Annotated[
        str, typer.Option(metavar="KEY", help="Your own key: the same key makes no second entry.")
    ] = "",
    as_json: AsJson = False,
) -> None:
    """Write down hours, an expense or kilometres for a project.

    Hours are kept for each person and day, as the bookkeeping rules want them.

    Example: invoicectl project log P1 "3,5" "Meeting" --on 2026-10-01 --person Kari
    """
    from invoicectl.flows.project_log import log_work

    run = run_of(ctx)
    run.as_json = as_json
    hours, text = _parted(words or [], is_hours=expense is None and km is None)
    kept, name = _receipt(receipt)
    texts = given(
        hours=hours, text=text, date=day, person=person, activity=activity, expense=expense,
        km=km, receipt=name, markup=markup, rate=rate, vat_code=vat, billable=billable,
    )  # fmt: skip
    done = log_work(run.ledger, run.settings, run.stamp, project_no, texts, receipt=kept, key=key)
    tell_entry(run, done, command="project log", what="written down" if done.is_new else "there")


def given(**options: str | bool | None) -> dict[str, str]:
    """Return the options that were given, by field, as texts."""
    words = {True: "yes", False: "no"}
    return {
        name: words[text] if isinstance(text, bool) else text
        for name, text in options.items()
        if text is not None
    }


def tell_entry(run: Run, done: Logged, *, command: str, what: str) -> None:
    """Show an entry as it is kept now, and what to look at."""
    from invoicectl.cli.output import day_text
    from invoicectl.cli.output import money_text
    from invoicectl.cli.output import say
    from invoicectl.cli.output import show_json
    from invoicectl.cli.output import warn
    from invoicectl.cli.project_text import amount_text
    from invoicectl.cli.project_text import entry_record
    from invoicectl.cli.project_text import what_text
    from invoicectl.flows.project_value import Prices
    from invoicectl.ledger.projects import project_of

    entry = done.kept.entry
    if run.as_json:
        con = run.ledger.con
        prices = Prices(con, run.settings, project_of(con, entry.project_no))
        record = entry_record(done.kept, prices)
        show_json(command, entry=record, is_new=done.is_new, warnings=done.warnings)
        return
    worth = f"{money_text(done.priced.value_ore)} kr"
    if not entry.is_billable:
        is_fixed = project_of(run.ledger.con, entry.project_no).fixed_price_ore is not None
        worth = "part of the fixed price" if is_fixed else "not billed"
    say(
        run,
        f"Entry {entry.entry_no} {what}: {entry.project_no}, {day_text(entry.worked_on)},"
        f" {entry.person}, {amount_text(entry)}, {what_text(entry)} ({worth}).",
    )
    warn(*(f"note: {sentence}" for sentence in done.warnings))


def _parted(words: list[str], *, is_hours: bool) -> tuple[str | None, str]:
    """Return hours and text; with an expense or kilometres every word is text."""
    if not is_hours:
        return None, " ".join(words)
    return (words[0] if words else None), " ".join(words[1:])


def _receipt(text: str | None) -> tuple[Receipt | None, str | None]:
    """Return the receipt in a file, or the words that stand for one.

    What ends like a file is one: a slip in its name must not pass as words.
    """
    from pathlib import Path

    if text is None:
        return None, None
    is_named = text.casefold().endswith((".pdf", ".png", ".jpg", ".jpeg"))
    if not is_named and (len(text) > _NAME_MAX or not Path(text).is_file()):
        return None, text
    from invoicectl.flows.project_log import read_receipt

    kept = read_receipt(Path(text))
    return kept, kept.name
