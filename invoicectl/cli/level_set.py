"""`customer set` and `invoice set`: settings of one customer, of one draft, of one invoice."""

from __future__ import annotations

from typing import Annotated

import typer

from invoicectl.cli.args import AsJson

Assignments = Annotated[
    list[str],
    typer.Argument(metavar="KEY=VALUE...", help="'KEY=' takes one away, 'KEY=-' is none at all."),
]


def customer(
    ctx: typer.Context,
    customer_no: Annotated[str, typer.Argument(metavar="NO", help="Customer number.")],
    assignments: Assignments,
    as_json: AsJson = False,
) -> None:
    """Give a customer settings of its own, in place of the company's.

    'invoicectl settings explain --customer NO' shows all keys and what holds.

    Example: invoicectl customer set 10001 invoice.terms_days=30 sending.cc=ola@example.no
    """
    from invoicectl.cli.levels import set_at_level
    from invoicectl.domain.effective import Level

    set_at_level(ctx, Level.CUSTOMER, customer_no, assignments, as_json)


def invoice(
    ctx: typer.Context,
    ref: Annotated[
        str, typer.Argument(metavar="REF", help="A draft such as D1, or an invoice's number.")
    ],
    assignments: Assignments,
    as_json: AsJson = False,
) -> None:
    """Give one invoice settings of its own, before or after it is issued.

    After issue, what is printed stays; how reminders and copies go can still be set.

    Example: invoicectl invoice set 10001 reminders.enabled=no
    """
    from invoicectl.cli.context import run_of
    from invoicectl.cli.levels import set_at_level
    from invoicectl.domain.effective import Level
    from invoicectl.flows.level_explain import Asked
    from invoicectl.flows.level_explain import target_of

    target = target_of(run_of(ctx).ledger.con, Asked(invoice=ref))
    set_at_level(ctx, Level.INVOICE, str(target.draft_no), assignments, as_json, shown=ref.upper())
