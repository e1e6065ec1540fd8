from __future__ import annotations

from datetime import date

import pytest

from invoicectl.domain.findings import Findings
from invoicectl.domain.parties import CustomerKind
from invoicectl.domain.terms import check_terms
from invoicectl.domain.terms import limitation

BUSINESS, PUBLIC, CONSUMER = CustomerKind.BUSINESS, CustomerKind.PUBLIC, CustomerKind.CONSUMER


@pytest.mark.parametrize(
    ("kind", "days", "express", "refused", "warned"),
    [
        (BUSINESS, 60, False, "", ""),
        (BUSINESS, 61, False, "TRM-1", ""),  # T-TRM
        (BUSINESS, 61, True, "", "TRM-1"),
        (PUBLIC, 30, False, "", ""),
        (PUBLIC, 31, False, "", "TRM-2"),  # T-TRM
        (PUBLIC, 60, True, "", "TRM-2"),
        (PUBLIC, 61, True, "TRM-2", ""),
        (CONSUMER, 14, False, "", ""),
        (CONSUMER, 90, False, "", ""),
        (CONSUMER, -1, False, "TRM-4", ""),
        (BUSINESS, 0, False, "", ""),
    ],
)
def test_terms_the_law_allows(
    kind: CustomerKind, days: int, express: bool, refused: str, warned: str
) -> None:
    found = check_terms(kind, days, is_express=express)
    assert [sentence[:5] for sentence in found.refusals] == ([refused] if refused else [])
    assert [sentence[:5] for sentence in found.warnings] == ([warned] if warned else [])


def test_a_warning_tells_whether_the_long_term_was_agreed() -> None:
    assert "nothing says" in check_terms(PUBLIC, 45, is_express=False).warnings[0]
    assert "nothing says" not in check_terms(PUBLIC, 45, is_express=True).warnings[0]
    assert "--express-terms" in check_terms(BUSINESS, 90, is_express=False).refusals[0]


@pytest.mark.parametrize(
    ("due", "warn_from", "last_day"),
    [
        ("2026-09-15", "2029-03-15", "2029-09-15"),  # T-TRM
        ("2026-10-17", "2029-04-19", "2029-10-19"),  # due on a Saturday
        ("2028-02-29", "2030-08-29", "2031-02-28"),
    ],
)
def test_a_claim_lives_three_years(due: str, warn_from: str, last_day: str) -> None:
    found = limitation(date.fromisoformat(due))
    assert (found.warn_from.isoformat(), found.last_day.isoformat()) == (warn_from, last_day)


def test_findings_add_up() -> None:
    both = Findings(("a",), ("b",)) + Findings(("c",), ("d",))
    assert both == Findings(("a", "c"), ("b", "d"))
