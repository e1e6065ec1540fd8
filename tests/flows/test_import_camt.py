"""camt files and archives through the whole import: matched, queued, balanced, booked once."""

from __future__ import annotations

import zipfile
from datetime import date
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from invoicectl.flows.inbox import import_inbox
from invoicectl.ledger.check import check_ledger
from invoicectl.ledger.statements import statements
from tests.banking import KONTONR
from tests.banking import STRANGE_KID
from tests.banking import TOTALS_ORE
from tests.banking import Company
from tests.banking import company_in
from tests.banking import copy_of
from tests.banking import paid
from tests.build import stamp
from tests.flows.camt_files import camt
from tests.flows.camt_files import imported
from tests.flows.camt_files import sentences
from tests.flows.camt_files import statement
from tests.formats.camt_build import balance
from tests.formats.camt_build import detail
from tests.formats.camt_build import entry
from tests.formats.camt_build import strd

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Company:
    return company_in(tmp_path_factory.mktemp("template") / "company")


@pytest.fixture
def company(template: Company, tmp_path: Path) -> Company:
    return copy_of(template, tmp_path / "company")


def test_a_batch_pays_each_invoice_by_its_kid(company: Company) -> None:
    first, second = company.kid(10001), company.kid(10002)
    result = imported(
        company,
        entry("375.00", detail("250.00", kid=first), detail("125.00", kid=second), count=2),
    )
    assert (result.format, result.totals.matched, result.totals.queued) == ("camt054", 2, 0)
    assert company.balance_ore("1920") == 37_500
    assert ("10001", 10001) not in company.open_items()


def test_the_same_file_in_another_wrapping_books_nothing_twice(company: Company) -> None:
    payment = entry("250.00", detail("250.00", kid=company.kid(10001), ref="77"))
    imported(company, payment)
    again = imported(company, payment, name="again.xml", number="2")
    assert again.imported_before == "2026-10-12"
    more = entry("125.00", detail("125.00", kid=company.kid(10002), ref="78"))
    both = imported(company, payment, more, name="both.xml", number="3")
    assert (both.totals.duplicates, both.totals.matched) == (1, 1)
    assert company.balance_ore("1920") == 37_500


def test_two_claims_in_one_payment_are_settled_each_by_its_kid(company: Company) -> None:
    parts = (
        strd(company.kid(10001), remitted="250.00"),
        strd(company.kid(10003), remitted="1000.00"),
    )
    result = imported(company, entry("1250.00", detail("1250.00", *parts)))
    assert (result.totals.matched, result.totals.queued) == (1, 0)
    assert company.open_items() == {("10001", 10002): 12_500, ("10002", 10004): 25_000}
    assert sentences(company) == [
        "KID and amount are those of invoice 10001. KID and amount are those of invoice 10003."
    ]


def test_one_claim_that_is_unknown_makes_the_whole_payment_wait(company: Company) -> None:
    parts = (strd(company.kid(10001), remitted="250.00"), strd(STRANGE_KID, remitted="10.00"))
    result = imported(company, entry("260.00", detail("260.00", *parts)))
    assert (result.totals.queued, result.totals.queued_ore) == (1, 26_000)
    assert ("10001", 10001) not in company.open_items()
    assert company.balance_ore("2990") == -1000
    assert company.states() == [(26_000, "unknown_kid", "queued")]


def test_the_same_claim_twice_in_one_payment_fills_it_once(company: Company) -> None:
    parts = (
        strd(company.kid(10001), remitted="250.00"),
        strd(company.kid(10001), remitted="250.00"),
    )
    imported(company, entry("500.00", detail("500.00", *parts)))
    assert company.open_items()["10001", 0] == -25_000
    assert company.states() == [(50_000, "already_paid", "queued")]


def test_a_credit_note_that_is_taken_off_leaves_its_part_open(company: Company) -> None:
    parts = (
        strd(company.kid(10003), document="CINV 10003", remitted="1000.00"),
        strd(document="CREN 10005", credited="250.00"),
    )
    imported(company, entry("750.00", detail("750.00", *parts)))
    assert company.open_items()["10002", 10003] == 25_000
    assert company.states() == [(75_000, "under", "matched")]
    assert sentences(company)[0].endswith("The payer takes off credit note 10005 of 250,00.")


def test_foreign_currency_waits_for_a_person_and_books_nothing(company: Company) -> None:
    euros = detail("100.00", kid=company.kid(10001), currency="EUR")
    result = imported(company, entry("100.00", euros, currency="EUR"))
    assert (result.totals.queued, result.totals.sum_ore) == (1, 0)
    assert company.states() == [(0, "currency", "queued")]
    assert company.balance_ore("1920") == 0
    assert sentences(company)[0].startswith("The amount is in EUR (EUR 100.00 KID ")


def test_a_reversal_names_the_payment_it_takes_back(company: Company) -> None:
    result = imported(
        company,
        entry("250.00", detail("250.00", kid=company.kid(10001), ref="880000002")),
        entry(
            "250.00", detail("250.00", ref="880000002"), out=True, reversal="true", day="2026-10-10"
        ),
    )
    assert (result.totals.queued_ore, company.balance_ore("1920")) == (-25_000, 0)
    assert sentences(company)[1] == (
        "The bank took a payment back, most likely payment 1 of 250,00 on 09.10.2026: unmatch that"
        " one if so."
    )


def test_a_reversal_of_something_else_says_that_nothing_is_known(company: Company) -> None:
    imported(
        company,
        entry(
            "250.00", detail("250.00", kid=company.kid(10001), ref="1", payer_account="12015550005")
        ),
        entry("251.00", detail("251.00", ref="1"), out=True, reversal="true"),
        entry("250.00", detail("250.00", ref="2"), out=True, reversal="true"),
    )
    assert "find out which payment it concerns" in sentences(company)[1]
    assert "find out which payment it concerns" in sentences(company)[2]


def test_what_is_left_out_is_said_by_kind(company: Company) -> None:
    result = imported(
        company,
        entry("9.00", detail("9.00")),
        entry("45.00", out=True, family="MDOP", sub="CHRG"),
        entry("5.00", status="PDNG"),
    )
    assert result.passed_over == "Not booked: 1 bank charge or interest -45,00, 1 pending 5,00."
    assert result.other_records == 2


def test_payments_to_another_account_refuse_the_file(company: Company) -> None:
    path = camt(company, entry("9.00"), account="97101230000")
    (result,) = company.receive(path)
    assert "payments to an account that ends in 0000, which is not one of the company's" in (
        result.refused
    )
    assert company.states() == []


# ------------------------------------------------------------------------------------- statements


def test_balances_are_kept(company: Company) -> None:
    company.receive(
        statement(company, "10.00", "14.00", entry("9.00"), entry("5.00", out=True, family="ICDT"))
    )
    (kept,) = statements(company.ledger.con, account=KONTONR)
    assert (kept.opening_ore, kept.closing_ore, kept.left_out_ore) == (1000, 1400, -500)
    assert (kept.first_day, kept.last_day) == (date(2026, 10, 9), date(2026, 10, 9))
    assert statements(company.ledger.con, account="97101230000") == []


def test_the_same_statement_is_kept_once(company: Company) -> None:
    for name in ("a.xml", "b.xml"):
        path = camt(
            company,
            balance("OPBD", "10.00"),
            balance("CLBD", "10.00"),
            kind="053",
            name=name,
            number=name,
        )
        (result,) = company.receive(path)
        assert result.warnings == ()
    assert len(statements(company.ledger.con)) == 1


def test_a_gap_between_statements_is_told_of(company: Company) -> None:
    (first,) = company.receive(statement(company, "10.00", "10.00", day=7))
    (second,) = company.receive(statement(company, "10.00", "19.00", entry("9.00"), day=8))
    (third,) = company.receive(statement(company, "20.00", "20.00", day=10))
    assert first.warnings == second.warnings == ()
    (warning,) = third.warnings
    assert warning == (
        "account 12345678903 begins with 20,00 on 10.10.2026, but ended with 19,00 on 08.10.2026;"
        " a statement between them may be missing"
    )


def test_balances_of_other_accounts_are_left_out(company: Company) -> None:
    path = camt(
        company,
        balance("OPBD", "10.00"),
        balance("CLBD", "10.00"),
        kind="053",
        account="97101230000",
    )
    (result,) = company.receive(path)
    assert "balances of an account that ends in 0000 were left out" in result.warnings[0]
    assert statements(company.ledger.con) == []


def test_a_dry_run_keeps_no_balances(company: Company) -> None:
    company.receive(statement(company, "10.00", "19.00", entry("9.00")), dry_run=True)
    assert statements(company.ledger.con) == []


# --------------------------------------------------------------------------------------- archives


def archive(company: Company, *paths: Path, name: str = "bank.zip", **texts: str) -> Path:
    target = company.folder / name
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
        for path in paths:
            made.write(path, path.name)
        for inner, text in texts.items():
            made.writestr(inner, text)
    return target


def test_an_archive_is_imported_file_by_file(company: Company) -> None:
    first = camt(company, entry("250.00", detail(kid=company.kid(10001))), name="a.xml")
    second = company.file("b.txt", paid(company.kid(10002), 12_500))
    results = company.receive(archive(company, first, second))
    assert [(each.name, each.format) for each in results] == [
        ("bank.zip/a.xml", "camt054"),
        ("bank.zip/b.txt", "ocr"),
    ]
    assert company.balance_ore("1920") == 37_500
    assert not check_ledger(company.ledger, full=True)


def test_files_of_an_archive_come_once_however_they_come(company: Company) -> None:
    first = camt(company, entry("250.00", detail(kid=company.kid(10001))), name="a.xml")
    second = camt(company, entry("125.00", detail(kid=company.kid(10002))), name="b.xml")
    company.receive(first)
    one, two = company.receive(archive(company, first, second))
    assert (one.imported_as, two.totals.matched) == ("a.xml", 1)
    assert {each.imported_as for each in company.receive(first, second)} == {
        "a.xml",
        "bank.zip/b.xml",
    }


def test_one_bad_file_in_an_archive_stops_no_other(company: Company) -> None:
    good = camt(company, entry("250.00", detail(kid=company.kid(10001))), name="good.xml")
    bad, booked = company.receive(archive(company, good, **{"a.txt": "hei"}))
    assert bad.refused.startswith("bank.zip/a.txt: this is text of an unknown kind")
    assert booked.totals.matched == 1


def test_a_bad_archive_is_one_refusal(company: Company) -> None:
    path = company.folder / "bank.zip"
    path.write_bytes(b"PK\x03\x04" + b"x" * 100)
    (result,) = company.receive(path)
    assert result.name == "bank.zip"
    assert result.refused.startswith("bank.zip: the zip archive is damaged or cut off")


def test_a_dry_run_of_an_archive_books_nothing(company: Company) -> None:
    first = camt(company, entry("250.00", detail(kid=company.kid(10001))), name="a.xml")
    second = camt(company, entry("250.00", detail(kid=company.kid(10001)), ref="2"), name="b.xml")
    one, two = company.receive(archive(company, first, second), dry_run=True)
    assert (one.totals.matched, two.totals.queued) == (1, 1)  # the second sees the first
    assert company.states() == []


def test_an_archive_in_the_inbox_moves_once_all_of_it_is_done(company: Company) -> None:
    inbox = company.settings.bank.inbox
    inbox.mkdir(exist_ok=True)
    good = camt(company, entry("250.00", detail(kid=company.kid(10001))), name="good.xml")
    archive(company, good, name="good.zip").rename(inbox / "good.zip")
    archive(company, good, name="half.zip", **{"a.txt": "hei"}).rename(inbox / "half.zip")
    results = import_inbox(company.ledger, company.settings, stamp(date(2026, 10, 12)))
    assert [each.name for each in results] == [
        "good.zip/good.xml",
        "half.zip/a.txt",
        "half.zip/good.xml",
    ]
    assert (inbox / "done" / "good.zip").exists()
    assert (inbox / "failed" / "half.zip").exists()


# ------------------------------------------------------------------------------------- properties


@given(
    st.lists(
        st.tuples(st.sampled_from([*TOTALS_ORE, 0]), st.sampled_from([100, 12_500, 25_000])),
        min_size=1,
        max_size=8,
    ),
    st.data(),
)
def test_however_payments_are_batched_the_books_are_the_same(
    template: Company,
    tmp_path_factory: pytest.TempPathFactory,
    drawn: list[tuple[int, int]],
    data: st.DataObject,
) -> None:
    folder = tmp_path_factory.mktemp("cut")
    whole, parts = copy_of(template, folder / "whole"), copy_of(template, folder / "parts")
    details = [
        detail(f"{ore / 100:.2f}", kid=template.kid(no) if no else STRANGE_KID, ref=str(at))
        for at, (no, ore) in enumerate(drawn, 1)
    ]
    total = sum(ore for _, ore in drawn)
    whole.receive(camt(whole, entry(f"{total / 100:.2f}", *details, count=len(details))))
    at = data.draw(st.integers(0, len(details)))
    one = [entry(f"{drawn[n][1] / 100:.2f}", details[n]) for n in range(at, len(details))]
    two = [entry(f"{drawn[n][1] / 100:.2f}", details[n]) for n in range(len(details))]
    for number, some in enumerate(data.draw(st.permutations([one, two]))):
        parts.receive(camt(parts, *some, name=f"{number}.xml", number=str(number)))
    query = "SELECT account, sum(amount_ore) FROM line GROUP BY account ORDER BY 1"
    assert parts.rows(query) == whole.rows(query)
    assert not check_ledger(parts.ledger, full=True)
    whole.ledger.close()
    parts.ledger.close()
