"""The kinds of values a settings file can hold, each with its check and its own sentence."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING
from typing import TypeVar

from invoicectl.errors import InputError
from invoicectl.settings.schema import Kind
from invoicectl.settings.schema import Plain

if TYPE_CHECKING:
    from collections.abc import Callable

E = TypeVar("E", bound=StrEnum)
T = TypeVar("T")

_TRUE = frozenset({"true", "yes"})
_FALSE = frozenset({"false", "no"})
_DIGITS_MAX = 18


class Text(Kind[str]):
    """Text for people; line breaks only where `lines` is set, never other control characters."""

    def __init__(self, *, max_chars: int = 200, lines: bool = False) -> None:
        self.max_chars = max_chars
        self.lines = lines
        self.words = f"text of up to {max_chars} characters" + (", with lines" if lines else "")

    def plain(self, text: str) -> str:
        """Return the text without blanks around it, when it fits and can be printed."""
        checked = text.strip()
        if not self.lines and "\n" in checked:
            raise InputError("must stand on one line")
        if not checked.replace("\n", "").isprintable():
            raise InputError("holds an invisible control character; type the text anew")
        if len(checked) > self.max_chars:
            raise InputError(f"has {len(checked)} characters; at most {self.max_chars} fit")
        return checked

    def json_schema(self) -> dict[str, object]:
        """Return the JSON Schema of one value."""
        return {"type": ["string", "number", "boolean"], "maxLength": self.max_chars}


class Coded(Text):
    """Text with a form of its own: a regular expression, then perhaps a check of the domain."""

    def __init__(
        self, words: str, *, pattern: str = "", check: Callable[[str], str] | None = None
    ) -> None:
        super().__init__()
        self.words = words
        self.pattern = pattern
        self.check = check

    def plain(self, text: str) -> str:
        """Return the text as the check gives it back."""
        checked = super().plain(text)
        if self.pattern:
            import re

            if not re.fullmatch(self.pattern, checked, re.ASCII):
                article = "an" if self.words[0] in "aeiou" else "a"
                raise InputError(f"must be {article} {self.words}")
        return self.check(checked) if self.check else checked

    def json_schema(self) -> dict[str, object]:
        """Return the JSON Schema of one value."""
        return {"type": ["string", "integer"], **self._pattern_schema()}

    def _pattern_schema(self) -> dict[str, object]:
        return {"pattern": f"^(?:{self.pattern})$"} if self.pattern else {}


class Whole(Kind[int]):
    """A whole number between two bounds, both inclusive."""

    def __init__(self, low: int, high: int) -> None:
        self.low = low
        self.high = high
        self.words = f"whole number, {low} to {high}"

    def plain(self, text: str) -> int:
        """Return the number; only ASCII digits and a leading minus are read."""
        digits = text.removeprefix("-")
        if not (digits.isascii() and digits.isdigit() and len(digits) <= _DIGITS_MAX):
            raise InputError(f"must be a whole number from {self.low} to {self.high}")
        number = int(text)
        if not self.low <= number <= self.high:
            raise InputError(f"must be from {self.low} to {self.high}, is {number}")
        return number

    def json_schema(self) -> dict[str, object]:
        """Return the JSON Schema of one value."""
        return {"type": "integer", "minimum": self.low, "maximum": self.high}


class Flag(Kind[bool]):
    """true or false; yes and no mean the same, and only here."""

    words = "true or false"

    def plain(self, text: str) -> bool:
        """Return what the word says."""
        word = text.lower()
        if word not in _TRUE | _FALSE:
            raise InputError("must be true or false")
        return word in _TRUE

    def written(self, value: bool) -> str:  # noqa: FBT001 - the value itself
        """Return the word."""
        return "true" if value else "false"

    def json_schema(self) -> dict[str, object]:
        """Return the JSON Schema of one value."""
        return {"type": "boolean"}


class Choice(Kind[E]):
    """One word of a closed list."""

    def __init__(self, options: type[E]) -> None:
        self.options = options
        self.words = " or ".join(option.value for option in options)

    def plain(self, text: str) -> str:
        """Return the word when it is one of the list."""
        known = [option.value for option in self.options]
        if text in known:
            return text
        listed = f"{', '.join(known[:-1])} or {known[-1]}"
        meant = nearest(text, known)
        asked = f"; did you mean '{meant}'?" if meant else ""
        raise InputError(f"must be {listed}{asked}")

    def value(self, plain: Plain, folder: Path) -> E:  # noqa: ARG002 - the kinds' protocol
        """Return the member of the list."""
        assert isinstance(plain, str)
        return self.options(plain)

    def written(self, value: E) -> str:
        """Return the word."""
        return value.value

    def json_schema(self) -> dict[str, object]:
        """Return the JSON Schema of one value."""
        return {"enum": [option.value for option in self.options]}


class Kroner(Kind[int]):
    """An amount in kroner as written, in øre as kept."""

    words = "amount in kroner, as in 50 or 49,90"

    def plain(self, text: str) -> int:
        """Return the amount in øre."""
        from invoicectl.domain.money import parse_kroner

        try:
            return parse_kroner(text, what="amount")
        except InputError as error:
            raise InputError(str(error).removeprefix("amount: ")) from None

    def written(self, value: int) -> str:
        """Return the amount in kroner, with øre only when there are any."""
        kroner, ore = divmod(value, 100)
        return f"{kroner},{ore:02d}" if ore else str(kroner)

    def json_schema(self) -> dict[str, object]:
        """Return the JSON Schema of one value."""
        return {"type": ["string", "number"], "minimum": 0}


class Template(Text):
    """Text with words in braces that are replaced, of a fixed set of words."""

    def __init__(self, *, fields: tuple[str, ...], max_chars: int, lines: bool = False) -> None:
        super().__init__(max_chars=max_chars, lines=lines)
        self.fields = fields
        self.words += f"; it may hold {', '.join(f'{{{field}}}' for field in fields)}"

    def plain(self, text: str) -> str:
        """Return the text when each brace in it encloses one of the words."""
        import re

        checked = super().plain(text)
        literal, *rest = re.split(r"\{([a-z_]+)\}", checked)
        for word in rest[::2]:
            if word not in self.fields:
                meant = nearest(word, list(self.fields))
                asked = f"; did you mean {{{meant}}}?" if meant else ""
                known = ", ".join(f"{{{field}}}" for field in self.fields)
                raise InputError(f"has {{{word}}}; known are {known}{asked}")
        if any("{" in part or "}" in part for part in (literal, *rest[1::2])):
            raise InputError("has a brace that encloses no word, as in {no}")
        return checked


class FilePath(Kind[Path]):
    """A file or folder; relative paths begin beside the settings file, `~` is the home folder."""

    words = "path, relative to the settings file"

    def plain(self, text: str) -> str:
        """Return the path as it was written."""
        if not text.isprintable():
            raise InputError("holds an invisible control character; type the path anew")
        return text

    def value(self, plain: Plain, folder: Path) -> Path:
        """Return the path, absolute."""
        assert isinstance(plain, str)
        return placed(Path(plain), folder)

    def json_schema(self) -> dict[str, object]:
        """Return the JSON Schema of one value."""
        return {"type": "string", "minLength": 1}


class Several(Kind[tuple[T, ...]]):
    """A list of values of one kind; with `lone` a single value may stand without the list."""

    def __init__(self, kind: Kind[T], *, most: int, lone: bool = False) -> None:
        self.kind = kind
        self.most = most
        self.lone = lone
        self.words = f"list of up to {most}: {kind.words}"

    def plain(self, text: str) -> tuple[Plain, ...]:
        """Take the lines of one text as the list, where that is allowed."""
        if not self.lone:
            raise InputError('must be a list, as in ["one", "two"]')
        return self.many([line for line in text.split("\n") if line.strip()])

    def many(self, texts: list[str]) -> tuple[Plain, ...]:
        """Check each text of a list.

        Raises:
            InputError: none, too many, or one of them is not of the kind.
        """
        if not texts:
            raise InputError("is an empty list; give a value, or remove the key")
        if len(texts) > self.most:
            raise InputError(f"has {len(texts)} entries; at most {self.most} fit")
        return tuple(self.kind.plain(text) for text in texts)

    def value(self, plain: Plain, folder: Path) -> tuple[T, ...]:
        """Return the typed values."""
        assert isinstance(plain, tuple)
        return tuple(self.kind.value(part, folder) for part in plain)

    def written(self, value: tuple[T, ...]) -> tuple[str, ...]:
        """Return the texts of the list."""
        return tuple(str(self.kind.written(part)) for part in value)

    def json_schema(self) -> dict[str, object]:
        """Return the JSON Schema of one value."""
        inner = self.kind.json_schema()
        many = {"type": "array", "items": inner, "minItems": 1, "maxItems": self.most}
        return {"anyOf": [inner, many]} if self.lone else many


class Group(Kind[T]):
    """A section within a section."""

    words = "section"

    def __init__(self, model: type[T]) -> None:
        self.model = model


def placed(path: Path, folder: Path) -> Path:
    """Return the path from the file's own folder, with a leading `~` followed home."""
    if path.parts[:1] and path.parts[0].startswith("~"):
        try:
            path = path.expanduser()
        except RuntimeError:
            raise InputError(f"the home folder in '{path}' cannot be found") from None
    return folder / path


def nearest(word: str, known: list[str]) -> str:
    """Return the known word that `word` is most likely a slip of, empty when none is near."""
    from difflib import get_close_matches

    lower = {name.lower(): name for name in known}
    found = get_close_matches(word.lower(), list(lower), n=1, cutoff=0.6)
    return lower[found[0]] if found else ""


def orgnr(text: str) -> str:
    """Check an organisation number; imported late, like all checks of the domain."""
    from invoicectl.domain.identifiers import check_orgnr

    return check_orgnr(text)


def kontonr(text: str) -> str:
    """Check a Norwegian bank account number or the IBAN of one."""
    from invoicectl.domain.identifiers import check_kontonr

    return check_kontonr(text)


def iban(text: str) -> str:
    """Check an IBAN."""
    from invoicectl.domain.identifiers import check_iban

    return check_iban(text)


def email(text: str) -> str:
    """Check one e-mail address."""
    from invoicectl.domain.identifiers import check_email

    return check_email(text)


def phone(text: str) -> str:
    """Check a phone number, and keep it as it is written: it is printed."""
    from invoicectl.domain.identifiers import check_phone

    check_phone(text)
    return text


def country(text: str) -> str:
    """Check a country code."""
    from invoicectl.domain.identifiers import check_country

    return check_country(text)


ORGNR = Coded("organisation number, 9 digits", check=orgnr)
KONTONR = Coded("Norwegian account number, 11 digits", check=kontonr)
IBAN = Coded("IBAN", check=iban)
EMAIL = Coded("e-mail address", check=email)
PHONE = Coded("phone number", check=phone)
COUNTRY = Coded("country code of two letters", check=country)
ACCOUNT = Coded("ledger account of four digits", pattern=r"[1-9][0-9]{3}")
URL = Coded("web address that begins with https:// or http://", pattern=r"https?://[^\s<>\"]+")
