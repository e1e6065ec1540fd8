"""Periods in words, in each language, and placeholders that are filled once."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from invoicectl.documents.period_words import load_period_words
from invoicectl.domain.parties import Language
from invoicectl.domain.period_text import check_placeholders
from invoicectl.domain.period_text import filled
from invoicectl.domain.period_text import line_words
from invoicectl.domain.period_text import period_words
from invoicectl.domain.recurrence import Period
from invoicectl.errors import InputError

NB, NN, EN = (load_period_words(language) for language in Language)


def period(first: date, last: date) -> Period:
    return Period(first, last, first, last)


MARCH = period(date(2026, 3, 1), date(2026, 3, 31))
QUARTER = period(date(2026, 4, 1), date(2026, 6, 30))
YEAR = period(date(2026, 1, 1), date(2026, 12, 31))
ODD = period(date(2026, 3, 15), date(2026, 4, 14))
BROKEN_YEAR = period(date(2026, 2, 1), date(2027, 1, 31))


@pytest.mark.parametrize(
    ("which", "norwegian", "english"),
    [
        (MARCH, "mars 2026", "March 2026"),
        (QUARTER, "2. kvartal 2026", "Q2 2026"),
        (YEAR, "2026", "2026"),
        (period(date(2026, 2, 1), date(2026, 4, 30)), "01.02.2026–30.04.2026", None),
        (BROKEN_YEAR, "01.02.2026–31.01.2027", "1 Feb 2026 – 31 Jan 2027"),
        (ODD, "15.03.2026–14.04.2026", None),
        (period(date(2028, 2, 1), date(2028, 2, 29)), "februar 2028", "February 2028"),
        (period(date(2027, 2, 1), date(2027, 2, 28)), "februar 2027", "February 2027"),
    ],
)
def test_a_period_in_words(which: Period, norwegian: str, english: str | None) -> None:
    assert period_words(which, NB).replace("\u00a0", " ") == norwegian.replace("–", NB_DASH)
    if english is not None:
        assert period_words(which, EN).replace("\u00a0", " ") == english


NB_DASH = (
    NB.span(date(2026, 1, 1), date(2026, 1, 2)).replace("01.01.2026", "").replace("02.01.2026", "")
)


def test_placeholders_are_filled_once() -> None:
    text = "Leie {month} {year}, {quarter}: {from} til {to} ({period})"
    assert filled(text, MARCH, NB) == (
        "Leie mars 2026, 1. kvartal 2026: 01.03.2026 til 31.03.2026 (mars 2026)"
    )


def test_a_line_names_its_period_by_itself() -> None:
    assert line_words("Service", MARCH, NB, is_part=False) == "Service, mars 2026"
    assert line_words("Service {year}", MARCH, NB, is_part=False) == "Service 2026"


def test_a_part_says_how_many_days() -> None:
    part = Period(date(2026, 3, 10), date(2026, 3, 31), date(2026, 3, 1), date(2026, 3, 31))
    assert line_words("Leie {year}", part, NB, is_part=True) == "Leie 2026 (22 av 31 dager)"
    assert line_words("Leige {year}", part, NN, is_part=True) == "Leige 2026 (22 av 31 dagar)"
    assert line_words("Rent {year}", part, EN, is_part=True) == "Rent 2026 (22 of 31 days)"


@pytest.mark.parametrize("text", ["{perod}", "a { b", "}", "{period", "{Period}", "{}", "{a b}"])
def test_a_brace_that_means_nothing_is_refused(text: str) -> None:
    with pytest.raises(InputError, match="--line") as caught:
        check_placeholders(text, what="--line")
    assert "{period}" in caught.value.hint


@given(st.text(st.characters(exclude_characters="{}")))
def test_text_without_braces_stays_itself(text: str) -> None:
    assert check_placeholders(text, what="x") == text
    assert filled(text, MARCH, NB) == text


@pytest.mark.parametrize("language", Language)
def test_every_language_names_twelve_months(language: Language) -> None:
    assert len(set(load_period_words(language).months)) == 12
