"""What customers read: one YAML file a language, checked when it is loaded, read once a process.

Placeholders are filled from a fixed set of names; a value is never a template itself.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING
from typing import Any
from typing import Final

from invoicectl.errors import SetupError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Mapping

    from invoicectl.domain.parties import Language

FOLDER: Final = Path(__file__).parent / "wording"

FIELDS: Final[dict[str, str]] = {
    "page": "n m",
    "terms": "days",
    "pay_with_kid": "due account kid",
    "pay_without_kid": "due account no",
    "late_interest": "rate",
    "reverse_charge": "",
    "credits": "invoice date",
    "reason": "reason",
    "refund": "amount",
    "invoice_subject": "no seller",
    "invoice_intro": "no amount",
    "credit_subject": "no seller",
    "credit_intro": "no amount",
    "notice_subject": "no due",
    "notice_intro": "no amount due",
    "notice_partly": "no amount due open",
    "notice_ask_kid": "account kid",
    "notice_ask": "account no",
    "notice_done": "",
    "greeting": "name",
    "questions": "",
    "questions_contact": "contact",
    "regards": "",
    "specification": "document",
    "not_a_sales_document": "",
    "not_a_sales_document_plain": "",
    "part_of_total": "amount total",
    "quote_subject": "no seller",
    "quote_intro": "no amount",
    "quote_answer": "",
    "quote_valid": "date",
    "order_subject": "no seller",
    "order_intro": "no amount",
    "order_check": "",
    "collected_order": "no date",
    "request_subject": "no seller",
    "request_intro": "amount no",
    "statement_subject": "date seller",
    "statement_intro": "date",
    "statement_owed": "amount overdue",
    "statement_not_due": "amount",
    "statement_credit": "amount",
    "statement_nothing": "",
    "statement_pay": "account",
    "statement_differs": "",
}
"""The texts there must be, each with exactly the words in braces it must hold."""

_FIELD = re.compile(r"\{([a-z]+)\}")

Template = tuple[str, ...]
"""Literal, field, literal, field, ..., literal."""


class WordingError(SetupError):
    """A wording file lacks a text, or a text lacks a word it must hold."""

    code = "wording"
    hint = "The wording files come with invoicectl; install it again, or undo the change."


@dataclass(frozen=True, slots=True)
class Wording:
    """One language: labels by key, texts with placeholders, and how figures are written."""

    locale: str
    date: Template
    period: Template
    money: Template
    thousands: str
    decimal: str
    months: tuple[str, ...]
    labels: Mapping[str, str]
    vat_groups: Mapping[str, str]
    vat_marks: Mapping[str, str]
    units: Mapping[str, str]
    texts: Mapping[str, Template]

    def text(self, key: str, **values: str) -> str:
        """Return a text with its placeholders filled; braces inside values stay as they are."""
        return fill(self.texts[key], values)


def fill(template: Template, values: Mapping[str, str]) -> str:
    """Return the template with each field replaced by its value, once."""
    return "".join(values[part] if number % 2 else part for number, part in enumerate(template))


@cache
def load_wording(language: Language) -> Wording:
    """Return the wording of a language; read and checked once a process.

    Raises:
        WordingError: a key or placeholder is missing or unknown.
    """
    return read_wording(FOLDER / f"{language.value}.yaml")


def read_wording(path: Path) -> Wording:
    """Return the wording in one file.

    Raises:
        WordingError: a key or placeholder is missing or unknown.
    """
    content = read_yaml(path)
    faults = list(_faults(content))
    if faults:
        raise WordingError(f"{path.name}: {'; '.join(faults)}.")
    return Wording(
        locale=content["locale"],
        date=parse_template(content["date"]),
        period=parse_template(content["period"]),
        money=parse_template(content["money"]),
        thousands=content["thousands"],
        decimal=content["decimal"],
        months=tuple(content["months"]),
        labels=content["labels"],
        vat_groups=content["vat_groups"],
        vat_marks=content["vat_marks"],
        units=content["units"],
        texts={key: parse_template(text) for key, text in content["texts"].items()},
    )


def read_yaml(path: Path) -> Any:
    """Return the content of one of our own YAML files, by the C reader where there is one."""
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return yaml.load(path.read_bytes(), Loader=loader)  # noqa: S506  (a safe loader either way)


def parse_template(text: str) -> Template:
    """Return literals and fields in turn; a brace that encloses no plain word is a fault.

    Raises:
        WordingError: a stray brace.
    """
    parts = tuple(_FIELD.split(text))
    if any("{" in literal or "}" in literal for literal in parts[::2]):
        raise WordingError(f"'{text}' has a brace that encloses no plain word.")
    return parts


def _faults(content: Any) -> Iterator[str]:
    """Yield what is missing or too much in the texts of a file."""
    texts = content["texts"]
    for key in sorted(FIELDS.keys() ^ texts.keys()):
        yield f"the text '{key}' is {'missing' if key in FIELDS else 'unknown'}"
    for key in sorted(FIELDS.keys() & texts.keys()):
        found = set(parse_template(texts[key])[1::2])
        wanted = set(FIELDS[key].split())
        if found != wanted:
            names = ", ".join(sorted(found ^ wanted))
            yield f"the text '{key}' lacks or must not have {{{names}}}"


@cache
def load_countries() -> Mapping[str, str]:
    """Return ISO 3166-1 alpha-2 code -> English name; read when the first letter goes abroad."""
    names: Mapping[str, str] = read_yaml(FOLDER / "countries.yaml")
    return names
