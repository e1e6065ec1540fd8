"""One weight of Inter: what its letters measure, and how text becomes codes of its blocks."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from invoicectl.errors import InputError

FOLDER: Final = Path(__file__).parent
ASCII_END: Final = 0x7F
_ESCAPES: Final = {"(": "\\(", ")": "\\)", "\\": "\\\\"}


class MissingGlyphError(InputError):
    """A character that no block of the font can draw."""

    code = "missing-glyph"

    def __init__(self, character: str, place: str) -> None:
        """Name the character by code point and Unicode name, and the field it stands in."""
        import unicodedata

        name = unicodedata.name(character, "unnamed")
        super().__init__(
            f"{place}: the character U+{ord(character):04X} ({name}) cannot be printed; "
            "the documents' font has Latin, Greek and Cyrillic letters and common symbols.",
            hint="Write the word in Latin letters.",
        )
        self.character = character


class _OutsideError(Exception):
    """The text needs more than the first block: take the slow road."""


class _FirstBlock(dict[int, str]):
    """A translation table that stops at the first character it does not know."""

    def __missing__(self, key: int) -> str:
        raise _OutsideError


@dataclass(frozen=True, slots=True)
class Block:
    """At most 223 characters with their codes, widths in 1/1000 em, and where the program lies.

    `length` is the size of the font program before it was deflated.
    """

    number: int
    codes: dict[int, str]
    widths: tuple[int, ...]
    length: int
    path: Path

    def program(self) -> bytes:
        """Return the deflated TrueType program, as it goes into a PDF."""
        return self.path.read_bytes()


@dataclass(frozen=True, slots=True)
class Metrics:
    """What a PDF font descriptor wants, in 1/1000 em."""

    name: str
    ascent: int
    descent: int
    cap_height: int
    bbox: tuple[int, ...]
    stem_v: int


class Face:
    """One weight, ready to measure and encode; loaded once a process by `load_face`."""

    def __init__(
        self, metrics: Metrics, blocks: tuple[Block, ...], kerning: dict[str, int]
    ) -> None:
        """Turn the block tables into the maps that measuring and encoding need."""
        self.metrics = metrics
        self.blocks = blocks
        self.kerning = kerning
        self.widths: dict[str, int] = {}
        self._places: dict[str, tuple[int, str]] = {}
        for block in reversed(blocks):
            for (code, character), width in zip(block.codes.items(), block.widths, strict=True):
                self.widths[character] = width
                self._places[character] = block.number, _literal(code)
        self.characters = frozenset(self.widths)
        self._first = _FirstBlock(
            {ord(character): _literal(code) for code, character in blocks[0].codes.items()}
        )

    def width(self, text: str, size: float) -> float:
        """Return the width of `text` in points, without kerning.

        Raises:
            KeyError: a character is not in the font; `proof` came first for outside text.
        """
        return sum(map(self.widths.__getitem__, text)) * size / 1000

    def encode(self, text: str) -> list[tuple[int, str]]:
        """Return `text` as runs of (block number, body of a PDF literal string).

        The body is ASCII: parentheses and backslashes are escaped, other bytes written in octal.

        Raises:
            MissingGlyphError: a character is not in the font.
        """
        try:
            return [(0, text.translate(self._first))]
        except _OutsideError:
            return self._encode_runs(text)

    def _encode_runs(self, text: str) -> list[tuple[int, str]]:
        """Cut the text where the block changes; spaces stay in the block they are met in."""
        runs: list[tuple[int, str]] = []
        for character in text:
            place = self._places.get(character)
            if place is None:
                raise MissingGlyphError(character, "Text")
            number, literal = place
            if runs and (runs[-1][0] == number or character == " "):
                runs[-1] = runs[-1][0], runs[-1][1] + literal
            else:
                runs.append((number, literal))
        return runs


@cache
def load_face(weight: str) -> Face:
    """Return the face of one weight (`regular` or `semibold`); read once a process."""
    import json

    table = json.loads((FOLDER / f"inter-{weight}.json").read_text("utf-8"))
    metrics = Metrics(
        name=table["name"],
        ascent=table["ascent"],
        descent=table["descent"],
        cap_height=table["cap_height"],
        bbox=tuple(table["bbox"]),
        stem_v=table["stem_v"],
    )
    blocks = tuple(
        Block(
            number=number,
            codes={int(code): character for code, character in block["codes"].items()},
            widths=tuple(block["widths"]),
            length=block["length"],
            path=FOLDER / f"inter-{weight}-{number:02d}.z",
        )
        for number, block in enumerate(table["blocks"])
    )
    return Face(metrics, blocks, table["kerning"])


def _literal(code: int) -> str:
    """Return one byte of a PDF literal string in ASCII, escaped where the syntax needs it."""
    return _ESCAPES.get(chr(code), chr(code) if code < ASCII_END else f"\\{code:03o}")
