"""Customers that become one, and customers whose data is erased."""

from __future__ import annotations

from typing import TYPE_CHECKING
from typing import Annotated

import typer

from invoicectl.cli.args import AsJson
from invoicectl.cli.args import DryRun
from invoicectl.cli.context import run_of
from invoicectl.cli.customer_master import CustomerNo

if TYPE_CHECKING:
    from collections.abc import Iterator

    from invoicectl.flows.forget import Forgotten
    from invoicectl.flows.merge import Merged


def merge(
    ctx: typer.Context,
    old: Annotated[str, typer.Argument(metavar="OLD", help="Number that becomes an alias.")],
    into: Annotated[str, typer.Argument(metavar="INTO", help="Number that goes on.")],
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Make two records of one customer one.

    Drafts, orders, projects, recurring invoices, contacts, settings and credit move. What
    was issued keeps its number, and is paid and reminded under it. Run it again to move
    credit that has come under the old number since.

    Example: invoicectl customer merge 10005 10001 --dry-run
    """
    from dataclasses import asdict

    from invoicectl.cli.output import say
    from invoicectl.cli.output import show_json
    from invoicectl.flows.merge import merge_customers

    run = run_of(ctx)
    run.as_json = as_json
    done = merge_customers(run.ledger, run.stamp, old, into, dry_run=dry_run)
    if as_json:
        show_json("customer merge", dry_run=dry_run, **asdict(done))
        return
    say(run, *_merged(done, dry_run=dry_run))


def forget(
    ctx: typer.Context,
    customer_no: CustomerNo,
    dry_run: DryRun = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask, even at a terminal.")] = False,
    as_json: AsJson = False,
) -> None:
    """Erase a customer's data, but for what the law wants kept.

    What stays is told, with the day until which it must. Refused while anything is open;
    what is erased cannot be brought back. Run it again when letters need no longer be
    kept.

    Example: invoicectl customer forget 10002 --dry-run
    """
    import sys
    from dataclasses import asdict

    from invoicectl.cli.output import say
    from invoicectl.cli.output import show_json
    from invoicectl.flows.forget import forget_customer

    run = run_of(ctx)
    run.as_json = as_json
    if not (dry_run or yes or as_json) and sys.stdin.isatty():
        plan = forget_customer(run.ledger, run.stamp, customer_no, dry_run=True)
        say(run, *_forgotten(plan, dry_run=True))
        if not typer.confirm("Erase it for good?"):
            say(run, "Nothing was erased.")
            return
    done = forget_customer(run.ledger, run.stamp, customer_no, dry_run=dry_run)
    if as_json:
        show_json("customer forget", dry_run=dry_run, **asdict(done))
        return
    say(run, *_forgotten(done, dry_run=dry_run))


def _merged(done: Merged, *, dry_run: bool) -> Iterator[str]:
    from invoicectl.domain.money import kroner

    would = "would be" if dry_run else "is"
    if done.is_again:
        yield f"Customer {done.old} is merged into customer {done.into} already."
    else:
        yield f"Customer {done.old} {would} merged into customer {done.into}."
    for what, moved in done.moved:
        yield f"  moved: {moved} {what}{'' if moved == 1 else 's'}"
    if done.credit_ore:
        yield f"  moved: {kroner(done.credit_ore, thousands=' ')} of credit, by a voucher"
    if done.filled:
        names = ", ".join(name.removesuffix("_ore") for name in done.filled)
        yield f"  filled in from {done.old}: {names}"
    for name, text in done.dropped:
        yield f"  not taken: {name} '{', '.join(text.splitlines())}'"
    if done.open_count:
        count = f"{done.open_count} invoice{'' if done.open_count == 1 else 's'}"
        owed = kroner(done.open_ore, thousands=" ")
        yield f"  stays open under {done.old}: {count}, {owed}"


def _forgotten(done: Forgotten, *, dry_run: bool) -> Iterator[str]:
    from invoicectl.cli.output import day_text

    would = "would be" if dry_run else "is"
    yield f"Customer {' and '.join(done.numbers)} {would} erased."
    letters = (f"{done.letters} letter{'' if done.letters == 1 else 's'}",) if done.letters else ()
    yield f"  erased: {', '.join((*done.erased, *letters)) or 'nothing more'}"
    for kept in done.kept:
        until = f" until {day_text(kept.until)}" if kept.until else ""
        yield f"  kept{until}: {kept.what}"
        yield f"    {kept.why}"
