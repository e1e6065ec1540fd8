"""`payment add`, `ignore`, `refund`, `refunds`, `files` and `undo`: money that needs a hand."""

from __future__ import annotations

from typing import TYPE_CHECKING
from typing import Annotated

import typer

from invoicectl.cli.args import AsCsv
from invoicectl.cli.args import AsJson
from invoicectl.cli.args import DryRun

if TYPE_CHECKING:
    from datetime import date

    from invoicectl.cli.context import Run
    from invoicectl.flows.add_payment import Means

Number = Annotated[int, typer.Argument(metavar="PAYMENT", help="Number from 'payment list'.")]
On = Annotated[str, typer.Option("--on", metavar="DATE", help="The day it happened; today.")]


def add(
    ctx: typer.Context,
    invoice: Annotated[int, typer.Argument(metavar="INVOICE", help="Number of the invoice.")],
    amount: Annotated[str, typer.Argument(metavar="AMOUNT", help="In kroner, as 500 or 49,90.")],
    means: Annotated[str, typer.Option("--means", help="cash, card, vipps or bank.")] = "cash",
    on: On = "",
    text: Annotated[str, typer.Option("--text", help="What shows it: a receipt number.")] = "",
    again: Annotated[
        bool, typer.Option("--again", help="A second payment equal to one that is there.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Write down a payment no bank file tells of: cash, card or Vipps.

    What came by the bank comes with the bank's file; only a bank without files needs it by hand.

    Example: invoicectl payment add 10001 500 --means vipps --text "ref 4711"
    """
    from invoicectl.cli.context import run_of
    from invoicectl.cli.payment_text import show_match
    from invoicectl.domain.money import parse_kroner
    from invoicectl.flows.add_payment import Paid
    from invoicectl.flows.add_payment import add_payment

    run = run_of(ctx)
    run.as_json = as_json
    paid = Paid(
        invoice, parse_kroner(amount, what="amount"), _means(means), _day(run, on), text.strip()
    )
    result = add_payment(run.ledger, run.settings, run.stamp, paid, again=again)
    show_match(run, result, command="payment add")


def queue(ctx: typer.Context, as_json: AsJson = False, as_csv: AsCsv = False) -> None:
    """Show the payments that wait, those with a plain answer first.

    Example: invoicectl payment queue
    """
    from invoicectl.cli.context import run_of
    from invoicectl.cli.payment_text import show_payments
    from invoicectl.flows.queue import questions

    run = run_of(ctx)
    run.as_json, run.as_csv = as_json, as_csv
    found = [each.found for each in questions(run.ledger)]
    show_payments(run, found, with_suggestions=True, command="payment queue")


def review(ctx: typer.Context) -> None:
    """Answer the open questions one by one on a screen.

    Each answer is booked at once.
    Needs a terminal. 'u' takes the last answer back, 'q' leaves; nothing is lost by leaving.

    Example: invoicectl payment review
    """
    import sys

    from invoicectl.cli.context import run_of
    from invoicectl.cli.keyboard import Keyboard
    from invoicectl.cli.output import say
    from invoicectl.cli.payment_review import review as ask
    from invoicectl.errors import InputError
    from invoicectl.ledger.payments import transactions

    run = run_of(ctx)
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise InputError(
            "'payment review' needs a terminal.",
            hint="'invoicectl payment queue' lists the questions, 'payment match' answers one.",
        )
    with Keyboard() as keyboard:
        done = ask(run, keyboard.key, keyboard.line)
    left, count = len(transactions(run.ledger.con, only_queue=True)), len(done.answered)
    word, verb = "answer" if count == 1 else "answers", "waits" if left == 1 else "wait"
    say(run, *filter(None, [done.message]), f"{count} {word} booked, {left} still {verb}.")


def credit(
    ctx: typer.Context,
    customer: Annotated[str, typer.Argument(metavar="CUSTOMER", help="Whose credit.")],
    invoices: Annotated[
        list[str] | None,
        typer.Argument(metavar="INVOICE[=AMOUNT]...", help="What it pays; the oldest first."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Pay invoices of a customer with what it has to its credit.

    Credit comes of payments that were too high and of credit notes for paid invoices.

    Example: invoicectl payment credit 10001 10023
    """
    from dataclasses import asdict

    from invoicectl.cli.context import run_of
    from invoicectl.cli.output import money_text
    from invoicectl.cli.output import say
    from invoicectl.cli.output import show_json
    from invoicectl.flows.match import target_of
    from invoicectl.flows.use_credit import use_credit

    run = run_of(ctx)
    run.as_json = as_json
    targets = [target_of(text) for text in invoices or ()]
    used = use_credit(run.ledger, run.settings, run.stamp, customer, targets)
    if as_json:
        show_json("payment credit", **asdict(used))
    for part in used.parts:
        say(run, f"{money_text(part.amount_ore)} of the credit pays invoice {part.invoice_no}.")
    say(run, f"Customer {customer} has {money_text(used.left_ore)} of credit left.")


def ignore(
    ctx: typer.Context,
    payment: Number,
    reason: Annotated[str, typer.Option("--reason", help="What it is; kept with it.")] = "",
    account: Annotated[
        str, typer.Option("--account", metavar="CODE", help="Where it belongs in the books.")
    ] = "",
    as_json: AsJson = False,
) -> None:
    """Set a payment aside that is no customer's.

    'payment unmatch' takes that back.

    Example: invoicectl payment ignore 12 --reason "renter" --account 8055
    """
    from invoicectl.cli.context import run_of
    from invoicectl.cli.payment_text import show_match
    from invoicectl.flows.ignore_payment import ignore_payment

    run = run_of(ctx)
    run.as_json = as_json
    result = ignore_payment(
        run.ledger, run.settings, run.stamp, payment, account=account, reason=reason.strip()
    )
    show_match(run, result, command="payment ignore")


def refund(
    ctx: typer.Context,
    what: Annotated[
        str, typer.Argument(metavar="[PAYMENT|REF]", help="A payment, or a refund such as R1.")
    ] = "",
    amount: Annotated[str, typer.Argument(metavar="[AMOUNT]", help="All that is free.")] = "",
    customer: Annotated[
        str, typer.Option("--customer", metavar="NO", help="Pay this customer's credit out.")
    ] = "",
    to: Annotated[
        str, typer.Option("--to", metavar="KONTONR", help="Another account than the payer's.")
    ] = "",
    paid: Annotated[bool, typer.Option("--paid", help="It has left the bank: book it.")] = False,
    cancel: Annotated[bool, typer.Option("--cancel", help="It is not paid after all.")] = False,
    on: On = "",
    as_json: AsJson = False,
) -> None:
    """Plan to pay money back, and book it when it has left the bank.

    A planned refund stands on the list for the bank ('payment refunds') and books nothing yet.

    Example: invoicectl payment refund 12 250,00
    """
    from invoicectl.cli.context import run_of
    from invoicectl.cli.payment_refunds import settle_refund
    from invoicectl.cli.payment_refunds import show_refund
    from invoicectl.domain.money import parse_kroner
    from invoicectl.errors import InputError
    from invoicectl.flows.refund import refund_credit
    from invoicectl.flows.refund import refund_payment

    run = run_of(ctx)
    run.as_json = as_json
    if paid or cancel:
        settle_refund(run, what, paid=paid, cancel=cancel, on=_day(run, on))
        return
    if customer and not amount:
        what, amount = "", what  # the only word is the amount
    if bool(what) == bool(customer):
        raise InputError(
            "Say what is paid back: a payment by its number, or --customer NO for a credit."
        )
    ore = parse_kroner(amount, what="amount") if amount else None
    if customer:
        made = refund_credit(run.ledger, run.stamp, customer, amount_ore=ore, kontonr=to)
    else:
        made = refund_payment(
            run.ledger, run.settings, run.stamp, _number(what), amount_ore=ore, kontonr=to
        )
    show_refund(run, made)


def refunds(
    ctx: typer.Context,
    everything: Annotated[
        bool, typer.Option("--all", help="Also those that were paid or cancelled.")
    ] = False,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """List what is to be paid back: a list for the bank.

    Example: invoicectl payment refunds --csv
    """
    from invoicectl.cli.context import run_of
    from invoicectl.cli.payment_refunds import show_refunds

    run = run_of(ctx)
    run.as_json, run.as_csv = as_json, as_csv
    show_refunds(run, everything=everything)


def files(
    ctx: typer.Context,
    limit: Annotated[int, typer.Option("--limit", min=1, help="Show at most so many.")] = 50,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """List the files that were imported, the newest first.

    Example: invoicectl payment files
    """
    from invoicectl.cli.context import run_of
    from invoicectl.cli.payment_refunds import show_files

    run = run_of(ctx)
    run.as_json, run.as_csv = as_json, as_csv
    show_files(run, limit)


def undo(
    ctx: typer.Context,
    file: Annotated[str, typer.Argument(metavar="FILE", help="Its name, or number of 'files'.")],
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Take a whole import back; nothing is deleted.

    Vouchers reverse what it booked. The invoices it paid are open again, and the same file can be
    imported anew.

    Example: invoicectl payment undo ocr-2026-11-23.txt --dry-run
    """
    from invoicectl.cli.context import run_of
    from invoicectl.cli.output import say
    from invoicectl.cli.output import show_json
    from invoicectl.flows.undo_import import undo_import

    run = run_of(ctx)
    run.as_json = as_json
    done = undo_import(run.ledger, run.stamp, file, dry_run=dry_run)
    if as_json:
        show_json(
            "payment undo", name=done.file.name, file=done.file.file_id, payments=done.payments,
            vouchers=done.vouchers, dry_run=dry_run,
        )  # fmt: skip
    word = "payment" if done.payments == 1 else "payments"
    would = "would be" if dry_run else "were" if done.payments != 1 else "was"
    say(run, f"{done.file.name}: {done.payments} {word} {would} taken back by reversing vouchers.")


def _means(text: str) -> Means:
    from invoicectl.errors import InputError
    from invoicectl.flows.add_payment import Means

    try:
        return Means(text.casefold())
    except ValueError:
        raise InputError(f"--means: '{text}' must be cash, card, vipps or bank.") from None


def _day(run: Run, text: str) -> date:
    from invoicectl.domain.dates import parse_day

    return parse_day(text, what="--on") if text else run.stamp.today


def _number(text: str) -> int:
    from invoicectl.errors import InputError

    if not (text.isascii() and text.isdigit()):
        raise InputError(
            f"'{text}' is no number of a payment.", hint="'invoicectl payment list' shows them."
        )
    return int(text)
