"""A customer is erased: what the law does not want kept goes, and the books stay provable."""

from __future__ import annotations

from datetime import UTC
from datetime import date
from datetime import datetime
from pathlib import Path

import pytest

from invoicectl.domain.contacts import Contact
from invoicectl.domain.retention import books_kept_until
from invoicectl.domain.retention import letters_kept_until
from invoicectl.errors import InputError
from invoicectl.flows.deliver import deliver
from invoicectl.flows.forget import forget_customer
from invoicectl.flows.merge import merge_customers
from invoicectl.ledger.check import check_ledger
from invoicectl.ledger.contacts import put
from invoicectl.ledger.contacts import put_birth_date
from invoicectl.ledger.customer_state import forgotten_on
from invoicectl.ledger.customers import add_customers
from invoicectl.ledger.customers import customer_of
from invoicectl.ledger.invoices import invoice_of
from invoicectl.ledger.outbox import deliveries_of_invoice
from invoicectl.ledger.outbox import message_of
from invoicectl.ledger.outbox import payload_of
from tests.banking import Company
from tests.banking import company_in
from tests.banking import paid
from tests.build import add
from tests.build import consumer
from tests.build import draft
from tests.build import stamp

NOW = datetime(2026, 10, 1, 8, tzinfo=UTC)
LATER = stamp(date(2026, 10, 20))
YEARS_ON = stamp(date(2030, 7, 1))


@pytest.fixture
def company(tmp_path: Path) -> Company:
    """A company whose consumer 10002 has paid all, and got her letters into the folder."""
    made = company_in(tmp_path)
    deliver(made.ledger, made.settings, stamp(), now=lambda: NOW)
    made.receive(made.file("a.txt", paid(made.kid(10003), 100_000), paid(made.kid(10004), 25_000)))
    with made.ledger.write() as con:
        put(con, Contact("10002", 1, "Per Nordmann", email="per@nordmann.example"))
        put_birth_date(con, "10002", date(1980, 1, 31))
    return made


def texts(company: Company, *, but: tuple[str, ...] = ()) -> str:
    """Return every text of the ledger, less the tables `but`."""
    con = company.ledger.con
    tables = [name for (name,) in con.execute("SELECT name FROM sqlite_master WHERE type='table'")]
    return "\n".join(
        str(row)
        for table in tables
        if table not in but
        for row in con.execute(f"SELECT * FROM {table}")
    )


def test_what_is_not_needed_goes_and_what_is_stays_until_a_day(company: Company) -> None:
    done = forget_customer(company.ledger, LATER, "10002")
    assert {"name", "email", "street", "contacts", "birth date"} <= set(done.erased)
    kept = {each.what: each.until for each in done.kept}
    assert kept["2 invoices and credit notes"] == date(2031, 12, 31)
    assert kept["2 payments"] == date(2031, 12, 31)
    assert kept["2 letters"] == date(2030, 6, 30)
    one = customer_of(company.ledger.con, "10002")
    assert (one.name, one.email, one.street, one.active) == ("(erased)", "", "", False)
    assert forgotten_on(company.ledger.con, "10002") == LATER.today
    assert check_ledger(company.ledger, full=True) == ()


def test_nothing_is_left_but_where_the_law_wants_it(company: Company) -> None:
    forget_customer(company.ledger, LATER, "10002")
    left = texts(company, but=("invoice", "document", "outbox", "bank_transaction"))
    for secret in ("Nordmann", "nordmann.example", "Lia 2", "1980"):
        assert secret not in left
    assert invoice_of(company.ledger.con, 10003).buyer.name == "Kari Nordmann"


def test_letters_go_when_their_time_is_over(company: Company) -> None:
    forget_customer(company.ledger, LATER, "10002")
    (letter,) = deliveries_of_invoice(company.ledger.con, 10003)
    assert "Nordmann" in message_of(company.ledger.con, letter.delivery_id).recipient_name
    assert forget_customer(company.ledger, stamp(date(2030, 6, 30)), "10002").letters == 0
    done = forget_customer(company.ledger, YEARS_ON, "10002")
    assert done.letters == 2
    (letter,) = deliveries_of_invoice(company.ledger.con, 10003)
    assert message_of(company.ledger.con, letter.delivery_id).text == "(erased)"
    assert payload_of(company.ledger.con, letter.delivery_id) is None
    assert "Nordmann" not in texts(company, but=("invoice", "document", "bank_transaction"))
    assert check_ledger(company.ledger, full=True) == ()


def test_a_letter_of_somebody_else_still_never_changes(company: Company) -> None:
    import sqlite3

    forget_customer(company.ledger, LATER, "10002")
    with (
        pytest.raises(sqlite3.IntegrityError, match="never changes"),
        company.ledger.write() as con,
    ):
        con.execute("UPDATE outbox SET recipient = 'erased:' || id WHERE customer_no = '10001'")
    with (
        pytest.raises(sqlite3.IntegrityError, match="never changes"),
        company.ledger.write() as con,
    ):
        con.execute("UPDATE outbox SET recipient = 'x' WHERE customer_no = '10002'")


def test_a_dry_run_changes_nothing_and_says_the_same(company: Company) -> None:
    before = list(company.ledger.con.iterdump())
    planned = forget_customer(company.ledger, LATER, "10002", dry_run=True)
    assert list(company.ledger.con.iterdump()) == before
    assert forget_customer(company.ledger, LATER, "10002") == planned


def test_a_second_time_finds_nothing_more(company: Company) -> None:
    forget_customer(company.ledger, LATER, "10002")
    assert forget_customer(company.ledger, LATER, "10002").erased == ()


def test_all_numbers_of_a_customer_are_erased(company: Company) -> None:
    add_customers(company.ledger, (consumer("10003"),), stamp())
    merge_customers(company.ledger, LATER, "10002", "10003")
    done = forget_customer(company.ledger, LATER, "10002")
    assert done.numbers == ("10003", "10002")
    assert customer_of(company.ledger.con, "10003").name == "(erased)"
    assert customer_of(company.ledger.con, "10002").name == "(erased)"


@pytest.mark.parametrize(
    ("number", "said"),
    [("10001", "250,00 open on 10001, 125,00 open on 10002"), ("777", "no customer 777")],
)
def test_who_owes_is_not_forgotten(company: Company, number: str, said: str) -> None:
    with pytest.raises(InputError, match=said):
        forget_customer(company.ledger, LATER, number)
    assert forgotten_on(company.ledger.con, number) is None


def test_credit_and_drafts_stand_in_the_way(company: Company) -> None:
    add(company.ledger, draft("10002"))
    company.receive(
        company.file("b.txt", paid(company.kid(10004), 500, reference="000000002"), number=2)
    )
    with pytest.raises(InputError, match=r"5,00 of credit, 1 draft"):
        forget_customer(company.ledger, LATER, "10002")


def test_years_are_counted_from_the_end_of_the_financial_year() -> None:
    assert books_kept_until(date(2026, 1, 1)) == date(2031, 12, 31)
    assert letters_kept_until(date(2026, 12, 31)) == date(2030, 6, 30)
