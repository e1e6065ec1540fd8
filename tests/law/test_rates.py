from __future__ import annotations

from datetime import date
from datetime import timedelta
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from invoicectl import law
from invoicectl.domain.money import round_half_up
from invoicectl.domain.vat import VAT_CODES
from invoicectl.domain.vat import VatClass
from invoicectl.errors import RateUnknownError
from invoicectl.law import rows
from invoicectl.law.generate import SOURCE
from invoicectl.law.generate import TARGET
from invoicectl.law.generate import load_acts
from invoicectl.law.generate import load_reviewed_through
from invoicectl.law.generate import load_tables
from invoicectl.law.generate import render_rows

FACTS = (Path(__file__).parents[2] / "../shared/facts/rates.yaml").resolve()
table_cases = pytest.mark.parametrize("table", law.TABLES, ids=lambda table: table.key)


def day(text: str) -> date:
    return date.fromisoformat(text)


def test_the_loaded_rows_are_those_of_the_yaml_file() -> None:
    assert load_tables() == law.TABLES, "run `python -m invoicectl.law.generate`, then format it"
    assert load_acts() == rows.ACTS
    assert load_reviewed_through() == rows.REVIEWED_THROUGH


def test_the_generator_writes_what_it_read() -> None:
    names: dict[str, object] = {}
    exec(render_rows(load_tables(), load_acts(), load_reviewed_through()), names)
    assert names["TABLES"] == law.TABLES
    assert names["ACTS"] == rows.ACTS
    assert names["REVIEWED_THROUGH"] == rows.REVIEWED_THROUGH
    assert TARGET.parent == SOURCE.parent


@table_cases
def test_rows_are_in_order_with_a_source_each(table: law.Table) -> None:
    firsts = [row.since for row in table.rows]
    assert firsts == sorted(set(firsts))
    assert all(row.source for row in table.rows)
    assert all(row.note for row in table.rows if row.value is None)
    assert table.known_until > firsts[-1]
    assert table.review


@table_cases
def test_a_value_holds_until_the_day_before_the_next(table: law.Table) -> None:
    for row, after in zip(table.rows, table.rows[1:], strict=False):
        if row.value is not None:
            assert table.on(row.since) == table.on(after.since - timedelta(days=1)) == row.value


@table_cases
def test_outside_what_is_vouched_for_nothing_is_guessed(table: law.Table) -> None:
    with pytest.raises(RateUnknownError, match=table.name):
        table.on(table.rows[0].since - timedelta(days=1))
    with pytest.raises(RateUnknownError, match=str(table.known_until + timedelta(days=1))):
        table.on(table.known_until + timedelta(days=1))


@pytest.mark.parametrize(
    ("on", "rate_bp"),
    [
        ("2013-01-01", 850),
        ("2013-07-01", 950),
        ("2020-06-30", 950),
        ("2020-07-01", 800),
        ("2023-01-01", 1_075),
        ("2024-12-31", 1_250),
        ("2025-07-01", 1_225),
        ("2026-01-01", 1_200),
        ("2026-06-30", 1_200),
        ("2026-07-01", 1_225),
        ("2026-12-31", 1_225),
    ],
)
def test_late_interest_follows_the_half_years(on: str, rate_bp: int) -> None:
    assert law.SHIPPED.late_interest_bp(day(on)) == rate_bp
    assert law.SHIPPED.late_interest_bp_if_known(day(on)) == rate_bp


def test_an_unpublished_half_year_is_refused() -> None:
    with pytest.raises(RateUnknownError, match="late interest rate is known for 2027-01-01"):
        law.SHIPPED.late_interest_bp(day("2027-01-01"))  # T-INT, INT-10
    assert law.SHIPPED.late_interest_bp_if_known(day("2027-01-01")) is None


@pytest.mark.parametrize(
    ("on", "ore"),
    [
        ("2014-01-01", 32_000),
        ("2026-06-30", 46_000),
        ("2026-07-01", 43_000),
        ("2021-01-01", 42_000),
    ],
)
def test_compensation_is_that_of_the_first_day_of_delay(on: str, ore: int) -> None:
    assert law.SHIPPED.standardkompensasjon_ore(day(on)) == ore  # T-CMP


def test_a_right_without_an_amount_is_refused() -> None:
    with pytest.raises(RateUnknownError):
        law.SHIPPED.standardkompensasjon_ore(day("2013-06-01"))


@pytest.mark.parametrize(
    ("due", "sent", "purregebyr", "oppfordring"),
    [
        ("2020-09-30", "2020-11-01", 70, 210),  # T-FEE
        ("2020-10-15", "2020-11-01", 35, 105),
        ("2025-12-01", "2025-12-31", 35, 105),
        ("2025-12-01", "2026-01-02", 38, 113),
    ],
)
def test_fees_follow_sats_and_fraction(
    due: str, sent: str, purregebyr: int, oppfordring: int
) -> None:
    sats_ore = law.SHIPPED.inkassosats_ore(day(sent))
    for twentieths, kroner in (
        (law.SHIPPED.notice_fraction_20ths(day(due)), purregebyr),
        (law.SHIPPED.demand_fraction_20ths(day(due)), oppfordring),
    ):
        assert round_half_up(sats_ore * twentieths, 2_000) == kroner


@pytest.mark.parametrize(
    ("code", "on", "rate_bp"),
    [
        # T-VAT; water moves from code 3 to code 31 on 2025-07-01
        ("3", "2025-06-30", 2_500),
        ("31", "2025-07-01", 1_500),
        ("33", "2018-01-01", 1_200),
        ("33", "2020-03-31", 1_200),
        ("33", "2020-04-01", 600),
        ("33", "2021-09-30", 600),
        ("33", "2021-10-01", 1_200),
        ("32", "2026-01-01", 1_111),
        ("5", "2026-01-01", 0),
        ("51", "2026-01-01", 0),
        ("52", "2026-01-01", 0),
        ("6", "2026-01-01", 0),
        ("7", "1900-01-01", 0),
    ],
)
def test_vat_is_that_of_the_day_of_delivery(code: str, on: str, rate_bp: int) -> None:
    assert law.SHIPPED.vat_rate_bp(VAT_CODES[code].vat_class, day(on)) == rate_bp


def test_a_delivery_before_the_first_known_rate_is_refused() -> None:
    with pytest.raises(RateUnknownError, match="high VAT rate"):
        law.SHIPPED.vat_rate_bp(VatClass.HIGH, day("2004-12-31"))


@given(st.dates(day("2027-01-01"), day("2035-12-31")), st.sampled_from(VatClass))
def test_a_company_can_invoice_next_year_and_is_told_on_what_ground(
    on: date, vat_class: VatClass
) -> None:
    rate_bp = law.SHIPPED.vat_rate_bp(vat_class, on)
    assert rate_bp == law.SHIPPED.vat_rate_bp(vat_class, day("2026-12-31"))
    assert bool(law.SHIPPED.vat_rate_warning(vat_class, on)) == (vat_class is not VatClass.NONE)


def test_the_warning_names_rate_and_end_of_knowledge() -> None:
    warning = law.SHIPPED.vat_rate_warning(VatClass.RAW_FISH, day("2027-01-02"))
    assert "2026-12-31" in warning
    assert "11.11 %" in warning
    assert law.SHIPPED.vat_rate_warning(VatClass.HIGH, day("2026-12-31")) == ""


def test_a_companys_own_rows_extend_a_table_and_correct_it() -> None:
    table = rows.LATE_INTEREST
    new = law.Dated(day("2027-01-01"), 1_250, "FOR-2026-12-17-1")
    corrected = law.Dated(day("2026-07-01"), 1_200, "own")
    amended = table.amended((new, corrected), known_until=day("2027-06-30"))
    assert amended.on(day("2027-03-01")) == 1_250
    assert amended.on(day("2026-08-01")) == 1_200
    assert amended.on(day("2026-03-01")) == 1_200
    assert len(amended.rows) == len(table.rows) + 1
    assert table.amended((), known_until=day("2020-01-01")) == table


@pytest.mark.skipif(not FACTS.exists(), reason="the collected facts are not at hand")
@pytest.mark.parametrize(
    ("key", "path", "unit"),
    [
        ("late_interest", ["late_interest"], 100),
        ("compensation", ["b2b_compensation"], 100),
        ("inkassosats", ["inkassosats"], 100),
        ("vat_high", ["vat_rates", "high"], 100),
        ("vat_middle", ["vat_rates", "middle"], 100),
        ("vat_low", ["vat_rates", "low"], 100),
        ("vat_raw_fish", ["vat_rates", "raw_fish"], 100),
    ],
)
def test_the_tables_are_those_of_the_research(key: str, path: list[str], unit: int) -> None:
    facts = yaml.safe_load(FACTS.read_text("utf-8"))
    for step in path:
        facts = facts[step]
    (table,) = (table for table in law.TABLES if table.key == key)
    expected = [
        (row["from"], None if row["value"] is None else round(row["value"] * unit), row["verified"])
        for row in facts
    ]
    assert [(row.since, row.value, row.verified) for row in table.rows] == expected
