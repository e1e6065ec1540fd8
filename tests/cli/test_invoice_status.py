"""`invoice list --status` after payments: in part, with money over, and with an agency."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from tests.banking import Company
from tests.banking import company_in
from tests.banking import paid
from tests.cli.shell import Shell

if TYPE_CHECKING:
    from pathlib import Path

LATER = "2027-03-01T08:00:00+00:00"


@pytest.fixture(scope="module")
def shell(tmp_path_factory: pytest.TempPathFactory) -> Shell:
    """A company whose customers have paid exactly, in part, too much, and once more."""
    folder: Path = tmp_path_factory.mktemp("company") / "company"
    company: Company = company_in(folder)
    company.receive(
        company.file(
            "ocr.txt",
            paid(company.kid(10001), 25_000),
            paid(company.kid(10001), 25_000, reference="000000002"),
            paid(company.kid(10002), 2_500),
            paid(company.kid(10003), 101_000),
        )
    )
    company.ledger.close()
    return Shell(folder)


@pytest.mark.parametrize(
    ("status", "found"),
    [
        ("paid", {10001: 25_000, 10003: 1_000}),
        ("part", {10002: 0}),
        ("open", {10002: 0, 10004: 0}),
        ("over", {10001: 25_000, 10003: 1_000}),
        ("credited", {}),
        ("overdue", {10002: 0, 10004: 0}),
        ("collection", {}),
    ],
)
def test_each_status_lists_its_own(shell: Shell, status: str, found: dict[int, int]) -> None:
    rows = shell("invoice", "list", "--status", status, "--json", at=LATER).json["rows"]
    assert {row["invoice_no"]: row["over_ore"] for row in rows} == found


def test_what_is_over_stands_in_the_table(shell: Shell) -> None:
    text = shell.ok("invoice", "list", "--status", "over")
    assert "Over" in text
    assert "Open" not in text
    assert "260,00" in text.splitlines()[-1]


def test_without_an_agency_the_list_says_so(shell: Shell) -> None:
    text = shell.ok("invoice", "list", "--status", "collection")
    assert text == "No invoice is with a debt collection agency: none is connected yet.\n"


def test_credit_that_was_used_is_not_over(shell: Shell, tmp_path: Path) -> None:
    copy = Shell(shutil.copytree(shell.folder, tmp_path / "copy"))
    copy.ok("payment", "credit", "10002", "10004")
    rows = copy("invoice", "list", "--status", "over", "--json").json["rows"]
    assert [row["invoice_no"] for row in rows] == [10001]
