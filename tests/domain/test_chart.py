from __future__ import annotations

import csv
from pathlib import Path

import pytest

from invoicectl.domain.bookkeeping import Accounts
from invoicectl.domain.chart import CHART
from invoicectl.domain.chart import AccountKind
from invoicectl.domain.vat import VAT_CODES

CODES = (
    Path(__file__).parents[2] / "../shared/samples/saft/codelists/naeringsspesifikasjon.csv"
).resolve()
KINDS = {
    "1": {AccountKind.ASSET},
    "2": {AccountKind.LIABILITY, AccountKind.EQUITY},
    "3": {AccountKind.INCOME},
    "6": {AccountKind.EXPENSE},
    "7": {AccountKind.EXPENSE},
    "8": {AccountKind.INCOME, AccountKind.EXPENSE},
}


def test_numbers_are_four_digits_in_order_and_used_once() -> None:
    codes = [account.code for account in CHART]
    assert codes == sorted(set(codes))
    assert all(len(code) == 4 and code.isdigit() for code in codes)


def test_each_account_stands_on_the_side_of_its_class() -> None:
    assert [row.code for row in CHART if row.kind not in KINDS[row.code[0]]] == []


def test_every_account_that_is_posted_on_exists() -> None:
    own = Accounts()
    posted = {own.receivable, own.bank, own.unidentified, own.prepayments, own.rounding}
    for code in VAT_CODES.values():
        posted |= {code.income_account, code.vat_account}
    assert posted - {""} <= {account.code for account in CHART}


@pytest.mark.skipif(not CODES.exists(), reason="the tax authority's code list is not at hand")
def test_every_mapping_is_in_the_list_of_the_tax_authority() -> None:
    with CODES.open(encoding="utf-8-sig", newline="") as file:
        listed = {(row[0], row[3]) for row in csv.reader(file, delimiter=";")}
    assert [row for row in CHART if (row.grp_cat, row.grp_code) not in listed] == []
