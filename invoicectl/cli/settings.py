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
        str, typer.Argument(metavar="[TEXT]", help="Only keys or headings with this.")
    ] = "",
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Show every effective value and where it comes from.

    Secrets show the place they are fetched from, never themselves.

    Example: invoicectl settings show bank
    """
    from invoicectl.cli.settings_text import show_settings
    from invoicectl.settings.groups import says
    from invoicectl.settings.reference import shown_rows

    run = run_of(ctx)
    run.as_json, run.as_csv = as_json, as_csv
    found = [row for row in shown_rows(run.settings) if says(row.key, search)]
    show_settings(run, found, search)


@app.command()
def explain(
    ctx: typer.Context,
    customer: Annotated[str, typer.Option(metavar="NO", help="For this customer.")] = "",
    project: Annotated[str, typer.Option(metavar="NO", help="For this project.")] = "",
    order: Annotated[int | None, typer.Option(metavar="NO", help="For a quote or order.")] = None,
    recurring: Annotated[
        int | None, typer.Option(metavar="NO", help="For this recurring invoice.")
    ] = None,
    invoice: Annotated[
        str, typer.Option(metavar="REF", help="For a draft (D1) or an issued invoice.")
    ] = "",
    key: Annotated[str, typer.Option(metavar="TEXT", help="Only keys or headings with this.")] = "",
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Show which setting holds, the level it came from and what it hides.

    Company < customer < project < order or recurring invoice < the invoice itself.

    Example: invoicectl settings explain --customer 10001 --key reminders
    """
    from invoicectl.cli.settings_text import show_explained
    from invoicectl.flows.level_explain import Asked
    from invoicectl.flows.level_explain import explain as explain_levels
    from invoicectl.flows.level_explain import target_of

    run = run_of(ctx)
    run.as_json, run.as_csv = as_json, as_csv
    asked = Asked(customer, project, order, recurring, invoice)
    target = target_of(run.ledger.con, asked)
    found = explain_levels(run.ledger.con, run.settings, target, key)
    show_explained(run, found, target, key)


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
