from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from invoicectl.errors import Exit
from tests.banking import company_in
from tests.cli.shell import Shell

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    return Shell(company_in(tmp_path / "company").folder)


@pytest.mark.parametrize("verb", ["hledger", "beancount"])
def test_the_file_is_what_would_be_printed(shell: Shell, verb: str) -> None:
    printed = shell.ok("export", verb)
    said = shell.ok("export", verb, "--out", "books.txt")
    assert said == "books.txt: 01.10.2026 - 01.10.2026, 4 balances to prove it.\n"
    assert (shell.folder / "books.txt").read_text("utf-8") == printed
    assert "Østre Ærfugl AS" in printed


def test_a_file_that_is_there_is_left_alone(shell: Shell) -> None:
    (shell.folder / "books.txt").write_text("mine", "utf-8")
    printed = shell("export", "hledger", "--out", "books.txt")
    assert printed.status == Exit.INPUT
    assert "books.txt is there already" in printed.err
    assert (shell.folder / "books.txt").read_text("utf-8") == "mine"


def test_a_day_that_is_none_is_one_sentence(shell: Shell) -> None:
    printed = shell("export", "beancount", "--from", "soon")
    assert (printed.status, printed.out) == (Exit.INPUT, "")
    assert "--from: 'soon' is no date." in printed.err
