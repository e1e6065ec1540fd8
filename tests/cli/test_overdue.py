from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from invoicectl.cli.bars import bars
from invoicectl.errors import Exit
from tests.banking import Company
from tests.banking import company_in
from tests.banking import paid
from tests.cli.shell import Shell

if TYPE_CHECKING:
    from tests.conftest import Golden

LATE = "2026-11-05T08:00:00+00:00"


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Company:
    made = company_in(tmp_path_factory.mktemp("template") / "company")
    made.receive(made.file("bank.txt", paid(made.kid(10001), 35_000), paid(made.kid(10003), 1)))
    return made


@pytest.fixture(scope="module")
def shell(company: Company) -> Shell:
    return Shell(company.folder)


def test_the_report_on_a_narrow_terminal(shell: Shell, golden: Golden) -> None:
    out = shell("overdue", at=LATE).out
    assert max(map(len, out.splitlines())) <= 80
    golden("cli/overdue.txt", out)


def test_a_wide_terminal_shows_every_column(
    shell: Shell, golden: Golden, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "140")
    golden("cli/overdue-wide.txt", shell("overdue", at=LATE).out)


def test_invoice_by_invoice(shell: Shell, golden: Golden) -> None:
    golden("cli/overdue-invoices.txt", shell("overdue", "--invoices", at=LATE).out)


def test_programs_get_every_column(shell: Shell) -> None:
    answer = shell("overdue", "--json", at=LATE).json
    assert (answer["version"], answer["command"], answer["as_of"]) == (1, "overdue", "2026-11-05")
    kari, aerfugl = answer["rows"]
    assert kari["customer_no"] == "10002"
    assert kari["oldest_due"] == "2026-10-15"
    assert kari["days_15_30_ore"] == kari["overdue_ore"] == kari["open_ore"] == 124_999
    assert (kari["not_due_ore"], kari["days_over_90_ore"]) == (0, 0)
    assert (aerfugl["credit_ore"], aerfugl["balance_ore"]) == (-10_000, 2_500)
    assert answer["totals"]["balance_ore"] == 127_499


def test_csv_has_a_row_a_customer(shell: Shell) -> None:
    head, *rows = shell("overdue", "--csv", at=LATE).out.splitlines()
    assert head.startswith("customer_no,customer_name,oldest_due,not_due,days_1_14,days_15_30,")
    assert [row.split(",")[0] for row in rows] == ["10002", "10001"]


def test_another_day_and_one_customer(shell: Shell) -> None:
    then = shell("overdue", "--as-of", "01.10.2026", "--customer", "10001", "--json", at=LATE).json
    assert then["totals"]["not_due_ore"] == 37_500
    assert shell("overdue", "--customer", "7", at=LATE).status == Exit.INPUT
    assert shell("overdue", "--as-of", "soon", at=LATE).status == Exit.INPUT


def test_nobody_owes_anything_before_the_first_invoice(shell: Shell) -> None:
    assert shell("overdue", "--as-of", "2026-09-01", at=LATE).out == "Nobody owes anything.\n"


@pytest.mark.parametrize("columns", [40, 60, 80, 120])
def test_bars_fit_the_terminal(columns: int) -> None:
    rows = [("not due", 0, "0,00"), ("1-14", 1, "0,01"), ("90+", 10**9, "10 000 000,00")]
    lines = bars(rows, columns=columns)
    assert max(map(len, lines)) == columns
    assert "▏" in lines[1]
    assert "█" not in lines[0] + lines[1]


def test_bars_are_in_proportion() -> None:
    lines = bars([("a", 100, ""), ("b", 50, ""), ("c", -5, "")], columns=40)
    assert [line.count("█") for line in lines] == [35, 17, 0]
    assert "▌" in lines[1]
