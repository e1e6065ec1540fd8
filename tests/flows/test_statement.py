"""A statement says what the books say: any day, any history, also of customers merged into one."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from invoicectl.domain.statement import MovementKind
from invoicectl.errors import InputError
from invoicectl.errors import NotFoundError
from invoicectl.flows.credit import credit_draft
from invoicectl.flows.issue import issue
from invoicectl.flows.match import match_payment
from invoicectl.flows.match import target_of
from invoicectl.flows.match import unmatch_payment
from invoicectl.flows.merge import merge_customers
from invoicectl.flows.statement import Period
from invoicectl.flows.statement import period_of
from invoicectl.flows.statement import statement_of
from invoicectl.ledger.customers import add_customers
from tests.banking import STRANGE_KID
from tests.banking import Company
from tests.banking import company_in
from tests.banking import copy_of
from tests.banking import paid
from tests.build import DAY
from tests.build import add
from tests.build import consumer
from tests.build import draft
from tests.build import line
from tests.build import stamp

if TYPE_CHECKING:
    from pathlib import Path

    from invoicectl.domain.statement import Statement

TODAY = date(2026, 11, 30)
LATER = stamp(date(2026, 10, 13))
FIRST = date(2026, 1, 1)


@pytest.fixture
def company(tmp_path: Path) -> Company:
    return company_in(tmp_path / "company")


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Company:
    return company_in(tmp_path_factory.mktemp("template") / "company")


def statement(
    company: Company, no: str, first: date | None = FIRST, last: date = TODAY
) -> Statement:
    return statement_of(company.ledger.con, company.settings, no, Period(first, last), TODAY)


def credit(company: Company, invoice_no: int, day: date = date(2026, 10, 5)) -> None:
    made = stamp(day)
    credit_draft(company.ledger, made, invoice_no, reason="Retur")
    issue(company.ledger, company.settings, made)


def owed(company: Company, no: str, day: date) -> int:
    """Return what the books say a customer owed at the end of a day."""
    query = (
        "SELECT coalesce(sum(l.amount_ore), 0) FROM line l JOIN voucher v ON v.id = l.voucher_id"
        " WHERE l.account = '1500' AND l.customer_no = ? AND v.dated_on <= ?"
    )
    return int(str(company.rows(query, no, day.isoformat())[0][0]))


def test_each_event_stands_on_its_day_with_the_balance_after_it(company: Company) -> None:
    credit(company, 10002)
    company.receive(company.file("a.txt", paid(company.kid(10001), 20_000, on=date(2026, 10, 9))))
    made = statement(company, "10001")
    shown = [
        (each.dated_on, each.kind, each.invoice_nos, each.amount_ore, each.balance_ore)
        for each in made.movements
    ]
    assert shown == [
        (DAY, MovementKind.INVOICE, (10001,), 25_000, 25_000),
        (DAY, MovementKind.INVOICE, (10002,), 12_500, 37_500),
        (date(2026, 10, 5), MovementKind.CREDIT_NOTE, (10005, 10002), -12_500, 25_000),
        (date(2026, 10, 9), MovementKind.PAYMENT, (10001,), -20_000, 5_000),
    ]
    assert made.opening_ore == 0
    assert made.closing_ore == 5_000
    (left,) = made.positions
    assert (left.invoice_no, left.total_ore, left.open_ore) == (10001, 25_000, 5_000)
    assert left.days_over == (TODAY - date(2026, 10, 15)).days
    assert left.kid == company.kid(10001)


def test_an_earlier_day_is_shown_as_it_was_then(company: Company) -> None:
    company.receive(company.file("a.txt", paid(company.kid(10001), 25_000, on=date(2026, 10, 9))))
    then = statement(company, "10001", last=date(2026, 10, 8))
    assert then.closing_ore == 37_500
    assert [each.invoice_no for each in then.positions] == [10001, 10002]
    assert then.overdue_ore == 0
    now = statement(company, "10001", first=date(2026, 10, 9))
    assert (now.opening_ore, now.closing_ore) == (37_500, 12_500)
    assert [each.kind for each in now.movements] == [MovementKind.PAYMENT]


def test_open_items_alone_have_no_movements(company: Company) -> None:
    made = statement(company, "10001", first=None)
    assert made.movements == ()
    assert made.closing_ore == 37_500


def test_money_matched_by_hand_to_another_customer_moves_between_their_statements(
    company: Company,
) -> None:
    company.receive(company.file("a.txt", paid(company.kid(10001), 60_000)))
    assert statement(company, "10001").closing_ore == -22_500
    unmatch_payment(company.ledger, company.settings, LATER, 1)
    match_payment(company.ledger, company.settings, LATER, 1, [target_of("10003=500")])
    other = statement(company, "10002")
    assert other.movements[-1].kind is MovementKind.PAYMENT
    assert other.movements[-1].invoice_nos == (10003,)


def test_a_customer_merged_into_another_has_one_statement(company: Company) -> None:
    add_customers(company.ledger, (consumer("10003"),), stamp())
    before = statement(company, "10002")
    merge_customers(company.ledger, stamp(date(2026, 10, 20)), "10002", "10003")
    for number in ("10002", "10003"):
        made = statement(company, number)
        assert made.buyer.customer_no == "10003"
        assert made.closing_ore == before.closing_ore
        assert made.positions == before.positions


def test_nobody_with_that_number(company: Company) -> None:
    with pytest.raises(NotFoundError):
        statement(company, "99999")


@pytest.mark.parametrize(
    ("first", "last", "only_open", "period"),
    [
        (None, None, False, Period(date(2025, 12, 1), TODAY)),
        (date(2026, 2, 1), None, False, Period(date(2026, 2, 1), TODAY)),
        (None, date(2026, 3, 31), False, Period(date(2025, 4, 1), date(2026, 3, 31))),
        (FIRST, date(2026, 12, 31), False, Period(FIRST, TODAY)),
        (None, None, True, Period(None, TODAY)),
    ],
)
def test_periods(
    first: date | None,
    last: date | None,
    only_open: bool,
    period: Period,
) -> None:
    assert period_of(first, last, TODAY, only_open=only_open) == period


def test_a_period_that_is_none_is_refused() -> None:
    with pytest.raises(InputError, match="after the last day"):
        period_of(date(2026, 5, 1), date(2026, 4, 1), TODAY, only_open=False)
    with pytest.raises(InputError, match="--open"):
        period_of(FIRST, None, TODAY, only_open=True)


payments_of = st.lists(
    st.tuples(
        st.sampled_from([10001, 10002, 10003, 10004, 0]),
        st.sampled_from([1, 12_500, 25_000, 60_000]),
        st.integers(0, 3),
    ),
    max_size=6,
)


@given(
    payments_of,
    st.sets(st.sampled_from([10001, 10002, 10003, 10004])),
    st.lists(st.tuples(st.integers(1, 6), st.sampled_from([10001, 10002, 10003, 10004]))),
    st.integers(0, 30),
)
def test_whatever_happened_the_statement_is_what_account_1500_says(
    template: Company,
    tmp_path_factory: pytest.TempPathFactory,
    payments: list[tuple[int, int, int]],
    credited: set[int],
    moved: list[tuple[int, int]],
    offset: int,
) -> None:
    company = copy_of(template, tmp_path_factory.mktemp("any") / "company")
    for invoice_no in sorted(credited):
        credit(company, invoice_no)
    if payments:
        rows = [
            paid(
                company.kid(invoice) if invoice else STRANGE_KID,
                ore,
                on=date(2026, 10, 6 + day),
                reference=f"{number:09}",
            )
            for number, (invoice, ore, day) in enumerate(payments, 1)
        ]
        company.receive(company.file("all.txt", *rows))
    for number, invoice_no in moved:
        with suppress(InputError, NotFoundError):
            unmatch_payment(company.ledger, company.settings, LATER, number)
        with suppress(InputError, NotFoundError):
            target = target_of(str(invoice_no))
            match_payment(company.ledger, company.settings, LATER, number, [target])
    day = date(2026, 9, 29) + timedelta(days=offset)
    for no in ("10001", "10002"):
        made_of = statement(company, no, last=day) if offset else statement(company, no)
        books = owed(company, no, made_of.to_day)
        assert made_of.closing_ore == books
        assert sum(each.open_ore for each in made_of.positions) == books
        parts = [
            statement(company, no, day, TODAY),
            statement(company, no, FIRST, day - timedelta(1)),
        ]
        assert parts[0].opening_ore == parts[1].closing_ore
        assert parts[0].closing_ore == owed(company, no, TODAY)
    company.ledger.close()


def test_the_due_date_of_an_invoice_stands_beside_it(company: Company) -> None:
    add(company.ledger, draft("10002", line(price="1000"), terms_days=30))
    issue(company.ledger, company.settings, stamp(date(2026, 10, 2)))
    last = statement(company, "10002").movements[-1]
    assert (last.invoice_nos, last.due) == ((10005,), date(2026, 11, 2))
