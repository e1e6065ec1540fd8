"""Refunds and imported files as a terminal, a program or a bank reads them."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from invoicectl.cli.output import Cell
from invoicectl.cli.output import Column
from invoicectl.cli.output import Table
from invoicectl.cli.output import money_text
from invoicectl.cli.output import say
from invoicectl.cli.output import show
from invoicectl.cli.output import show_json

if TYPE_CHECKING:
    from datetime import date

    from invoicectl.cli.context import Run
    from invoicectl.ledger.refunds import Refund

_REFUNDS = (
    Column("ref", "No", Cell.CODE),
    Column("state", "State"),
    Column("amount_ore", "Amount", Cell.MONEY),
    Column("kontonr", "To account", Cell.CODE),
    Column("receiver", "Receiver"),
    Column("message", ""),
    Column("customer_no", "Customer", Cell.CODE),
    Column("payment", "", Cell.NUMBER),
    Column("made_on", "", Cell.DAY),
    Column("paid_on", "Paid", Cell.DAY),
)
_FILES = (
    Column("file", "No", Cell.NUMBER),
    Column("imported_on", "Imported", Cell.DAY),
    Column("name", "File"),
    Column("format", "Kind"),
    Column("payments", "Payments", Cell.NUMBER),
    Column("sum_ore", "Sum", Cell.MONEY),
    Column("undone_on", "Undone", Cell.DAY),
)


def show_refund(run: Run, refund: Refund) -> None:
    """Show one refund after a change."""
    if run.as_json:
        show_json("payment refund", **asdict(refund), ref=refund.ref)
    what = {"planned": "is to be paid", "paid": "was paid", "cancelled": "is not paid"}
    receiver = f" ({refund.receiver})" if refund.receiver else ""
    say(
        run,
        f"{refund.ref}: {money_text(refund.amount_ore)} {what[refund.state]} back to"
        f" {refund.kontonr}{receiver}.",
    )
    if refund.state == "planned":
        say(run, f"'invoicectl payment refund {refund.ref} --paid' books it when it has left.")


def settle_refund(run: Run, ref: str, *, paid: bool, cancel: bool, on: date) -> None:
    """Book or cancel a refund and show it."""
    from invoicectl.errors import InputError
    from invoicectl.flows.refund import cancel_refund
    from invoicectl.flows.refund import refund_paid
    from invoicectl.ledger.refunds import refund_no_of

    if paid and cancel:
        raise InputError("--paid and --cancel exclude each other.")
    number = refund_no_of(ref)
    if paid:
        show_refund(run, refund_paid(run.ledger, run.settings, run.stamp, number, on))
    else:
        show_refund(run, cancel_refund(run.ledger, run.settings, run.stamp, number))


def show_refunds(run: Run, *, everything: bool) -> None:
    """List refunds."""
    from invoicectl.ledger.refunds import refunds

    rows = [
        (
            each.ref, each.state, each.amount_ore, each.kontonr, each.receiver, each.message,
            each.customer_no, each.transaction_id, _day(each.made_on), _day(each.paid_on),
        )
        for each in refunds(run.ledger.con, only_planned=not everything)
    ]  # fmt: skip
    show(run, Table(_REFUNDS, rows, empty="Nothing is to be paid back."), command="payment refunds")


def show_files(run: Run, limit: int) -> None:
    """List imported files."""
    from invoicectl.ledger.bank_files import bank_files

    rows = [
        (
            each.file_id, _day(each.imported_on), each.name, each.format, each.payments,
            each.sum_ore, _day(each.undone_on),
        )
        for each in bank_files(run.ledger.con, limit=limit)
    ]  # fmt: skip
    show(run, Table(_FILES, rows, empty="No file was imported yet."), command="payment files")


def _day(text: str | None) -> date | None:
    from datetime import date

    return date.fromisoformat(text) if text else None
