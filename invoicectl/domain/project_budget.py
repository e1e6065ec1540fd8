"""A project against its budget: how much is used, and when a person should look."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING
from typing import Final

from invoicectl.domain.money import kroner
from invoicectl.domain.work_time import hours_text

if TYPE_CHECKING:
    from invoicectl.domain.project import Project

_NEAR: Final = 80
_FULL: Final = 100


@dataclass(frozen=True, slots=True)
class Used:
    """What a project has taken so far: all recorded minutes, and the value of what is billed."""

    minutes: int = 0
    value_ore: int = 0


def used_percent(used: int, budget: int | None) -> int | None:
    """Return whole percent of a budget, rounded down; None without one."""
    return used * 100 // budget if budget else None


def budget_warnings(project: Project, used: Used) -> Iterator[str]:
    """Yield a sentence for each budget of which 80 or 100 percent are used."""
    percent = used_percent(used.minutes, project.budget_minutes)
    if percent is not None and percent >= _NEAR:
        assert project.budget_minutes is not None
        yield _sentence(
            project, percent, f"{hours_text(used.minutes)} of {hours_text(project.budget_minutes)}"
            " hours",
        )  # fmt: skip
    percent = used_percent(used.value_ore, project.budget_ore)
    if percent is not None and percent >= _NEAR:
        assert project.budget_ore is not None
        spent, whole = (kroner(ore, thousands=" ") for ore in (used.value_ore, project.budget_ore))
        yield _sentence(project, percent, f"{spent} of {whole} kr")


def _sentence(project: Project, percent: int, amounts: str) -> str:
    how = "has used up its budget" if percent >= _FULL else "nears its budget"
    return f"Project {project.project_no} {how}: {amounts} ({percent} %)."
