"""New prices of agreements from a day on: of one, of several, or of all by a percentage."""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import replace
from typing import TYPE_CHECKING

from invoicectl.domain.money import MICRO
from invoicectl.domain.money import round_half_up
from invoicectl.domain.recurring import Agreement
from invoicectl.domain.recurring import AgreementState
from invoicectl.domain.recurring import prices_for
from invoicectl.errors import InputError
from invoicectl.flows.recurring import Saved
from invoicectl.flows.recurring import first_free
from invoicectl.flows.recurring import store_change
from invoicectl.flows.recurring_terms import agreed_lines
from invoicectl.flows.recurring_terms import with_prices
from invoicectl.flows.recurring_wish import day_of
from invoicectl.ledger.recurring import agreement_of
from invoicectl.ledger.recurring import agreements
from invoicectl.ledger.recurring_periods import taken_periods

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from invoicectl.domain.recurring import AgreedLine
    from invoicectl.domain.stamp import Stamp
    from invoicectl.flows.recurring_wish import Wish
    from invoicectl.ledger.connect import Connection
    from invoicectl.ledger.connect import Ledger
    from invoicectl.settings.model import Settings

ROUND_ORE = 1
"""A price that is raised by a percentage is rounded half up to whole øre."""


@dataclass(frozen=True, slots=True)
class PriceWish:
    """New prices from a day on: other lines, another price of one line, or a percentage more."""

    since: str | None = None
    amount: str | None = None
    line_no: int | None = None
    percent: str | None = None


def change_prices(
    ledger: Ledger,
    settings: Settings,
    stamp: Stamp,
    numbers: Sequence[int],
    wish: Wish,
    price: PriceWish,
) -> tuple[Saved, ...]:
    """Change what agreements cost, for periods that begin on a day or later; all or none.

    Args:
        ledger: open.
        settings: the company's.
        stamp: when and who.
        numbers: which agreements; when empty, all that go on and have prices of their own.
        wish: new lines.
        price: or another price.

    Raises:
        InputError: nothing to change, or the day is invoiced already.
        NotFoundError: no such agreement or product.
    """
    with ledger.write() as con:
        chosen = [agreement_of(con, number) for number in numbers]
        if not numbers:
            chosen = [each for each in agreements(con) if _has_own_prices(each)]
        return tuple(_priced_anew(con, settings, stamp, each, wish, price) for each in chosen)


def _priced_anew(
    con: Connection,
    settings: Settings,
    stamp: Stamp,
    old: Agreement,
    wish: Wish,
    price: PriceWish,
) -> Saved:
    day = _price_day(con, old, price.since)
    lines = agreed_lines(con, settings, wish, customer_no=old.customer_no, day=day)
    if sum((bool(lines), price.amount is not None, price.percent is not None)) != 1:
        raise InputError(
            "Say what it costs from then on: --to, --percent, or new lines.",
            hint="As in: invoicectl recurring price 3 --to 549 --from 2027-01-01",
        )
    new = with_prices(old, day, lines or _repriced(old, day, price))
    return store_change(con, stamp, old, new)


def _has_own_prices(agreement: Agreement) -> bool:
    goes_on = agreement.state() is not AgreementState.ENDED
    return goes_on and any(not each.is_listed for each in agreement.prices[-1].lines)


def _price_day(con: Connection, agreement: Agreement, since: str | None) -> date:
    """Return the day from which a price holds: within an invoiced period it is the next one's."""
    newest = taken_periods(con, agreement.recurring_no, limit=1)
    if since and newest and newest[0].first < day_of(since, what="--from") <= newest[0].last:
        return first_free(con, agreement, None, is_rule=False)
    return first_free(con, agreement, since, is_rule=False)


def _repriced(agreement: Agreement, day: date, price: PriceWish) -> tuple[AgreedLine, ...]:
    """Return the lines in force on a day with the price that is wished."""
    from invoicectl.domain.money import parse_micro

    lines = prices_for(agreement, day).lines
    at = _which_line(lines, price.line_no, needs_one=price.amount is not None)
    found = list(lines)
    for n in at:
        each = found[n]
        if price.amount is not None:
            micro = parse_micro(price.amount, what="--to", signed=True)
        else:
            micro = _raised(each.line.unit_price_micro, price.percent or "")
        found[n] = replace(each, line=replace(each.line, unit_price_micro=micro), is_listed=False)
    return tuple(found)


def _which_line(
    lines: tuple[AgreedLine, ...], line_no: int | None, *, needs_one: bool
) -> list[int]:
    if line_no is not None:
        if not 1 <= line_no <= len(lines):
            raise InputError(f"--line-no: it has lines 1 to {len(lines)}.")
        return [line_no - 1]
    if needs_one and len(lines) > 1:
        raise InputError(f"It has {len(lines)} lines: say which one with --line-no.")
    own = [n for n, each in enumerate(lines) if not each.is_listed]
    if not own:
        raise InputError(
            "The price of a product line is that of the product list.",
            hint="Change it there, or give this line a price of its own with --line-no.",
        )
    return own


def _raised(price_micro: int, percent: str) -> int:
    from invoicectl.domain.money import parse_micro

    plain = percent.strip().removesuffix("%").removeprefix("+")
    by_micro = parse_micro(plain, what="--percent", signed=True)
    if not -100 * MICRO < by_micro <= 1000 * MICRO:
        raise InputError("--percent: more than -100 and at most 1000.")
    ore_micro = MICRO // 100 * ROUND_ORE
    raised = round_half_up(price_micro * (100 * MICRO + by_micro), 100 * MICRO * ore_micro)
    return raised * ore_micro
