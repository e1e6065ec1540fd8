"""`customer set`, `invoice set` and `settings explain`, as a person meets them."""

from __future__ import annotations

from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest

from invoicectl.errors import Exit
from tests.cli.shell import Shell
from tests.documents.reading import text_of
from tests.levelling import new_company


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    company = new_company(tmp_path)
    with company.ledger:
        company.draft()
    return Shell(tmp_path)


def test_explain_tells_the_level_and_what_it_hides(shell: Shell) -> None:
    shell.ok("customer", "set", "10001", "invoice.terms_days=30")
    shell.ok("order", "set", "1", "invoice.terms_days=10")
    told = shell.ok("settings", "explain", "--project", "P1", "--order", "1", "--key", "terms")
    assert told.startswith("What holds for customer 10001 Østre Ærfugl AS, project P1, order 1.")
    (row,) = [line for line in told.splitlines() if "terms_days" in line]
    assert row.split()[:4] == ["invoice.terms_days", "10", "order", "1"]
    assert "30 (customer); 14 (company)" in told
    found = shell("settings", "explain", "--order", "1", "--key", "terms_days", "--json").json
    assert found["rows"] == [
        {
            "group": "Invoices", "key": "invoice.terms_days", "value": "10", "level": "order",
            "ref": "1", "line": None, "replaced_by": None, "used": True,
            "hides": [
                {"value": "30", "level": "customer", "ref": "10001"},
                {"value": "14", "level": "company", "ref": ""},
            ],
        }
    ]  # fmt: skip
    assert found["target"]["customer_no"] == "10001"


def test_the_company_alone_is_explained_with_the_line_of_its_file(shell: Shell) -> None:
    told = shell.ok("settings", "explain", "--key", "email.", "--csv")
    assert told.splitlines()[0] == "group,key,value,from,hides"
    assert "The company's settings." in shell.ok("settings", "explain")
    assert "No key contains 'xyz'" in shell.ok("settings", "explain", "--key", "xyz")


def test_what_nothing_uses_yet_has_a_mark_and_one_footnote(shell: Shell) -> None:
    told = shell.ok("settings", "explain", "--customer", "10001")
    assert "reminders.fee *" in told
    assert "reminders.enabled *" not in told
    assert told.count("* Nothing uses this yet in this version.") == 1
    assert max(map(len, told.splitlines())) <= 80
    assert "Nothing uses" not in shell.ok("settings", "explain", "--key", "terms")


def test_the_headings_stand_in_the_order_people_look_for_them(shell: Shell) -> None:
    told = shell.ok("settings", "show").splitlines()
    heads = [line for line in told[1:] if line and not line.startswith(" ")]
    assert heads == [
        "Look", "Invoices", "Quotes and orders", "Sending", "Reminders", "SMS", "Recurring",
        "Letters", "Agencies", "Company", "Bank", "Books", "Machine",
    ]  # fmt: skip


def test_set_says_what_a_level_has_of_its_own_and_what_no_longer(shell: Shell) -> None:
    told = shell.ok("customer", "set", "10001", "sending.cc=a@example.no", "invoice.due_day=20")
    assert told == "Customer 10001 has its own sending.cc, invoice.due_day.\n"
    told = shell.ok("customer", "set", "10001", "sending.cc=")
    assert told == "Customer 10001 no longer has its own sending.cc.\n"
    found = shell("project", "set", "P1", "invoice.language=en", "--json").json
    assert (found["command"], found["ref"], found["given"]) == (
        "project set", "P1", ["invoice.language"],
    )  # fmt: skip
    assert "Agreement 1 has its own" in shell.ok("recurring", "set", "1", "reminders.enabled=no")


def test_an_invoice_is_named_by_its_draft_and_by_its_number(shell: Shell) -> None:
    shell.ok("invoice", "set", "d1", "invoice.foot_text=Takk!")
    assert "Takk!" in shell.ok("settings", "explain", "--invoice", "D1", "--key", "foot")
    shell.ok("send", "D1", "--dry-run")
    with_folder = "invoice.send_by=folder"
    shell.ok("invoice", "set", "D1", with_folder)
    shell.ok("send", "D1")
    printed = shell("invoice", "set", "10001", "invoice.foot_text=Hei")
    assert printed.status == Exit.INPUT
    assert "invoice.foot_text: 10001 is issued, and that stands on it." in printed.err
    shell.ok("invoice", "set", "10001", "reminders.enabled=no")
    told = shell.ok("settings", "explain", "--invoice", "10001")
    assert "What is printed is fixed: 'invoicectl invoice show 10001'." in told
    assert "invoice D1" in told


def test_every_fault_is_told_at_once_and_nothing_is_done(shell: Shell) -> None:
    printed = shell("customer", "set", "10001", "invoice.term_days=3", "kid.length=7", "x")
    assert printed.status == Exit.INPUT
    assert printed.err.count("error: ") == 3
    assert "did you mean 'invoice.terms_days'?\n" in printed.err
    assert "hint: Nothing was set;" in printed.err
    printed = shell("customer", "set", "99", "reminders.enabled=no")
    assert "There is no customer 99." in printed.err
    printed = shell("settings", "explain", "--order", "99")
    assert "There is no quote or order 99." in printed.err


def test_a_buyers_reference_goes_before_who_ordered_and_both_commands_say_so(shell: Shell) -> None:
    shell.ok("customer", "edit", "10001", "--buyer-reference", "4711")
    printed = shell("customer", "set", "10001", "invoice.your_reference=Per")
    assert "the buyer reference of customer 10001, 4711, goes before it" in printed.err
    found = shell("settings", "explain", "--customer", "10001", "--key", "your_ref", "--json").json
    assert [(row["value"], row["level"]) for row in found["rows"]] == [("4711", "customer")]
    shell.ok("project", "set", "P1", "invoice.your_reference=Ola")
    found = shell("settings", "explain", "--project", "P1", "--key", "your_ref", "--json").json
    (row,) = found["rows"]
    assert (row["value"], row["hides"][0]["value"]) == ("Ola", "4711")


def test_a_project_is_found_in_small_letters(shell: Shell) -> None:
    shell.ok("project", "set", "p1", "invoice.our_reference=Ola")
    told = shell.ok("settings", "explain", "--project", "p1", "--key", "our_reference")
    assert "project P1" in told.splitlines()[0]
    assert "Ola" in told


def test_quotes_and_orders_go_with_the_words_of_their_level(tmp_path: Path) -> None:
    company = new_company(tmp_path, "")
    company.ledger.close()
    shell = Shell(tmp_path)
    shell.ok(
        "customer", "set", "10001", "orders.quote_email_subject=Tilbud {no} til {customer}",
        "orders.quote_email_text=Hei!\nDette blir {amount}.", "orders.order_comment=Fra kunden",
    )  # fmt: skip
    shell.ok("quote", "new", "--customer", "10001", "--line", "Te; 3; 50")
    number = 2  # the company has an order already
    shell.ok("quote", "send", str(number))
    shell.ok("order", "set", str(number), "orders.order_comment=Fra ordren")
    shell.ok("quote", "accept", str(number))
    shell.ok("quote", "to-order", str(number))
    shell.ok("order", "confirm", str(number))
    (quote,) = (tmp_path / "outbox").glob("quote-*")
    (order,) = (tmp_path / "outbox").glob("order-*")
    message = message_from_bytes((quote / "message.eml").read_bytes(), policy=default)
    assert message["Subject"] == f"Tilbud {number} til Østre Ærfugl AS"
    body = message.get_body(("plain",))
    assert body is not None
    assert "Hei!\nDette blir 187,50 kr." in body.get_content().replace("\r\n", "\n")
    (pdf,) = order.glob("*.pdf")
    assert "Fra ordren" in text_of(pdf.read_bytes())


def test_at_eighty_columns_all_that_is_hidden_can_be_read(shell: Shell) -> None:
    for noun, ref, days, copy in (
        ("customer", "10001", 30, "regnskapsavdelingen@example.no"),
        ("project", "P1", 20, "prosjektlederen@example.no"),
        ("order", "1", 10, "innkjopsavdelingen@example.no"),
    ):
        shell.ok(noun, "set", ref, f"invoice.terms_days={days}")
        shell.ok(noun, "set", ref, f"sending.cc={copy}")
    told = shell.ok("settings", "explain", "--project", "P1", "--order", "1")
    assert max(map(len, told.splitlines())) <= 80
    assert "…" not in told
    for said in ("20 (project)", "30 (customer)", "14 (company)"):
        assert said in told
    assert "prosjektlederen" in told


def test_a_project_typed_in_small_letters_has_its_say_all_the_same(shell: Shell) -> None:
    shell.ok("project", "set", "P1", "invoice.our_reference=Ola")
    shell.ok("order", "new", "--customer", "10001", "--project", "p1", "--line", "Te; 1; 10")
    shell.ok("recurring", "add", "--customer", "10001", "--project", "p1", "--line", "Leie; 1; 10")
    for option, number in (("--order", "2"), ("--recurring", "2")):
        words = ("settings", "explain", option, number, "--key", "our_ref", "--json")
        found = shell(*words).json
        assert found["target"]["project_no"] == "P1"
        assert found["rows"][0]["value"] == "Ola"
    shell.ok("invoice", "new", "--customer", "10002", "--line", "Te; 1; 10")
    wrong = ("recurring", "add", "--customer", "10002", "--project", "P1", "--line", "Leie; 1; 10")
    assert "Project P1 is customer 10001's, not 10002's." in shell(*wrong).err


def test_what_is_made_of_such_an_order_goes_by_its_project(tmp_path: Path) -> None:
    new_company(tmp_path, "").ledger.close()
    shell = Shell(tmp_path)
    shell.ok("project", "set", "P1", "invoice.foot_text=Hilsen Ola")
    shell.ok("order", "new", "--customer", "10001", "--project", "p1", "--line", "Te; 1; 10")
    shell.ok("recurring", "add", "--customer", "10001", "--project", "p1", "--line", "Leie; 1; 10",
             "--in-advance", "rent", "--auto")  # fmt: skip
    shell.ok("order", "deliver", "2")
    shell.ok("order", "invoice", "2")
    shell("nightly")
    assert len(shell("invoice", "list", "--json").json["rows"]) == 2
    for pdf in (tmp_path / "outbox").glob("*/*.pdf"):
        assert "Hilsen Ola" in text_of(pdf.read_bytes())
