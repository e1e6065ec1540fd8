"""What periods cost: parts sum to the whole, prices hold from their day, the law's year ahead."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from datetime import timedelta
from itertools import islice
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from invoicectl.domain.draft import DraftLine
from invoicectl.domain.indexation import ONE
from invoicectl.domain.indexation import Factor
from invoicectl.domain.money import parse_micro
from invoicectl.domain.recurrence import Period
from invoicectl.domain.recurrence import Rule
from invoicectl.domain.recurring import AgreedLine
from invoicectl.domain.recurring import Agreement
from invoicectl.domain.recurring import AgreementState
from invoicectl.domain.recurring import Prices
from invoicectl.domain.recurring import Supply
from invoicectl.domain.recurring import covered_until
from invoicectl.domain.recurring import lines_for
from invoicectl.domain.recurring import prices_for
from invoicectl.domain.recurring import prorated_micro
from invoicectl.domain.recurring import scheduled
from invoicectl.domain.recurring import step_for
from invoicectl.domain.recurring import too_far_ahead
from invoicectl.domain.recurring import too_late
from invoicectl.domain.recurring import upcoming

DAY = timedelta(days=1)
KRONE = 1_000_000
START = date(2026, 1, 1)


def agreement(rule: Rule | None = None, **changes: object) -> Agreement:
    rule = rule or Rule(START)
    line = AgreedLine(DraftLine("Abo", KRONE, 499 * KRONE))
    plain = Agreement("10001", (rule,), (Prices(rule.since, (line,)),))
    return scheduled(replace(plain, **changes), {})  # type: ignore[arg-type]  # by name


def part(first: date, last: date, whole_first: date, whole_last: date) -> Period:
    return Period(first, last, whole_first, whole_last)


@given(
    price=st.integers(-(10**14), 10**14),
    whole=st.integers(1, 800),
    cuts=st.lists(st.integers(0, 799), max_size=6),
    step=st.sampled_from([1, 100, 10_000]),
)
def test_the_parts_of_a_period_sum_to_its_price(
    price: int, whole: int, cuts: list[int], step: int
) -> None:
    last = START + (whole - 1) * DAY
    begins = sorted({0, *(cut for cut in cuts if 0 < cut < whole)})
    ends = [*(begin - 1 for begin in begins[1:]), whole - 1]
    parts = [
        part(START + a * DAY, START + b * DAY, START, last)
        for a, b in zip(begins, ends, strict=True)
    ]
    assert sum(prorated_micro(price, each, step) for each in parts) == price
    for each in parts[:-1]:
        exact = price * each.days
        assert abs(prorated_micro(price, each, step) * whole - exact) <= step * whole


@pytest.mark.parametrize(
    ("first", "last", "kroner"),
    [
        (date(2026, 1, 15), date(2026, 1, 31), "273.65"),  # 499 less round(499 * 14 / 31)
        (date(2026, 1, 1), date(2026, 1, 14), "225.35"),
        (date(2026, 1, 1), date(2026, 1, 31), "499"),
        (date(2026, 1, 31), date(2026, 1, 31), "16.10"),
    ],
)
def test_a_short_month_costs_its_days(first: date, last: date, kroner: str) -> None:
    period = part(first, last, date(2026, 1, 1), date(2026, 1, 31))
    assert prorated_micro(499 * KRONE, period, 10_000) == round(float(kroner) * 100) * 10_000


@pytest.mark.parametrize(
    ("quantity", "step"),
    [("1", 10_000), ("10", 10_000), ("10.5", 1000), ("120", 100), ("10000", 10), ("-20", 1000)],
)
def test_large_quantities_are_rounded_finer(quantity: str, step: int) -> None:
    assert step_for(parse_micro(quantity, what="quantity", signed=True)) == step


def test_a_small_price_of_many_is_not_lost() -> None:
    line = AgreedLine(DraftLine("Utskrift", 10_000 * KRONE, 20_000))
    one = replace(agreement(), prices=(Prices(START, (line,)),))
    january = part(date(2026, 1, 11), date(2026, 1, 31), START, date(2026, 1, 31))
    assert lines_for(one, january, ONE, lambda each: each)[0].unit_price_micro == 13_550
    whole = part(START, date(2026, 1, 31), START, date(2026, 1, 31))
    dearer = lines_for(one, whole, Factor(1035, 1000, "+3,5 %"), lambda each: each)[0]
    assert dearer.unit_price_micro == 20_700


def test_a_price_holds_for_periods_that_begin_on_its_day_or_later() -> None:
    line = AgreedLine(DraftLine("Abo", KRONE, 549 * KRONE))
    one = agreement()
    one = replace(one, prices=(*one.prices, Prices(date(2026, 3, 15), (line,))))
    assert prices_for(one, date(2026, 3, 1)) == one.prices[0]
    assert prices_for(one, date(2026, 3, 15)) == one.prices[1]
    assert prices_for(one, date(2026, 4, 1)) == one.prices[1]


def test_without_proration_a_short_period_costs_the_whole() -> None:
    short = part(date(2026, 1, 15), date(2026, 1, 31), date(2026, 1, 1), date(2026, 1, 31))
    whole = replace(agreement(), is_prorated=False)
    assert lines_for(whole, short, ONE, lambda line: line)[0].unit_price_micro == 499 * KRONE
    by_days = lines_for(agreement(), short, ONE, lambda line: line)[0]
    assert by_days.unit_price_micro == 273_650_000


def test_a_listed_line_takes_the_price_of_the_list() -> None:
    line = AgreedLine(DraftLine("Kaffe", KRONE, 0, product_no="K1"), is_listed=True)
    one = replace(agreement(), prices=(Prices(START, (line,)),))
    period = next(upcoming(one)).period
    found = lines_for(one, period, ONE, lambda each: replace(each, unit_price_micro=7 * KRONE))
    assert found[0].unit_price_micro == 7 * KRONE


@pytest.mark.parametrize(
    ("interval", "days_ahead", "is_far"),
    [
        (1, 0, False),
        (12, 0, False),
        (12, 1, False),
        (12, 2, True),
        (13, 0, True),
        (6, 180, False),
        (6, 190, True),
    ],
)
def test_more_than_a_year_ahead_is_found(interval: int, days_ahead: int, is_far: bool) -> None:
    """INV-27: at most one year ahead, counted to the last day that is delivered."""
    rule = Rule(START, interval=interval, days_ahead=days_ahead)
    one = agreement(rule, in_advance_as=Supply.SUBSCRIPTION)
    assert (too_far_ahead(one) is not None) == is_far
    assert too_far_ahead(replace(one, in_advance_as=None)) is None


@pytest.mark.parametrize(
    ("start", "interval", "is_late"),
    [
        (date(2026, 1, 1), 1, False),
        (date(2026, 1, 1), 2, False),  # January and February, invoiced on 1 March
        (date(2026, 2, 1), 2, True),  # February and March, invoiced on 1 April
        (date(2026, 1, 1), 3, True),
        (date(2026, 1, 31), 1, False),
    ],
)
def test_in_arrears_no_day_waits_longer_than_the_law_lets_it(
    start: date, interval: int, is_late: bool
) -> None:
    """INV-25: one month after the two-monthly VAT term that the day lies in."""
    one = agreement(Rule(start, interval=interval))
    assert (too_late(one) is not None) == is_late
    assert too_late(replace(one, in_advance_as=Supply.RENT)) is None


def test_a_pause_cuts_the_period_it_begins_in() -> None:
    one = agreement(Rule(START), paused_from=date(2026, 2, 15))
    found = [(each.period.first, each.period.last) for each in upcoming(one)]
    assert found == [
        (date(2026, 1, 1), date(2026, 1, 31)),
        (date(2026, 2, 1), date(2026, 2, 14)),
    ]
    assert one.next_on == date(2026, 2, 1)
    assert agreement(Rule(START), paused_from=START).next_on is None


def test_a_pause_cuts_nothing_where_short_periods_are_invoiced_in_full() -> None:
    one = agreement(Rule(START), paused_from=date(2026, 2, 15), is_prorated=False)
    assert [each.period.last for each in upcoming(one)] == [date(2026, 1, 31), date(2026, 2, 28)]


@given(
    cuts=st.dictionaries(st.integers(0, 200), st.integers(0, 40), max_size=6),
    every=st.integers(1, 4),
)
def test_what_is_taken_and_what_comes_tile_the_time(cuts: dict[int, int], every: int) -> None:
    taken: dict[date, date] = {}
    for at, length in sorted(cuts.items()):
        first = START + at * DAY
        if not taken or first > max(taken.values()):
            taken[first] = first + length * DAY
    one = agreement(Rule(START, interval=every), ends_on=START + 250 * DAY)
    coming = {each.period.first: each.period.last for each in upcoming(one, taken)}
    assert not coming.keys() & taken.keys()
    spans = sorted({**taken, **coming}.items())
    assert spans[0][0] == START
    assert max(last for _, last in spans) >= START + 250 * DAY
    assert all(later[0] == one_[1] + DAY for one_, later in pairwise(spans))


def test_taken_periods_do_not_come_again() -> None:
    taken = {date(2026, 1, 1): date(2026, 1, 31), date(2026, 3, 1): date(2026, 3, 31)}
    found = islice(upcoming(agreement(), taken), 3)
    assert [each.period.first.month for each in found] == [2, 4, 5]
    assert scheduled(agreement(), taken).next_first == date(2026, 2, 1)


def test_an_agreement_ends_when_all_is_invoiced() -> None:
    one = agreement(Rule(START), ends_on=date(2026, 2, 10))
    assert [each.period.last for each in upcoming(one)] == [date(2026, 1, 31), date(2026, 2, 10)]
    assert one.state() is AgreementState.ACTIVE
    done = scheduled(replace(one, next_first=date(2026, 2, 11)), {})
    assert done.state() is AgreementState.ENDED
    assert covered_until(done) == date(2026, 2, 10)
    assert covered_until(one) == date(2025, 12, 31)
