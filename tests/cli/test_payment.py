from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from invoicectl.errors import Exit
from tests.banking import STRANGE_KID
from tests.banking import Company
from tests.banking import company_in
from tests.banking import ocr
from tests.banking import paid
from tests.cli.shell import Shell

if TYPE_CHECKING:
    from pathlib import Path

AT = "2026-10-12T08:00:00+00:00"


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Company:
    return company_in(tmp_path_factory.mktemp("template") / "company")


@pytest.fixture
def company(template: Company, tmp_path: Path) -> Company:
    from tests.banking import copy_of

    return copy_of(template, tmp_path / "company")


@pytest.fixture
def shell(company: Company) -> Shell:
    return Shell(company.folder)


def test_an_import_where_all_fits_is_done(company: Company, shell: Shell) -> None:
    company.file("bank.txt", paid(company.kid(10001), 25_000), paid(company.kid(10002), 12_500))
    printed = shell("payment", "import", "bank.txt")
    assert printed.status == Exit.DONE
    assert printed.out == (
        "2 payments 375,00 = 2 matched 375,00 + 0 queued 0,00 + 0 seen before 0,00\n"
    )


def test_what_needs_a_person_is_said_and_shown_in_the_status(
    company: Company, shell: Shell
) -> None:
    company.file("bank.txt", paid(company.kid(10001), 20_000), paid(STRANGE_KID, 12_500))
    printed = shell("payment", "import", "bank.txt")
    assert printed.status == Exit.PERSON_NEEDED
    lines = printed.out.splitlines()
    assert lines[0].startswith("line 3, 200,00 (payment 1): KID exact, part payment: 50,00 of")
    assert "line 5, 125,00 (payment 2)" in printed.out
    assert lines[-1].startswith("2 payments 325,00 = 1 matched 200,00 + 1 queued 125,00 +")
    assert max(map(len, lines)) <= 80
    again = shell("payment", "import", "bank.txt")
    assert again.status == Exit.DONE
    assert again.out.startswith("bank.txt: already imported on 01.10.2026, 0 new.\n")


def test_a_dry_run_says_so_and_books_nothing(company: Company, shell: Shell) -> None:
    company.file("bank.txt", paid(company.kid(10001), 25_000))
    out = shell.ok("payment", "import", "bank.txt", "--dry-run")
    assert "Dry run: nothing was booked." in out
    assert shell.ok("payment", "list") == "No payments.\n"


def test_one_bad_file_among_good_ones(company: Company, shell: Shell) -> None:
    company.file("good.txt", paid(company.kid(10001), 25_000))
    (company.folder / "bad.txt").write_bytes(ocr([paid("1008", 100)])[:-100])
    printed = shell("payment", "import", "bad.txt", "good.txt")
    assert printed.status == Exit.PARTLY
    assert printed.err.startswith("error: bad.txt")
    assert "good.txt: 1 payment 250,00" in printed.out


def test_only_bad_files(company: Company, shell: Shell) -> None:
    (company.folder / "strange.txt").write_bytes(ocr([paid("1008", 1)], account="97101230000"))
    printed = shell("payment", "import", "strange.txt", "gone.txt")
    assert printed.status == Exit.INPUT
    assert printed.out == ""
    assert "strange.txt:3: payments to an account that ends in 0000" in printed.err
    assert "gone.txt: there is no such file" in printed.err
    assert "hint: If it is the company's" in printed.err
    error = shell("payment", "import", "gone.txt", "--json").json["error"]
    assert error["code"] == "faults"


def test_programs_get_all_figures(company: Company, shell: Shell) -> None:
    company.file("bank.txt", paid(company.kid(10001), 20_000), paid(STRANGE_KID, 12_500))
    answer = shell("payment", "import", "bank.txt", "--json").json
    assert (answer["version"], answer["command"]) == (1, "payment import")
    (file,) = answer["files"]
    assert file["totals"] == answer["totals"]
    assert file["totals"]["queued_ore"] == 12_500
    assert [each["reason"] for each in file["reasons"]] == ["under", "unknown_kid"]
    assert [each["transaction_id"] for each in file["remarks"]] == [1, 2]


def test_the_queue_shows_why_and_what_for(company: Company, shell: Shell) -> None:
    kid = company.kid(10003)
    company.file("bank.txt", paid(kid[:-1] + str((int(kid[-1]) + 1) % 10), 100_000))
    shell("payment", "import", "bank.txt")
    out = shell.ok("payment", "list", "--queue")
    assert "it may be mistyped." in " ".join(out.split())
    assert "10003 of Kari Nordmann, 1 000,00 open: its KID" in out
    assert max(map(len, out.splitlines())) <= 80
    answer = shell("payment", "list", "--queue", "--json").json
    assert answer["suggestions"]["1"][0]["invoice_no"] == 10003
    assert answer["rows"][0]["reason"] == "bad_kid"
    assert answer["rows"][0]["file"] == "bank.txt"


def test_matching_and_unmatching_by_hand(company: Company, shell: Shell) -> None:
    company.file("bank.txt", paid(STRANGE_KID, 30_000))
    shell("payment", "import", "bank.txt")
    out = shell.ok("payment", "match", "1", "10004", "10003=20,00")
    assert out.splitlines() == [
        "Payment 1, 300,00:",
        "         20,00  invoice 10003 of customer 10002",
        "        250,00  invoice 10004 of customer 10002",
        "         30,00  not identified",
    ]
    shell.ok("payment", "match", "1", "--customer", "10001")
    assert shell.ok("payment", "list", "--queue") == "No payments.\n"
    answer = shell("payment", "unmatch", "1", "--json").json
    assert answer["state"] == "queued"
    assert {part["customer_no"] for part in answer["parts"]} == {"10001", "10002"}
    assert shell("payment", "match", "1", "10004=9999").status == Exit.INPUT


def test_lists_for_one_invoice_and_as_csv(company: Company, shell: Shell) -> None:
    company.file("bank.txt", paid(company.kid(10001), 25_000), paid(company.kid(10003), 100))
    shell("payment", "import", "bank.txt")
    assert "250,00" in shell.ok("payment", "list", "--invoice", "10001")
    assert "250,00" not in shell.ok("payment", "list", "--invoice", "10003")
    head, *rows = shell.ok("payment", "list", "--csv").splitlines()
    assert head.startswith("payment,booked_on,amount,kid,")
    assert rows[0].split(",")[:3] == ["2", "2026-10-09", "1.00"]


def test_what_a_file_is_called_cannot_move_the_cursor(company: Company, shell: Shell) -> None:
    name = "bank\x1b[2J.txt"
    company.file(name, paid(company.kid(10001), 25_000))
    out = shell.ok("payment", "import", name, name)
    assert "\x1b" not in out
    assert "bank\\u001b[2J.txt" in out


def test_a_list_that_was_cut_says_so(company: Company, shell: Shell) -> None:
    company.file("bank.txt", *(paid(company.kid(10003), ore) for ore in (1, 2, 3)))
    shell("payment", "import", "bank.txt")
    printed = shell("payment", "list", "--limit", "2")
    assert len(printed.out.splitlines()) == 3
    assert printed.err == "These are the newest 2; --limit shows more.\n"
    assert shell("payment", "list", "--limit", "3").err == ""
