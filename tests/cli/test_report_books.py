from __future__ import annotations

import csv
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from invoicectl.errors import Exit
from tests.banking import Company
from tests.banking import company_in
from tests.banking import paid
from tests.cli.shell import Shell

if TYPE_CHECKING:
    from pathlib import Path

AT = "2026-10-13T08:00:00+00:00"


@pytest.fixture
def company(tmp_path: Path) -> Company:
    made = company_in(tmp_path / "company")
    made.receive(made.file("a.txt", paid(made.kid(10001), 25_000), paid(made.kid(10002), 12_600)))
    return made


@pytest.fixture
def shell(company: Company, monkeypatch: pytest.MonkeyPatch) -> Shell:
    monkeypatch.setenv("COLUMNS", "80")
    return Shell(company.folder)


@pytest.mark.parametrize(
    "words",
    [("trial-balance",), ("trial-balance", "--customers"), ("ledger", "1500"), ("journal",)],
)
def test_a_report_fits_the_terminal(shell: Shell, words: tuple[str, ...]) -> None:
    printed = shell("report", *words, at=AT)
    assert printed.status == Exit.DONE
    assert max(map(len, printed.out.splitlines())) <= 80


def test_the_trial_balance_says_that_the_customers_agree(shell: Shell) -> None:
    printed = shell("report", "trial-balance", at=AT)
    lines = printed.out.splitlines()
    assert lines[0] == "Trial balance 01.01.2026 - 13.10.2026"
    assert lines[2].split()[0] == "1500"
    assert lines[-1] == "The customers add up to 1 249,00, as the books say."
    found = shell("report", "trial-balance", "--json", at=AT).json
    assert found["totals"]["closing_ore"] == 0
    assert found["sub_ledger"] == {
        "accounts_ore": 124_900,
        "customers_ore": 124_900,
        "open_items_ore": 124_900,
        "is_proven": True,
    }


def test_books_that_do_not_agree_are_shown_and_named(company: Company, shell: Shell) -> None:
    with closing(sqlite3.connect(company.ledger.path, isolation_level=None)) as con:
        con.execute("UPDATE open_item SET principal_ore = principal_ore + 1 WHERE invoice_no=10003")
    printed = shell("report", "trial-balance", at=AT)
    assert printed.status == Exit.GUARD
    assert "1500" in printed.out
    assert "1 249,01 by what is open, but the books say 1 249,00" in printed.err


def test_an_account_goes_from_its_opening_to_its_closing_balance(shell: Shell) -> None:
    words = ("report", "ledger", "1500", "--customer", "10001", "--from", "2026-10-02")
    found = shell(*words, "--json", at=AT).json
    assert (found["opening_ore"], found["closing_ore"]) == (37_500, -100)
    assert [row["balance_ore"] for row in found["rows"]][-1] == -100
    assert {row["voucher"] for row in found["rows"]} == {"A-5"}
    assert {row["document"] for row in found["rows"]} == {10001, 10002, None}
    rows = list(csv.DictReader(shell(*words, "--csv", at=AT).out.splitlines()))
    assert rows[0]["text"] == "Opening balance"
    assert rows[-1]["balance"] == "-1.00"


def test_a_line_of_income_names_its_document(shell: Shell) -> None:
    rows = shell("report", "ledger", "3000", "--json", at=AT).json["rows"]
    assert [row["document"] for row in rows] == [10001, 10002, 10003, 10004]
    assert {row["invoice_no"] for row in rows} == {None}


def test_the_journal_adds_up_for_people_and_programs(shell: Shell) -> None:
    lines = shell("report", "journal", "--from", "2026-10-09", at=AT).out.splitlines()
    assert lines[2].split()[:3] == ["09.10.2026", "A-5", "Innbetalinger"]
    assert lines[-1].split() == ["Sum", "376,00", "376,00"]
    rows = shell("report", "journal", "--json", at=AT).json["rows"]
    assert sum(row["amount_ore"] for row in rows) == 0
    assert {row["invoice_no"] for row in rows if row["account"] == "1500"} >= {10001, 10004}


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("ledger", "9999"), "There is no account 9999."),
        (("ledger", "1920", "--customer", "10001"), "account 1920 is not kept by customer"),
        (("journal", "--from", "yesterday"), "--from: 'yesterday' is no date."),
        (("journal", "--from", "2026-02-01", "--to", "2026-01-01"), "lies before --from"),
    ],
)
def test_a_mistake_is_one_sentence(shell: Shell, words: tuple[str, ...], sentence: str) -> None:
    printed = shell("report", *words, at=AT)
    assert printed.status == Exit.INPUT
    assert sentence in printed.err
    assert not printed.out


def test_days_without_a_voucher_are_no_fault(shell: Shell) -> None:
    assert "No voucher" in shell.ok("report", "journal", "--to", "2020-01-31")
    assert "Nothing" in shell.ok("report", "trial-balance", "--to", "2020-01-31")
