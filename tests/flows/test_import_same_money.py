"""The same money told of in files of several kinds: booked once, whichever comes first."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from invoicectl.ledger.statements import statements
from tests.banking import Company
from tests.banking import company_in
from tests.banking import copy_of
from tests.banking import paid
from tests.build import stamp
from tests.flows.camt_files import camt
from tests.flows.camt_files import imported
from tests.flows.camt_files import statement
from tests.formats.camt_build import detail
from tests.formats.camt_build import entry

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Company:
    return company_in(tmp_path_factory.mktemp("template") / "company")


@pytest.fixture
def company(template: Company, tmp_path: Path) -> Company:
    return copy_of(template, tmp_path / "company")


def test_a_payment_in_ocr_giro_and_in_camt_is_booked_once(company: Company) -> None:
    kid = company.kid(10001)
    company.receive(company.file("ocr.txt", paid(kid, 25_000)))
    result = imported(company, entry("250.00", detail("250.00", kid=kid, ref="1")))
    assert (result.totals.duplicates, result.totals.matched) == (1, 0)
    assert company.balance_ore("1920") == 25_000


def test_the_other_way_round_too(company: Company) -> None:
    kid = company.kid(10001)
    imported(company, entry("250.00", detail("250.00", kid=kid, ref="1")))
    (result,) = company.receive(company.file("ocr.txt", paid(kid, 25_000)))
    assert (result.totals.duplicates, result.totals.matched) == (1, 0)
    assert company.balance_ore("1920") == 25_000


def test_two_equal_payments_are_one_too_many_for_one(company: Company) -> None:
    kid = company.kid(10001)
    company.receive(company.file("ocr.txt", paid(kid, 25_000)))
    twice = (detail("250.00", kid=kid, ref="1"), detail("250.00", kid=kid, ref="2"))
    result = imported(company, entry("500.00", *twice))
    assert (result.totals.duplicates, result.totals.queued) == (1, 1)
    assert company.balance_ore("1920") == 50_000


def test_a_file_that_was_undone_has_told_of_nothing(company: Company) -> None:
    from invoicectl.flows.undo_import import undo_import

    kid = company.kid(10001)
    company.receive(company.file("ocr.txt", paid(kid, 25_000)))
    undo_import(company.ledger, stamp(date(2026, 10, 12)), "ocr.txt")
    result = imported(company, entry("250.00", detail("250.00", kid=kid, ref="1")))
    assert result.totals.matched == 1


def test_a_statement_beside_camt054_only_gives_balances(company: Company) -> None:
    imported(company, entry("250.00", detail("250.00", kid=company.kid(10001), ref="1")))
    payments = (entry("250.00", more="Innbetaling"), entry("9.00", detail("9.00", text="hei")))
    (result,) = company.receive(statement(company, "0.00", "259.00", *payments))
    assert result.totals.payments == 0
    assert result.passed_over == "Not booked: 2 told of in other files 259,00."
    assert company.balance_ore("1920") == 25_000
    assert len(statements(company.ledger.con)) == 1


def test_a_statement_beside_ocr_giro_books_what_has_no_kid(company: Company) -> None:
    company.receive(company.file("ocr.txt", paid(company.kid(10001), 25_000)))
    payments = (entry("250.00", more="OCR"), entry("9.00", detail("9.00", text="hei", ref="2")))
    (result,) = company.receive(statement(company, "0.00", "259.00", *payments))
    assert (result.totals.payments, result.totals.queued) == (1, 1)
    assert company.balance_ore("1920") == 25_900


def test_a_statement_that_comes_before_its_camt054_is_booked_once(company: Company) -> None:
    kid = company.kid(10001)
    inside = (
        entry("250.00", detail("250.00", kid=kid, ref="x")),
        entry("9.00", detail("9.00", text="hei")),
        entry("9.00", detail("9.00", text="hei igjen")),
    )
    company.receive(statement(company, "0.00", "268.00", *inside))
    result = imported(
        company,
        entry("250.00", detail("250.00", kid=kid, ref="1")),
        entry("9.00", detail("9.00", text="Hei", ref="2")),
        entry("9.00", detail("9.00", text="Hei igjen", ref="3")),
        entry("9.00", detail("9.00", text="Til slutt", ref="4")),
    )
    assert (result.totals.duplicates, result.totals.queued) == (3, 1)
    assert company.balance_ore("1920") == 27_700


def test_a_statement_of_days_that_no_camt054_covers_is_booked(company: Company) -> None:
    imported(company, entry("250.00", detail("250.00", kid=company.kid(10001), ref="1")))
    later = entry("9.00", detail("9.00", text="hei"), day="2026-10-10")
    sums = entry("1.00", more="Sum", day="2026-10-10")
    (result,) = company.receive(statement(company, "0.00", "10.00", later, sums, day=10))
    assert (result.totals.payments, result.totals.queued_ore) == (1, 900)
    assert result.passed_over == "Not booked: 1 told of in other files 1,00."


def test_sums_are_booked_again_when_no_other_files_have_come_for_long(company: Company) -> None:
    company.receive(company.file("ocr.txt", paid(company.kid(10001), 25_000)))
    for day, booked in (("2026-11-09", 0), ("2026-11-10", 1)):
        (result,) = company.receive(
            camt(company, entry("9.00", more="Sum", day=day), kind="053", name=day, number=day)
        )
        assert result.totals.payments == booked


def test_a_statement_alone_books_its_sums(company: Company) -> None:
    (result,) = company.receive(statement(company, "0.00", "9.00", entry("9.00", more="Sum")))
    assert result.totals.queued == 1


def test_a_statement_with_payments_that_came_before_still_gives_its_balances(
    company: Company,
) -> None:
    payment = entry("9.00", detail("9.00", text="hei", ref="2"))
    company.receive(camt(company, payment, kind="053"))
    (result,) = company.receive(statement(company, "0.00", "9.00", payment))
    assert (result.totals.duplicates, result.imported_before) == (1, "")
    assert len(statements(company.ledger.con)) == 1
