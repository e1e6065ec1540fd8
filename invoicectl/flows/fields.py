"""Fields of customers and products as people type them: one table for options and for columns."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from invoicectl.errors import FaultsError
from invoicectl.errors import InputError

_TRUE: Final = frozenset({"true", "yes", "y", "ja", "j", "x", "1"})
_FALSE: Final = frozenset({"false", "no", "n", "nei", "0", ""})
_NUMBER_CHARS_MAX: Final = 20
_DIGITS_MAX: Final = 9


@dataclass(frozen=True, slots=True)
class Field:
    """One field: its name in the record, how its text is read, and the column heads it goes by.

    `heads` are words as `head_word` makes them, with blanks between. `keeps_when_empty` says that
    an empty text leaves the value alone, because the field cannot be empty.
    """

    name: str
    read: Callable[[str], object]
    heads: str = ""
    keeps_when_empty: bool = False


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one field."""

    field: str
    sentence: str


class FieldsError(FaultsError):
    """Faults in what was given for a customer or product, each with the name of its field."""

    code = "fields"

    def __init__(self, found: tuple[Fault, ...]) -> None:
        """Keep the faults; each is shown as `field: sentence`."""
        super().__init__(tuple(f"{fault.field}: {fault.sentence}" for fault in found))
        self.found = found


def read_fields(
    fields: tuple[Field, ...], texts: Mapping[str, str]
) -> tuple[dict[str, object], tuple[Fault, ...]]:
    """Return the values of the texts that are fields, and what is wrong with the others."""
    values: dict[str, object] = {}
    faults: list[Fault] = []
    for field in fields:
        text = texts.get(field.name)
        if text is None or (field.keeps_when_empty and not text.strip()):
            continue
        try:
            values[field.name] = field.read(text)
        except InputError as error:
            faults.append(Fault(field.name, str(error)))
    return values, tuple(faults)


def head_word(text: str) -> str:
    """Return a column head as it is compared: letters and digits only, in small letters."""
    return "".join(sign for sign in text.casefold() if sign.isalnum())


def text_reader(
    max_chars: int, *, lines_max: int = 1, required: bool = False
) -> Callable[[str], str]:
    """Return a reader of text for people: trimmed, printable, not endless."""

    def read(text: str) -> str:
        # any other white space, line ends of Unicode among it, becomes a plain blank
        given = text.strip().replace("\r\n", "\n").split("\n")
        lines = [" ".join(line.split()) for line in given]
        if len(lines) > lines_max:
            raise InputError(f"has {len(lines)} lines; {lines_max} fit.")
        plain = "\n".join(lines)
        if not plain.replace("\n", "").isprintable():
            raise InputError("holds an invisible control character; type it anew.")
        if len(plain) > max_chars:
            raise InputError(f"has {len(plain)} characters; {max_chars} fit.")
        if required and not plain:
            raise InputError("is empty.")
        return plain

    return read


def optional(read: Callable[[str], str]) -> Callable[[str], str]:
    """Return a reader that takes an empty text as empty, and leaves all others to `read`."""

    def reader(text: str) -> str:
        return read(text.strip()) if text.strip() else ""

    return reader


def read_flag(text: str) -> bool:
    """Return what a word for yes or no says, in English or Norwegian; empty is no.

    Raises:
        InputError: neither.
    """
    word = text.strip().casefold()
    if word not in _TRUE | _FALSE:
        raise InputError(f"'{_shown(text)}' is neither yes nor no.")
    return word in _TRUE


def read_number(text: str) -> str:
    """Return a customer or product number: letters, digits, and . _ / - inside.

    Raises:
        InputError: other signs, or too long.
    """
    number = text.strip()
    if not number:
        raise InputError("is empty.")
    if len(number) > _NUMBER_CHARS_MAX:
        raise InputError(f"'{_shown(number)}' is longer than {_NUMBER_CHARS_MAX} characters.")
    if not (number.strip("._/-") == number and all(map(_is_number_sign, number))):
        raise InputError(f"'{_shown(number)}' may hold letters, digits and . _ / - inside only.")
    return number


def whole_reader(low: int, high: int) -> Callable[[str], int | None]:
    """Return a reader of a whole number between two bounds; empty is None."""

    def read(text: str) -> int | None:
        digits = text.strip()
        if not digits:
            return None
        is_number = digits.isascii() and digits.isdigit() and len(digits) <= _DIGITS_MAX
        if not is_number or not low <= int(digits) <= high:
            raise InputError(f"'{_shown(text)}' is not a whole number from {low} to {high}.")
        return int(digits)

    return read


def word_reader(words: Mapping[str, str]) -> Callable[[str], str]:
    """Return a reader of one of some words: value -> its other spellings, blanks between."""
    known = {head_word(value): value for value in words}
    for value, spellings in words.items():
        known.update(dict.fromkeys(spellings.split(), value))

    def read(text: str) -> str:
        value = known.get(head_word(text))
        if value is None:
            *most, last = words
            listed = f"{', '.join(most)} or {last}" if most else last
            raise InputError(f"'{_shown(text)}' is not {listed}.")
        return value

    return read


def _is_number_sign(sign: str) -> bool:
    return sign.isalnum() or sign in "._/-"


def _shown(text: str) -> str:
    return (text if text.isprintable() else ascii(text)[1:-1])[:60]
