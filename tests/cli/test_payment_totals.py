"""The figures of an import add up: one file or several, as text and for programs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from invoicectl.errors import Exit
from tests.banking import STRANGE_KID
from tests.banking import Company
from tests.banking import company_in
from tests.banking import copy_of
from tests.banking import paid
from tests.cli.shell import Shell
from tests.formats.camt_build import detail
from tests.formats.camt_build import entry
from tests.formats.camt_build import message

if TYPE_CHECKING:
    from pathlib import Path

CHARGE = entry("45.00", out=True, family="MDOP", sub="CHRG")


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Company:
    return company_in(tmp_path_factory.mktemp("template") / "company")


@pytest.fixture
def company(template: Company, tmp_path: Path) -> Company:
    company = copy_of(template, tmp_path / "company")
    company.file("a.txt", paid(company.kid(10001), 25_000), paid(STRANGE_KID, 5_000))
    one = entry("125.00", detail("125.00", kid=company.kid(10002)))
    zero, pending = entry("0.00", detail("0.00")), entry("5.00", status="PDNG")
    (company.folder / "b.xml").write_bytes(message(one, zero, CHARGE, pending))
    again = entry("250.00", detail("250.00", kid=company.kid(10001)))
    (company.folder / "c.xml").write_bytes(message(again, CHARGE, number="2"))
    return company


def test_several_files_are_summed_up(company: Company) -> None:
    printed = Shell(company.folder)("payment", "import", "a.txt", "b.xml", "c.xml", "gone.txt")
    assert printed.status == Exit.PARTLY
    assert printed.out.splitlines()[-3:] == [
        "Not booked: 2 bank charge or interest -90,00, 1 pending 5,00.",
        "5 payments 675,00 = 2 matched 375,00 + 1 queued 50,00 + 1 seen before 250,00 +",
        "    1 of zero",
    ]
    assert "Not booked: 1 bank charge or interest -45,00, 1 pending 5,00." in printed.out
    assert max(map(len, printed.out.splitlines())) <= 80


def test_programs_get_the_same_by_kind(company: Company) -> None:
    answer = Shell(company.folder)("payment", "import", "a.txt", "b.xml", "c.xml", "--json").json
    totals, files = answer["totals"], answer["files"]
    for name in totals:
        assert totals[name] == sum(file["totals"][name] for file in files)
    for each in (totals, *(file["totals"] for file in files)):
        parts = ("matched", "queued", "duplicates")
        assert each["payments"] == sum(each[part] for part in parts) + each["ignored"]
        assert each["sum_ore"] == sum(each[f"{part}_ore"] for part in parts)
    assert answer["left_out"] == [
        {"kind": "bank charge or interest", "entries": 2, "sum_ore": -9_000},
        {"kind": "pending", "entries": 1, "sum_ore": 500},
    ]
    assert sum(each["entries"] for each in answer["left_out"]) == sum(
        file["other_records"] for file in files
    )


def test_what_is_missing_in_the_books_is_a_kind_of_its_own(company: Company) -> None:
    path = company.folder / "config.yaml"
    setting = "bank:\n  posting_source: ocr\n"
    path.write_text(path.read_text("utf-8").replace("bank:\n", setting), "utf-8")
    shell = Shell(company.folder)
    shell("payment", "import", "a.txt")
    printed = shell("payment", "import", "c.xml", "b.xml")
    assert printed.status == Exit.PERSON_NEEDED
    assert "1 payment was only compared with the books, none missing" in printed.out
    assert "2 payments were only compared with the books, 1 missing" in printed.out
    assert "hint" not in printed.err
    answer = shell("payment", "import", "b.xml", "--json").json
    assert answer["missing"] == 1
    assert {"kind": "not in the books", "entries": 1, "sum_ore": 12_500} in answer["left_out"]
    (remark,) = answer["files"][0]["remarks"]
    assert (remark["reason"], remark["transaction_id"]) == ("not in the books", None)
