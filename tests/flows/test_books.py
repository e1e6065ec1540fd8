from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import date
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import settings as tuned
from hypothesis import strategies as st

from invoicectl.domain.books import BookPeriod
from invoicectl.domain.books import total_of
from invoicectl.errors import InputError
from invoicectl.errors import NotFoundError
from invoicectl.flows.books import account_statement
from invoicectl.flows.books import trial_balance
from invoicectl.flows.issue import issue
from invoicectl.flows.merge import merge_customers
from invoicectl.ledger.books import one_state
from invoicectl.ledger.books import vouchers
from invoicectl.ledger.connect import open_ledger
from invoicectl.ledger.customers import add_customers
from tests import build
from tests.banking import Company
from tests.banking import company_in
from tests.banking import paid
from tests.ledger.world import build_world

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from invoicectl.ledger.connect import Ledger

YEAR = BookPeriod(date(2026, 1, 1), date(2026, 12, 31))


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ledger]:
    with open_ledger(build_world(tmp_path_factory.mktemp("world"))) as ledger:
        yield ledger


@pytest.fixture
def company(tmp_path: Path) -> Company:
    made = company_in(tmp_path / "company")
    made.receive(made.file("a.txt", paid(made.kid(10001), 25_000), paid(made.kid(10002), 12_600)))
    return made


days = st.dates(date(2026, 8, 20), date(2026, 10, 20))


@tuned(max_examples=30)
@given(days, days)
def test_every_period_balances_and_is_what_the_lines_come_to(
    world: Ledger, one: date, other: date
) -> None:
    period = BookPeriod(min(one, other), max(one, other))
    made = trial_balance(world.con, period)
    total = total_of(made.balances)
    assert (total.opening_ore, total.closing_ore) == (0, 0)
    assert total.debit_ore == total.credit_ore
    assert made.sub_ledger.is_proven
    for each in made.balances:
        ask = (
            "SELECT coalesce(sum(amount_ore), 0) FROM line JOIN voucher ON id = voucher_id"
            " WHERE account = ? AND dated_on <= ?"
        )
        (ore,) = world.con.execute(ask, (each.account, period.last.isoformat())).fetchone()
        assert each.closing_ore == ore
        statement = account_statement(world.con, each.account, period)
        entries = statement.entries
        assert statement.opening_ore == each.opening_ore
        ending_ore = entries[-1].balance_ore if entries else statement.opening_ore
        assert ending_ore == each.closing_ore
        assert sum(entry.line.amount_ore for entry in entries) == each.debit_ore - each.credit_ore


def test_the_journal_has_every_line_once_in_the_order_of_the_books(world: Ledger) -> None:
    found = list(vouchers(world.con, YEAR.first, YEAR.last))
    assert [each.dated_on for each in found] == sorted(each.dated_on for each in found)
    assert all(sum(line.amount_ore for line in each.lines) == 0 for each in found)
    counted = sum(len(each.lines) for each in found)
    assert (counted,) == world.con.execute("SELECT count(*) FROM line").fetchone()


def test_income_of_last_year_is_the_result_of_earlier_years(tmp_path: Path) -> None:
    settings = build.settings_for(tmp_path)
    with build.new_ledger(tmp_path) as ledger:
        for day in (date(2026, 11, 2), date(2027, 2, 1)):
            build.add(ledger, build.draft(), day=day)
            issue(ledger, settings, build.stamp(day))
        period = BookPeriod(date(2027, 1, 15), date(2027, 3, 1))
        made = {each.account: each for each in trial_balance(ledger.con, period).balances}
        income = account_statement(ledger.con, "3000", period)
        closing = [entry.balance_ore for entry in income.entries]
    assert (made["3000"].opening_ore, made["3000"].closing_ore) == (0, -20_000)
    assert (income.opening_ore, closing) == (0, [-20_000])
    assert made[""].closing_ore == -20_000
    assert made["1500"].opening_ore == 25_000


def test_customers_add_up_to_the_receivable_account(company: Company) -> None:
    made = trial_balance(company.ledger.con, YEAR)
    owed = {each.customer_no: each.closing_ore for each in made.customers}
    assert owed == {"10001": -100, "10002": 125_000}
    assert made.sub_ledger.open_items_ore == made.sub_ledger.accounts_ore == 124_900


def test_a_sub_ledger_that_is_wrong_is_not_proven(company: Company) -> None:
    with closing(sqlite3.connect(company.ledger.path, isolation_level=None)) as con:
        con.execute("UPDATE open_item SET principal_ore = principal_ore + 1 WHERE invoice_no > 0")
    assert not trial_balance(company.ledger.con, YEAR).sub_ledger.is_proven


def test_a_customer_that_was_merged_is_one_customer(company: Company) -> None:
    made_on = build.stamp(date(2026, 10, 13))
    add_customers(company.ledger, [build.consumer("10003", email="")], made_on)
    merge_customers(company.ledger, made_on, "10002", "10003")
    made = trial_balance(company.ledger.con, YEAR)
    assert {each.customer_no: each.closing_ore for each in made.customers} == {
        "10001": -100,
        "10003": 125_000,
    }
    whole = account_statement(company.ledger.con, "1500", YEAR, customer_no="10002")
    assert whole.customer_no == "10003"
    assert [entry.balance_ore for entry in whole.entries][-1] == 125_000


def test_a_payment_booked_meanwhile_is_seen_wholly_or_not_at_all(company: Company) -> None:
    con = company.ledger.con
    with one_state(con):
        before = trial_balance(con, YEAR)
        path = company.ledger.path
        with (
            closing(sqlite3.connect(path, timeout=0, isolation_level=None)) as other,
            pytest.raises(sqlite3.OperationalError, match="locked"),
        ):
            other.execute("UPDATE open_item SET principal_ore = 0")
        assert trial_balance(con, YEAR) == before
    assert not con.in_transaction


def test_what_cannot_be_shown_is_said(company: Company) -> None:
    con = company.ledger.con
    with pytest.raises(NotFoundError, match="no account 9999"):
        account_statement(con, "9999", YEAR)
    with pytest.raises(NotFoundError, match="no customer"):
        account_statement(con, "1500", YEAR, customer_no="7")
    with pytest.raises(InputError, match="1920 is not kept by customer"):
        account_statement(con, "1920", YEAR, customer_no="10001")
