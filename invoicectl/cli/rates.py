"""`rates`: the dated values of law that are worked by, and how long they are vouched for."""

from __future__ import annotations

from typing import TYPE_CHECKING
from typing import Annotated

import typer

from invoicectl.cli.args import AsCsv
from invoicectl.cli.args import AsJson
from invoicectl.cli.args import AsOf
from invoicectl.cli.context import run_of

if TYPE_CHECKING:
    from pathlib import Path

    from invoicectl.cli.context import Run
    from invoicectl.law import Rates

app = typer.Typer(help="Rates of law: what is known, and until when.", no_args_is_help=True)


@app.command()
def show(
    ctx: typer.Context,
    table: Annotated[
        str, typer.Argument(metavar="[TABLE]", help="One table, with all its rows.")
    ] = "",
    on: Annotated[
        str | None, typer.Option("--on", metavar="DATE", help="What holds on this day.")
    ] = None,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Show the rates in force, or all rows of one table.

    Each has its source. Yours are those of rates.yaml beside the settings; all others come with
    invoicectl.

    Example: invoicectl rates show late_interest
    """
    from invoicectl.cli.rates_text import show_all
    from invoicectl.cli.rates_text import show_table
    from invoicectl.domain.dates import parse_day

    run = run_of(ctx)
    run.as_json, run.as_csv = as_json, as_csv
    day = parse_day(on, what="--on") if on else None
    rates, own = _rates(run)
    if table:
        show_table(run, rates, table, day)
    else:
        show_all(run, rates, day or run.today, own=own)


@app.command()
def check(
    ctx: typer.Context,
    as_of: AsOf = None,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Check your own rates, and whether any table ends within 60 days.

    Ends with status 4 when one does, or has ended, and says what to add.

    Example: invoicectl rates check
    """
    from invoicectl.cli.rates_text import show_outlook
    from invoicectl.errors import Exit

    run = run_of(ctx)
    run.as_json, run.as_csv = as_json, as_csv
    run.set_as_of(as_of)
    rates, own = _rates(run)
    if not show_outlook(run, rates, own=own):
        raise typer.Exit(Exit.PERSON_NEEDED)


def _rates(run: Run) -> tuple[Rates, Path | None]:
    """Return the rates and where the company's own ones belong; None outside of any company."""
    import os
    from pathlib import Path

    from invoicectl.errors import SetupError
    from invoicectl.flows.own_rates import NAME
    from invoicectl.flows.own_rates import rates_beside
    from invoicectl.law import SHIPPED
    from invoicectl.settings.load import VARIABLE
    from invoicectl.settings.load import find_config

    try:
        config = find_config(run.config, environ=os.environ, cwd=Path.cwd())
    except SetupError:
        if run.config is not None or os.environ.get(VARIABLE):
            raise
        return SHIPPED, None
    return rates_beside(config), config.with_name(NAME)
