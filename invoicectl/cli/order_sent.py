"""What is said after a letter about an order was sent, and after its drafts were made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from invoicectl.cli.invoice_text import draft_record
from invoicectl.cli.invoice_text import say_draft
from invoicectl.cli.invoice_text import say_lines
from invoicectl.cli.output import day_text
from invoicectl.cli.output import money_text
from invoicectl.cli.output import say
from invoicectl.cli.output import show_json
from invoicectl.cli.output import warn
from invoicectl.domain.outbox import DeliveryState
from invoicectl.domain.sales_document import SalesDocumentKind
from invoicectl.errors import Exit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from invoicectl.cli.context import Run
    from invoicectl.flows.delivered import Carried
    from invoicectl.flows.delivered import DeliverResult
    from invoicectl.flows.order_invoice import OrderDraft
    from invoicectl.flows.order_version import SentLetter

_WORDS = {
    SalesDocumentKind.QUOTE: "Quote",
    SalesDocumentKind.ORDER_CONFIRMATION: "Confirmation of order",
    SalesDocumentKind.PAYMENT_REQUEST: "Payment request for order",
}


_ARRIVED = frozenset({DeliveryState.SENT, DeliveryState.DELIVERED})


def show_letter(
    run: Run, sent: SentLetter, result: DeliverResult | None, *, command: str, is_dry: bool
) -> Exit:
    """Show how a letter was sent, or would be, and return the exit status."""
    carried = result.outcomes[0] if result is not None and result.outcomes else None
    name = f"{_WORDS[sent.kind]} {sent.order.order_no}"
    if run.as_json:
        show_json(command, **_letter_record(sent, carried, is_dry=is_dry))
    elif not sent.is_new and carried is None:
        _say_unchanged(run, sent, name)
    else:
        _say_letter(run, sent, name, carried, is_dry=is_dry)
    if is_dry or sent.delivery is None:
        return Exit.DONE
    return _status(carried.state if carried is not None else sent.delivery.state)


def show_order_drafts(
    run: Run, drafts: Sequence[OrderDraft], number: int | None, *, is_dry: bool
) -> None:
    """Show the drafts made of orders, or those that would be."""
    if run.as_json:
        rows = [
            {
                **draft_record(each.preview),
                "order_nos": list(each.order_nos),
                "order_warnings": list(each.warnings),
                "apart": each.apart,
            }
            for each in drafts
        ]
        show_json("order invoice", dry_run=is_dry, drafts=rows)
    elif not drafts:
        what = f"Order {number} has" if number is not None else "There is"
        say(run, f"{what} nothing delivered that is not on a draft or invoice already.")
    for each in drafts if not run.as_json else ():
        numbers = ", ".join(map(str, each.order_nos))
        orders = f"order {numbers}" if len(each.order_nos) == 1 else f"orders {numbers}"
        if each.apart:
            say(run, each.apart)
        if is_dry:
            customer = each.preview.customer
            say(run, f"Would draft {orders}: {customer.customer_no} {customer.name}")
            if each.preview.composed.invoice is not None:
                say_lines(run, each.preview.composed.invoice)
            for sentence in each.preview.composed.findings.refusals:
                say(run, f"refused at issue: {sentence}")
        else:
            say(run, f"From {orders}:")
            say_draft(run, each.preview)
    for each in drafts:
        warn(*(f"warning: {sentence}" for sentence in each.warnings))
    if is_dry:
        say(run, "Nothing was changed.")


def _say_letter(
    run: Run, sent: SentLetter, name: str, carried: Carried | None, *, is_dry: bool
) -> None:
    assert sent.delivery is not None  # the caller has looked
    to = f" to {sent.delivery.recipient}" if sent.delivery.recipient else ""
    way = f"by {sent.delivery.channel}{to}"
    amount = f"{money_text(sent.total_ore)} kr"
    if sent.due is not None:
        amount += f", to pay by {day_text(sent.due)}"
    version = "" if sent.due is not None else f", version {sent.version}"
    if is_dry:
        say(run, f"{name}{version} would go {way}.", f"{amount}.", "Nothing was changed.")
        return
    state = carried.state if carried is not None else DeliveryState.QUEUED
    words = {DeliveryState.SENT: "sent", DeliveryState.QUEUED: "waits in the outbox, to go"}
    say(run, f"{name}{version}: {words.get(state, state.value)} {way}.", f"{amount}.")
    if carried is not None and carried.sentence and state is not DeliveryState.SENT:
        warn(f"{name}: {carried.sentence}")


def _say_unchanged(run: Run, sent: SentLetter, name: str) -> None:
    """Say that a letter was made before and is the same; and when it did not arrive, so."""
    state = sent.delivery.state if sent.delivery is not None else DeliveryState.SENT
    day = day_text(sent.made_on)
    if state in _ARRIVED:
        again = "makes a further request" if sent.due is not None else "sends a further copy"
        say(
            run,
            f"{name} went out on {day} and has not changed since; nothing was done.",
            f"--again {again}.",
        )
        return
    assert sent.delivery is not None  # it has a state
    number = sent.delivery.delivery_id
    warn(f"{name} of {day} is {state.value}: 'invoicectl outbox show {number}' says why.")


def _status(state: DeliveryState) -> Exit:
    if state in _ARRIVED:
        return Exit.DONE
    return Exit.PARTLY if state is DeliveryState.QUEUED else Exit.PERSON_NEEDED


def _letter_record(sent: SentLetter, carried: Carried | None, *, is_dry: bool) -> dict[str, object]:
    delivery = sent.delivery
    state = carried.state if carried is not None else delivery.state if delivery else None
    return {
        "order_no": sent.order.order_no,
        "kind": sent.kind,
        "version": sent.version,
        "made_on": sent.made_on,
        "total_ore": sent.total_ore,
        "due": sent.due,
        "is_new": sent.is_new,
        "dry_run": is_dry,
        "channel": delivery.channel if delivery else None,
        "recipient": delivery.recipient if delivery else None,
        "delivery_id": delivery.delivery_id if delivery and not is_dry else None,
        "state": None if is_dry else state,
    }
