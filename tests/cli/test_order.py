"""`order`: taken, delivered in parts, invoiced, collected, prepaid, closed and listed."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from invoicectl.domain.product import Product
from invoicectl.errors import Exit
from invoicectl.ledger.products import add_products
from tests.banking import STRANGE_KID
from tests.banking import Company
from tests.banking import paid
from tests.build import new_ledger
from tests.build import stamp
from tests.cli.shell import Shell

NEW = ("order", "new", "--customer", "10001")
COFFEE = (*NEW, "--line", "Kaffe; 10 kg; 100", "--line", "Te; 4; 50; 10 %")


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    with new_ledger(tmp_path) as ledger:
        add_products(ledger, [Product("P1", "Sukker", 50_000_000, "KGM", "31")], stamp())
    return Shell(tmp_path)


def widest(shown: str) -> int:
    return max(map(len, shown.splitlines()))


def test_an_order_from_the_first_line_to_the_last_invoice(shell: Shell) -> None:
    shown = shell.ok(*COFFEE, "--product", "P1=3", "--order-reference", "PO-7")
    for text in (
        "Order 1: new", "10001 Østre Ærfugl AS", "Their order  PO-7", "Sukker", "Net 1 330,00",
        "Total 1 647,50", "'invoicectl order deliver 1' notes what was delivered.",
    ):  # fmt: skip
        assert text in shown
    told = shell.ok("order", "deliver", "1", "--line", "1=4", "--on", "01.10.2026")
    assert "line 1, Kaffe: 4" in told
    assert "To deliver: line 1, Kaffe: 6" in told
    drafted = shell.ok("order", "invoice", "1")
    assert "From order 1:" in drafted
    assert "'invoicectl send D1' issues and sends it." in drafted
    again = shell.ok("order", "invoice", "1")
    assert "nothing delivered that is not on a draft or invoice already" in again
    shell.ok("send")
    assert "All of it is delivered." in shell.ok("order", "deliver", "1")
    assert "Nothing of order 1 was delivered now." in shell.ok("order", "deliver", "1")
    shell.ok("order", "invoice", "1")
    shell.ok("send")
    shown = shell.ok("order", "show", "1")
    for text in ("Order 1: invoiced", "10001  500,00", "10002  1 147,50", "01.10.2026  line 1: 4"):
        assert text in shown
    assert widest(shown) <= 80


def test_everything_is_in_the_json(shell: Shell) -> None:
    shell.ok(*COFFEE, "--delivery", "2026-10-20", "--delivery-to", "2026-10-22", "--comment", "Hei",
             "--contact", "Kari; 22 33 44 55", "--advance-kind", "rent")  # fmt: skip
    shell.ok("order", "deliver", "1", "--line", "2=1")
    told = shell("order", "show", "1", "--json").json
    assert (told["command"], told["status"], told["order_no"]) == ("order show", "part", 1)
    assert (told["delivery_from"], told["delivery_to"]) == ("2026-10-20", "2026-10-22")
    assert (told["comment"], told["contact"], told["advance_kind"]) == (
        "Hei", "Kari; 22 33 44 55", "rent",
    )  # fmt: skip
    assert [(row["to_deliver_micro"], row["to_invoice_micro"]) for row in told["lines"]] == [
        (10_000_000, 0), (3_000_000, 1_000_000),
    ]  # fmt: skip
    assert told["delivered"] == [{"line_n": 2, "quantity_micro": 1_000_000, "on": "2026-10-01"}]
    assert (told["net_ore"], told["total_ore"]) == (118_000, 147_500)


def test_lists_say_what_is_left(shell: Shell) -> None:
    for _ in range(3):
        shell.ok(*COFFEE)
    shell.ok(*NEW[:3], "10002", "--line", "Ærfugldun; 1; 9000")
    shell.ok("order", "deliver", "1")
    shell.ok("order", "invoice", "1")
    shell.ok("send")
    shell.ok("order", "deliver", "2", "--line", "1=4")

    def numbers(*options: str) -> list[int]:
        rows = shell("order", "list", "--json", *options).json["rows"]
        return [row["order_no"] for row in rows]

    assert numbers() == [1, 2, 3, 4]
    assert numbers("--open") == [2, 3, 4]
    assert numbers("--status", "invoiced") == [1]
    assert numbers("--customer", "10002") == [4]
    assert numbers("--search", "ÆRFUGLDUN") == [4]
    assert numbers("--from", "2026-10-02") == []
    assert numbers("--to", "2026-10-01", "--sort", "-total") == [4, 1, 2, 3]
    assert numbers("--sort", "customer_name", "--open") == [4, 2, 3]
    shown = shell.ok("order", "list", "--open")
    assert widest(shown) <= 80
    assert "780,00" in shown
    rows = list(csv.DictReader(io.StringIO(shell.ok("order", "list", "--csv"))))
    assert (rows[1]["to_deliver"], rows[1]["to_invoice"]) == ("780.00", "400.00")
    wrong = shell("order", "list", "--sort", "colour")
    assert wrong.status == Exit.INPUT
    assert "there is no column 'colour'" in wrong.err
    assert shell("order", "list", "--customer", "9").status == Exit.INPUT


def test_a_dry_run_shows_the_draft_and_makes_none(shell: Shell) -> None:
    shell.ok(*COFFEE)
    shell.ok("order", "deliver", "1")
    shown = shell.ok("order", "invoice", "1", "--dry-run")
    assert "Would draft order 1: 10001 Østre Ærfugl AS" in shown
    assert "Nothing was changed." in shown
    assert shell("invoice", "list", "--drafts", "--json").json["rows"] == []
    told = shell("order", "invoice", "1", "--hold", "--json").json
    assert (told["dry_run"], told["drafts"][0]["order_nos"]) == (False, [1])
    assert told["drafts"][0]["is_ready"] is False


def test_a_month_is_collected(shell: Shell) -> None:
    for _ in range(2):
        shell.ok(*COFFEE)
        shell.ok("order", "deliver", "1")
    shell.ok("order", "deliver", "2")
    words = ("order", "invoice", "--collect", "--month", "2026-10")
    late = "2026-11-30T08:00:00+00:00"
    told = shell(*words, "--dry-run", at=late)
    assert "Would draft orders 1, 2" in told.out
    assert "INV-24: what was delivered on 01.10.2026" in told.err
    shown = shell.ok(*words)
    assert "From orders 1, 2:" in shown
    assert "Ordre 1, levert 01.10.2026" in shown
    assert widest(shown) <= 80
    assert "nothing delivered" in shell.ok(*words)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("invoice",), "Which order?"),
        (("invoice", "1", "--collect"), "Which order?"),
        (("invoice", "1", "--month", "2026-10"), "belong to --collect"),
        (("invoice", "--collect", "--advance"), "for one order"),
        (("invoice", "--collect", "--month", "x"), "'x' is no month"),
        (("invoice", "1", "--advance"), "INV-27"),
        (("deliver", "1", "--on", "1.10.26"), "--on: '1.10.26' is no date"),
        (("deliver", "1", "--line", "1=99"), "only 10 are left to deliver"),
        (("deliver", "9"), "There is no order 9"),
        (("show", "2"), "2 is a quote, no order"),
        (("close", "1"), "needs a reason"),
        (("edit", "1", "--quantity", "1"), "say how many"),
        (("edit", "1", "--quantity", "1=0", "--quantity", "2=0"), "leave no line"),
        (("edit", "1", "--delivery", "2026-10-05", "--delivery-to", "2026-10-01"), "before it"),
        (("request-payment", "1"), "How much?"),
        (("request-payment", "1", "--percent", "50", "--amount", "1"), "How much?"),
        (("request-payment", "1", "--percent", "150"), "--percent"),
        (("release", "1", "9"), "There is no invoice 9"),
        (("prepaid", "1", "7"), "no payment 7"),
        (("set", "1", "invoice.colour=red"), "no such key"),
        (("set", "9", "invoice.terms_days=30"), "no quote or order 9"),
    ],
)
def test_what_cannot_be_is_one_sentence(
    shell: Shell, words: tuple[str, ...], sentence: str
) -> None:
    shell.ok(*COFFEE)
    shell.ok("quote", "new", "--customer", "10001", "--line", "Kaffe; 1; 1")
    shown = shell("order", *words)
    assert shown.status == Exit.INPUT
    assert sentence in shown.err
    assert "Traceback" not in shown.err


def test_what_was_credited_can_be_invoiced_again(shell: Shell) -> None:
    shell.ok(*COFFEE)
    shell.ok("order", "deliver", "1")
    shell.ok("order", "invoice", "1")
    shell.ok("send")
    shell.ok("invoice", "credit", "10001", "--reason", "Feil pris")
    shell.ok("send")
    assert "can be invoiced again" in shell.ok("order", "release", "1", "10002")
    assert "was released already" in shell.ok("order", "release", "1", "10002")
    assert "Total 1 475,00" in shell.ok("order", "invoice", "1")
    shown = shell.ok("order", "show", "1")
    for text in ("10001  1 475,00", "10002  -1 475,00", "draft       D3"):
        assert text in shown


def test_an_order_has_settings_of_its_own(shell: Shell) -> None:
    shown = shell(*COFFEE, "--set", "invoice.terms=30")
    assert shown.status == Exit.INPUT
    assert shell("order", "list", "--json").json["rows"] == []
    shell.ok(*COFFEE, "--set", "invoice.terms_days=30", "--set", "invoice.your_reference=Per")
    shell.ok("order", "set", "1", "invoice.our_reference=Kari")
    shell.ok("order", "deliver", "1")
    shell.ok("order", "invoice", "1")
    shell.ok("send")
    told = shell("invoice", "show", "10001", "--json").json
    assert told["due"] == "2026-11-02"  # the 31st of October is a Saturday
    assert "Per" in shell.ok("invoice", "show", "10001")


def test_an_order_is_changed_closed_and_opened_again(shell: Shell) -> None:
    shell.ok(*COFFEE)
    shown = shell.ok("order", "edit", "1", "--quantity", "1=12", "--add-line", "Frakt; 149")
    assert "Net 1 529,00" in shown
    assert "Order 1 is closed." in shell.ok("order", "close", "1", "--reason", "Utsolgt")
    assert "is closed already" in shell.ok("order", "close", "1", "--reason", "Utsolgt")
    assert "Order 1: closed: Utsolgt" in shell.ok("order", "show", "1")
    assert "Order 1 is open again." in shell.ok("order", "reopen", "1")
    assert "Order 1 is open already." in shell.ok("order", "reopen", "1")


def test_a_confirmation_is_sent_once(shell: Shell, tmp_path: Path) -> None:
    shell.ok(*COFFEE)
    dry = shell.ok("order", "confirm", "1", "--dry-run")
    assert "would go by folder to post@aerfugl.example." in dry
    assert "1 475,00 kr." in dry
    shown = shell.ok("order", "confirm", "1")
    assert "Confirmation of order 1, version 1: sent by folder" in shown
    assert "has not changed since; nothing was done." in shell.ok("order", "confirm", "1")
    told = shell("order", "confirm", "1", "--again", "--json").json
    assert (told["is_new"], told["version"], told["state"]) == (True, 1, "sent")
    shell.ok("order", "pdf", "1", "--out", "mine.pdf")
    (laid,) = {path.read_bytes() for path in (tmp_path / "outbox").rglob("*.pdf")}
    assert (tmp_path / "mine.pdf").read_bytes() == laid
    assert "Order 1: confirmed" in shell.ok("order", "show", "1")


def test_money_before_the_invoice_is_shown_on_the_order(shell: Shell, tmp_path: Path) -> None:
    shell.ok(*COFFEE)
    shown = shell.ok("order", "request-payment", "1", "--percent", "50")
    assert "Payment request for order 1: sent by folder" in shown
    assert "737,50 kr, to pay by 12.10.2026" in shown
    assert "nothing was done" in shell.ok("order", "request-payment", "1", "--percent", "50")
    assert shell("invoice", "list", "--json").json["rows"] == []
    company = Company(tmp_path)
    company.file("bank.txt", paid(STRANGE_KID, 73_750))
    company.ledger.close()
    shell("payment", "import", "bank.txt")
    shown = shell.ok("order", "prepaid", "1", "1")
    assert "737,50 of payment 1 is taken for order 1." in shown
    assert "was already taken" in shell.ok("order", "prepaid", "1", "1")
    told = shell("order", "show", "1", "--json").json
    assert told["payment_requests"][0]["amount_ore"] == 73_750
    assert told["prepaid"][0]["credit_ore"] == 73_750
    assert "737,50  payment 1, 737,50 still credit" in shell.ok("order", "show", "1")
    shell.ok("order", "deliver", "1")
    shell.ok("order", "invoice", "1")
    shell.ok("send")
    shell.ok("payment", "match", "1", "10001")
    assert "payment 1, 0,00 still credit" in shell.ok("order", "show", "1")
    assert shell("order", "prepaid", "2", "1").status == Exit.INPUT
