"""`product price` and `price-list`: set, explained, used on lines, and by spreadsheet."""

from __future__ import annotations

from pathlib import Path

import pytest

from invoicectl.errors import Exit
from tests.build import new_ledger
from tests.build import settings_for
from tests.cli.shell import Shell


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    new_ledger(tmp_path).close()
    shell = Shell(tmp_path)
    shell.ok(
        "product", "add", "--number", "K1", "--name", "Kaffe", "--price", "240", "--unit", "kg"
    )
    shell.ok(
        "product", "add", "--number", "KURS", "--name", "Kurs", "--price", "1250", "--incl-vat"
    )
    shell.ok("price-list", "add", "engros", "--title", "Wholesale")
    return shell


def priced(shell: Shell, *words: str) -> str:
    return shell.ok("product", "price", *words)


def drafted_micro(shell: Shell, *words: str) -> int:
    """Return the price on the line of a new draft."""
    made = shell("invoice", "new", "--customer", "10001", *words, "--json")
    assert made.status == 0, made.err
    (line,) = made.json["drafts"][0]["lines"]
    micro = line["unit_price_micro"]
    assert isinstance(micro, int)
    return micro


def fault(shell: Shell, *words: str) -> str:
    printed = shell(*words)
    assert printed.status == Exit.INPUT
    assert printed.out == ""
    return printed.err


def test_a_price_is_set_changed_and_taken_away(shell: Shell) -> None:
    words = ("K1", "--list", "engros", "--from", "2026-12-01")
    assert priced(shell, *words, "--price", "90") == "K1, list engros, from 01.12.2026: 90,00.\n"
    assert "90,00, as it was." in priced(shell, *words, "--price", "90")
    assert "95,00 instead of 90,00." in priced(shell, *words, "--price", "95")
    assert "95,00 is taken away." in priced(shell, *words, "--remove")
    assert "There is no price of K1" in fault(shell, "product", "price", *words, "--remove")
    events = [row["event"] for row in shell("ledger", "log", "--json").json["rows"]]
    assert events[-3:] == ["price.set", "price.set", "price.removed"]


def test_a_line_costs_what_the_customer_pays_that_day(shell: Shell) -> None:
    priced(shell, "K1", "--customer", "10001", "--price", "200", "--from", "2026-10-05")
    priced(shell, "K1", "--price", "260", "--from", "2026-11-01")
    assert drafted_micro(shell, "--product", "K1") == 240_000_000
    assert drafted_micro(shell, "--product", "K1", "--delivered", "2026-10-05") == 200_000_000
    shown = shell("product", "show", "K1", "--customer", "10002", "--on", "2026-11-01", "--json")
    assert shown.json["applies"]["unit_price_micro"] == 260_000_000


def test_the_list_of_the_company_is_in_force_for_all(shell: Shell, tmp_path: Path) -> None:
    settings_for(tmp_path, "invoice:\n  price_list: engros\n")
    priced(shell, "K1", "--list", "engros", "--price", "190", "--from", "2026-01-01")
    priced(shell, "K1", "--list", "engros", "--price", "170", "--from", "2026-01-01",
           "--at-least", "10")  # fmt: skip
    assert drafted_micro(shell, "--product", "K1=9,5") == 190_000_000
    assert drafted_micro(shell, "--product", "K1=10") == 170_000_000
    assert "for all" in shell.ok("price-list", "list")


def test_products_are_listed_as_a_customer_pays(shell: Shell) -> None:
    shell.ok("customer", "set", "10001", "invoice.price_list=engros")
    priced(shell, "K1", "--list", "engros", "--price", "190", "--from", "2026-10-05")
    own, on_the_day, others = (
        [row["unit_price"] for row in shell("product", "list", *words, "--json").json["rows"]]
        for words in (
            ("--customer", "10001"),
            ("--customer", "10001", "--on", "05.10.2026"),
            ("--on", "05.10.2026"),
        )
    )
    assert own == others == ["240,00", "1250,00"]
    assert on_the_day == ["190,00", "1250,00"]


@pytest.mark.parametrize(
    ("settings", "micro"),
    [
        ({}, 240_000_000),
        ({"customer": "engros"}, 190_000_000),
        ({"customer": "engros", "order": "medlem"}, 180_000_000),
        ({"customer": "medlem", "order": "engros"}, 190_000_000),
        ({"customer": "engros", "order": "-"}, 240_000_000),
    ],
)
def test_the_most_special_level_has_the_list(
    shell: Shell, settings: dict[str, str], micro: int
) -> None:
    shell.ok("price-list", "add", "medlem")
    priced(shell, "K1", "--list", "engros", "--price", "190", "--from", "2026-01-01")
    priced(shell, "K1", "--list", "medlem", "--price", "180", "--from", "2026-01-01")
    shell.ok("order", "new", "--customer", "10001", "--line", "Te; 1")
    for level, name in settings.items():
        ref = {"customer": "10001", "order": "1"}[level]
        shell.ok(level, "set", ref, f"invoice.price_list={name}")
    shell.ok("order", "edit", "1", "--product", "K1")
    (line,) = (
        each for each in shell("order", "show", "1", "--json").json["lines"] if each["product_no"]
    )
    assert line["unit_price_micro"] == micro


def test_a_list_that_is_not_there_stops_the_draft(shell: Shell, tmp_path: Path) -> None:
    settings_for(tmp_path, "invoice:\n  price_list: engross\n")
    said = fault(shell, "invoice", "new", "--customer", "10001", "--product", "K1")
    assert "There is no price list 'engross', which the setting invoice.price_list names" in said


def test_prices_of_drafts_in_a_file(shell: Shell, tmp_path: Path) -> None:
    priced(shell, "K1", "--price", "150", "--at-least", "20", "--from", "2026-01-01")
    (tmp_path / "drafts.csv").write_text(
        "customer;product;quantity;price;discount\n"
        "10001;K1;20;;\n10001;K1;20;99;\n10001;K1;2;;+10 %\n10002;K1;30;;\n",
        "utf-8",
    )
    made = shell("invoice", "new", "--from", "drafts.csv", "--json").json["drafts"]
    lines = [line for each in made for line in each["lines"]]
    assert [line["unit_price_micro"] // 1_000_000 for line in lines] == [150, 99, 240, 150]
    assert lines[2]["discount_bp"] == -1_000


def test_entered_prices_with_vat(shell: Shell, tmp_path: Path) -> None:
    (tmp_path / "drafts.yaml").write_text(
        "customer: 10001\n"
        "lines:\n"
        "  - 'Kurs; 1; 1250; incl'\n"
        "  - {text: Kaffe, price: 99.90, incl_vat: yes}\n"
        "  - {product: KURS}\n"
        "  - {product: KURS, price: 1000, incl_vat: no}\n",
        "utf-8",
    )
    (draft,) = shell("invoice", "new", "--from", "drafts.yaml", "--json").json["drafts"]
    assert [line["is_incl_vat"] for line in draft["lines"]] == [True, True, True, False]
    assert draft["total_ore"] == 125_000 + 9_990 + 125_000 + 125_000
    text = shell.ok("invoice", "show", "D1")
    assert "1 250,00 incl." in text
    assert max(map(len, text.splitlines())) <= 80


def test_a_word_that_is_no_vat_is_refused(shell: Shell, tmp_path: Path) -> None:
    (tmp_path / "d.yaml").write_text("customer: 10001\nlines: [{text: A, price: 1, incl: x1}]\n")
    assert "d.yaml:2 incl_vat: 'x1' is not yes or no" in fault(
        shell, "invoice", "new", "--from", "d.yaml"
    )


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("K9", "--price", "1"), "There is no product K9"),
        (("K1",), "Give --price, or --remove"),
        (("K1", "--price", "1", "--remove"), "Give --price, or --remove"),
        (("K1", "--price", "-1"), "--price: '-1' is negative"),
        (("K1", "--price", "1", "--list", "x"), "There is no price list 'x'"),
        (("K1", "--price", "1", "--customer", "9"), "There is no customer 9"),
        (("K1", "--price", "1", "--list", "engros", "--customer", "10001"), "not to both"),
        (("K1", "--price", "1", "--from", "2026-13-01"), "--from: '2026-13-01' is no date"),
        (("K1", "--price", "1", "--to", "2026-01-01"), "before it begins"),
        (("K1", "--price", "1", "--at-least", "x"), "--at-least: 'x' is not a number"),
    ],
)
def test_what_cannot_be_a_price_is_a_sentence(
    shell: Shell, words: tuple[str, ...], said: str
) -> None:
    assert said in fault(shell, "product", "price", *words)


@pytest.mark.parametrize("name", ["", "a b", "x" * 21])
def test_what_cannot_be_a_name_is_a_sentence(shell: Shell, name: str) -> None:
    assert "The name of a price list" in fault(shell, "price-list", "add", name)


def test_a_name_is_taken_once(shell: Shell) -> None:
    assert "There is a price list 'engros' already" in fault(shell, "price-list", "add", "engros")


def test_a_list_goes_to_a_spreadsheet_and_comes_back(shell: Shell, tmp_path: Path) -> None:
    priced(shell, "K1", "--list", "engros", "--price", "190", "--to", "2026-12-31")
    priced(shell, "KURS", "--list", "engros", "--price", "900,50", "--at-least", "2,5")
    csv = shell.ok("price-list", "show", "engros", "--csv")
    assert csv.splitlines()[1:] == [
        'K1,Kaffe,"190,00",engros,,2026-10-01,2026-12-31,,False',
        'KURS,Kurs,"900,50",engros,,2026-10-01,,"2,5",True',
    ]
    (tmp_path / "back.csv").write_text(csv.replace("900,50", "950"), "utf-8")
    dry = shell.ok("price-list", "import", "back.csv", "--dry-run")
    assert "2 prices: 0 would be added, 1 would be changed, 1 as they were." in dry
    assert shell.ok("price-list", "show", "engros", "--csv") == csv
    done = shell("price-list", "import", "back.csv", "--json").json
    assert (done["updated"], done["unchanged"], done["ignored"]) == (["KURS"], 1, ["name"])
    assert "950,00" in shell.ok("price-list", "show", "engros")


def test_every_fault_of_a_file_is_named_and_nothing_done(shell: Shell, tmp_path: Path) -> None:
    (tmp_path / "bad.csv").write_text(
        "varenr;pris;fra;til;kunde;minimum;inkl\n"
        "K1;180;2026-13-01;;;;\n"
        "K9;1;;;;;\n"
        ";x;;;;;\n"
        "K1;1;2026-02-01;2026-01-01;;;\n"
        "K1;1;;;9;;\n"
        "K1;1;;;;y;kanskje\n"
        "K1;5;;;;;\n"
        "K1;6;;;;;\n",
        "utf-8",
    )
    said = fault(shell, "price-list", "import", "bad.csv", "--list", "engros").splitlines()
    assert [line.removeprefix("error: ").split(": ")[0] for line in said[:-1]] == [
        "bad.csv:2 from", "bad.csv:4 product_no", "bad.csv:4 price", "bad.csv:7 at_least",
        "bad.csv:7 incl_vat", "bad.csv:3", "bad.csv:5", "bad.csv:6", "bad.csv:9",
    ]  # fmt: skip
    assert said[-1] == "hint: Nothing was imported; correct the file and try again."
    assert "There are no such prices" in shell.ok("price-list", "show", "engros")


@pytest.mark.parametrize(
    ("head", "said"),
    [
        ("varenr;navn", "no column is the price"),
        ("varenr;pris;enhetspris", "two columns are the price"),
        ("navn;farge", "no column is the product_no or the price"),
    ],
)
def test_a_file_needs_products_and_prices(
    shell: Shell, tmp_path: Path, head: str, said: str
) -> None:
    (tmp_path / "bad.csv").write_text(f"{head}\nK1;1;1\n", "utf-8")
    assert said in fault(shell, "price-list", "import", "bad.csv")


def test_heads_are_mapped_by_hand(shell: Shell, tmp_path: Path) -> None:
    (tmp_path / "p.csv").write_text("kode;kr;farge\nK1;181;rød\n", "utf-8")
    words = ("price-list", "import", "p.csv", "--map", "kode=product_no", "--map", "kr=price")
    assert "1 price: 1 added." in shell.ok(*words)
    assert "181,00" in shell.ok("price-list", "show")
    assert "does not name a column" in fault(shell, *words, "--map", "farge=x")


def test_why_a_price_applies_fits_the_terminal(shell: Shell) -> None:
    priced(shell, "K1", "--customer", "10001", "--price", "200", "--to", "2026-12-31")
    priced(shell, "K1", "--price", "250", "--from", "2027-01-01")
    text = shell.ok("product", "show", "K1", "--customer", "10001")
    assert "Customer 10001 pays 200,00 per kg, excluding VAT, on 01.10.2026:" in text
    assert "own price wins" in text
    assert max(map(len, text.splitlines())) <= 80
    assert "Price of" not in shell.ok("product", "show", "KURS")


def test_the_ledger_stays_sound(shell: Shell) -> None:
    priced(shell, "K1", "--list", "engros", "--price", "190")
    priced(shell, "KURS", "--customer", "10001", "--price", "999,99")
    shell.ok("invoice", "new", "--customer", "10001", "--product", "KURS=3")
    shell.ok("send")
    shell.ok("ledger", "backup")
    assert shell("ledger", "check").status == 0
    (one,) = shell("invoice", "list", "--json").json["rows"]
    assert one["total_ore"] == 299_997


def test_prices_are_searched_and_sorted(shell: Shell) -> None:
    priced(shell, "K1", "--list", "engros", "--price", "190", "--from", "2026-10-01")
    priced(shell, "KURS", "--list", "engros", "--price", "900", "--from", "2026-11-01")
    priced(shell, "K1", "--list", "engros", "--price", "180", "--from", "2026-12-01")

    def shown(*words: str) -> list[str]:
        rows = shell("price-list", "show", "engros", "--json", *words).json["rows"]
        return [row["price"] for row in rows]

    assert shown("--sort", "price") == ["180,00", "190,00", "900,00"]
    assert shown("--sort", "-from") == ["180,00", "900,00", "190,00"]
    assert shown("--search", "kurs") == ["900,00"]
    assert "no column 'x'; sort by product_no" in fault(shell, "price-list", "show", "--sort", "x")


def test_a_level_cannot_name_a_list_that_is_not_there(shell: Shell) -> None:
    said = fault(shell, "customer", "set", "10001", "invoice.price_list=nope")
    assert "There is no price list 'nope'" in said
    assert shell.ok("customer", "set", "10001", "invoice.price_list=engros")
    assert shell.ok("customer", "set", "10001", "invoice.price_list=-")
