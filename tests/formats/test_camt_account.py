"""Counts, sums and balances of a camt file: each that the bank gives is checked."""

from __future__ import annotations

from datetime import date

import pytest

from invoicectl.domain.payment import BankFile
from invoicectl.errors import BadFileError
from tests.formats.build import read as read_on
from tests.formats.camt_build import balance
from tests.formats.camt_build import detail
from tests.formats.camt_build import entry
from tests.formats.camt_build import message

IN = entry("100.00", detail("100.00", ref="1"))
OUT = entry("30.00", out=True, family="ICDT")


def read(content: bytes) -> BankFile:
    return read_on(content, name="bank.xml", today=date(2026, 10, 12))


def refused(content: bytes) -> str:
    with pytest.raises(BadFileError) as caught:
        read(content)
    return str(caught.value)


def summary(inside: str) -> str:
    return f"\n    <TxsSummry>{inside}</TxsSummry>"


def total(tag: str, count: int | None = None, inside: str = "") -> str:
    number = "" if count is None else f"<NbOfNtries>{count}</NbOfNtries>"
    return summary(f"<{tag}>{number}{inside}</{tag}>")


@pytest.mark.parametrize(
    "said",
    [
        total("TtlNtries", 2),
        total("TtlNtries", 2, "<Sum>130.00</Sum>"),
        total("TtlNtries", 2, "<TtlNetNtryAmt>70.00</TtlNetNtryAmt><CdtDbtInd>CRDT</CdtDbtInd>"),
        total("TtlNtries", 2, "<TtlNetNtry><Amt>70.00</Amt></TtlNetNtry>"),
        total("TtlCdtNtries", 1, "<Sum>100.00</Sum>"),
        total("TtlDbtNtries", 1, "<Sum>30.00</Sum>"),
    ],
)
def test_right_totals_are_taken(said: str) -> None:
    assert len(read(message(said, IN, OUT)).payments) == 1


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (total("TtlNtries", 3), "TtlNtries counts 3 entries, and 2 stand in the file"),
        (total("TtlCdtNtries", 2), "TtlCdtNtries counts 2 entries, and 1 stand in the file"),
        (total("TtlDbtNtries", 0), "TtlDbtNtries counts 0 entries, and 1 stand in the file"),
        (total("TtlNtries", None, "<Sum>131.00</Sum>"), "TtlNtries/Sum is kr 131.00, and the"),
        (total("TtlCdtNtries", 1, "<Sum>101.00</Sum>"), "entries add up to kr 100.00"),
        (total("TtlDbtNtries", 1, "<Sum>1.00</Sum>"), "TtlDbtNtries/Sum is kr 1.00"),
        (
            total("TtlNtries", 2, "<TtlNetNtryAmt>71.00</TtlNetNtryAmt>"),
            "the net sum of TtlNtries is kr 71.00, and the entries add up to kr 70.00",
        ),
        (total("TtlNtries", None, "<NbOfNtries>two</NbOfNtries>"), "must be a number, but 'two'"),
    ],
)
def test_wrong_totals_refuse_the_file(said: str, expected: str) -> None:
    sentence = refused(message(said, IN, OUT))
    assert sentence.startswith("bank.xml:7: column 5: in TxsSummry, ")
    assert expected in sentence


def test_pending_entries_may_be_counted_or_not() -> None:
    pending = entry("5.00", status="PDNG")
    for count in (1, 2):
        assert read(message(total("TtlNtries", count), IN, pending)).payments
    assert "counts 3 entries" in refused(message(total("TtlNtries", 3), IN, pending))


def test_entries_lead_from_the_opening_to_the_closing_balance() -> None:
    balances = (balance("OPBD", "10.00"), balance("CLBD", "80.00"))
    (statement,) = read(message(*balances, IN, OUT, kind="053")).statements
    assert (statement.opening_ore, statement.closing_ore) == (1000, 8000)
    assert statement.left_out_ore == -3000


def test_an_account_may_be_overdrawn() -> None:
    balances = (balance("OPBD", "150.00", out=True), balance("CLBD", "80.00", out=True))
    (statement,) = read(message(*balances, IN, OUT, kind="053")).statements
    assert (statement.opening_ore, statement.closing_ore) == (-15_000, -8000)


def test_a_balance_that_the_entries_do_not_explain_refuses_the_file() -> None:
    balances = (balance("OPBD", "10.00"), balance("CLBD", "180.00"))
    assert (
        "in Bal, the closing balance is kr 180.00, but the opening balance kr 10.00 and the entries"
        " kr 70.00 come to kr 80.00; fetch the file anew" in refused(message(*balances, IN, OUT))
    )


def test_the_charge_withheld_from_a_payment_is_among_what_is_left_out() -> None:
    balances = (balance("OPBD", "0.00"), balance("CLBD", "1500.00"))
    payment = entry("1500.00", detail("1526.00"))
    (statement,) = read(message(*balances, payment, kind="053")).statements
    assert statement.left_out_ore == -2600


def test_a_previous_closing_balance_opens_the_next_day() -> None:
    balances = (balance("PRCD", "10.00", day="2026-10-08"), balance("CLBD", "110.00"))
    (statement,) = read(message(*balances, IN, kind="053")).statements
    assert (statement.first_day, statement.last_day) == (date(2026, 10, 9), date(2026, 10, 9))


def test_several_days_go_from_the_first_opening_to_the_last_closing() -> None:
    balances = (
        balance("OPBD", "10.00", day="2026-10-08"),
        balance("CLBD", "10.00", day="2026-10-08"),
        balance("OPBD", "10.00", day="2026-10-09"),
        balance("CLBD", "110.00", day="2026-10-09"),
    )
    (statement,) = read(message(*balances, IN, kind="053")).statements
    assert (statement.opening_ore, statement.closing_ore) == (1000, 11_000)
    assert statement.first_day == date(2026, 10, 8)


def test_a_notification_without_balances_has_no_statement() -> None:
    assert read(message(IN)).statements == ()
    assert read(message(balance("OPBD", "10.00"), IN, kind="053")).statements == ()


def test_a_page_of_several_is_not_held_to_the_totals_of_all() -> None:
    page = "<MsgPgntn><PgNb>1</PgNb><LastPgInd>false</LastPgInd></MsgPgntn>"
    said = total("TtlNtries", 9)
    file = read(message(said, IN, header=page))
    assert len(file.payments) == 1
    assert "this is one page of several; its totals were not checked" in file.warnings[0]
    last = page.replace("false", "true")
    assert "counts 9 entries" in refused(message(said, IN, header=last))


def test_a_copy_is_called_one() -> None:
    file = read(message(IN, before="<CpyDplctInd>DUPL</CpyDplctInd>"))
    assert "the bank marks this as a copy" in file.warnings[0]


def test_an_account_must_stand_before_its_entries() -> None:
    text = message(IN).decode()
    account = text[text.index("<Acct>") : text.index("</Acct>") + len("</Acct>")]
    later = text.replace(account, "").replace("</Ntry>", f"</Ntry>{account}")
    for content in (later, text.replace(account, "")):
        assert "the account (Acct/Id) must stand before the entries" in refused(content.encode())


def test_payments_of_a_later_day_are_noted() -> None:
    file = read(message(entry("1.00", day="2027-01-01")))
    assert file.warnings == ("the file has payments booked on 2027-01-01, after today",)
