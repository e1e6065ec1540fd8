from __future__ import annotations

import sqlite3
from datetime import date
from typing import TYPE_CHECKING

import pytest

from invoicectl.domain.bookkeeping import Claim
from invoicectl.domain.bookkeeping import Voucher
from invoicectl.domain.bookkeeping import VoucherKind
from invoicectl.domain.bookkeeping import VoucherLine
from invoicectl.domain.matching import InvoiceState
from invoicectl.errors import NotFoundError
from invoicectl.ledger.bank import fingerprint_of
from invoicectl.ledger.bank import known
from invoicectl.ledger.bank import owner_of_invoice
from invoicectl.ledger.bank import owners_of
from invoicectl.ledger.documents import document_content
from invoicectl.ledger.documents import keep_packed
from invoicectl.ledger.documents import pack_document
from invoicectl.ledger.payments import parts_of
from invoicectl.ledger.payments import transaction_of
from invoicectl.ledger.payments import transactions
from invoicectl.ledger.posting import post
from tests.banking import STRANGE_KID
from tests.banking import Company
from tests.banking import company_in
from tests.banking import copy_of
from tests.banking import paid
from tests.build import stamp

if TYPE_CHECKING:
    from pathlib import Path

    from invoicectl.domain.payment import BankPayment


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Company:
    made = company_in(tmp_path_factory.mktemp("template") / "company")
    made.receive(
        made.file(
            "bank.txt",
            paid(made.kid(10001), 25_000),
            paid(STRANGE_KID, 100, on=date(2026, 10, 12)),
            paid(made.kid(10003), 1_000),
        )
    )
    return made


@pytest.fixture
def company(template: Company, tmp_path: Path) -> Company:
    return copy_of(template, tmp_path / "company")


ONE = paid("1008", 100, reference="000000001")


@pytest.mark.parametrize(
    "other",
    [
        ONE._replace(account="97101230000"),
        ONE._replace(booked_on=date(2026, 10, 10)),
        ONE._replace(amount_ore=101),
        ONE._replace(amount_ore=-100),
        ONE._replace(kid="1007"),
        ONE._replace(kid="", text="1007"),
        ONE._replace(type_code="11"),
        ONE._replace(reference="000000002"),
        ONE._replace(payer_account=""),
        ONE._replace(ordered_on=None),
    ],
)
def test_a_fingerprint_tells_apart_what_the_bank_tells_apart(other: BankPayment) -> None:
    assert fingerprint_of(other) != fingerprint_of(ONE)


def test_a_fingerprint_does_not_hang_on_the_place_in_a_file() -> None:
    assert fingerprint_of(ONE._replace(line=99, type_name="x")) == fingerprint_of(ONE)
    assert (
        fingerprint_of(ONE).hex() == "d88ed1fc6cffd636e3d78a5e20af394d"
    )  # stored: never to change


def test_known_are_those_that_came(company: Company) -> None:
    came = [fingerprint_of(each.payment) for each in transactions(company.ledger.con)]
    assert known(company.ledger.con, [*came, b"x" * 16]) == {(each, 1) for each in came}
    assert known(company.ledger.con, []) == set()


def test_whose_a_kid_is(company: Company) -> None:
    kids = [company.kid(number) for number in (10001, 10002, 10003)]
    owners = owners_of(company.ledger.con, [*kids, "", "1008"])
    assert [owners[kid].state for kid in kids] == [
        InvoiceState.PAID,
        InvoiceState.OPEN,
        InvoiceState.OPEN,
    ]
    assert owners[kids[2]].open_claims == ((Claim.PRINCIPAL, 99_000),)
    assert set(owners) == set(kids)


def test_the_principal_is_paid_before_what_was_added(company: Company) -> None:
    lines = [
        VoucherLine("1500", ore, customer_no="10001", invoice_no=10002, claim=claim)
        for claim, ore in ((Claim.INTEREST, 700), (Claim.FEE, 3_800))
    ]
    voucher = Voucher(
        VoucherKind.TRANSFER, date(2026, 10, 12), "", (*lines, VoucherLine("8055", -4_500))
    )
    with company.ledger.write() as con:
        post(con, voucher, key="added", stamp=stamp())
    assert owner_of_invoice(company.ledger.con, 10002).open_claims == (
        (Claim.PRINCIPAL, 12_500),
        (Claim.FEE, 3_800),
        (Claim.INTEREST, 700),
    )


def test_an_invoice_must_exist(company: Company) -> None:
    with pytest.raises(NotFoundError):
        owner_of_invoice(company.ledger.con, 99)
    with pytest.raises(NotFoundError):
        transaction_of(company.ledger.con, 99)


def test_a_transaction_comes_back_as_the_bank_told_it(company: Company) -> None:
    found = transaction_of(company.ledger.con, 1)
    told = paid(company.kid(10001), 25_000)._replace(line=3, type_name="giro, debited account")
    assert found.payment._replace(type_name=told.type_name) == told
    assert (found.customer_no, found.invoice_no, found.state) == ("10001", 10001, "matched")
    assert found.file_name == "bank.txt"


@pytest.mark.parametrize(
    ("narrowed", "numbers"),
    [
        ({}, [3, 2, 1]),
        ({"limit": 2}, [3, 2]),
        ({"only_queue": True}, [3]),
        ({"invoice_no": 10003}, [2]),
        ({"invoice_no": 10002}, []),
        ({"customer_no": "10001"}, [1]),
        ({"customer_no": "10001", "only_queue": True}, []),
    ],
)
def test_lists_can_be_narrowed(
    company: Company, narrowed: dict[str, object], numbers: list[int]
) -> None:
    found = transactions(company.ledger.con, **narrowed)  # type: ignore[arg-type]
    assert [each.transaction_id for each in found] == numbers


def test_where_the_money_lies(company: Company) -> None:
    (part,) = parts_of(company.ledger.con, 1)
    assert (part.customer_no, part.invoice_no, part.claim) == ("10001", 10001, Claim.PRINCIPAL)
    assert (part.amount_ore, part.transaction_id) == (25_000, 1)
    (unknown,) = parts_of(company.ledger.con, 3)
    assert (unknown.customer_no, unknown.amount_ore) == ("", 100)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE bank_transaction SET amount_ore = 1 WHERE id = 1",
        "UPDATE bank_transaction SET kid = '1' WHERE id = 1",
        "UPDATE bank_transaction SET booked_on = '2026-01-01' WHERE id = 1",
        "UPDATE bank_transaction SET voucher_id = NULL WHERE id = 1",
        "UPDATE bank_transaction SET state = 'gone' WHERE id = 1",
        "UPDATE bank_transaction SET ordinal = 2 WHERE id = 1",
        "DELETE FROM bank_transaction WHERE id = 1",
        "UPDATE bank_file SET sum_ore = sum_ore + 1, matched_ore = matched_ore + 1",
        "UPDATE bank_file SET name = 'other'",
        "DELETE FROM bank_file",
        "UPDATE bank_file SET payments = payments + 1",
    ],
)
def test_what_the_bank_said_never_changes(company: Company, statement: str) -> None:
    before = company.rows("SELECT * FROM bank_transaction"), company.rows("SELECT * FROM bank_file")
    with pytest.raises(sqlite3.DatabaseError), company.ledger.write() as con:
        con.execute(statement)
    assert before == (
        company.rows("SELECT * FROM bank_transaction"),
        company.rows("SELECT * FROM bank_file"),
    )


def test_who_paid_can_be_forgotten(company: Company) -> None:
    with company.ledger.write() as con:
        con.execute("UPDATE bank_transaction SET payer_name = '', payer_account = '', text = ''")
    assert transaction_of(company.ledger.con, 1).payment.payer_account == ""


def test_packed_documents_come_back_whole(company: Company) -> None:
    import hashlib

    content = b"NY000010" * 10_000
    sha256 = hashlib.sha256(content).hexdigest()
    packed = pack_document(content)
    for _ in range(2):
        with company.ledger.write() as con:
            keep_packed(con, sha256, packed, "application/octet-stream", stamp())
    assert len(packed) < len(content) // 50
    assert document_content(company.ledger.con, sha256) == content
