from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from invoicectl.domain.payment import BankStatement
from invoicectl.errors import Exit
from invoicectl.ledger.statements import add_statement
from tests.banking import KONTONR
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
    made.receive(made.file("a.txt", paid(made.kid(10001), 25_000), paid(made.kid(10002), 12_500)))
    return made


@pytest.fixture
def shell(company: Company) -> Shell:
    return Shell(company.folder)


def test_money_in_is_drawn_week_by_week(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    printed = shell("report", "cash", at=AT)
    assert printed.status == Exit.DONE
    lines = printed.out.splitlines()
    assert lines[0] == "Came in, by the week from Monday"
    assert any(line.startswith("05.10.2026") and line.endswith("375,00") for line in lines)
    assert "Expected" in lines
    assert max(map(len, lines)) <= 80


def test_money_in_for_programs(shell: Shell) -> None:
    found = shell("report", "cash", "--back", "1", "--ahead", "3", "--json", at=AT).json
    assert found["rows"][0]["week"] == "2026-10-05"
    assert sum(row["came_ore"] for row in found["rows"]) == 37_500
    expected = sum(row["expected_ore"] for row in found["rows"]) + found["later_ore"]
    assert expected == 125_000


def keep(company: Company, *statements: BankStatement) -> None:
    with company.ledger.write() as con:
        (file_id,) = con.execute("SELECT max(id) FROM bank_file").fetchone()
        for each in statements:
            add_statement(con, file_id, each)


def test_the_bank_agrees_when_only_known_things_part_them(company: Company, shell: Shell) -> None:
    keep(
        company,
        BankStatement(KONTONR, date(2026, 10, 1), date(2026, 10, 8), 900_000, 890_000, -10_000),
        BankStatement(KONTONR, date(2026, 10, 9), date(2026, 10, 12), 890_000, 925_000, -2_500),
    )
    found = shell("bank", "balance", "--json").json
    amounts = {row["what"].strip(): row["amount_ore"] for row in found["rows"]}
    assert amounts["The bank on 12.10.2026"] == 925_000
    assert amounts["Account 1920 in the books"] == 37_500
    assert amounts["balance before 01.10.2026"] == 900_000
    assert amounts["payments out, charges and the like"] == -12_500
    assert found["unexplained_ore"] == 0


def test_a_payment_that_is_missing_shows(company: Company, shell: Shell) -> None:
    keep(company, BankStatement(KONTONR, date(2026, 10, 1), date(2026, 10, 12), 0, 47_500))
    printed = shell("bank", "balance")
    assert "Not explained" in printed.out
    assert "100,00 is not explained: a payment may be missing" in printed.out


def test_a_gap_between_statements_is_named(company: Company, shell: Shell) -> None:
    keep(
        company,
        BankStatement(KONTONR, date(2026, 10, 1), date(2026, 10, 5), 0, 1_000, 1_000),
        BankStatement(KONTONR, date(2026, 10, 8), date(2026, 10, 12), 1_500, 39_000),
    )
    out = shell.ok("bank", "balance")
    assert "between statements that do not continue each other" in out
    assert "is not explained" not in out


def test_without_a_statement_it_says_where_balances_come_from(shell: Shell) -> None:
    printed = shell("bank", "balance")
    assert printed.status == Exit.INPUT
    assert "camt.053" in printed.err
