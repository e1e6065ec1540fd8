"""`customer statement`: what is printed, written and sent, and what is refused."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

import pytest

from invoicectl.errors import Exit
from invoicectl.ledger.connect import open_ledger
from tests.banking import company_in
from tests.banking import paid
from tests.cli.shell import Shell
from tests.documents.reading import text_of

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.shell import Printed
    from tests.conftest import Golden

LATER = "2026-11-02T09:00:00+00:00"


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    """A company whose customer 10001 has paid one of two invoices."""
    company = company_in(tmp_path)
    company.receive(company.file("a.txt", paid(company.kid(10001), 25_000)))
    company.ledger.close()
    return Shell(tmp_path)


def statement(shell: Shell, *words: str) -> Printed:
    return shell("customer", "statement", *words, at=LATER)


def test_what_a_terminal_shows(shell: Shell, golden: Golden) -> None:
    printed = statement(shell, "10001")
    assert printed.status == 0, printed.err
    golden("cli/customer-statement.txt", printed.out)
    assert all(len(row) <= 80 for row in printed.out.splitlines())


def test_what_is_open_alone(shell: Shell, golden: Golden) -> None:
    golden("cli/customer-statement-open.txt", statement(shell, "10001", "--open").out)


def test_who_owes_nothing(shell: Shell) -> None:
    out = statement(shell, "10001", "--to", "2026-09-30", "--open").out
    assert out.splitlines()[1] == "Nothing is open."


def test_json_holds_movements_open_items_and_both_balances(shell: Shell) -> None:
    found = statement(shell, "10001", "--from", "2026-10-02", "--json").json
    assert (found["version"], found["command"]) == (1, "customer statement")
    assert (found["from"], found["to"]) == ("2026-10-02", "2026-11-02")
    assert (found["opening_ore"], found["closing_ore"]) == (37_500, 12_500)
    (payment,) = found["movements"]
    assert payment["kind"] == "payment"
    assert payment["invoices"] == [10001]
    assert payment["amount_ore"] == -25_000
    (left,) = found["open"]
    assert (left["invoice_no"], left["open_ore"]) == (10002, 12_500)
    assert left["days_over"] == found["open"][0]["days_over"] > 0
    assert found["overdue_ore"] == 12_500


def test_csv_adds_up(shell: Shell) -> None:
    rows = list(csv.DictReader(io.StringIO(statement(shell, "10001", "--csv").out)))
    assert [row["kind"] for row in rows] == ["opening", "invoice", "invoice", "payment"]
    assert rows[-1]["balance"] == "125.00"
    opened = list(csv.DictReader(io.StringIO(statement(shell, "10001", "--open", "--csv").out)))
    assert [row["open"] for row in opened] == ["125.00"]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("4711",), "There is no customer 4711."),
        (("10001", "--from", "x"), "'x' is no date"),
        (("10001", "--from", "2026-10-02", "--to", "2026-10-01"), "after the last day"),
        (("10001", "--open", "--from", "2026-10-02"), "--from has no meaning"),
        (("10001", "--again"), "--send"),
        (("10001", "--dry-run"), "--send"),
        (("10001", "--pdf", "--json"), "--json"),
    ],
)
def test_what_is_refused(shell: Shell, words: tuple[str, ...], sentence: str) -> None:
    printed = statement(shell, *words)
    assert printed.status == Exit.INPUT
    assert sentence in printed.err + printed.out


def test_the_pdf_has_a_name_of_its_own_and_never_replaces_a_file(shell: Shell) -> None:
    printed = statement(shell, "10001", "--pdf")
    assert printed.status == 0, printed.err
    path = shell.folder / "Kontoutskrift-10001-2026-11-02.pdf"
    assert printed.out == f"{path.name}: {path.stat().st_size} bytes.\n"
    assert "KONTOUTSKRIFT" in text_of(path.read_bytes())
    again = statement(shell, "10001", "--pdf")
    assert again.status == Exit.INPUT
    assert "is left alone" in again.err


def test_the_pdf_in_the_customers_language_under_a_name_of_ones_own(shell: Shell) -> None:
    shell.ok("customer", "edit", "10001", "--language", "en")
    assert statement(shell, "10001", "--open", "--out", "s.pdf").status == 0
    text = text_of((shell.folder / "s.pdf").read_bytes())
    assert "STATEMENT" in text
    assert "Opening balance" not in text


def test_it_is_sent_once_a_day_unless_a_copy_is_asked_for(shell: Shell) -> None:
    dry = statement(shell, "10001", "--send", "--dry-run")
    assert "would go by folder" in dry.out
    assert shell("outbox", "list", "--all", "--json").json["rows"][-1]["purpose"] == "invoice"
    sent = statement(shell, "10001", "--send")
    assert sent.status == 0, sent.err
    assert "Kontoutskrift-10001-2026-11-02.pdf sent by folder" in sent.out
    second = statement(shell, "10001", "--send")
    assert second.status == 0
    assert "nothing was done" in second.out
    copy = statement(shell, "10001", "--send", "--again", "--json").json
    assert (copy["state"], copy["is_new"]) == ("sent", True)
    with open_ledger(shell.folder / "ledger.db") as ledger:
        rows = ledger.con.execute(
            "SELECT ref, generation, state FROM outbox WHERE purpose = 'statement' ORDER BY id"
        ).fetchall()
    assert rows == [("10001-2026-11-02", 1, "sent"), ("10001-2026-11-02", 2, "sent")]


def test_a_statement_that_changed_is_another_letter(shell: Shell) -> None:
    assert statement(shell, "10001", "--send").status == 0
    assert "sent by" in statement(shell, "10001", "--send", "--open").out


def test_what_was_sent_is_in_the_log(shell: Shell) -> None:
    statement(shell, "10001", "--send")
    log = shell.ok("ledger", "log", "--json")
    assert "customer.statement" in log


def test_the_invoice_of_the_same_number_does_not_tell_of_it(shell: Shell) -> None:
    assert statement(shell, "10001", "--send").status == 0
    assert "statement" not in shell.ok("invoice", "show", "10001")


def test_where_a_statement_would_go_is_said_whole(shell: Shell) -> None:
    shell.ok("customer", "edit", "10001", "--email", "kari@post.no")
    printed = statement(shell, "10001", "--send", "--dry-run")
    assert printed.out.splitlines()[0].endswith(" would go by folder to kari@post.no.")
