"""Bar charts for the terminal, drawn with block characters to an eighth of a column."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_EIGHTHS = ("", "▏", "▎", "▍", "▌", "▋", "▊", "▉")
_GAP = "  "
_LEAST = 10


def bars(rows: Sequence[tuple[str, int, str]], *, columns: int) -> list[str]:
    """Return a line for each (title, value, value as text) with a bar in proportion.

    The longest bar fills what the titles and texts leave of `columns`; values below zero have no
    bar, the smallest above zero still shows.
    """
    left = max(len(title) for title, _, _ in rows)
    right = max(len(text) for _, _, text in rows)
    room = max(columns - left - right - 2 * len(_GAP), _LEAST)
    most = max(1, *(value for _, value, _ in rows))
    return [
        f"{title:>{left}}{_GAP}{_bar(value, most, room):<{room}}{_GAP}{text:>{right}}".rstrip()
        for title, value, text in rows
    ]


def _bar(value: int, most: int, room: int) -> str:
    if value <= 0:
        return ""
    whole, eighth = divmod(max(value * room * 8 // most, 1), 8)
    return "█" * whole + _EIGHTHS[eighth]
