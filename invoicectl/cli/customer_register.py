"""Customers and the company register: who has changed, and who is bankrupt or gone."""

from __future__ import annotations

from typing import TYPE_CHECKING
from typing import Annotated

import typer

from invoicectl.cli.args import AsCsv
from invoicectl.cli.args import AsJson
from invoicectl.cli.args import DryRun
from invoicectl.cli.context import run_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from invoicectl.cli.context import Run
    from invoicectl.cli.output import Table
    from invoicectl.flows.check_customers import CheckResult
    from invoicectl.flows.check_customers import Compared


def check(
    ctx: typer.Context,
    numbers: Annotated[
        list[str] | None,
        typer.Argument(metavar="[NO]...", help="Customers; all with an orgnr when none is given."),
    ] = None,
    update: Annotated[
        bool, typer.Option("--update", help="Take over name, address and VAT registration.")
    ] = False,
    dry_run: DryRun = False,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Compare customers with the company register.

    Told are those that have another name, address or VAT registration there. How each
    company stands is kept, and told again before you invoice it. Exit status 4 says that
    one is bankrupt, being wound up, deleted or unknown.

    Example: invoicectl customer check --dry-run
    """
    from invoicectl.cli.output import show
    from invoicectl.cli.output import show_json
    from invoicectl.cli.progress import progress
    from invoicectl.flows.check_customers import check_customers
    from invoicectl.flows.check_customers import compare_whom
    from invoicectl.flows.check_customers import preview_check

    run = run_of(ctx)
    run.as_json, run.as_csv = as_json, as_csv
    whom = numbers or ()
    total = len(compare_whom(run.ledger, whom))
    with progress(run, "Asking", total) as tell:
        if dry_run:
            result = preview_check(run.ledger, run.settings, whom, progress=tell)
        else:
            result = check_customers(
                run.ledger, run.settings, run.stamp, whom, update=update, progress=tell
            )
    if as_json:
        show_json("customer check", dry_run=dry_run, **_values(result))
    else:
        show(run, _table(result), command="customer check")
        _summary(run, result)
    raise typer.Exit(_status(result))


def _table(result: CheckResult) -> Table:
    from invoicectl.cli.output import Cell
    from invoicectl.cli.output import Column
    from invoicectl.cli.output import Table

    columns = (
        Column("customer_no", "No", Cell.CODE), Column("name", "Name"),
        Column("field", "What", Cell.CODE), Column("ours", "Yours"),
        Column("register", "Register"),
    )  # fmt: skip
    rows = [row for one in result.compared for row in _rows(one)]
    return Table(columns, rows, empty="All are as the register has them.")


def _rows(one: Compared) -> Iterator[list[object]]:
    from invoicectl.domain.company_register import RegisterState

    who = [one.customer.customer_no, one.customer.name]
    if one.state not in (None, RegisterState.ACTIVE):
        assert one.state is not None  # told apart above
        yield [*who, "state", "", one.state.value.replace("_", " ")]
    for found in one.differences:
        ours, register = (", ".join(text.splitlines()) for text in (found.ours, found.register))
        yield [*who, found.field, ours, register]


def _values(result: CheckResult) -> dict[str, object]:
    from dataclasses import asdict

    return {
        "customers": [
            {
                "customer_no": one.customer.customer_no,
                "name": one.customer.name,
                "orgnr": one.customer.orgnr,
                "state": one.state,
                "differences": [asdict(each) for each in one.differences],
                "problem": one.problem,
            }
            for one in result.compared
        ],
        "updated": result.updated,
        "not_asked": result.not_asked,
    }


def _summary(run: Run, result: CheckResult) -> None:
    from invoicectl.cli.output import say
    from invoicectl.cli.output import warn

    count = len(result.compared)
    parts = [f"{count} compared"]
    if result.updated:
        parts.append(f"{len(result.updated)} updated")
    say(run, f"{', '.join(parts)}.")
    for one in result.compared:
        if one.problem:
            warn(f"note: customer {one.customer.customer_no}: {one.problem}")
    if result.not_asked:
        warn(f"note: the register no longer answered; {result.not_asked} were not asked.")


def _status(result: CheckResult) -> int:
    from invoicectl.domain.company_register import RegisterState
    from invoicectl.errors import Exit

    if result.not_asked or any(one.problem for one in result.compared):
        return Exit.PARTLY
    known = {one.state for one in result.compared}
    return Exit.PERSON_NEEDED if known - {RegisterState.ACTIVE} else Exit.DONE
