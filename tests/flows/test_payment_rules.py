"""What a company lets be booked by itself, rounded off, and settled first."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from invoicectl.domain.bookkeeping import Claim
from invoicectl.domain.kid import Modulus
from invoicectl.domain.matching import InvoiceState
from invoicectl.domain.matching import KidOwner
from invoicectl.domain.matching import Reason
from invoicectl.domain.matching import Rules
from invoicectl.domain.matching import decide
from invoicectl.errors import InputError
from invoicectl.flows.match import Target
from invoicectl.flows.match import match_payment
from invoicectl.flows.match import unmatch_payment
from invoicectl.flows.suggest import suggested
from invoicectl.flows.use_credit import use_credit
from invoicectl.ledger.check import check_ledger
from invoicectl.ledger.payments import transaction_of
from tests.banking import STRANGE_KID
from tests.banking import TOTALS_ORE
from tests.banking import Company
from tests.banking import company_in
from tests.banking import paid
from tests.banking import told
from tests.build import stamp

if TYPE_CHECKING:
    from pathlib import Path

TODAY = date(2026, 10, 13)


def made(tmp_path: Path, settings: str) -> Company:
    return company_in(tmp_path / "company", settings)


def sound(company: Company) -> None:
    assert check_ledger(company.ledger, full=True) == ()


class TestTolerance:
    SETTINGS = "payments:\n  tolerance: 1\n"

    @pytest.mark.parametrize(("ore", "rounding"), [(24_950, 50), (25_100, -100), (24_900, 100)])
    def test_a_small_difference_is_rounded_off(
        self, tmp_path: Path, ore: int, rounding: int
    ) -> None:
        company = made(tmp_path, self.SETTINGS)
        company.receive(company.file("a.txt", paid(company.kid(10001), ore)))
        assert ("10001", 10001) not in company.open_items()
        assert company.balance_ore("7740") == rounding
        assert company.states() == [(ore, "rounded", "matched")]
        sound(company)

    @pytest.mark.parametrize("ore", [24_899, 25_101])
    def test_a_larger_one_is_not(self, tmp_path: Path, ore: int) -> None:
        company = made(tmp_path, self.SETTINGS)
        company.receive(company.file("a.txt", paid(company.kid(10001), ore)))
        assert company.balance_ore("7740") == 0
        assert company.states()[0][1] in {"under", "over"}

    def test_none_is_the_rule_without_the_setting(self, tmp_path: Path) -> None:
        company = made(tmp_path, "")
        company.receive(company.file("a.txt", paid(company.kid(10001), 24_999)))
        assert company.open_items()["10001", 10001] == 1

    def test_taken_off_again_nothing_is_left_of_it(self, tmp_path: Path) -> None:
        company = made(tmp_path, self.SETTINGS)
        company.receive(company.file("a.txt", paid(company.kid(10001), 24_950)))
        unmatch_payment(company.ledger, company.settings, stamp(TODAY), 1)
        assert company.balance_ore("7740") == 0
        assert company.open_items()["10001", 0] == -24_950
        assert company.open_items()["10001", 10001] == 25_000
        sound(company)

    def test_by_hand_as_well(self, tmp_path: Path) -> None:
        company = made(tmp_path, self.SETTINGS)
        company.receive(company.file("a.txt", paid(STRANGE_KID, 25_050)))
        match_payment(company.ledger, company.settings, stamp(TODAY), 1, [Target(10001)])
        assert company.balance_ore("7740") == -50
        assert ("10001", 10001) not in company.open_items()
        sound(company)


class TestRules:
    def test_the_number_in_the_message_is_enough(self, tmp_path: Path) -> None:
        company = made(tmp_path, "payments:\n  by_itself: number\n")
        said = [
            paid("", 25_000)._replace(text="Faktura 10001, takk"),
            paid("", 12_499)._replace(text="faktura 10002", reference="1"),
            paid("", 25_000)._replace(text="10001 igjen", reference="2"),
        ]
        told(company, *said)
        assert [row[1:] for row in company.states()] == [
            ("rule", "matched"),
            ("no_kid", "queued"),
            ("no_kid", "queued"),
        ]
        assert ("10001", 10001) not in company.open_items()
        assert company.open_items()["10001", 10002] == TOTALS_ORE[10002]
        sound(company)

    def test_a_known_payer_is_enough(self, tmp_path: Path) -> None:
        company = made(tmp_path, "payments:\n  by_itself: [payer]\n")
        company.receive(company.file("a.txt", paid(company.kid(10003), 1_000)))
        company.receive(company.file("b.txt", paid(STRANGE_KID, 25_000), number=2))
        assert company.states()[1][1:] == ("rule", "matched")
        assert ("10002", 10004) not in company.open_items()
        sound(company)

    def test_without_a_rule_it_waits(self, tmp_path: Path) -> None:
        company = made(tmp_path, "")
        said = paid("", 25_000)._replace(text="Faktura 10001")
        told(company, said)
        assert company.states() == [(25_000, "no_kid", "queued")]


def test_several_invoices_are_suggested_together(tmp_path: Path) -> None:
    company = made(tmp_path, "")
    said = paid("", 37_500)._replace(text="10001 og 10002")
    told(company, said)
    best = suggested(company.ledger, transaction_of(company.ledger.con, 1))[0]
    assert [each.invoice_no for each in best.invoices] == [10001, 10002]
    assert best.reasons == ("together they owe the amount",)


@pytest.mark.parametrize(
    ("costs_first", "claims"),
    [
        (False, [(Claim.PRINCIPAL, 10_000), (Claim.FEE, 1_000)]),
        (True, [(Claim.FEE, 3_800), (Claim.INTEREST, 200), (Claim.PRINCIPAL, 7_000)]),
    ],
)
def test_a_part_payment_settles_what_the_setting_says_first(
    costs_first: bool,
    claims: list[tuple[Claim, int]],
) -> None:
    open_claims = ((Claim.PRINCIPAL, 10_000), (Claim.FEE, 3_800), (Claim.INTEREST, 200))
    owner = KidOwner(10_001, "1", InvoiceState.OPEN, open_claims)
    found = decide(paid("123", 11_000), owner, Modulus.MOD10, Rules(costs_first=costs_first))
    assert found.reason is Reason.UNDER
    assert [(part.claim, part.amount_ore) for part in found.allocations] == claims


class TestCredit:
    @pytest.fixture
    def company(self, tmp_path: Path) -> Company:
        """One whose customer 10001 has 175,00 to its credit and owes 125,00."""
        company = made(tmp_path, "")
        company.receive(company.file("a.txt", paid(company.kid(10001), 42_500)))
        return company

    def test_it_pays_what_is_oldest(self, company: Company) -> None:
        used = use_credit(company.ledger, company.settings, stamp(TODAY), "10001", [])
        assert used.left_ore == 5_000
        assert company.open_items()["10001", 0] == -5_000
        assert ("10001", 10002) not in company.open_items()
        sound(company)

    def test_a_part_of_it(self, company: Company) -> None:
        use_credit(company.ledger, company.settings, stamp(TODAY), "10001", [Target(10002, 2_500)])
        assert company.open_items()["10001", 10002] == 10_000
        sound(company)

    def test_when_it_is_used_up_nothing_is_asked_of_it_any_more(self, tmp_path: Path) -> None:
        company = made(tmp_path, "")
        kid = company.kid(10003)
        company.receive(company.file("a.txt", paid(kid, 100_000)))
        company.receive(company.file("b.txt", paid(kid, 25_000, reference="000000002")))
        assert company.states()[1] == (25_000, "already_paid", "queued")
        use_credit(company.ledger, company.settings, stamp(TODAY), "10002", [Target(10004, 20_000)])
        assert company.states()[1][2] == "queued"
        use_credit(company.ledger, company.settings, stamp(TODAY), "10002", [])
        assert company.states()[1] == (25_000, "by_hand", "settled")
        sentence = transaction_of(company.ledger.con, 2).sentence
        assert sentence == "It was credit of customer 10002, which has paid 10004."
        sound(company)

    @pytest.mark.parametrize(
        ("customer", "target", "match"),
        [
            ("10002", Target(10003), "has no credit"),
            ("10001", Target(10003), "customer 10002's"),
            ("10001", Target(10001), "owes nothing"),
            ("10001", Target(10002, 12_501), "at most 125,00"),
        ],
    )
    def test_no_more_than_there_is(
        self, company: Company, customer: str, target: Target, match: str
    ) -> None:
        with pytest.raises(InputError, match=match):
            use_credit(company.ledger, company.settings, stamp(TODAY), customer, [target])
