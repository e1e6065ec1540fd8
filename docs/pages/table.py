"""A Markdown table; cells are plain text, so that no value can break the row."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Sequence


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return `rows` under `head`, one line each."""
    lines = [head, ["---"] * len(head), *rows]
    return "".join("| " + " | ".join(map(cell, line)) + " |\n" for line in lines)


def cell(text: str) -> str:
    """Return `text` on one line, with the bar escaped."""
    return " ".join(text.split()).replace("|", "\\|")


def code(text: str) -> str:
    """Return `text` set as code; empty stays empty."""
    return f"`{text}`" if text else ""
