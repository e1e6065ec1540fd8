"""What all lists can do: narrow, search and sort, for people and for programs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from invoicectl.errors import Exit
from tests.banking import ocr
from tests.banking import paid
from tests.build import add
from tests.build import consumer
from tests.build import customer
from tests.build import draft
from tests.build import line
from tests.build import new_ledger
from tests.cli.shell import Shell

if TYPE_CHECKING:
    from pathlib import Path

PEOPLE = (customer(name="Østre Ærfugl AS"), consumer(name="Åse Dahl"), consumer("10003", name="Bo"))


@pytest.fixture(scope="module")
def shell(tmp_path_factory: pytest.TempPathFactory) -> Shell:
    """Return a shell that all tests share, for they only look."""
    return built(tmp_path_factory.mktemp("company"))


def built(folder: Path) -> Shell:
    """Return a shell with three invoices, two drafts, and the deliveries of the invoices."""
    with new_ledger(folder, customers=PEOPLE) as ledger:
        add(ledger, draft("10001", line("Kaffe", "3")), draft("10002"), draft("10003"))
        add(ledger, draft("10002", line("Te", "9"), is_ready=False))
        add(ledger, draft("10001", line("Kopp"), is_ready=False))
    shell = Shell(folder)
    shell.ok("send", "D1", "D2", "D3")
    return shell


def rows(shell: Shell, key: str, *words: str) -> list[object]:
    printed = shell(*words, "--json")
    assert printed.status == 0, printed.err
    return [row[key] for row in printed.json["rows"]]


@pytest.mark.parametrize(
    ("words", "numbers"),
    [
        ((), [10001, 10002, 10003]),
        (("--customer", "10002"), [10002]),
        (("--status", "open", "--sort", "-total"), [10001, 10002, 10003]),
        (("--sort", "customer"), [10003, 10001, 10002]),
        (("--search", "åSE"), [10002]),
        (("--from", "2026-10-02"), []),
        (("--from", "01.10.2026", "--to", "01.10.2026", "--open"), [10001, 10002, 10003]),
        (("--status", "paid", "--open"), []),
    ],
)
def test_invoices(shell: Shell, words: tuple[str, ...], numbers: list[int]) -> None:
    assert rows(shell, "invoice_no", "invoice", "list", *words) == numbers


@pytest.mark.parametrize(
    ("words", "refs"),
    [
        ((), ["D4", "D5"]),
        (("--customer", "10001"), ["D5"]),
        (("--search", "te"), ["D4"]),
        (("--search", "TE"), ["D4"]),
        (("--search", "kopp"), ["D5"]),
        (("--sort", "total"), ["D5", "D4"]),
        (("--sort", "-ref"), ["D5", "D4"]),
        (("--sort", "customer_name"), ["D5", "D4"]),
    ],
)
def test_drafts(shell: Shell, words: tuple[str, ...], refs: list[str]) -> None:
    assert rows(shell, "ref", "invoice", "list", "--drafts", *words) == refs


@pytest.mark.parametrize(
    ("words", "ids"),
    [
        ((), []),
        (("--all",), [1, 2, 3]),
        (("--status", "sent", "--sort", "-ref"), [3, 2, 1]),
        (("--state", "sent", "--customer", "10002"), [2]),
        (("--all", "--search", "10003"), [3]),
        (("--all", "--from", "2026-10-01", "--to", "2026-10-01"), [1, 2, 3]),
        (("--all", "--to", "2026-09-30"), []),
        (("--all", "--open"), []),
    ],
)
def test_deliveries(shell: Shell, words: tuple[str, ...], ids: list[int]) -> None:
    assert rows(shell, "id", "outbox", "list", *words) == ids


def test_a_day_of_the_outbox_is_a_norwegian_day(tmp_path: Path) -> None:
    with new_ledger(tmp_path) as ledger:
        add(ledger, draft())
    shell = Shell(tmp_path)
    assert shell("send", at="2026-10-01T22:30:00+00:00").status == 0  # half past midnight
    assert rows(shell, "id", "outbox", "list", "--all", "--from", "2026-10-02") == [1]
    assert rows(shell, "id", "outbox", "list", "--all", "--to", "2026-10-01") == []


def test_payments(tmp_path: Path) -> None:
    shell = built(tmp_path)
    kids = rows(shell, "kid", "invoice", "list")
    came = [paid(str(kids[1]), 25_000), paid("42", 700)]
    (tmp_path / "ocr.txt").write_bytes(ocr(came))
    assert shell("payment", "import", "ocr.txt").status == Exit.PERSON_NEEDED
    assert rows(shell, "amount_ore", "payment", "list", "--sort", "amount") == [700, 25_000]
    assert rows(shell, "amount_ore", "payment", "list", "--sort", "-amount") == [25_000, 700]
    for words, ore in (
        (("--status", "matched"), [25_000]),
        (("--status", "queued"), [700]),
        (("--open",), [700]),
        (("--customer", "10002"), [25_000]),
        (("--search", "10002"), [25_000]),
        (("--from", "2030-01-01"), []),
        (("--to", "2020-01-01"), []),
    ):
        assert rows(shell, "amount_ore", "payment", "list", *words) == ore, words


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("invoice", "list", "--sort", "farge"), "no column 'farge'; sort by invoice_no, "),
        (("invoice", "list", "--drafts", "--sort", "farge"), "no column 'farge'; sort by ref, "),
        (("outbox", "list", "--sort", "farge"), "no column 'farge'; sort by id, "),
        (("payment", "list", "--sort", "farge"), "no column 'farge'; sort by payment, "),
        (("customer", "list", "--sort", "farge"), "no column 'farge'; sort by number, "),
        (("product", "list", "--sort", "farge"), "no column 'farge'; sort by product_no, "),
        (("invoice", "list", "--customer", "99"), "There is no customer 99"),
        (("payment", "list", "--customer", "99"), "There is no customer 99"),
        (("invoice", "list", "--from", "igår"), "--from: 'ig\\xe5r' is no date"),
        (("outbox", "list", "--from", "2026-02-01", "--to", "2026-01-01"), "lies before --from"),
        (("invoice", "list", "--drafts", "--open"), "not for drafts"),
        (("outbox", "list", "--state", "sent", "--open"), "is not open"),
        (("payment", "list", "--status", "matched", "--open"), "is not matched"),
    ],
)
def test_what_cannot_be_meant_is_a_sentence(
    shell: Shell, words: tuple[str, ...], said: str
) -> None:
    printed = shell(*words)
    assert printed.status == Exit.INPUT
    assert said in printed.err
    assert printed.out == ""


@pytest.mark.parametrize(
    ("words", "numbers"),
    [
        (("--sort", "name"), ["10003", "10001", "10002"]),
        (("--sort", "-name"), ["10002", "10001", "10003"]),
        (("--search", "åse"), ["10002"]),
        (("åse",), ["10002"]),
        (("--open",), ["10001", "10002", "10003"]),
    ],
)
def test_customers(shell: Shell, words: tuple[str, ...], numbers: list[str]) -> None:
    assert rows(shell, "customer_no", "customer", "list", *words) == numbers


def test_an_empty_outbox_says_which(shell: Shell) -> None:
    assert shell.ok("outbox", "list") == "Nothing waits, failed or is uncertain.\n"
    assert shell.ok("outbox", "list", "--status", "bounced") == "There are no such deliveries.\n"


def test_csv_is_narrowed_too(shell: Shell) -> None:
    head, *more = shell.ok("invoice", "list", "--search", "Bo", "--csv").splitlines()
    assert head.startswith("invoice_no,kind,customer_no")
    assert [one.split(",")[0] for one in more] == ["10003"]


@pytest.fixture(scope="module")
def sales(tmp_path_factory: pytest.TempPathFactory) -> Shell:
    """Return a shell with a quote, an order, a project with work, and an agreement of each."""
    folder = tmp_path_factory.mktemp("sales")
    new_ledger(folder, customers=PEOPLE).close()
    shell = Shell(folder)
    for who, price in (("10001", "100"), ("10002", "300"), ("10003", "200")):
        shell.ok("quote", "new", "--customer", who, "--line", f"Kaffe; {price}")
    for who, price in (("10001", "100"), ("10002", "300"), ("10003", "200")):
        shell.ok("order", "new", "--customer", who, "--line", f"Kaffe; {price}")
    for who, rate in (("10001", "100"), ("10002", "300"), ("10003", "200")):
        shell.ok("project", "add", "--name", f"For {who}", "--customer", who, "--rate", rate)
        number = f"P{int(who) - 10000}"
        shell.ok("project", "log", number, "1", "Møte", "--person", "Kari")
        shell.ok("recurring", "add", "--customer", who, "--line", f"Abo; {rate}")
    return shell


@pytest.mark.parametrize(
    ("words", "key", "low_to_high"),
    [
        (("quote", "list", "--sort", "total"), "order_no", [1, 3, 2]),
        (("quote", "list", "--sort", "customer"), "order_no", [3, 1, 2]),
        (("order", "list", "--sort", "to-deliver"), "order_no", [4, 6, 5]),
        (("project", "list", "--sort", "uninvoiced"), "project_no", ["P1", "P3", "P2"]),
        (("project", "list", "--sort", "customer"), "project_no", ["P3", "P1", "P2"]),
        (("project", "entries", "list", "--sort", "value"), "entry_no", [1, 3, 2]),
        (("recurring", "list", "--sort", "net"), "recurring_no", [1, 3, 2]),
        (("recurring", "list", "--sort", "customer"), "recurring_no", [3, 1, 2]),
    ],
)
def test_sales_are_sorted_both_ways_and_by_the_norwegian_alphabet(
    sales: Shell, words: tuple[str, ...], key: str, low_to_high: list[object]
) -> None:
    assert rows(sales, key, *words) == low_to_high
    assert rows(sales, key, *words[:-1], f"-{words[-1]}") == low_to_high[::-1]


@pytest.mark.parametrize("noun", ["quote", "order", "project", "project entries", "recurring"])
def test_a_list_of_sales_says_what_cannot_be_meant(sales: Shell, noun: str) -> None:
    asked: list[tuple[tuple[str, ...], str]] = [
        (("--customer", "999"), "no customer 999"),
        (("--sort", "colour"), "no column"),
    ]
    if noun != "project":
        asked.append((("--from", "2026-10-02", "--to", "2026-10-01"), "lies before --from"))
    for words, why in asked:
        printed = sales(*noun.split(), "list", *words)
        assert printed.status == Exit.INPUT
        assert why in printed.err
