from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import settings as tuned
from hypothesis import strategies as st

from invoicectl.domain.books import BookPeriod
from invoicectl.errors import InputError
from invoicectl.exports.beancount import beancount_file
from invoicectl.exports.hledger import hledger_journal
from invoicectl.flows.books import trial_balance
from invoicectl.flows.issue import issue
from invoicectl.flows.plain_text import book_of
from invoicectl.ledger.connect import open_ledger
from tests import build
from tests.banking import STRANGE_KID
from tests.banking import TOTALS_ORE
from tests.banking import Company
from tests.banking import company_in
from tests.banking import copy_of
from tests.banking import paid
from tests.ledger.world import build_world

from .programs import accepts
from .programs import beancount_sums
from .programs import journal_sums

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Iterator
    from pathlib import Path

    from invoicectl.exports.book import Book
    from invoicectl.ledger.connect import Ledger

PROGRAMS = ("hledger", "ledger", "bean-check")
FIRST, LAST = date(2026, 9, 1), date(2026, 10, 6)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ledger]:
    with open_ledger(build_world(tmp_path_factory.mktemp("world"))) as ledger:
        yield ledger


def exported(book: Callable[[], Book], program: str, folder: Path) -> Path:
    """Write the file that a program reads."""
    file = folder / f"books-{program}"
    lines = beancount_file(book()) if program == "bean-check" else hledger_journal(book())
    file.write_text("".join(lines), "utf-8")
    return file


@pytest.mark.parametrize("program", PROGRAMS)
@pytest.mark.parametrize("first", [None, date(2026, 9, 5), date(2027, 1, 1)], ids=str)
def test_the_program_takes_it(
    world: Ledger, program: str, first: date | None, tmp_path: Path
) -> None:
    file = exported(lambda: book_of(world.con, "Fjordkaffe AS", first), program, tmp_path)
    assert not accepts(program, file)


@pytest.mark.parametrize("program", PROGRAMS)
def test_a_file_that_one_ore_was_moved_in_is_refused(
    world: Ledger, program: str, tmp_path: Path
) -> None:
    """The transaction balances still, so that only the balances at the end can tell."""
    file = exported(lambda: book_of(world.con, "Fjordkaffe AS"), program, tmp_path)
    whole = file.read_text("utf-8")
    one, other = " -250.00 NOK", " -500.00 NOK"
    assert (whole.count(one), whole.count(other)) == (1, 1)
    broken = whole.replace(one, " -250.01 NOK").replace(other, " -499.99 NOK")
    file.write_text(broken, "utf-8")
    assert accepts(program, file)


def closing(con: Ledger, period: BookPeriod) -> dict[str, int]:
    """Return what the trial balance says each account comes to, those of nothing left out."""
    found = trial_balance(con.con, period).balances
    return {each.account: each.closing_ore for each in found if each.closing_ore}


def by_account(sums: dict[str, int]) -> dict[str, int]:
    """Return sums by account number; '' is the result of earlier years."""
    found: dict[str, int] = {}
    for name, ore in sums.items():
        number = re.match(r"[0-9]*", name.split(":")[1])
        assert number
        found[number[0]] = found.get(number[0], 0) + ore
    return {account: ore for account, ore in found.items() if ore}


def test_what_a_credit_note_is_about_can_be_found(world: Ledger) -> None:
    journal = "".join(hledger_journal(book_of(world.con, "Fjordkaffe AS")))
    note = next(each for each in journal.split("\n\n") if "vtype:credit_note" in each)
    assert "document:10006" in note.splitlines()[0]
    assert "invoice:10001" in note
    text = "".join(beancount_file(book_of(world.con, "Fjordkaffe AS")))
    assert "^inv-10001 ^inv-10006 #credit-note\n" in text


days = st.dates(FIRST, date(2027, 1, 31))


@tuned(max_examples=40)
@given(days, days)
def test_each_file_comes_to_what_the_trial_balance_says(
    world: Ledger, one: date, other: date
) -> None:
    first, last = min(one, other), max(one, other)
    wanted = closing(world, BookPeriod(first, last))
    for write, read in ((hledger_journal, journal_sums), (beancount_file, beancount_sums)):
        sums, proofs = read("".join(write(book_of(world.con, "Fjordkaffe AS", first, last))))
        assert sums == proofs
        assert by_account(sums) == wanted


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Company:
    return company_in(tmp_path_factory.mktemp("template") / "company")


payments_of = st.lists(
    st.tuples(
        st.sampled_from([*TOTALS_ORE, 0]),
        st.sampled_from([1, 100, 12_500, 25_000, 26_000, 100_000]),
        st.integers(0, 3),
    ),
    min_size=1,
    max_size=8,
)


@tuned(max_examples=8)
@given(payments_of)
def test_whatever_was_paid_every_customer_has_the_same_in_both_files(
    template: Company,
    tmp_path_factory: pytest.TempPathFactory,
    drawn: list[tuple[int, int, int]],
) -> None:
    made = copy_of(template, tmp_path_factory.mktemp("paid") / "company")
    payments = [
        paid(
            made.kid(invoice) if invoice else STRANGE_KID,
            ore,
            on=date(2026, 10, 6 + day),
            reference=f"{number:09}",
        )
        for number, (invoice, ore, day) in enumerate(drawn, 1)
    ]
    made.receive(made.file("all.txt", *payments))
    sums, proofs = journal_sums("".join(hledger_journal(book_of(made.ledger.con, "Fjord AS"))))
    other, _ = beancount_sums("".join(beancount_file(book_of(made.ledger.con, "Fjord AS"))))
    made.ledger.close()
    assert sums == proofs
    assert sorted(other.values()) == sorted(sums.values())


def test_years_that_were_closed_in_no_voucher_are_a_result_of_earlier_years(
    tmp_path: Path,
) -> None:
    settings = build.settings_for(tmp_path)
    with build.new_ledger(tmp_path) as ledger:
        for day in (date(2026, 11, 2), date(2027, 2, 1)):
            build.add(ledger, build.draft(), day=day)
            issue(ledger, settings, build.stamp(day))
        whole = "".join(hledger_journal(book_of(ledger.con, "Fjord AS")))
        new = "".join(hledger_journal(book_of(ledger.con, "Fjord AS", date(2027, 1, 1))))
    income = "revenues:3000 Salgsinntekt varer, avgiftspliktig, høy sats"
    assert journal_sums(whole)[0][income] == -40_000
    assert journal_sums(new)[0][income] == -20_000
    assert journal_sums(new)[0]["equity:Resultat fra tidligere år"] == -20_000
    assert "2027-01-01 * Fjord AS | Inngående balanse" in new


@pytest.mark.parametrize(
    ("first", "last", "sentence"),
    [
        (date(2026, 9, 2), date(2026, 9, 1), "lies before --from"),
        (None, date(2020, 1, 1), "the books begin on 01.09.2026"),
        (date(9999, 12, 31), None, "the books end on"),
    ],
)
def test_days_far_from_the_books_are_refused(
    world: Ledger, first: date | None, last: date | None, sentence: str
) -> None:
    with pytest.raises(InputError, match=sentence):
        book_of(world.con, "Fjordkaffe AS", first, last)


def test_a_last_day_beyond_the_books_is_their_last(world: Ledger) -> None:
    book = book_of(world.con, "Fjordkaffe AS", None, date(9999, 12, 31))
    assert book.period is not None
    assert book.period.last.year == 2026
    assert "".join(beancount_file(book)).endswith(" NOK\n")


@pytest.mark.parametrize("program", PROGRAMS)
def test_books_with_nothing_in_them_are_a_file_too(program: str, tmp_path: Path) -> None:
    with build.new_ledger(tmp_path / "company") as ledger:
        file = exported(lambda: book_of(ledger.con, "Fjordkaffe AS"), program, tmp_path)
    assert not accepts(program, file)
