"""Recurring invoices: agreements that are invoiced again and again."""

from __future__ import annotations

import typer

from invoicectl.cli import recurring_life
from invoicectl.cli import recurring_list
from invoicectl.cli import recurring_terms

app = typer.Typer(
    help="Subscriptions, rents and other invoices that come again.", no_args_is_help=True
)
app.command("add")(recurring_terms.add)
app.command("edit")(recurring_terms.edit)
app.command("price")(recurring_terms.price)
app.command("set")(recurring_terms.set_)
app.command("list")(recurring_list.list_)
app.command("show")(recurring_list.show)
app.command("preview")(recurring_list.preview)
app.command("run")(recurring_life.run_due)
app.command("pause")(recurring_life.pause)
app.command("resume")(recurring_life.resume)
app.command("stop")(recurring_life.stop)
app.command("skip")(recurring_life.skip)
app.command("credit")(recurring_life.credit)
app.command("index")(recurring_terms.index)
