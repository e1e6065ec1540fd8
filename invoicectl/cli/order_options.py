"""Options that `quote` and `order` share, and what they say as lines and changes."""

from __future__ import annotations

from typing import TYPE_CHECKING
from typing import Annotated

import typer

from invoicectl.domain.order import AdvanceKind

if TYPE_CHECKING:
    from datetime import date

    from invoicectl.cli.context import Run
    from invoicectl.domain.draft import DraftLine
    from invoicectl.domain.draft import Origin
    from invoicectl.flows.order_entry import OrderChange

Number = Annotated[int, typer.Argument(metavar="NO", help="Number of the quote or order.")]
Buyer = Annotated[
    str | None, typer.Option("--customer", metavar="NO", help="Number of the customer.")
]
Lines = Annotated[
    list[str] | None,
    typer.Option(
        "--line", metavar="LINE", help="'TEXT; QUANTITY UNIT; PRICE; DISCOUNT %; VAT; incl'."
    ),
]
MoreLines = Annotated[
    list[str] | None, typer.Option("--add-line", metavar="LINE", help="One more line, as --line.")
]
Products = Annotated[
    list[str] | None,
    typer.Option("--product", metavar="NO[=QUANTITY]", help="A line from the product list."),
]
Quantities = Annotated[
    list[str] | None,
    typer.Option("--quantity", metavar="N=QUANTITY", help="New quantity of a line; 0 removes it."),
]
Parts = Annotated[
    list[str] | None,
    typer.Option("--line", metavar="N[=QUANTITY]", help="Only this line, or so much of it."),
]
ValidTo = Annotated[
    str | None, typer.Option(metavar="DATE", help="Last day on which it can be accepted.")
]
Delivery = Annotated[
    str | None, typer.Option(metavar="DATE", help="Planned day of delivery, or its first day.")
]
DeliveryTo = Annotated[
    str | None, typer.Option(metavar="DATE", help="Last planned day of delivery.")
]
OrderReference = Annotated[str | None, typer.Option(help="The customer's order number.")]
Contact = Annotated[
    str | None, typer.Option(help="Whom to ask: name; telephone; e-mail, with semicolons.")
]
Comment = Annotated[str | None, typer.Option(help="Text at the top of what is sent.")]
Project = Annotated[str | None, typer.Option(metavar="NO", help="Project it belongs to.")]
Kind = Annotated[
    AdvanceKind | None,
    typer.Option("--advance-kind", help="What allows to invoice it ahead (INV-27)."),
]
Assignments = Annotated[
    list[str], typer.Argument(metavar="KEY=VALUE...", help="Settings; 'KEY=' takes one away.")
]
Own = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="KEY=VALUE", help="A setting of its own, as the verb 'set'."),
]
Key = Annotated[
    str, typer.Option(metavar="KEY", help="Your own key: the same key makes no second one.")
]
Again = Annotated[bool, typer.Option("--again", help="Send a further copy of what was sent.")]


def entered_lines(
    run: Run,
    customer_no: str,
    typed: list[str] | None,
    products: list[str] | None,
    *,
    day: date | None = None,
    origin: Origin | None = None,
) -> tuple[DraftLine, ...]:
    """Return the lines that were typed, then those from the product list as they cost there."""
    if not typed and not products:
        return ()
    from invoicectl.domain.draft import Origin
    from invoicectl.flows.lines import default_vat_code
    from invoicectl.flows.lines import product_line
    from invoicectl.flows.lines import typed_line
    from invoicectl.flows.price_list import buying_by

    con, code, buying = run.ledger.con, default_vat_code(run.settings), None
    if products:
        buying = buying_by(con, run.settings, customer_no, day or run.today, origin or Origin())
    return (
        *(typed_line(text, vat_code=code) for text in typed or ()),
        *(product_line(con, text, buying=buying) for text in products or ()),
    )


def entered_change(
    *,
    valid_to: str | None = None,
    delivery: str | None = None,
    delivery_to: str | None = None,
    **given: object,
) -> OrderChange:
    """Return what the options say; a single day of delivery is both its first and its last."""
    from invoicectl.domain.dates import parse_day
    from invoicectl.flows.order_entry import OrderChange

    first = parse_day(delivery, what="--delivery") if delivery else None
    last = parse_day(delivery_to, what="--delivery-to") if delivery_to else first
    until = parse_day(valid_to, what="--valid-to") if valid_to else None
    return OrderChange(valid_to=until, delivery_from=first, delivery_to=last, **given)  # type: ignore[arg-type]  # by name
