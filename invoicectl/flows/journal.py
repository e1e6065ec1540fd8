"""The log of the nights: one JSON object a line, for programs and for whoever looks for a cause."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Mapping
    from datetime import datetime
    from pathlib import Path

SIZE_MAX = 10_000_000
"""From this size on the file is set aside as `….1` when a run begins."""


class Journal:
    """Appends lines to the log file; a full disk there stops no run.

    Nothing about persons goes in: no names, addresses, bodies or secrets.
    """

    __slots__ = ("_now", "_path", "_run_id", "fault")

    def __init__(self, path: Path, run_id: str, now: Callable[[], datetime]) -> None:
        """Write to `path`, in the name of one run; `now` is the clock."""
        self._path = path
        self._run_id = run_id
        self._now = now
        self.fault = ""
        self._rotate()

    def tell(self, event: str, facts: Mapping[str, object], *, level: str = "info") -> None:
        """Append one line; `event` is a stable dotted name, `facts` are numbers and short texts."""
        line = {
            "ts": self._now().isoformat(timespec="milliseconds"),
            "run_id": self._run_id,
            "level": level,
            "event": event,
            **facts,
        }
        text = json.dumps(line, ensure_ascii=False, default=str) + "\n"
        try:
            self._append(text.encode())
        except OSError as error:
            self.fault = f"The log {self._path} cannot be written: {error.strerror}."

    def _append(self, line: bytes) -> None:
        self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW | os.O_CLOEXEC
        handle = os.open(self._path, flags, 0o600)
        try:
            os.write(handle, line)
        finally:
            os.close(handle)

    def _rotate(self) -> None:
        try:
            if self._path.stat().st_size >= SIZE_MAX:
                self._path.replace(self._path.with_name(f"{self._path.name}.1"))
        except OSError:
            return
