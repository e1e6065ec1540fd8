from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from invoicectl.ledger.check import check_ledger
from tests.banking import STRANGE_KID
from tests.banking import TOTALS_ORE
from tests.banking import Company
from tests.banking import company_in
from tests.banking import copy_of
from tests.banking import paid

if TYPE_CHECKING:
    from invoicectl.domain.payment import BankPayment


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Company:
    return company_in(tmp_path_factory.mktemp("template") / "company")


amounts = st.sampled_from([1, 100, 12_500, 25_000, 26_000, 100_000, 60_000])
payments_of = st.lists(
    st.tuples(st.sampled_from([*TOTALS_ORE, 0]), amounts, st.integers(0, 3)),
    min_size=1,
    max_size=12,
)


def _payments(company: Company, drawn: list[tuple[int, int, int]]) -> list[BankPayment]:
    """Return payments that the bank can tell apart, as every real one can by its reference."""
    return [
        paid(
            company.kid(invoice) if invoice else STRANGE_KID,
            ore,
            on=date(2026, 10, 6 + day),
            reference=f"{number:09}",
        )
        for number, (invoice, ore, day) in enumerate(drawn, 1)
    ]


def _books(company: Company) -> tuple[object, ...]:
    return (
        company.open_items(),
        company.rows("SELECT account, sum(amount_ore) FROM line GROUP BY account ORDER BY 1"),
        company.rows("SELECT fingerprint, ordinal, amount_ore FROM bank_transaction ORDER BY 1, 2"),
        company.rows(
            "SELECT v.dated_on, sum(l.amount_ore) FROM voucher v JOIN line l ON l.voucher_id = v.id"
            " WHERE l.account = '1920' GROUP BY v.dated_on ORDER BY 1"
        ),
    )


@given(payments_of, st.data())
def test_however_the_files_are_cut_overlap_and_come_the_books_are_the_same(
    template: Company,
    tmp_path_factory: pytest.TempPathFactory,
    drawn: list[tuple[int, int, int]],
    data: st.DataObject,
) -> None:
    folder = tmp_path_factory.mktemp("cut")
    whole, parts = copy_of(template, folder / "whole"), copy_of(template, folder / "parts")
    payments = _payments(template, drawn)
    whole.receive(whole.file("all.txt", *payments))
    spans = st.tuples(st.integers(0, len(payments) - 1), st.integers(1, len(payments)))
    cuts = data.draw(st.lists(spans, max_size=4))
    slices = [payments[begin : begin + size] for begin, size in cuts] + [
        payments[::2],
        payments[1::2],
    ]
    for number, some in enumerate(data.draw(st.permutations([each for each in slices if each]))):
        parts.receive(parts.file(f"{number}.txt", *some, number=number + 1))
    assert _books(parts) == _books(whole)
    whole.ledger.close()
    parts.ledger.close()


@given(payments_of)
def test_the_sum_of_a_file_is_what_the_bank_account_moves_by(
    template: Company, tmp_path_factory: pytest.TempPathFactory, drawn: list[tuple[int, int, int]]
) -> None:
    company = copy_of(template, tmp_path_factory.mktemp("sum") / "company")
    payments = _payments(template, drawn)
    (result,) = company.receive(company.file("all.txt", *payments))
    totals = result.totals
    assert totals.sum_ore == sum(each.amount_ore for each in payments)
    assert company.balance_ore("1920") == totals.sum_ore
    assert totals.payments == totals.matched + totals.queued == len(payments)
    assert totals.sum_ore == totals.matched_ore + totals.queued_ore
    assert sum(each.sum_ore for each in result.reasons) == totals.sum_ore
    owed = sum(TOTALS_ORE.values()) - totals.sum_ore
    assert company.balance_ore("1500") + company.balance_ore("2990") == owed
    assert all(ore >= 0 for (_, invoice), ore in company.open_items().items() if invoice)
    assert not check_ledger(company.ledger, full=True)
    company.ledger.close()
