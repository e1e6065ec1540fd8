from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from invoicectl.domain.ageing import Bucket
from invoicectl.errors import NotFoundError
from invoicectl.flows.overdue import overdue
from invoicectl.flows.overdue import overdue_invoices
from invoicectl.ledger.disputes import open_dispute
from tests.banking import PAID
from tests.banking import Company
from tests.banking import company_in
from tests.banking import copy_of
from tests.banking import paid
from tests.build import DAY
from tests.build import stamp

if TYPE_CHECKING:
    from pathlib import Path

    from invoicectl.domain.ageing import Ageing

DUE = date(2026, 10, 15)
TODAY = date(2026, 11, 5)


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Company:
    """Return a company: 10001 owes nothing but has 100,00 over, 10002 has paid a part."""
    made = company_in(tmp_path_factory.mktemp("template") / "company")
    made.receive(
        made.file(
            "bank.txt",
            paid(made.kid(10001), 35_000),
            paid(made.kid(10002), 12_500, on=date(2026, 10, 20)),
            paid(made.kid(10003), 40_000, on=date(2026, 10, 20)),
        )
    )
    return made


@pytest.fixture
def company(template: Company, tmp_path: Path) -> Company:
    return copy_of(template, tmp_path / "company")


def report(company: Company, as_of: date = TODAY, **more: str) -> Ageing:
    return overdue(company.ledger, as_of=as_of, today=TODAY, **more)


def test_who_owes_what_since_when(company: Company) -> None:
    owing, over = report(company).rows
    assert (owing.customer_no, owing.customer_name) == ("10002", "Kari Nordmann")
    assert owing.oldest_due == DUE
    assert owing.buckets_ore[Bucket.TO_30] == owing.overdue_ore == 85_000
    assert (over.customer_no, over.open_ore, over.credit_ore) == ("10001", 0, -10_000)
    assert report(company).total.balance_ore == 75_000


@pytest.mark.parametrize(
    ("as_of", "owed"),
    [
        (date(2026, 9, 30), {}),
        (DAY, {"10001": (37_500, 0), "10002": (125_000, 0)}),
        (PAID, {"10001": (12_500, -10_000), "10002": (125_000, 0)}),
        (date(2026, 10, 20), {"10001": (0, -10_000), "10002": (85_000, 0)}),
    ],
)
def test_an_earlier_day_shows_what_was_open_then(
    company: Company, as_of: date, owed: dict[str, tuple[int, int]]
) -> None:
    found = {row.customer_no: (row.open_ore, row.credit_ore) for row in report(company, as_of).rows}
    assert found == owed


def test_a_later_day_sorts_what_is_open_now(company: Company) -> None:
    later = report(company, date(2027, 2, 1))
    assert later.total.buckets_ore[Bucket.OVER_90] == 85_000


def test_the_journal_of_today_says_what_the_open_items_say(company: Company) -> None:
    tomorrow = date(2026, 11, 6)
    now = overdue(company.ledger, as_of=TODAY, today=TODAY)
    counted = overdue(company.ledger, as_of=TODAY, today=tomorrow)
    assert counted == now


@given(day=st.dates(date(2026, 9, 25), date(2026, 11, 4)))
def test_any_past_day_balances_with_the_books_of_that_day(template: Company, day: date) -> None:
    query = (
        "SELECT coalesce(sum(amount_ore), 0) FROM line JOIN voucher ON id = voucher_id"
        " WHERE account = '1500' AND dated_on <= ?"
    )
    ((balance,),) = template.rows(query, day.isoformat())
    assert report(template, day).total.balance_ore == balance


def test_a_due_date_on_a_sunday_is_not_overdue_on_monday(company: Company) -> None:
    from invoicectl.domain.dates import effective_due

    sunday = date(2026, 10, 18)
    assert effective_due(sunday) == date(2026, 10, 19)
    assert report(company, DUE).total.overdue_ore == 0
    assert report(company, date(2026, 10, 16)).total.overdue_ore == 137_500


def test_one_customer_alone(company: Company) -> None:
    (row,) = report(company, customer_no="10002").rows
    assert row.customer_no == "10002"
    with pytest.raises(NotFoundError):
        report(company, customer_no="99")


def test_invoice_by_invoice_with_disputes_and_credit_last(company: Company) -> None:
    with company.ledger.write() as con:
        open_dispute(con, 10004, "feil vare", stamp(date(2026, 10, 30)))
    found = overdue_invoices(company.ledger, as_of=TODAY, today=TODAY)
    shown = [(each.item.invoice_no, each.item.open_ore, each.days, each.bucket) for each in found]
    assert shown == [
        (10003, 60_000, 21, Bucket.TO_30),
        (10004, 25_000, 21, Bucket.TO_30),
        (None, -10_000, 0, None),
    ]
    assert [each.item.disputed for each in found] == [False, True, False]
    earlier = overdue_invoices(company.ledger, as_of=date(2026, 10, 29), today=TODAY)
    assert not any(each.item.disputed for each in earlier)
    assert found[0].item.issued_on == DAY


@given(day=st.dates(date(2026, 9, 25), date(2026, 12, 31)))
def test_both_reports_have_the_same_sum(template: Company, day: date) -> None:
    items = overdue_invoices(template.ledger, as_of=day, today=TODAY)
    assert sum(each.item.open_ore for each in items) == report(template, day).total.balance_ore
