"""A report of Vipps in the books: on its way to the bank, less what Vipps keeps."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from invoicectl.flows.undo_import import undo_import
from invoicectl.ledger.check import check_ledger
from tests.banking import Company
from tests.banking import company_in
from tests.build import stamp
from tests.formats.build import SAMPLES

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def company(tmp_path: Path) -> Company:
    """One that books by the number in the message; its 10002 has the KID of the second order."""
    made = company_in(tmp_path / "company", "payments:\n  by_itself: number\n")
    content = (SAMPLES / "vipps" / "fees-3.xml").read_text()
    (made.folder / "vipps.xml").write_text(content.replace("01000100100014", made.kid(10002)))
    return made


def test_payments_settle_their_orders_and_the_rest_is_on_its_way(company: Company) -> None:
    (result,) = company.receive(company.folder / "vipps.xml")
    assert (result.totals.matched, result.totals.queued) == (2, 1)
    assert ("10001", 10001) not in company.open_items()
    assert ("10001", 10002) not in company.open_items()
    assert company.balance_ore("1570") == 25_000 + 12_500 - 25_000 - 657
    assert company.balance_ore("7770") == 657
    assert company.balance_ore("1920") == 0
    assert check_ledger(company.ledger, full=True) == ()


def test_the_same_report_again_books_nothing_and_undone_it_leaves_nothing(
    company: Company,
) -> None:
    company.receive(company.folder / "vipps.xml")
    (again,) = company.receive(company.folder / "vipps.xml")
    assert again.imported_before
    undo_import(company.ledger, stamp(date(2026, 10, 13)), "vipps.xml")
    assert {company.balance_ore(code) for code in ("1570", "7770", "2990")} == {0}
    company.receive(company.folder / "vipps.xml")
    assert company.balance_ore("7770") == 657
    assert check_ledger(company.ledger, full=True) == ()


def test_a_settlement_in_two_reports_is_charged_once(company: Company) -> None:
    """A week's report and the month's have the same settlement in them."""
    whole = (company.folder / "vipps.xml").read_text()
    begin, end = whole.index("<SettlementInfo>"), whole.rindex("</SettlementInfo>")
    first = whole[begin : whole.index("</SettlementInfo>") + len("</SettlementInfo>")]
    week = whole[:begin] + first + whole[end + len("</SettlementInfo>") :]
    week = week.replace("<NumOfSettlements>2<", "<NumOfSettlements>1<")
    (company.folder / "week.xml").write_text(week)
    company.receive(company.folder / "week.xml")
    assert company.balance_ore("7770") == 657
    company.receive(company.folder / "vipps.xml")
    assert company.balance_ore("7770") == 657
    undo_import(company.ledger, stamp(date(2026, 10, 13)), "vipps.xml")
    assert company.balance_ore("7770") == 657
    undo_import(company.ledger, stamp(date(2026, 10, 13)), "week.xml")
    assert company.balance_ore("7770") == 0
    company.receive(company.folder / "vipps.xml")
    assert company.balance_ore("7770") == 657
    assert check_ledger(company.ledger, full=True) == ()
