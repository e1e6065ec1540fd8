"""`customer set`, `project set`, `order set`, `recurring set`, `invoice set`: one body for all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from invoicectl.cli.context import run_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    import typer

    from invoicectl.domain.effective import Level


def set_at_level(
    ctx: typer.Context,
    level: Level,
    ref: str,
    assignments: Sequence[str],
    as_json: bool = False,
    shown: str = "",
) -> None:
    """Give a customer, project, order, agreement or invoice settings of its own, and say so.

    Args:
        ctx: of the command.
        level: which level.
        ref: whose, as a plain number; an invoice by its draft's number.
        assignments: `key=value`; `key=` takes one away, `key=-` says that there is none here.
        as_json: whether to answer with an envelope.
        shown: how it is named to people, when not by `ref`: `D1`, or with its noun as `Quote 3`.
    """
    from invoicectl.cli.output import say
    from invoicectl.cli.output import show_json
    from invoicectl.cli.output import warn
    from invoicectl.flows.levels import set_values

    run = run_of(ctx)
    run.as_json = as_json
    done = set_values(run.ledger, run.settings, run.stamp, level, ref, assignments)
    name = shown or ref
    if as_json:
        show_json(
            f"{level.value} set",
            level=level.value,
            ref=name.rpartition(" ")[2],
            given=list(done.given),
            taken=list(done.taken),
            warnings=list(done.warnings),
        )
        return
    what = {"recurring": "Agreement", "invoice": "Draft" if name.startswith("D") else "Invoice"}
    noun = what.get(level.value, level.value.capitalize())
    who = name if " " in name else f"{noun} {name}"
    if done.given:
        say(run, f"{who} has its own {', '.join(done.given)}.")
    if done.taken:
        say(run, f"{who} no longer has its own {', '.join(done.taken)}.")
    warn(*(f"note: {warning}" for warning in done.warnings))
