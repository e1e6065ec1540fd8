"""Hours, expenses and kilometres: read, priced, and made into lines that add up to the øre."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from invoicectl.domain.money import MICRO
from invoicectl.domain.pricing import line_net_ore
from invoicectl.domain.project import Project
from invoicectl.domain.work import Entry
from invoicectl.domain.work import EntryKind
from invoicectl.domain.work import EntryState
from invoicectl.domain.work import Priced
from invoicectl.domain.work import Terms
from invoicectl.domain.work import priced
from invoicectl.domain.work import state_of
from invoicectl.domain.work_lines import LineRule
from invoicectl.domain.work_lines import WorkWords
from invoicectl.domain.work_lines import specification
from invoicectl.domain.work_lines import work_lines
from invoicectl.domain.work_time import hours_text
from invoicectl.domain.work_time import parse_minutes
from invoicectl.errors import InputError

DAY = date(2026, 10, 1)
PROJECT = Project("P1", "Web", "10001", markup_bp=None, km_price_micro=None)
WORDS = WorkWords("timer", "kjøring")


def hours(
    minutes: int, person: str = "Kari", activity: str = "", price_micro: int | None = None
) -> Entry:
    return Entry(
        "P1", EntryKind.TIME, DAY, person, "Møte", activity=activity, minutes=minutes,
        price_micro=price_micro,
    )  # fmt: skip


def at_rate(entry: Entry, kroner: int, terms: Terms = Terms()) -> Priced:  # noqa: B008 - frozen
    return priced(entry, PROJECT, terms, project_rate_micro=kroner * MICRO)


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("3,5", 210), ("3.5", 210), ("0,25", 15), ("3:30", 210), ("0:05", 5), ("1:29:30", 90),
        ("1:29:29", 89), ("3t30", 210), ("1h 30m", 90), ("90 min", 90), ("90m", 90),
        ("2 timer", 120), ("1 hour", 60), ("24", 1440), ("0,33", 20), (" 7,5 H ", 450),
    ],
)  # fmt: skip
def test_hours_are_read_as_people_write_them(text: str, minutes: int) -> None:
    assert parse_minutes(text, what="hours") == minutes


@pytest.mark.parametrize(
    "text",
    ["", "abc", "0", "-1", "24:01", "25", "3:60", "3:5", "1,2,3", "1e3", "٣", "½", "3 4", "0,001"],
)
def test_what_is_no_time_of_a_day_is_refused(text: str) -> None:
    with pytest.raises(InputError):
        parse_minutes(text, what="hours")


@given(st.integers(1, 1440))
def test_a_clock_time_is_read_to_the_minute(minutes: int) -> None:
    assert parse_minutes(f"{minutes // 60}:{minutes % 60:02d}", what="x") == minutes
    assert parse_minutes(f"{minutes} min", what="x") == minutes


@pytest.mark.parametrize(
    ("minutes", "text"), [(0, "0,00"), (1, "0,02"), (20, "0,33"), (90, "1,50"), (60_000, "1000,00")]
)
def test_hours_are_shown_with_two_decimals(minutes: int, text: str) -> None:
    assert hours_text(minutes) == text


def test_the_price_comes_from_the_entry_then_the_project_then_the_settings() -> None:
    terms = Terms(hour_micro=1)
    assert priced(hours(60), PROJECT, terms, project_rate_micro=None).price_micro == 1
    assert priced(hours(60), PROJECT, terms, project_rate_micro=2).price_micro == 2
    own = priced(hours(60, price_micro=0), PROJECT, terms, project_rate_micro=2)
    assert own.price_micro == 0
    assert priced(hours(60), PROJECT, Terms(), project_rate_micro=None).price_micro is None


@pytest.mark.parametrize(("cost", "markup", "price"), [(499_00, 1_000, 548_90), (1, 5_000, 2)])
def test_a_mark_up_is_rounded_half_up_to_the_ore(cost: int, markup: int, price: int) -> None:
    entry = Entry("P1", EntryKind.EXPENSE, DAY, "Kari", "Taxi", cost_ore=cost)
    found = priced(entry, PROJECT, Terms(markup_bp=markup), project_rate_micro=None)
    assert (found.price_micro, found.value_ore) == (price * 10_000, price)


def test_each_entry_is_invoiced_in_whole_steps_and_recorded_exactly() -> None:
    found = at_rate(hours(61), 600, Terms(step_minutes=15))
    assert (found.entry.minutes, found.minutes, found.value_ore) == (61, 75, 750_00)


@pytest.mark.parametrize(
    ("drafted", "invoiced", "billable", "removed", "state"),
    [
        (False, False, True, False, EntryState.OPEN),
        (True, False, True, False, EntryState.DRAFTED),
        (True, True, True, False, EntryState.INVOICED),
        (False, False, False, False, EntryState.NOT_BILLED),
        (False, False, True, True, EntryState.REMOVED),
    ],
)
def test_an_entry_has_one_state(
    *, drafted: bool, invoiced: bool, billable: bool, removed: bool, state: EntryState
) -> None:
    entry = Entry(
        "P1", EntryKind.TIME, DAY, "K", "x", minutes=1, is_billable=billable, is_removed=removed
    )
    assert state_of(entry, is_drafted=drafted, is_invoiced=invoiced) is state


def described(work: Sequence[Priced], rule: LineRule) -> list[str]:
    return [line.line.description for line in work_lines(work, PROJECT, rule, WORDS)]


def test_the_setting_says_what_hours_share_a_line() -> None:
    work = [
        at_rate(hours(60, "Kari", "Design"), 100),
        at_rate(hours(60, "Ola", "design"), 100),
        at_rate(hours(60, "Kari"), 100),
        at_rate(hours(60, "Kari"), 200),
    ]
    assert described(work, LineRule.ACTIVITY) == ["Web: Design", "Web: timer", "Web: timer"]
    assert described(work, LineRule.PERSON) == [
        "Web: timer, Kari", "Web: timer, Ola", "Web: timer, Kari",
    ]  # fmt: skip
    assert described(work, LineRule.PERSON_ACTIVITY) == [
        "Web: Design, Kari", "Web: design, Ola", "Web: timer, Kari", "Web: timer, Kari",
    ]  # fmt: skip
    assert described(work, LineRule.PROJECT) == ["Web: timer", "Web: timer"]


def test_twenty_minutes_three_times_are_one_hour() -> None:
    (line,) = work_lines([at_rate(hours(20), 1000)] * 3, PROJECT, LineRule.PROJECT, WORDS)
    assert line.line.quantity_micro == MICRO
    assert [row.net_ore for row in line.group.rows] == [333_34, 333_33, 333_33]


ENTRIES = st.lists(
    st.builds(
        lambda kind, minutes, km, cost, who, what, vat: Entry(
            "P1",
            kind,
            DAY,
            who,
            "x",
            activity=what,
            minutes=minutes if kind is EntryKind.TIME else 0,
            distance_micro=km if kind is EntryKind.DISTANCE else 0,
            cost_ore=cost if kind is EntryKind.EXPENSE else 0,
            vat_code=vat,
        ),
        st.sampled_from(EntryKind),
        st.integers(1, 1440),
        st.integers(1, 10**9),
        st.integers(1, 10**7),
        st.sampled_from(["Kari", "Ola"]),
        st.sampled_from(["", "Design", "Reise"]),
        st.sampled_from(["", "6"]),
    ),
    max_size=30,
)


@given(ENTRIES, st.integers(0, 10**10), st.integers(1, 60), st.sampled_from(LineRule))
def test_lines_equal_their_specification_and_hold_every_entry_once(
    entries: list[Entry], price: int, step: int, rule: LineRule
) -> None:
    terms = Terms(hour_micro=price, km_micro=price, markup_bp=1_234, step_minutes=step)
    work = [
        priced(replace(each, entry_no=n), PROJECT, terms, project_rate_micro=None)
        for n, each in enumerate(entries, 1)
    ]
    lines = work_lines(work, PROJECT, rule, WORDS)
    spec = specification(lines)
    nets = [line_net_ore(one.line.quantity_micro, one.line.unit_price_micro, 0) for one in lines]
    assert [group.net_ore for group in spec.groups] == nets
    assert [sum(row.net_ore for row in group.rows) for group in spec.groups] == nets
    assert spec.minutes == sum(each.minutes for each in work)
    taken = sorted(each.entry.entry_no for line in lines for each in line.entries)
    assert taken == list(range(1, len(work) + 1))
    for line in lines:
        assert {each.vat_code for each in line.entries} == {line.line.vat_code}
