from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck
from hypothesis import given
from hypothesis import settings as profile
from hypothesis import strategies as st

from invoicectl.domain.bookkeeping import Claim
from invoicectl.domain.bookkeeping import Voucher
from invoicectl.domain.bookkeeping import VoucherKind
from invoicectl.domain.bookkeeping import VoucherLine
from invoicectl.domain.draft import DraftLine
from invoicectl.domain.invoice import DocumentKind
from invoicectl.domain.money import decimal_text
from invoicectl.errors import InputError
from invoicectl.errors import NotFoundError
from invoicectl.flows.credit import credit_draft
from invoicectl.flows.issue import issue
from invoicectl.flows.issue import plan
from invoicectl.ledger.connect import Ledger
from invoicectl.ledger.drafts import draft_of
from invoicectl.ledger.invoices import invoice_of
from invoicectl.ledger.invoices import open_principal_ore
from invoicectl.ledger.open_items import customer_credit_ore
from invoicectl.ledger.outbox import deliveries
from invoicectl.ledger.posting import post
from invoicectl.settings.model import Settings
from tests.build import add
from tests.build import draft
from tests.build import line
from tests.build import new_ledger
from tests.build import settings_for
from tests.build import stamp

LATER = date(2026, 11, 2)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return settings_for(tmp_path / "company")


@pytest.fixture
def ledger(tmp_path: Path, settings: Settings) -> Iterator[Ledger]:
    """Return a ledger with invoice 10001: 2 coffee at 25 %, 3 tea at 15 %, 1 book without VAT."""
    with new_ledger(tmp_path / "company") as opened:
        lines = (
            line("Kaffe", "2", "100"),
            line("Te", "3", "33.33", vat_code="31", discount_bp=1000),
            line("Bok", "1", "50", vat_code="6"),
        )
        add(opened, draft("10001", *lines, order_reference="PO-1"))
        issue(opened, settings, stamp())
        yield opened


def credit(ledger: Ledger, settings: Settings, *lines: str) -> int:
    """Credit these lines of 10001 on the second of November; return the note's number."""
    made = credit_draft(ledger, stamp(LATER), 10001, reason="Retur", lines=lines)
    result = issue(ledger, settings, stamp(LATER), [f"D{made}"])
    assert not result.refused, result.refused
    return result.issued[0].invoice_no


def test_a_whole_credit_note_mirrors_the_invoice(ledger: Ledger, settings: Settings) -> None:
    number = credit(ledger, settings)
    original, note = invoice_of(ledger.con, 10001), invoice_of(ledger.con, number)
    assert number == 10002  # the same series (INV-20)
    assert note.kind is DocumentKind.CREDIT_NOTE
    assert note.lines == original.lines
    assert (note.total_ore, note.vat_totals) == (original.total_ore, original.vat_totals)
    assert (note.due, note.kid, note.late_interest_bp) == (None, "", None)  # CN-10
    assert note.credits is not None  # CN-3
    assert (note.credits.invoice_no, note.credits.issued_on) == (10001, date(2026, 10, 1))
    assert (note.credits.reason, note.order_reference) == ("Retur", "PO-1")
    assert open_principal_ore(ledger.con, 10001) == 0
    assert customer_credit_ore(ledger.con, "10001") == 0
    assert deliveries(ledger.con)[-1].key == "credit-note:10002:folder:1"


def test_a_part_keeps_price_discount_and_rate_of_the_original(
    ledger: Ledger, settings: Settings
) -> None:
    note = invoice_of(ledger.con, credit(ledger, settings, "2=1,5"))
    (part,) = note.lines
    assert (part.quantity_micro, part.vat_rate_bp, part.discount_bp) == (1_500_000, 1500, 1000)
    assert (part.net_ore, note.total_ore) == (4500, 5175)  # 1.5 x 33.33 x 0.9 = 44.9955


def test_the_rate_is_the_originals_even_when_the_law_has_changed(
    tmp_path: Path, settings: Settings
) -> None:
    with closing(new_ledger(tmp_path / "old")) as ledger:
        then = date(2021, 9, 15)
        low = line("Overnatting", "1", "1000", vat_code="33")
        add(ledger, draft("10001", low, delivered_from=then, delivered_to=then))
        issue(ledger, settings, stamp())
        assert invoice_of(ledger.con, 10001).lines[0].vat_rate_bp == 600
        note = invoice_of(ledger.con, credit(ledger, settings))
        assert (note.lines[0].vat_rate_bp, note.total_ore) == (600, 106_000)  # CN-5


def test_parts_never_come_to_more_than_the_line(ledger: Ledger, settings: Settings) -> None:
    credit(ledger, settings, "1=1.5")
    with pytest.raises(InputError, match=r"CN-6: line 1 .* 0\.5 left"):
        credit_draft(ledger, stamp(LATER), 10001, reason="x", lines=["1=0.6"])
    with pytest.raises(InputError, match="CN-6"):
        credit_draft(ledger, stamp(LATER), 10001, reason="x", lines=["1=0.3", "1=0.3"])
    credit(ledger, settings, "1")
    credit(ledger, settings)
    assert open_principal_ore(ledger.con, 10001) == 0
    with pytest.raises(InputError, match="credited already"):
        credit_draft(ledger, stamp(LATER), 10001, reason="x")


def test_two_drafts_for_the_same_thing_do_not_both_go(ledger: Ledger, settings: Settings) -> None:
    first = credit_draft(ledger, stamp(LATER), 10001, reason="x", lines=["1"])
    second = credit_draft(ledger, stamp(LATER), 10001, reason="y", lines=["1=2"])
    planned = plan(ledger, settings, LATER)
    assert [each.invoice_no for each in planned] == [10002, None]
    result = issue(ledger, settings, stamp(LATER))
    assert [each.ref for each in result.issued] == [f"D{first}"]
    assert [each.ref for each in result.refused] == [f"D{second}"]
    assert result.refused[0].sentences[0].startswith("CN-6")


# what is asked for, the sentence
WRONG = [
    (["4"], "lines 1 to 3"),
    (["0"], "lines 1 to 3"),
    (["x"], "lines 1 to 3"),
    (["1=0"], "give a quantity"),
    (["1=-1"], "CN-6"),
    (["1=x"], "not a number"),
]


@pytest.mark.parametrize(("lines", "sentence"), WRONG)
def test_a_wrong_wish_is_told(ledger: Ledger, lines: list[str], sentence: str) -> None:
    with pytest.raises(InputError, match=sentence):
        credit_draft(ledger, stamp(LATER), 10001, reason="x", lines=lines)


def test_reason_and_kind_are_checked(ledger: Ledger, settings: Settings) -> None:
    with pytest.raises(InputError, match="CN-3"):
        credit_draft(ledger, stamp(LATER), 10001, reason=" ")
    with pytest.raises(NotFoundError):
        credit_draft(ledger, stamp(LATER), 9, reason="x")
    number = credit(ledger, settings, "3")
    with pytest.raises(InputError, match="is a credit note"):
        credit_draft(ledger, stamp(LATER), number, reason="x")


def test_a_key_makes_one_draft_only(ledger: Ledger) -> None:
    made = [credit_draft(ledger, stamp(LATER), 10001, reason="x", key="k") for _ in range(2)]
    assert made[0] == made[1]
    assert draft_of(ledger.con, made[0]).credits_no == 10001


def test_what_was_paid_becomes_the_customers_credit(ledger: Ledger, settings: Settings) -> None:
    total_ore = invoice_of(ledger.con, 10001).total_ore
    paid = Voucher(
        VoucherKind.PAYMENT,
        LATER,
        "Innbetaling",
        (
            VoucherLine("1920", total_ore),
            VoucherLine(
                "1500", -total_ore, customer_no="10001", invoice_no=10001, claim=Claim.PRINCIPAL
            ),
        ),
    )
    with ledger.write() as con:
        post(con, paid, key="paid", stamp=stamp(LATER))
    credit(ledger, settings, "1=1")
    assert open_principal_ore(ledger.con, 10001) == 0
    assert customer_credit_ore(ledger.con, "10001") == 12_500


def test_rounding_of_tiny_parts_never_goes_past_the_line(
    ledger: Ledger, settings: Settings
) -> None:
    add(ledger, draft("10001", line("Krone", "5", "0,005"), line("Fast", "5", "1")))
    issue(ledger, settings, stamp())
    for _ in range(5):
        made = credit_draft(ledger, stamp(LATER), 10002, reason="x", lines=["1=1", "2=1"])
        issue(ledger, settings, stamp(LATER), [f"D{made}"])
    parts = ledger.con.execute("SELECT net_ore FROM invoice_line WHERE credits_n = 1")
    assert [net_ore for (net_ore,) in parts] == [1, 1, 1, 0, 0]  # 5 x 0.005 is 0.025, so 3 øre
    assert open_principal_ore(ledger.con, 10002) == 0


@profile(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.integers(1, 7_000_000), min_size=1, max_size=4),
    st.integers(1_000_000, 10**9),
    st.integers(0, 9_000),
)
def test_parts_of_a_line_add_up_to_the_line(
    tmp_path_factory: pytest.TempPathFactory,
    parts_micro: list[int],
    price_micro: int,
    discount_bp: int,
) -> None:
    folder = tmp_path_factory.mktemp("parts") / "company"
    settings = settings_for(folder)
    whole = DraftLine("Kaffe", sum(parts_micro), price_micro, discount_bp=discount_bp)
    with closing(new_ledger(folder)) as ledger:
        add(ledger, draft("10001", whole, line("Fast", "1", "10")))
        issue(ledger, settings, stamp())
        for micro in parts_micro:
            wanted = f"1={decimal_text(micro)}"
            made = credit_draft(ledger, stamp(LATER), 10001, reason="x", lines=[wanted])
            result = issue(ledger, settings, stamp(LATER), [f"D{made}"])
            assert all("comes to nothing" in each.sentences[0] for each in result.refused)
            if result.refused:
                return  # a part too small for an øre is no document
        credited = ledger.con.execute("SELECT sum(net_ore) FROM invoice_line WHERE credits_n = 1")
        assert credited.fetchone() == (invoice_of(ledger.con, 10001).lines[0].net_ore,)
