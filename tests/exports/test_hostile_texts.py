from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from invoicectl.domain.books import Balance
from invoicectl.domain.books import BookPeriod
from invoicectl.domain.books import BookVoucher
from invoicectl.domain.chart import AccountKind
from invoicectl.exports.beancount import beancount_file
from invoicectl.exports.book import Book
from invoicectl.exports.hledger import hledger_journal

from .programs import accepts
from .programs import beancount_sums
from .programs import book
from .programs import journal_sums
from .programs import line

if TYPE_CHECKING:
    from pathlib import Path

DAY = date(2026, 3, 2)
HOSTILE = {
    "1": "Semikolon; AS  ; type:X",
    "2": "A | B: C",
    "3": 'Sitat "dobbel" \\ AS',
    "4": "To  blanke\tog\nlinje",
    "5": "* ! (kode) stjerne",
    "6": "Emoji 🦊 og nullbredde\u200b",
    "7": "Å" * 300,
    "8": "= 12.00 NOK",
    "9": "[2026-01-01] dato, komma",
    "a/1": "Lik",
    "a:1": "Lik",
    "æ 1": ";",
    "#10": "@ 5 USD {x}",
    "11": '"Kafeen" AS',
}


def written(names: dict[str, str], company: str = "Fjordkaffe AS") -> Book:
    """Return a book with one invoice for each customer, of as many øre as its place."""
    kinds = [
        Balance("1500", name, AccountKind.ASSET, customer_no=number, account_name="Kundefordringer")
        for number, name in names.items()
    ]
    kinds.append(Balance("3000", "Salg, høy sats", AccountKind.INCOME))
    vouchers = [
        BookVoucher(
            f"A-{at}",
            DAY,
            "invoice",
            f"Faktura {at}; til",
            (line("1500", at, number, kid="12-34"), line("3000", -at, number, text="a,b: [c]")),
        )
        for at, number in enumerate(names, 1)
    ]
    return book(company, names, vouchers, kinds, BookPeriod(DAY, DAY))


@pytest.mark.parametrize("program", ["hledger", "ledger"])
def test_a_journal_of_hostile_names_is_taken(program: str, tmp_path: Path) -> None:
    file = tmp_path / "books.journal"
    file.write_text("".join(hledger_journal(written(HOSTILE, "(; * AS"))), "utf-8")
    assert not accepts(program, file)


def test_a_beancount_file_of_hostile_names_is_taken(tmp_path: Path) -> None:
    file = tmp_path / "books.beancount"
    file.write_text("".join(beancount_file(written(HOSTILE, '"\\ AS'))), "utf-8")
    assert not accepts("bean-check", file)


texts = st.text(min_size=1, max_size=20)


@given(st.dictionaries(texts, texts, min_size=1, max_size=4), texts)
def test_no_text_moves_an_ore_to_another_account(names: dict[str, str], company: str) -> None:
    journal = "".join(hledger_journal(written(names, company)))
    sums, proofs = journal_sums(journal)
    assert sums == proofs
    assert sorted(sums.values()) == sorted([*range(1, len(names) + 1), -sum(range(len(names) + 1))])
    assert {f"account {name}" for name in sums} <= set(journal.splitlines())
    assert journal.isprintable() or set(filter(lambda sign: not sign.isprintable(), journal)) == {
        "\n"
    }


@given(st.dictionaries(texts, texts, min_size=1, max_size=4), texts)
def test_no_text_breaks_a_name_of_beancount(names: dict[str, str], company: str) -> None:
    text = "".join(beancount_file(written(names, company)))
    sums, proofs = beancount_sums(text)
    assert sums == proofs
    assert len(sums) == len(names) + 1
    for name in sums:
        assert all(sign.isalpha() or sign.isdecimal() or sign in "-:" for sign in name)
