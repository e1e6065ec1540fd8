"""`recurring`: agreements at a terminal of eighty columns, for people and for programs."""

from __future__ import annotations

from pathlib import Path

import pytest

from invoicectl.errors import Exit
from tests.build import new_ledger
from tests.cli.shell import Printed
from tests.cli.shell import Shell

NOVEMBER = "2026-11-02T08:00:00+00:00"


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    new_ledger(tmp_path).close()
    return Shell(tmp_path)


def add(shell: Shell, *words: str, customer: str = "10001") -> Printed:
    return shell("recurring", "add", "--customer", customer, *words)


def subscription(shell: Shell, *words: str) -> Printed:
    return add(
        shell, "--line", "Abo {month}; 499", "--start", "2026-09-01", "--in-advance",
        "subscription", "--auto", *words,
    )  # fmt: skip


def test_a_new_one_says_what_comes_and_what_is_due_at_once(shell: Shell) -> None:
    printed = subscription(shell)
    assert printed.out == (
        "Recurring invoice 1 is made: every month, in advance (subscription).\n"
        "Next: 01.09.2026, for 01.09.2026 to 30.09.2026.\n"
    )
    assert "2 periods since its start are due at once" in printed.err
    assert add(shell, "--line", "x; 1").err == ""


def test_the_key_makes_no_second_one(shell: Shell) -> None:
    assert subscription(shell, "--key", "k").status == 0
    assert "was made with that key already" in subscription(shell, "--key", "k").out
    assert len(shell("recurring", "list", "--json").json["rows"]) == 1


def test_the_list_is_filtered_searched_and_sorted(shell: Shell) -> None:
    subscription(shell)
    add(shell, "--line", "Leie; 9000", "--every", "quarter", "--name", "Kontor", customer="10002")
    add(shell, "--line", "Renhold; 700")
    shell.ok("recurring", "pause", "3")

    def numbers(*words: str) -> list[int]:
        rows = shell("recurring", "list", "--json", *words).json["rows"]
        return [row["recurring_no"] for row in rows]

    assert numbers() == [1, 2, 3]
    assert numbers("--customer", "10001") == [1, 3]
    assert numbers("--status", "paused") == [3]
    assert numbers("--search", "kontor") == [2]
    assert numbers("--search", "ærfugl") == [1, 3]
    assert numbers("--sort", "-net_ore") == [2, 3, 1]
    assert numbers("--sort", "next_on") == [1, 2, 3]
    assert numbers("--from", "2026-12-01") == [2]
    assert numbers("--to", "01.10.2026") == [1]
    assert "No such recurring invoice." in shell.ok("recurring", "list", "--search", "zzz")
    for wrong in (("--sort", "colour"), ("--status", "gone"), ("--from", "x")):
        assert shell("recurring", "list", *wrong).status == Exit.INPUT
    assert shell.ok("recurring", "list", "--csv").splitlines()[1].startswith("1,10001,")


def test_an_ended_one_is_left_out_of_what_is_open(shell: Shell) -> None:
    subscription(shell)
    shell.ok("recurring", "run")
    shell.ok("recurring", "stop", "1")
    assert shell.ok("recurring", "list", "--open") == "No such recurring invoice.\n"


def test_everything_fits_eighty_columns(shell: Shell) -> None:
    add(
        shell, "--line", "En svært lang tekst om drift og vedlikehold av anlegget {period}; 1; "
        "123456,789; 10 %; 33", "--start", "2026-01-01", "--calendar", "--index-percent", "2,5",
        "--minimum", "24", "--auto", "--head-text", "For {period}", customer="10002",
    )  # fmt: skip
    shell.ok("recurring", "run")
    for words in (("list",), ("show", "1"), ("preview",), ("preview", "1"), ("run", "--dry-run")):
        for line in shell.ok("recurring", *words).splitlines():
            assert len(line) <= 80, words


def test_show_tells_terms_history_and_what_comes(shell: Shell) -> None:
    subscription(shell, "--index-percent", "3", "--minimum", "12")
    shell.ok("recurring", "run")
    text = shell.ok("recurring", "show", "1")
    for part in (
        "every month, in advance (subscription)", "by itself", "31.08.2027",
        "3 %, each year from 01.09.2027", "499,00", "D2", "drafted", "01.11.2026",
    ):  # fmt: skip
        assert part in text
    found = shell("recurring", "show", "1", "--json").json
    assert [each["state"] for each in found["periods"]] == ["drafted", "drafted"]
    assert found["recurring"]["next_on"] == "2026-11-01"


def test_the_preview_has_a_chart_and_totals_for_programs(shell: Shell) -> None:
    subscription(shell, "--index-percent", "10", "--index-from", "2027-01-01")
    shell.ok("recurring", "run")
    text = shell.ok("recurring", "preview", "--months", "4")
    assert "Index %" in text
    assert "2026-11" in text
    assert "█" in text
    assert text.count("548,90") == 2 + 2  # two invoices, two bars
    found = shell("recurring", "preview", "--months", "4", "--json").json
    assert found["totals"] == {"net_ore": 2 * 49_900 + 2 * 54_890}
    assert found["months"][0] == {"month": "2026-11", "net_ore": 49_900}
    assert shell("recurring", "preview", "--months", "4", "--csv").out.count("\n") == 5
    assert "From" not in shell.ok("recurring", "preview", "--chart")


def test_a_night_that_the_guard_would_stop_is_foreseen(shell: Shell) -> None:
    config = shell.folder / "config.yaml"
    config.write_text(config.read_text("utf-8") + "nightly:\n  max_letters: 1\n", "utf-8")
    for _ in range(2):
        subscription(shell, "--invoiced-to", "2026-10-31")
    said = shell("recurring", "preview", "--months", "2").err
    assert said == (
        "2 invoices on 01.11.2026 are more than nightly.max_letters, 1: that night would stop"
        " before the first.\n"
    )


def test_a_figure_that_is_missing_shows_as_such(shell: Shell) -> None:
    subscription(shell, "--index-table", "kpi", "--index-from", "2026-12-01")
    printed = shell("recurring", "preview", "1", "--months", "3")
    assert "?" in printed.out
    assert "1: The index kpi has no figure for 2026-07." in printed.err
    (shell.folder / "kpi.csv").write_text("month;figure\n2026-07;130\n2026-10;133,9\n", "utf-8")
    assert shell.ok("recurring", "index", "kpi.csv") == (
        "Index kpi: 2 months are new, 0 as they were.\n"
    )
    assert "133,9" in shell.ok("recurring", "index")
    assert "103" in shell.ok("recurring", "preview", "1", "--months", "3")
    assert "there are kpi" in shell.ok("recurring", "index", "--name", "rent")


def test_a_run_makes_drafts_once_and_a_dry_run_none(shell: Shell) -> None:
    subscription(shell)
    assert "998,00" in shell.ok("recurring", "run", "--dry-run")
    assert "D1" in shell.ok("recurring", "run")
    assert shell.ok("recurring", "run") == "Nothing is due.\n"
    assert shell.ok("recurring", "run", "--dry-run") == "Nothing is due.\n"
    ahead = shell.ok("recurring", "run", "--dry-run", "--as-of", "2026-12-01")
    assert ahead.count("499,00") == 2
    assert shell("recurring", "run", "--as-of", "2026-12-01").status == Exit.INPUT


def test_what_could_not_be_made_asks_for_a_person(shell: Shell) -> None:
    subscription(shell)
    shell.ok("customer", "edit", "10001", "--inactive")
    printed = shell("recurring", "run")
    assert printed.status == Exit.PERSON_NEEDED
    assert "no longer active" in printed.err
    found = shell("recurring", "run", "--json").json
    assert found["refused"][0]["first"] == "2026-09-01"


def test_the_life_of_an_agreement(shell: Shell) -> None:
    subscription(shell)
    shell.ok("recurring", "run")
    assert "paused from 11.11.2026" in shell.ok("recurring", "pause", "1", "--from", "11.11.2026")
    assert "Skipped: 11.11.2026 to 30.11.2026." in shell.ok(
        "recurring", "resume", "1", "--from", "2026-12-01"
    )
    assert "is left out" in shell.ok("recurring", "skip", "1", "2027-01")
    assert "will be invoiced" in shell.ok("recurring", "skip", "1", "2027-01", "--undo")
    assert "changed prices" in shell.ok("recurring", "price", "1", "--to", "549")
    assert "changed rules" in shell.ok("recurring", "edit", "1", "--every", "quarter",
                                       "--from", "2027-01-01")  # fmt: skip
    assert "ends on 15.02.2027" in shell.ok("recurring", "stop", "1", "--on", "2027-02-15")
    rows = shell("recurring", "preview", "1", "--json").json["rows"]
    assert [(row["first"], row["last"], row["net_ore"]) for row in rows] == [
        ("2026-11-01", "2026-11-10", 18_300),
        ("2026-12-01", "2026-12-31", 54_900),
        ("2027-01-01", "2027-02-15", 28_060),  # 46 of 90 days
    ]


def test_all_are_raised_by_a_percentage(shell: Shell) -> None:
    subscription(shell)
    add(shell, "--line", "Drift; 1000")
    text = shell.ok("recurring", "price", "--all", "--percent", "5", "--from", "2027-01-01")
    assert "499,00  01.01.2027    523,95" in text
    assert "1 000,00  01.01.2027  1 050,00" in text
    for wrong in ((), ("--all",), ("1", "--all", "--percent", "5"), ("--all", "--to", "5")):
        assert shell("recurring", "price", *wrong).status == Exit.INPUT


def test_a_stop_says_what_to_credit(shell: Shell) -> None:
    subscription(shell)
    shell.ok("recurring", "run")
    shell.ok("send")
    printed = shell("recurring", "stop", "1", "--on", "2026-10-10")
    assert "10002 is for 01.10.2026 to 31.10.2026: credit what is not delivered" in printed.err
    credited = shell.ok("recurring", "credit", "1", "2026-10", "--reason", "Sluttet")
    assert "Credit note D3 is made" in credited


def test_a_removed_draft_is_made_again_by_hand(shell: Shell) -> None:
    subscription(shell)
    shell.ok("recurring", "run")
    shell.ok("invoice", "remove", "D1")
    assert "D3" in shell.ok("recurring", "run", "1", "--again", "2026-09")
    assert shell("recurring", "run", "--again", "2026-09").status == Exit.INPUT
    assert shell("recurring", "run", "1", "--again", "2026-09").status == Exit.INPUT


@pytest.mark.parametrize(
    "words",
    [
        ("show", "7"), ("pause", "7"), ("price", "7", "--to", "5"), ("skip", "7", "2026-01"),
        ("preview", "7"), ("run", "7"), ("stop", "7"),
    ],
)  # fmt: skip
def test_one_that_is_not_there(shell: Shell, words: tuple[str, ...]) -> None:
    printed = shell("recurring", *words)
    assert printed.status == Exit.INPUT
    assert printed.err == (
        "error: There is no recurring invoice 7.\n"
        "hint: 'invoicectl recurring list' shows them all.\n"
    )


def test_the_night_drafts_sends_and_announces_an_end(shell: Shell) -> None:
    subscription(shell, "--until", "2026-11-30")
    dry = shell("nightly", "--dry-run", at=NOVEMBER)
    assert "3 recurring drafts, 1 497,00 net; 3 to send" in dry.out.replace("\u202f", " ")
    printed = shell("nightly", "--json", at=NOVEMBER)
    assert printed.status == Exit.PERSON_NEEDED
    found = printed.json
    assert found["steps"]["recurring"]["drafted"] == 3
    assert found["steps"]["deliver"]["sent"] == 3
    assert [each["code"] for each in found["problems"]] == ["RECURRING-ENDS"]
    again = shell("nightly", "--json", at="2026-11-03T08:00:00+00:00")
    assert again.status == 0
    assert again.json["steps"]["recurring"]["drafted"] == 0


def test_the_night_stops_before_the_first_of_too_many(shell: Shell) -> None:
    config = shell.folder / "config.yaml"
    config.write_text(config.read_text("utf-8") + "nightly:\n  max_letters: 2\n", "utf-8")
    subscription(shell)
    printed = shell("nightly", "--json", at=NOVEMBER)
    assert printed.status == Exit.GUARD
    assert "3 messages would leave at once" in printed.json["problems"][0]["message"]
    assert shell("recurring", "show", "1", "--json").json["periods"] == []
