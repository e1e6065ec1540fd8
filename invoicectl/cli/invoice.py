"""Invoices: drafts that are edited, and issued documents that never change."""

from __future__ import annotations

import typer

from invoicectl.cli import invoice_draft
from invoicectl.cli import invoice_issued
from invoicectl.cli import level_set

app = typer.Typer(help="Make, show, credit and dispute invoices.", no_args_is_help=True)
app.command("new")(invoice_draft.new)
app.command("edit")(invoice_draft.edit)
app.command("set")(level_set.invoice)
app.command("remove")(invoice_draft.remove)
app.command("list")(invoice_issued.list_)
app.command("show")(invoice_issued.show)
app.command("pdf")(invoice_issued.pdf)
app.command("credit")(invoice_issued.credit)
app.command("dispute")(invoice_issued.dispute)
