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
