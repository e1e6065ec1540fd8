"""Options that many commands share, each with one spelling and one help text."""

from __future__ import annotations

from typing import Annotated

import typer

AsJson = Annotated[bool, typer.Option("--json", help="Print a JSON envelope for programs.")]
AsCsv = Annotated[bool, typer.Option("--csv", help="Print CSV with a head line.")]
AsOf = Annotated[
    str | None, typer.Option("--as-of", metavar="DATE", help="Work as if it were this day.")
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Show what would be done; change nothing.")]
OfCustomer = Annotated[str, typer.Option("--customer", metavar="NO", help="Of one customer.")]
FromDay = Annotated[
    str, typer.Option("--from", metavar="DATE", help="From this day on, itself included.")
]
ToDay = Annotated[str, typer.Option("--to", metavar="DATE", help="Up to and including this day.")]
OnlyOpen = Annotated[bool, typer.Option("--open", help="Only what is not finished.")]
Search = Annotated[str, typer.Option("--search", metavar="TEXT", help="Only rows that say this.")]
Sort = Annotated[
    str, typer.Option("--sort", metavar="COLUMN", help="Order by a column; '-column' for reverse.")
]
