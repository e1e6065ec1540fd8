"""Not more than so many messages in any minute."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

WINDOW_S = 60.0


class Pace:
    """A sliding window: a short run is never slowed, a long one keeps to the limit."""

    def __init__(
        self, per_minute: int, *, sleep: Callable[[float], None], monotonic: Callable[[], float]
    ) -> None:
        """Take the limit (0 for none) and the two seams of time."""
        self._per_minute = per_minute
        self._sleep = sleep
        self._monotonic = monotonic
        self._reserved = False
        self._starts: deque[float] = deque(maxlen=per_minute or 1)

    def reserve(self) -> None:
        """Return when the next message may start; the place is kept until it is taken."""
        if self._reserved or not self._per_minute:
            return
        if len(self._starts) == self._per_minute:
            early_s = self._starts[0] + WINDOW_S - self._monotonic()
            if early_s > 0:
                self._sleep(early_s)
        self._reserved = True

    def take(self) -> None:
        """Start a message now, after waiting when nothing was reserved."""
        self.reserve()
        self._reserved = False
        if self._per_minute:
            self._starts.append(self._monotonic())
