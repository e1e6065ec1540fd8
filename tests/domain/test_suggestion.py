from __future__ import annotations

from datetime import date

import pytest

from invoicectl.domain.payment import BankPayment
from invoicectl.domain.suggestion import Candidate
from invoicectl.domain.suggestion import suggestions

FIRST = Candidate(10_001, "1", "Kari Nordmann", "0017010422", 125_000, ("12015550005",))
SECOND = Candidate(10_002, "2", "Nordre Bygg AS", "0203010442", 50_000)
TWIN = Candidate(10_003, "3", "Ola Hansen", "", 50_000)
ALL = (FIRST, SECOND, TWIN)


def payment(
    amount_ore: int = 1, *, kid: str = "", text: str = "", name: str = "", account: str = ""
) -> BankPayment:
    return BankPayment(
        1,
        "97101230000",
        date(2026, 9, 20),
        amount_ore,
        kid,
        text=text,
        payer_name=name,
        payer_account=account,
    )


@pytest.mark.parametrize(
    ("paid", "invoice_no", "reason"),
    [
        (
            payment(kid="0017010432"),
            10_001,
            "its KID 0017010422 differs by a slip: one digit wrong",
        ),
        (payment(kid="10002"), 10_002, "the KID field holds its number 10002"),
        (payment(kid="00010003"), 10_003, "the KID field holds its number 10003"),
        (payment(text="KID: 0017 0104 22"), 10_001, "its KID stands in the message"),
        (payment(text="Faktura nr.10002, takk"), 10_002, "the message names 10002"),
        (payment(account="12015550005"), 10_001, "this account has paid for the customer before"),
        (payment(name="NORDMANN KARI"), 10_001, "the payer has the customer's name"),
        (payment(125_000), 10_001, "no other open invoice has the amount 1\u202f250,00"),
    ],
)
def test_each_hint_is_put_into_words(paid: BankPayment, invoice_no: int, reason: str) -> None:
    (suggestion,) = suggestions(paid, ALL)
    assert suggestion.candidate.invoice_no == invoice_no
    assert reason in suggestion.reasons


@pytest.mark.parametrize(
    "paid",
    [payment(), payment(text="faktura 100020"), payment(kid="99"), payment(text="", kid="")],
)
def test_nothing_is_made_up(paid: BankPayment) -> None:
    assert suggestions(paid, ALL) == ()


def test_equal_amounts_are_all_listed_and_say_so() -> None:
    found = suggestions(payment(50_000), ALL)
    assert [row.candidate.invoice_no for row in found] == [10_002, 10_003]
    assert all("2 invoices have the amount" in row.reasons[0] for row in found)


def test_the_best_founded_stands_first_with_its_strongest_reason_first() -> None:
    found = suggestions(payment(50_000, text="gjelder 10003", name="Ola Hansen"), ALL)
    assert [row.candidate.invoice_no for row in found] == [10_003, 10_002]
    assert found[0].reasons[0] == "the message names 10003"
    assert len(found[0].reasons) == 3
