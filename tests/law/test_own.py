"""A company's own rates merged with ours, how long all is vouched for, and the coming act."""

from __future__ import annotations

from datetime import date
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from invoicectl.errors import RateUnknownError
from invoicectl.law import SHIPPED
from invoicectl.law import Dated
from invoicectl.law import DebtCollectionRegime
from invoicectl.law import Rates
from invoicectl.law.outlook import Term
from invoicectl.law.outlook import corrections
from invoicectl.law.outlook import end_of_half_year
from invoicectl.law.outlook import outlook
from invoicectl.law.own import OwnAct
from invoicectl.law.own import OwnRates
from invoicectl.law.own import OwnTable
from invoicectl.law.own import gap_in
from invoicectl.law.own import merged

ACT_FROM = date(2027, 1, 1)
NEW_ACT = OwnAct(DebtCollectionRegime.ACT_2026, ACT_FROM, "Kgl.res.")


def day(text: str) -> date:
    return date.fromisoformat(text)


def own(key: str, known_until: str | None, *since: str) -> OwnTable:
    rows = tuple(Dated(day(text), 1_300, "own", is_own=True) for text in since)
    return OwnTable(key, rows, day(known_until) if known_until else None)


def with_own(*tables: OwnTable, acts: tuple[OwnAct, ...] = ()) -> Rates:
    return merged(SHIPPED, OwnRates(tables, acts))


@pytest.mark.parametrize(
    ("table", "why"),
    [
        (own("late_interest", "2027-06-30", "2027-01-01"), ""),
        (own("late_interest", "2027-12-31", "2027-01-01", "2027-07-01"), ""),
        (own("late_interest", None, "2026-07-01"), ""),  # a correction
        (own("late_interest", None, "2027-01-01"), "'known_until' must say"),
        (own("late_interest", "2027-06-30"), "no row from 2027-01-01"),
        (own("late_interest", "2027-12-31", "2027-01-01"), "no row from 2027-07-01"),
        (own("late_interest", "2027-12-31", "2027-07-01"), "no row from 2027-01-01"),
        (own("late_interest", "2027-06-30", "2027-01-01", "2027-02-01"), "not on 2027-02-01"),
        (own("inkassosats", "2027-12-31"), ""),  # nothing changed
        (own("inkassosats", "2027-12-31", "2027-03-01"), ""),
        (own("inkassosats", "2027-01-31", "2027-03-01"), "'known_until' must say"),
    ],
)
def test_rows_that_would_leave_a_day_to_guessing_are_told(table: OwnTable, why: str) -> None:
    gap = gap_in(SHIPPED.table(table.key), table)
    assert (why in gap) if why else gap == ""


def test_a_new_half_year_is_known_to_its_end_and_no_further() -> None:
    rates = with_own(own("late_interest", "2027-06-30", "2027-01-01"))
    assert rates.late_interest_bp(day("2027-06-30")) == 1_300
    assert rates.late_interest_bp(day("2026-12-31")) == 1_225
    with pytest.raises(RateUnknownError):
        rates.late_interest_bp(day("2027-07-01"))
    with pytest.raises(RateUnknownError):
        rates.standardkompensasjon_ore(day("2027-01-01"))


@given(st.dates(date(2014, 1, 1), date(2026, 12, 31)), st.dates(date(2000, 1, 1), ACT_FROM))
def test_knowledge_never_shrinks(on: date, until: date) -> None:
    rates = with_own(OwnTable("vat_high", known_until=until), OwnTable("inkassosats", (), until))
    assert rates.inkassosats_ore(on) == SHIPPED.inkassosats_ore(on)
    assert rates.table("vat_high").known_until == max(day("2026-12-31"), until)


def test_what_differs_from_ours_is_told_and_used() -> None:
    rates = with_own(own("late_interest", None, "2026-07-01", "2026-01-01"))
    assert rates.late_interest_bp(day("2026-07-01")) == 1_300
    told = [(row.since, ours.value) for _, row, ours in corrections(rates)]
    assert told == [(day("2026-01-01"), 1_200), (day("2026-07-01"), 1_225)]
    assert corrections(SHIPPED) == ()


def test_the_new_act_has_no_date_until_somebody_gives_one() -> None:
    act_1988, act_2026 = DebtCollectionRegime
    assert SHIPPED.debt_collection_regime(day("2040-01-01")) is act_1988
    assert act_1988.creditor_may_warn
    rates = with_own(acts=(NEW_ACT,))
    assert rates.debt_collection_regime(ACT_FROM - timedelta(days=1)) is act_1988
    assert rates.debt_collection_regime(ACT_FROM) is act_2026
    assert not act_2026.creditor_may_warn
    with pytest.raises(RateUnknownError, match="act on debt collection"):
        SHIPPED.debt_collection_regime(day("1989-09-30"))


def test_under_the_new_act_no_fee_is_computed_by_the_old_fractions() -> None:
    rates = with_own(own("inkassosats", "2027-12-31"), acts=(NEW_ACT,))
    due = day("2026-12-01")
    assert rates.fee_base(due, ACT_FROM - timedelta(days=1)).creditor_may_warn
    base = rates.fee_base(due, ACT_FROM)
    assert not base.creditor_may_warn
    assert base.sats_ore == 0


def test_after_the_review_every_day_is_warned_of_until_a_person_moves_it() -> None:
    assert SHIPPED.review_warning(day("2026-12-31")) == ""
    assert "2026-12-31" in SHIPPED.review_warning(day("2027-01-01"))
    moved = merged(SHIPPED, OwnRates(reviewed_through=day("2027-06-30")))
    assert moved.review_warning(day("2027-06-30")) == ""
    back = merged(SHIPPED, OwnRates(reviewed_through=day("2020-01-01")))
    assert back.reviewed_through == SHIPPED.reviewed_through


@pytest.mark.parametrize(
    ("today", "term"),
    [
        ("2026-10-31", Term.KNOWN),
        ("2026-11-01", Term.ENDS_SOON),  # sixty days
        ("2026-12-31", Term.ENDS_SOON),
        ("2027-01-01", Term.ENDED),
    ],
)
def test_a_table_says_how_long_it_lasts(today: str, term: Term) -> None:
    assert {one.term for one in outlook(SHIPPED, day(today))} == {term}


def test_what_is_to_be_added_holds_for_a_half_year_or_a_year() -> None:
    ends = {one.table.key: one.next_until for one in outlook(SHIPPED, day("2026-12-01"))}
    assert ends["late_interest"] == ends["compensation"] == day("2027-06-30")
    assert ends["vat_high"] == day("2027-12-31")


@given(st.dates())
def test_a_half_year_ends_on_its_last_day(on: date) -> None:
    end = end_of_half_year(on)
    assert on <= end
    assert (end.month, end.day) in {(6, 30), (12, 31)}
    assert (end - on).days < 184
