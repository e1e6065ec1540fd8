"""What is stored comes back as it was: customers, products, drafts, invoices, letters, receipts."""

from __future__ import annotations

import hashlib
import os
from base64 import encodebytes
from dataclasses import fields
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from invoicectl.domain.customer import Customer
from invoicectl.domain.draft import Draft
from invoicectl.domain.draft import DraftLine
from invoicectl.domain.invoice import DocumentKind
from invoicectl.domain.outbox import DeliveryState
from invoicectl.domain.outbox import MessageFacts
from invoicectl.domain.outbox import NewDelivery
from invoicectl.domain.outbox import Purpose
from invoicectl.domain.parties import CustomerKind
from invoicectl.domain.parties import Language
from invoicectl.domain.product import Product
from invoicectl.errors import GuardError
from invoicectl.errors import InputError
from invoicectl.errors import NotFoundError
from invoicectl.ledger.connect import open_ledger
from invoicectl.ledger.customers import add_customers
from invoicectl.ledger.customers import customer_of
from invoicectl.ledger.customers import find_customers
from invoicectl.ledger.customers import next_customer_no
from invoicectl.ledger.customers import save_customer
from invoicectl.ledger.documents import document_content
from invoicectl.ledger.documents import keep_document
from invoicectl.ledger.drafts import add_draft
from invoicectl.ledger.drafts import draft_no_of
from invoicectl.ledger.drafts import draft_of
from invoicectl.ledger.drafts import drafts
from invoicectl.ledger.drafts import remove_draft
from invoicectl.ledger.drafts import save_draft
from invoicectl.ledger.invoices import document_sha256
from invoicectl.ledger.invoices import invoice_of
from invoicectl.ledger.log import entries
from invoicectl.ledger.log import last_instant
from invoicectl.ledger.log import note
from invoicectl.ledger.outbox import attempts_of
from invoicectl.ledger.outbox import claim
from invoicectl.ledger.outbox import delivery_of
from invoicectl.ledger.outbox import message_of
from invoicectl.ledger.outbox import payload_of
from invoicectl.ledger.outbox import queue_delivery
from invoicectl.ledger.outbox import settle
from invoicectl.ledger.payload import pack
from invoicectl.ledger.payload import unpack
from invoicectl.ledger.products import add_products
from invoicectl.ledger.products import find_products
from invoicectl.ledger.products import product_of
from invoicectl.ledger.products import save_product
from invoicectl.ledger.receipts import append_receipt
from invoicectl.ledger.receipts import append_receipts
from invoicectl.ledger.receipts import read_receipts
from invoicectl.ledger.receipts import receipts
from invoicectl.ledger.receipts import receipts_path
from tests import build

from . import world

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from invoicectl.ledger.connect import Ledger

WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=20)
STAMP = build.stamp(world.LATE)


@pytest.fixture
def ledger(path: Path) -> Iterator[Ledger]:
    with open_ledger(path) as opened:
        yield opened


def test_a_customer_comes_back_in_every_field(ledger: Ledger) -> None:
    whole = Customer(
        "20001", CustomerKind.PUBLIC, "Ås kommune", "999999999", vat_registered=True,
        attention="v/Åse", street="a\nb\nc", postcode="1430", city="Ås", country="SE",
        email="a@b.example", notice_email="n@b.example", phone="+47 1", language=Language.NN,
        channel="email", terms_days=45, express_terms=True, your_reference="PO-1", note="merknad",
        active=False, mobile="+4790000000", gln="7080000000004", buyer_reference="A1",
        credit_limit_ore=1, blocked_reason="sperret",
    )  # fmt: skip
    add_customers(ledger, [whole], STAMP)
    assert customer_of(ledger.con, "20001") == whole
    usual = Customer("1", CustomerKind.BUSINESS, "x")
    same = [
        each.name
        for each in fields(whole)
        if getattr(whole, each.name) == getattr(usual, each.name)
    ]
    assert same == []  # or a column could be left out and nobody would see
    changed = replace(whole, name="Ny", language=Language.EN, terms_days=None, active=True)
    save_customer(ledger, changed, STAMP)
    assert customer_of(ledger.con, "20001") == changed


@given(name=WORDS.filter(bool), street=WORDS, note_text=WORDS)
def test_no_text_of_a_customer_is_changed_or_obeyed(
    tmp_path_factory: pytest.TempPathFactory, name: str, street: str, note_text: str
) -> None:
    folder = tmp_path_factory.mktemp("c") / "company"
    one = build.customer("1", name=name, street=street, note=note_text)
    with build.new_ledger(folder, customers=(one,)) as ledger:
        assert customer_of(ledger.con, "1") == one
        assert find_customers(ledger.con, name) == [one]


@pytest.mark.parametrize(
    ("text", "finds"),
    [
        ("", ["10001", "10002"]),
        ("ÆRFUGL", ["10001"]),
        ("østre ær", ["10001"]),
        ("bergen", ["10002"]),
        ("310003123", ["10001"]),
        ("@nordmann", ["10002"]),
        ("%", []),
        ("_", []),
        ("' OR 1=1 --", []),
        ("10001", ["10001"]),
    ],
)
def test_customers_are_found_by_any_letters(ledger: Ledger, text: str, finds: list[str]) -> None:
    assert [each.customer_no for each in find_customers(ledger.con, text)] == finds


def test_inactive_customers_and_products_are_found_when_asked_for(ledger: Ledger) -> None:
    save_customer(ledger, build.customer(active=False), STAMP)
    save_product(ledger, Product("P1", "Kaffe", 5, active=False), STAMP)
    assert len(find_customers(ledger.con)) == 1
    assert len(find_customers(ledger.con, with_inactive=True)) == 2
    assert find_products(ledger.con) == []
    assert len(find_products(ledger.con, "KAFFE", with_inactive=True)) == 1


def test_of_several_new_customers_all_or_none_are_added(ledger: Ledger) -> None:
    with pytest.raises(InputError, match="10002 is taken"):
        add_customers(ledger, [build.customer("30001"), build.customer("10002")], STAMP)
    with pytest.raises(NotFoundError):
        customer_of(ledger.con, "30001")
    with pytest.raises(NotFoundError):
        save_customer(ledger, build.customer("30001"), STAMP)


def test_customer_numbers_go_up_from_the_highest_that_is_a_number(ledger: Ledger) -> None:
    add_customers(ledger, [build.customer(no) for no in ("K-7", "12345678901", "10020")], STAMP)
    assert next_customer_no(ledger.con) == "10021"


def test_a_product_comes_back_in_every_field(ledger: Ledger) -> None:
    whole = Product("T-1", "Time", 1_234_567_891, "HUR", "6", "3200")
    add_products(ledger, [whole], STAMP)
    assert product_of(ledger.con, "T-1") == whole
    with pytest.raises(InputError, match="taken"):
        add_products(ledger, [whole], STAMP)
    save_product(ledger, replace(whole, name="Ny"), STAMP)
    assert product_of(ledger.con, "T-1").name == "Ny"


def test_a_draft_comes_back_in_every_field_and_as_it_was_changed(ledger: Ledger) -> None:
    lines = (
        DraftLine("Kaffe", 1_500_000, 99_900_000, "KGM", 1_250, "31", "3030", "P1", None),
        DraftLine("Kreditert", 1, 2, credits_n=2),
    )
    day = date(2026, 10, 1)
    whole = Draft(
        "10001", lines, 0, False, day, date(2026, 10, 3), "Oslo", 45, "oss", "dere", "PO-1",
        "hode", "fot", True, 10001, "retur",
    )  # fmt: skip
    with ledger.write() as con:
        number = add_draft(con, whole, STAMP)
    kept = replace(whole, draft_no=number)
    assert draft_of(ledger.con, number) == kept
    changed = replace(kept, lines=lines[:1], delivered_from=None, is_ready=True, terms_days=None)
    with ledger.write() as con:
        save_draft(con, changed, STAMP)
    assert draft_of(ledger.con, number) == changed
    assert changed in drafts(ledger.con, only_ready=True)
    assert drafts(ledger.con, after=number) == []


def test_a_removed_draft_is_gone_and_its_number_is_not_used_again(ledger: Ledger) -> None:
    with ledger.write() as con:
        first = add_draft(con, build.draft(), STAMP)
        remove_draft(con, first)
        assert add_draft(con, build.draft(), STAMP) == first + 1
        for missing in (remove_draft, draft_of):
            with pytest.raises(NotFoundError):
                missing(con, first)
    assert world.findings(ledger.path) == ()


def test_an_issued_draft_says_which_invoice_it_became(ledger: Ledger) -> None:
    with pytest.raises(NotFoundError) as caught:
        draft_of(ledger.con, 1)
    assert "10001" in caught.value.hint


@pytest.mark.parametrize("ref", ["", "D", "12", "Dx", "D-1", "D²", "D1 "])
def test_a_draft_is_named_by_d_and_digits(ref: str) -> None:
    assert draft_no_of("d12") == 12
    with pytest.raises(InputError, match="not a draft"):
        draft_no_of(ref)


def test_an_issued_invoice_is_read_back_whole(ledger: Ledger) -> None:
    invoice = invoice_of(ledger.con, 10001)
    assert invoice.kind is DocumentKind.INVOICE
    assert invoice.buyer.name == "Østre Ærfugl AS"
    assert invoice.buyer.kind is CustomerKind.BUSINESS
    assert invoice.buyer.address
    assert invoice.buyer.address.street == ("Brenneriveien 3",)
    assert sum(total.vat_ore for total in invoice.vat_totals) == invoice.vat_ore
    credit = invoice_of(ledger.con, 10006)
    assert credit.kind is DocumentKind.CREDIT_NOTE
    assert credit.credits
    assert (credit.credits.invoice_no, credit.credits.reason) == (10001, "Retur")
    assert credit.credits.issued_on == invoice.issued_on
    with pytest.raises(NotFoundError):
        invoice_of(ledger.con, 1)


def test_a_document_is_kept_once_and_checked_when_it_is_read(path: Path) -> None:
    with open_ledger(path) as ledger:
        with ledger.write() as con:
            first = keep_document(con, b"bytes", "application/pdf", STAMP)
            assert keep_document(con, b"bytes", "application/pdf", STAMP) == first
        assert document_content(ledger.con, first) == b"bytes"
        sha256 = document_sha256(ledger.con, 10001)
    with world.damaging(path) as con:
        con.execute("UPDATE document SET content = zeroblob(4) WHERE sha256 = ?", (sha256,))
    with open_ledger(path) as ledger:
        for wrong in (sha256, "none"):
            with pytest.raises(GuardError, match="missing or damaged"):
                document_content(ledger.con, wrong)


@given(
    st.binary(max_size=300),
    st.binary(max_size=300),
    st.one_of(st.none(), st.binary(max_size=400)),
    st.sampled_from(["crlf", "lf", "raw", "absent"]),
)
def test_a_packed_message_comes_back_byte_for_byte(
    head: bytes, tail: bytes, document: bytes | None, how: str
) -> None:
    encoded = encodebytes(document or b"")
    middle = {
        "crlf": encoded.replace(b"\n", b"\r\n"),
        "lf": encoded,
        "raw": document or b"",
        "absent": b"",
    }[how]
    payload = head + middle + tail
    kept = () if document is None else (document,)
    assert unpack(pack(payload, *kept), *kept) == payload


@given(
    st.lists(st.binary(max_size=300), max_size=4),
    st.lists(st.binary(max_size=60), min_size=5, max_size=5),
)
def test_a_message_with_several_files_comes_back_byte_for_byte(
    documents: list[bytes], between: list[bytes]
) -> None:
    coded = [encodebytes(each).replace(b"\n", b"\r\n") for each in documents]
    parts = [part for pair in zip(between, coded, strict=False) for part in pair]
    payload = b"".join([*parts, between[-1]])
    assert unpack(pack(payload, *documents), *documents) == payload


def test_a_packed_message_does_not_hold_its_document_twice() -> None:
    document = os.urandom(20_000)
    payload = b"head\r\n" + encodebytes(document).replace(b"\n", b"\r\n") + b"tail\r\n"
    assert len(pack(payload, document)) < 100
    assert len(pack(payload)) > 20_000
    assert len(pack(payload + payload, document, document)) < 200


def _queued(ledger: Ledger) -> int:
    message = MessageFacts("Østre", "Faktura", "tekst\n", "<p>ø</p>", world.NOW, "f.pdf", "svar")
    sha256 = document_sha256(ledger.con, 10001)
    new = NewDelivery(
        "k:1", Purpose.NOTICE, "10001-9", 10001, "10001", "email", "a@b.example", message, sha256,
        may_repeat=False, generation=3,
    )  # fmt: skip
    with ledger.write() as con:
        delivery_id = queue_delivery(con, new, STAMP)
    assert message_of(ledger.con, delivery_id) == message
    return delivery_id


def test_a_delivery_goes_its_way_with_every_step_written_down(ledger: Ledger) -> None:
    delivery_id = _queued(ledger)
    found = delivery_of(ledger.con, delivery_id)
    assert (found.purpose, found.may_repeat, found.generation) == (Purpose.NOTICE, False, 3)
    assert payload_of(ledger.con, delivery_id) is None
    with ledger.write() as con:
        assert claim(con, found, b"the bytes", STAMP)
        assert not claim(con, found, b"other bytes", STAMP)  # somebody was first
        settle(con, delivery_id, DeliveryState.UNCERTAIN, stamp=STAMP, sentence="cut off")
        settle(con, delivery_id, DeliveryState.SENT, stamp=STAMP, sentence="", reference="r")
    after = delivery_of(ledger.con, delivery_id)
    assert (after.state, after.attempts, after.reference) == (DeliveryState.SENT, 1, "r")
    assert after.sent_at == STAMP.at
    assert after.payload_sha256 == hashlib.sha256(b"the bytes").hexdigest()
    assert payload_of(ledger.con, delivery_id) == b"the bytes"
    assert [outcome for _, outcome, _ in attempts_of(ledger.con, delivery_id)] == [
        "uncertain",
        "sent",
    ]


def test_receipts_survive_a_line_that_was_cut_off(path: Path) -> None:
    receipts_path(path).unlink()
    assert read_receipts(path) == {}
    append_receipt(path, "a", "1", "t1")
    with receipts_path(path).open("ab") as file:
        file.write(b'{"key": "half')
    append_receipts(path, [("b", "2"), ("ø:1", "é\n")], "t2")
    append_receipts(path, [], "t3")
    assert read_receipts(path) == {"a": "1", "b": "2", "ø:1": "é\n"}
    assert receipts_path(path).stat().st_mode & 0o777 == 0o600
    for line in (b"\xff\xfe\n", b"[]\n", b"{}\n", b"\n"):
        with receipts_path(path).open("ab") as file:
            file.write(line)
    assert len(receipts(path)) == 3
    assert len(receipts(path, last=1)) <= 3


def test_receipts_are_not_written_through_a_link(path: Path, tmp_path: Path) -> None:
    receipts_path(path).unlink()
    receipts_path(path).symlink_to(tmp_path / "elsewhere")
    with pytest.raises(OSError, match=r"symbolic link|Too many"):
        append_receipt(path, "a", "1", "t")
    assert not (tmp_path / "elsewhere").exists()


def test_the_log_is_read_newest_last_and_narrowed(ledger: Ledger) -> None:
    with ledger.write() as con:
        for n in range(3):
            note(con, STAMP, "test.it", "R%", f"{n}")
    found = entries(ledger.con, ref="R%", limit=2)
    assert [each.detail for each in found] == ["1", "2"]
    assert len(entries(ledger.con, event="test")) == 3
    assert entries(ledger.con, event="tes%") == entries(ledger.con, event="tes")
    assert last_instant(ledger.con) >= STAMP.at
