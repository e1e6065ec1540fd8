from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from invoicectl.errors import InputError
from invoicectl.errors import NotFoundError
from invoicectl.flows.match import Target
from invoicectl.flows.match import match_payment
from invoicectl.flows.match import target_of
from invoicectl.flows.match import unmatch_payment
from invoicectl.flows.move_money import MatchResult
from invoicectl.flows.suggest import suggested
from invoicectl.ledger.check import check_ledger
from invoicectl.ledger.payments import transaction_of
from tests.banking import STRANGE_KID
from tests.banking import Company
from tests.banking import company_in
from tests.banking import copy_of
from tests.banking import paid
from tests.build import stamp

if TYPE_CHECKING:
    from pathlib import Path

TODAY = date(2026, 10, 13)
UNKNOWN, OVER, TWICE = 1, 3, 4
"""The payments of `company`: 300,00 of nobody, one exact, one with 100,00 too much, one again."""


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Company:
    """Return a company with four payments."""
    made = company_in(tmp_path_factory.mktemp("template") / "company")
    made.receive(
        made.file(
            "bank.txt",
            paid(STRANGE_KID, 30_000, payer=""),
            paid(made.kid(10001), 25_000),
            paid(made.kid(10002), 22_500),
            paid(made.kid(10001), 25_000, reference="000000002"),
        )
    )
    return made


@pytest.fixture
def company(template: Company, tmp_path: Path) -> Company:
    return copy_of(template, tmp_path / "company")


def match(
    company: Company, payment: int, *targets: tuple[int, int | None], customer: str = ""
) -> MatchResult:
    return match_payment(
        company.ledger,
        company.settings,
        stamp(TODAY),
        payment,
        [Target(*target) for target in targets],
        customer_no=customer,
    )


def unmatch(company: Company, payment: int) -> MatchResult:
    return unmatch_payment(company.ledger, company.settings, stamp(TODAY), payment)


def parts(result: MatchResult) -> list[tuple[str, int | None, int]]:
    return [(part.customer_no, part.invoice_no, part.amount_ore) for part in result.parts]


def test_a_payment_of_nobody_finds_its_invoice(company: Company) -> None:
    result = match(company, UNKNOWN, (10004, None))
    assert parts(result) == [("10002", 10004, 25_000), ("", None, 5_000)]
    assert result.transaction.state == "queued"
    assert company.balance_ore("2990") == -5_000
    assert ("10002", 10004) not in company.open_items()
    (voucher,) = company.rows(
        "SELECT dated_on, idempotency_key FROM voucher WHERE kind = 'transfer'"
    )
    assert voucher == ("2026-10-13", "match:1:1")


def test_one_payment_for_two_invoices_and_the_rest_as_credit(company: Company) -> None:
    result = match(company, UNKNOWN, (10003, 10_000), (10004, 15_000), customer="10002")
    assert parts(result) == [
        ("10002", 10003, 10_000),
        ("10002", 10004, 15_000),
        ("10002", None, 5_000),
    ]
    found = transaction_of(company.ledger.con, UNKNOWN)
    assert (found.state, found.reason, found.customer_no) == ("settled", "by_hand", "10002")
    assert found.invoice_no is None
    assert company.balance_ore("2990") == 0


def test_credit_moves_to_another_invoice_also_of_another_customer(company: Company) -> None:
    match(company, TWICE, (10004, None))
    assert company.open_items() == {("10001", 0): -10_000, ("10002", 10003): 100_000}


def test_money_left_over_moves_on(company: Company) -> None:
    result = match(company, OVER, (10003, None))
    assert parts(result) == [("10001", 10002, 12_500), ("10002", 10003, 10_000)]
    assert result.transaction.state == "settled"
    assert company.open_items()["10002", 10003] == 90_000


def test_what_stays_where_it_is_needs_no_voucher(company: Company) -> None:
    result = match(company, TWICE, customer="10001")
    assert result.transaction.state == "settled"
    assert company.rows("SELECT 1 FROM voucher WHERE kind = 'transfer'") == []


@pytest.mark.parametrize(
    ("payment", "targets", "words"),
    [
        (UNKNOWN, [(10004, 25_001)], "250,01 is more than the 250,00 invoice 10004 owes"),
        (UNKNOWN, [(10003, 30_001)], "300,01 is more than the 300,00 payment 1 has left"),
        (UNKNOWN, [(10004, 20_000), (10004, 5_001)], "50,01 is more than the 50,00 invoice"),
        (UNKNOWN, [(10003, None), (10004, None)], "nothing left for invoice 10004"),
        (UNKNOWN, [(10001, None)], "Invoice 10001 owes nothing"),
        (UNKNOWN, [(10003, 0)], "must be more than zero"),
        (UNKNOWN, [(10003, -5)], "must be more than zero"),
        (2, [(10003, None)], "Payment 2 has nothing left"),
        (UNKNOWN, [], "Nothing was said"),
    ],
)
def test_never_more_than_is_open_or_than_there_is(
    company: Company, payment: int, targets: list[tuple[int, int | None]], words: str
) -> None:
    before = company.open_items()
    with pytest.raises(InputError, match=words):
        match(company, payment, *targets)
    assert company.open_items() == before
    assert company.rows("SELECT 1 FROM voucher WHERE kind = 'transfer'") == []


@pytest.mark.parametrize(
    ("payment", "targets", "customer"),
    [(99, [(10003, None)], ""), (UNKNOWN, [(99, None)], ""), (UNKNOWN, [], "99")],
)
def test_what_is_named_must_exist(
    company: Company, payment: int, targets: list[tuple[int, int | None]], customer: str
) -> None:
    with pytest.raises(NotFoundError):
        match(company, payment, *targets, customer=customer)


def test_credit_is_not_given_twice(company: Company) -> None:
    kid = company.kid(10001)
    left = paid(kid, -25_000, on=date(2026, 10, 12))
    company.receive(company.file("back.txt", left, paid(STRANGE_KID, 25_000, on=left.booked_on)))
    match(company, OVER, customer="10001")
    with pytest.raises(InputError, match=r"100,00 of credit left, so 250,00 of payment 4"):
        match(company, TWICE, (10003, None))


def test_money_that_left_takes_no_invoice_but_a_customer(company: Company) -> None:
    company.receive(
        company.file("back.txt", paid(STRANGE_KID, -5_000), paid(STRANGE_KID, 5_001, payer=""))
    )
    gone = 5
    with pytest.raises(InputError, match="money that left") as caught:
        match(company, gone, (10003, None))
    assert "--customer" in caught.value.hint
    result = match(company, gone, customer="10002")
    assert parts(result) == [("10002", None, -5_000)]
    assert company.open_items()["10002", 0] == 5_000


def test_a_reversal_is_put_right_by_unmatching_what_it_takes_back(company: Company) -> None:
    kid = company.kid(10001)
    back = paid(kid, -25_000, on=date(2026, 10, 12))
    filler = paid(STRANGE_KID, 25_000, on=back.booked_on)
    company.receive(company.file("back.txt", back, filler))
    unmatch(company, 2)
    match(company, 5, customer="10001")
    items = company.open_items()
    assert items["10001", 10001] == 25_000
    assert items["10001", 0] == -25_000 - 10_000  # paid twice, and once too much


def test_unmatching_leaves_credit_that_can_be_matched_again(company: Company) -> None:
    result = unmatch(company, OVER)
    assert parts(result) == [("10001", None, 22_500)]
    assert (result.transaction.state, result.transaction.reason) == ("queued", "unmatched")
    assert company.open_items()["10001", 10002] == 12_500
    match(company, OVER, (10002, None))
    assert ("10001", 10002) not in company.open_items()
    keys = company.rows("SELECT idempotency_key FROM voucher WHERE kind = 'transfer' ORDER BY id")
    assert keys == [("match:3:1",), ("match:3:2",)]


def test_what_lies_on_no_invoice_cannot_be_unmatched(company: Company) -> None:
    with pytest.raises(InputError, match="Nothing of payment 1"):
        unmatch(company, UNKNOWN)


def test_the_log_says_what_a_person_did(company: Company) -> None:
    match(company, UNKNOWN, (10004, None))
    unmatch(company, UNKNOWN)
    rows = company.rows("SELECT event, detail FROM log WHERE ref = 'payment 1' ORDER BY seq")
    assert rows == [
        ("payment.matched", "Matched by hand: invoice 10004, 50,00 not matched yet."),
        ("payment.unmatched", "Taken off invoice 10004 again; match it to where it belongs."),
    ]


@pytest.mark.parametrize(
    ("text", "target"),
    [("10023", Target(10_023)), ("10023=500", Target(10_023, 50_000)),
     ("10023=1 500,50", Target(10_023, 150_050))],
)  # fmt: skip
def test_how_a_target_is_written(text: str, target: Target) -> None:
    assert target_of(text) == target


@pytest.mark.parametrize("text", ["", "D1", "10023=", "10023=x", "=5", "٣", "1" * 16, "1=2=3"])
def test_a_target_that_is_none(text: str) -> None:
    with pytest.raises(InputError):
        target_of(text)


def test_suggestions_come_with_their_reasons(company: Company) -> None:
    company.receive(company.file("b.txt", paid("10004", 100), paid(company.kid(10003)[:-1], 7)))
    by_number, by_slip = (transaction_of(company.ledger.con, number) for number in (5, 6))
    first = suggested(company.ledger, by_number)[0]
    assert first.candidate.invoice_no == 10_004
    assert first.reasons == ("the KID field holds its number 10004",)
    second = suggested(company.ledger, by_slip)[0]
    assert second.candidate.invoice_no == 10_003
    assert "the check digit was left out" in second.reasons[0]


def test_the_amount_and_the_account_of_earlier_payments_suggest_too(company: Company) -> None:
    company.receive(company.file("b.txt", paid(STRANGE_KID, 100_000, payer="")))
    company.receive(company.file("c.txt", paid(company.kid(10003), 1), number=2))
    company.receive(company.file("d.txt", paid(STRANGE_KID, 77), number=3))
    amount, _, account = (transaction_of(company.ledger.con, number) for number in (5, 6, 7))
    assert [each.candidate.invoice_no for each in suggested(company.ledger, amount)] == []
    found = {each.candidate.invoice_no: each.reasons for each in suggested(company.ledger, account)}
    assert found == dict.fromkeys(
        (10_003, 10_004), ("this account has paid for the customer before",)
    )


def test_money_that_left_has_no_suggestions(company: Company) -> None:
    company.receive(
        company.file("b.txt", paid("10004", -100), paid(STRANGE_KID, 101, reference="000000009"))
    )
    assert suggested(company.ledger, transaction_of(company.ledger.con, 5)) == ()


steps = st.one_of(
    st.tuples(st.just("unmatch"), st.integers(1, 4)),
    st.tuples(
        st.just("match"),
        st.integers(1, 4),
        st.sampled_from([10001, 10002, 10003, 10004]),
        st.sampled_from([None, 1, 10_000, 25_000]),
        st.sampled_from(["", "10001", "10002"]),
    ),
)


@given(st.lists(steps, max_size=8))
def test_whatever_people_do_no_ore_is_lost_or_made(
    template: Company, tmp_path_factory: pytest.TempPathFactory, done: list[tuple[object, ...]]
) -> None:
    company = copy_of(template, tmp_path_factory.mktemp("steps") / "company")
    for kind, payment, *rest in done:
        try:
            if kind == "unmatch":
                unmatch(company, int(str(payment)))
            else:
                invoice, ore, customer = rest
                target = (int(str(invoice)), None if ore is None else int(str(ore)))
                match(company, int(str(payment)), target, customer=str(customer))
        except InputError:
            continue
    assert company.balance_ore("1920") == 102_500
    assert company.balance_ore("1500") + company.balance_ore("2990") == 162_500 - 102_500
    for (_, invoice), ore in company.open_items().items():
        assert ore >= 0 if invoice else ore <= 0
    for amount, lies in company.rows(
        "SELECT amount_ore, (SELECT -sum(amount_ore) FROM line WHERE transaction_id = t.id)"
        " FROM bank_transaction t"
    ):
        assert amount == lies
    assert not check_ledger(company.ledger, full=True)
    company.ledger.close()


def test_the_same_match_typed_twice_pays_once(company: Company) -> None:
    half = [Target(10003, 10_000)]
    match_payment(company.ledger, company.settings, stamp(TODAY), 1, half, customer_no="10002")
    with pytest.raises(InputError, match=r"Payment 1 is matched like that already: 10003=100,00"):
        match_payment(company.ledger, company.settings, stamp(TODAY), 1, half)
    match_payment(company.ledger, company.settings, stamp(TODAY), 1, [Target(10003)])
    assert company.open_items()["10002", 10003] == 70_000
