"""Text that is safe to show: nothing from data can move the cursor, colour or forge a line."""

from __future__ import annotations

import unicodedata

_ALLOWED = frozenset({"\u00ad", "\u200c", "\u200d"})  # soft hyphen and joiners inside words


def clean(text: str) -> str:
    """Return `text` with every control, format and direction character written as an escape."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(sign if _is_shown(sign) else f"\\u{ord(sign):04x}" for sign in text)


def _is_shown(sign: str) -> bool:
    return sign.isprintable() or sign in _ALLOWED or unicodedata.category(sign) == "Zs"


def width(text: str) -> int:
    """Return how many terminal columns a cleaned text takes."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(sign) else 2 if unicodedata.east_asian_width(sign) in "WF" else 1
        for sign in text
    )


def fitted(text: str, columns: int) -> str:
    """Return `text` cut to so many columns, with an ellipsis where something was cut off."""
    if width(text) <= columns:
        return text
    while text and width(text) > columns - 1:
        text = text[:-1]
    return text + "…"
