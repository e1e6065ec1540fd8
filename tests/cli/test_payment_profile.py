"""A bank's CSV that is not known: looked at, written down, and imported."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from invoicectl.errors import Exit
from tests.banking import Company
from tests.banking import company_in
from tests.cli.shell import Shell

if TYPE_CHECKING:
    from pathlib import Path

CONTENT = (
    "Booking date,Description,Amount,Currency\n"
    "2026-10-09,Faktura 10001,250.00,NOK\n"
    "2026-10-09,Leie,-1000.00,NOK\n"
)


@pytest.fixture
def company(tmp_path: Path) -> Company:
    made = company_in(tmp_path / "company")
    path = made.folder / "config.yaml"
    path.write_text(path.read_text().replace("bank:\n", "bank:\n  csv_profiles: profiles\n"))
    (made.folder / "mine.csv").write_text(CONTENT)
    return Company(made.folder)


@pytest.fixture
def shell(company: Company) -> Shell:
    return Shell(company.folder)


def test_what_is_not_known_says_how_it_becomes_known(shell: Shell) -> None:
    printed = shell("payment", "import", "mine.csv")
    assert printed.status == Exit.INPUT
    assert "payment profile new" in printed.err


def test_a_look_writes_nothing(shell: Shell, company: Company) -> None:
    out = shell.ok("payment", "profile", "new", "mine.csv")
    assert "Faktura 10001" in out
    assert 'decimal: "."' in out
    assert not (company.folder / "profiles").exists()


def test_the_profile_that_is_written_reads_the_file(shell: Shell, company: Company) -> None:
    shell.ok("payment", "profile", "new", "mine.csv", "--name", "mybank")
    listed = shell("payment", "profile", "list", "--json").json["rows"]
    assert listed[0]["name"] == "mybank"
    printed = shell("payment", "import", "mine.csv", at="2026-10-12T08:00:00+00:00")
    assert printed.status == Exit.PERSON_NEEDED
    assert company.states() == [(25_000, "no_kid", "queued")]
    assert "payments out" in printed.out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("mine.csv", "--name", "../up"), "cannot be the name of a profile"),
        (("missing.csv",), "no such file"),
        (("config.yaml",), "header"),
    ],
)
def test_what_cannot_be_is_said(shell: Shell, words: tuple[str, ...], said: str) -> None:
    printed = shell("payment", "profile", "new", *words)
    assert printed.status == Exit.INPUT
    assert said in printed.err


def test_a_profile_that_is_there_is_left_alone(shell: Shell) -> None:
    shell.ok("payment", "profile", "new", "mine.csv", "--name", "mybank")
    printed = shell("payment", "profile", "new", "mine.csv", "--name", "mybank")
    assert printed.status == Exit.INPUT
    assert "left alone" in printed.err


def test_an_empty_file_is_called_empty(shell: Shell, company: Company) -> None:
    (company.folder / "none.csv").write_bytes(b"")
    printed = shell("payment", "profile", "new", "none.csv", "--name", "mybank")
    assert printed.status == Exit.INPUT
    assert "none.csv is empty." in printed.err
    assert not (company.folder / "profiles").exists()
