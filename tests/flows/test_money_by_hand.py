"""Payments by hand, set aside, paid back, and imports undone: the books follow every øre."""

from __future__ import annotations

import shutil
from datetime import date
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from invoicectl.errors import InputError
from invoicectl.errors import InvoicectlError
from invoicectl.errors import NotFoundError
from invoicectl.flows.add_payment import Means
from invoicectl.flows.add_payment import Paid
from invoicectl.flows.add_payment import add_payment
from invoicectl.flows.ignore_payment import ignore_payment
from invoicectl.flows.match import Target
from invoicectl.flows.match import match_payment
from invoicectl.flows.match import unmatch_payment
from invoicectl.flows.refund import cancel_refund
from invoicectl.flows.refund import refund_credit
from invoicectl.flows.refund import refund_paid
from invoicectl.flows.refund import refund_payment
from invoicectl.flows.undo_import import undo_import
from invoicectl.ledger.check import check_ledger
from invoicectl.ledger.open_items import customer_credit_ore
from tests.banking import KONTONR
from tests.banking import STRANGE_KID
from tests.banking import TOTALS_ORE
from tests.banking import Company
from tests.banking import company_in
from tests.banking import copy_of
from tests.banking import paid
from tests.build import stamp

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

TODAY = date(2026, 10, 13)
UNKNOWN, EXACT, OVER = 1, 2, 3
"""The payments of `company`: 300,00 of nobody, 250,00 exact, 225,00 for an invoice of 125,00."""


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Company:
    made = company_in(tmp_path_factory.mktemp("template") / "company")
    made.receive(
        made.file(
            "bank.txt",
            paid(STRANGE_KID, 30_000),
            paid(made.kid(10001), 25_000),
            paid(made.kid(10002), 22_500),
        )
    )
    return made


@pytest.fixture
def company(template: Company, tmp_path: Path) -> Company:
    return fresh(template, tmp_path / "company")


def fresh(template: Company, folder: Path) -> Company:
    """Return a copy of the company with the file its payments came in."""
    made = copy_of(template, folder)
    shutil.copy2(template.folder / "bank.txt", folder / "bank.txt")
    return made


def sound(company: Company) -> None:
    """Hold that the books are right, by the ledger's own proof."""
    assert check_ledger(company.ledger, full=True) == ()


def by_hand(
    company: Company,
    invoice_no: int,
    ore: int,
    means: Means = Means.CASH,
    *,
    on: date = TODAY,
    again: bool = False,
) -> None:
    add_payment(
        company.ledger,
        company.settings,
        stamp(TODAY),
        Paid(invoice_no, ore, means, on),
        again=again,
    )


class TestByHand:
    @pytest.mark.parametrize(
        ("means", "account"),
        [(Means.CASH, "1900"), (Means.CARD, "1570"), (Means.VIPPS, "1570"), (Means.BANK, "1920")],
    )
    def test_the_money_stands_where_it_is(
        self, company: Company, means: Means, account: str
    ) -> None:
        before = company.balance_ore(account)
        by_hand(company, 10003, 40_000, means)
        assert company.balance_ore(account) == before + 40_000
        assert company.open_items()["10002", 10003] == TOTALS_ORE[10003] - 40_000
        sound(company)

    def test_what_is_over_is_the_customers_credit(self, company: Company) -> None:
        by_hand(company, 10004, 30_000)
        assert company.open_items()[("10002", 0)] == -5_000
        assert ("10002", 10004) not in company.open_items()
        sound(company)

    def test_the_same_again_is_asked_about(self, company: Company) -> None:
        by_hand(company, 10003, 10_000)
        with pytest.raises(InputError, match=r"The same payment of 100,00 is there as 4\."):
            by_hand(company, 10003, 10_000)
        by_hand(company, 10003, 10_000, again=True)
        assert company.open_items()["10002", 10003] == TOTALS_ORE[10003] - 20_000
        sound(company)

    def test_what_was_said_is_kept_as_its_documentation(self, company: Company) -> None:
        by_hand(company, 10003, 10_000)
        (row,) = company.rows(
            "SELECT d.content, d.sha256 = v.evidence FROM bank_file f"
            " JOIN document d USING(sha256) JOIN bank_transaction t ON t.file_id = f.id"
            " JOIN voucher v ON v.id = t.voucher_id WHERE f.format = 'by_hand'"
        )
        assert b'"invoice": 10003' in row[0]  # type: ignore[operator]  # a blob
        assert row[1] == 1

    @pytest.mark.parametrize(
        ("invoice_no", "ore", "on", "match"),
        [
            (10001, 100, TODAY, "owes nothing"),
            (10003, 0, TODAY, "more than zero"),
            (10003, 100, date(2026, 10, 14), "has not come yet"),
            (99999, 100, TODAY, "99999"),
        ],
    )
    def test_what_cannot_be_is_refused_and_books_nothing(
        self, company: Company, invoice_no: int, ore: int, on: date, match: str
    ) -> None:
        before = company.rows("SELECT count(*) FROM voucher")
        with pytest.raises((InputError, NotFoundError), match=match):
            by_hand(company, invoice_no, ore, on=on)
        assert company.rows("SELECT count(*) FROM voucher") == before


class TestSetAside:
    def test_it_leaves_the_queue_and_goes_where_it_belongs(self, company: Company) -> None:
        ignore_payment(
            company.ledger, company.settings, stamp(TODAY), UNKNOWN, account="8055", reason="renter"
        )
        assert company.balance_ore("8055") == -30_000
        assert company.balance_ore("2990") == 0
        assert company.states()[0] == (30_000, "ignored", "settled")
        sound(company)

    def test_without_an_account_it_stays_where_it_lies(self, company: Company) -> None:
        ignore_payment(company.ledger, company.settings, stamp(TODAY), UNKNOWN)
        assert company.balance_ore("2990") == -30_000
        assert company.states()[0][2] == "settled"

    def test_it_can_be_matched_after_all(self, company: Company) -> None:
        ignore_payment(company.ledger, company.settings, stamp(TODAY), UNKNOWN, account="8055")
        match_payment(company.ledger, company.settings, stamp(TODAY), UNKNOWN, [Target(10003)])
        assert company.balance_ore("8055") == 0
        assert company.open_items()["10002", 10003] == TOTALS_ORE[10003] - 30_000
        sound(company)

    def test_unmatch_takes_it_back(self, company: Company) -> None:
        ignore_payment(company.ledger, company.settings, stamp(TODAY), UNKNOWN, account="8055")
        unmatch_payment(company.ledger, company.settings, stamp(TODAY), UNKNOWN)
        assert company.balance_ore("2990") == -30_000
        assert company.states()[0] == (30_000, "unmatched", "queued")
        sound(company)

    @pytest.mark.parametrize(
        ("payment", "account", "match"),
        [(EXACT, "", "pays invoices"), (UNKNOWN, "9999", "no account 9999"),
         (UNKNOWN, "1500", "what customers owe")],
    )  # fmt: skip
    def test_what_is_somebodys_is_not_set_aside(
        self, company: Company, payment: int, account: str, match: str
    ) -> None:
        with pytest.raises(InputError, match=match):
            ignore_payment(company.ledger, company.settings, stamp(TODAY), payment, account=account)


class TestRefund:
    def test_nothing_is_booked_before_it_has_left(self, company: Company) -> None:
        made = refund_payment(company.ledger, company.settings, stamp(TODAY), OVER)
        assert (made.amount_ore, made.kontonr, made.customer_no) == (10_000, "12015550005", "10001")
        assert company.balance_ore("1920") == 77_500
        refund_paid(company.ledger, company.settings, stamp(TODAY), made.refund_id, TODAY)
        assert company.balance_ore("1920") == 67_500
        assert customer_credit_ore(company.ledger.con, "10001") == 0
        sound(company)

    def test_money_of_nobody_goes_back_and_leaves_the_queue(self, company: Company) -> None:
        made = refund_payment(company.ledger, company.settings, stamp(TODAY), UNKNOWN)
        refund_paid(company.ledger, company.settings, stamp(TODAY), made.refund_id, TODAY)
        assert company.balance_ore("2990") == 0
        assert company.states()[0] == (30_000, "refunded", "settled")
        sound(company)

    def test_what_is_to_be_paid_back_asks_nobody_any_more(self, company: Company) -> None:
        made = refund_payment(company.ledger, company.settings, stamp(TODAY), UNKNOWN)
        assert company.states()[0] == (30_000, "refunded", "settled")
        cancel_refund(company.ledger, company.settings, stamp(TODAY), made.refund_id)
        assert company.states()[0] == (30_000, "refunded", "queued")

    def test_the_same_money_is_not_promised_twice(self, company: Company) -> None:
        refund_payment(company.ledger, company.settings, stamp(TODAY), OVER, amount_ore=6_000)
        with pytest.raises(InputError, match=r"At most 40,00 of payment 3"):
            refund_payment(company.ledger, company.settings, stamp(TODAY), OVER, amount_ore=6_000)
        with pytest.raises(InputError, match=r"At most 40,00 of customer 10001"):
            refund_credit(company.ledger, stamp(TODAY), "10001", amount_ore=6_000)

    def test_one_that_is_cancelled_frees_the_money(self, company: Company) -> None:
        made = refund_credit(company.ledger, stamp(TODAY), "10001")
        assert made.kontonr == "12015550005"
        cancel_refund(company.ledger, company.settings, stamp(TODAY), made.refund_id)
        with pytest.raises(InputError, match="R1 is cancelled already"):
            refund_paid(company.ledger, company.settings, stamp(TODAY), made.refund_id, TODAY)
        assert refund_credit(company.ledger, stamp(TODAY), "10001").amount_ore == 10_000

    def test_money_that_was_used_since_is_not_paid_out(self, company: Company) -> None:
        made = refund_payment(company.ledger, company.settings, stamp(TODAY), UNKNOWN)
        match_payment(company.ledger, company.settings, stamp(TODAY), UNKNOWN, [Target(10003)])
        with pytest.raises(InputError, match=r"300,00 of R1 was used in another way"):
            refund_paid(company.ledger, company.settings, stamp(TODAY), made.refund_id, TODAY)
        sound(company)

    def test_money_that_was_paid_back_cannot_be_matched(self, company: Company) -> None:
        made = refund_payment(company.ledger, company.settings, stamp(TODAY), UNKNOWN)
        refund_paid(company.ledger, company.settings, stamp(TODAY), made.refund_id, TODAY)
        with pytest.raises(InputError, match="nothing left"):
            match_payment(company.ledger, company.settings, stamp(TODAY), UNKNOWN, [Target(10003)])


class TestUndo:
    def test_everything_is_as_before_and_the_file_comes_again(self, company: Company) -> None:
        match_payment(company.ledger, company.settings, stamp(TODAY), UNKNOWN, [Target(10003)])
        done = undo_import(company.ledger, stamp(TODAY), "bank.txt")
        assert (done.payments, done.vouchers) == (3, 2)
        assert company.open_items() == {
            ("10001", 10001): 25_000,
            ("10001", 10002): 12_500,
            ("10002", 10003): 100_000,
            ("10002", 10004): 25_000,
        }
        assert company.balance_ore("1920") == company.balance_ore("2990") == 0
        sound(company)
        (again,) = company.receive(company.folder / "bank.txt")
        assert (again.totals.payments, again.totals.duplicates) == (3, 0)
        assert company.balance_ore("1920") == 77_500
        sound(company)

    def test_a_rehearsal_changes_nothing(self, company: Company) -> None:
        undo_import(company.ledger, stamp(TODAY), "bank.txt", dry_run=True)
        assert company.balance_ore("1920") == 77_500

    def test_it_is_done_once(self, company: Company) -> None:
        undo_import(company.ledger, stamp(TODAY), "1")
        with pytest.raises(InputError, match=r"undone on 13\.10\.2026"):
            undo_import(company.ledger, stamp(TODAY), "bank.txt")
        with pytest.raises(InputError, match="import of payment 1 was undone"):
            match_payment(company.ledger, company.settings, stamp(TODAY), UNKNOWN, [Target(10003)])

    def test_a_file_nobody_knows(self, company: Company) -> None:
        with pytest.raises(NotFoundError, match=r"other\.txt"):
            undo_import(company.ledger, stamp(TODAY), "other.txt")

    def test_not_while_its_money_is_paid_back(self, company: Company) -> None:
        made = refund_payment(company.ledger, company.settings, stamp(TODAY), OVER)
        with pytest.raises(InputError, match="refunded by R1"):
            undo_import(company.ledger, stamp(TODAY), "bank.txt")
        cancel_refund(company.ledger, company.settings, stamp(TODAY), made.refund_id)
        undo_import(company.ledger, stamp(TODAY), "bank.txt")
        sound(company)

    def test_a_payment_by_hand_is_undone_by_its_number(self, company: Company) -> None:
        by_hand(company, 10003, 10_000)
        undo_import(company.ledger, stamp(TODAY), "2")
        assert company.balance_ore("1900") == 0
        by_hand(company, 10003, 10_000)
        sound(company)


PAYMENTS = st.integers(1, 5)
INVOICES = st.integers(10001, 10004)
STEPS = st.one_of(
    st.tuples(st.just("match"), PAYMENTS, INVOICES),
    st.tuples(st.just("unmatch"), PAYMENTS, INVOICES),
    st.tuples(st.just("ignore"), PAYMENTS, INVOICES),
    st.tuples(st.just("refund"), PAYMENTS, INVOICES),
    st.tuples(st.just("leave"), PAYMENTS, INVOICES),
    st.tuples(st.just("hand"), PAYMENTS, INVOICES),
    st.tuples(st.just("undo"), PAYMENTS, INVOICES),
    st.tuples(st.just("again"), PAYMENTS, INVOICES),
)


@given(steps=st.lists(STEPS, max_size=12))
def test_whatever_is_done_the_books_hold(
    template: Company, tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, int, int]]
) -> None:
    company = fresh(template, tmp_path_factory.getbasetemp() / "any")
    for what, payment, invoice_no in steps:
        try:
            act(company, what, payment, invoice_no)
        except InvoicectlError:
            continue
    sound(company)
    money = sum(company.balance_ore(code) for code in ("1920", "1900", "1570"))
    owed = sum(company.open_items().values())
    free = company.balance_ore("2990") + company.balance_ore("8055")
    assert money + owed + free == sum(TOTALS_ORE.values())
    company.ledger.close()


def act(company: Company, what: str, payment: int, invoice_no: int) -> None:
    """Do one thing a person may do; what is refused changes nothing."""
    ledger, settings, now = company.ledger, company.settings, stamp(TODAY)
    actions: dict[str, Callable[[], object]] = {
        "match": lambda: match_payment(ledger, settings, now, payment, [Target(invoice_no)]),
        "unmatch": lambda: unmatch_payment(ledger, settings, now, payment),
        "ignore": lambda: ignore_payment(ledger, settings, now, payment, account="8055"),
        "refund": lambda: refund_payment(
            ledger, settings, now, payment, amount_ore=3_000, kontonr=KONTONR
        ),
        "leave": lambda: refund_paid(ledger, settings, now, payment, TODAY),
        "hand": lambda: by_hand(company, invoice_no, 10_000 * payment),
        "undo": lambda: undo_import(ledger, now, str(payment)),
        "again": lambda: company.receive(company.folder / "bank.txt"),
    }
    actions[what]()
