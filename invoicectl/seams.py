"""Places where a test may cut the program off; outside tests a bare function call."""

from __future__ import annotations

from collections.abc import Callable

_hooks: list[Callable[[str], None]] = []


def fp(name: str) -> None:
    """Pass the failpoint `name`: what a test has hooked in decides whether life goes on."""
    for hook in _hooks:
        hook(name)


def is_hooked() -> bool:
    """Return whether anyone listens, so that costly failpoints (one per SQL statement) stay off."""
    return bool(_hooks)


def hook(listener: Callable[[str], None]) -> None:
    """Let `listener` hear every failpoint from now on, in this process and its forks."""
    _hooks.append(listener)
