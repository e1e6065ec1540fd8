"""Contacts, delivery addresses, limits, blocks, birth dates, merging and forgetting by command."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from invoicectl.errors import Exit
from invoicectl.ledger.connect import open_ledger
from invoicectl.ledger.drafts import draft_of
from tests.build import new_ledger
from tests.cli.shell import Shell

PER = ("--name", "Per Ås", "--role", "Regnskap", "--email", "per@aerfugl.example")


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    new_ledger(tmp_path).close()
    return Shell(tmp_path)


def shown(shell: Shell, number: str = "10001") -> dict[str, Any]:
    found: dict[str, Any] = shell("customer", "show", number, "--json").json
    return found


def place(shell: Shell, draft_no: int) -> str:
    with open_ledger(shell.folder / "ledger.db") as ledger:
        return draft_of(ledger.con, draft_no).delivery_place


def test_a_contact_can_get_the_invoices(shell: Shell) -> None:
    said = shell.ok("customer", "contact", "add", "10001", *PER, "--invoices")
    assert "Invoices go to per@aerfugl.example now (before: post@aerfugl.example)." in said
    assert shown(shell)["customer"]["email"] == "per@aerfugl.example"
    assert "invoices and reminders" in shell.ok("customer", "contact", "list", "10001")
    said = shell.ok("customer", "contact", "edit", "10001", "1", "--email", "ny@aerfugl.example")
    assert "Invoices go to ny@aerfugl.example now" in said
    said = shell.ok("customer", "contact", "edit", "10001", "1", "--no-invoices")
    assert "no longer go to ny@aerfugl.example" in said
    assert shown(shell)["customer"]["email"] == ""


def test_reminders_can_go_to_another(shell: Shell) -> None:
    shell.ok("customer", "contact", "add", "10001", *PER, "--reminders")
    one = shown(shell)
    assert one["customer"]["notice_email"] == "per@aerfugl.example"
    assert one["customer"]["email"] == "post@aerfugl.example"
    assert one["contacts"][0]["role"] == "Regnskap"
    said = shell.ok("customer", "contact", "remove", "10001", "1")
    assert "Reminders still go to per@aerfugl.example" in said
    assert "--notice-email" in said
    assert shown(shell)["contacts"] == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("add", "10001", "--email", "x"), "name: is empty."),
        (("add", "10001", "--name", "P", "--invoices"), "without an e-mail address"),
        (("add", "777", "--name", "P"), "no customer 777"),
        (("edit", "10001", "3", "--name", "P"), "no contact of customer 10001 with the number 3"),
        (("list", "777"), "no customer 777"),
    ],
)
def test_slips_with_contacts_are_sentences(shell: Shell, words: tuple[str, ...], said: str) -> None:
    printed = shell("customer", "contact", *words)
    assert printed.status == Exit.INPUT
    assert said in printed.err
    assert shown(shell)["contacts"] == []


def test_no_personal_detail_of_a_contact_is_logged(shell: Shell) -> None:
    shell.ok("customer", "contact", "add", "10002", *PER, "--invoices")
    shell.ok("customer", "edit", "10002", "--birth-date", "1980-01-31")
    shell.ok("customer", "add", "--name", "Ola Hansen")
    said = shell.ok("ledger", "log", "--json")
    assert "customer.changed" in said
    for secret in ("Per Ås", "per@", "1980", "Ola Hansen"):
        assert secret not in said


def test_a_draft_names_a_delivery_address(shell: Shell) -> None:
    add = ("customer", "address", "add", "10001", "--name", "Lager", "--street", "Kaia 4")
    shell.ok(*add, "--postcode", "5003", "--city", "Bergen", "--gln", "7080000000005")
    shell.ok("invoice", "new", "--customer", "10001", "--line", "A; 1; 10", "--delivery-place",
             "LAGER")  # fmt: skip
    shell.ok("invoice", "new", "--customer", "10001", "--line", "A; 1; 10", "--delivery-place",
             "Torget")  # fmt: skip
    whole = "Lager, Kaia 4, 5003 Bergen"
    assert [place(shell, number) for number in (1, 2)] == [whole, "Torget"]
    shell.ok("invoice", "edit", "D2", "--delivery-place", "lager")
    assert place(shell, 2) == whole
    shell.ok("customer", "address", "edit", "10001", "1", "--street", "Kaia 6")
    assert "Kaia 6" in shell.ok("customer", "address", "list", "10001")
    assert place(shell, 1) == whole
    shell.ok("customer", "address", "remove", "10001", "1")
    assert "no delivery addresses" in shell.ok("customer", "address", "list", "10001")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--name", "lager"), "has a delivery address called 'Lager' already: it is number 1"),
        (("--name", "B", "--gln", "7080000000006"), "gln: '7080000000006' is not a GLN"),
        (("--name", "B", "--postcode", "50"), "postcode: '50' is not a Norwegian postcode"),
        ((), "name: is empty."),
    ],
)
def test_slips_with_addresses_are_sentences(
    shell: Shell, words: tuple[str, ...], said: str
) -> None:
    shell.ok("customer", "address", "add", "10001", "--name", "Lager")
    printed = shell("customer", "address", "add", "10001", *words)
    assert printed.status == Exit.INPUT
    assert said in printed.err


def test_a_blocked_customer_is_sold_nothing_more(shell: Shell) -> None:
    shell.ok("invoice", "new", "--customer", "10001", "--line", "A; 1; 10")
    assert "is blocked" in shell.ok("customer", "block", "10001", "--reason", "Owes since May")
    printed = shell("invoice", "new", "--customer", "10001", "--line", "A; 1; 10")
    assert printed.status == Exit.INPUT
    assert "Customer 10001 is blocked: Owes since May." in printed.err
    assert "customer unblock 10001" in printed.err
    plan = shell("send", "--dry-run")
    assert "is blocked: Owes since May" in plan.out + plan.err
    assert [row["customer_no"] for row in
            shell("customer", "list", "--blocked", "--json").json["rows"]] == ["10001"]  # fmt: skip
    shell.ok("customer", "unblock", "10001")
    shell.ok("invoice", "new", "--customer", "10001", "--line", "A; 1; 10")
    assert shell("customer", "block", "10001", "--reason", " ").status == Exit.INPUT


def test_what_a_blocked_customer_has_can_be_credited(shell: Shell) -> None:
    shell.ok("invoice", "new", "--customer", "10001", "--line", "A; 1; 10")
    shell("send")
    shell.ok("customer", "block", "10001", "--reason", "x")
    shell.ok("invoice", "credit", "10001", "--reason", "Retur")


def test_a_credit_limit_warns_and_counts_what_comes_before(shell: Shell) -> None:
    shell.ok("customer", "edit", "10001", "--credit-limit", "kr 1 000")
    for _ in range(2):
        shell.ok("invoice", "new", "--customer", "10001", "--line", "A; 1; 480")
    (told,) = shell("send", "--dry-run").err.splitlines()
    assert told.startswith("D2 ")
    assert told.endswith(
        "Customer 10001 would owe 1 200,00, which is 200,00 over the credit limit of 1 000,00."
    )
    shell("send")
    said = shell.ok("invoice", "new", "--customer", "10001", "--line", "A; 1; 8", "--json")
    assert "would owe 1 210,00" in said
    shell.ok("customer", "edit", "10001", "--credit-limit", "")
    assert "would owe" not in shell.ok("invoice", "show", "D3")


def test_a_birth_date_is_kept_out_of_lists_and_exports(shell: Shell) -> None:
    shell.ok("customer", "edit", "10002", "--birth-date", "31.01.1980")
    assert "31.01.1980" in shell.ok("customer", "show", "10002")
    for words in (("show", "10002", "--json"), ("list", "--csv"), ("list", "--json")):
        assert "1980" not in shell.ok("customer", *words)
    assert shown(shell, "10002")["birth_date_known"] is True
    shell.ok("customer", "edit", "10002", "--birth-date", "")
    assert "1980" not in shell.ok("customer", "show", "10002")


@pytest.mark.parametrize(
    ("number", "day", "said"),
    [
        ("10001", "1980-01-31", "birth_date: a business customer has none."),
        ("10002", "31-1-80", "birth_date: '31-1-80' is no date."),
        ("10002", "2027-01-01", "birth_date: nobody was born on 01.01.2027."),
        ("10002", "1880-01-01", "birth_date: nobody was born on 01.01.1880."),
    ],
)
def test_a_birth_date_is_checked(shell: Shell, number: str, day: str, said: str) -> None:
    printed = shell("customer", "edit", number, "--birth-date", day)
    assert printed.status == Exit.INPUT
    assert said in printed.err


def test_a_customer_that_is_no_consumer_any_more_has_no_birth_date(shell: Shell) -> None:
    shell.ok("customer", "edit", "10002", "--birth-date", "1980-01-31")
    said = shell.ok("customer", "edit", "10002", "--kind", "business")
    assert "birth_date" in said
    assert shown(shell, "10002")["birth_date_known"] is False


def test_merging_is_told_and_shown(shell: Shell) -> None:
    shell.ok("customer", "add", "--name", "Kari Nordmann", "--phone", "99887766")
    shell.ok("invoice", "new", "--customer", "10003", "--line", "A; 1; 480")
    planned = shell.ok("customer", "merge", "10003", "10002", "--dry-run")
    assert "Customer 10003 would be merged into customer 10002." in planned
    said = shell.ok("customer", "merge", "10003", "10002")
    assert "Customer 10003 is merged into customer 10002." in said
    assert "moved: 1 draft" in said
    assert "filled in from 10003: phone" in said
    assert "Merged into" in shell.ok("customer", "show", "10003")
    assert shown(shell, "10002")["older_numbers"] == ["10003"]
    assert "already" in shell.ok("customer", "merge", "10003", "10002")
    printed = shell("customer", "edit", "10003", "--phone", "1")
    assert "merged into customer 10002" in printed.err


def test_forgetting_is_told_and_final(shell: Shell) -> None:
    planned = shell.ok("customer", "forget", "10002", "--dry-run")
    assert "Customer 10002 would be erased." in planned
    assert "Kari" in shell.ok("customer", "list")
    said = shell.ok("customer", "forget", "10002")
    assert "erased: name, street, postcode, city, email" in said
    assert "Kari" not in shell.ok("customer", "list", "--all")
    assert "Erased" in shell.ok("customer", "show", "10002")
    for words in (("edit", "10002", "--name", "Kari"), ("merge", "10002", "10001")):
        printed = shell("customer", *words)
        assert printed.status == Exit.INPUT
        assert "was erased on 01.10.2026" in printed.err


def test_who_owes_cannot_be_forgotten(shell: Shell) -> None:
    shell.ok("invoice", "new", "--customer", "10002", "--line", "A; 1; 480")
    printed = shell("customer", "forget", "10002")
    assert printed.status == Exit.INPUT
    assert "Customer 10002 cannot be erased yet: 1 draft." in printed.err


def test_a_birth_date_is_told_with_all_other_faults(shell: Shell) -> None:
    words = ("--email", "x", "--gln", "1", "--birth-date", "x", "--credit-limit", "much")
    printed = shell("customer", "add", "--name", "Ola", *words)
    named = [line.split(": ")[1] for line in printed.err.splitlines()]
    assert named == ["gln", "email", "credit_limit", "birth_date"]
    assert "Ola" not in shell.ok("customer", "list")
