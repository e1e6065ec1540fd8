"""`recurring add`, `edit`, `price`, `set` and `index`: what an agreement says."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from typing import Annotated

import typer

from invoicectl.cli.args import AsJson
from invoicectl.cli.context import run_of

if TYPE_CHECKING:
    from invoicectl.flows.recurring_wish import IndexWish

Number = Annotated[int, typer.Argument(metavar="NO", help="Number of the recurring invoice.")]
Lines = Annotated[
    list[str] | None,
    typer.Option("--line", metavar="LINE", help="'TEXT; QUANTITY UNIT; PRICE; DISCOUNT %; VAT'."),
]
Products = Annotated[
    list[str] | None,
    typer.Option("--product", metavar="NO[=QUANTITY]", help="A line that follows the price list."),
]
Every = Annotated[
    str | None,
    typer.Option(metavar="PERIOD", help="month, quarter, half-year, year, week, 2w, 4m, 2y."),
]
On = Annotated[
    str | None,
    typer.Option(metavar="DAY", help="Made on 1 to 31, last, last-bankday or first-bankday."),
]
Until = Annotated[str | None, typer.Option(metavar="DATE", help="Last day; 'none' for no end.")]
Count = Annotated[
    int | None, typer.Option(min=1, max=1200, metavar="N", help="End after so many periods.")
]
InAdvance = Annotated[
    str | None,
    typer.Option(
        metavar="KIND", help="Ahead of delivery: subscription, rent, fee, transport, catering."
    ),
]
DaysAhead = Annotated[
    int | None, typer.Option(min=0, max=365, metavar="N", help="In advance: days before that.")
]
Calendar = Annotated[
    bool | None,
    typer.Option("--calendar/--from-start", help="Calendar months, or months from the start."),
]
Auto = Annotated[
    bool | None, typer.Option("--auto/--approve", help="Sent by the night, or approved by you.")
]
Prorate = Annotated[
    bool | None, typer.Option("--prorate/--whole", help="Short periods by days, or in full.")
]
Minimum = Annotated[
    int | None, typer.Option(min=0, max=600, metavar="MONTHS", help="Shortest time it runs.")
]
Name = Annotated[str | None, typer.Option(help="What you call it; not printed.")]
Project = Annotated[str | None, typer.Option(metavar="NO", help="Project it belongs to.")]
Place = Annotated[
    str | None, typer.Option(metavar="PLACE", help="'customer', 'company' or a place in words.")
]
OurReference = Annotated[str | None, typer.Option(help="Who at our side to ask.")]
YourReference = Annotated[str | None, typer.Option(help="Who ordered, at the customer's side.")]
OrderReference = Annotated[str | None, typer.Option(help="The customer's order number.")]
HeadText = Annotated[str | None, typer.Option(help="Text above the lines; {period} and others.")]
FootText = Annotated[str | None, typer.Option(help="Text below the lines; {period} and others.")]
IndexPercent = Annotated[
    str | None, typer.Option(metavar="PERCENT", help="Prices rise so much a year; or 'none'.")
]
IndexTable = Annotated[
    str | None, typer.Option(metavar="NAME", help="Prices follow this index; or 'none'.")
]
IndexFrom = Annotated[
    str | None, typer.Option(metavar="DATE", help="First adjustment; a year after the start.")
]
IndexBase = Annotated[
    str | None, typer.Option(metavar="MONTH", help="Month of the index the prices belong to.")
]
IndexLag = Annotated[
    int | None,
    typer.Option(min=0, max=24, metavar="MONTHS", help="Index of so many months before; 2."),
]
IndexRound = Annotated[
    str | None, typer.Option(metavar="KRONER", help="Adjusted prices to whole 0,01, 1 or 10.")
]


def add(
    ctx: typer.Context,
    customer: Annotated[str, typer.Option(metavar="NO", help="Number of the customer.")],
    line: Lines = None,
    product: Products = None,
    start: Annotated[
        str | None, typer.Option(metavar="DATE", help="First day that is delivered; today.")
    ] = None,
    every: Every = None,
    on: On = None,
    until: Until = None,
    count: Count = None,
    in_advance: InAdvance = None,
    days_ahead: DaysAhead = None,
    calendar: Calendar = None,
    auto: Auto = None,
    prorate: Prorate = None,
    minimum: Minimum = None,
    invoiced_to: Annotated[
        str | None, typer.Option(metavar="DATE", help="Last day that was invoiced elsewhere.")
    ] = None,
    name: Name = None,
    project: Project = None,
    delivery_place: Place = None,
    our_reference: OurReference = None,
    your_reference: YourReference = None,
    order_reference: OrderReference = None,
    head_text: HeadText = None,
    foot_text: FootText = None,
    index_percent: IndexPercent = None,
    index_table: IndexTable = None,
    index_from: IndexFrom = None,
    index_base: IndexBase = None,
    index_lag: IndexLag = None,
    index_round: IndexRound = None,
    key: Annotated[
        str, typer.Option(metavar="KEY", help="Your own key: the same key makes no second one.")
    ] = "",
    as_json: AsJson = False,
) -> None:
    """Make a recurring invoice.

    It comes every month in arrears if nothing else is said. A line may name its period:
    {period}, {month}, {year}, {quarter}, {from}, {to}.

    Example: invoicectl recurring add --customer 10001 --line "Support {period}; 499"
    """
    from invoicectl.cli.recurring_text import tell_added
    from invoicectl.flows.recurring import add_agreement
    from invoicectl.flows.recurring_wish import Wish

    run = run_of(ctx)
    run.as_json = as_json
    wish = Wish(
        every=every, on=on, start=start, until=until, count=count, in_advance=in_advance,
        days_ahead=days_ahead, is_calendar=calendar, is_automatic=auto, is_prorated=prorate,
        minimum_months=minimum, invoiced_to=invoiced_to, name=name, project_no=project,
        delivery_place=delivery_place, our_reference=our_reference, your_reference=your_reference,
        order_reference=order_reference, head_text=head_text, foot_text=foot_text,
        index=_index(index_percent, index_table, index_from, index_base, index_lag, index_round),
        lines=tuple(line or ()), products=tuple(product or ()),
    )  # fmt: skip
    saved = add_agreement(run.ledger, run.settings, run.stamp, customer, wish, key=key)
    tell_added(run, saved)


def edit(
    ctx: typer.Context,
    number: Number,
    line: Lines = None,
    product: Products = None,
    from_: Annotated[
        str | None,
        typer.Option("--from", metavar="DATE", help="First day of a new rule or new lines."),
    ] = None,
    every: Every = None,
    on: On = None,
    until: Until = None,
    count: Count = None,
    in_advance: InAdvance = None,
    days_ahead: DaysAhead = None,
    calendar: Calendar = None,
    auto: Auto = None,
    prorate: Prorate = None,
    minimum: Minimum = None,
    name: Name = None,
    project: Project = None,
    delivery_place: Place = None,
    our_reference: OurReference = None,
    your_reference: YourReference = None,
    order_reference: OrderReference = None,
    head_text: HeadText = None,
    foot_text: FootText = None,
    index_percent: IndexPercent = None,
    index_table: IndexTable = None,
    index_from: IndexFrom = None,
    index_base: IndexBase = None,
    index_lag: IndexLag = None,
    index_round: IndexRound = None,
    as_json: AsJson = False,
) -> None:
    """Change a recurring invoice from a day on.

    What is invoiced already stays; --line and --product replace all lines. A new rule or new
    lines hold from the first day that is not invoiced yet, or from --from; a period that this
    cuts short is invoiced by its days.

    Example: invoicectl recurring edit 1 --every quarter --from 2027-01-01
    """
    from invoicectl.cli.recurring_text import tell_changed
    from invoicectl.flows.recurring import edit_agreement
    from invoicectl.flows.recurring_wish import Wish

    run = run_of(ctx)
    run.as_json = as_json
    wish = Wish(
        every=every, on=on, until=until, count=count, in_advance=in_advance,
        days_ahead=days_ahead, is_calendar=calendar, is_automatic=auto, is_prorated=prorate,
        minimum_months=minimum, name=name, project_no=project, delivery_place=delivery_place,
        our_reference=our_reference, your_reference=your_reference,
        order_reference=order_reference, head_text=head_text, foot_text=foot_text,
        index=_index(index_percent, index_table, index_from, index_base, index_lag, index_round),
        lines=tuple(line or ()), products=tuple(product or ()),
    )  # fmt: skip
    saved = edit_agreement(run.ledger, run.settings, run.stamp, number, wish, since=from_)
    tell_changed(run, saved, command="recurring edit")


def price(
    ctx: typer.Context,
    numbers: Annotated[
        list[int] | None, typer.Argument(metavar="NO...", help="Numbers of recurring invoices.")
    ] = None,
    every: Annotated[
        bool, typer.Option("--all", help="All that go on and have prices of their own.")
    ] = False,
    to: Annotated[
        str | None, typer.Option("--to", metavar="KRONER", help="New price of a line, per unit.")
    ] = None,
    percent: Annotated[
        str | None, typer.Option(metavar="PERCENT", help="All prices by so much, or one line's.")
    ] = None,
    line_no: Annotated[
        int | None, typer.Option("--line-no", metavar="N", help="The line, when it has several.")
    ] = None,
    line: Lines = None,
    product: Products = None,
    from_: Annotated[
        str | None,
        typer.Option("--from", metavar="DATE", help="First day; the first not invoiced yet."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Change what it costs from a day on.

    The new price holds for periods that begin then or later. Of several agreements all are
    changed or none.

    Example: invoicectl recurring price 1 --to 549 --from 2027-01-01
    """
    from invoicectl.cli.recurring_text import tell_priced
    from invoicectl.errors import InputError
    from invoicectl.flows.recurring_prices import PriceWish
    from invoicectl.flows.recurring_prices import change_prices
    from invoicectl.flows.recurring_wish import Wish

    run = run_of(ctx)
    run.as_json = as_json
    if bool(numbers) == every:
        raise InputError("Give the numbers of recurring invoices, or --all.")
    if every and percent is None:
        raise InputError("--all raises prices by --percent.")
    wish = Wish(lines=tuple(line or ()), products=tuple(product or ()))
    asked = PriceWish(since=from_, amount=to, line_no=line_no, percent=percent)
    chosen = tuple(dict.fromkeys(numbers or ()))
    tell_priced(run, change_prices(run.ledger, run.settings, run.stamp, chosen, wish, asked))


def set_(
    ctx: typer.Context,
    number: Number,
    assignments: Annotated[
        list[str], typer.Argument(metavar="KEY=VALUE...", help="Settings of its invoices.")
    ],
    as_json: AsJson = False,
) -> None:
    """Set settings for the invoices of one agreement.

    'KEY=' takes one away.

    Example: invoicectl recurring set 1 invoice.terms_days=30
    """
    from invoicectl.cli.levels import set_at_level
    from invoicectl.domain.effective import Level
    from invoicectl.ledger.recurring import agreement_of

    run = run_of(ctx)
    run.as_json = as_json
    agreement_of(run.ledger.con, number)
    set_at_level(ctx, Level.RECURRING, str(number), assignments, as_json=as_json)


def index(
    ctx: typer.Context,
    file: Annotated[
        Path | None, typer.Argument(metavar="[FILE]", help="CSV or YAML: month and figure.")
    ] = None,
    name: Annotated[str, typer.Option(metavar="NAME", help="Name of the index.")] = "kpi",
    replace: Annotated[
        bool, typer.Option("--replace", help="Take figures that differ from those there.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Take figures of a price index from a file.

    Without a file it shows those there are.

    Example: invoicectl recurring index kpi.csv --name kpi
    """
    from invoicectl.cli.recurring_text import show_figures
    from invoicectl.cli.recurring_text import tell_index
    from invoicectl.flows.recurring_index import import_index

    run = run_of(ctx)
    run.as_json = as_json
    if file is None:
        show_figures(run, name)
        return
    tell_index(run, import_index(run.ledger, run.stamp, file, name, replace=replace))


def _index(
    percent: str | None,
    table: str | None,
    first: str | None,
    base: str | None,
    lag: int | None,
    step: str | None,
) -> IndexWish:
    from invoicectl.flows.recurring_wish import IndexWish

    return IndexWish(percent, table, first, base, lag, step)
