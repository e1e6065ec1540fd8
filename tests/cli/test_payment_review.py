"""The screen with the open questions: what it shows, what each key does, and a real terminal."""

from __future__ import annotations

import os
import pty
import select
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from invoicectl.cli.payment_review import review
from invoicectl.cli.review_screen import drawn
from invoicectl.errors import Exit
from invoicectl.flows.queue import questions
from tests.banking import STRANGE_KID
from tests.banking import Company
from tests.banking import company_in
from tests.banking import copy_of
from tests.banking import paid
from tests.banking import told
from tests.cli.shell import Shell

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from invoicectl.cli.context import Run
    from invoicectl.cli.payment_review import Review

LARGE, NAMED, BACK = 1, 2, 3
"""900,00 of nobody; 250,00 whose message names 10001; 50,00 that left."""


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Company:
    made = company_in(tmp_path_factory.mktemp("template") / "company")
    told(
        made,
        paid(STRANGE_KID, 90_000),
        paid("", 25_000)._replace(text="Takk for 10001", payer_name="Ola\x1b[31m Nordmann"),
        paid("", -5_000)._replace(reference="7"),
    )
    return made


@pytest.fixture
def company(template: Company, tmp_path: Path) -> Company:
    return copy_of(template, tmp_path / "company")


@pytest.fixture
def run(company: Company, monkeypatch: pytest.MonkeyPatch) -> Run:
    from invoicectl.cli.context import Run

    monkeypatch.setenv("INVOICECTL_CLOCK", "2026-10-13T08:00:00+00:00")
    monkeypatch.setenv("COLUMNS", "80")
    made = Run()
    made.config = company.folder / "config.yaml"
    return made


def play(run: Run, keys: str, *lines: str) -> Review:
    """Answer with these keys, and with these lines where one is asked for."""
    pressed: Iterator[str] = iter(keys)
    said = iter(lines)
    return review(run, lambda: next(pressed), lambda _: next(said))


def test_the_plain_answer_comes_first_then_the_large_and_last_what_left(company: Company) -> None:
    found = questions(company.ledger)
    assert [each.found.transaction_id for each in found] == [NAMED, LARGE, BACK]
    assert found[0].is_plain


def test_the_screen_fits_and_nothing_in_the_data_can_move_the_cursor(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    for each in questions(company.ledger):
        lines = drawn(each, 1, 3, "Payment 7: " + "matched by hand, " * 20)
        assert len(lines) < 24
        assert max(map(len, lines)) <= 80
        assert all(line.isprintable() for line in lines)


def test_many_suggestions_are_cut_to_the_screen(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dataclasses import replace

    monkeypatch.setenv("COLUMNS", "80")
    question = questions(company.ledger)[0]
    many = replace(question, suggestions=question.suggestions[:1] * 9)
    lines = drawn(many, 1, 1)
    assert len(lines) < 24
    assert any("more: 'invoicectl payment queue'" in line for line in lines)


def test_yes_books_the_first_suggestion_and_goes_on(company: Company, run: Run) -> None:
    state = play(run, "yq")
    assert state.answered == [NAMED]
    assert state.at == 1
    assert ("10001", 10001) not in company.open_items()


def test_undo_brings_the_question_back(company: Company, run: Run) -> None:
    state = play(run, "yuq")
    assert (state.at, state.answered) == (0, [])
    assert company.open_items()["10001", 10001] == 25_000
    assert company.states()[NAMED - 1][2] == "queued"


def test_invoices_are_named_by_hand_and_the_rest_is_asked_again(company: Company, run: Run) -> None:
    state = play(run, "smcq", "10002 10004=100,00", "10002")
    assert state.answered == [LARGE, LARGE]
    items = company.open_items()
    assert ("10001", 10002) not in items
    assert items["10002", 10004] == 15_000
    assert items["10002", 0] == -(90_000 - 12_500 - 10_000)


def test_set_aside_and_paid_back(company: Company, run: Run) -> None:
    play(run, "nrq", "renter")
    assert [row[1:] for row in company.states()[:2]] == [
        ("refunded", "settled"),
        ("ignored", "settled"),
    ]
    assert company.rows("SELECT amount_ore, state FROM refund") == [(90_000, "planned")]


def test_a_refund_is_taken_back_too(company: Company, run: Run) -> None:
    play(run, "sruq")
    assert company.rows("SELECT state FROM refund") == [("cancelled",)]


def test_undo_goes_back_to_what_was_left_for_later(run: Run) -> None:
    state = play(run, "suq")
    assert (state.at, state.answered, state.message) == (0, [], "Back to the one before.")
    state = play(run, "syuuq")
    assert (state.at, state.answered) == (0, [])


def test_enter_gives_the_credit_to_the_customer_it_lies_on(company: Company, run: Run) -> None:
    prompts: list[str] = []

    def enter(prompt: str) -> str:
        prompts.append(prompt)
        return "\n"

    company.receive(company.file("again.txt", paid(company.kid(10001), 25_000, reference="9" * 9)))
    company.receive(company.file("more.txt", paid(company.kid(10001), 25_000, reference="8" * 9)))
    keys = iter("sscq")
    state = review(run, lambda: next(keys), enter)
    assert prompts == ["Credit of customer (Enter: 10001): "]
    assert len(state.answered) == 1


@pytest.mark.parametrize(
    ("keys", "line", "said"),
    [
        ("9q", "", "There is no suggestion 9"),
        ("mq", "", "Nothing was named."),
        ("mq", "abc", "'abc' is no invoice to match."),
        ("mq", "99999", "99999"),
        ("uq", "", "no answer to take back"),
        ("xq", "", "That key does nothing"),
    ],
)
def test_a_slip_is_told_and_books_nothing(
    company: Company, run: Run, keys: str, line: str, said: str
) -> None:
    before = company.rows("SELECT count(*) FROM voucher")
    assert said in play(run, keys, line).message
    assert company.rows("SELECT count(*) FROM voucher") == before


def test_without_a_terminal_it_says_what_else_to_do(company: Company) -> None:
    printed = Shell(company.folder)("payment", "review")
    assert printed.status == Exit.INPUT
    assert "needs a terminal" in printed.err
    assert "payment queue" in printed.err


def test_the_queue_lists_the_questions_in_their_order(company: Company) -> None:
    shell = Shell(company.folder)
    rows = shell("payment", "queue", "--json").json["rows"]
    assert [row["payment"] for row in rows] == [NAMED, LARGE, BACK]
    assert "the message names 10001" in shell.ok("payment", "queue")


def test_on_a_real_terminal(company: Company) -> None:
    command = [sys.executable, "-m", "invoicectl", "payment", "review"]
    ours, theirs = pty.openpty()
    environment = {**os.environ, "COLUMNS": "80", "INVOICECTL_CLOCK": "2026-10-13T08:00:00+00:00"}
    process = subprocess.Popen(
        command, cwd=company.folder, stdin=theirs, stdout=theirs, stderr=theirs, env=environment
    )
    os.close(theirs)
    seen = ""
    try:
        steps = (
            ("Question 1 of 3", "y"),
            ("Question 2 of 3", "\x1b[Bn"),
            ("What it is: ", "rente\n"),
            ("Question 3 of 3", "uq"),
        )
        for expected, keys in steps:
            while expected not in seen:
                assert select.select([ours], [], [], 20)[0], seen
                seen += os.read(ours, 4096).decode()
            os.write(ours, keys.encode())
        seen += _rest(ours)
        process.wait(20)
    finally:
        process.kill()
        process.wait()
        os.close(ours)
    assert process.returncode == 0
    assert "1 answer booked, 2 still wait." in seen
    assert ("10001", 10001) not in company.open_items()


def _rest(descriptor: int) -> str:
    """Return what is written until the other side closes."""
    seen = b""
    while True:
        try:
            read = os.read(descriptor, 4096)
        except OSError:  # how a pseudo-terminal says that nobody is left
            return seen.decode()
        if not read:
            return seen.decode()
        seen += read
