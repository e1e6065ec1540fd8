"""Rates, budgets and deadlines of projects."""

from __future__ import annotations

from datetime import date
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from invoicectl.domain.project import Project
from invoicectl.domain.project import ProjectRate
from invoicectl.domain.project import rate_for
from invoicectl.domain.project_budget import Used
from invoicectl.domain.project_budget import budget_warnings
from invoicectl.domain.work_deadline import InvoiceRule
from invoicectl.domain.work_deadline import Urgency
from invoicectl.domain.work_deadline import invoice_by
from invoicectl.domain.work_deadline import urgency

DAY = date(2026, 10, 1)
EVERYBODY = ProjectRate(1_000)
TRAVEL = ProjectRate(500, activity="Reise")
KARI = ProjectRate(1_500, person="Kari")
KARI_TRAVEL = ProjectRate(700, person="Kari", activity="Reise")
LATER = ProjectRate(1_600, person="Kari", since=date(2026, 10, 2))


@pytest.mark.parametrize(
    ("person", "activity", "expected"),
    [
        ("Ola", "", EVERYBODY),
        ("Ola", "reise", TRAVEL),
        ("KARI", "Møte", KARI),
        ("kari", "REISE", KARI_TRAVEL),
        ("", "", EVERYBODY),
    ],
)
def test_the_closest_rate_holds(person: str, activity: str, expected: ProjectRate) -> None:
    rates = (KARI_TRAVEL, EVERYBODY, KARI, TRAVEL, LATER)
    assert rate_for(rates, person=person, activity=activity, day=DAY) == expected


def test_a_rate_holds_from_its_day_on() -> None:
    rates = (KARI, LATER)
    before = rate_for(rates, person="Kari", activity="", day=date(2026, 10, 1))
    after = rate_for(rates, person="Kari", activity="", day=date(2026, 10, 2))
    assert (before, after) == (KARI, LATER)


def test_no_rate_is_guessed() -> None:
    assert rate_for((KARI,), person="Ola", activity="", day=DAY) is None
    assert rate_for((LATER,), person="Kari", activity="", day=DAY) is None


@pytest.mark.parametrize(
    ("used", "sentences"),
    [
        (Used(479, 79_999), []),
        (Used(480, 0), ["nears its budget: 8,00 of 10,00 hours (80 %)"]),
        (Used(600, 0), ["has used up its budget: 10,00 of 10,00 hours (100 %)"]),
        (
            Used(0, 110_000),
            ["has used up its budget: 1 100,00 of 1 000,00 kr (110 %)"],
        ),
    ],
)
def test_a_budget_warns_at_80_and_at_100_percent(used: Used, sentences: list[str]) -> None:
    project = Project("P1", "Web", "10001", budget_minutes=600, budget_ore=100_000)
    assert list(budget_warnings(project, used)) == [f"Project P1 {each}." for each in sentences]


def test_without_a_budget_nothing_is_said() -> None:
    assert list(budget_warnings(Project("P1", "Web", "10001"), Used(10**6, 10**9))) == []


@pytest.mark.parametrize(
    ("rule", "day", "expected"),
    [
        # INV-25: a month after the end of the term of two months
        (InvoiceRule.RUNNING, date(2026, 1, 1), date(2026, 3, 31)),
        (InvoiceRule.RUNNING, date(2026, 2, 28), date(2026, 3, 31)),
        (InvoiceRule.RUNNING, date(2026, 3, 1), date(2026, 5, 31)),
        (InvoiceRule.RUNNING, date(2026, 10, 31), date(2026, 11, 30)),
        (InvoiceRule.RUNNING, date(2026, 11, 1), date(2027, 1, 31)),
        (InvoiceRule.RUNNING, date(2026, 12, 31), date(2027, 1, 31)),
        # INV-23: a month after the delivery
        (InvoiceRule.DELIVERY, date(2026, 1, 31), date(2026, 2, 28)),
        (InvoiceRule.DELIVERY, date(2026, 10, 5), date(2026, 11, 5)),
    ],
)
def test_the_law_says_by_when_it_must_be_invoiced(
    rule: InvoiceRule, day: date, expected: date
) -> None:
    assert invoice_by(day, rule) == expected


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)), st.sampled_from(InvoiceRule))
def test_the_last_day_comes_after_the_work_and_never_runs_backwards(
    day: date, rule: InvoiceRule
) -> None:
    last = invoice_by(day, rule)
    assert timedelta(27) < last - day < timedelta(93)
    assert invoice_by(day + timedelta(1), rule) >= last


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (date(2026, 11, 15), Urgency.FINE),
        (date(2026, 11, 16), Urgency.NEAR),
        (date(2026, 11, 30), Urgency.NEAR),
        (date(2026, 12, 1), Urgency.LATE),
    ],
)
def test_what_must_be_invoiced_within_two_weeks_is_near(today: date, expected: Urgency) -> None:
    assert urgency(date(2026, 11, 30), today) is expected
