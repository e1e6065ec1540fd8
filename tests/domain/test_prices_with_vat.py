"""Prices entered with VAT: what was entered is what the document comes to (law RND-3)."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import settings as profile
from hypothesis import strategies as st

from invoicectl.domain.bookkeeping import Accounts
from invoicectl.domain.bookkeeping import credit_note_voucher
from invoicectl.domain.bookkeeping import invoice_voucher
from invoicectl.domain.content import check_content
from invoicectl.domain.invoice import Line
from invoicectl.domain.money import MICRO
from invoicectl.domain.pricing import document_totals
from invoicectl.domain.pricing import line_amount
from invoicectl.domain.pricing import line_net_ore
from invoicectl.domain.pricing import net_of_incl_ore
from invoicectl.domain.pricing import parse_discount_bp
from invoicectl.domain.pricing import vat_slack_ore
from invoicectl.domain.vat import VAT_CODES
from invoicectl.errors import InputError
from tests.domain.samples import RATES_BP
from tests.domain.samples import credit_note
from tests.domain.samples import invoice

ACCOUNTS = Accounts()
CODES = ["3", "31", "32", "33", "5", "6"]


def entered(
    price_micro: int,
    *,
    quantity_micro: int = MICRO,
    discount_bp: int = 0,
    vat_code: str = "3",
    is_incl_vat: bool = True,
    account: str = "",
) -> Line:
    """Return a line as it is made from a price with VAT, or without."""
    rate_bp = RATES_BP.get(vat_code, 0)
    amount = line_amount(
        quantity_micro, price_micro, discount_bp, rate_bp=rate_bp, is_incl_vat=is_incl_vat
    )
    return Line(
        description="Kurs",
        quantity_micro=quantity_micro,
        unit="C62",
        unit_price_micro=amount.unit_price_micro,
        discount_bp=discount_bp,
        vat_code=vat_code,
        vat_rate_bp=rate_bp,
        income_account=account or VAT_CODES[vat_code].income_account,
        net_ore=amount.net_ore,
        unit_price_incl_micro=price_micro if is_incl_vat else None,
        total_incl_ore=amount.total_incl_ore,
    )


lines = st.builds(
    entered,
    st.integers(-(10**6), 10**10),
    quantity_micro=st.integers(-3 * MICRO, 200 * MICRO),
    discount_bp=st.integers(-100_000, 10_000),
    vat_code=st.sampled_from(CODES),
    account=st.sampled_from(["", "3010", "3020"]),
)
mixed = st.lists(
    st.one_of(
        lines,
        st.builds(
            entered,
            st.integers(0, 10**9),
            vat_code=st.sampled_from(CODES),
            is_incl_vat=st.just(False),
        ),
    ),
    min_size=1,
    max_size=12,
)


@pytest.mark.parametrize(
    ("prices", "net_ore", "vat_ore", "total_ore"),
    [
        (["1250"], 100_000, 25_000, 125_000),
        (["99.90"], 7_992, 1_998, 9_990),
        (["0.99"], 79, 20, 99),  # 79.2 øre net; a quarter of 79 would be 19.75
        (["0.99", "0.99", "0.99"], 237, 60, 297),  # 59.25 by the rate, 60 is what was entered
        (["100.01", "100.01"], 16_002, 4_000, 20_002),
    ],
)
def test_the_total_is_what_was_entered_rnd_3(
    prices: list[str], net_ore: int, vat_ore: int, total_ore: int
) -> None:
    totals = document_totals([entered(int(Fraction(price) * MICRO)) for price in prices])
    assert (totals.net_ore, totals.vat_ore, totals.total_ore) == (net_ore, vat_ore, total_ore)


@profile(max_examples=1000)
@given(st.lists(lines, max_size=20))
def test_the_total_is_the_sum_of_the_entered_lines(chosen: list[Line]) -> None:
    totals = document_totals(chosen)
    assert totals.total_ore == sum(
        line_net_ore(line.quantity_micro, line.unit_price_incl_micro or 0, line.discount_bp)
        for line in chosen
    )
    assert totals.net_ore == sum(line.net_ore for line in chosen)


@given(lines)
def test_the_net_of_a_line_is_within_half_an_ore_of_the_exact_one(line: Line) -> None:
    assert line.total_incl_ore is not None
    exact = Fraction(line.total_incl_ore) / (1 + Fraction(line.vat_rate_bp, 10_000))
    assert abs(line.net_ore - exact) <= Fraction(1, 2)


@given(st.integers(1, 10**12), st.sampled_from([0, *RATES_BP.values()]))
def test_an_amount_without_vat_never_changes_its_sign(incl_ore: int, rate_bp: int) -> None:
    net_ore = net_of_incl_ore(incl_ore, rate_bp)
    assert 0 < net_ore <= incl_ore
    assert net_of_incl_ore(-incl_ore, rate_bp) == -net_ore


@given(mixed)
def test_the_vat_is_off_by_what_rounding_left_and_no_more(chosen: list[Line]) -> None:
    for total in document_totals(chosen).vat_totals:
        with_vat = sum(
            line.total_incl_ore is not None and line.vat_code == total.vat_code for line in chosen
        )
        most = Fraction(with_vat, 2) * (1 + Fraction(total.vat_rate_bp, 10_000)) + 1
        assert vat_slack_ore(total) <= (most if with_vat else 0)


@given(mixed)
def test_lines_without_vat_come_on_top_of_those_with(chosen: list[Line]) -> None:
    with_vat = [line for line in chosen if line.total_incl_ore is not None]
    without = [line for line in chosen if line.total_incl_ore is None]
    parts = document_totals(with_vat).total_ore + document_totals(without).total_ore
    assert document_totals(chosen).total_ore == parts


@given(mixed)
def test_the_voucher_balances_and_its_tax_marks_add_up(chosen: list[Line]) -> None:
    document = invoice(*chosen)
    if not any(line.net_ore for line in chosen):
        return  # refused at issue: there is nothing to invoice
    voucher = invoice_voucher(document, ACCOUNTS)
    receivable = [row.amount_ore for row in voucher.lines if row.account == ACCOUNTS.receivable]
    assert sum(receivable) == document.total_ore
    note = credit_note_voucher(credit_note(*chosen), document.total_ore, ACCOUNTS)
    for total in document.vat_totals:
        marked = [row for row in voucher.lines if row.vat_code == total.vat_code]
        assert sum(row.vat_ore for row in marked) == -total.vat_ore
        assert sum(row.amount_ore for row in marked) == -total.base_ore - total.vat_ore
        back = [row for row in note.lines if row.vat_code == total.vat_code]
        assert sum(row.vat_ore for row in back) == total.vat_ore


def test_vat_that_has_no_income_beside_it_keeps_its_share() -> None:
    """3 øre and -2 øre with VAT: the nets cancel out, an øre of VAT is left."""
    chosen = [entered(30_000), entered(20_000, quantity_micro=-MICRO), entered(10**6, vat_code="5")]
    voucher = invoice_voucher(invoice(*chosen), ACCOUNTS)
    assert [(row.account, row.amount_ore, row.vat_ore) for row in voucher.lines] == [
        ("1500", 101, 0),
        ("2700", -1, -1),
        ("3100", -100, 0),
    ]


def test_the_checks_of_the_law_pass() -> None:
    document = invoice(*(entered(99 * MICRO // 100) for _ in range(40)))
    found = check_content(document, issued_today=document.issued_on, is_advance=False)
    assert (found.refusals, found.warnings) == ((), ())


def test_a_krone_of_rounding_is_told() -> None:
    """0.02 kr with VAT is 1.6 øre net: each line leaves half an øre."""
    document = invoice(*(entered(20_000) for _ in range(220)))
    assert vat_slack_ore(document.vat_totals[0]) == 110
    found = check_content(document, issued_today=document.issued_on, is_advance=False)
    assert [warning[:5] for warning in found.warnings] == ["RND-3"]
    assert not found.refusals


@pytest.mark.parametrize(
    ("text", "discount_bp"),
    [
        ("10 %", 1_000),
        ("12,5%", 1_250),
        ("+10%", -1_000),
        ("+ 2,25 %", -225),
        ("+1000 %", -100_000),
    ],
)
def test_a_discount_or_a_mark_up_is_read(text: str, discount_bp: int) -> None:
    assert parse_discount_bp(text, what="discount") == discount_bp


@pytest.mark.parametrize("text", ["-5 %", "101 %", "+1000,01 %", "+1,234 %", "+", "+-5 %", "much"])
def test_what_is_no_discount_is_refused(text: str) -> None:
    with pytest.raises(InputError, match=r"^discount: "):
        parse_discount_bp(text, what="discount")


def test_a_mark_up_comes_on_top() -> None:
    assert line_net_ore(2 * MICRO, 100 * MICRO, -1_000) == 22_000
