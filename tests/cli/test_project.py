"""`project`: from the first hour to the credit note, as people and programs see it."""

from __future__ import annotations

from pathlib import Path

import pytest

from invoicectl.errors import Exit
from tests.build import new_ledger
from tests.cli.shell import Shell


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    new_ledger(tmp_path).close()
    made = Shell(tmp_path)
    made.ok("project", "add", "--name", "Nettbutikk", "--customer", "10001", "--rate", "1200")
    return made


def log(shell: Shell, *words: str) -> str:
    return shell.ok("project", "log", "P1", *words)


def narrow(text: str) -> bool:
    return max(map(len, text.splitlines())) <= 80


def test_a_project_is_shown_as_it_was_given(shell: Shell) -> None:
    shell.ok(
        "project", "add", "--number", "2026-7", "--name", "Logo", "--customer", "10001",
        "--fixed-price", "100 000", "--budget-hours", "80", "--budget", "90000", "--markup", "7,5",
        "--km-rate", "5,30", "--vat", "25 %", "--order-reference", "PO-7",
    )  # fmt: skip
    one = shell("project", "show", "2026-7", "--json").json["project"]
    assert (one["fixed_price_ore"], one["budget_minutes"], one["budget_ore"]) == (
        10_000_000, 4_800, 9_000_000,
    )  # fmt: skip
    assert (one["markup_bp"], one["km_price_micro"], one["vat_code"]) == (750, 5_300_000, "3")
    text = shell.ok("project", "show", "2026-7")
    for part in ("100 000,00 kr", "7,5 % on expenses", "5,30 a kilometre", "PO-7", "0 % of 80,00"):
        assert part in text
    said = shell.ok("project", "edit", "2026-7", "--budget", "", "--name", "Logoen")
    assert said == "Project 2026-7: changed name, budget.\n"


def test_every_fault_of_a_new_project_is_named_at_once(shell: Shell) -> None:
    printed = shell(
        "project", "add", "--number", "a b", "--customer", "99", "--fixed-price", "0",
        "--budget-hours", "x", "--markup", "2000", "--vat", "24", "--account", "1500",
    )  # fmt: skip
    assert printed.status == Exit.INPUT
    assert [line.split(": ")[1] for line in printed.err.splitlines()] == [
        "project_no", "name", "fixed_price", "budget_hours", "markup", "vat", "customer",
        "account",
    ]  # fmt: skip


def test_hours_expenses_and_kilometres_are_written_down(shell: Shell) -> None:
    said = log(shell, "3,5", "Møte", "med", "kunden", "--person", "Kari", "--on", "30.09.2026")
    assert said == (
        "Entry 1 written down: P1, 30.09.2026, Kari, 3,50 h, Møte med kunden (4 200,00 kr).\n"
    )
    assert "(548,90 kr)" in log(shell, "Taxi", "--expense", "499", "--markup", "10")
    assert "42 km, Til Hamar (210,00 kr)" in log(shell, "Til Hamar", "--km", "42", "--rate", "5")
    assert "(not billed)" in log(shell, "1", "Internt", "--not-billable")
    listed = shell.ok("project", "entries", "list")
    assert narrow(listed)
    assert listed.splitlines()[-1].split() == ["Total", "4,50", "h", "4", "958,90"]
    rows = shell("project", "entries", "list", "--open", "--json").json["rows"]
    assert [row["entry_no"] for row in rows] == [1, 2, 3]
    assert rows[0]["minutes"] == 210
    assert "2,2026-10-01,P1" in shell.ok("project", "entries", "list", "--csv")


def test_entries_are_found_by_person_day_text_and_order(shell: Shell) -> None:
    log(shell, "1", "Alfa", "--person", "Kari", "--on", "2026-09-01")
    log(shell, "3", "Beta", "--person", "Ola", "--on", "2026-09-02")

    def numbers(*words: str) -> list[int]:
        rows = shell("project", "entries", "list", *words, "--json").json["rows"]
        return [row["entry_no"] for row in rows]

    assert numbers("--person", "kari") == [1]
    assert numbers("--from", "2026-09-02") == [2]
    assert numbers("--to", "01.09.2026") == [1]
    assert numbers("--search", "BETA") == [2]
    assert numbers("--sort", "-value") == [2, 1]
    assert numbers("--customer", "10002") == []
    assert shell("project", "entries", "list", "--sort", "x").status == Exit.INPUT


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("P9", "1", "x"), "There is no project P9."),
        (("P1",), "hours: is empty"),
        (("P1", "Møte"), "'Møte' is not a number of hours"),
        (("P1", "1", "x", "--receipt", "borte.pdf"), "borte.pdf: there is no such file"),
    ],
)
def test_a_slip_is_one_sentence(shell: Shell, words: tuple[str, ...], sentence: str) -> None:
    printed = shell("project", "log", *words)
    assert printed.status == Exit.INPUT
    assert sentence in printed.err


def test_a_receipt_comes_back_as_it_went_in(shell: Shell) -> None:
    (shell.folder / "taxi.png").write_bytes(b"\x89PNG taxi")
    log(shell, "Taxi", "--expense", "99", "--receipt", "taxi.png")
    shell.ok("project", "entries", "receipt", "1", "--out", "igjen.png")
    assert (shell.folder / "igjen.png").read_bytes() == b"\x89PNG taxi"
    printed = shell("project", "entries", "receipt", "1")
    assert "taxi.png is there already" in printed.err
    log(shell, "Buss", "--expense", "40", "--receipt", "Ruter 30.09")
    assert "No file is kept with entry 2." in shell("project", "entries", "receipt", "2").err


def test_a_correction_shows_what_was_said_before(shell: Shell) -> None:
    log(shell, "3,5", "Møte", "--person", "Kari")
    shell.ok("project", "entries", "edit", "1", "--hours", "3", "--reason", "Lunsj")
    shell.ok("project", "entries", "remove", "1")
    text = shell.ok("project", "entries", "show", "1")
    for part in ("removed", "Before:", "Kari 3,50 h Møte", "Lunsj", "Kari 3,00 h Møte"):
        assert part in text
    former = shell("project", "entries", "show", "1", "--json").json["former"]
    assert [each["former"]["minutes"] for each in former] == [210, 180]


def test_a_project_is_invoiced_sent_credited_and_invoiced_again(shell: Shell) -> None:
    log(shell, "2", "Møte", "--activity", "rådgivning")
    log(shell, "Taxi", "--expense", "100")
    plan = shell.ok("project", "invoice", "P1", "--dry-run")
    assert "Nettbutikk: rådgivning" in plan
    assert "2 500,00" in plan
    assert narrow(plan)
    assert "2 entries on pages behind the invoice" in shell.ok("project", "invoice", "P1")
    assert "Nothing to invoice up to 01.10.2026." in shell.ok("project", "invoice", "--all")
    assert "is in draft D1" in shell("project", "entries", "remove", "1").err
    shell.ok("send")
    assert "Everything is invoiced." in shell.ok("project", "wip")
    said = shell.ok("invoice", "credit", "10001", "--reason", "Feil")
    assert "'invoicectl project reopen 10001'" in said
    shell.ok("send")
    shown = shell("project", "show", "P1")
    assert "invoice 10001 was credited whole" in shown.err
    assert "2 500,00 kr, 2 500,00 of it credited" in shown.out
    (listed,) = shell("project", "list", "--json").json["rows"]
    assert (listed["invoiced_ore"], listed["uninvoiced_ore"]) == (0, 0)
    assert "'invoicectl project reopen 10001'" in shell("project", "wip").err
    assert "2 entries are free again" in shell.ok("project", "reopen", "10001")
    assert "made free before" in shell.ok("project", "reopen", "10001")
    made = shell("project", "invoice", "--customer", "10001", "--json").json["projects"]
    assert [(one["project_no"], one["drafts"][0]["net_ore"]) for one in made] == [("P1", 250_000)]


def test_a_project_has_settings_of_its_own(shell: Shell) -> None:
    shell.ok("project", "set", "p1", "invoice.terms_days=30", "invoice.language=en")
    log(shell, "2", "Meeting")
    assert "Due 31.10.2026" not in shell.ok(
        "invoice", "new", "--customer", "10001", "--line", "A;1"
    )
    made = shell.ok("project", "invoice", "P1")
    assert "Nettbutikk: hours" in made
    assert "Due 02.11.2026" in made  # 31 October is a Saturday
    assert "there is no" in shell("project", "set", "P9", "invoice.terms_days=30").err.lower()


def test_which_project_must_be_said(shell: Shell) -> None:
    printed = shell("project", "invoice")
    assert printed.status == Exit.INPUT
    assert "Say which project" in printed.err


def test_all_projects_are_invoiced_and_what_cannot_be_is_said(shell: Shell) -> None:
    shell.ok("project", "add", "--name", "Uten pris", "--customer", "10002")
    log(shell, "1", "x")
    shell.ok("project", "log", "P2", "1", "x")
    printed = shell("project", "invoice", "--all")
    assert printed.status == Exit.PERSON_NEEDED
    assert "Draft D1" in printed.out
    assert "left out: P2: Entry 2 has no hourly rate" in printed.err


def test_what_waits_fits_a_terminal_and_warns_of_the_law(shell: Shell) -> None:
    shell.ok("project", "add", "--name", "Et langt navn på et prosjekt", "--customer", "10002")
    log(shell, "2", "Møte", "--on", "2026-07-01")
    shell.ok("project", "log", "P2", "9", "Bygging", "--rate", "98765")
    printed = shell("project", "wip")
    assert narrow(printed.out)
    assert "█" in printed.out
    assert "note: P1 should have been invoiced by 30.09.2026" in printed.err
    by_customer = shell.ok("project", "wip", "--by-customer")
    assert "Kari Nordmann" in by_customer
    assert narrow(by_customer)
    found = shell("project", "wip", "--json", "--as-of", "2026-07-31").json
    assert [row["project_no"] for row in found["rows"]] == ["P1"]
    assert found["totals"]["value_ore"] == 240_000


def test_a_fixed_price_is_planned_and_invoiced_in_parts(shell: Shell) -> None:
    shell.ok("project", "add", "--name", "Logo", "--customer", "10001", "--fixed-price", "100000")
    shell.ok("project", "instalment", "add", "P2", "Start", "--percent", "30", "--on", "2026-09-30")
    assert "lack 70 000,00 kr" in shell("project", "invoice", "P2").err
    said = shell.ok("project", "instalment", "add", "P2", "Slutt", "--rest")
    assert narrow(said)
    assert "all of it is planned" in said
    assert "part of the fixed price" in shell.ok("project", "log", "P2", "8", "Tegning")
    shell.ok("project", "invoice", "P2")
    rows = shell("project", "instalment", "list", "P2", "--json").json["rows"]
    assert [(row["draft"], row["invoice_on"]) for row in rows] == [("D1", "2026-09-30"), ("", None)]
    assert "is in draft D1" in shell("project", "instalment", "remove", "P2", "1").err
    shell.ok("project", "instalment", "edit", "P2", "2", "--text", "Ferdig")
    assert "Ferdig" in shell.ok("project", "show", "P2")
    assert "Give one of" in shell(
        "project", "instalment", "add", "P2", "x", "--rest", "--amount", "1"
    ).err  # fmt: skip


def test_projects_are_listed_by_status_text_and_order(shell: Shell) -> None:
    shell.ok("project", "add", "--name", "Arkiv", "--customer", "10002")
    log(shell, "1", "x")
    shell.ok("project", "close", "P2")

    def numbers(*words: str) -> list[str]:
        rows = shell("project", "list", *words, "--json").json["rows"]
        return [row["project_no"] for row in rows]

    assert numbers() == ["P1"]
    assert numbers("--status", "closed") == ["P2"]
    assert numbers("--status", "all", "--sort", "-no") == ["P2", "P1"]
    assert numbers("kari", "--status", "all") == ["P2"]
    assert numbers("--search", "NETT") == ["P1"]
    assert narrow(shell.ok("project", "list", "--status", "all"))
    assert shell("project", "list", "--status", "x").status == Exit.INPUT
    assert shell("project", "list", "--sort", "x").status == Exit.INPUT


def test_closing_says_what_is_not_invoiced(shell: Shell) -> None:
    log(shell, "1", "x")
    printed = shell("project", "close", "P1")
    assert "1 200,00 kr of it are not invoiced yet" in printed.err
    assert "was closed on" in shell("project", "log", "P1", "1", "x").err
    assert "is open" in shell.ok("project", "close", "P1", "--undo")


def test_projects_are_imported_with_their_rates(shell: Shell) -> None:
    text = "Prosjektnr;Navn;Kunde;Timepris;Timebudsjett\nX1;Gamle;10001;900;40\n;Nye;10002;;\n"
    (shell.folder / "p.csv").write_text(text, "utf-8")
    assert "2 projects: 2 would be added." in shell.ok("project", "import", "p.csv", "--dry-run")
    shell.ok("project", "import", "p.csv")
    old = shell("project", "show", "X1", "--json").json["project"]
    assert (old["budget_minutes"], old["rates"][0]["price_micro"]) == (2_400, 900_000_000)
    assert shell("project", "show", "P2", "--json").json["project"]["name"] == "Nye"
    printed = shell("project", "import", "p.csv", "--update")
    assert "p.csv:3 project_no: is empty, and project P2 looks the same" in printed.err
    again = text.replace(";Nye;", "P2;Nyere;").replace("40", "50")
    (shell.folder / "p.csv").write_text(again, "utf-8")
    said = shell.ok("project", "import", "p.csv", "--update")
    assert "0 added, 2 changed, 0 as they were" in said
    (shell.folder / "p.csv").write_text(again.replace(";900;", ";950;"), "utf-8")
    said = shell.ok("project", "import", "p.csv", "--update")
    assert "0 added, 1 changed, 1 as they were" in said
    rates = shell("project", "show", "X1", "--json").json["project"]["rates"]
    assert [rate["price_micro"] for rate in rates] == [950_000_000]


def test_hours_are_imported_once(shell: Shell) -> None:
    (shell.folder / "t.csv").write_text("dato;timer;tekst\n01.10.2026;2;Møte\n", "utf-8")
    words = ("project", "entries", "import", "t.csv", "--project", "P1")
    assert "1 entry: 1 would be added (2,00 hours)." in shell.ok(*words, "--dry-run")
    assert "1 entry: 1 added (2,00 hours)." in shell.ok(*words)
    assert "1 entry: 0 added (0,00 hours), 1 came before." in shell.ok(*words)
