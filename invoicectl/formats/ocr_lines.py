"""The records of an 80-column file, whatever a download, an editor or a mail did to line ends."""

from __future__ import annotations

from typing import TYPE_CHECKING
from typing import Final

from invoicectl.errors import BadFileError
from invoicectl.formats.ocr_layout import RECORD_LENGTH
from invoicectl.formats.ocr_layout import Field

if TYPE_CHECKING:
    from collections.abc import Iterator

    from invoicectl.formats.oddities import Oddities

ANEW: Final = "fetch the file anew from the bank"

_BOM: Final = b"\xef\xbb\xbf"
_ENDS: Final = b" \t\r\n\x1a"
"""What may follow the last record: blanks, line ends, and the Ctrl-Z of old transfer programs."""
_CHUNK: Final = 1 << 16
_CONTROLS: Final = bytes({*range(32), 127} - {0x0A, 0x0D})
_SHOWN: Final = 20
_STORED_ANEW: Final = (
    "the file was stored anew as UTF-8 after it left the bank; its letters are kept"
)


class Records:
    """The records of one file, to be gone through once; a loop goes on where the last one stopped.

    Each is exactly 80 characters, with its line number from 1. Lines end in LF or CR LF, or there
    are none at all and every 80 characters are a record. Blank lines are passed over but counted,
    so that numbers agree with an editor's. The file is decoded piece by piece.

    Iterating raises BadFileError for a record that is too short or too long, or holds a NUL or
    another control character.
    """

    def __init__(self, content: bytes, *, name: str, oddities: Oddities) -> None:
        """Keep the whole file; `name` is what errors call it."""
        self.last_line = 0
        self._records = self._read(content, name, oddities)

    def __iter__(self) -> Iterator[tuple[int, str]]:
        """Return the one iterator there is."""
        return self._records

    def _read(self, content: bytes, name: str, oddities: Oddities) -> Iterator[tuple[int, str]]:
        start = len(_BOM) if content.startswith(_BOM) else 0
        body = content[start:].strip(_ENDS)
        if b"\n" in body:
            encoding = _encoding(content, start, oddities)
            pieces = _lines(content, start, encoding, name)
        else:
            pieces = _unbroken(body, name, oddities)
        del body
        number = 0
        for piece in pieces:
            for line in piece:
                number += 1
                if len(line) == RECORD_LENGTH:
                    yield number, line
                elif line.strip(" \r"):
                    yield number, _trimmed(line, number, name, oddities)
        self.last_line = number


def _lines(content: bytes, start: int, encoding: str, name: str) -> Iterator[list[str]]:
    """Yield the lines of each chunk, without their ends."""
    before = 0
    for chunk in _chunks(content, start):
        _check_controls(chunk, name, before)
        lines = chunk.decode(encoding).replace("\r\n", "\n").removesuffix("\n").split("\n")
        yield lines
        before += len(lines)


def _chunks(content: bytes, start: int) -> Iterator[bytes]:
    """Yield whole lines, about 64 KiB at a time; the last piece without what trails the file."""
    length = len(content)
    while start < length:
        end = content.rfind(b"\n", start, start + _CHUNK) + 1
        if not end:
            end = content.find(b"\n", start + _CHUNK) + 1 or length
        chunk = content[start:end]
        yield chunk if end < length else chunk.rstrip(_ENDS)
        start = end


def _encoding(content: bytes, start: int, oddities: Oddities) -> str:
    """Return latin-1, or utf-8 when the file was clearly stored anew as such.

    The bank's records have 80 bytes. Only an editor or portal that turned each Norwegian letter
    into two makes longer ones, and then the whole file is valid UTF-8.
    """
    import re

    if content.isascii() or not re.compile(rb"[^\r\n]{81}").search(content, start):
        return "latin-1"
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return "latin-1"
    oddities.add(_STORED_ANEW)
    return "utf-8"


def _unbroken(body: bytes, name: str, oddities: Oddities) -> Iterator[list[str]]:
    """Yield the records of a file without line ends; the whole of it must divide by 80."""
    _check_controls(body, name, 0)
    if len(body) % RECORD_LENGTH and not body.isascii():
        anew = body.decode("utf-8", "replace").encode("latin-1", "replace")
        if len(anew) % RECORD_LENGTH == 0:
            oddities.add(_STORED_ANEW)
            body = anew
    rest = len(body) % RECORD_LENGTH
    if rest:
        raise BadFileError(
            name,
            f"the file has no line ends and its last record only {rest} of {RECORD_LENGTH}"
            f" characters; it is cut off, so {ANEW}",
            line=len(body) // RECORD_LENGTH + 1,
        )
    piece_length = _CHUNK // RECORD_LENGTH * RECORD_LENGTH
    for start in range(0, len(body), piece_length):
        text = body[start : start + piece_length].decode("latin-1")
        yield [text[at : at + RECORD_LENGTH] for at in range(0, len(text), RECORD_LENGTH)]


def _trimmed(line: str, number: int, name: str, oddities: Oddities) -> str:
    """Return a record whose only fault is blanks after column 80."""
    bare = line.rstrip(" \r")
    length = len(bare)
    if length < RECORD_LENGTH:
        missing = Field(length + 1, RECORD_LENGTH)
        raise BadFileError(
            name,
            f"{missing.columns}: the record has {length} characters instead of"
            f" {RECORD_LENGTH}; the file is cut off, or lost blanks on its way through a mail or"
            f" web form, so {ANEW}",
            line=number,
        )
    if length > RECORD_LENGTH:
        extra = Field(RECORD_LENGTH + 1, length)
        more = bare[RECORD_LENGTH:][:_SHOWN]
        raise BadFileError(
            name,
            f"{extra.columns}: the record has {length} characters instead of"
            f" {RECORD_LENGTH}, behind its end stands {more!a}; {ANEW}",
            line=number,
        )
    if line.rstrip("\r") != bare:
        oddities.add("blanks follow the record's 80 characters", line=number)
    return bare


def _check_controls(chunk: bytes, name: str, lines_before: int) -> None:
    """Refuse a piece that has a control character other than line ends."""
    if len(chunk.translate(None, _CONTROLS)) == len(chunk):
        return
    at = next(index for index, byte in enumerate(chunk) if byte in _CONTROLS)
    line_start = chunk.rfind(b"\n", 0, at) + 1
    what = {0: "a NUL byte", 9: "a tab"}.get(chunk[at], f"the control character {chunk[at]:#04x}")
    raise BadFileError(
        name,
        f"column {at - line_start + 1}: {what} stands in the record; the file was damaged or"
        f" changed on its way, so {ANEW}",
        line=lines_before + chunk.count(b"\n", 0, at) + 1,
    )
