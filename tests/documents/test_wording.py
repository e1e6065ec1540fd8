"""Wording files: the same keys and placeholders in each language; values are never templates."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from invoicectl.documents.wording import FIELDS
from invoicectl.documents.wording import FOLDER
from invoicectl.documents.wording import WordingError
from invoicectl.documents.wording import fill
from invoicectl.documents.wording import load_countries
from invoicectl.documents.wording import load_wording
from invoicectl.documents.wording import parse_template
from invoicectl.documents.wording import read_wording
from invoicectl.domain.parties import Language
from invoicectl.domain.vat import VAT_CODES

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("language", Language)
def test_every_language_has_every_key(language: Language) -> None:
    first, other = load_wording(Language.NB), load_wording(language)
    assert other.labels.keys() == first.labels.keys()
    assert other.units.keys() == first.units.keys()
    assert other.vat_groups.keys() == first.vat_groups.keys() == other.vat_marks.keys()
    assert other.texts.keys() == FIELDS.keys()
    assert len(other.months) == 12


@pytest.mark.parametrize("language", Language)
def test_no_label_is_empty_or_anything_but_text(language: Language) -> None:
    wording = load_wording(language)
    tables = (wording.labels, wording.units, wording.vat_groups, wording.vat_marks)
    values = [value for table in tables for value in table.values()]
    assert all(type(value) is str for value in values)
    assert all(values)


@pytest.mark.parametrize("language", Language)
def test_every_vat_category_without_a_rate_has_a_name(language: Language) -> None:
    categories = {code.category for code in VAT_CODES.values()} - {"S"}
    assert categories <= load_wording(language).vat_groups.keys()


@pytest.mark.parametrize("language", Language)
def test_each_language_says_the_words_of_the_law(language: Language) -> None:
    wording = load_wording(language)
    assert wording.labels["register"].startswith("Foretaksregisteret")
    literal = "Omvendt avgiftsplikt – Merverdiavgift ikke beregnet"
    assert wording.text("reverse_charge").startswith(literal)


@pytest.mark.parametrize("language", Language)
def test_every_text_shows_each_of_its_values(language: Language) -> None:
    wording = load_wording(language)
    for key, fields in FIELDS.items():
        values = {field: f"<{field}>" for field in fields.split()}
        shown = wording.text(key, **values)
        assert all(value in shown for value in values.values()), key
        assert "{" not in shown


def test_a_value_is_never_a_template() -> None:
    wording = load_wording(Language.NB)
    hostile = "{no} {name.__class__} {0} {{x}} %s"
    assert wording.text("greeting", name=hostile) == f"Hei {hostile}."


def test_fill_puts_each_value_in_once() -> None:
    assert fill(parse_template("{a}{b}{a}"), {"a": "{b}", "b": "x"}) == "{b}x{b}"


@pytest.mark.parametrize("text", ["{", "}", "a {B} c", "{a.b}", "{0}", "{}", "{{a}}", "{a!r}"])
def test_a_stray_brace_is_refused(text: str) -> None:
    with pytest.raises(WordingError, match="brace"):
        parse_template(text)


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        (
            "{account} med KID {kid}?",
            "{account}?",
            r"'notice_ask_kid' lacks or must not have \{kid\}",
        ),
        ("Side {n} av {m}", "Side {n} av {m} {x}", r"'page' lacks or must not have \{x\}"),
        ("  regards: ", "  regard: ", "'regard' is unknown; the text 'regards' is missing"),
    ],
)
def test_a_damaged_file_is_refused_by_name(
    tmp_path: Path, old: str, new: str, sentence: str
) -> None:
    text = (FOLDER / "nb.yaml").read_text("utf-8")
    assert old in text
    damaged = tmp_path / "nb.yaml"
    damaged.write_text(text.replace(old, new), "utf-8")
    with pytest.raises(WordingError, match=sentence):
        read_wording(damaged)


def test_countries_are_complete_and_printable() -> None:
    countries = load_countries()
    assert len(countries) == 249
    assert countries["NO"] == "Norway"
    assert all(type(key) is str for key in countries)
    assert {len(key) for key in countries} == {2}
