"""camt files and archives at the terminal: what is said, and the exit status."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING

import pytest

from invoicectl.errors import Exit
from tests.banking import Company
from tests.banking import company_in
from tests.banking import copy_of
from tests.cli.shell import Shell
from tests.formats.camt_build import balance
from tests.formats.camt_build import detail
from tests.formats.camt_build import entry
from tests.formats.camt_build import message

if TYPE_CHECKING:
    from pathlib import Path

AT = "2026-10-12T08:00:00+00:00"


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Company:
    return company_in(tmp_path_factory.mktemp("template") / "company")


@pytest.fixture
def company(template: Company, tmp_path: Path) -> Company:
    return copy_of(template, tmp_path / "company")


@pytest.fixture
def shell(company: Company) -> Shell:
    return Shell(company.folder)


def put(company: Company, name: str, *inside: str) -> None:
    (company.folder / name).write_bytes(message(*inside))


def test_an_import_says_what_it_booked_and_what_it_left_out(company: Company, shell: Shell) -> None:
    put(
        company,
        "bank.xml",
        entry("250.00", detail("250.00", kid=company.kid(10001))),
        entry("45.00", out=True, family="MDOP", sub="CHRG"),
        entry("700.00", out=True, family="ICDT"),
        entry("12.00", status="PDNG"),
    )
    printed = shell("payment", "import", "bank.xml", at=AT)
    assert (printed.status, printed.err) == (Exit.DONE, "")
    assert printed.out == (
        "Not booked: 1 bank charge or interest -45,00, 1 payment out -700,00, 1 pending\n"
        "    12,00.\n"
        "1 payment 250,00 = 1 matched 250,00 + 0 queued 0,00 + 0 seen before 0,00\n"
    )


def test_json_tells_what_was_left_out_by_kind(company: Company, shell: Shell) -> None:
    put(company, "bank.xml", entry("45.00", out=True, family="ICDT"))
    (file,) = shell("payment", "import", "bank.xml", "--json", at=AT).json["files"]
    assert file["format"] == "camt054"
    assert file["left_out"] == [{"kind": "payment out", "entries": 1, "sum_ore": -4500}]
    assert file["other_records"] == 1


def test_the_queue_shows_who_paid_and_what_they_wrote(company: Company, shell: Shell) -> None:
    put(company, "bank.xml", entry("9.00", detail("9.00", payer="OLA HANSEN", text="takk for nå")))
    assert shell("payment", "import", "bank.xml", at=AT).status == Exit.PERSON_NEEDED
    out = shell.ok("payment", "list", "--queue")
    assert '  from OLA HANSEN: "takk for nå"\n' in out


def test_text_of_a_payer_is_never_markup_or_a_command_for_the_terminal(
    company: Company, shell: Shell
) -> None:
    put(
        company, "bank.xml", entry("9.00", detail("9.00", payer="[red]X[/red]", text="a\u009b31mb"))
    )
    shell("payment", "import", "bank.xml", at=AT)
    out = shell.ok("payment", "list", "--queue")
    assert "from [red]X[/red]" in out
    assert "\u009b" not in out


def test_a_damaged_file_is_one_sentence_with_its_place(company: Company, shell: Shell) -> None:
    put(company, "bank.xml", balance("OPBD", "1.00"), entry("9,00"), balance("CLBD", "10.00"))
    printed = shell("payment", "import", "bank.xml", at=AT)
    assert (printed.status, printed.out) == (Exit.INPUT, "")
    assert printed.err == (
        "error: bank.xml:8: column 5: in Ntry, the amount must be an amount such as 1234.50, but"
        " '9,00' stands there; fetch the file anew from the bank\n"
    )
    assert shell.ok("payment", "list") == "No payments.\n"


def test_a_file_with_a_doctype_is_refused(company: Company, shell: Shell) -> None:
    text = message(entry("9.00")).replace(
        b"<Document", b'<!DOCTYPE Document SYSTEM "file:///etc/passwd">\n<Document', 1
    )
    (company.folder / "bank.xml").write_bytes(text)
    printed = shell("payment", "import", "bank.xml", at=AT)
    assert printed.status == Exit.INPUT
    assert "there is a DOCTYPE here, which no bank file has" in printed.err


def test_an_archive_tells_of_each_file(company: Company, shell: Shell) -> None:
    put(company, "a.xml", entry("250.00", detail("250.00", kid=company.kid(10001))))
    put(company, "b.xml", entry("125.00", detail("125.00", kid=company.kid(10002)), ref="2"))
    with zipfile.ZipFile(company.folder / "bank.zip", "w") as made:
        for name in ("a.xml", "b.xml"):
            made.write(company.folder / name, name)
    out = shell.ok("payment", "import", "bank.zip")
    assert out.splitlines() == [
        "bank.zip/a.xml: 1 payment 250,00 = 1 matched 250,00 + 0 queued 0,00 +",
        "    0 seen before 0,00",
        "bank.zip/b.xml: 1 payment 125,00 = 1 matched 125,00 + 0 queued 0,00 +",
        "    0 seen before 0,00",
        "2 payments 375,00 = 2 matched 375,00 + 0 queued 0,00 + 0 seen before 0,00",
    ]


def test_an_archive_with_one_bad_file_is_partly_done(company: Company, shell: Shell) -> None:
    put(company, "a.xml", entry("250.00", detail("250.00", kid=company.kid(10001))))
    with zipfile.ZipFile(company.folder / "bank.zip", "w") as made:
        made.write(company.folder / "a.xml", "a.xml")
        made.writestr("b.xml", "<Document>")
    printed = shell("payment", "import", "bank.zip", at=AT)
    assert printed.status == Exit.PARTLY
    assert "error: bank.zip/b.xml: this is an XML file of an unknown kind" in printed.err


def test_an_encrypted_archive_is_refused_whole(company: Company, shell: Shell) -> None:
    with zipfile.ZipFile(company.folder / "bank.zip", "w") as made:
        made.writestr("a.xml", "<Document/>")
    path = company.folder / "bank.zip"
    content = bytearray(path.read_bytes())
    content[content.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(content)
    printed = shell("payment", "import", "bank.zip", at=AT)
    assert printed.status == Exit.INPUT
    assert printed.err.startswith("error: bank.zip: a.xml in the zip archive is encrypted; unpack")
