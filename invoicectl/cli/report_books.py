"""`report trial-balance`, `report ledger`, `report journal`: the books, account by account."""

from __future__ import annotations

from typing import TYPE_CHECKING
from typing import Annotated

import typer

from invoicectl.cli.args import AsCsv
from invoicectl.cli.args import AsJson
from invoicectl.cli.args import FromDay
from invoicectl.cli.args import OfCustomer
from invoicectl.cli.args import ToDay

if TYPE_CHECKING:
    from invoicectl.cli.context import Run
    from invoicectl.domain.books import BookPeriod


def trial_balance(
    ctx: typer.Context,
    first: FromDay = "",
    last: ToDay = "",
    customers: Annotated[
        bool, typer.Option("--customers", help="One row for each customer, not for each account.")
    ] = False,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Show what each account held, moved and holds.

    The year until today unless told otherwise. What the customers owe is added up on its own and
    compared; exit status 14 means that it is not what the account says.

    Example: invoicectl report trial-balance --from 2026-09-01 --to 2026-10-31
    """
    from invoicectl.cli.context import run_of
    from invoicectl.cli.report_books_text import show_trial_balance
    from invoicectl.flows.books import trial_balance as balances

    run = run_of(ctx)
    run.as_json, run.as_csv = as_json, as_csv
    period = _period(run, first, last)
    status = show_trial_balance(
        run, balances(run.ledger.con, period), period, by_customer=customers
    )
    if status:
        raise typer.Exit(status)


def ledger(
    ctx: typer.Context,
    account: Annotated[str, typer.Argument(metavar="ACCOUNT", help="The account's number.")],
    first: FromDay = "",
    last: ToDay = "",
    customer: OfCustomer = "",
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Show one account line by line, with the balance after each.

    The year until today unless told otherwise; what was before is in the opening balance.

    Example: invoicectl report ledger 1500 --customer 10001
    """
    from invoicectl.cli.context import run_of
    from invoicectl.cli.report_books_text import show_account
    from invoicectl.flows.books import account_statement

    run = run_of(ctx)
    run.as_json, run.as_csv = as_json, as_csv
    period = _period(run, first, last)
    made = account_statement(run.ledger.con, account, period, customer_no=customer)
    show_account(run, made, period)


def journal(
    ctx: typer.Context,
    first: FromDay = "",
    last: ToDay = "",
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Show every voucher with its lines, in the order of the books.

    The year until today unless told otherwise.

    Example: invoicectl report journal --from 2026-10-01 --csv
    """
    from invoicectl.cli.context import run_of
    from invoicectl.cli.report_books_text import show_journal
    from invoicectl.ledger.books import accounts
    from invoicectl.ledger.books import vouchers

    run = run_of(ctx)
    run.as_json, run.as_csv = as_json, as_csv
    period = _period(run, first, last)
    names = {each.code: each.name for each in accounts(run.ledger.con)}
    show_journal(run, vouchers(run.ledger.con, period.first, period.last), names, period)


def _period(run: Run, first: str, last: str) -> BookPeriod:
    """Return the days that --from and --to name.

    Raises:
        InputError: one is no day, or they are the wrong way round.
    """
    from invoicectl.domain.books import book_period
    from invoicectl.domain.dates import parse_day

    return book_period(
        parse_day(first, what="--from") if first else None,
        parse_day(last, what="--to") if last else None,
        run.today,
    )
