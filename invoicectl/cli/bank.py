"""The accounts at the bank, as their statements and the books have them."""

from __future__ import annotations

from typing import Annotated

import typer

from invoicectl.cli.args import AsJson

app = typer.Typer(help="What the bank says against what the books say.", no_args_is_help=True)


@app.callback()
def bank() -> None:
    """Keep the verbs below the noun, however few there are."""


@app.command("balance")
def balance(
    ctx: typer.Context,
    account: Annotated[
        str, typer.Argument(metavar="[KONTONR]", help="The company's own account when not given.")
    ] = "",
    as_json: AsJson = False,
) -> None:
    """Compare the newest statement with the books, and explain the difference.

    Example: invoicectl bank balance
    """
    from invoicectl.cli.context import run_of
    from invoicectl.cli.output import Cell
    from invoicectl.cli.output import Column
    from invoicectl.cli.output import Table
    from invoicectl.cli.output import day_text
    from invoicectl.cli.output import money_text
    from invoicectl.cli.output import say
    from invoicectl.cli.output import show
    from invoicectl.domain.identifiers import check_kontonr
    from invoicectl.flows.bank_balance import bank_balance

    run = run_of(ctx)
    run.as_json = as_json
    kontonr = check_kontonr(account) if account else ""
    found = bank_balance(run.ledger, run.settings, kontonr)
    columns = (
        Column("what", f"Account {found.account}"),
        Column("amount_ore", "Amount", Cell.MONEY),
    )
    rows = [
        (f"The bank on {day_text(found.day)}", found.bank_ore),
        (f"Account {run.settings.accounts.bank} in the books", found.books_ore),
        *((f"  {each.reason}", each.amount_ore) for each in found.differences),
        ("Not explained", found.unexplained_ore),
    ]
    extra = {"account": found.account, "day": found.day, "unexplained_ore": found.unexplained_ore}
    show(run, Table(columns, rows), command="bank balance", extra=dict(extra))
    if found.unexplained_ore:
        say(
            run,
            "",
            f"{money_text(found.unexplained_ore)} is not explained: a payment may be missing, or be"
            " booked on another day than the bank's.",
        )
