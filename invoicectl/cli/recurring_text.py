"""What the verbs of `recurring` print: what was made, changed and drafted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from invoicectl.cli.output import Cell
from invoicectl.cli.output import Column
from invoicectl.cli.output import Table
from invoicectl.cli.output import day_text
from invoicectl.cli.output import say
from invoicectl.cli.output import show
from invoicectl.cli.output import show_json
from invoicectl.cli.output import warn
from invoicectl.cli.recurring_words import every_words
from invoicectl.cli.recurring_words import timing_words
from invoicectl.cli.recurring_words import values_of
from invoicectl.errors import Exit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from invoicectl.cli.context import Run
    from invoicectl.domain.recurring import Agreement
    from invoicectl.flows.recurring import Saved
    from invoicectl.flows.recurring_index import Imported
    from invoicectl.flows.repeat import RepeatResult
    from invoicectl.ledger.recurring_periods import TakenPeriod


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

    how = timing_words(one)
    say(run, f"Recurring invoice {one.recurring_no} is made: {every_words(one)}, {how}.")
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
