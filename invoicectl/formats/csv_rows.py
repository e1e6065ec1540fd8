"""Rows of a CSV file with their lines, and the days and amounts in them."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING
from typing import Final

from invoicectl.domain.money import ORE_MAX
from invoicectl.errors import BadFileError
from invoicectl.formats.csv_profile import DAYS

if TYPE_CHECKING:
    from collections.abc import Iterator

ANEW: Final = "fetch the file anew from the bank, and do not save it from a spreadsheet"
_BLANKS: Final = str.maketrans("", "", " \u00a0\u2009\u202f")
_NUMBER: Final = re.compile(r"([+-]?)([0-9]{1,15})(?:D([0-9]{0,6}))?", re.ASCII)
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffd]")
_FIELD_MAX: Final = 10_000


class Row:
    """One row: the line it begins on, and its fields."""

    __slots__ = ("_name", "fields", "line")

    def __init__(self, name: str, line: int, fields: list[str]) -> None:
        """Speak of the file as `name`."""
        self._name = name
        self.line = line
        self.fields = fields

    def fault(self, sentence: str) -> BadFileError:
        """Return the error that names this line."""
        return BadFileError(self._name, f"{sentence}; {ANEW}", line=self.line)

    def text(self, place: int | None) -> str:
        """Return a field without blanks around it and with line breaks as blanks."""
        if place is None:
            return ""
        return " ".join(self.fields[place].split())

    def day(self, place: int, form: str, what: str) -> date:
        """Return the day in a field, written as the profile says.

        Raises:
            BadFileError: it is no such day.
        """
        text = self.fields[place].strip()
        year, month, day, separator = DAYS[form]
        parts = text.split(separator)
        try:
            if not (text.isascii() and len(parts[year]) == 4):  # noqa: PLR2004 - a whole year
                raise ValueError  # noqa: TRY301 - one sentence for all that is no day
            return date(int(parts[year]), int(parts[month]), int(parts[day]))
        except (ValueError, IndexError):
            raise self.fault(f"{what} must be a day such as {form}, but {text[:20]!a} stands"
                             " there") from None  # fmt: skip

    def ore(self, place: int, decimal: str, what: str) -> int | None:
        """Return the signed amount in a field in øre, None when it is empty.

        Raises:
            BadFileError: it is no amount in whole øre, or more than 10^13 øre.
        """
        text = self.fields[place].strip()
        if not text:
            return None
        return self.amount(text, decimal, what)

    def amount(self, text: str, decimal: str, what: str) -> int:
        """Return the øre of an amount such as `1 234,50 NOK`; zeros may follow the second decimal.

        Raises:
            BadFileError: it is no amount in whole øre, or more than 10^13 øre.
        """
        plain = text.removesuffix("NOK").translate(_BLANKS).replace("\u2212", "-")
        grouping = "." if decimal == "," else ","
        if re.fullmatch(rf"[+-]?[0-9]{{1,3}}(\{grouping}[0-9]{{3}})+(\{decimal}[0-9]*)?", plain):
            plain = plain.replace(grouping, "")
        found = _NUMBER.fullmatch(plain.replace(decimal, "D"))
        decimals = (found[3] or "").rstrip("0") if found else ""
        if found is None or len(decimals) > 2:  # noqa: PLR2004 - øre
            shown = text[:20]
            raise self.fault(
                f"{what} must be an amount such as 1234{decimal}50, but {shown!a} stands there"
            )
        ore = int(found[2] + decimals.ljust(2, "0"))
        if ore > ORE_MAX:
            raise self.fault(f"{what} is {text[:20]}, which is too much to be true")
        return -ore if found[1] == "-" else ore


def rows_of(text: str, separator: str, name: str) -> Iterator[Row]:
    """Yield the rows of a CSV file, empty ones left out.

    Raises:
        BadFileError: a quotation does not end, or a field is endless.
    """
    import csv
    import io

    before = csv.field_size_limit(_FIELD_MAX)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    line = 1
    try:
        for fields in reader:
            if any(field.strip() for field in fields):
                yield Row(name, line, fields)
            line = reader.line_num + 1
    except csv.Error:
        raise BadFileError(
            name, f"a text in quotation marks does not end as it should; {ANEW}", line=line
        ) from None
    finally:
        csv.field_size_limit(before)


def require_end(text: str, name: str) -> None:
    """Refuse a file whose last line is not ended, where nothing else tells that it is whole.

    Raises:
        BadFileError: the last sign is no line break.
    """
    if not text.endswith("\n"):
        sentence = "the last line is not ended, so the file may be cut off; fetch it anew"
        raise BadFileError(name, sentence, line=text.count("\n") + 1)


def decoded(content: bytes, name: str) -> str:
    """Return the text of a file in UTF-8 or, when it is none, in Windows' Latin alphabet.

    Raises:
        BadFileError: it holds signs no bank writes.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    strange = _CONTROL.search(text)
    if strange is not None:
        line = text.count("\n", 0, strange.start()) + 1
        raise BadFileError(name, f"there is an invisible control character; {ANEW}", line=line)
    return text
