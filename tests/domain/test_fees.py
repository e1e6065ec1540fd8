"""Purregebyr and standardkompensasjon: T-FEE, T-SEQ, T-CMP, and the limits of the statute."""

from __future__ import annotations

from datetime import date
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from invoicectl.domain.compensation import addition_ore
from invoicectl.domain.compensation import check_compensation
from invoicectl.domain.compensation import first_day_of_delay
from invoicectl.domain.compensation import recovery_costs_ore
from invoicectl.domain.dates import add_months
from invoicectl.domain.dunning import NoticeKind
from invoicectl.domain.dunning import SentNotice
from invoicectl.domain.fees import Fee
from invoicectl.domain.fees import FeeBase
from invoicectl.domain.fees import FeeClaim
from invoicectl.domain.fees import NoFee
from invoicectl.domain.fees import check_fee
from invoicectl.domain.fees import fee_for
from invoicectl.domain.fees import one_fee
from invoicectl.domain.notice_days import deadline_for
from invoicectl.domain.notice_days import first_day_after
from invoicectl.domain.notice_days import first_fee_day
from invoicectl.domain.notice_days import first_hand_over_day
from invoicectl.domain.notice_days import first_inkassovarsel_day
from invoicectl.domain.parties import CustomerKind
from invoicectl.errors import InputError
from invoicectl.errors import RateUnknownError
from invoicectl.law import SHIPPED

PURRING = NoticeKind.PURRING
VARSEL = NoticeKind.INKASSOVARSEL
DEMAND = NoticeKind.BETALINGSOPPFORDRING
FREE = NoticeKind.BETALINGSPAAMINNELSE
FEE_ORE = 3_800
DUE = date(2026, 9, 15)
BASE = SHIPPED.fee_base(DUE, date(2026, 10, 1))


def day(text: str) -> date:
    return date.fromisoformat(text)


def sent(
    kind: NoticeKind, on: str, deadline: str | None = None, *, fee_ore: int = FEE_ORE
) -> SentNotice:
    return SentNotice(kind, day(on), day(deadline) if deadline else None, fee_ore)


FIRST = sent(PURRING, "2026-09-29", "2026-10-13")


def asked(
    kind: NoticeKind, on: str, *notices: SentNotice, due: date = DUE, grace: int = 0
) -> Fee | NoFee:
    claim = FeeClaim(due, notices)
    return fee_for(claim, kind, day(on), BASE, grace_bankdays=grace)


def max_of(answer: Fee | NoFee) -> int:
    return answer.max_ore if isinstance(answer, Fee) else 0


def rule_of(answer: Fee | NoFee) -> str:
    return answer.rule if isinstance(answer, NoFee) else ""


@pytest.mark.parametrize(
    ("due", "letter", "kroner", "demand_kroner"),
    [
        ("2020-09-30", "2020-11-01", 70, 210),
        ("2020-10-15", "2020-11-01", 35, 105),
        ("2025-12-01", "2025-12-31", 35, 105),
        ("2025-12-01", "2026-01-02", 38, 113),
    ],
)
def test_t_fee(due: str, letter: str, kroner: int, demand_kroner: int) -> None:
    base = SHIPPED.fee_base(day(due), day(letter))
    for kind in (PURRING, VARSEL):
        answer = fee_for(FeeClaim(day(due)), kind, day(letter), base)
        assert answer == Fee(kroner * 100, "FEE-4")
    warned = SentNotice(VARSEL, day(due) - timedelta(days=40), day(due) - timedelta(days=20))
    answer = fee_for(FeeClaim(day(due), (warned,)), DEMAND, day(letter), base)
    assert max_of(answer) == demand_kroner * 100


def test_t_fee_too_early_says_from_when() -> None:
    due = day("2026-11-10")
    answer = asked(PURRING, "2026-11-23", due=due)
    assert isinstance(answer, NoFee)
    assert (answer.rule, answer.until) == ("FEE-4", day("2026-11-24"))
    assert max_of(asked(PURRING, "2026-11-24", due=due)) == FEE_ORE


def test_t_fee_more_than_the_law_allows_is_refused_and_not_cut() -> None:
    with pytest.raises(InputError, match=r"reminders\.fee: a fee of 50,00 kr .* 0 to 38,00 kr"):
        check_fee(5_000, FEE_ORE, what="reminders.fee")
    with pytest.raises(InputError):
        check_fee(-1, FEE_ORE, what="reminders.fee")
    check_fee(0, FEE_ORE, what="reminders.fee")
    check_fee(FEE_ORE, FEE_ORE, what="reminders.fee")


def test_t_seq() -> None:
    reminder = sent(FREE, "2026-09-18", fee_ore=0)
    assert rule_of(asked(FREE, "2026-09-18")) == "FEE-11"
    assert first_fee_day(DUE) == day("2026-09-29")
    assert max_of(asked(PURRING, "2026-09-29", reminder)) == FEE_ORE
    assert deadline_for(day("2026-09-29")) == day("2026-10-13")
    assert rule_of(asked(VARSEL, "2026-10-13", reminder, FIRST)) == "FEE-8"
    assert max_of(asked(VARSEL, "2026-10-14", reminder, FIRST)) == FEE_ORE
    late = asked(VARSEL, "2026-10-16", reminder, FIRST, grace=3)
    assert isinstance(late, NoFee)
    assert late.until == day("2026-10-19")
    assert max_of(asked(VARSEL, "2026-10-19", reminder, FIRST, grace=3)) == FEE_ORE
    assert deadline_for(day("2026-10-14")) == day("2026-10-28")
    assert first_hand_over_day(day("2026-10-14"), day("2026-10-28")) == day("2026-10-29")
    assert 1_250_000 + 12_166 + 2 * FEE_ORE == 1_269_766  # the total of the inkassovarsel


def test_t_seq2_a_short_deadline_never_opens_a_second_fee() -> None:
    short = sent(PURRING, "2026-09-29", "2026-10-09")
    for on in ("2026-10-14", "2026-12-01"):
        assert rule_of(asked(VARSEL, on, short)) == "FEE-8"
    assert rule_of(asked(VARSEL, "2026-12-01", sent(PURRING, "2026-09-29"))) == "FEE-8"


def test_t_seq3_after_two_fees_an_inkassovarsel_is_free() -> None:
    second = sent(PURRING, "2026-10-14", "2026-10-28")
    answer = asked(VARSEL, "2026-10-29", FIRST, second)
    assert isinstance(answer, NoFee)
    assert (answer.rule, answer.until) == ("FEE-7", day("2027-04-15"))


def test_t_seq4_a_new_round_begins_strictly_after_six_months() -> None:
    letters = (
        sent(PURRING, "2026-02-01", "2026-02-16"),
        sent(VARSEL, "2026-03-10", "2026-03-24"),
    )
    due = day("2026-01-10")
    assert rule_of(asked(PURRING, "2026-09-10", *letters, due=due)) == "FEE-7"
    assert max_of(asked(PURRING, "2026-09-11", *letters, due=due)) == FEE_ORE


def test_t_seq5_a_disputed_claim_bears_no_fee() -> None:
    claim = FeeClaim(DUE, is_disputed=True)
    for kind in (PURRING, VARSEL, DEMAND):
        assert rule_of(fee_for(claim, kind, day("2026-12-01"), BASE)) == "FEE-14"


def test_fee_5_to_7_a_demand_of_ones_own_is_a_third_fee() -> None:
    varsel = sent(VARSEL, "2026-10-14", "2026-10-28")
    assert max_of(asked(DEMAND, "2026-10-29", FIRST, varsel)) == 11_300
    demand = sent(DEMAND, "2026-10-29", "2026-11-12", fee_ore=11_300)
    assert rule_of(asked(DEMAND, "2026-11-13", FIRST, varsel, demand)) == "FEE-7"
    assert rule_of(asked(DEMAND, "2026-10-29")) == "FEE-10"
    assert rule_of(asked(DEMAND, "2026-10-13", FIRST)) == "FEE-10"
    free = sent(VARSEL, "2026-09-29", "2026-10-13", fee_ore=0)
    assert max_of(asked(DEMAND, "2026-10-14", free)) == 11_300


def test_fee_8_a_second_fee_follows_a_purring_only() -> None:
    strict = sent(VARSEL, "2026-09-29", "2026-10-13")
    assert rule_of(asked(PURRING, "2026-10-20", strict)) == "FEE-7"
    free = sent(PURRING, "2026-09-16", "2026-09-30", fee_ore=0)
    assert max_of(asked(VARSEL, "2026-09-29", free)) == FEE_ORE  # a free letter uses up nothing


def test_fee_16_one_fee_a_letter() -> None:
    fee, no = Fee(FEE_ORE, "FEE-4"), NoFee("FEE-14", "disputed")
    (first, second, third) = one_fee([(10001, no), (10002, fee), (10003, fee)])
    assert (first, second) == ((10001, no), (10002, fee))
    assert rule_of(third[1]) == "FEE-16"
    assert one_fee([(10001, no)]) == ((10001, no),)


def test_law_2_under_the_new_act_no_letter_of_ones_own_bears_a_fee() -> None:
    new = FeeBase(0, 0, 0, creditor_may_warn=False)
    for kind in (PURRING, VARSEL, DEMAND):
        assert rule_of(fee_for(FeeClaim(DUE), kind, day("2027-02-01"), new)) == "LAW-2"


def test_a_sats_that_is_not_known_is_not_guessed() -> None:
    with pytest.raises(RateUnknownError, match="inkassosats"):
        SHIPPED.fee_base(DUE, day("2027-01-04"))


def test_iv_1_and_iv_2_the_days_of_an_inkassovarsel() -> None:
    assert first_inkassovarsel_day(DUE) == day("2026-09-16")
    assert first_hand_over_day(day("2026-10-14"), day("2026-10-27")) is None
    assert deadline_for(day("2026-12-11")) == day("2026-12-28")  # not on Christmas Day
    assert first_day_after(day("2026-10-17")) == day("2026-10-20")  # a Saturday moves


kinds = st.sampled_from(NoticeKind)
steps = st.lists(st.tuples(kinds, st.integers(0, 120), st.integers(0, 30)), max_size=12)


@given(st.dates(date(2021, 1, 1), date(2023, 12, 31)), steps, st.integers(0, 3))
def test_charging_whatever_is_allowed_never_passes_the_statute(
    due: date, steps: list[tuple[NoticeKind, int, int]], grace: int
) -> None:
    notices: list[SentNotice] = []
    on = due
    for kind, wait, deadline_days in steps:
        on += timedelta(days=wait)
        base = SHIPPED.fee_base(due, on)
        claim = FeeClaim(due, tuple(notices))
        fee_ore = max_of(fee_for(claim, kind, on, base, grace_bankdays=grace))
        notices.append(SentNotice(kind, on, on + timedelta(days=deadline_days), fee_ore))
    charged = [notice for notice in notices if notice.fee_ore]
    for notice in charged:
        within = [
            each
            for each in charged
            if notice.sent_on <= each.sent_on <= add_months(notice.sent_on, 6)
        ]
        small = [each for each in within if each.kind in (PURRING, VARSEL)]
        assert len(small) <= 2
        assert sum(each.kind is VARSEL for each in small) <= 1
        assert sum(each.kind is DEMAND for each in within) <= 1
        assert all(each.fee_ore in (3_500, 3_800) for each in small)
        assert (notice.sent_on - due).days >= 14
        assert sum(each.fee_ore for each in within) <= 18_900


@given(st.dates(date(2026, 2, 1), date(2026, 11, 1)), st.integers(0, 400))
def test_time_alone_frees_a_fee_on_the_very_day_that_was_told(due: date, wait: int) -> None:
    on = due + timedelta(days=wait)
    base = FeeBase(75_000, 1, 3)
    answer = fee_for(FeeClaim(due), PURRING, on, base)
    if isinstance(answer, NoFee):
        assert answer.until is not None
        before = answer.until - timedelta(days=1)
        assert isinstance(fee_for(FeeClaim(due), PURRING, answer.until, base), Fee)
        assert isinstance(fee_for(FeeClaim(due), PURRING, before, base), NoFee)


@pytest.mark.parametrize(("start", "ore"), [("2026-06-29", 46_000), ("2026-06-30", 43_000)])
def test_t_cmp_the_first_day_of_delay_decides(start: str, ore: int) -> None:
    assert SHIPPED.standardkompensasjon_ore(first_day_of_delay(day(start))) == ore


def test_t_cmp_never_from_a_consumer() -> None:
    with pytest.raises(InputError, match="CMP-3"):
        check_compensation(CustomerKind.CONSUMER)
    check_compensation(CustomerKind.BUSINESS)
    check_compensation(CustomerKind.PUBLIC)


def test_t_cmp_fees_and_compensation_are_set_off() -> None:
    assert addition_ore(fees_ore=7_600, compensation_ore=43_000, charged_ore=7_600) == 35_400
    assert addition_ore(fees_ore=3_800, compensation_ore=43_000, charged_ore=43_000) == 0
    assert recovery_costs_ore(fees_ore=7_600, compensation_ore=0) == 7_600


@given(st.lists(st.integers(0, 20_000), max_size=6), st.integers(0, 50_000), st.integers(0, 6))
def test_cmp_4_in_any_order_the_debtor_pays_the_larger_of_the_two(
    fees: list[int], compensation_ore: int, at: int
) -> None:
    charged_ore = 0
    for n in range(len(fees) + 1):
        claimed_ore = compensation_ore if n >= min(at, len(fees)) else 0
        due_ore = addition_ore(
            fees_ore=sum(fees[:n]), compensation_ore=claimed_ore, charged_ore=charged_ore
        )
        charged_ore += due_ore
    assert charged_ore == max(sum(fees), compensation_ore)
