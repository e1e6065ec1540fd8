"""`project entries`: what was written down, put right, taken away, and brought along."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from typing import Annotated

import typer

from invoicectl.cli import project_log
from invoicectl.cli.args import AsCsv
from invoicectl.cli.args import AsJson
from invoicectl.cli.args import DryRun
from invoicectl.cli.args import FromDay
from invoicectl.cli.args import OfCustomer
from invoicectl.cli.args import Search
from invoicectl.cli.args import Sort
from invoicectl.cli.args import ToDay
from invoicectl.cli.context import run_of

if TYPE_CHECKING:
    from invoicectl.cli.context import Run
    from invoicectl.flows.project_import import ImportedWork
    from invoicectl.flows.project_value import Prices
    from invoicectl.ledger.work import KeptEntry

entries = typer.Typer(help="See, correct and import hours and expenses.", no_args_is_help=True)

EntryNo = Annotated[int, typer.Argument(metavar="ENTRY", help="Number of the entry.")]
Reason = Annotated[str, typer.Option(help="Why; kept with what the entry said before.")]
_NOTES_MAX = 10
_SORTS = ("no", "day", "person", "value")


@entries.command("list")
def list_(
    ctx: typer.Context,
    project_no: Annotated[
        str, typer.Argument(metavar="[PROJECT]", help="Of one project; of all when left out.")
    ] = "",
    customer: OfCustomer = "",
    person: Annotated[str, typer.Option(help="Of one person.")] = "",
    first: FromDay = "",
    last: ToDay = "",
    only_open: Annotated[bool, typer.Option("--open", help="Only what is not invoiced.")] = False,
    removed: Annotated[bool, typer.Option("--removed", help="Removed ones too.")] = False,
    search: Search = "",
    sort: Sort = "day",
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """List hours, expenses and kilometres.

    Example: invoicectl project entries list P1 --from 2026-10-01 --csv
    """
    from invoicectl.cli.listing import days_between
    from invoicectl.cli.listing import require_customer
    from invoicectl.cli.output import show as show_table
    from invoicectl.cli.project_text import entry_table
    from invoicectl.ledger.projects import project_of
    from invoicectl.ledger.work import Wanted
    from invoicectl.ledger.work import find_work

    run = run_of(ctx)
    run.as_json, run.as_csv = as_json, as_csv
    require_customer(run, customer)
    first_day, last_day = days_between(first, last)
    con = run.ledger.con
    wanted = Wanted(
        project_no=project_of(con, project_no).project_no if project_no else "",
        customer_no=customer,
        person=person,
        first_day=first_day,
        last_day=last_day,
        with_removed=removed,
    )
    found = find_work(con, wanted)
    if only_open:
        found = [each for each in found if each.entry.is_billable and each.invoice_no is None]
    if search:
        found = [each for each in found if _says(each, search)]
    prices = _prices(run, found)
    found = _sorted(found, prices, sort)
    show_table(run, entry_table(found, prices), command="project entries list")


@entries.command()
def show(ctx: typer.Context, entry_no: EntryNo, as_json: AsJson = False) -> None:
    """Show an entry, and what it said before it was changed.

    Example: invoicectl project entries show 12
    """
    from invoicectl.cli.output import show as show_table
    from invoicectl.cli.output import show_json
    from invoicectl.cli.project_text import entry_facts
    from invoicectl.cli.project_text import entry_record
    from invoicectl.cli.project_text import former_record
    from invoicectl.cli.project_text import former_table
    from invoicectl.cli.records import fact_table
    from invoicectl.ledger.work import former_of
    from invoicectl.ledger.work import work_of

    run = run_of(ctx)
    run.as_json = as_json
    con = run.ledger.con
    kept = work_of(con, entry_no)
    prices = _prices(run, [kept])[kept.entry.project_no]
    former = former_of(con, entry_no)
    if as_json:
        show_json(
            "project entries show",
            entry=entry_record(kept, prices),
            former=list(map(former_record, former)),
        )
        return
    show_table(run, fact_table(entry_facts(kept, prices)), command="project entries show")
    if former:
        from invoicectl.cli.output import say

        say(run, "", "Before:")
        show_table(run, former_table(former), command="project entries show")


@entries.command()
def edit(
    ctx: typer.Context,
    entry_no: EntryNo,
    hours: Annotated[str | None, typer.Option(help="'3,5', '3:30' or '90 min'.")] = None,
    text: Annotated[str | None, typer.Option(help="What was done.")] = None,
    project: Annotated[
        str | None, typer.Option(metavar="PROJECT", help="Move it to this project.")
    ] = None,
    day: Annotated[str | None, typer.Option("--on", metavar="DATE", help="The day.")] = None,
    person: project_log.Person = None,
    activity: project_log.Activity = None,
    expense: project_log.Expense = None,
    km: project_log.Km = None,
    receipt: Annotated[str | None, typer.Option(help="The expense's receipt, in words.")] = None,
    markup: project_log.Markup = None,
    rate: project_log.Rate = None,
    vat: project_log.Vat = None,
    billable: project_log.Billable = None,
    reason: Reason = "",
    as_json: AsJson = False,
) -> None:
    """Correct an entry; what it said before is kept.

    Example: invoicectl project entries edit 12 --hours 3 --reason "Lunch"
    """
    from invoicectl.flows.project_log import edit_work

    run = run_of(ctx)
    run.as_json = as_json
    texts = project_log.given(
        hours=hours, text=text, project=project, date=day, person=person, activity=activity,
        expense=expense, km=km, receipt=receipt, markup=markup, rate=rate, vat_code=vat,
        billable=billable,
    )  # fmt: skip
    done = edit_work(run.ledger, run.settings, run.stamp, entry_no, texts, reason=reason)
    project_log.tell_entry(run, done, command="project entries edit", what="now")


@entries.command()
def remove(
    ctx: typer.Context,
    numbers: Annotated[list[int], typer.Argument(metavar="ENTRY...", help="Numbers of entries.")],
    reason: Reason = "",
) -> None:
    """Take entries away; the records keep them as removed.

    Example: invoicectl project entries remove 12 --reason "Wrong project"
    """
    from invoicectl.cli.output import say
    from invoicectl.flows.project_log import remove_work

    run = run_of(ctx)
    for number in dict.fromkeys(numbers):
        remove_work(run.ledger, run.stamp, number, reason=reason)
        say(run, f"Entry {number} is removed; 'project entries show {number}' still has it.")


@entries.command()
def receipt(
    ctx: typer.Context,
    entry_no: EntryNo,
    out: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Where to; its own name if none.")
    ] = None,
) -> None:
    """Write the kept receipt of an expense into a file.

    Example: invoicectl project entries receipt 12 --out taxi.pdf
    """
    from invoicectl.cli.new_file import write_new
    from invoicectl.cli.output import say
    from invoicectl.errors import InputError
    from invoicectl.ledger.documents import document_content
    from invoicectl.ledger.work import work_of

    run = run_of(ctx)
    entry = work_of(run.ledger.con, entry_no).entry
    if entry.receipt_sha256 is None:
        raise InputError(f"No file is kept with entry {entry_no}.")
    content = document_content(run.ledger.con, entry.receipt_sha256)
    path = out or Path(Path(entry.receipt).name)
    if write_new(path, content):
        say(run, f"{path}: {len(content)} bytes.")


@entries.command("import")
def import_(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="CSV file with a head line.")],
    columns: Annotated[
        list[str] | None,
        typer.Option("--map", metavar="HEAD=FIELD", help="A column whose head is not known."),
    ] = None,
    project: Annotated[
        str, typer.Option(metavar="PROJECT", help="Where a row names no project.")
    ] = "",
    person: Annotated[str, typer.Option(help="Where a row names nobody.")] = "",
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Import hours and expenses from CSV: all rows or none.

    A file may be imported again, and files may overlap: a row that came before is left
    out. --map 'HEAD=' leaves a column out.

    Example: invoicectl project entries import hours.csv --project P1
    """
    from invoicectl.flows.import_csv import parse_columns
    from invoicectl.flows.project_import import WorkWish
    from invoicectl.flows.project_import import import_work

    run = run_of(ctx)
    run.as_json = as_json
    wish = WorkWish(parse_columns(columns or ()), project, person, dry_run=dry_run)
    done = import_work(run.ledger, run.settings, run.stamp, file, wish)
    _tell_import(run, done, dry_run=dry_run)


def _tell_import(run: Run, done: ImportedWork, *, dry_run: bool) -> None:
    from dataclasses import asdict

    from invoicectl.cli.output import say
    from invoicectl.cli.output import show_json
    from invoicectl.cli.output import warn
    from invoicectl.domain.work_time import hours_text

    if run.as_json:
        record = asdict(done) | {"columns": dict(done.columns), "dry_run": dry_run}
        show_json("project entries import", **record)
        return
    say(run, f"{done.name} is {done.encoding}, its columns separated by {done.separator}.")
    for head, name in done.columns:
        if head != name:
            say(run, f"  {head} is taken as {name}")
    for head in done.ignored:
        say(run, f"  {head} is not known and was left out; --map '{head}=FIELD' takes it in")
    warn(*(f"note: {sentence}" for sentence in done.warnings[:_NOTES_MAX]))
    if (more := len(done.warnings) - _NOTES_MAX) > 0:
        warn(f"note: ... and {more} more; --json gives all of them.")
    count = done.new + done.seen_before
    would = "would be " if dry_run else ""
    parts = [f"{done.new} {would}added ({hours_text(done.minutes)} hours)"]
    if done.seen_before:
        parts.append(f"{done.seen_before} came before")
    say(run, f"{count} {'entry' if count == 1 else 'entries'}: {', '.join(parts)}.")


def _prices(run: Run, found: list[KeptEntry]) -> dict[str, Prices]:
    """Return the prices of each project that is among these entries."""
    from invoicectl.flows.project_value import Prices
    from invoicectl.ledger.projects import project_of

    con = run.ledger.con
    numbers = dict.fromkeys(each.entry.project_no for each in found)
    return {number: Prices(con, run.settings, project_of(con, number)) for number in numbers}


def _says(each: KeptEntry, text: str) -> bool:
    entry = each.entry
    said = f"{entry.person}\n{entry.activity}\n{entry.text}\n{entry.receipt}"
    return text.casefold() in said.casefold()


def _sorted(found: list[KeptEntry], prices: dict[str, Prices], sort: str) -> list[KeptEntry]:
    from invoicectl.ledger.listing import norwegian_key
    from invoicectl.ledger.listing import sorted_column

    name, is_reverse = sorted_column(sort, _SORTS)
    orders = {
        "no": lambda each: each.entry.entry_no,
        "day": lambda each: (each.entry.worked_on, each.entry.entry_no),
        "person": lambda each: (norwegian_key(each.entry.person), each.entry.worked_on),
        "value": lambda each: prices[each.entry.project_no].value_ore(each),
    }
    return sorted(found, key=orders[name], reverse=is_reverse)
