"""Single keys from a terminal, held in one mode for as long as a screen lasts: no key is lost."""

from __future__ import annotations

import os
import select
import sys
from typing import TYPE_CHECKING
from typing import Self

if TYPE_CHECKING:
    from types import TracebackType

_ESCAPE = b"\x1b"
_WAIT_S = 0.05
"""So soon after an escape the rest of an arrow key has come."""


class Keyboard:
    """The terminal's keys while the block runs; the terminal is then as it was before."""

    def __enter__(self) -> Self:
        """Stop the terminal from waiting for whole lines; Ctrl-C interrupts as ever."""
        import termios
        import tty

        self._file = sys.stdin.fileno()
        self._before = termios.tcgetattr(self._file)
        tty.setcbreak(self._file, termios.TCSADRAIN)
        return self

    def __exit__(
        self,
        _: type[BaseException] | None,
        __: BaseException | None,
        ___: TracebackType | None,
    ) -> None:
        """Give the terminal back as it was."""
        self._restore()

    def key(self) -> str:
        """Wait for a key and return it; '' for arrows and other keys of several signs."""
        pressed = os.read(self._file, 1)
        if pressed == _ESCAPE and self._is_more():
            self._pass_over()
            return ""
        return pressed.decode("ascii", "ignore") if pressed else "q"

    def _is_more(self) -> bool:
        return bool(select.select([self._file], [], [], _WAIT_S)[0])

    def _pass_over(self) -> None:
        """Read the rest of an escape sequence: up to a letter or `~` (ECMA-48)."""
        sign = os.read(self._file, 1)
        while sign in (b"[", b"O", b";") or sign.isdigit():
            if not self._is_more():
                return
            sign = os.read(self._file, 1)

    def line(self, prompt: str) -> str:
        """Show a prompt and return the line that is typed, with the terminal's own editing."""
        import termios
        import tty

        self._restore()
        try:
            sys.stdout.write(prompt)
            sys.stdout.flush()
            return sys.stdin.readline()
        finally:
            tty.setcbreak(self._file, termios.TCSADRAIN)

    def _restore(self) -> None:
        import termios

        termios.tcsetattr(self._file, termios.TCSADRAIN, self._before)
