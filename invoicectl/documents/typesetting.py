"""Break text into lines that fit, and find the size at which a text fits its box."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from invoicectl.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Sequence

    from invoicectl.documents.fonts.face import Face


class DoesNotFitError(InputError):
    """A text is too long for its place on the page even in the smallest size."""

    code = "does-not-fit"
    hint = "Shorten the text."


@dataclass(frozen=True, slots=True)
class Fitted:
    """Lines, and the type size and line distance (points) at which they fit."""

    lines: tuple[str, ...]
    size: float
    leading: float


def wrap(text: str, face: Face, size: float, width: float) -> list[str]:
    """Return the lines of `text`, none wider than `width` points.

    Line ends in the text are kept; lines are broken at spaces, and inside a word only when the word
    alone is too wide. The work is proportional to the text, whatever is in it.
    """
    if "\n" not in text and face.width(text, size) <= width:
        return [text]
    units = width * 1000 / size
    lines: list[str] = []
    for paragraph in text.split("\n"):
        lines.extend(_paragraph(paragraph, face, units))
    return lines


def fit(
    texts: Sequence[str],
    face: Face,
    *,
    box: tuple[float, float],
    sizes: Sequence[tuple[float, float]],
    place: str,
) -> Fitted:
    """Return the texts, each from a new line, in the first of `sizes` at which all fit the box.

    Args:
        texts: one or more lines.
        face: the weight to measure with.
        box: width and height in points.
        sizes: pairs of type size and line distance, the best first.
        place: the name of the field, for the error.

    Raises:
        DoesNotFitError: they do not even fit in the last size.
    """
    width, height = box
    for size, leading in sizes:
        lines = [line for text in texts for line in wrap(text, face, size, width)]
        if len(lines) * leading <= height + 0.01:
            return Fitted(tuple(lines), size, leading)
    raise DoesNotFitError(f"{place}: the text is too long for its place on the page.")


def _paragraph(text: str, face: Face, units: float) -> Iterator[str]:
    """Yield the lines of one paragraph; `units` is the width in 1/1000 of the type size."""
    widths = face.widths
    blank = widths[" "]
    line: list[str] = []
    used = 0
    for word in text.split(" "):
        length = sum(map(widths.__getitem__, word))
        if line and used + blank + length <= units:
            line.append(word)
            used += blank + length
            continue
        if line:
            yield " ".join(line)
        *whole, rest = _pieces(word, face, units) if length > units else [word]
        yield from whole
        line, used = [rest], sum(map(widths.__getitem__, rest))
    yield " ".join(line)


def _pieces(word: str, face: Face, units: float) -> list[str]:
    """Cut a word that is wider than a line; at least one character a piece."""
    pieces: list[str] = []
    start = used = 0
    for at, character in enumerate(word):
        width = face.widths[character]
        if used + width > units and at > start:
            pieces.append(word[start:at])
            start, used = at, 0
        used += width
    pieces.append(word[start:])
    return pieces
