"""`quote`: offered, sent in versions, answered in whole or in part, and made an order."""

from __future__ import annotations

from pathlib import Path

import pytest

from invoicectl.errors import Exit
from tests.build import new_ledger
from tests.cli.shell import Shell

NEW = ("quote", "new", "--customer", "10001")
COFFEE = (*NEW, "--line", "Kaffe; 10 kg; 100", "--line", "Kvern; 2; 500; +10 %")
LATE = "2026-11-02T08:00:00+00:00"


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    new_ledger(tmp_path).close()
    return Shell(tmp_path)


def test_a_quote_is_shown_with_its_lines(shell: Shell) -> None:
    shown = shell.ok(*COFFEE, "--contact", "Kari Nordmann; 22 33 44 55", "--comment", "Hei")
    for text in (
        "Quote 1: new", "Valid to     31.10.2026", "Kari Nordmann, 22 33 44 55", "+10 %",
        "1 100,00", "Net 2 100,00", "Total 2 625,00", "'invoicectl quote send 1' sends it.",
    ):  # fmt: skip
        assert text in shown
    assert max(map(len, shown.splitlines())) <= 80


def test_a_quote_accepted_in_part_becomes_an_order_of_the_same_number(shell: Shell) -> None:
    shell.ok(*COFFEE)
    shell.ok("quote", "send", "1")
    shown = shell.ok("quote", "accept", "1", "--line", "1=6", "--order-reference", "PO-7")
    for text in (
        "Quote 1 is accepted, in part.", "line 1, Kaffe: 6 of 10", "line 2, Kvern: declined",
        "'invoicectl quote to-order 1' makes it an order.",
    ):  # fmt: skip
        assert text in shown
    assert "is accepted already" in shell.ok("quote", "accept", "1")
    shown = shell.ok("quote", "to-order", "1")
    assert "1 is an order." in shown
    assert "Their order  PO-7" in shown
    assert "Kvern" not in shown
    shown = shell.ok("quote", "show", "1")
    assert "Quote 1: ordered" in shown
    assert "Accepted" in shown
    assert "quote, version 1, 2 625,00" in shown


def test_the_rest_can_stay_on_offer(shell: Shell) -> None:
    shell.ok(*COFFEE)
    shown = shell.ok("quote", "accept", "1", "--line", "1", "--keep-rest", "--to-order")
    assert "The rest is on offer as quote 2." in shown
    assert "It is order 1." in shown
    assert "From quote   1" in shell.ok("quote", "show", "2")
    told = shell("quote", "accept", "2", "--json").json
    assert (told["status"], told["rest_no"], told["is_new"]) == ("accepted", None, True)


def test_lists_tell_what_has_expired(shell: Shell) -> None:
    for _ in range(3):
        shell.ok(*COFFEE)
    shell.ok("quote", "decline", "2", "--reason", "For dyrt")
    shell.ok("quote", "edit", "3", "--valid-to", "2026-12-31", "--quantity", "2=0")

    def states(*options: str, at: str = LATE) -> dict[int, str]:
        rows = shell("quote", "list", "--json", *options, at=at).json["rows"]
        return {row["order_no"]: row["status"] for row in rows}

    assert states() == {1: "expired", 2: "declined", 3: "new"}
    assert states("--open") == {3: "new"}
    assert states("--status", "expired") == {1: "expired"}
    assert states("--status", "expired", at="2026-10-31T08:00:00+00:00") == {}
    assert states("--as-of", "2026-10-31") == {1: "new", 2: "declined", 3: "new"}
    assert list(states("--sort", "total")) == [3, 1, 2]
    shown = shell("quote", "list", at=LATE).out
    assert max(map(len, shown.splitlines())) <= 80
    assert "Quote 2: declined: For dyrt" in shell.ok("quote", "show", "2")
    refused = shell("quote", "accept", "1", at=LATE)
    assert refused.status == Exit.INPUT
    assert "--anyway" in refused.err
    assert "Quote 1 has expired." in shell("quote", "expire", at=LATE).out
    assert "No quote expires." in shell("quote", "expire", at=LATE).out
    assert "'invoicectl quote edit 1 --valid-to DATE'" in shell("quote", "show", "1", at=LATE).out
    assert "is accepted, whole." in shell("quote", "accept", "1", "--anyway", at=LATE).out


def test_what_is_sent_is_kept_as_a_version(shell: Shell, tmp_path: Path) -> None:
    shell.ok(*COFFEE)
    assert "Quote 1, version 1 would go by folder" in shell.ok("quote", "send", "1", "--dry-run")
    assert "Quote 1, version 1: sent by folder" in shell.ok("quote", "send", "1")
    assert "has not changed since; nothing was done." in shell.ok("quote", "send", "1")
    shell.ok("quote", "edit", "1", "--quantity", "1=20")
    told = shell("quote", "send", "1", "--json").json
    assert (told["version"], told["total_ore"], told["state"]) == (2, 387_500, "sent")
    shell.ok("quote", "pdf", "1")
    shell.ok("quote", "pdf", "1", "--version", "1", "--out", "first.pdf")
    laid = {path.read_bytes() for path in (tmp_path / "outbox").rglob("*.pdf")}
    assert {(tmp_path / name).read_bytes() for name in ("Tilbud-1.pdf", "first.pdf")} == laid
    shell.ok("quote", "edit", "1", "--comment", "Ny")
    shown = shell.ok("quote", "pdf", "1", "--out", "now.pdf")
    assert "as it would be sent today" in shown


def test_a_quote_that_waits_goes_with_the_next_try(shell: Shell, tmp_path: Path) -> None:
    shell.ok(*COFFEE)
    (tmp_path / "outbox").write_text("no folder")
    waits = shell("quote", "send", "1")
    assert waits.status != 0
    assert "1:" in waits.out + waits.err
    (tmp_path / "outbox").unlink()
    shell("outbox", "retry", "1")
    told = shell("quote", "send", "1", "--json").json
    assert (told["is_new"], told["state"]) == (False, "sent")
    assert len(list((tmp_path / "outbox").rglob("*.pdf"))) == 1


def test_the_same_key_makes_one_quote(shell: Shell) -> None:
    shell.ok(*COFFEE, "--key", "web-1")
    assert "was made before; nothing was done." in shell.ok(*COFFEE, "--key", "web-1")
    assert len(shell("quote", "list", "--json").json["rows"]) == 1


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (NEW, "A quote needs a line."),
        ((*NEW[:3], "9", "--line", "A; 1"), "no customer 9"),
        ((*NEW, "--line", "A"), "has no price"),
        ((*NEW, "--line", "A; 1", "--valid-to", "2026-09-01"), "has passed"),
        (("quote", "show", "9"), "There is no quote 9."),
        (("quote", "to-order", "1"), "Quote 1 is not accepted."),
        (("quote", "accept", "1", "--line", "1=11"), "line 1 offers 10, not 11"),
        (("quote", "pdf", "1", "--version", "3"), "no version 3 of 1"),
        (("quote", "show", "2"), "2 is an order that never was a quote."),
        (("quote", "edit", "2", "--comment", "x"), "2 is an order, no quote."),
    ],
)
def test_what_cannot_be_is_one_sentence(
    shell: Shell, words: tuple[str, ...], sentence: str
) -> None:
    shell.ok(*COFFEE)
    shell.ok("order", "new", "--customer", "10001", "--line", "Kaffe; 1; 1")
    shown = shell(*words)
    assert shown.status == Exit.INPUT
    assert sentence in shown.err


def test_a_quote_is_called_a_quote_when_it_gets_settings(shell: Shell) -> None:
    shell.ok("quote", "new", "--customer", "10001", "--line", "Kaffe; 100")
    assert "Quote 1 has its own invoice.terms_days." in shell.ok(
        "quote", "set", "1", "invoice.terms_days=30"
    )
    assert shell("quote", "set", "1", "invoice.terms_days=", "--json").json["ref"] == "1"


def test_a_quote_that_was_ended_early_has_expired_on_no_day_to_come(shell: Shell) -> None:
    shell.ok("quote", "new", "--customer", "10001", "--line", "Kaffe; 100")
    shell.ok("quote", "expire", "1")
    assert "error: Quote 1 expired.\n" in shell("quote", "accept", "1").err
