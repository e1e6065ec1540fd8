"""Settings: checked, shown with where each value comes from, and described for editors."""

from __future__ import annotations

from typing import Annotated

import typer

from invoicectl.cli.args import AsCsv
from invoicectl.cli.args import AsJson
from invoicectl.cli.context import run_of

app = typer.Typer(help="Check and show the settings.", no_args_is_help=True)


@app.command()
def check(ctx: typer.Context, as_json: AsJson = False) -> None:
    """Check the settings file and name every fault with its line.

    Example: invoicectl settings check
    """
    from invoicectl.cli.output import say
    from invoicectl.cli.output import show_json

    run = run_of(ctx)
    run.as_json = as_json
    path = run.settings.path
    if as_json:
        show_json("settings check", file=str(path), faults=[])
    say(run, f"{path} is in order.")


@app.command()
def show(
    ctx: typer.Context,
    search: Annotated[
        str, typer.Argument(metavar="[TEXT]", help="Only keys that contain this.")
    ] = "",
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Show every effective value and where it comes from.

    Secrets show the place they are fetched from, never themselves.

    Example: invoicectl settings show bank
    """
    from invoicectl.cli.output import Column
    from invoicectl.cli.output import Table
    from invoicectl.cli.output import show as show_table
    from invoicectl.settings.reference import shown_rows

    run = run_of(ctx)
    run.as_json, run.as_csv = as_json, as_csv
    rows = [
        (row.key, row.value.replace("\n", " "), row.source)
        for row in shown_rows(run.settings)
        if search.casefold() in row.key.casefold()
    ]
    columns = (Column("key", "Key"), Column("value", "Value"), Column("source", "From"))
    empty = f"No key contains '{search}'."
    show_table(
        run,
        Table(columns, rows, empty=empty),
        command="settings show",
        extra={"file": str(run.settings.path)},
    )


@app.command()
def schema(ctx: typer.Context) -> None:
    """Print the JSON Schema of the settings file, for editors.

    Example: invoicectl settings schema
    """
    import json
    import sys

    from invoicectl.settings.reference import json_schema

    del ctx
    sys.stdout.write(json.dumps(json_schema(), ensure_ascii=False, indent=2) + "\n")
