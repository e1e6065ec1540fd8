"""`customer`: every field checked at once, changes kept, and what --csv gives comes back whole."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from invoicectl.domain.customer import Customer
from invoicectl.errors import Exit
from invoicectl.flows.customer_fields import FIELDS
from invoicectl.ledger.connect import open_ledger
from invoicectl.ledger.customers import find_customers
from tests.build import new_ledger
from tests.build import settings_for
from tests.cli.shell import Shell

WHOLE = {
    "kind": "business", "name": "Blåbær & Sønn AS", "orgnr": "974760673",
    "attention": "Per Ås", "street": "Bakgården\nStorgata 1", "postcode": "0182", "city": "Oslo",
    "country": "NO", "email": "post@b.example", "notice_email": "purring@b.example",
    "phone": "+4722334455", "language": "nn", "channel": "folder", "terms_days": 75,
    "express_terms": True, "your_reference": "=Innkjøp", "buyer_reference": "BEST-7",
    "gln": "7080000000005", "mobile": "99887766", "credit_limit_ore": 1_250_050,
    "blocked_reason": "", "note": "Ring; før kl. 9\nSpør etter Per",
    "vat_registered": True, "active": True,
}  # fmt: skip


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    new_ledger(tmp_path).close()
    return Shell(tmp_path)


def add_whole(shell: Shell) -> None:
    shell.ok(
        "customer", "add", "--name", "Blåbær & Sønn AS", "--orgnr", "NO 974 760 673 MVA",
        "--attention", "Per Ås", "--street", "Bakgården", "--street", "Storgata 1",
        "--postcode", "0182", "--city", "Oslo", "--country", "no", "--email", "post@b.example",
        "--notice-email", "purring@b.example", "--phone", "+47 22 33 44 55", "--language",
        "nynorsk", "--channel", "folder", "--terms-days", "75", "--express-terms",
        "--your-reference", "=Innkjøp", "--buyer-reference", "BEST-7", "--gln", "708 0000 00000 5",
        "--mobile", "998 87 766", "--credit-limit", "12 500,50",
        "--note", "Ring; før kl. 9\nSpør etter Per",
    )  # fmt: skip


def shown(shell: Shell, number: str) -> dict[str, object]:
    found: dict[str, object] = shell("customer", "show", number, "--json").json["customer"]
    return found


def test_every_field_is_taken_and_shown(shell: Shell) -> None:
    add_whole(shell)
    assert shown(shell, "10003") == {"customer_no": "10003", **WHOLE}
    text = shell.ok("customer", "show", "10003")
    for part in ("974760673 MVA", "Bakgården, Storgata 1", "0182 Oslo", "75 days", "0,00"):
        assert part in text


def test_the_record_and_the_fields_are_the_same() -> None:
    assert [field.name for field in FIELDS] == list(Customer.__slots__)


def test_every_fault_is_named_at_once(shell: Shell) -> None:
    printed = shell(
        "customer", "add", "--orgnr", "974760674", "--postcode", "150", "--email", "x",
        "--kind", "firm", "--terms-days", "x", "--language", "fr", "--channel", "fax",
    )  # fmt: skip
    assert printed.status == Exit.INPUT
    named = [line.split(": ")[1] for line in printed.err.splitlines()]
    assert named == [
        "kind", "name", "orgnr", "email", "language", "channel", "terms_days", "postcode",
    ]  # fmt: skip
    assert [row["customer_no"] for row in shell("customer", "list", "--json").json["rows"]] == [
        "10001",
        "10002",
    ]


@pytest.mark.parametrize(
    ("words", "kind", "warned"),
    [
        (("--name", "Kari"), "consumer", "neither a whole address nor"),
        (("--name", "Ola AS", "--orgnr", "974760673"), "business", ""),
        (("--name", "X", "--orgnr", "974760673", "--kind", "consumer"), "consumer", "check the"),
        (("--name", "Kommunen", "--orgnr", "974760673", "--kind", "public"), "public", "R003"),
        (("--name", "Østre", "--orgnr", "310003123"), "business", "looks like customer 10001"),
        (("--name", "K", "--orgnr", "974760673", "--channel", "email"), "business", "no e-mail"),
    ],
)
def test_kinds_follow_and_slips_are_told(
    shell: Shell, words: tuple[str, ...], kind: str, warned: str
) -> None:
    printed = shell("customer", "add", *words)
    assert printed.status == Exit.DONE
    assert f"({kind})" in printed.out
    assert warned in printed.err
    assert bool(printed.err) == bool(warned)


@pytest.mark.parametrize(
    ("kind", "days", "express", "refused"),
    [
        ("business", "61", False, True),  # TRM-1
        ("business", "61", True, False),
        ("business", "60", False, False),
        ("public", "61", True, True),  # TRM-2
        ("public", "31", False, False),
        ("consumer", "90", False, False),  # TRM-3
    ],
)
def test_terms_keep_to_the_law(
    shell: Shell, kind: str, days: str, *, express: bool, refused: bool
) -> None:
    words = ["--name", "X", "--kind", kind, "--terms-days", days]
    printed = shell("customer", "add", *words, *(["--express-terms"] if express else []))
    assert (printed.status == Exit.INPUT) == refused
    assert ("error: terms_days: TRM-" in printed.err) == refused


def test_a_number_that_could_not_stand_in_a_kid_is_refused(shell: Shell) -> None:
    printed = shell("customer", "add", "--name", "X", "--number", "A1")
    assert printed.status == Exit.INPUT
    assert "error: customer_no: " in printed.err
    assert "KID" in printed.err


def test_a_taken_number_is_a_sentence(shell: Shell) -> None:
    printed = shell("customer", "add", "--name", "X", "--number", "10001")
    assert printed.status == Exit.INPUT
    assert "Customer number 10001 is taken" in printed.err


def test_a_change_changes_only_what_was_named(shell: Shell) -> None:
    add_whole(shell)
    said = shell.ok("customer", "edit", "10003", "--email", "", "--no-vat", "--terms-days", "")
    assert "changed vat_registered, email, terms_days" in said
    changed = {"email": "", "vat_registered": False, "terms_days": None}
    assert shown(shell, "10003") == {"customer_no": "10003", **WHOLE, **changed}
    assert "nothing changed" in shell.ok("customer", "edit", "10003", "--email", "")


def test_a_change_is_in_the_log_without_what_it_held(shell: Shell) -> None:
    shell.ok("customer", "edit", "10002", "--phone", "99887766")
    said = shell.ok("ledger", "log", "10002", "--json")
    assert "customer.changed" in said
    assert "phone" in said
    assert "99887766" not in said


@pytest.mark.parametrize("verb", ["show", "edit"])
def test_somebody_who_is_not_there_is_a_sentence(shell: Shell, verb: str) -> None:
    printed = shell("customer", verb, "777")
    assert printed.status == Exit.INPUT
    assert "There is no customer 777" in printed.err


def test_lists_are_searched_and_fit_the_terminal(shell: Shell) -> None:
    add_whole(shell)
    listed = shell.ok("customer", "list")
    assert max(map(len, listed.splitlines())) <= 80
    assert "Kari Nordmann" in listed
    assert "Kari" not in shell.ok("customer", "list", "blåbær")
    assert "No customer contains '%'" in shell.ok("customer", "list", "%")
    numbers = [row["customer_no"] for row in shell("customer", "list", "--json").json["rows"]]
    assert numbers == ["10001", "10002", "10003"]


def test_inactive_ones_are_left_out_unless_asked_for(shell: Shell) -> None:
    shell.ok("customer", "edit", "10001", "--inactive")
    assert "10001" not in shell.ok("customer", "list")
    assert "10001" in shell.ok("customer", "list", "--all")


def test_what_csv_prints_is_imported_whole(shell: Shell) -> None:
    add_whole(shell)
    exported = shell.ok("customer", "list", "--csv")
    row = list(csv.DictReader(io.StringIO(exported)))[2]
    assert row["your_reference"] == "'=Innkjøp"  # no spreadsheet takes it for a formula
    (shell.folder / "all.csv").write_text(exported, "utf-8")
    said = shell.ok("customer", "import", "all.csv", "--update")
    assert "3 customers: 0 added, 0 changed, 3 as they were." in said
    fresh = shell.folder / "fresh"
    with new_ledger(fresh) as ledger:
        before = find_customers(ledger.con)
    (fresh / "all.csv").write_text(exported, "utf-8")
    Shell(fresh).ok("customer", "import", "all.csv", "--update")
    with (
        open_ledger(fresh / "ledger.db") as ledger,
        open_ledger(shell.folder / "ledger.db") as origin,
    ):
        assert find_customers(ledger.con) == find_customers(origin.con) != before


def test_an_import_says_how_it_read_the_file(shell: Shell) -> None:
    file = shell.folder / "k.csv"
    file.write_bytes("Navn;Sted;Rabatt\nÅse;Ås;5\n".encode("cp1252"))
    said = shell.ok("customer", "import", "k.csv", "--dry-run")
    assert "Windows-1252, its columns separated by semicolons" in said
    assert "Rabatt is not known" in said
    assert "1 customer: 1 would be added." in said
    found = shell("customer", "import", "k.csv", "--map", "Rabatt=note", "--json").json
    assert (found["added"], found["ignored"], found["dry_run"]) == (["10003"], [], False)
    assert shown(shell, "10003")["note"] == "5"


def test_an_import_says_who_looks_like_somebody_that_is_there(shell: Shell) -> None:
    (shell.folder / "k.csv").write_text(
        "Kundenr;Navn;Orgnr\n700;Én AS;310003123\n701;To AS;310003123\n", "utf-8"
    )
    notes = shell("customer", "import", "k.csv", "--json").json["warnings"]
    assert "Customer 700 looks like customer 10001." in notes
    assert any(note.startswith("Customer 701 looks like customer") for note in notes)
    again = shell("customer", "import", "k.csv", "--update", "--json").json["warnings"]
    assert not [note for note in again if "looks like" in note]


def test_a_file_that_is_missing_is_a_sentence(shell: Shell) -> None:
    printed = shell("customer", "import", "nowhere.csv")
    assert printed.status == Exit.INPUT
    assert "nowhere.csv: there is no such file" in printed.err


@pytest.mark.parametrize("sign", ["\x1b]52;c;x\x07", "\u202e", "\u200b", "\x9b"])
def test_no_name_can_steer_the_terminal(shell: Shell, sign: str) -> None:
    refused = shell("customer", "add", "--name", f"a{sign}b", "--kind", sign)
    assert refused.status == Exit.INPUT
    assert "error: name: holds an invisible control character" in refused.err
    assert refused.err.replace("\n", "").isprintable()


def test_white_space_of_any_kind_becomes_blanks(shell: Shell) -> None:
    shell.ok("customer", "add", "--name", " a\u00a0\u2028b\x85c\td ")
    assert shown(shell, "10003")["name"] == "a b c d"


def test_no_name_is_taken_for_markup(shell: Shell) -> None:
    shell.ok("customer", "add", "--name", "[red]a[/]")
    assert "[red]a[/]" in shell.ok("customer", "list")


def test_the_usual_channel_and_terms_are_shown(tmp_path: Path) -> None:
    settings_for(tmp_path / "x")
    new_ledger(tmp_path / "x").close()
    text = Shell(tmp_path / "x").ok("customer", "show", "10001")
    assert "folder (the usual one)" in text
    assert "14 days (the usual ones)" in text


def test_a_list_is_narrowed_and_sorted(shell: Shell) -> None:
    add_whole(shell)
    shell.ok("invoice", "new", "--customer", "10002", "--line", "A; 1; 10")
    shell("send")

    def numbers(*words: str) -> list[str]:
        rows = shell("customer", "list", *words, "--json").json["rows"]
        return [str(row["customer_no"]) for row in rows]

    assert numbers("--sort", "name") == ["10003", "10002", "10001"]
    assert numbers("--kind", "business", "--sort", "orgnr") == ["10001", "10003"]
    assert numbers("--open") == ["10002"]
    assert "12,50" in shell.ok("customer", "list", "--open")
    assert numbers("99887766") == ["10003"]
    assert numbers("--blocked") == []
    assert "There are no such customers." in shell.ok("customer", "list", "--blocked")
    for words in (("--kind", "firm"), ("--sort", "age")):
        assert shell("customer", "list", *words).status == Exit.INPUT


def test_what_a_merged_one_owes_is_listed_under_the_one_who_stays(shell: Shell) -> None:
    for _ in range(2):
        shell.ok("customer", "add", "--name", "Kari", "--street", "Lia 2", "--postcode", "5003",
                 "--city", "Bergen")  # fmt: skip
    new, old = (
        row["customer_no"] for row in shell("customer", "list", "Kari", "--json").json["rows"][-2:]
    )
    shell.ok("invoice", "new", "--customer", old, "--line", "Kaffe; 2; 100")
    shell.ok("send")
    shell.ok("customer", "merge", old, new)
    rows = shell("customer", "list", "--open", "--json").json["rows"]
    assert [(row["customer_no"], row["owes_ore"]) for row in rows] == [(new, 25_000)]
