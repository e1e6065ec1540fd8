"""`outbox`: what is on its way, what is stuck, and what a person must settle."""

from __future__ import annotations

from typing import TYPE_CHECKING
from typing import Annotated

import typer

from invoicectl.cli.args import AsCsv
from invoicectl.cli.args import AsJson
from invoicectl.cli.args import FromDay
from invoicectl.cli.args import OfCustomer
from invoicectl.cli.args import OnlyOpen
from invoicectl.cli.args import Search
from invoicectl.cli.args import Sort
from invoicectl.cli.args import ToDay
from invoicectl.cli.context import run_of
from invoicectl.domain.outbox import DeliveryState

if TYPE_CHECKING:
    from invoicectl.domain.outbox import Delivery

app = typer.Typer(help="See and settle what was sent, waits or failed.", no_args_is_help=True)

_OPEN = (
    DeliveryState.QUEUED,
    DeliveryState.SENDING,
    DeliveryState.UNCERTAIN,
    DeliveryState.FAILED,
    DeliveryState.BOUNCED,
)

Id = Annotated[int, typer.Argument(metavar="ID", help="Number of the delivery.")]


@app.command("list")
def list_(
    ctx: typer.Context,
    state: Annotated[
        list[DeliveryState] | None,
        typer.Option("--state", "--status", help="Only in this state; may be repeated."),
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="Also what was sent or cancelled.")] = False,
    customer: OfCustomer = "",
    first: FromDay = "",
    last: ToDay = "",
    only_open: OnlyOpen = False,
    search: Search = "",
    sort: Sort = "",
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """List what waits, failed or is uncertain.

    --from and --to go by the day it was queued. --all shows what was sent as well.

    Example: invoicectl outbox list --state uncertain
    """
    from invoicectl.cli.listing import narrowing
    from invoicectl.cli.listing import norwegian_midnight
    from invoicectl.cli.outbox_text import show_deliveries
    from invoicectl.domain.dates import DAY
    from invoicectl.errors import InputError
    from invoicectl.ledger.listing import Narrowing
    from invoicectl.ledger.outbox import listed_deliveries

    run = run_of(ctx)
    run.as_json, run.as_csv = as_json, as_csv
    wanted = narrowing(run, customer=customer, first=first, last=last, search=search, sort=sort)
    between = (
        norwegian_midnight(wanted.first) if wanted.first else "",
        norwegian_midnight(wanted.last + DAY) if wanted.last else "",
    )
    states = tuple(state or (() if every and not only_open else _OPEN))
    if only_open and not set(_OPEN).issuperset(states):
        raise InputError("What was sent or cancelled is not open: leave out --state or --open.")
    whole = wanted._replace(first=None, last=None)
    found = listed_deliveries(run.ledger.con, whole, states=states, between=between)
    usual = states == _OPEN and wanted == Narrowing(sort=sort)
    empty = "Nothing waits, failed or is uncertain." if usual else "There are no such deliveries."
    show_deliveries(run, found, empty=empty)


@app.command("show")
def show(ctx: typer.Context, delivery: Id, as_json: AsJson = False) -> None:
    """Show one delivery: what it says, every try, and what came of it.

    Example: invoicectl outbox show 1
    """
    from invoicectl.cli.outbox_text import show_delivery
    from invoicectl.ledger.outbox import delivery_of

    run = run_of(ctx)
    run.as_json = as_json
    show_delivery(run, delivery_of(run.ledger.con, delivery), command="outbox show")


@app.command("retry")
def retry(
    ctx: typer.Context,
    delivery: Id,
    copy: Annotated[
        bool, typer.Option("--copy", help="A further copy, also of one that was sent.")
    ] = False,
    to: Annotated[
        str, typer.Option(metavar="ADDRESS", help="Send the copy there; implies --copy.")
    ] = "",
    as_json: AsJson = False,
) -> None:
    """Queue a failed delivery again, or a further copy; `send` carries it.

    Example: invoicectl outbox retry 1 --to faktura@example.no
    """
    from invoicectl.flows import outbox as flow

    run = run_of(ctx)
    run.as_json = as_json
    if copy or to:
        found = flow.send_copy(run.ledger, run.settings, run.stamp, delivery, to=to)
    else:
        found = flow.retry(run.ledger, run.stamp, delivery)
    _say_state(ctx, found, "outbox retry")


@app.command("resolve")
def resolve(
    ctx: typer.Context,
    delivery: Id,
    sent: Annotated[bool, typer.Option("--sent", help="It arrived.")] = False,
    resend: Annotated[bool, typer.Option("--resend", help="Send the same message again.")] = False,
    failed: Annotated[bool, typer.Option("--failed", help="It did not arrive; leave it.")] = False,
    as_json: AsJson = False,
) -> None:
    """Settle a delivery that is uncertain, after asking the recipient.

    Example: invoicectl outbox resolve 1 --sent
    """
    from invoicectl.errors import InputError
    from invoicectl.flows import outbox as flow
    from invoicectl.flows.outbox import Decision

    run = run_of(ctx)
    run.as_json = as_json
    choices = {Decision.SENT: sent, Decision.RESEND: resend, Decision.FAILED: failed}
    chosen = [decision for decision, wanted in choices.items() if wanted]
    if len(chosen) != 1:
        raise InputError("Say one of --sent, --resend and --failed.")
    found = flow.resolve(run.ledger, run.stamp, delivery, chosen[0])
    _say_state(ctx, found, "outbox resolve")


def _say_state(ctx: typer.Context, found: Delivery, command: str) -> None:
    """Say where a delivery stands now."""
    from invoicectl.cli.outbox_text import show_delivery
    from invoicectl.cli.output import say

    run = run_of(ctx)
    if run.as_json:
        show_delivery(run, found, command=command)
        return
    to = f" to {found.recipient}" if found.recipient else ""
    say(run, f"Delivery {found.delivery_id} ({found.key}, {found.channel}{to}) is"
             f" {found.state.value}.")  # fmt: skip
    if found.state is DeliveryState.QUEUED:
        say(run, f"'invoicectl send {found.invoice_no}' sends it now.")
