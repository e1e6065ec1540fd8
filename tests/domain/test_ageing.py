from __future__ import annotations

from datetime import date
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from invoicectl.domain.ageing import Bucket
from invoicectl.domain.ageing import OpenInvoice
from invoicectl.domain.ageing import age
from invoicectl.domain.ageing import bucket_of
from invoicectl.domain.ageing import days_overdue

AS_OF = date(2026, 11, 20)
items = st.builds(
    lambda customer, days, open_ore: OpenInvoice(
        str(customer), f"Kunde {customer}", None, AS_OF - timedelta(days=days), open_ore
    ),
    st.integers(1, 5),
    st.integers(-60, 200),
    st.integers(-(10**9), 10**9),
)


def item(customer: str, days: int, open_ore: int, invoice_no: int = 1) -> OpenInvoice:
    return OpenInvoice(
        customer, f"Kunde {customer}", invoice_no, AS_OF - timedelta(days=days), open_ore
    )


@pytest.mark.parametrize(
    ("days", "title"),
    [
        (-5, "not due"),
        (0, "not due"),
        (1, "1-14"),
        (14, "1-14"),
        (15, "15-30"),
        (30, "15-30"),
        (31, "31-60"),
        (60, "31-60"),
        (61, "61-90"),
        (90, "61-90"),
        (91, "90+"),
        (4000, "90+"),
    ],
)
def test_buckets_meet_without_gap_or_overlap(days: int, title: str) -> None:
    assert bucket_of(days).title == title


def test_a_due_date_at_the_weekend_is_overdue_from_tuesday() -> None:
    saturday = date(2026, 10, 17)
    assert days_overdue(saturday, date(2026, 10, 19)) == 0
    assert days_overdue(saturday, date(2026, 10, 20)) == 1


def test_customers_are_listed_by_what_is_overdue() -> None:
    report = age(
        [item("1", -3, 900), item("2", 15, 200), item("2", 40, 100), item("3", 3, 700)], AS_OF
    )
    assert [row.customer_no for row in report.rows] == ["3", "2", "1"]
    assert report.rows[1].buckets_ore == (0, 0, 200, 100, 0, 0)
    assert (report.rows[1].open_ore, report.rows[1].overdue_ore) == (300, 300)
    assert report.rows[1].oldest_due == AS_OF - timedelta(days=40)
    assert report.rows[2].oldest_due is None
    assert report.total.buckets_ore == (900, 700, 200, 100, 0, 0)
    assert report.total.oldest_due == AS_OF - timedelta(days=40)


def test_credit_is_shown_apart_and_never_lowers_a_bucket() -> None:
    (row,) = age([item("1", 10, 500), OpenInvoice("1", "Kunde 1", None, None, -200)], AS_OF).rows
    assert row.buckets_ore[Bucket.TO_14] == 500
    assert (row.credit_ore, row.open_ore, row.balance_ore) == (-200, 500, 300)


def test_a_customer_with_credit_alone_is_listed_last() -> None:
    report = age([OpenInvoice("1", "A", None, None, -200), item("2", -1, 5)], AS_OF)
    assert [row.customer_no for row in report.rows] == ["2", "1"]


def test_nothing_open_is_an_empty_report() -> None:
    report = age([item("1", 10, 0)], AS_OF)
    assert report.rows == ()
    assert report.total.buckets_ore == (0, 0, 0, 0, 0, 0)


@given(st.lists(items, max_size=30))
def test_the_report_adds_up(chosen: list[OpenInvoice]) -> None:
    report = age(chosen, AS_OF)
    assert report.total.balance_ore == sum(row.open_ore for row in chosen)
    for at in range(len(Bucket)):
        assert report.total.buckets_ore[at] == sum(row.buckets_ore[at] for row in report.rows)
    assert report.total.credit_ore == sum(min(row.open_ore, 0) for row in chosen)
    assert report.total.overdue_ore == sum(
        max(row.open_ore, 0)
        for row in chosen
        if row.due is not None and days_overdue(row.due, AS_OF) > 0
    )
