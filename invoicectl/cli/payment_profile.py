"""`payment profile`: makes the CSV of a bank known that is not known yet."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from invoicectl.cli.args import AsCsv
from invoicectl.cli.args import AsJson

_CUT = 34

profile = typer.Typer(help="CSV files of banks: which are known, and a new one.",
                      no_args_is_help=True)  # fmt: skip


@profile.command("list")
def list_(ctx: typer.Context, as_json: AsJson = False, as_csv: AsCsv = False) -> None:
    """List the profiles by which CSV files of banks are known, one's own first.

    Example: invoicectl payment profile list
    """
    from invoicectl.cli.context import run_of
    from invoicectl.cli.output import Cell
    from invoicectl.cli.output import Column
    from invoicectl.cli.output import Table
    from invoicectl.cli.output import show
    from invoicectl.formats.csv_profile import profiles

    run = run_of(ctx)
    run.as_json, run.as_csv = as_json, as_csv
    columns = (
        Column("name", "Profile", Cell.CODE),
        Column("title", "Bank"),
        Column("header", "Columns"),
        Column("has_kid", "KID"),
        Column("has_balances", "Balances"),
    )
    rows = [
        (
            each.name, each.title, each.separator.join(each.header), "kid" in each.columns,
            each.balances is not None,
        )
        for each in profiles(run.settings.bank.csv_profiles)
    ]  # fmt: skip
    show(run, Table(columns, rows), command="payment profile list")


@profile.command("new")
def new(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A CSV file from the bank.")],
    name: Annotated[
        str, typer.Option("--name", metavar="NAME", help="Write it under this name.")
    ] = "",
    as_json: AsJson = False,
) -> None:
    """Show what a bank's CSV seems to hold, and write a profile.

    The profile is a small YAML file in the folder bank.csv_profiles; correct it where the guess is
    wrong. 'payment import' then reads such files.

    Example: invoicectl payment profile new kontoutskrift.csv --name mybank
    """
    from invoicectl.cli.context import run_of
    from invoicectl.cli.output import Column
    from invoicectl.cli.output import Table
    from invoicectl.cli.output import say
    from invoicectl.cli.output import show
    from invoicectl.flows.csv_profile import draft_profile
    from invoicectl.flows.csv_profile import write_profile
    from invoicectl.formats.source import read_bytes

    run = run_of(ctx)
    run.as_json = as_json
    draft = draft_profile(read_bytes(file), file.name, name or file.stem)
    meant = {head: need for need, head in draft.columns.items()}
    rows = [
        (number, head, " ".join(cell.split())[:_CUT], meant.get(head, ""))
        for number, (head, cell) in enumerate(zip(draft.heads, draft.example, strict=False), 1)
    ]
    columns = (
        Column("column", "No"),
        Column("head", "Head"),
        Column("example", "Example"),
        Column("meaning", "Seems to be"),
    )
    written = str(write_profile(run.settings.bank.csv_profiles, name, draft)) if name else ""
    extra: dict[str, object] = {"profile": draft.text, "written": written}
    show(run, Table(columns, rows), command="payment profile new", extra=extra)
    if written:
        say(
            run,
            "",
            f"{written} is written; look through it, then: invoicectl payment import {file}",
        )
    else:
        say(run, "", "The profile would be:", "", *draft.text.splitlines())
