"""Two records of one customer become one: what is to come moves, what was issued stays provable."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from invoicectl.domain.contacts import Contact
from invoicectl.domain.effective import Level
from invoicectl.errors import InputError
from invoicectl.flows.claim_levels import ClaimLevels
from invoicectl.flows.draft import add_drafts
from invoicectl.flows.issue import issue
from invoicectl.flows.levels import set_values
from invoicectl.flows.match import match_payment
from invoicectl.flows.merge import merge_customers
from invoicectl.flows.overdue import overdue
from invoicectl.flows.overdue import overdue_invoices
from invoicectl.ledger import merge
from invoicectl.ledger.check import check_ledger
from invoicectl.ledger.contacts import birth_date_of
from invoicectl.ledger.contacts import contacts_of
from invoicectl.ledger.contacts import put
from invoicectl.ledger.contacts import put_birth_date
from invoicectl.ledger.customer_alias import merged_into
from invoicectl.ledger.customer_alias import numbers_of
from invoicectl.ledger.customer_state import open_ore
from invoicectl.ledger.customers import add_customers
from invoicectl.ledger.customers import customer_of
from invoicectl.ledger.customers import save_customer
from invoicectl.ledger.drafts import draft_of
from invoicectl.ledger.invoice_list import InvoiceChoice
from invoicectl.ledger.invoice_list import listed_invoices
from invoicectl.ledger.invoices import invoice_of
from invoicectl.ledger.listing import Narrowing
from invoicectl.ledger.migrations import expected_schema
from invoicectl.ledger.payments import candidates
from invoicectl.ledger.payments import transactions
from tests.banking import TOTALS_ORE
from tests.banking import Company
from tests.banking import company_in
from tests.banking import copy_of
from tests.banking import paid
from tests.build import add
from tests.build import consumer
from tests.build import draft
from tests.build import stamp

LATER = stamp(date(2026, 10, 20))


@pytest.fixture
def company(tmp_path: Path) -> Company:
    """A company with a consumer 10002, who owes two invoices, and her twin 10003."""
    made = company_in(tmp_path)
    twin = consumer("10003", email="", phone="99887766", street="Lia 4", note="Ring først")
    add_customers(made.ledger, (twin,), stamp())
    return made


def healthy(company: Company) -> bool:
    return check_ledger(company.ledger, full=True) == ()


def test_open_invoices_stay_and_are_paid_under_the_old_number(company: Company) -> None:
    done = merge_customers(company.ledger, LATER, "10002", "10003")
    assert (done.open_count, done.open_ore) == (2, TOTALS_ORE[10003] + TOTALS_ORE[10004])
    assert invoice_of(company.ledger.con, 10003).buyer.customer_no == "10002"
    company.receive(company.file("a.txt", paid(company.kid(10003), 100_000)))
    assert ("10002", 10003) not in company.open_items()
    assert open_ore(company.ledger.con, "10003") == TOTALS_ORE[10004]
    assert healthy(company)


def test_the_old_number_is_an_alias_that_says_so(company: Company) -> None:
    merge_customers(company.ledger, LATER, "10002", "10003")
    con = company.ledger.con
    assert (merged_into(con, "10002"), numbers_of(con, "10003")) == ("10003", ("10003", "10002"))
    assert not customer_of(con, "10002").active
    with pytest.raises(InputError, match=r"10002 was merged into customer 10003") as raised:
        add_drafts(company.ledger, [draft("10002")], LATER)
    assert raised.value.hint == "Use 10003."


def test_letters_about_old_invoices_reach_who_the_customer_is_now(company: Company) -> None:
    merge_customers(company.ledger, LATER, "10002", "10003")
    con = company.ledger.con
    assert customer_of(con, "10003").email == "kari@nordmann.example"  # was empty there
    save_customer(company.ledger, consumer("10003", email="ny@nordmann.example"), LATER)
    assert customer_of(con, "10002").email == "ny@nordmann.example"
    assert not customer_of(con, "10002").active
    assert healthy(company)


def test_fields_are_filled_and_what_is_dropped_is_told(company: Company) -> None:
    done = merge_customers(company.ledger, LATER, "10002", "10003")
    assert done.filled == ("email",)
    assert ("street", "Lia 2") in done.dropped
    assert customer_of(company.ledger.con, "10003").note == "Ring først"


def test_money_that_is_over_moves_by_a_voucher_and_can_be_followed(company: Company) -> None:
    company.receive(company.file("a.txt", paid(company.kid(10003), 130_000)))
    assert company.open_items()["10002", 0] == -30_000
    done = merge_customers(company.ledger, LATER, "10002", "10003")
    assert done.credit_ore == 30_000
    assert company.open_items()["10003", 0] == -30_000
    assert ("10002", 0) not in company.open_items()
    assert healthy(company)


def test_credit_that_comes_later_moves_when_it_is_run_again(company: Company) -> None:
    merge_customers(company.ledger, LATER, "10002", "10003")
    assert merge_customers(company.ledger, LATER, "10002", "10003").credit_ore == 0
    company.receive(company.file("a.txt", paid(company.kid(10003), 100_500)))
    again = merge_customers(company.ledger, LATER, "10002", "10003")
    assert (again.is_again, again.credit_ore) == (True, 500)
    assert company.open_items()["10003", 0] == -500
    assert healthy(company)


def test_drafts_contacts_and_a_birth_date_move(company: Company) -> None:
    (ref,) = add(company.ledger, draft("10002"))
    with company.ledger.write() as con:
        put(con, Contact("10002", 1, "Per"))
        put(con, Contact("10003", 1, "per"))
        put_birth_date(con, "10002", date(1980, 1, 31))
    done = merge_customers(company.ledger, LATER, "10002", "10003")
    assert dict(done.moved) == {"draft": 1, "contact": 1, "birth date": 1}
    con = company.ledger.con
    assert draft_of(con, int(ref[1:])).customer_no == "10003"
    assert [(one.n, one.name) for one in contacts_of(con, "10003")] == [
        (1, "per"),
        (2, "Per (10002)"),
    ]
    assert birth_date_of(con, "10003") == date(1980, 1, 31)
    assert birth_date_of(con, "10002") is None
    assert healthy(company)


def test_a_dry_run_changes_nothing_and_says_the_same(company: Company) -> None:
    add(company.ledger, draft("10002"))
    before = list(company.ledger.con.iterdump())
    planned = merge_customers(company.ledger, LATER, "10002", "10003", dry_run=True)
    assert list(company.ledger.con.iterdump()) == before
    assert merge_customers(company.ledger, LATER, "10002", "10003") == planned


def test_mergers_can_follow_each_other(company: Company) -> None:
    add_customers(company.ledger, (consumer("10004"),), stamp())
    merge_customers(company.ledger, LATER, "10002", "10003")
    merge_customers(company.ledger, LATER, "10003", "10004")
    con = company.ledger.con
    assert merged_into(con, "10002") == "10004"
    assert set(numbers_of(con, "10004")) == {"10004", "10003", "10002"}
    assert healthy(company)


def test_what_is_owed_stands_under_the_one_who_stays(company: Company) -> None:
    merge_customers(company.ledger, LATER, "10002", "10003")
    add_customers(company.ledger, (consumer("10004"),), stamp())
    merge_customers(company.ledger, LATER, "10003", "10004")
    day = LATER.today
    owed_ore = TOTALS_ORE[10003] + TOTALS_ORE[10004]
    for asked in ("10002", "10003", "10004", ""):
        rows = overdue(company.ledger, as_of=day, today=day, customer_no=asked).rows
        assert [(row.customer_no, row.open_ore) for row in rows if row.customer_no != "10001"] == [
            ("10004", owed_ore)
        ]
        found = overdue_invoices(company.ledger, as_of=day, today=day, customer_no=asked)
        assert {each.item.customer_no for each in found} - {"10001"} == {"10004"}


def test_lists_of_the_one_who_stays_have_the_old_numbers_rows(company: Company) -> None:
    merge_customers(company.ledger, LATER, "10002", "10003")
    con = company.ledger.con
    found = listed_invoices(con, InvoiceChoice(LATER.today, Narrowing("10003")))
    assert sorted(row.invoice_no for row in found) == [10003, 10004]


def test_settings_of_the_one_who_stays_hold_for_what_was_issued(company: Company) -> None:
    set_values(
        company.ledger, company.settings, stamp(), Level.CUSTOMER, "10002", ["reminders.fee=yes"]
    )
    merge_customers(company.ledger, LATER, "10002", "10003")
    set_values(
        company.ledger, company.settings, LATER, Level.CUSTOMER, "10003", ["reminders.enabled=no"]
    )
    held = ClaimLevels(company.ledger.con, company.settings).held("10002", 10003)
    assert (held.reminders_fee, held.reminders_enabled) == (True, False)
    with pytest.raises(InputError, match="10002 was merged into customer 10003"):
        set_values(
            company.ledger, company.settings, LATER, Level.CUSTOMER, "10002", ["reminders.fee=no"]
        )


def test_money_for_the_old_number_is_the_credit_of_the_one_who_stays(company: Company) -> None:
    merge_customers(company.ledger, LATER, "10002", "10003")
    company.receive(company.file("a.txt", paid("123456", 77_700)))
    (waiting,) = transactions(company.ledger.con, only_queue=True)
    match_payment(
        company.ledger, company.settings, LATER, waiting.transaction_id, customer_no="10002"
    )
    assert company.open_items()["10003", 0] == -77_700
    assert healthy(company)


def test_an_account_known_under_the_old_number_points_at_the_one_who_stays(
    company: Company,
) -> None:
    payer = "12015550005"
    company.receive(company.file("a.txt", paid(company.kid(10003), 100_000, payer=payer)))
    merge_customers(company.ledger, LATER, "10002", "10003")
    (new,) = add(company.ledger, draft("10003"))
    issue(company.ledger, company.settings, LATER, [new])
    found = candidates(
        company.ledger.con, paid("", 1, payer=payer), 0, kids=(), numbers=(), digits=""
    )
    assert {each.customer_no for each in found} == {"10002", "10003"}
    assert all(each.payer_accounts == (payer,) for each in found)
    assert not candidates(
        company.ledger.con, paid("", 1, payer=""), 0, kids=(), numbers=(), digits=""
    )


@pytest.mark.parametrize(
    ("old", "into", "said"),
    [
        ("10002", "10002", "into itself"),
        ("10001", "10002", "is business and customer 10002 is consumer"),
        ("777", "10002", "no customer 777"),
        ("10002", "777", "no customer 777"),
    ],
)
def test_what_cannot_be_one_is_refused(company: Company, old: str, into: str, said: str) -> None:
    with pytest.raises(InputError, match=said):
        merge_customers(company.ledger, LATER, old, into)


def test_two_companies_and_circles_are_refused(company: Company) -> None:
    other = customer_of(company.ledger.con, "10001")
    add_customers(
        company.ledger, (replace(other, customer_no="10009", orgnr="974760673"),), stamp()
    )
    with pytest.raises(InputError, match="two companies: 974760673 and 310003123"):
        merge_customers(company.ledger, LATER, "10009", "10001")
    merge_customers(company.ledger, LATER, "10002", "10003")
    with pytest.raises(InputError, match="10002 was merged into customer 10003"):
        merge_customers(company.ledger, LATER, "10003", "10002")


def test_every_table_that_names_a_customer_moves_or_stays_on_purpose() -> None:
    naming = {
        table
        for kind, table, text in expected_schema().values()
        if kind == "table" and "customer_no" in text
    }
    assert naming == {*merge.MOVED, *merge.RENUMBERED, *merge.STAYS, merge.PRICES}


@given(data=st.data())
def test_whatever_is_paid_and_merged_when_no_money_is_lost(
    data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("merge")
    company = copy_of(_template(tmp_path_factory), folder / "company")
    paid_ore = 0
    with company.ledger:
        for at in range(data.draw(st.integers(1, 5), label="steps")):
            if data.draw(st.booleans(), label="merge"):
                merge_customers(company.ledger, LATER, "10002", "10003")
                continue
            invoice_no = data.draw(st.sampled_from([10003, 10004]), label="invoice")
            ore = data.draw(st.integers(1, 150_000), label="ore")
            payment = paid(company.kid(invoice_no), ore, reference=f"{at + 1:09d}")
            company.receive(company.file(f"{at}.txt", payment, number=at + 1))
            paid_ore += ore
        merge_customers(company.ledger, LATER, "10002", "10003")
        owed_ore = TOTALS_ORE[10003] + TOTALS_ORE[10004] - paid_ore
        assert open_ore(company.ledger.con, "10003") == owed_ore
        assert ("10002", 0) not in company.open_items()
        assert healthy(company)


def _template(factory: pytest.TempPathFactory) -> Company:
    """Return one company for all examples, made when it is first needed."""
    if not _MADE:
        folder = factory.mktemp("template")
        made = company_in(folder)
        add_customers(made.ledger, (consumer("10003", email=""),), stamp())
        made.ledger.close()
        _MADE.append(made)
    return _MADE[0]


_MADE: list[Company] = []
