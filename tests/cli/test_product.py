"""`product`: prices exact, units and rates in words, and what --csv gives comes back whole."""

from __future__ import annotations

from pathlib import Path

import pytest

from invoicectl.errors import Exit
from tests.build import CONFIG
from tests.build import new_ledger
from tests.build import settings_for
from tests.cli.shell import Shell


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    new_ledger(tmp_path).close()
    return Shell(tmp_path)


def add(shell: Shell, *words: str) -> None:
    shell.ok("product", "add", "--name", "Coffee", "--price", "1 240,50", *words)


def shown(shell: Shell, number: str) -> dict[str, object]:
    found: dict[str, object] = shell("product", "show", number, "--json").json["product"]
    return found


def test_every_field_is_taken_and_shown(shell: Shell) -> None:
    add(shell, "--number", "K-1", "--unit", "kilo", "--vat", "15 %", "--account", "3030")
    assert shown(shell, "K-1") == {
        "product_no": "K-1", "name": "Coffee", "unit_price_micro": 1_240_500_000, "unit": "KGM",
        "vat_code": "31", "income_account": "3030", "active": True, "is_incl_vat": False,
        "cost_price_micro": None,
    }  # fmt: skip
    text = shell.ok("product", "show", "K-1")
    for part in ("1 240,50 per kg, excluding VAT", "kg (KGM)", "31, output VAT", "3030 Salgs"):
        assert part in text


def test_what_is_not_given_is_the_usual(shell: Shell) -> None:
    add(shell)
    one = shown(shell, "1")
    assert (one["unit"], one["vat_code"], one["income_account"]) == ("C62", "3", "")
    add(shell)
    assert shown(shell, "2")["name"] == "Coffee"


def test_every_fault_is_named_at_once(shell: Shell) -> None:
    printed = shell(
        "product", "add", "--price", "1.000,00", "--unit", "favn", "--vat", "24", "--account",
        "1500", "--number", "a b",
    )  # fmt: skip
    assert printed.status == Exit.INPUT
    named = [line.split(": ")[1] for line in printed.err.splitlines()]
    assert named == [
        "product_no", "name", "unit_price", "unit", "vat_code", "income_account",
    ]  # fmt: skip
    assert "There are no products yet." in shell.ok("product", "list")


@pytest.mark.parametrize(
    ("given", "code"),
    [("3", "3"), ("25", "3"), ("25 %", "3"), ("15", "31"), ("12", "33"), ("11,11", "32"),
     ("5", "5"), ("51", "51"), ("7", "7")],
)  # fmt: skip
def test_codes_and_rates_of_the_day_are_read(shell: Shell, given: str, code: str) -> None:
    add(shell, "--number", "P", "--vat", given)
    assert shown(shell, "P")["vat_code"] == code


@pytest.mark.parametrize("given", ["0", "0 %", "24", "100", "x", ""])
def test_a_rate_that_is_none_names_the_codes(shell: Shell, given: str) -> None:
    printed = shell("product", "add", "--name", "A", "--price", "1", "--vat", given)
    refused = bool(given)  # an empty one is not given at all
    assert (printed.status == Exit.INPUT) == refused
    assert ("the codes are 3 (output VAT, high rate)" in printed.err) == refused


def test_an_unregistered_company_sells_without_vat(tmp_path: Path) -> None:
    new_ledger(tmp_path).close()
    config = CONFIG.replace("  street:", "  vat_registered: false\n  street:")
    settings_for(tmp_path, config=config)
    shell = Shell(tmp_path)
    add(shell)
    assert shown(shell, "1")["vat_code"] == "6"
    printed = shell("product", "add", "--name", "A", "--price", "1", "--vat", "25 %")
    assert printed.status == Exit.INPUT
    assert "not VAT-registered" in printed.err


@pytest.mark.parametrize("price", ["0", "0,000001", "10000000000", "12.345678"])
def test_prices_are_kept_to_the_millionth(shell: Shell, price: str) -> None:
    shell.ok("product", "add", "--number", "P", "--name", "A", "--price", price)
    micro = shown(shell, "P")["unit_price_micro"]
    assert isinstance(micro, int)
    whole, _, decimals = price.replace(",", ".").partition(".")
    assert micro == int(whole) * 1_000_000 + int(decimals.ljust(6, "0") or 0)


def test_a_change_changes_only_what_was_named(shell: Shell) -> None:
    add(shell, "--number", "K1", "--unit", "kg")
    said = shell.ok("product", "edit", "K1", "--price", "255", "--inactive")
    assert "changed unit_price, active" in said
    one = shown(shell, "K1")
    assert (one["unit_price_micro"], one["unit"], one["active"]) == (255_000_000, "KGM", False)
    assert "K1" not in shell.ok("product", "list")
    assert "K1" in shell.ok("product", "list", "--all")


@pytest.mark.parametrize("verb", ["show", "edit"])
def test_one_that_is_not_there_is_a_sentence(shell: Shell, verb: str) -> None:
    printed = shell("product", verb, "K9")
    assert printed.status == Exit.INPUT
    assert "There is no product K9" in printed.err


def test_people_see_words_and_programs_codes(shell: Shell) -> None:
    add(shell, "--number", "T", "--unit", "timer")
    listed = shell.ok("product", "list", "coff")
    assert "t / hours" in listed
    assert "1 240,50" in listed
    assert max(map(len, listed.splitlines())) <= 80
    assert 'T,Coffee,"1240,50",HUR,3,,True' in shell.ok("product", "list", "--csv")


def test_what_csv_prints_is_imported_whole(shell: Shell) -> None:
    add(shell, "--number", "T", "--unit", "timer", "--vat", "12")
    shell.ok("product", "add", "--name", "-Rabatt", "--price", "0,123456")
    exported = shell.ok("product", "list", "--all", "--csv")
    (shell.folder / "all.csv").write_text(exported, "utf-8")
    said = shell.ok("product", "import", "all.csv", "--update")
    assert "2 products: 0 added, 0 changed, 2 as they were." in said
