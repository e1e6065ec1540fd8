from __future__ import annotations

from dataclasses import replace
from datetime import date
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from invoicectl.domain.dates import add_bankdays
from invoicectl.domain.dates import effective_due
from invoicectl.domain.dunning import NoticeKind
from invoicectl.domain.dunning import OpenItem
from invoicectl.domain.dunning import Policy
from invoicectl.domain.dunning import Send
from invoicectl.domain.dunning import SentNotice
from invoicectl.domain.dunning import Wait
from invoicectl.domain.dunning import earliest_first
from invoicectl.domain.dunning import next_step

POLICY = Policy()
DUE = date(2026, 9, 15)
ITEM = OpenItem(10_001, DUE, 1_250_000)
FREE = NoticeKind.BETALINGSPAAMINNELSE
dues = st.dates(date(2020, 1, 1), date(2040, 12, 31))
policies = st.builds(
    Policy, first_days=st.integers(0, 30), grace_bankdays=st.integers(0, 10), min_ore=st.just(100)
)


def replay(item: OpenItem, policy: Policy, nights: int) -> list[tuple[date, Send]]:
    """Let nights pass from the due date on; what is sent is remembered."""
    sent: list[tuple[date, Send]] = []
    for n in range(nights):
        today = item.due + timedelta(days=n)
        step = next_step(item, policy, today)
        if isinstance(step, Send):
            sent.append((today, step))
            item = replace(item, notices=(*item.notices, SentNotice(step.kind, today)))
    return sent


def test_a_silent_customer_gets_one_free_letter() -> None:
    ((today, step),) = replay(ITEM, POLICY, 120)
    assert today == date(2026, 9, 18)  # T-SEQ
    assert (step.kind, step.step, step.rule) == (FREE, 1, "FEE-11")
    assert step.reason.startswith("3 days overdue")


@pytest.mark.parametrize(
    ("due", "policy", "earliest"),
    [
        ("2026-09-15", Policy(), "2026-09-18"),
        ("2026-09-15", Policy(first_days=10), "2026-09-25"),
        ("2026-10-17", Policy(), "2026-10-22"),  # due on a Saturday: Monday counts
        ("2026-12-23", Policy(), "2026-12-30"),  # 24 to 27 December are closed
        ("2026-12-23", Policy(grace_bankdays=0, first_days=1), "2026-12-24"),
        ("2026-03-31", Policy(), "2026-04-08"),  # Easter
    ],
)
def test_the_first_letter_waits_for_the_banks(due: str, policy: Policy, earliest: str) -> None:
    assert earliest_first(date.fromisoformat(due), policy).isoformat() == earliest


@pytest.mark.parametrize(
    ("item", "today", "rule", "words", "until"),
    [
        (ITEM, "2026-09-10", "CAL-5", "it falls due on 2026-09-15", "2026-09-18"),
        (ITEM, "2026-09-15", "CAL-5", "it falls due on 2026-09-15", "2026-09-18"),
        (ITEM, "2026-09-16", "PAY-4", "may still be on its way", "2026-09-18"),
        (replace(ITEM, open_ore=0), "2026-10-01", "PAY-6", "nothing is owed", None),
        (replace(ITEM, open_ore=-1), "2026-10-01", "PAY-6", "nothing is owed", None),
        (replace(ITEM, open_ore=9_999), "2026-10-01", "PAY-7", "99,99 is less than", None),
        (replace(ITEM, is_disputed=True), "2026-10-01", "FEE-14", "disputes", None),
        (replace(ITEM, credit_ore=1_240_001), "2026-10-01", "PAY-8", "400,01 to its", None),
        (replace(ITEM, is_sent=False), "2026-10-01", "OUTBOX", "not known to have left", None),
        (ITEM, "2029-09-16", "TRM-7", "barred after 2029-09-15", None),  # T-TRM
        (
            replace(ITEM, notices=(SentNotice(FREE, date(2026, 9, 18)),)),
            "2026-10-01",
            "FEE-11",
            "a betalingspåminnelse was sent on 2026-09-18",
            None,
        ),
    ],
)
def test_each_wait_says_why_and_until_when(
    item: OpenItem, today: str, rule: str, words: str, until: str | None
) -> None:
    step = next_step(item, POLICY, date.fromisoformat(today))
    assert isinstance(step, Wait)
    assert step.rule == rule
    assert words in step.reason
    assert step.until == (date.fromisoformat(until) if until else None)


def test_the_smallest_amount_pursued_is_pursued() -> None:
    assert isinstance(next_step(replace(ITEM, open_ore=10_000), POLICY, date(2026, 10, 1)), Send)


def test_the_last_day_before_limitation_still_allows_a_letter() -> None:
    assert isinstance(next_step(ITEM, POLICY, date(2029, 9, 15)), Send)


@given(dues, policies, st.integers(-30, 60))
def test_a_letter_never_goes_out_before_the_money_could_be_seen(
    due: date, policy: Policy, days: int
) -> None:
    today = due + timedelta(days=days)
    step = next_step(replace(ITEM, due=due), policy, today)
    if isinstance(step, Send):
        assert today > effective_due(due)
        assert today >= add_bankdays(effective_due(due), policy.grace_bankdays)
        assert (today - effective_due(due)).days >= policy.first_days
    else:
        assert step.until is not None
        assert step.until >= today


@given(dues, policies)
def test_waiting_ends_on_the_day_that_was_named(due: date, policy: Policy) -> None:
    item = replace(ITEM, due=due)
    step = next_step(item, policy, due)
    assert isinstance(step, Wait)
    assert step.until is not None
    on_the_day = next_step(item, policy, max(step.until, effective_due(due) + timedelta(days=1)))
    assert isinstance(on_the_day, Send)


@given(dues, policies)
def test_any_row_of_nights_sends_one_letter(due: date, policy: Policy) -> None:
    assert len(replay(replace(ITEM, due=due), policy, 90)) == 1


@given(st.integers(-(10**6), 10**6), st.booleans(), st.integers(0, 400))
def test_what_is_paid_or_disputed_is_never_dunned(open_ore: int, disputed: bool, days: int) -> None:
    item = replace(ITEM, open_ore=open_ore, is_disputed=disputed)
    step = next_step(item, POLICY, DUE + timedelta(days=days))
    if open_ore < POLICY.min_ore or disputed:
        assert isinstance(step, Wait)
