"""Figures in each language: law 10.1, formats."""

from __future__ import annotations

from datetime import date

import pytest

from invoicectl.documents.figures import amount_text
from invoicectl.documents.figures import date_text
from invoicectl.documents.figures import money_text
from invoicectl.documents.figures import period_text
from invoicectl.documents.figures import quantity_text
from invoicectl.documents.figures import rate_text
from invoicectl.documents.wording import load_wording
from invoicectl.domain.parties import Language

NB = load_wording(Language.NB)
NN = load_wording(Language.NN)
EN = load_wording(Language.EN)


@pytest.mark.parametrize(
    ("ore", "norwegian", "english"),
    [
        (0, "0,00", "0.00"),
        (5, "0,05", "0.05"),
        (1_234_567, "12\u202f345,67", "12,345.67"),
        (-100_000_000, "\u22121\u202f000\u202f000,00", "\u22121,000,000.00"),
    ],
)
def test_amounts(ore: int, norwegian: str, english: str) -> None:
    assert amount_text(ore, NB) == amount_text(ore, NN) == norwegian
    assert amount_text(ore, EN) == english


def test_money_is_not_broken_over_lines() -> None:
    assert money_text(1_234_567, NB) == "12\u202f345,67\u00a0kr"
    assert money_text(1_234_567, EN) == "NOK\u00a012,345.67"


def test_dates() -> None:
    day = date(2026, 3, 4)
    assert date_text(day, NB) == date_text(day, NN) == "04.03.2026"
    assert date_text(day, EN) == "4\u00a0Mar\u00a02026"


def test_a_period_of_one_day_is_a_day() -> None:
    first, last = date(2026, 1, 1), date(2026, 1, 31)
    assert period_text(first, first, NB) == "01.01.2026"
    assert period_text(first, last, NB) == "01.01.2026–31.01.2026"
    assert period_text(first, last, EN) == "1\u00a0Jan\u00a02026 – 31\u00a0Jan\u00a02026"


@pytest.mark.parametrize(
    ("micro", "decimals", "text"),
    [
        (1_000_000, 0, "1"),
        (12_500_000, 0, "12,5"),
        (945_000_000, 2, "945,00"),
        (1_234_123_456, 2, "1\u202f234,123456"),
        (-500_000, 2, "\u22120,50"),
        (0, 0, "0"),
    ],
)
def test_quantities(micro: int, decimals: int, text: str) -> None:
    assert quantity_text(micro, NB, decimals=decimals) == text


def test_rates() -> None:
    assert rate_text(2500, NB) == "25\u00a0%"
    assert rate_text(1111, EN) == "11.11\u00a0%"
