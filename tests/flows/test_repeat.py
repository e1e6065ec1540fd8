"""Drafting what agreements owe: once, caught up, told apart from what cannot be made."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from datetime import timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from invoicectl.errors import InputError
from invoicectl.flows.draft import drop_draft
from invoicectl.flows.recurring import add_agreement
from invoicectl.flows.recurring import edit_agreement
from invoicectl.flows.recurring_life import pause
from invoicectl.flows.recurring_life import resume
from invoicectl.flows.recurring_life import stop
from invoicectl.flows.recurring_period import draft_period_again
from invoicectl.flows.recurring_period import skip_period
from invoicectl.flows.recurring_period import unskip_period
from invoicectl.flows.recurring_prices import PriceWish
from invoicectl.flows.recurring_prices import change_prices
from invoicectl.flows.recurring_wish import IndexWish
from invoicectl.flows.recurring_wish import Wish
from invoicectl.flows.repeat import automatic_due
from invoicectl.flows.repeat import draft_due
from invoicectl.flows.repeat import tell_endings
from invoicectl.ledger.check import check_ledger
from invoicectl.ledger.customers import customer_of
from invoicectl.ledger.customers import save_customer
from invoicectl.ledger.drafts import draft_of
from invoicectl.ledger.drafts import drafts
from invoicectl.ledger.price_index import keep_figures
from invoicectl.ledger.recurring import agreement_of
from invoicectl.ledger.recurring_periods import PeriodState
from invoicectl.ledger.recurring_periods import taken_periods
from tests.build import customer
from tests.build import new_ledger
from tests.build import settings_for
from tests.build import stamp

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from invoicectl.domain.stamp import Stamp
    from invoicectl.ledger.connect import Ledger
    from invoicectl.settings.model import Settings

MONDAY = date(2026, 11, 2)


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with new_ledger(tmp_path) as opened:
        yield opened


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return settings_for(tmp_path)


def made(ledger: Ledger, settings: Settings, wish: Wish, customer_no: str = "10001") -> int:
    saved = add_agreement(ledger, settings, stamp(), customer_no, wish)
    return saved.agreement.recurring_no


def monthly(**changes: object) -> Wish:
    plain = {
        "start": "2026-09-01", "lines": ("Abonnement; 499",), "in_advance": "subscription",
        "is_automatic": True,
    }  # fmt: skip
    return Wish(**{**plain, **changes})  # type: ignore[arg-type]  # by name


def firsts(ledger: Ledger, number: int) -> list[str]:
    return [str(each.first) for each in taken_periods(ledger.con, number)]


def test_missed_periods_are_all_made_each_its_own_draft(ledger: Ledger, settings: Settings) -> None:
    number = made(ledger, settings, monthly())
    result = draft_due(ledger, settings, stamp(MONDAY))
    assert [str(each.period.first) for each in result.drafted] == [
        "2026-09-01", "2026-10-01", "2026-11-01",
    ]  # fmt: skip
    assert firsts(ledger, number) == [str(each.period.first) for each in result.drafted]
    first = draft_of(ledger.con, result.drafted[0].draft_no)
    assert (first.delivered_from, first.delivered_to) == (date(2026, 9, 1), date(2026, 9, 30))
    assert first.is_ready
    assert first.is_advance
    assert first.origin.recurring_no == number
    assert first.lines[0].description == "Abonnement, september 2026"


def test_a_second_run_makes_nothing(ledger: Ledger, settings: Settings) -> None:
    made(ledger, settings, monthly())
    draft_due(ledger, settings, stamp(MONDAY))
    assert draft_due(ledger, settings, stamp(MONDAY)).drafted == ()
    assert len(drafts(ledger.con)) == 3


def test_a_hundred_and_one_agreements_take_two_transactions(
    ledger: Ledger, settings: Settings
) -> None:
    for _ in range(101):
        made(ledger, settings, monthly(start="2026-11-01"))
    told: list[int] = []
    result = draft_due(ledger, settings, stamp(MONDAY), progress=told.append)
    assert len(result.drafted) == 101
    assert told == [100, 101]


def test_only_those_that_are_asked_for(ledger: Ledger, settings: Settings) -> None:
    made(ledger, settings, monthly())
    second = made(ledger, settings, monthly())
    result = draft_due(ledger, settings, stamp(MONDAY), [second])
    assert {each.recurring_no for each in result.drafted} == {second}


def test_one_that_cannot_be_made_stops_no_other(ledger: Ledger, settings: Settings) -> None:
    first = made(ledger, settings, monthly())
    second = made(ledger, settings, monthly(), "10002")
    one = customer_of(ledger.con, "10001")
    save_customer(ledger, customer(active=False, name=one.name), stamp())
    result = draft_due(ledger, settings, stamp(MONDAY))
    assert {each.recurring_no for each in result.drafted} == {second}
    assert [(each.recurring_no, str(each.period.first)) for each in result.refused] == [
        (first, "2026-09-01")
    ]
    assert "no longer active" in result.refused[0].sentence
    save_customer(ledger, customer(name=one.name), stamp())
    assert len(draft_due(ledger, settings, stamp(MONDAY)).drafted) == 3


def test_a_missing_index_figure_holds_back_only_from_there(
    ledger: Ledger, settings: Settings
) -> None:
    index = IndexWish(table="kpi", first="2026-11-01", base="2025-08")
    made(ledger, settings, monthly(index=index))
    result = draft_due(ledger, settings, stamp(MONDAY))
    assert [str(each.period.first) for each in result.drafted] == ["2026-09-01", "2026-10-01"]
    assert "no figure for 2025-08" in result.refused[0].sentence
    with ledger.write() as con:
        keep_figures(con, "kpi", {"2025-08": 130_000_000, "2026-09": 133_900_000})
    again = draft_due(ledger, settings, stamp(MONDAY))
    assert [(each.net_ore, each.adjusted) for each in again.drafted] == [
        (51_397, "kpi 2026-09 : 2025-08")
    ]


def test_a_removed_draft_comes_again_only_when_a_person_asks(
    ledger: Ledger, settings: Settings
) -> None:
    number = made(ledger, settings, monthly())
    result = draft_due(ledger, settings, stamp(MONDAY))
    gone = result.drafted[1].draft_no
    drop_draft(ledger, stamp(MONDAY), gone)
    assert draft_due(ledger, settings, stamp(MONDAY)).drafted == ()
    assert taken_periods(ledger.con, number)[1].state is PeriodState.REMOVED
    again = draft_period_again(ledger, settings, stamp(MONDAY), number, "2026-10-15")
    assert again.draft_no > result.drafted[2].draft_no
    assert draft_of(ledger.con, again.draft_no).delivered_from == date(2026, 10, 1)
    for _ in range(2):
        with pytest.raises(InputError, match=f"has its draft already: D{again.draft_no}"):
            draft_period_again(ledger, settings, stamp(MONDAY), number, "2026-10")


def test_a_period_that_is_not_due_is_not_made_again(ledger: Ledger, settings: Settings) -> None:
    number = made(ledger, settings, monthly())
    with pytest.raises(InputError, match="was not drafted yet"):
        draft_period_again(ledger, settings, stamp(), number, "2027-01")


def test_the_guard_counts_what_would_be_sent_with_every_missed_period(
    ledger: Ledger, settings: Settings
) -> None:
    made(ledger, settings, monthly())
    made(ledger, settings, monthly(is_automatic=False))
    assert automatic_due(ledger.con, settings, MONDAY) == 3


def test_drafts_wait_for_approval_unless_the_settings_say_otherwise(
    ledger: Ledger, settings: Settings, tmp_path: Path
) -> None:
    made(ledger, settings, monthly(is_automatic=None))
    assert not draft_due(ledger, settings, stamp()).drafted[0].is_ready
    by_itself = settings_for(tmp_path, "recurring:\n  auto: true\n")
    assert draft_due(ledger, by_itself, stamp(MONDAY)).drafted[0].is_ready


def test_an_end_is_announced_once(ledger: Ledger, settings: Settings) -> None:
    number = made(ledger, settings, monthly(until="2026-11-30"))
    early = date(2026, 10, 30)
    assert tell_endings(ledger, settings, stamp(early)) == ()
    assert [each.recurring_no for each in tell_endings(ledger, settings, stamp(MONDAY))] == [number]
    assert tell_endings(ledger, settings, stamp(MONDAY)) == ()


def test_who_stops_it_is_not_told_again(ledger: Ledger, settings: Settings) -> None:
    number = made(ledger, settings, monthly())
    stop(ledger, stamp(MONDAY), number, on="2026-11-30")
    assert tell_endings(ledger, settings, stamp(MONDAY)) == ()


def test_texts_name_their_period_in_the_customers_language(
    ledger: Ledger, settings: Settings
) -> None:
    wish = monthly(lines=("Rent {month} {year}; 900; 1; 6",), head_text="For {period}.")
    made(ledger, settings, wish)
    only = draft_of(ledger.con, draft_due(ledger, settings, stamp()).drafted[0].draft_no)
    assert only.lines[0].description == "Rent september 2026"
    assert only.head_text == "For september 2026."


EVENTS = ("run", "later", "pause", "resume", "skip", "unskip", "rule", "price", "remove", "again")


def happen(
    ledger: Ledger, settings: Settings, number: int, event: str, now: Stamp, days: int
) -> None:
    """Let a person do one thing, about a day that many days ahead."""
    target = str(now.today + timedelta(days=days))
    match event:
        case "run":
            draft_due(ledger, settings, now)
        case "pause":
            pause(ledger, now, number, since=target)
        case "resume":
            resume(ledger, now, number, since=target)
        case "skip":
            skip_period(ledger, now, number, target)
        case "unskip":
            unskip_period(ledger, now, number, target)
        case "rule":
            every = ("month", "2w", "quarter", "5m")[days % 4]
            wish = Wish(every=every, is_calendar=days % 3 == 0)
            edit_agreement(ledger, settings, now, number, wish, since=target)
        case "price":
            price = PriceWish(amount=str(days + 1), since=target)
            change_prices(ledger, settings, now, [number], Wish(), price)
        case "remove" if made_drafts := drafts(ledger.con):
            drop_draft(ledger, now, made_drafts[days % len(made_drafts)].draft_no)
        case "again":
            draft_period_again(ledger, settings, now, number, target)
        case _:
            pass


@hypothesis_settings(
    max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(
    events=st.lists(st.tuples(st.sampled_from(EVENTS), st.integers(0, 70)), max_size=14),
    in_advance=st.booleans(),
    is_prorated=st.booleans(),
)
def test_whatever_people_do_no_day_is_done_with_twice_and_none_is_lost(
    events: list[tuple[str, int]],
    in_advance: bool,
    is_prorated: bool,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    folder = tmp_path_factory.mktemp("life")
    today = date(2026, 9, 1)
    with new_ledger(folder) as ledger:
        settings = settings_for(folder)
        wish = monthly(in_advance="rent" if in_advance else None, is_prorated=is_prorated)
        number = made(ledger, settings, wish)
        for event, days in events:
            if event == "later":
                today += timedelta(days=days)
            with suppress(InputError):  # a person is told, and nothing has changed
                happen(ledger, settings, number, event, stamp(today), days)
        last = today + timedelta(days=400)
        if agreement_of(ledger.con, number).paused_from is not None:
            resume(ledger, stamp(today), number)
        draft_due(ledger, settings, stamp(last))
        spans = sorted((each.first, each.last) for each in taken_periods(ledger.con, number))
        drafted = [each.origin.recurring_no for each in drafts(ledger.con)]
        findings = check_ledger(ledger, full=True)
    assert [each for each in findings if each.is_damage] == []
    assert len(drafted) <= len(spans)
    assert spans[0][0] == date(2026, 9, 1)
    assert all(later[0] == one[1] + timedelta(days=1) for one, later in pairwise(spans))
    assert spans[-1][1] >= last - timedelta(days=160)
