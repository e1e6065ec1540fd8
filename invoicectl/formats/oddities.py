"""What looked odd in a file and was let pass: one sentence a kind, however many lines have it."""

from __future__ import annotations


class Oddities:
    """Collects warnings; a file in which every line has the same quirk still gives one sentence."""

    __slots__ = ("_found",)

    def __init__(self) -> None:
        """Begin with none."""
        self._found: dict[str, tuple[int | None, int]] = {}

    def add(self, sentence: str, *, line: int | None = None) -> None:
        """Note `sentence`, first seen on `line` (1-based; None when it concerns the whole file)."""
        first, times = self._found.get(sentence, (line, 0))
        self._found[sentence] = (first, times + 1)

    def sentences(self) -> tuple[str, ...]:
        """Return the sentences in the order in which they first came up."""
        return tuple(
            _place(first) + sentence + (f" (so on {times:,} lines)" if times > 1 else "")
            for sentence, (first, times) in self._found.items()
        )


def _place(line: int | None) -> str:
    return "" if line is None else f"line {line}: "
