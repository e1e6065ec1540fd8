"""What a check found: faults that stop the document, and oddities worth a line."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Findings:
    """Sentences that begin with the id of their rule; nothing is wrong when both are empty."""

    refusals: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()

    def __add__(self, other: Findings) -> Findings:
        """Return both, in order."""
        return Findings(self.refusals + other.refusals, self.warnings + other.warnings)
