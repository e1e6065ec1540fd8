"""`invoice`: drafts made, changed and dropped; documents listed, shown, credited and disputed."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from invoicectl.domain.product import Product
from invoicectl.errors import Exit
from invoicectl.ledger.documents import document_content
from invoicectl.ledger.invoices import document_sha256
from invoicectl.ledger.products import add_products
from tests.build import customer
from tests.build import new_ledger
from tests.build import stamp
from tests.cli.shell import Shell

NEW = ("invoice", "new", "--customer", "10001")
COFFEE = (*NEW, "--line", "Kaffe; 2; 100")
NOVEMBER = "2026-11-02T08:00:00+00:00"


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    with new_ledger(tmp_path) as ledger:
        add_products(ledger, [Product("P1", "Te", 50_000_000, "KGM", "31")], stamp())
    return Shell(tmp_path)


def draft_of(shell: Shell, ref: str = "D1") -> dict[str, object]:
    found: dict[str, object] = shell("invoice", "show", ref, "--json").json["drafts"][0]
    return found


def test_a_new_draft_is_shown_with_its_totals(shell: Shell) -> None:
    shown = shell.ok(*COFFEE, "--line", "Bok; 1; 50; 10 %; 6", "--product", "P1=3")
    for text in (
        "Draft D1: 10001 Østre Ærfugl AS", "200,00", "45,00", "150,00", "Net 395,00",
        "VAT 25 % 50,00", "VAT 15 % 22,50", "Total 467,50", "Due 15.10.2026",
        "'invoicectl send D1' issues and sends it.",
    ):  # fmt: skip
        assert text in shown
    assert max(map(len, shown.splitlines())) <= 80


def test_every_option_reaches_the_draft(shell: Shell) -> None:
    shell.ok(
        *COFFEE, "--delivered", "01.09.2026", "--delivered-to", "2026-09-30", "--delivery-place",
        "Kaien", "--our-reference", "Kari", "--your-reference", "Per", "--order-reference", "PO-1",
        "--head-text", "Hei", "--foot-text", "Takk", "--terms-days", "30", "--advance", "--hold",
    )  # fmt: skip
    shell.ok("invoice", "edit", "D1", "--ready", "--no-advance")
    shell.ok("send", "D1")
    told = shell("invoice", "show", "10001", "--json").json
    assert (told["delivered_from"], told["delivered_to"]) == ("2026-09-01", "2026-09-30")
    assert told["due"] == "2026-11-02"  # 31 October is a Saturday
    shown = shell.ok("invoice", "show", "10001")
    assert "PO-1" in shown
    assert "Per" in shown


def test_what_would_be_refused_is_told_at_once(shell: Shell) -> None:
    shown = shell.ok(*NEW, "--line", "Kaffe; 2; 0")
    assert "refused at issue: INV-10" in shown
    assert "issues and sends it" not in shown


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("invoice", "new", "--line", "A; 1"), "--customer is missing"),
        (NEW, "needs a line"),
        ((*NEW[:3], "9", "--line", "A; 1"), "no customer 9"),
        ((*NEW, "--line", "A"), "has no price"),
        ((*NEW, "--product", "P9"), "no product P9"),
        ((*COFFEE, "--delivered", "1.9.26"), "--delivered: '1.9.26' is no date"),
        ((*NEW, "--from", "none.yaml"), "no such file"),
    ],
)
def test_a_draft_that_cannot_be_is_one_sentence(
    shell: Shell, words: tuple[str, ...], sentence: str
) -> None:
    shown = shell(*words)
    assert shown.status == Exit.INPUT
    assert sentence in shown.err
    assert shell("invoice", "list", "--drafts", "--json").json["rows"] == []


def test_a_file_makes_all_its_drafts_or_none(shell: Shell, tmp_path: Path) -> None:
    rows = "customer;text;price\n10001;A;100\n10002;B;200\n10009;C;300\n"
    (tmp_path / "in.csv").write_text(rows)
    refused = shell("invoice", "new", "--from", "in.csv")
    assert refused.status == Exit.INPUT
    assert "in.csv:4 customer: There is no customer 10009." in refused.err
    (tmp_path / "in.csv").write_text(rows.rsplit("10009", 1)[0])
    assert "Draft D2: 10002 Kari Nordmann" in shell.ok("invoice", "new", "--from", "in.csv")
    many = "customer;text;price\n" + "".join(f"1000{n % 2 + 1};A;100\n" for n in range(20))
    (tmp_path / "many.csv").write_text(many)
    assert "20 drafts." in shell.ok("invoice", "new", "--from", "many.csv", "--hold")


def test_the_same_key_does_nothing_twice(shell: Shell) -> None:
    for _ in range(2):
        shell.ok(*COFFEE, "--key", "order-7")
    assert len(shell("invoice", "list", "--drafts", "--json").json["rows"]) == 1
    shell.ok("send")
    assert "D1 was made before and issued as 10001" in shell.ok(*COFFEE, "--key", "order-7")
    assert shell(*COFFEE, "--key", "order-7", "--json").json["issued_before"] == {"D1": 10001}
    shell.ok(*COFFEE, "--key", "order-8")
    shell.ok("invoice", "remove", "D2")
    assert "D2 was made before and removed" in shell.ok(*COFFEE, "--key", "order-8")


def test_a_draft_is_changed_and_dropped(shell: Shell) -> None:
    shell.ok(*COFFEE)
    shell.ok("invoice", "edit", "D1", "--add-line", "Te; 1; 50", "--product", "P1", "--hold")
    assert [line["description"] for line in draft_of(shell)["lines"]] == [  # type: ignore[attr-defined]
        "Kaffe", "Te", "Te",
    ]  # fmt: skip
    assert draft_of(shell)["is_ready"] is False
    shell.ok("invoice", "edit", "D1", "--line", "Ny; 1; 1")
    assert len(draft_of(shell)["lines"]) == 1  # type: ignore[arg-type]
    assert "D1 is gone." in shell.ok("invoice", "remove", "D1")
    for words in (("remove", "D1"), ("show", "D1"), ("edit", "D1", "--hold"), ("show", "x")):
        assert shell("invoice", *words).status == Exit.INPUT


def test_an_issued_draft_can_no_longer_be_changed(shell: Shell) -> None:
    shell.ok(*COFFEE)
    shell.ok("send")
    shown = shell("invoice", "edit", "D1", "--hold")
    assert shown.status == Exit.INPUT
    assert "It was issued as 10001" in shown.err


def test_lists_say_where_each_invoice_stands(shell: Shell) -> None:
    for _ in range(3):
        shell.ok(*COFFEE)
    shell.ok("send")
    shell.ok("invoice", "credit", "10001", "--reason", "Retur")
    shell.ok("invoice", "credit", "10002", "--reason", "Retur", "--line", "1=0,5")
    shell.ok("send")
    shell.ok("invoice", "dispute", "10003", "--reason", "Feil vare")

    def words(*options: str, at: str = NOVEMBER) -> dict[int, str]:
        rows = shell("invoice", "list", "--json", *options, at=at).json["rows"]
        return {row["invoice_no"]: row["status"] for row in rows}

    everything = {
        10001: "credited", 10002: "overdue", 10003: "overdue, disputed",
        10004: "credits 10001", 10005: "credits 10002",
    }  # fmt: skip
    assert words() == everything
    assert words(at="2026-10-02T08:00:00+00:00")[10002] == "part"
    assert set(words("--status", "open")) == {10002, 10003}
    assert set(words("--status", "credited")) == {10001}
    assert set(words("--status", "overdue")) == {10002, 10003}
    assert words("--status", "paid") == {}
    assert words("--customer", "10002") == {}
    shown = shell("invoice", "list", at=NOVEMBER).out
    assert max(map(len, shown.splitlines())) <= 80
    rows = list(csv.DictReader(io.StringIO(shell("invoice", "list", "--csv", at=NOVEMBER).out)))
    assert (rows[1]["total"], rows[1]["open"], rows[4]["total"]) == ("250.00", "187.50", "-62.50")
    assert shell("invoice", "list", "--customer", "9").status == Exit.INPUT


def test_a_document_tells_its_whole_story(shell: Shell) -> None:
    shell.ok(*COFFEE)
    shell.ok("send")
    shell.ok("invoice", "credit", "10001", "--reason", "Retur", "--line", "1=1")
    shell.ok("send")
    shell.ok("invoice", "dispute", "10001", "--reason", "Feil vare")
    shell.ok("invoice", "dispute", "10001", "--settle", "Enige")
    shown = shell.ok("invoice", "show", "10001")
    for text in (
        "Invoice 10001: part", "10001 Østre Ærfugl AS", "01000100100014", "Credited by", "10002",
        "Open         125,00", "250,00", "-125,00", "folder to post@aerfugl.example", "Feil vare",
        "settled 2026-10-01: Enige", "invoice.issued",
    ):  # fmt: skip
        assert text in shown
    assert max(map(len, shown.splitlines())) <= 80
    told = shell("invoice", "show", "10001", "--json").json
    assert (told["total_ore"], told["open_ore"], told["credit_notes"]) == (25_000, 12_500, [10002])
    assert [each["amount_ore"] for each in told["booked"]] == [25_000, -12_500]
    note = shell("invoice", "show", "10002", "--json").json
    assert (note["kind"], note["credits_no"], note["due"]) == ("credit_note", 10001, None)
    assert shell("invoice", "show", "9").status == Exit.INPUT


def test_the_pdf_is_the_very_one_that_was_sent(shell: Shell, tmp_path: Path) -> None:
    shell.ok(*COFFEE)
    shell.ok("send")
    shell.ok("invoice", "pdf", "10001")
    written = (tmp_path / "Faktura-10001.pdf").read_bytes()
    assert written == (tmp_path / "outbox/invoice_10001_folder_1/Faktura-10001.pdf").read_bytes()
    from invoicectl.ledger.connect import open_ledger

    with open_ledger(tmp_path / "ledger.db") as ledger:
        assert written == document_content(ledger.con, document_sha256(ledger.con, 10001))
    again = shell("invoice", "pdf", "10001")
    assert again.status == Exit.INPUT
    assert "is there already" in again.err
    shell.ok("invoice", "pdf", "10001", "--out", "other.pdf")
    assert (tmp_path / "other.pdf").stat().st_mode & 0o077 == 0
    assert shell("invoice", "pdf", "10001", "--out", "no/such/folder.pdf").status == Exit.INPUT
    assert shell("invoice", "pdf", "9").status == Exit.INPUT


def test_a_link_in_the_way_of_a_pdf_is_not_followed(shell: Shell, tmp_path: Path) -> None:
    shell.ok(*COFFEE)
    shell.ok("send")
    (tmp_path / "precious").write_text("keep")
    (tmp_path / "Faktura-10001.pdf").symlink_to("precious")
    assert shell("invoice", "pdf", "10001").status == Exit.INPUT
    assert (tmp_path / "precious").read_text() == "keep"


def test_disputes_are_opened_once_and_settled_once(shell: Shell) -> None:
    shell.ok(*COFFEE)
    shell.ok("send")
    for words, sentence in (
        ((), "needs its reason"),
        (("--settle", "x"), "is not disputed"),
        (("--reason", "Feil"), ""),
        (("--reason", "Feil"), "disputed already"),
        (("--settle", "x"), ""),
    ):
        shown = shell("invoice", "dispute", "10001", *words)
        assert shown.status == (Exit.INPUT if sentence else Exit.DONE)
        assert sentence in shown.err
    assert shell("invoice", "dispute", "9", "--reason", "x").status == Exit.INPUT


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("10001",), "must say why"),
        (("10001", "--reason", "x", "--line", "7"), "lines 1 to 1"),
        (("9", "--reason", "x"), "no invoice 9"),
    ],
)
def test_a_credit_that_cannot_be_is_one_sentence(
    shell: Shell, words: tuple[str, ...], sentence: str
) -> None:
    shell.ok(*COFFEE)
    shell.ok("send")
    shown = shell("invoice", "credit", *words)
    assert shown.status == Exit.INPUT
    assert sentence in shown.err


def test_nothing_from_a_customer_can_move_the_cursor(tmp_path: Path) -> None:
    hostile = customer(name="A\x1b[2JB\u202eC")
    new_ledger(tmp_path, customers=(hostile,)).close()
    shell = Shell(tmp_path)
    for printed in (shell(*COFFEE), shell("send"), shell("invoice", "list")):
        assert "\x1b" not in printed.out + printed.err
        assert "\u202e" not in printed.out + printed.err
