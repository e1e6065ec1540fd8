"""`invoice new`, `edit` and `remove`: drafts, which have no number yet."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from typing import Annotated

import typer

from invoicectl.cli.args import AsJson
from invoicectl.cli.context import run_of

if TYPE_CHECKING:
    from invoicectl.cli.context import Run
    from invoicectl.domain.draft import Draft
    from invoicectl.domain.draft import DraftLine
    from invoicectl.flows.draft import Change

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
Delivered = Annotated[
    str | None, typer.Option(metavar="DATE", help="Day of delivery, or its first day.")
]
DeliveredTo = Annotated[str | None, typer.Option(metavar="DATE", help="Last day of delivery.")]
Place = Annotated[
    str | None,
    typer.Option(metavar="PLACE", help="'customer', 'company' or a place in words."),
]
OurReference = Annotated[str | None, typer.Option(help="Who at our side to ask.")]
YourReference = Annotated[str | None, typer.Option(help="Who ordered, at the customer's side.")]
OrderReference = Annotated[str | None, typer.Option(help="The customer's order number.")]
HeadText = Annotated[str | None, typer.Option(help="Text above the lines.")]
FootText = Annotated[str | None, typer.Option(help="Text below the lines.")]
TermsDays = Annotated[int | None, typer.Option(min=0, max=365, help="Days until it is due.")]
Advance = Annotated[
    bool | None,
    typer.Option("--advance/--no-advance", help="A subscription, rent or fee invoiced ahead."),
]


def new(
    ctx: typer.Context,
    customer: Annotated[str | None, typer.Option(help="Number of the customer.")] = None,
    line: Lines = None,
    product: Products = None,
    file: Annotated[
        Path | None, typer.Option("--from", metavar="FILE", help="Drafts from YAML, JSON or CSV.")
    ] = None,
    delivered: Delivered = None,
    delivered_to: DeliveredTo = None,
    delivery_place: Place = None,
    our_reference: OurReference = None,
    your_reference: YourReference = None,
    order_reference: OrderReference = None,
    head_text: HeadText = None,
    foot_text: FootText = None,
    terms_days: TermsDays = None,
    advance: Advance = None,
    hold: Annotated[bool, typer.Option("--hold", help="Do not send it yet.")] = False,
    key: Annotated[
        str, typer.Option(metavar="KEY", help="Your own key: the same key makes no second draft.")
    ] = "",
    as_json: AsJson = False,
) -> None:
    """Make a draft; `send` gives it a number.

    Example: invoicectl invoice new --customer 10001 --line "Coffee; 3; 90"
    """
    from invoicectl.cli.invoice_text import show_made
    from invoicectl.domain.draft import Draft
    from invoicectl.errors import InputError
    from invoicectl.flows.draft import add_drafts

    run = run_of(ctx)
    run.as_json = as_json
    change = _change(
        delivered, delivered_to, is_ready=None, delivery_place=delivery_place,
        our_reference=our_reference, your_reference=your_reference,
        order_reference=order_reference, head_text=head_text, foot_text=foot_text,
        terms_days=terms_days, is_advance=advance,
    )  # fmt: skip
    if file is not None:
        numbers = _from_file(run, file, customer or "", hold=hold)
    else:
        if customer is None:
            raise InputError("--customer is missing.", hint="'invoicectl customer list' has them.")
        empty = change.applied(Draft(customer, ()))
        lines = _lines(run, line or [], product or [], empty)
        if not lines:
            raise InputError("A draft needs a line.", hint="Give --line, --product or --from.")
        draft = change.applied(Draft(customer, lines, is_ready=not hold))
        numbers = add_drafts(run.ledger, [draft], run.stamp, keys=[key] if key else ())
    show_made(run, numbers, command="invoice new")


def edit(
    ctx: typer.Context,
    ref: Annotated[str, typer.Argument(metavar="DRAFT", help="Name of the draft, such as D1.")],
    line: Lines = None,
    add_line: MoreLines = None,
    product: Products = None,
    delivered: Delivered = None,
    delivered_to: DeliveredTo = None,
    delivery_place: Place = None,
    our_reference: OurReference = None,
    your_reference: YourReference = None,
    order_reference: OrderReference = None,
    head_text: HeadText = None,
    foot_text: FootText = None,
    terms_days: TermsDays = None,
    advance: Advance = None,
    ready: Annotated[
        bool | None, typer.Option("--ready/--hold", help="Whether `send` may issue it.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Change a draft; --line replaces all its lines, --add-line adds one.

    Example: invoicectl invoice edit D1 --add-line "Travel; 120 km; 5,30" --ready
    """
    from invoicectl.cli.invoice_text import show_drafts
    from invoicectl.flows.draft import change_draft
    from invoicectl.ledger.drafts import draft_no_of
    from invoicectl.ledger.drafts import draft_of

    run = run_of(ctx)
    run.as_json = as_json
    draft_no = draft_no_of(ref)
    change = _change(
        delivered, delivered_to, is_ready=ready, delivery_place=delivery_place,
        our_reference=our_reference, your_reference=your_reference,
        order_reference=order_reference, head_text=head_text, foot_text=foot_text,
        terms_days=terms_days, is_advance=advance,
    )  # fmt: skip
    draft = change.applied(draft_of(run.ledger.con, draft_no))
    change_draft(
        run.ledger, run.stamp, draft_no, change, lines=_lines(run, line or [], [], draft),
        more_lines=_lines(run, add_line or [], product or [], draft),
    )  # fmt: skip
    show_drafts(run, (draft_no,), command="invoice edit")


def remove(
    ctx: typer.Context,
    refs: Annotated[list[str], typer.Argument(metavar="DRAFT...", help="Drafts, such as D1.")],
) -> None:
    """Drop drafts; an issued invoice can only be credited.

    Example: invoicectl invoice remove D1
    """
    from invoicectl.cli.output import say
    from invoicectl.flows.draft import drop_draft
    from invoicectl.ledger.drafts import draft_no_of

    run = run_of(ctx)
    numbers = [draft_no_of(ref) for ref in refs]
    for number in numbers:
        drop_draft(run.ledger, run.stamp, number)
        say(run, f"D{number} is gone.")


def _lines(run: Run, typed: list[str], products: list[str], draft: Draft) -> tuple[DraftLine, ...]:
    """Return the lines that were typed, then those from the product list as they cost there."""
    if not typed and not products:
        return ()
    from invoicectl.flows.lines import default_vat_code
    from invoicectl.flows.lines import product_line
    from invoicectl.flows.lines import typed_line
    from invoicectl.flows.price_list import buying_by

    con, buying = run.ledger.con, None
    if products:
        day = draft.delivered_from or draft.delivered_to or run.today
        buying = buying_by(con, run.settings, draft.customer_no, day, draft.origin, draft.draft_no)
    code = default_vat_code(run.settings)
    return (
        *(typed_line(text, vat_code=code) for text in typed),
        *(product_line(con, text, buying=buying) for text in products),
    )


def _change(delivered: str | None, delivered_to: str | None, **given: object) -> Change:
    """Return what the options say; a single day of delivery is both its first and its last."""
    from invoicectl.domain.dates import parse_day
    from invoicectl.flows.draft import Change

    first = parse_day(delivered, what="--delivered") if delivered else None
    last = parse_day(delivered_to, what="--delivered-to") if delivered_to else first
    return Change(delivered_from=first, delivered_to=last, **given)  # type: ignore[arg-type]  # by name


def _from_file(run: Run, file: Path, customer_no: str, *, hold: bool) -> tuple[int, ...]:
    """Make the drafts a file holds, all or none."""
    from invoicectl.flows.draft import add_drafts
    from invoicectl.flows.draft_file import read_drafts

    found = read_drafts(
        file, run.ledger.con, run.settings,
        customer_no=customer_no, is_ready=not hold, today=run.today,
    )  # fmt: skip
    return add_drafts(
        run.ledger, [each.draft for each in found], run.stamp, keys=[each.key for each in found]
    )
