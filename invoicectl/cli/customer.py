"""Customers: who they are, the people and places there, and what becomes of them."""

from __future__ import annotations

import typer

from invoicectl.cli import customer_contacts
from invoicectl.cli import customer_end
from invoicectl.cli import customer_import
from invoicectl.cli import customer_list
from invoicectl.cli import customer_master
from invoicectl.cli import customer_register
from invoicectl.cli import customer_statement
from invoicectl.cli import level_set

app = typer.Typer(help="Add, change, list and import customers.", no_args_is_help=True)
app.command("add")(customer_master.add)
app.command("edit")(customer_master.edit)
app.command("set")(level_set.customer)
app.command("list")(customer_list.list_customers)
app.command("show")(customer_list.show)
app.command("statement")(customer_statement.statement)
app.command("import")(customer_import.import_)
app.command("check")(customer_register.check)
app.command("block")(customer_master.block)
app.command("unblock")(customer_master.unblock)
app.command("merge")(customer_end.merge)
app.command("forget")(customer_end.forget)
app.add_typer(customer_contacts.contact, name="contact")
app.add_typer(customer_contacts.address, name="address")
