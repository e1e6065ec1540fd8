"""How quotes and orders are shown in full, and what is said after something was done to one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from invoicectl.cli.order_lines import order_table
from invoicectl.cli.order_lines import quote_table
from invoicectl.cli.order_lines import totals_text
from invoicectl.cli.order_record import order_record
from invoicectl.cli.output import day_text
from invoicectl.cli.output import money_text
from invoicectl.cli.output import say
from invoicectl.cli.output import show
from invoicectl.cli.output import show_json
from invoicectl.cli.plain import fitted
from invoicectl.domain.money import decimal_text
from invoicectl.domain.order import OrderStatus
from invoicectl.domain.order import QuoteStatus

if TYPE_CHECKING:
    from collections.abc import Iterable

    from invoicectl.cli.context import Run
    from invoicectl.domain.order import OrderLine
    from invoicectl.flows.order_delivery import Noted
    from invoicectl.flows.order_view import OrderView
    from invoicectl.flows.quote_answer import Accepted

_WIDTH = 13
_TEXT_WIDTH = 40


def show_made(run: Run, number: int, *, is_quote: bool, is_new: bool) -> None:
    """Show a quote or order that was just made, or was before under the same key."""
    noun = "quote" if is_quote else "order"
    if not is_new:
        say(run, f"{noun.title()} {number} was made before; nothing was done.")
    view = _view(run, number, as_quote=is_quote)
    if run.as_json:
        show_json(f"{noun} new", **order_record(view, as_quote=is_quote), is_new=is_new)
    else:
        _say_view(run, view, as_quote=is_quote)


def show_view(run: Run, number: int, *, as_quote: bool, command: str) -> None:
    """Show a quote or order in full.

    Raises:
        NotFoundError, InputError: there is none with that number, or it is the other of the two.
    """
    view = _view(run, number, as_quote=as_quote)
    if run.as_json:
        show_json(command, **order_record(view, as_quote=as_quote))
    else:
        _say_view(run, view, as_quote=as_quote)


def show_accepted(run: Run, accepted: Accepted, order_no: int | None) -> None:
    """Show what a customer accepted, and where the rest is."""
    number = accepted.quote.order_no
    if run.as_json:
        view = _view(run, order_no or number, as_quote=order_no is None)
        record = order_record(view, as_quote=order_no is None)
        show_json("quote accept", **record, rest_no=accepted.rest_no, is_new=accepted.is_new)
        return
    is_part = any(each.accepted_micro is not None for each in accepted.quote.lines)
    how = "in part" if is_part else "whole"
    say(run, f"Quote {number} is accepted{f', {how}' if accepted.is_new else ' already'}.")
    for each in accepted.quote.lines if is_part else ():
        of = decimal_text(each.line.quantity_micro)
        none = "not accepted" if accepted.rest_no is not None else "declined"
        took = f"{decimal_text(each.ordered_micro)} of {of}" if each.ordered_micro else none
        say(run, f"  line {each.n}, {_named(each)}: {took}")
    if accepted.rest_no is not None:
        say(run, f"The rest is on offer as quote {accepted.rest_no}.")
    if order_no is not None:
        say(run, f"It is order {order_no}.")
    else:
        say(run, f"'invoicectl quote to-order {number}' makes it an order.")


def show_delivered(run: Run, noted: Noted) -> None:
    """Show what was noted as delivered, and what is left."""
    number = noted.order.order_no
    if run.as_json:
        rows = [
            {"line": each.line_n, "quantity_micro": each.quantity_micro, "on": each.on.isoformat()}
            for each in noted.delivered
        ]
        left = {str(each.line.n): each.to_deliver_micro for each in noted.progress}
        show_json("order deliver", order_no=number, delivered=rows, to_deliver_micro=left)
        return
    if not noted.delivered:
        say(run, f"Nothing of order {number} was delivered now.")
    for each in noted.delivered:
        line = noted.order.line(each.line_n)
        assert line is not None  # it was checked when it was noted
        quantity = decimal_text(each.quantity_micro)
        say(run, f"{day_text(each.on)}  line {each.line_n}, {_named(line)}: {quantity}")
    left_lines = [each for each in noted.progress if each.to_deliver_micro]
    for rest in left_lines:
        what = f"line {rest.line.n}, {_named(rest.line)}"
        say(run, f"To deliver: {what}: {decimal_text(rest.to_deliver_micro)}")
    if not left_lines:
        say(run, "All of it is delivered.")
    if any(each.to_invoice_micro for each in noted.progress):
        say(run, f"'invoicectl order invoice {number}' drafts what is delivered.")


def _named(line: OrderLine) -> str:
    """Return what a line is about, shortened to leave room on a terminal."""
    return fitted(line.line.description, _TEXT_WIDTH)


def _view(run: Run, number: int, *, as_quote: bool) -> OrderView:
    from invoicectl.errors import InputError
    from invoicectl.flows.order_entry import placed_order
    from invoicectl.flows.order_view import order_view
    from invoicectl.ledger.orders import order_of

    con = run.ledger.con
    if as_quote:
        order = order_of(con, number, what="quote")
        if order.quoted_on is None:
            raise InputError(
                f"{number} is an order that never was a quote.",
                hint=f"'invoicectl order show {number}' shows it.",
            )
    else:
        order = placed_order(con, number)
    return order_view(con, run.settings, order, run.today, as_quote=as_quote)


def _say_view(run: Run, view: OrderView, *, as_quote: bool) -> None:
    noun = "Quote" if as_quote else "Order"
    say(run, f"{noun} {view.order.order_no}: {_status_text(view)}")
    say(run, *(f"  {name:<{_WIDTH}}{value}" for name, value in _facts(view) if value))
    show(run, quote_table(view) if as_quote else order_table(view), command="")
    say(run, totals_text(view.priced))
    sections = [(title, lines) for title, lines in _sections(view) if lines]
    for title, lines in sections:
        say(run, "", title, *(f"  {line}" for line in lines))
    hint = _next_step(view)
    if hint:
        say(run, *([""] if sections else []), hint)


def _status_text(view: OrderView) -> str:
    """Return where it stands, with the day a quote ends or the order it became."""
    order = view.order
    if view.status is QuoteStatus.ORDERED and view.became_no is not None:
        return f"ordered as {view.became_no}"
    if view.status is OrderStatus.CLOSED or view.status is QuoteStatus.DECLINED:
        return f"{view.status.value}: {order.reason}" if order.reason else view.status.value
    return view.status.value


def _facts(view: OrderView) -> list[tuple[str, str]]:
    order = view.order
    first, last = order.delivery_from, order.delivery_to
    delivery = day_text(first) if first else ""
    if first and last and last != first:
        delivery += f" to {day_text(last)}"
    contact = [part.strip() for part in order.contact.split(";")]
    return [
        ("Customer", f"{order.customer_no} {view.customer.name}"),
        ("Made", day_text(order.quoted_on or order.made_on)),
        ("Valid to", day_text(order.valid_to) if order.valid_to and order.is_quote else ""),
        ("Ordered", day_text(order.ordered_on) if order.ordered_on else ""),
        ("From quote", str(order.quote_no) if order.quote_no else ""),
        ("Delivery", delivery),
        ("Their order", order.order_reference),
        ("Project", order.project_no),
        ("Contact", ", ".join(filter(None, contact))),
        ("Ahead as", order.advance_kind.value if order.advance_kind.value != "none" else ""),
        ("Comment", " ".join(order.comment.split())),
    ]


def _sections(view: OrderView) -> list[tuple[str, list[str]]]:
    return [
        (
            "Sent",
            [*_versions("quote", view.quotes), *_versions("confirmation", view.confirmations)],
        ),
        (
            "Delivered",
            [
                f"{day_text(each.on)}  line {each.line_n}: {decimal_text(each.quantity_micro)}"
                for each in view.delivered
            ],
        ),
        (
            "Drafts and invoices",
            [
                f"{day_text(each.issued_on)}  {each.invoice_no}  {money_text(each.total_ore or 0)}"
                if each.issued_on
                else f"draft       D{each.draft_no}"
                for each in view.documents
            ],
        ),
        (
            "Payment requests (no invoices)",
            [
                f"{day_text(each.requested_on)}  {money_text(each.amount_ore)}"
                f"  by {day_text(each.due)}"
                for each in view.requests
            ],
        ),
        (
            "Prepaid",
            [
                f"{day_text(each.booked_on)}  {money_text(each.amount_ore)}  payment"
                f" {each.transaction_id}, {money_text(max(each.credit_ore, 0))} still credit"
                for each in view.payments
            ],
        ),
    ]


def _versions(what: str, versions: Iterable[object]) -> list[str]:
    from invoicectl.ledger.order_letters import Version

    return [
        f"{day_text(each.sent_on)}  {what}, version {each.version}, {money_text(each.total_ore)}"
        for each in versions
        if isinstance(each, Version)
    ]


def _next_step(view: OrderView) -> str:
    """Return the command that comes next, '' when nothing has to follow."""
    number = view.order.order_no
    steps = {
        QuoteStatus.NEW: f"'invoicectl quote send {number}' sends it.",
        QuoteStatus.SENT: f"'invoicectl quote accept {number}' or 'decline' notes the answer.",
        QuoteStatus.EXPIRED: f"'invoicectl quote edit {number} --valid-to DATE' offers it anew.",
        QuoteStatus.ACCEPTED: f"'invoicectl quote to-order {number}' makes it an order.",
    }
    if isinstance(view.status, QuoteStatus):
        return steps.get(view.status, "")
    if any(each.to_invoice_micro for each in view.progress):
        return f"'invoicectl order invoice {number}' drafts what is delivered."
    if any(each.to_deliver_micro for each in view.progress):
        return f"'invoicectl order deliver {number}' notes what was delivered."
    credit = [each for each in view.payments if each.credit_ore > 0]
    issued = [each.invoice_no for each in view.documents if each.invoice_no is not None]
    if credit and issued:
        match = f"invoicectl payment match {credit[0].transaction_id} {issued[-1]}"
        return f"'{match}' sets the prepayment against the invoice."
    if view.status is OrderStatus.DRAFTED:
        drafts = [f"D{each.draft_no}" for each in view.documents if each.invoice_no is None]
        return f"'invoicectl send {' '.join(drafts)}' issues and sends what is drafted."
    return ""
