"""What agreements will bring: every coming invoice with its day, period, amount and index."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from dataclasses import replace
from itertools import islice
from itertools import takewhile
from typing import TYPE_CHECKING

from invoicectl.domain.dates import add_months
from invoicectl.domain.indexation import ONE
from invoicectl.domain.indexation import IndexMissingError
from invoicectl.domain.recurrence import every_text
from invoicectl.domain.recurring import upcoming
from invoicectl.errors import InvoicectlError
from invoicectl.flows.recurring_draft import Drafting
from invoicectl.ledger.customers import customer_of
from invoicectl.ledger.recurring import agreement_of
from invoicectl.ledger.recurring import agreements
from invoicectl.ledger.recurring_periods import taken_from

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from invoicectl.domain.recurrence import Period
    from invoicectl.domain.recurring import Agreement
    from invoicectl.domain.recurring import Coming
    from invoicectl.ledger.connect import Connection
    from invoicectl.settings.model import Settings


@dataclass(frozen=True, slots=True)
class Foreseen:
    """One coming invoice. `on` is the day it is made, today when that has passed.

    `net_ore` is without VAT; `adjusted` says how an index changes it; `problem` why it could not
    be made as things are: then the amount is that without the index, or 0.
    """

    recurring_no: int
    customer_no: str
    customer_name: str
    name: str
    on: date
    period: Period
    net_ore: int
    percent: str
    adjusted: str
    problem: str
    is_automatic: bool


def preview(
    con: Connection,
    settings: Settings,
    today: date,
    *,
    months: int,
    numbers: Sequence[int] = (),
) -> tuple[Foreseen, ...]:
    """Return the invoices that agreements bring up to so many months from today, by day.

    Paused agreements bring none.

    Raises:
        NotFoundError: an agreement does not exist.
    """
    until = add_months(today, months)
    chosen = [agreement_of(con, number) for number in numbers] if numbers else agreements(con)
    drafting = Drafting(con, settings)
    found: list[Foreseen] = []
    for agreement in chosen:
        if agreement.next_on is None:
            continue
        taken = taken_from(con, agreement.recurring_no, agreement.next_first)
        coming = takewhile(lambda each: each.on <= until, upcoming(agreement, taken))
        name = customer_of(con, agreement.customer_no).name
        found += [_foreseen(drafting, agreement, each, name, today) for each in coming]
    return tuple(sorted(found, key=lambda each: (each.on, each.recurring_no, each.period.first)))


def coming_of(
    con: Connection, settings: Settings, today: date, agreement: Agreement, count: int
) -> tuple[Foreseen, ...]:
    """Return the next `count` invoices of one agreement, in order of time."""
    taken = taken_from(con, agreement.recurring_no, agreement.next_first)
    name = customer_of(con, agreement.customer_no).name
    drafting = Drafting(con, settings)
    return tuple(
        _foreseen(drafting, agreement, each, name, today)
        for each in islice(upcoming(agreement, taken), count)
    )


def too_many(foreseen: Sequence[Foreseen], limit: int) -> str:
    """Return a sentence about the first night that the guard would stop, '' when there is none."""
    nights = Counter(each.on for each in foreseen if each.is_automatic)
    for day, count in sorted(nights.items()):
        if count > limit:
            return (
                f"{count} invoices on {day:%d.%m.%Y} are more than nightly.max_letters, {limit}:"
                " that night would stop before the first."
            )
    return ""


def by_month(foreseen: Sequence[Foreseen]) -> tuple[tuple[str, int], ...]:
    """Return (month, net øre) of every month from the first invoice to the last, empty ones too."""
    if not foreseen:
        return ()
    sums: dict[str, int] = {}
    day, last = foreseen[0].on.replace(day=1), foreseen[-1].on
    while day <= last:
        sums[f"{day:%Y-%m}"] = 0
        day = add_months(day, 1)
    for each in foreseen:
        sums[f"{each.on:%Y-%m}"] += each.net_ore
    return tuple(sums.items())


def _foreseen(
    drafting: Drafting, agreement: Agreement, coming: Coming, customer_name: str, today: date
) -> Foreseen:
    period, problem, factor = coming.period, "", ONE
    try:
        factor = drafting.factor(agreement, period)
    except IndexMissingError as error:
        problem = str(error)
    try:
        drafting.customer(agreement.customer_no)
        lines = drafting.lines(agreement, period, factor)
        amount_ore = drafting.net_ore(lines, period.last)
    except InvoicectlError as error:
        problem, amount_ore = problem or str(error), 0
    return Foreseen(
        agreement.recurring_no, agreement.customer_no, customer_name, title_of(agreement),
        max(coming.on, today), period, amount_ore,
        "" if factor.is_one else factor.percent_text(), factor.why, problem,
        drafting.is_automatic(agreement),
    )  # fmt: skip


def title_of(agreement: Agreement) -> str:
    """Return the name of an agreement, or the text of its first line when it has none."""
    if agreement.name:
        return agreement.name
    text = agreement.prices[-1].lines[0].line.description
    return text.partition("{")[0].rstrip(" ,-–:(") or text


@dataclass(frozen=True, slots=True)
class Overview:
    """One agreement in a list; `net_ore` is what its next invoice comes to without VAT."""

    agreement: Agreement
    customer_name: str
    name: str
    every: str
    next_last: date | None
    net_ore: int | None


def overview(con: Connection, settings: Settings, *, customer_no: str = "") -> list[Overview]:
    """Return all agreements by number, or those of one customer."""
    drafting = Drafting(con, settings)
    names: dict[str, str] = {}
    found = []
    for agreement in agreements(con, customer_no=customer_no):
        no = agreement.customer_no
        if no not in names:
            names[no] = customer_of(con, no).name
        coming = next(upcoming(replace(agreement, paused_from=None)), None)
        amount_ore = None
        if coming is not None:
            amount_ore = _foreseen(drafting, agreement, coming, names[no], coming.on).net_ore
        found.append(
            Overview(
                agreement, names[no], title_of(agreement), every_text(agreement.rule),
                coming.period.last if coming else None, amount_ore,
            )
        )  # fmt: skip
    return found


def due_now(
    con: Connection, settings: Settings, today: date, numbers: Sequence[int] = ()
) -> tuple[Foreseen, ...]:
    """Return the periods that `draft_due` would draft today, with what would stop them."""
    from invoicectl.flows.repeat import due

    drafting = Drafting(con, settings)
    return tuple(
        _foreseen(drafting, agreement, coming, customer_of(con, agreement.customer_no).name, today)
        for agreement, coming in due(con, today, numbers)
    )
