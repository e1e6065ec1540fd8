from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from invoicectl.domain.money import ORE_MAX
from invoicectl.domain.money import decimal_text
from invoicectl.domain.money import kroner
from invoicectl.domain.money import parse_kroner
from invoicectl.domain.money import parse_micro
from invoicectl.domain.money import parse_percent_bp
from invoicectl.domain.money import percent_text
from invoicectl.domain.money import round_half_up
from invoicectl.errors import InputError

BIG = 10**30


@pytest.mark.parametrize(
    ("numerator", "denominator", "rounded"),
    [(1, 2, 1), (-1, 2, -1), (49, 100, 0), (-49, 100, 0), (3, 2, 2), (-3, 2, -2), (0, 7, 0)],
)
def test_halves_go_away_from_zero(numerator: int, denominator: int, rounded: int) -> None:
    assert round_half_up(numerator, denominator) == rounded


@given(st.integers(-BIG, BIG), st.integers(1, BIG))
def test_rounding_is_off_by_half_at_most_and_symmetrical(numerator: int, denominator: int) -> None:
    rounded = round_half_up(numerator, denominator)
    assert abs(rounded - Fraction(numerator, denominator)) <= Fraction(1, 2)
    assert round_half_up(-numerator, denominator) == -rounded


@pytest.mark.parametrize(
    ("text", "ore"),
    [
        ("1234", 123_400),
        ("1 234,50", 123_450),
        ("1234.50", 123_450),
        ("1\u00a0234,5", 123_450),
        ("12\u202f345,67", 1_234_567),
        (" 0,01 ", 1),
        ("0", 0),
        ("100000000000", ORE_MAX),
    ],
)
def test_amounts_are_read_as_people_write_them(text: str, ore: int) -> None:
    assert parse_kroner(text, what="price") == ore


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "is not a number"),
        ("12 34", "is not a number"),
        ("1234 567", "is not a number"),
        ("1,", "is not a number"),
        (",50", "is not a number"),
        ("1,2,3", "is not a number"),
        ("1 234.567", "has 3 decimals, at most 2 are allowed"),
        ("1.234", "thousands are grouped by blanks only"),
        ("1.234,50", "is not a number"),
        ("1_000", "is not a number"),
        ("1E3", "is not a number"),
        ("NaN", "is not a number"),
        ("١٢٣", "is not a number"),
        ("１２", "is not a number"),
        ("²", "is not a number"),
        ("+5", "is not a number"),
        ("-5", "is negative"),
        ("100000000000,01", "is too large; the most is 100 000 000 000"),
        ("9" * 400, "is too large"),
        ("1\n2", r"'1\n2' is not a number"),
    ],
)
def test_anything_else_is_refused_with_the_field_named(text: str, sentence: str) -> None:
    with pytest.raises(InputError) as caught:
        parse_kroner(text, what="--price")
    assert str(caught.value).startswith("--price: ")
    assert sentence in str(caught.value)
    assert len(str(caught.value)) < 200


@pytest.mark.parametrize("text", ["-12,50", "\u221212,50"])
def test_a_minus_is_read_where_it_is_allowed(text: str) -> None:
    assert parse_kroner(text, what="amount", signed=True) == -1_250


@given(st.integers(-ORE_MAX, ORE_MAX))
def test_what_is_written_is_read_again(ore: int) -> None:
    assert parse_kroner(kroner(ore), what="amount", signed=True) == ore
    plain = kroner(ore, thousands="", decimal=".")
    assert parse_kroner(plain, what="amount", signed=True) == ore


@pytest.mark.parametrize(
    ("ore", "norwegian", "english"),
    [
        (1_234_567, "12\u202f345,67", "12,345.67"),
        (5, "0,05", "0.05"),
        (-123_400, "-1\u202f234,00", "-1,234.00"),
        (99_999, "999,99", "999.99"),
    ],
)
def test_amounts_are_written_as_the_reader_expects(ore: int, norwegian: str, english: str) -> None:
    assert kroner(ore) == norwegian
    assert kroner(ore, thousands=",", decimal=".") == english


@given(st.integers(-(10**15), 10**15))
def test_quantities_survive_a_round_trip(micro: int) -> None:
    for decimal in ",.":
        text = decimal_text(micro, decimal=decimal)
        assert parse_micro(text, what="quantity", signed=True) == micro
        assert not text.endswith((decimal, "0")) or decimal not in text


@pytest.mark.parametrize(("text", "micro"), [("0,333333", 333_333), ("2", 2_000_000)])
def test_quantities_have_six_decimals(text: str, micro: int) -> None:
    assert parse_micro(text, what="quantity") == micro
    with pytest.raises(InputError, match="at most 6"):
        parse_micro("0,1234567", what="quantity")


@pytest.mark.parametrize(
    ("text", "rate_bp"), [("25", 2_500), ("11,11 %", 1_111), ("12.25%", 1_225), ("0", 0)]
)
def test_percentages_are_hundredths(text: str, rate_bp: int) -> None:
    assert parse_percent_bp(text, what="rate") == rate_bp


@pytest.mark.parametrize("text", ["100,01", "-1", "12,255", "%", "5 % %"])
def test_percentages_stay_between_none_and_all(text: str) -> None:
    with pytest.raises(InputError, match=r"^discount: "):
        parse_percent_bp(text, what="discount")


@given(st.integers(0, 10_000))
def test_percentages_survive_a_round_trip(rate_bp: int) -> None:
    assert parse_percent_bp(percent_text(rate_bp), what="rate") == rate_bp
