"""Customers: brought along from the files of other programs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from invoicectl.cli.args import AsJson
from invoicectl.cli.args import DryRun
from invoicectl.cli.context import run_of


def import_(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="CSV file with a head line.")],
    columns: Annotated[
        list[str] | None,
        typer.Option("--map", metavar="HEAD=FIELD", help="A column whose head is not known."),
    ] = None,
    mapping: Annotated[
        Path | None,
        typer.Option(metavar="YAML", help="File that says which column is which field."),
    ] = None,
    profile: Annotated[
        str, typer.Option(metavar="NAME", help="Mapping that comes with invoicectl.")
    ] = "",
    update: Annotated[
        bool, typer.Option("--update", help="Change customers whose number exists.")
    ] = False,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Import customers from a CSV file, all or none.

    Separators, encodings and head names in English and Norwegian are recognised; every
    fault is named with its line. --map 'HEAD=' leaves a column out.

    Example: invoicectl customer import customers.csv --map "Sted 2=city" --dry-run
    """
    from invoicectl.cli.import_text import show_import
    from invoicectl.flows.import_csv import Wish
    from invoicectl.flows.import_csv import parse_columns
    from invoicectl.flows.import_customers import import_customers
    from invoicectl.flows.import_mapping import mapping_of

    run = run_of(ctx)
    run.as_json = as_json
    wish = Wish(
        columns=parse_columns(columns or ()),
        mapping=mapping_of(mapping, profile),
        update=update,
        dry_run=dry_run,
    )
    done = import_customers(run.ledger, run.settings, run.stamp, file, wish)
    show_import(run, done, "customer", dry_run=dry_run)
