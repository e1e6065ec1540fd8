"""Print the oldest release of each runtime dependency; `make lowest` installs exactly these."""

from __future__ import annotations

import tomllib
from pathlib import Path

from packaging.requirements import Requirement


def oldest(project: Path) -> list[str]:
    """Return `name==release` for every runtime dependency, in the order of the file.

    Raises:
        ValueError: a dependency names no oldest release.
    """
    table = tomllib.loads(project.read_text("utf-8"))["project"]
    pins = []
    for text in table["dependencies"]:
        requirement = Requirement(text)
        floors = [one.version for one in requirement.specifier if one.operator == ">="]
        if len(floors) != 1:
            raise ValueError(f"{text} must name one oldest release")
        pins.append(f"{requirement.name}=={floors[0]}")
    return pins


if __name__ == "__main__":
    print("\n".join(oldest(Path(__file__).parents[1] / "pyproject.toml")))
