"""How each language names the periods of recurring invoices; read from the wording files."""

from __future__ import annotations

from functools import cache
from functools import partial
from typing import TYPE_CHECKING

from invoicectl.documents.figures import date_text
from invoicectl.documents.figures import period_text
from invoicectl.documents.wording import FOLDER
from invoicectl.documents.wording import WordingError
from invoicectl.documents.wording import load_wording
from invoicectl.documents.wording import parse_template
from invoicectl.documents.wording import read_yaml
from invoicectl.domain.period_text import PeriodWords

if TYPE_CHECKING:
    from invoicectl.domain.parties import Language

FIELDS = {
    "month_of": "month year",
    "quarter_of": "n year",
    "part": "days of",
    "line": "text period",
}
"""The texts of the key `recurring`, each with exactly the words in braces it must hold."""

_MONTHS = 12


@cache
def load_period_words(language: Language) -> PeriodWords:
    """Return the words of a language; read and checked once a process.

    Raises:
        WordingError: a text is missing, or lacks a word it must hold.
    """
    name = f"{language.value}.yaml"
    content = read_yaml(FOLDER / name).get("recurring", {})
    months = tuple(content.get("months", ()))
    if len(months) != _MONTHS:
        raise WordingError(f"{name}: recurring.months must name twelve months.")
    for key, fields in FIELDS.items():
        if set(parse_template(content.get(key, ""))[1::2]) != set(fields.split()):
            raise WordingError(f"{name}: the text 'recurring.{key}' must hold {fields}.")
    wording = load_wording(language)
    return PeriodWords(
        months=months,
        day=partial(date_text, wording=wording),
        span=partial(period_text, wording=wording),
        **{key: content[key] for key in FIELDS},
    )
