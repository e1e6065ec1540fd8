"""The commands of the noun `export`: the books in the formats of other programs."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from typing import Annotated

import typer

from invoicectl.cli.args import FromDay
from invoicectl.cli.args import ToDay
from invoicectl.cli.context import run_of

if TYPE_CHECKING:
    from invoicectl.cli.context import Run
    from invoicectl.exports.book import Book

app = typer.Typer(help="The books in the formats of other programs.", no_args_is_help=True)

Out = Annotated[
    Path | None, typer.Option("--out", help="File to write; standard output when not given.")
]


@app.command()
def hledger(ctx: typer.Context, out: Out = None, first: FromDay = "", last: ToDay = "") -> None:
    """Write a journal for hledger and Ledger, with balances that prove it.

    Everything from the first voucher on; with --from, what was before is the opening balance.

    Example: invoicectl export hledger --out books.journal
    """
    from invoicectl.exports.hledger import hledger_journal

    _write(run_of(ctx), hledger_journal, out, first, last)


@app.command()
def beancount(ctx: typer.Context, out: Out = None, first: FromDay = "", last: ToDay = "") -> None:
    """Write a file for Beancount and Fava, with balances that prove it.

    Everything from the first voucher on; with --from, what was before is the opening balance.

    Example: invoicectl export beancount --from 2026-01-01 --out books.beancount
    """
    from invoicectl.exports.beancount import beancount_file

    _write(run_of(ctx), beancount_file, out, first, last)


def _write(
    run: Run, lines_of: Callable[[Book], Iterator[str]], out: Path | None, first: str, last: str
) -> None:
    import sys

    from invoicectl.cli.new_file import write_new
    from invoicectl.cli.output import day_text
    from invoicectl.cli.output import say
    from invoicectl.domain.dates import parse_day
    from invoicectl.flows.plain_text import book_of
    from invoicectl.ledger.books import one_state

    begin = parse_day(first, what="--from") if first else None
    end = parse_day(last, what="--to") if last else None
    con, company = run.ledger.con, run.settings.company.name
    with one_state(con):
        book = book_of(con, company, begin, end)
        lines = list(lines_of(book))
    if out is None or str(out) == "-":
        sys.stdout.writelines(lines)
        return
    write_new(out, "".join(lines).encode())
    period = book.period
    days = f"{day_text(period.first)} - {day_text(period.last)}" if period else "no voucher yet"
    say(run, f"{out}: {days}, {len(book.balances)} balances to prove it.")
