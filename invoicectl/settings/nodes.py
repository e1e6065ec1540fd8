"""What a settings file is read into before its meaning is known: text, with line numbers."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Scalar:
    """One value as it was written; `quoted` when it stood in quotes or in a text block.

    `usable` is False where a fault was found already, so that it is not reported twice.
    """

    text: str
    line: int
    quoted: bool = False
    usable: bool = True


@dataclass(frozen=True, slots=True)
class Items:
    """A list of values."""

    items: tuple[Node, ...]
    line: int


@dataclass(frozen=True, slots=True)
class Entry:
    """One `key: value` of a mapping; `line` is the key's."""

    key: str
    line: int
    node: Node


@dataclass(frozen=True, slots=True)
class Mapping:
    """Keys and their values in the order of the file, no key twice."""

    entries: tuple[Entry, ...]
    line: int


Node = Scalar | Items | Mapping


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong: where (line 1-based, `section.key` or empty) and what to do."""

    line: int
    key: str
    sentence: str

    def text(self, file: str) -> str:
        """Return `config.yaml:14 section.key: what is wrong; what to do`."""
        place = f"{file}:{self.line}"
        return f"{place} {self.key}: {self.sentence}" if self.key else f"{place}: {self.sentence}"
