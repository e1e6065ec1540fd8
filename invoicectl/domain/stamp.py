"""When a thing is done, on which business day, and by whom: made once per run, passed to all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Stamp:
    """One moment of one run: `at` is UTC in ISO form, `today` the day in Norway (or `--as-of`)."""

    at: str
    today: date
    actor: str
    run_id: str
