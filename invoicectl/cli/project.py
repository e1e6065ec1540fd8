"""Projects: hours and expenses written down now, and invoiced with what is behind them."""

from __future__ import annotations

import typer

from invoicectl.cli import project_entries
from invoicectl.cli import project_instalment
from invoicectl.cli import project_invoice
from invoicectl.cli import project_list
from invoicectl.cli import project_log
from invoicectl.cli import project_master
from invoicectl.cli import project_wip

app = typer.Typer(help="Collect hours and expenses, and invoice them.", no_args_is_help=True)
app.command("add")(project_master.add)
app.command("edit")(project_master.edit)
app.command("set")(project_master.set_)
app.command("import")(project_master.import_)
app.command("rate")(project_master.rate)
app.command("list")(project_list.list_)
app.command("show")(project_list.show)
app.command("log")(project_log.log)
app.command("invoice")(project_invoice.invoice)
app.command("wip")(project_wip.wip)
app.command("reopen")(project_invoice.reopen)
app.command("close")(project_master.close)
app.add_typer(project_entries.entries, name="entries")
app.add_typer(project_instalment.instalment, name="instalment")
