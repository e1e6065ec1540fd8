"""`order deliver`, `invoice`, `release`, `close` and more: from delivery to invoice."""

from __future__ import annotations

from typing import TYPE_CHECKING
from typing import Annotated

import typer

from invoicectl.cli.args import AsJson
from invoicectl.cli.args import DryRun
from invoicectl.cli.context import run_of
from invoicectl.cli.order_options import Number
from invoicectl.cli.order_options import Parts

if TYPE_CHECKING:
    from invoicectl.cli.context import Run
    from invoicectl.flows.order_invoice import InvoiceWish
    from invoicectl.flows.order_invoice import OrderDraft


def deliver(
    ctx: typer.Context,
    number: Number,
    line: Parts = None,
    on: Annotated[
        str | None, typer.Option(metavar="DATE", help="Day of delivery; today if not given.")
    ] = None,
    remark: Annotated[str, typer.Option("--note", help="A remark, such as a parcel number.")] = "",
    key: Annotated[
        str, typer.Option(metavar="KEY", help="Your own key: the same key notes it once.")
    ] = "",
    as_json: AsJson = False,
) -> None:
    """Note what was delivered: all that is left, or the lines named.

    A quantity below zero takes back what was noted wrongly.

    Example: invoicectl order deliver 12 --line 1=3 --on 2026-10-05
    """
    from invoicectl.cli.order_text import show_delivered
    from invoicectl.domain.dates import parse_day
    from invoicectl.flows.order_delivery import DeliveryNote
    from invoicectl.flows.order_delivery import deliver_order

    run = run_of(ctx)
    run.as_json = as_json
    day = parse_day(on, what="--on") if on else run.today
    given = DeliveryNote(on=day, lines=tuple(line or ()), remark=remark, key=key)
    show_delivered(run, deliver_order(run.ledger, run.stamp, number, given))


def invoice(
    ctx: typer.Context,
    number: Annotated[
        int | None, typer.Argument(metavar="[NO]", help="Number of the order; or --collect.")
    ] = None,
    collect: Annotated[
        bool, typer.Option("--collect", help="Several orders of a customer on one invoice.")
    ] = False,
    customer: Annotated[
        str, typer.Option("--customer", metavar="NO", help="With --collect: of one customer.")
    ] = "",
    month: Annotated[
        str | None, typer.Option(metavar="YYYY-MM", help="With --collect: delivered until its end.")
    ] = None,
    advance: Annotated[
        bool, typer.Option("--advance", help="Before delivery, where the law allows it (INV-27).")
    ] = False,
    hold: Annotated[bool, typer.Option("--hold", help="Do not send it yet.")] = False,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Draft what is delivered and not yet invoiced; `send` issues it.

    Removing the draft frees what was on it. --collect makes one draft a customer; orders whose
    settings differ get one each.

    Example: invoicectl order invoice --collect --month 2026-10 --dry-run
    """
    from invoicectl.cli.order_sent import show_order_drafts
    from invoicectl.errors import InputError
    from invoicectl.flows.order_invoice import InvoiceWish
    from invoicectl.flows.order_invoice import invoice_order

    run = run_of(ctx)
    run.as_json = as_json
    wish = InvoiceWish(is_ready=not hold, is_dry=dry_run, is_advance=advance)
    if (number is None) != collect:
        raise InputError("Which order?", hint="Give its number, or --collect for all of them.")
    if number is not None and (customer or month):
        raise InputError("--customer and --month belong to --collect.")
    if collect and advance:
        raise InputError("--advance is for one order; give its number.")
    if number is not None:
        made = invoice_order(run.ledger, run.settings, run.stamp, number, wish)
        drafts: tuple[OrderDraft, ...] = (made,) if made else ()
    else:
        drafts = _collected(run, wish, customer, month)
    show_order_drafts(run, drafts, number, is_dry=dry_run)


def _collected(
    run: Run, wish: InvoiceWish, customer_no: str, month: str | None
) -> tuple[OrderDraft, ...]:
    """Draft what several orders have delivered, one draft a customer."""
    from invoicectl.flows.order_collect import collect_orders
    from invoicectl.flows.order_collect import last_day_of

    until = last_day_of(month) if month else None
    return collect_orders(
        run.ledger, run.settings, run.stamp, wish, customer_no=customer_no, month_end=until
    )


def close(
    ctx: typer.Context,
    number: Number,
    reason: Annotated[str, typer.Option(help="Why the rest is not delivered.")] = "",
) -> None:
    """End an order: what is not delivered is dropped, what is can still be invoiced.

    Example: invoicectl order close 12 --reason "Sold out"
    """
    from invoicectl.cli.output import say
    from invoicectl.flows.order_change import close_order

    run = run_of(ctx)
    changed = close_order(run.ledger, run.stamp, number, reason)
    say(run, f"Order {number} is closed{'' if changed else ' already'}.")


def reopen(ctx: typer.Context, number: Number) -> None:
    """Open a closed order again, its rest to be delivered after all.

    Example: invoicectl order reopen 12
    """
    from invoicectl.cli.output import say
    from invoicectl.flows.order_change import reopen_order

    run = run_of(ctx)
    changed = reopen_order(run.ledger, run.stamp, number)
    say(run, f"Order {number} is open{' again' if changed else ' already'}.")


def release(
    ctx: typer.Context,
    number: Number,
    credit_note: Annotated[
        int, typer.Argument(metavar="CREDIT-NOTE", help="Number of the issued credit note.")
    ],
) -> None:
    """Let what a credit note took back be invoiced again.

    For an invoice that was wrong; what came back is not to be invoiced once more.

    Example: invoicectl order release 12 10024
    """
    from invoicectl.cli.output import say
    from invoicectl.flows.order_release import release_credited

    run = run_of(ctx)
    changed = release_credited(run.ledger, run.stamp, number, credit_note)
    was = "can be invoiced again" if changed else "was released already"
    say(run, f"What {credit_note} took back of order {number} {was}.")


def prepaid(
    ctx: typer.Context,
    number: Number,
    payment: Annotated[
        int, typer.Argument(metavar="PAYMENT", help="Number of the payment, from `payment list`.")
    ],
    as_json: AsJson = False,
) -> None:
    """Say that a payment came for an order before its invoice.

    It is the customer's credit until `payment match` sets it against the invoice.

    Example: invoicectl order prepaid 12 9
    """
    from invoicectl.cli.output import money_text
    from invoicectl.cli.output import say
    from invoicectl.cli.output import show_json
    from invoicectl.flows.order_payment import take_prepayment

    run = run_of(ctx)
    run.as_json = as_json
    done = take_prepayment(run.ledger, run.settings, run.stamp, number, payment)
    if as_json:
        show_json(
            "order prepaid", order_no=done.order_no, payment=done.transaction_id,
            amount_ore=done.amount_ore, is_new=done.is_new,
        )  # fmt: skip
        return
    was = "is" if done.is_new else "was already"
    say(
        run,
        f"{money_text(done.amount_ore)} of payment {payment} {was} taken for order {number}.",
        f"Once it is invoiced: 'invoicectl payment match {payment} INVOICE'.",
    )
