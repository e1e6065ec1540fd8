"""Name of a format -> the module that reads it, imported when a file of that kind turns up."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from invoicectl.errors import BadFileError
from invoicectl.formats.port import HEAD_BYTES

if TYPE_CHECKING:
    from pathlib import Path

    from invoicectl.formats.port import Format

# a new format is one module with `FORMAT` and one line here
FORMATS = {
    "ocr": "invoicectl.formats.ocr",
    "camt054": "invoicectl.formats.camt054",
    "camt053": "invoicectl.formats.camt053",
    "vipps": "invoicectl.formats.vipps",
    "csv": "invoicectl.formats.csv_bank",
}


def load(name: str) -> Format:
    """Return the format called `name`, which must stand in the table."""
    found: Format = import_module(FORMATS[name]).FORMAT
    return found


def detect(content: bytes, name: str, csv_profiles: Path | None = None) -> Format:
    """Return the format of a file by its content, never by its name.

    Args:
        content: the whole file.
        name: what the file is called in the error.
        csv_profiles: the folder of the user's own CSV profiles, if there is one.

    Raises:
        BadFileError: it is of no format in the table; the sentence says what it looks like instead
            and what to fetch.
    """
    from invoicectl.formats.strangers import describe
    from invoicectl.formats.strangers import familiar_stranger

    sentence = familiar_stranger(content)
    if sentence:
        raise BadFileError(name, sentence)
    head = content[:HEAD_BYTES]
    for known in map(load, FORMATS):
        if known.sniff(head):
            return known
    if csv_profiles is not None:
        from invoicectl.formats.csv_bank import BankCsv

        own = BankCsv(csv_profiles)
        if own.sniff(head):
            return own
    raise BadFileError(name, describe(head))
