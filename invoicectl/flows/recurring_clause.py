"""The index clause of an agreement: how its prices follow the years."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from invoicectl.domain.dates import add_months
from invoicectl.domain.indexation import NO_INDEX
from invoicectl.domain.indexation import Indexation
from invoicectl.domain.indexation import IndexKind
from invoicectl.domain.indexation import month_before
from invoicectl.domain.recurring import Agreement
from invoicectl.errors import InputError
from invoicectl.flows.recurring_wish import NONE
from invoicectl.flows.recurring_wish import IndexWish
from invoicectl.flows.recurring_wish import day_of

PERCENT_MAX_BP: Final = 10_000
_NAME_MAX: Final = 40


def with_index(agreement: Agreement, wish: IndexWish) -> Agreement:
    """Return the agreement with the index clause that is wished for its newest prices.

    Raises:
        InputError: a part cannot be understood, or two contradict each other.
    """
    if wish.is_empty:
        return agreement
    if wish.percent is not None and wish.table is not None:
        raise InputError("Prices follow either --index-percent or --index-table, not both.")
    clause = _clause(agreement, wish)
    base = agreement.prices[-1].base_month if agreement.prices else ""
    if clause.kind is IndexKind.TABLE and agreement.prices:
        since = agreement.prices[-1].since
        base = _month(wish.base) if wish.base else base or month_before(since, clause.lag_months)
        newest = replace(agreement.prices[-1], base_month=base)
        agreement = replace(agreement, prices=(*agreement.prices[:-1], newest))
    return replace(agreement, index=clause)


def _clause(agreement: Agreement, wish: IndexWish) -> Indexation:
    """Return the index clause with what is wished put in its place."""
    from invoicectl.domain.money import parse_kroner

    old = agreement.index
    if NONE in {(wish.percent or "").casefold(), (wish.table or "").casefold()}:
        return NO_INDEX
    clause = old
    if wish.percent is not None:
        clause = replace(old, kind=IndexKind.PERCENT, percent_bp=_percent(wish.percent), table="")
    if wish.table is not None:
        clause = replace(old, kind=IndexKind.TABLE, table=index_name(wish.table), percent_bp=0)
    if clause.kind is IndexKind.NONE:
        raise InputError("Say what prices follow: --index-percent or --index-table.")
    first = clause.first_on or add_months(agreement.starts_on, 12)
    if wish.first is not None:
        first = day_of(wish.first, what="--index-from")
    clause = replace(clause, first_on=first)
    if wish.lag is not None:
        clause = replace(clause, lag_months=wish.lag)
    if wish.step is not None:
        step = parse_kroner(wish.step, what="--index-round")
        if step < 1:
            raise InputError("--index-round: prices are rounded to 0,01 krone or more.")
        clause = replace(clause, step_ore=step)
    if wish.base is not None and clause.kind is not IndexKind.TABLE:
        raise InputError("--index-base is the month of an index table; there is none.")
    return clause


def index_name(text: str) -> str:
    """Return the name of an index: a word of letters, digits and hyphens.

    Raises:
        InputError: it is none.
    """
    name = text.strip().casefold()
    if not name.replace("-", "").isalnum() or len(name) > _NAME_MAX:
        raise InputError(f"'{text[:40]}' is no name of an index.", hint="Use one word, as in kpi.")
    return name


def _percent(text: str) -> int:
    from invoicectl.domain.money import parse_micro

    plain = text.strip().removesuffix("%").removeprefix("+").strip()
    micro = parse_micro(plain, what="--index-percent", signed=True)
    bp, rest = divmod(micro, 10_000)
    if rest or abs(bp) >= PERCENT_MAX_BP:
        raise InputError("--index-percent: between -100 and 100, with at most two decimals.")
    return bp


def _month(text: str) -> str:
    """Return a month as the tables hold it.

    Raises:
        InputError: it is none.
    """
    import re

    if not re.fullmatch(r"[12][0-9]{3}-(?:0[1-9]|1[0-2])", text.strip()):
        raise InputError(f"--index-base: '{text[:20]}' is no month.", hint="Write it like 2025-11.")
    return text.strip()
