"""`project invoice` and `reopen`: drafts of what is free, and free again what was credited."""

from __future__ import annotations

from typing import TYPE_CHECKING
from typing import Annotated

import typer

from invoicectl.cli.args import AsJson
from invoicectl.cli.args import DryRun
from invoicectl.cli.args import OfCustomer
from invoicectl.cli.context import run_of
from invoicectl.errors import Exit

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from invoicectl.cli.context import Run
    from invoicectl.flows.project_invoice import Part
    from invoicectl.flows.project_invoice import ProjectDrafts


def invoice(
    ctx: typer.Context,
    project_nos: Annotated[
        list[str] | None, typer.Argument(metavar="PROJECT...", help="Numbers, such as P1.")
    ] = None,
    last_day: Annotated[
        str, typer.Option("--to", metavar="DATE", help="Work up to this day; today if none.")
    ] = "",
    instalment: Annotated[
        int | None, typer.Option(metavar="N", help="This instalment alone, whatever its day.")
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="Every project with work.")] = False,
    customer: OfCustomer = "",
    hold: Annotated[bool, typer.Option("--hold", help="Do not send it yet.")] = False,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Make a draft of all work that is not invoiced.

    Its hours and expenses stand on pages behind the invoice. An entry is in one draft or
    invoice only, so running it twice makes nothing twice; 'invoicectl invoice remove' sets
    the entries of a draft free.

    Example: invoicectl project invoice P1 --to 2026-10-31 --dry-run
    """
    from invoicectl.domain.dates import parse_day
    from invoicectl.flows.project_invoice import InvoiceWish
    from invoicectl.flows.project_invoice import invoice_projects
    from invoicectl.flows.project_invoice import plan_project_invoices

    run = run_of(ctx)
    run.as_json = as_json
    numbers = _chosen(run, project_nos or [], customer, every=every)
    day = parse_day(last_day, what="--to") if last_day else run.today
    wish = InvoiceWish(day, instalment, is_ready=not hold, leaves_out=not project_nos)
    do = plan_project_invoices if dry_run else invoice_projects
    found = do(run.ledger, run.settings, run.stamp, numbers, wish)
    _tell(run, found, wish.last_day, dry_run=dry_run)
    if any(each.refused for each in found):
        raise typer.Exit(Exit.PERSON_NEEDED)


def reopen(
    ctx: typer.Context,
    number: Annotated[int, typer.Argument(metavar="INVOICE", help="An invoice credited whole.")],
    as_json: AsJson = False,
) -> None:
    """Free the work of an invoice that was credited whole.

    Example: invoicectl project reopen 10001
    """
    from dataclasses import asdict

    from invoicectl.cli.output import say
    from invoicectl.cli.output import show_json
    from invoicectl.flows.project_reopen import reopen as free

    run = run_of(ctx)
    run.as_json = as_json
    done = free(run.ledger, run.stamp, number)
    if as_json:
        show_json("project reopen", **asdict(done))
    elif not done.entries:
        say(run, f"The work of {number} was made free before; nothing was done.")
    else:
        what = "entry is" if done.entries == 1 else "entries are"
        say(run, f"{done.entries} {what} free again: 'invoicectl project invoice"
            f" {done.project_no}' makes a new draft.")  # fmt: skip


def _chosen(run: Run, numbers: list[str], customer: str, *, every: bool) -> list[str]:
    from invoicectl.errors import InputError
    from invoicectl.ledger.projects import find_projects

    if bool(numbers) == (every or bool(customer)):
        raise InputError(
            "Say which project to invoice, or --all, or --customer.",
            hint="'invoicectl project wip' shows what waits.",
        )
    if numbers:
        return numbers
    listed = find_projects(run.ledger.con, customer_no=customer, with_closed=True)
    return [one.project.project_no for one in listed]


def _tell(run: Run, found: Sequence[ProjectDrafts], last_day: date, *, dry_run: bool) -> None:
    from invoicectl.cli.invoice_text import show_drafts
    from invoicectl.cli.output import say
    from invoicectl.cli.output import show_json
    from invoicectl.cli.output import warn

    drafts = [number for each in found for number in each.draft_nos]
    if run.as_json:
        show_json(
            "project invoice",
            dry_run=dry_run,
            to=last_day,
            projects=[_record(each) for each in found],
        )
        return
    parts = [(each, part) for each in found for part in each.parts]
    for each, part in parts if dry_run else ():
        _show_part(run, each, part)
    if drafts:
        show_drafts(run, drafts, command="project invoice")
    if not parts:
        say(run, f"Nothing to invoice up to {last_day:%d.%m.%Y}.")
    for each, part in () if dry_run else parts:
        entries = sum(len(line.entries) for line in part.work)
        if entries:
            what = "entry" if entries == 1 else "entries"
            say(run, f"{each.project.project_no}: {entries} {what} on pages behind the invoice.")
    warn(*(f"note: {sentence}" for each in found for sentence in each.warnings))
    for each in found:
        if each.refused:
            sentence = " ".join(each.refused.splitlines())
            warn(f"left out: {each.project.project_no}: {sentence}")


def _show_part(run: Run, each: ProjectDrafts, part: Part) -> None:
    """Show a draft that would be made."""
    from invoicectl.cli.output import Cell
    from invoicectl.cli.output import Column
    from invoicectl.cli.output import Table
    from invoicectl.cli.output import day_text
    from invoicectl.cli.output import say
    from invoicectl.cli.output import show
    from invoicectl.cli.project_text import price_text
    from invoicectl.domain.money import decimal_text
    from invoicectl.domain.pricing import line_net_ore
    from invoicectl.domain.units import unit_words

    draft = part.draft
    assert draft.delivered_from is not None
    assert draft.delivered_to is not None
    days = " to ".join(map(day_text, dict.fromkeys((draft.delivered_from, draft.delivered_to))))
    say(
        run,
        f"{each.project.project_no} {each.project.name}, customer {draft.customer_no}, delivered"
        f" {days}:",
    )
    columns = (
        Column("description", "Text"),
        Column("quantity", "Quantity", Cell.NUMBER),
        Column("unit", "Unit", Cell.CODE),
        Column("price", "Price", Cell.NUMBER),
        Column("vat_code", "VAT", Cell.CODE),
        Column("net_ore", "Net", Cell.MONEY),
    )
    rows = [
        (
            line.description,
            _rounded(decimal_text(line.quantity_micro)),
            unit_words(line.unit).partition(" / ")[0],
            price_text(line.unit_price_micro),
            line.vat_code,
            line_net_ore(line.quantity_micro, line.unit_price_micro, 0),
        )
        for line in draft.lines
    ]
    totals = ("Total", "", "", "", "", part.net_ore)
    show(run, Table(columns, rows, totals=totals), command="project invoice")


def _rounded(quantity: str) -> str:
    """Return a quantity with at most two decimals, marked when there were more."""
    whole, comma, decimals = quantity.partition(",")
    return f"{whole},{decimals[:2]}…" if len(decimals) > 2 else f"{whole}{comma}{decimals}"  # noqa: PLR2004 - decimals


def _record(each: ProjectDrafts) -> dict[str, object]:
    from dataclasses import asdict

    drafts = []
    for at, part in enumerate(each.parts):
        number = f"D{each.draft_nos[at]}" if each.draft_nos else ""
        drafts.append(
            {
                "draft": number,
                "net_ore": part.net_ore,
                "delivered_from": part.draft.delivered_from,
                "delivered_to": part.draft.delivered_to,
                "lines": [asdict(line) for line in part.draft.lines],
                "entries": [one.entry.entry_no for line in part.work for one in line.entries],
                "instalments": [one.n for one in part.instalments],
            }
        )
    return {
        "project_no": each.project.project_no,
        "drafts": drafts,
        "warnings": list(each.warnings),
        "refused": each.refused,
    }
