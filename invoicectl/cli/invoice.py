"""Invoices: drafts that are edited, and issued documents that never change."""

from __future__ import annotations

import typer

from invoicectl.cli import invoice_draft

app = typer.Typer(help="Make, show, credit and dispute invoices.", no_args_is_help=True)
app.command("new")(invoice_draft.new)
app.command("edit")(invoice_draft.edit)
app.command("remove")(invoice_draft.remove)
