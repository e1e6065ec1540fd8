from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from invoicectl.domain.bookkeeping import Accounts
from invoicectl.domain.bookkeeping import Allocation
from invoicectl.domain.bookkeeping import BankEntry
from invoicectl.domain.bookkeeping import Claim
from invoicectl.domain.bookkeeping import Voucher
from invoicectl.domain.bookkeeping import VoucherKind
from invoicectl.domain.bookkeeping import VoucherLine
from invoicectl.domain.bookkeeping import bank_voucher
from invoicectl.domain.bookkeeping import credit_note_voucher
from invoicectl.domain.bookkeeping import invoice_voucher
from invoicectl.domain.bookkeeping import reversal_voucher
from invoicectl.domain.bookkeeping import transfer_voucher
from invoicectl.domain.chart import CHART
from invoicectl.domain.invoice import Line
from invoicectl.domain.pricing import document_totals
from invoicectl.domain.vat import VAT_CODES
from tests.domain.samples import credit_note
from tests.domain.samples import invoice
from tests.domain.samples import line

ACCOUNTS = Accounts()
ON = date(2026, 9, 20)
lines = st.builds(
    lambda net_ore, code, account: replace(
        line(vat_code=code), net_ore=net_ore, income_account=account
    ),
    st.integers(1, 10**9),
    st.sampled_from(sorted(VAT_CODES)),
    st.sampled_from(["3000", "3010", "3020"]),
)
baskets = st.lists(lines, min_size=1, max_size=12)


def booked(*entries: BankEntry, accounts: Accounts = ACCOUNTS) -> Voucher:
    return bank_voucher(entries, accounts, booked_on=ON, kontonr="97101230000")


def postings(voucher: Voucher) -> list[tuple[str, int]]:
    return [(row.account, row.amount_ore) for row in voucher.lines]


def balances(*vouchers: Voucher) -> dict[str, int]:
    """Return what is left on each account."""
    sums: dict[str, int] = {}
    for voucher in vouchers:
        for account, amount_ore in postings(voucher):
            sums[account] = sums.get(account, 0) + amount_ore
    return {account: amount_ore for account, amount_ore in sums.items() if amount_ore}


def test_an_invoice_debits_the_customer_and_credits_income_and_vat() -> None:
    document = invoice()  # accounting 3: 10 000 + 25 %
    voucher = invoice_voucher(document, ACCOUNTS)
    assert postings(voucher) == [("1500", 1_250_000), ("3000", -1_000_000), ("2700", -250_000)]
    receivable, income, vat = voucher.lines
    assert (receivable.customer_no, receivable.invoice_no) == ("10001", 10_001)
    assert (receivable.claim, receivable.kid) == (Claim.PRINCIPAL, document.kid)
    assert receivable.due == document.due
    assert (receivable.vat_code, receivable.vat_rate_bp, receivable.vat_ore) == ("", 0, 0)
    assert receivable.vat_base_ore == 0
    assert (income.vat_code, income.vat_base_ore, income.vat_ore) == ("3", -1_000_000, -250_000)
    assert (vat.vat_code, vat.vat_base_ore, vat.vat_ore) == ("3", -1_000_000, 0)
    assert voucher.text == "Faktura 10001"
    assert voucher.dated_on == document.issued_on


def test_income_is_grouped_by_account_code_and_rate() -> None:
    document = invoice(
        line(100),
        line(50),
        line(10, account="3020"),
        line(30, vat_code="31"),
        line(5, vat_code="6"),
    )
    assert postings(invoice_voucher(document, ACCOUNTS)) == [
        ("1500", 23_950),
        ("3000", -15_000),
        ("3020", -1_000),
        ("2700", -4_000),
        ("3030", -3_000),
        ("2701", -450),
        ("3200", -500),
    ]


def test_each_account_carries_its_own_share_of_the_vat() -> None:
    document = invoice(line(20_000_001), line(10_000_001, account="3020"))
    marks = [
        (row.account, row.vat_base_ore, row.vat_ore)
        for row in invoice_voucher(document, ACCOUNTS).lines
        if row.account.startswith("3")
    ]
    assert marks == [
        ("3000", -2_000_000_100, -500_000_025),
        ("3020", -1_000_000_100, -250_000_025),
    ]


def test_the_largest_account_takes_what_rounding_leaves() -> None:
    small, large = (
        replace(line(account=account), net_ore=ore)
        for account, ore in (("3020", 3_330), ("3000", 6_662))
    )
    voucher = invoice_voucher(invoice(small, large), ACCOUNTS)
    assert {row.account: row.vat_ore for row in voucher.lines if row.vat_ore} == {
        "3020": -833,
        "3000": -1_665,
    }


def test_a_credited_discount_line_lowers_its_own_account() -> None:
    document = invoice(line(100), replace(line(account="3020"), net_ore=-2_000))
    assert ("3020", 2_000) in postings(invoice_voucher(document, ACCOUNTS))


def test_an_invoice_that_comes_to_nothing_has_no_receivable_line() -> None:
    document = invoice(line(100), replace(line(account="3020"), net_ore=-10_000))
    assert postings(invoice_voucher(document, ACCOUNTS)) == [("3000", -10_000), ("3020", 10_000)]


@given(baskets)
def test_every_invoice_balances_and_its_tax_marks_add_up(chosen: list[Line]) -> None:
    document = invoice(*chosen)
    voucher = invoice_voucher(document, ACCOUNTS)
    assert sum(row.amount_ore for row in voucher.lines) == 0
    assert voucher.lines[0].amount_ore == document.total_ore
    known = {account.code for account in CHART}
    assert {row.account for row in voucher.lines} <= known
    for total in document_totals(chosen).vat_totals:
        marked = [row for row in voucher.lines[1:] if row.vat_code == total.vat_code]
        vat_account = VAT_CODES[total.vat_code].vat_account
        income = [row for row in marked if row.account != vat_account]
        assert sum(row.vat_base_ore for row in income) == -total.base_ore
        assert sum(row.vat_ore for row in marked) == -total.vat_ore
        assert sum(row.amount_ore for row in marked) == -total.base_ore - total.vat_ore


@given(baskets)
def test_an_invoice_and_its_credit_note_leave_nothing(chosen: list[Line]) -> None:
    document = invoice(*chosen)
    note = credit_note(*chosen)
    vouchers = (
        invoice_voucher(document, ACCOUNTS),
        credit_note_voucher(note, document.total_ore, ACCOUNTS),
    )
    assert balances(*vouchers) == {}
    assert vouchers[1].lines[0].invoice_no == document.invoice_no


@pytest.mark.parametrize(
    ("open_ore", "parts"),
    [
        (250_000, [(10_001, Claim.PRINCIPAL, -250_000)]),
        (1_250_000, [(10_001, Claim.PRINCIPAL, -250_000)]),
        (100_000, [(10_001, Claim.PRINCIPAL, -100_000), (None, None, -150_000)]),
        (0, [(None, None, -250_000)]),
        (-5_000, [(None, None, -250_000)]),
    ],
)
def test_a_credit_note_settles_what_is_open_and_leaves_the_rest_as_credit(
    open_ore: int, parts: list[tuple[int | None, Claim | None, int]]
) -> None:
    voucher = credit_note_voucher(credit_note(line(2_000)), open_ore, ACCOUNTS)
    receivable = [row for row in voucher.lines if row.account == "1500"]
    assert [(row.invoice_no, row.claim, row.amount_ore) for row in receivable] == parts
    assert {row.customer_no for row in receivable} == {"10001"}
    assert postings(voucher)[-2:] == [("3000", 200_000), ("2700", 50_000)]
    assert voucher.text == "Kreditnota 10003 til faktura 10001"


def test_a_payment_goes_to_its_invoice_and_the_rest_to_the_customer() -> None:
    parts = (
        Allocation(1_000_000, "10001", 10_001, Claim.PRINCIPAL, "10001000426"),
        Allocation(5_000, "10001"),
    )
    voucher = booked(BankEntry(7, 1_005_000, parts))
    assert postings(voucher) == [("1920", 1_005_000), ("1500", -1_000_000), ("1500", -5_000)]
    assert [row.invoice_no for row in voucher.lines] == [None, 10_001, None]
    assert [row.claim for row in voucher.lines] == [None, Claim.PRINCIPAL, None]
    assert [row.kid for row in voucher.lines] == ["", "10001000426", ""]
    assert [row.transaction_id for row in voucher.lines] == [None, 7, 7]
    assert voucher.dated_on == ON


def test_a_payment_of_an_unknown_payer_is_kept_apart() -> None:
    voucher = booked(BankEntry(7, 5_000, kid="123"))
    assert postings(voucher) == [("1920", 5_000), ("2990", -5_000)]
    unknown = voucher.lines[1]
    assert (unknown.customer_no, unknown.kid, unknown.transaction_id) == ("", "123", 7)


def test_the_bank_has_one_line_a_day_as_on_its_statement() -> None:
    voucher = booked(
        BankEntry(1, 500, (Allocation(500, "10001", 10_001),)),
        BankEntry(2, 300),
        BankEntry(3, -200, (Allocation(-200, "10002"),)),
    )
    assert postings(voucher) == [("1920", 600), ("1500", -500), ("2990", -300), ("1500", 200)]
    assert voucher.text == "Innbetalinger 97101230000"


def test_a_day_that_comes_to_nothing_shows_what_came_and_what_went() -> None:
    voucher = booked(BankEntry(1, 500), BankEntry(2, -500))
    assert postings(voucher) == [("1920", 500), ("1920", -500), ("2990", -500), ("2990", 500)]


def test_money_taken_back_posts_the_other_side() -> None:
    voucher = booked(BankEntry(1, -5_000, (Allocation(-4_000, "10001"),)))
    assert postings(voucher) == [("1920", -5_000), ("1500", 4_000), ("2990", 1_000)]


def test_more_than_was_paid_is_never_allocated() -> None:
    with pytest.raises(AssertionError):
        booked(BankEntry(1, 100, (Allocation(101, "10001", 10_001),)))


@given(st.integers(-(10**9), 10**9).filter(bool), st.lists(st.integers(1, 100), max_size=4))
def test_every_payment_is_posted_whole(amount_ore: int, weights: list[int]) -> None:
    total = sum(weights) or 1
    sign = 1 if amount_ore > 0 else -1
    parts = tuple(
        Allocation(sign * (abs(amount_ore) * weight // total), "1", number)
        for number, weight in enumerate(weights)
    )
    voucher = booked(BankEntry(1, amount_ore, parts))
    assert voucher.lines[0].amount_ore == amount_ore
    assert sum(row.amount_ore for row in voucher.lines[1:]) == -amount_ore


def test_matching_later_moves_the_money_and_unmatching_moves_it_back() -> None:
    unknown, known = Allocation(5_000, kid="123"), Allocation(5_000, "10001", 10_001)
    there = transfer_voucher([unknown], [known], ACCOUNTS, dated_on=ON)
    back = transfer_voucher([known], [unknown], ACCOUNTS, dated_on=ON)
    assert postings(there) == [("2990", 5_000), ("1500", -5_000)]
    assert there.lines[1].claim is Claim.PRINCIPAL
    assert balances(there, back) == {}


def test_credit_of_a_customer_can_settle_two_invoices() -> None:
    voucher = transfer_voucher(
        [Allocation(5_000, "10001")],
        [Allocation(3_000, "10001", 10_001), Allocation(2_000, "10001", 10_002)],
        ACCOUNTS,
        dated_on=ON,
    )
    assert [(row.invoice_no, row.amount_ore) for row in voucher.lines] == [
        (None, 5_000),
        (10_001, -3_000),
        (10_002, -2_000),
    ]


def test_a_transfer_moves_as_much_as_it_takes() -> None:
    with pytest.raises(AssertionError):
        transfer_voucher([Allocation(5, "1")], [Allocation(6, "2")], ACCOUNTS, dated_on=ON)


@given(baskets)
def test_a_reversal_undoes_every_line_and_mark(chosen: list[Line]) -> None:
    voucher = invoice_voucher(invoice(*chosen), ACCOUNTS)
    undone = reversal_voucher(voucher, reverses=17, dated_on=ON)
    assert balances(voucher, undone) == {}
    assert (undone.kind, undone.reverses) == (VoucherKind.REVERSAL, 17)
    assert undone.text == f"Reversering: {voucher.text}"
    for old, new in zip(voucher.lines, undone.lines, strict=True):
        assert new.vat_base_ore == -old.vat_base_ore
        assert new.vat_ore == -old.vat_ore
        assert replace(new, amount_ore=0, vat_base_ore=0, vat_ore=0) == replace(
            old, amount_ore=0, vat_base_ore=0, vat_ore=0
        )


@pytest.mark.parametrize("amounts", [(), (0, 0), (5,), (5, -4), (5, 0, -5)])
def test_what_does_not_balance_cannot_be_a_voucher(amounts: tuple[int, ...]) -> None:
    rows = tuple(VoucherLine("1920", amount_ore) for amount_ore in amounts)
    with pytest.raises(AssertionError):
        Voucher(VoucherKind.PAYMENT, ON, "", rows)


def test_accounts_can_be_the_companys_own() -> None:
    own = Accounts(receivable="1510", bank="1921", unidentified="2991")
    voucher = booked(BankEntry(1, 10, (Allocation(4, "1", 2),)), accounts=own)
    assert [row.account for row in voucher.lines] == ["1921", "1510", "2991"]
