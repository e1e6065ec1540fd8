"""A progress bar for work of more than a second: on a terminal, on stderr, gone afterwards."""

from __future__ import annotations

import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Iterator

    from invoicectl.cli.context import Run

PATIENCE_S = 1.0


@contextmanager
def progress(run: Run, what: str, total: int) -> Iterator[Callable[[int], None]]:
    """Give a function that is told how much is done; the bar appears after a second."""
    if run.quiet or run.as_json or run.as_csv or not sys.stderr.isatty():
        yield _silent
        return
    bar = _Bar(what, total, colour=not run.no_color)
    try:
        yield bar.tell
    finally:
        bar.stop()


def _silent(_: int) -> None:
    pass


class _Bar:
    """Loads rich only when the second is over."""

    def __init__(self, what: str, total: int, *, colour: bool) -> None:
        self._what = what
        self._total = total
        self._colour = colour
        self._began_s = time.monotonic()
        self._draw: Callable[[int], None] | None = None
        self._stop: Callable[[], None] | None = None

    def tell(self, done: int) -> None:
        """Move the bar, or show it for the first time."""
        if self._draw is None:
            if time.monotonic() - self._began_s < PATIENCE_S:
                return
            self._show()
        if self._draw is not None:
            self._draw(done)

    def stop(self) -> None:
        """Take the bar away."""
        if self._stop is not None:
            self._stop()

    def _show(self) -> None:
        from rich.console import Console
        from rich.progress import BarColumn
        from rich.progress import MofNCompleteColumn
        from rich.progress import Progress
        from rich.progress import TextColumn
        from rich.progress import TimeRemainingColumn

        console = Console(stderr=True, no_color=not self._colour)
        shown = Progress(
            TextColumn("{task.description}", markup=False),
            BarColumn(),
            MofNCompleteColumn(),
            TimeRemainingColumn(),
            console=console,
            transient=True,
        )
        task = shown.add_task(self._what, total=self._total)
        shown.start()
        self._draw = lambda done: shown.update(task, completed=done)
        self._stop = shown.stop
