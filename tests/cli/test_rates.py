"""`rates`: what is known and until when, a company's own file, and where both are used."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from invoicectl.errors import Exit
from tests.build import new_ledger
from tests.cli.shell import Shell

AUTUMN = "2026-10-01T08:00:00+00:00"
WINTER = "2027-01-20T08:00:00+00:00"
OWN = """\
late_interest:
  known_until: 2027-06-30
  rows:
    - {from: 2027-01-01, value: "12,00", source: "FOR-2026-12-17-1"}
vat_low:
  known_until: 2027-12-31
  rows:
    - from: 01.01.2027
      value: 13 %
      source: Stortingsvedtak
      verified: false
      note: budget for 2027
"""


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    new_ledger(tmp_path).close()
    return Shell(tmp_path)


def write(shell: Shell, text: str) -> None:
    (shell.folder / "rates.yaml").write_text(text, "utf-8")


def row(shell: Shell, key: str, *words: str) -> dict[str, object]:
    printed = shell("rates", "show", *words, "--json")
    (found,) = (each for each in printed.json["rows"] if each["table"] == key)
    assert isinstance(found, dict)
    return found


def faults(shell: Shell, text: str) -> list[str]:
    write(shell, text)
    printed = shell("rates", "check")
    assert (printed.status, printed.out) == (Exit.SETUP, "")
    assert "run 'invoicectl rates check'" in printed.err
    return [line for line in printed.err.splitlines() if "rates.yaml:" in line]


def test_rates_are_shown_with_day_source_and_end(shell: Shell) -> None:
    assert row(shell, "late_interest") == {
        "table": "late_interest", "name": "late interest rate", "value": "12,25 %",
        "from": "2026-07-01", "known_until": "2026-12-31", "read_in": "regulation",
        "source": "FOR-2026-06-25-1372", "amount": 1225, "unit": "bp", "state": "known",
    }  # fmt: skip
    text = shell.ok("rates", "show")
    assert "430,00 kr" in text
    assert "Inkassoloven of 2026 has no date yet" in text
    assert max(map(len, text.splitlines())) <= 80


def test_past_the_end_nothing_is_guessed_but_vat_goes_on(shell: Shell) -> None:
    late = row(shell, "late_interest", "--on", "2027-01-01")
    assert (late["value"], late["amount"], late["state"]) == ("not known", None, "unknown")
    vat = row(shell, "vat_low", "--on", "2027-01-01")
    assert (vat["value"], vat["amount"], vat["state"]) == ("(12 %)", 1200, "presumed")
    assert "presumed to go on" in shell.ok("rates", "show", "--on", "2027-01-01")
    assert row(shell, "compensation", "--on", "2012-01-01")["state"] == "unknown"
    assert "presumed to go on" in shell.ok("rates", "show", "vat_low", "--on", "2027-01-01")
    printed = shell("rates", "show", "late_interest", "--on", "2027-01-01")
    assert printed.status == Exit.SETUP
    assert "No late interest rate is known for 2027-01-01." in printed.err


def test_all_rows_of_a_table_newest_first(shell: Shell) -> None:
    printed = shell("rates", "show", "inkassosats", "--json").json
    assert [each["amount"] for each in printed["rows"][:2]] == [75_000, 70_000]
    assert printed["rows"][1]["to"] == "2025-12-31"
    assert printed["rows"][-1]["read_in"] == "secondary"
    (one,) = shell("rates", "show", "inkassosats", "--on", "2025-06-01", "--json").json["rows"]
    assert one["amount"] == 70_000
    text = shell.ok("rates", "show", "compensation")
    assert "no figure" in text
    assert "From 16.03.2013: 40 euro" in text
    assert max(map(len, text.splitlines())) <= 80
    assert shell.ok("rates", "show", "vat-low", "--csv").startswith("from,to,value,")


def test_the_acts_on_debt_collection(shell: Shell) -> None:
    text = shell.ok("rates", "show", "debt_collection")
    assert "inkassoloven of 1988" in text
    assert "2027-01-01 has been signalled" in text
    write(shell, "inkassolov_2026: {from: 2027-01-01, source: Kgl.res.}\n")
    assert "comes into force on 01.01.2027" in shell.ok("rates", "show")
    assert row(shell, "debt_collection", "--on", "2027-01-02")["name"] == "inkassoloven of 2026"
    (one,) = shell("rates", "show", "debt_collection", "--on", "2027-01-02", "--json").json["rows"]
    assert one["read_in"] == "own"


def test_a_table_that_does_not_exist(shell: Shell) -> None:
    printed = shell("rates", "show", "vat")
    assert printed.status == Exit.INPUT
    assert "There is no table vat." in printed.err
    assert "vat_high" in printed.err


def test_outside_of_a_company_ours_are_shown(tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "none"))
    monkeypatch.delenv("INVOICECTL_CONFIG", raising=False)
    assert "12,25 %" in Shell(tmp_path).ok("rates", "show")
    missing = Shell(tmp_path)("rates", "show", "--config", "no.yaml")
    assert missing.status == Exit.SETUP


def test_own_rates_are_merged_row_by_row_and_shown(shell: Shell) -> None:
    write(shell, OWN)
    late = row(shell, "late_interest", "--on", "2027-03-01")
    assert (late["amount"], late["read_in"]) == (1_200, "own")
    assert row(shell, "vat_low", "--on", "2027-03-01")["read_in"] == "own, unsure"
    assert row(shell, "late_interest")["read_in"] == "regulation"
    assert f"Yours are in {shell.folder / 'rates.yaml'}." in shell.ok("rates", "show")


def test_an_invoice_is_made_by_own_rates(shell: Shell) -> None:
    made = ("invoice", "new", "--customer", "10001", "--line", "Buss; 1; 100; 33", "--json")
    (before,) = shell(*made, at=WINTER).json["drafts"]
    assert before["vat_ore"] == 1_200
    write(shell, OWN)
    (after,) = shell(*made, at=WINTER).json["drafts"]
    assert after["vat_ore"] == 1_300
    priced = ("product", "add", "--number", "B", "--name", "Buss", "--price", "100", "--vat")
    assert shell(*priced, "12 %", at=WINTER).status == Exit.INPUT  # no rate of that day
    assert shell(*priced, "13 %", at=WINTER).status == 0


def test_check_says_what_to_add_and_what_it_added_is_enough(shell: Shell) -> None:
    assert shell("rates", "check", "--as-of", "2026-10-31").status == 0
    printed = shell("rates", "check", "--as-of", "2026-11-02")
    assert printed.status == Exit.PERSON_NEEDED
    assert (
        max(len(line) for line in printed.out.splitlines() if str(shell.folder) not in line) <= 80
    )
    block = printed.out[printed.out.index("late_interest:\n") :]
    write(shell, block.replace("'?'", "'12'", 1).replace("'?'", "'FOR 1'", 1).replace(
        "'?'", "'440'", 1).replace("'?'", "'FOR 1'", 1))  # fmt: skip
    assert shell("rates", "check", "--as-of", "2026-11-02").status == 0
    after = shell("rates", "check", "--as-of", "2027-01-02", "--json")
    assert after.status == Exit.PERSON_NEEDED  # nobody has gone through the law
    assert after.json["add"] == ["reviewed_through: 2027-06-30"]
    with (shell.folder / "rates.yaml").open("a") as file:
        file.write("\n".join(after.json["add"]))
    done = shell("rates", "check", "--as-of", "2027-01-02")
    assert done.status == 0
    assert "Everything is known for the next" in done.out


def test_what_is_to_be_filled_in_cannot_be_forgotten(shell: Shell) -> None:
    block = shell("rates", "check", "--as-of", "2026-12-01", "--json").json["add"]
    found = faults(shell, "\n".join(block))
    assert len(found) == 2
    assert "rates.yaml:4 late_interest.rows: value: '?' is not a number" in found[0]


def test_a_correction_of_ours_is_told(shell: Shell) -> None:
    write(
        shell,
        "late_interest:\n  rows: [{from: 2026-07-01, value: 12.5, source: Finanstilsynet}]\n",
    )
    text = shell.ok("rates", "check")
    assert "Your late_interest from 01.07.2026, 12,5 %, is used." in text
    assert "invoicectl knows 12,25 % (FOR-2026-06-25-1372)." in text


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("vat: {known_until: 2027-12-31}", "1: there is no table 'vat'; there are late_interest,"),
        ("vat_low: {until: 2027-12-31}", "1 vat_low: 'until' is not known here; use known_until"),
        ("vat_low: {}", "1 vat_low: says nothing"),
        ("vat_low: 13", "1 vat_low: must hold known_until, rows"),
        ("vat_low:\n  rows: []", "2 vat_low.rows: must be a list"),
        ("vat_low:\n  rows: [13]", "2 vat_low.rows: must hold from, value"),
        ("vat_low:\n  rows:\n  - {from: 2027-01-01}", "3 vat_low.rows: a row has no 'value'"),
        ("vat_low: {known_until: soon}", "1 vat_low.known_until: 'soon' is no date; write it"),
        ("vat_low: {known_until: [1]}", "1 vat_low.known_until: a single value is needed"),
        (OWN.replace("false", "maybe"), "11 vat_low.rows: verified: 'maybe' is neither"),
        (OWN.replace("13 %", "113 %"), "9 vat_low.rows: value: '113 ' is too large"),
        (OWN.replace("Stortingsvedtak", "''"), "10 vat_low.rows: 'source' must be one line"),
        (OWN + OWN, "13: the key 'late_interest' is there already, in line 1"),
        ("notice_fraction:\n  rows: [{from: 2026-01-01, value: 3/10, source: x}]",
         "2 notice_fraction.rows: value: '3/10' is no number of twentieths"),
        ("inkassolov_2026: {from: 2027-01-01}", "1 inkassolov_2026: has no 'source'"),
        ("reviewed_through: never", "1 reviewed_through: 'never' is no date"),
        ("hello", "1: the file must hold tables such as 'vat_high:'"),
        ("a: [", "1: "),
    ],
)  # fmt: skip
def test_a_fault_names_its_line(shell: Shell, text: str, said: str) -> None:
    assert any(f"rates.yaml:{said}" in line for line in faults(shell, text))


def test_all_faults_are_told_at_once(shell: Shell) -> None:
    assert len(faults(shell, "vat_low: 1\nvat_high: 2\nreviewed_through: x\n")) == 3


def test_a_faulty_file_stops_every_invoice_and_doctor_names_it(shell: Shell) -> None:
    write(shell, "vat_low: 1\n")
    printed = shell("invoice", "new", "--customer", "10001", "--line", "Te; 1; 80")
    assert "refused at issue: rates.yaml:1 vat_low: must hold" in printed.out
    told = [each for each in shell("doctor", "--json").json["rows"] if each["subject"] == "rates"]
    assert [each["state"] for each in told] == ["fault"]


def test_a_file_without_anything_in_it_is_no_fault(shell: Shell) -> None:
    write(shell, "# nothing yet\n\n")
    assert shell("rates", "check").status == 0


def test_a_folder_of_that_name_cannot_be_read(shell: Shell) -> None:
    (shell.folder / "rates.yaml").mkdir()
    printed = shell("rates", "check")
    assert printed.status == Exit.SETUP
    assert "cannot be read" in printed.err


def test_reminding_after_the_review_of_the_law_says_so(shell: Shell) -> None:
    assert "may have changed" not in shell("remind", "--dry-run", at=AUTUMN).err
    assert "'invoicectl rates check'" in shell("remind", "--dry-run", at=WINTER).err
    write(shell, "reviewed_through: 2027-06-30\n")
    assert shell("remind", "--dry-run", at=WINTER).err == ""


def test_doctor_looks_at_own_rates_and_at_the_review(shell: Shell) -> None:
    def told() -> str:
        rows = shell("doctor", "--json", at=WINTER).json["rows"]
        return " ".join(each["message"] for each in rows if each["subject"] == "rates")

    assert "No longer vouched for: VAT" not in told()
    assert "late interest rate" in told()
    assert "gone through for days until 2026-12-31" in told()
    write(shell, OWN + "reviewed_through: 2027-06-30\n")
    assert "late interest rate" not in told()
    assert "gone through" not in told()
