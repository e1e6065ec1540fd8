"""`quote new`, `quote edit`, `order new` and `order edit`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from invoicectl.cli.args import AsJson
from invoicectl.cli.context import run_of
from invoicectl.cli.order_options import Buyer
from invoicectl.cli.order_options import Comment
from invoicectl.cli.order_options import Contact
from invoicectl.cli.order_options import Delivery
from invoicectl.cli.order_options import DeliveryTo
from invoicectl.cli.order_options import Key
from invoicectl.cli.order_options import Kind
from invoicectl.cli.order_options import Lines
from invoicectl.cli.order_options import MoreLines
from invoicectl.cli.order_options import Number
from invoicectl.cli.order_options import OrderReference
from invoicectl.cli.order_options import Own
from invoicectl.cli.order_options import Products
from invoicectl.cli.order_options import Project
from invoicectl.cli.order_options import Quantities
from invoicectl.cli.order_options import ValidTo
from invoicectl.cli.order_options import entered_change
from invoicectl.cli.order_options import entered_lines

if TYPE_CHECKING:
    from invoicectl.cli.context import Run
    from invoicectl.flows.order_entry import OrderChange


def new_quote(
    ctx: typer.Context,
    customer: Buyer = None,
    line: Lines = None,
    product: Products = None,
    valid_to: ValidTo = None,
    delivery: Delivery = None,
    delivery_to: DeliveryTo = None,
    order_reference: OrderReference = None,
    contact: Contact = None,
    comment: Comment = None,
    project: Project = None,
    own: Own = None,
    key: Key = "",
    as_json: AsJson = False,
) -> None:
    """Make a quote; `quote send` sends it.

    Example: invoicectl quote new --customer 10001 --line "Coffee; 30 kg; 240; 10 %"
    """
    change = entered_change(
        valid_to=valid_to, delivery=delivery, delivery_to=delivery_to,
        order_reference=order_reference, contact=contact, comment=comment, project_no=project,
    )  # fmt: skip
    run = run_of(ctx)
    run.as_json = as_json
    _make(run, customer, (line, product), change, own, is_quote=True, key=key)


def new_order(
    ctx: typer.Context,
    customer: Buyer = None,
    line: Lines = None,
    product: Products = None,
    delivery: Delivery = None,
    delivery_to: DeliveryTo = None,
    order_reference: OrderReference = None,
    contact: Contact = None,
    comment: Comment = None,
    project: Project = None,
    advance_kind: Kind = None,
    own: Own = None,
    key: Key = "",
    as_json: AsJson = False,
) -> None:
    """Make an order; `order deliver` says what left the house.

    Example: invoicectl order new --customer 10001 --product K1=20 --order-reference PO-7
    """
    change = entered_change(
        delivery=delivery, delivery_to=delivery_to, order_reference=order_reference,
        contact=contact, comment=comment, project_no=project, advance_kind=advance_kind,
    )  # fmt: skip
    run = run_of(ctx)
    run.as_json = as_json
    _make(run, customer, (line, product), change, own, is_quote=False, key=key)


def edit_quote(
    ctx: typer.Context,
    number: Number,
    line: Lines = None,
    add_line: MoreLines = None,
    product: Products = None,
    quantity: Quantities = None,
    valid_to: ValidTo = None,
    delivery: Delivery = None,
    delivery_to: DeliveryTo = None,
    order_reference: OrderReference = None,
    contact: Contact = None,
    comment: Comment = None,
    project: Project = None,
    as_json: AsJson = False,
) -> None:
    """Change a quote; --line replaces all its lines, --add-line adds one.

    What was sent stays as it was sent: the next `quote send` makes a new version.

    Example: invoicectl quote edit 12 --quantity 1=25 --valid-to 2026-12-31
    """
    change = entered_change(
        valid_to=valid_to, delivery=delivery, delivery_to=delivery_to,
        order_reference=order_reference, contact=contact, comment=comment, project_no=project,
    )  # fmt: skip
    run = run_of(ctx)
    run.as_json = as_json
    _edit(run, number, change, (line, add_line, product, quantity), is_quote=True)


def edit_order(
    ctx: typer.Context,
    number: Number,
    line: Lines = None,
    add_line: MoreLines = None,
    product: Products = None,
    quantity: Quantities = None,
    delivery: Delivery = None,
    delivery_to: DeliveryTo = None,
    order_reference: OrderReference = None,
    contact: Contact = None,
    comment: Comment = None,
    project: Project = None,
    advance_kind: Kind = None,
    as_json: AsJson = False,
) -> None:
    """Change an order; --line replaces all its lines until something is delivered.

    Example: invoicectl order edit 12 --quantity 1=25 --add-line "Freight; 149"
    """
    change = entered_change(
        delivery=delivery, delivery_to=delivery_to, order_reference=order_reference,
        contact=contact, comment=comment, project_no=project, advance_kind=advance_kind,
    )  # fmt: skip
    run = run_of(ctx)
    run.as_json = as_json
    _edit(run, number, change, (line, add_line, product, quantity), is_quote=False)


def _make(
    run: Run,
    customer_no: str | None,
    words: tuple[list[str] | None, list[str] | None],
    change: OrderChange,
    own: list[str] | None,
    *,
    is_quote: bool,
    key: str,
) -> None:
    from invoicectl.cli.order_text import show_made
    from invoicectl.domain.draft import Origin
    from invoicectl.errors import InputError
    from invoicectl.flows.order_entry import make_order
    from invoicectl.ledger.customers import customer_of
    from invoicectl.settings.levels import read_assignment

    if customer_no is None:
        raise InputError("--customer is missing.", hint="'invoicectl customer list' has them.")
    for assignment in own or ():
        read_assignment(assignment)  # a slip is told before anything is made
    customer_of(run.ledger.con, customer_no)
    origin = Origin(project_no=change.project_no or "")
    day = change.delivery_from
    lines = entered_lines(run, customer_no, *words, day=day, origin=origin)
    number, is_new = make_order(
        run.ledger, run.settings, run.stamp, customer_no, lines, change, is_quote=is_quote, key=key
    )
    if own and is_new:
        _set_own(run, number, own)
    show_made(run, number, is_quote=is_quote, is_new=is_new)


def _set_own(run: Run, number: int, own: list[str]) -> None:
    from invoicectl.domain.effective import Level
    from invoicectl.flows.levels import set_values

    set_values(run.ledger, run.settings, run.stamp, Level.ORDER, str(number), own)


def _edit(
    run: Run,
    number: int,
    change: OrderChange,
    words: tuple[list[str] | None, ...],
    *,
    is_quote: bool,
) -> None:
    from invoicectl.cli.order_text import show_view
    from invoicectl.flows.order_change import LineChange
    from invoicectl.flows.order_change import change_order
    from invoicectl.flows.order_document import order_origin
    from invoicectl.flows.order_quantities import new_quantities
    from invoicectl.ledger.orders import order_of

    line, add_line, product, quantity = words
    old = order_of(run.ledger.con, number, what="quote" if is_quote else "order")
    day = change.delivery_from or old.delivery_from
    lines = LineChange(
        lines=entered_lines(run, old.customer_no, line, None),
        more=entered_lines(
            run, old.customer_no, add_line, product, day=day, origin=order_origin(old)
        ),
        quantities=new_quantities(old, quantity or ()),
    )
    change_order(run.ledger, run.stamp, number, change, lines, is_quote=is_quote)
    noun = "quote" if is_quote else "order"
    show_view(run, number, as_quote=is_quote, command=f"{noun} edit")
