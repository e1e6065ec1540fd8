from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from invoicectl.domain.draft import DraftLine
from invoicectl.domain.money import decimal_text
from invoicectl.domain.product import Product
from invoicectl.errors import BadFileError
from invoicectl.errors import FaultsError
from invoicectl.errors import InputError
from invoicectl.errors import NotFoundError
from invoicectl.flows.draft import Change
from invoicectl.flows.draft import add_drafts
from invoicectl.flows.draft import change_draft
from invoicectl.flows.draft import drop_draft
from invoicectl.flows.draft import preview
from invoicectl.flows.draft_file import FileDraft
from invoicectl.flows.draft_file import read_drafts
from invoicectl.flows.lines import product_line
from invoicectl.flows.lines import typed_line
from invoicectl.ledger.connect import Ledger
from invoicectl.ledger.drafts import draft_of
from invoicectl.ledger.drafts import drafts
from invoicectl.ledger.log import entries
from invoicectl.ledger.products import add_products
from invoicectl.settings.model import Settings
from tests.build import DAY
from tests.build import add
from tests.build import customer
from tests.build import draft
from tests.build import line
from tests.build import new_ledger
from tests.build import settings_for
from tests.build import stamp


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return settings_for(tmp_path / "company")


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    """Return a ledger with product P1, and P2 that is no longer sold."""
    with new_ledger(tmp_path / "company") as opened:
        kilo = Product("P1", "Kaffe, 1 kg", 189_500_000, "KGM", "31", "3040")
        old = Product("P2", "Gammel", 1_000_000, active=False)
        add_products(opened, [kilo, old], stamp())
        yield opened


def typed(quantity: int, price: int, unit: str = "C62", discount: int = 0, code: str = "3") -> Any:
    """Return the line that is meant; quantity and price in whole units."""
    return DraftLine("Kaffe", quantity * 1_000_000, price * 1_000_000, unit, discount, code)


TYPED = [
    ("Kaffe; 100", typed(1, 100)),
    ("Kaffe;100 kr", typed(1, 100)),
    ("Kaffe; 100,-", typed(1, 100)),
    (" Kaffe ; 2 ; 100 ", typed(2, 100)),
    ("Kaffe; 2 timer; 1 200,00", typed(2, 1200, "HUR")),
    ("Kaffe; 2HUR; 1200.00", typed(2, 1200, "HUR")),
    ("Kaffe; 2; 100; 12,5 %", typed(2, 100, discount=1250)),
    ("Kaffe; 2; 100; 10%; 33", typed(2, 100, discount=1000, code="33")),
    ("Kaffe; 2; 100; mva 33; 10%", typed(2, 100, discount=1000, code="33")),
    ("Kaffe; 2; 100;; VAT 6", typed(2, 100, code="6")),
    ("Kaffe; -2; 100", typed(-2, 100)),
    ("Kaffe; 2; -100", typed(2, -100)),
    ("Kaffe; 2 m2; 100", typed(2, 100, "MTK")),
]


@pytest.mark.parametrize(("text", "meant"), TYPED)
def test_a_line_is_typed_in_one_text(text: str, meant: DraftLine) -> None:
    assert typed_line(text, vat_code="3") == meant


NOT_TYPED = [
    ("Kaffe", "no price"),
    ("; 100", "no price"),
    ("Kaffe; x; 100", "quantity"),
    ("Kaffe; 2 floks; 100", "not a unit"),
    ("Kaffe; 2; hundre", "price"),
    ("Kaffe; 2; 100; 101 %", "discount"),
    ("Kaffe; 2; 100; 25", "not a VAT code"),
    ("Kaffe; 2; 1.200,50", "price"),
    ("Kaf\x1bfe; 2; 100", "printable"),
    ("x" * 401 + "; 2; 100", "400"),
]


@pytest.mark.parametrize(("text", "sentence"), NOT_TYPED)
def test_a_line_that_cannot_be_read_says_which_part(text: str, sentence: str) -> None:
    with pytest.raises(InputError, match=sentence):
        typed_line(text, vat_code="3")


@given(
    st.integers(1, 10**12), st.integers(-(10**12), 10**12), st.integers(0, 10_000),
    st.sampled_from(["3", "31", "32", "33", "5", "51", "52", "6", "7"]),
)  # fmt: skip
def test_what_is_typed_is_what_is_read(
    quantity_micro: int, price_micro: int, discount_bp: int, code: str
) -> None:
    text = (
        f"Kaffe; {decimal_text(quantity_micro)} kg; {decimal_text(price_micro, decimal='.')};"
        f" {decimal_text(discount_bp * 10_000)} %; {code}"
    )
    meant = DraftLine("Kaffe", quantity_micro, price_micro, "KGM", discount_bp, code)
    assert typed_line(text, vat_code="3") == meant


@given(st.text(max_size=60))
def test_no_text_breaks_the_reader(text: str) -> None:
    try:
        found = typed_line(text, vat_code="3")
    except InputError:
        return
    assert found.description.isprintable()


def test_a_product_gives_the_whole_line(ledger: Ledger) -> None:
    found = product_line(ledger.con, "P1=2,5")
    assert found == DraftLine("Kaffe, 1 kg", 2_500_000, 189_500_000, "KGM", 0, "31", "3040", "P1")
    assert product_line(ledger.con, "P1; 2,5") == found
    assert product_line(ledger.con, "P1").quantity_micro == 1_000_000
    with pytest.raises(NotFoundError, match="product P9"):
        product_line(ledger.con, "P9")
    with pytest.raises(InputError, match="no longer"):
        product_line(ledger.con, "P2")
    with pytest.raises(InputError, match="not a number"):
        product_line(ledger.con, "P1=x")


def test_drafts_are_added_all_or_none(ledger: Ledger) -> None:
    with pytest.raises(NotFoundError, match="customer 9"):
        add_drafts(ledger, [draft(), draft("9")], stamp())
    assert drafts(ledger.con) == []
    assert add_drafts(ledger, [draft(), draft("10002")], stamp()) == (1, 2)


def test_nobody_new_is_invoiced_who_is_no_longer_a_customer(ledger: Ledger) -> None:
    from invoicectl.ledger.customers import save_customer

    save_customer(ledger, customer(active=False), stamp())
    with pytest.raises(InputError, match="no longer active"):
        add_drafts(ledger, [draft()], stamp())


def test_a_key_makes_one_draft(ledger: Ledger) -> None:
    numbers = [add_drafts(ledger, [draft()], stamp(), keys=["order-7"]) for _ in range(3)]
    assert numbers == [(1,)] * 3
    assert len(drafts(ledger.con)) == 1


def test_a_change_touches_what_is_given_and_nothing_else(ledger: Ledger) -> None:
    add(ledger, draft(our_reference="Kari", terms_days=7))
    change_draft(ledger, stamp(), 1, Change(our_reference="", is_ready=False, terms_days=0))
    new = draft_of(ledger.con, 1)
    assert (new.our_reference, new.is_ready, new.terms_days) == ("", False, 0)
    assert new.lines == draft().lines
    change_draft(ledger, stamp(), 1, Change(), lines=[line("A")], more_lines=[line("B")])
    assert [each.description for each in draft_of(ledger.con, 1).lines] == ["A", "B"]
    change_draft(ledger, stamp(), 1, Change(), more_lines=[line("C")])
    assert [each.description for each in draft_of(ledger.con, 1).lines] == ["A", "B", "C"]
    assert [entry.event for entry in entries(ledger.con, ref="D1")] == ["draft.changed"] * 3


def test_a_dropped_draft_is_gone(ledger: Ledger) -> None:
    add(ledger, draft())
    drop_draft(ledger, stamp(), 1)
    with pytest.raises(NotFoundError):
        drop_draft(ledger, stamp(), 1)
    assert add(ledger, draft()) == ["D2"]  # a name is never used twice


def test_a_preview_says_what_would_be_refused(ledger: Ledger, settings: Settings) -> None:
    add(ledger, draft(), draft(lines=(line(price="0"),)))
    assert preview(ledger, settings, DAY, 1).composed.is_issuable
    assert preview(ledger, settings, DAY, 2).composed.findings.refusals[0].startswith("INV-10")
    add(ledger, draft(lines=(line("\U0001f600"),)))
    assert not preview(ledger, settings, DAY, 3).composed.is_issuable


def read(
    tmp_path: Path, ledger: Ledger, settings: Settings, text: str, name: str = "in.yaml"
) -> tuple[FileDraft, ...]:
    """Return the drafts in a file with this text."""
    file = tmp_path / name
    file.write_bytes(text.encode())
    return read_drafts(file, ledger.con, settings, customer_no="", is_ready=True, today=DAY)


YAML = """\
customer: 10001
delivered: 01.09.2026
delivered to: 2026-09-30
our_reference: Kari
advance: yes
key: order-7
lines:
  - text: Kaffe
    quantity: 2,5 kg
    price: 100
    discount: 10 %
    vat: 31
  - {product: P1, quantity: 3}
  - "Frakt; 149,50"
"""
JSON = """\
{\t"kunde": 10001, "delivered": "2026-09-01", "deliveredTo": "2026-09-30",
 "our reference": "Kari", "advance": true, "key": "order-7", "terms_days": null,
 "lines": [
\t{"tekst": "Kaffe", "antall": 2.5, "enhet": "kg", "pris": 100, "rabatt": "10", "mva": 31},
\t{"product": "P1", "quantity": 3}, {"line": "Frakt; 149,50"}]}
"""
CSV = """\
kunde;levert;delivered_to;ourref;advance;key;tekst;antall;enhet;pris;rabatt;mva;vare
10001;2026-09-01;2026-09-30;Kari;ja;order-7;Kaffe;2,5;kg;100;10 %;31;
;;;;;;;3;;;;;P1
10001;2026-09-01;2026-09-30;Kari;ja;order-7;Frakt;;;149,50;;;
"""


@pytest.mark.parametrize(
    ("name", "text"),
    [("a.yaml", YAML), ("a.json", JSON), ("a.csv", CSV)],
    ids=["yaml", "json", "csv"],
)
def test_every_kind_of_file_means_the_same_draft(
    tmp_path: Path, ledger: Ledger, settings: Settings, name: str, text: str
) -> None:
    (found,) = read(tmp_path, ledger, settings, text, name)
    assert found.key == "order-7"
    made = found.draft
    assert (made.customer_no, made.our_reference, made.is_advance) == ("10001", "Kari", True)
    assert (made.delivered_from, made.delivered_to) == (date(2026, 9, 1), date(2026, 9, 30))
    assert made.lines == (
        DraftLine("Kaffe", 2_500_000, 100_000_000, "KGM", 1000, "31"),
        DraftLine("Kaffe, 1 kg", 3_000_000, 189_500_000, "KGM", 0, "31", "3040", "P1"),
        DraftLine("Frakt", 1_000_000, 149_500_000),
    )


def test_a_file_may_hold_many_drafts(tmp_path: Path, ledger: Ledger, settings: Settings) -> None:
    rows = "customer,text,price\n10001,A,1\n10001,B,2\n10002,C,3\n10001,D,4\n"
    found = read(tmp_path, ledger, settings, rows, "many.csv")
    assert [(each.draft.customer_no, len(each.draft.lines)) for each in found] == [
        ("10001", 2), ("10002", 1), ("10001", 1),
    ]  # fmt: skip
    listed = "- customer: 10001\n  lines: ['A; 1']\n- customer: 10002\n  lines: ['B; 1']\n"
    assert len(read(tmp_path, ledger, settings, listed)) == 2
    assert len(read(tmp_path, ledger, settings, f"invoices:\n{listed}")) == 2


FAULTY = """\
customer: 10009
deliverd: 2026-09-01
terms: 9999
lines:
  - text: Kaffe
    quantity: x
    price: hundre
  - text: Te
  - product: P9
  - "Frakt"
  - tekst: A
    pris: 1
    mva: 25
"""


def test_every_fault_is_told_with_its_line(
    tmp_path: Path, ledger: Ledger, settings: Settings
) -> None:
    with pytest.raises(FaultsError) as caught:
        read(tmp_path, ledger, settings, FAULTY)
    assert [fault.split(": ")[0] for fault in caught.value.faults] == [
        "in.yaml:2 deliverd",
        "in.yaml:3 terms_days",
        "in.yaml:1 customer",
        "in.yaml:6 quantity",
        "in.yaml:7 price",
        "in.yaml:8 price",
        "in.yaml:9 There is no product P9.",
        "in.yaml:10 line",
        "in.yaml:13 vat",
    ]
    assert "did you mean 'delivered_from'" in caught.value.faults[0]
    assert drafts(ledger.con) == []


BROKEN = [
    ("a.yaml", "", "empty"),
    ("a.yaml", "just text", "key: value"),
    ("a.yaml", "lines: 3\n", "must be a list"),
    ("a.yaml", "customer: [1]\n", "single value"),
    ("a.yaml", "customer: 1\ncustomer: 2\n", "twice"),
    ("a.yaml", "a: [\n", "no YAML or JSON"),
    ("a.yaml", "[" * 5000, "YAML|deep"),
    ("a.csv", "", "no table"),
    ("a.csv", "customer;text\n", "no draft"),
    ("a.csv", "customer;text\n1;2;3\n", "more cells"),
]


@pytest.mark.parametrize(("name", "text", "sentence"), BROKEN)
def test_a_file_of_another_kind_is_one_sentence(
    tmp_path: Path, ledger: Ledger, settings: Settings, name: str, text: str, sentence: str
) -> None:
    with pytest.raises(BadFileError, match=sentence):
        read(tmp_path, ledger, settings, text, name)


@given(st.text(alphabet="customer:lines-[]{}'\"#&*!|>%@ \n\t0123.,;æ", max_size=80))
def test_no_yaml_breaks_the_reader(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    from invoicectl.flows.draft_records import read_records

    file = tmp_path_factory.getbasetemp() / "any.yaml"
    file.write_text(text, "utf-8")
    with suppress(BadFileError):
        assert all(record.line >= 1 for record in read_records(file, head_keys=()))


def test_emoji_written_as_two_halves_in_json_are_one_sign(
    tmp_path: Path, ledger: Ledger, settings: Settings
) -> None:
    text = '{"customer": "10001", "lines": [{"text": "\\ud83d\\ude00", "price": "1"}]}'
    (found,) = read(tmp_path, ledger, settings, text, "a.json")
    assert found.draft.lines[0].description == "\U0001f600"
