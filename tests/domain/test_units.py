"""Units: what is read is what documents print, and no word stands for two units."""

from __future__ import annotations

import pytest

from invoicectl.documents.wording import load_wording
from invoicectl.domain.parties import Language
from invoicectl.domain.units import UNITS
from invoicectl.domain.units import parse_unit
from invoicectl.domain.units import unit_words
from invoicectl.errors import InputError


def test_the_words_are_those_that_documents_print() -> None:
    norwegian = {code: unit.norwegian for code, unit in UNITS.items()}
    english = {code: unit.english for code, unit in UNITS.items()}
    assert norwegian == load_wording(Language.NB).units
    assert english == load_wording(Language.EN).units


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("C62", "C62"),
        ("stk", "C62"),
        ("Stk.", "C62"),
        ("pcs", "C62"),
        ("hur", "HUR"),
        ("timer", "HUR"),
        ("t", "HUR"),
        ("måned", "MON"),
        ("m2", "MTK"),
        ("m²", "MTK"),
        ("kWh", "KWH"),
        (" kg ", "KGM"),
        ("H87", "H87"),
        ("%", "P1"),
        ("palle", "XPX"),
        ("kartong", "XCT"),
    ],
)
def test_codes_and_words_are_read(text: str, code: str) -> None:
    assert parse_unit(text) == code


@pytest.mark.parametrize("code", UNITS)
def test_every_code_stands_for_itself(code: str) -> None:
    kept = UNITS[code].instead or code
    assert parse_unit(code) == kept
    assert parse_unit(code.lower()) == kept


def test_codes_that_no_electronic_invoice_may_have_become_others() -> None:
    """BR-CL-23: written by some programs, and in no list of the standard."""
    replaced = {code: unit.instead for code, unit in UNITS.items() if unit.instead}
    assert replaced == {"KTM": "KMT", "PK": "XPK", "PA": "XPA"}
    assert parse_unit("pakke") == "XPK"
    assert not {"KTM", "PK", "PA"} & {parse_unit(code) for code in UNITS}


@pytest.mark.parametrize("text", ["", "furlong", "x\x1b[31m", "3 timer"])
def test_anything_else_is_refused_in_a_printable_sentence(text: str) -> None:
    with pytest.raises(InputError, match="is not a unit") as caught:
        parse_unit(text)
    assert str(caught.value).isprintable()


def test_operators_see_both_languages() -> None:
    assert unit_words("HUR") == "t / hours"
    assert unit_words("KGM") == "kg"
    assert unit_words("ZZ9") == "ZZ9"
