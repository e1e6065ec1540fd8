"""Run every script beside this one and write its figures into the performance page.

A script prints one JSON object a line for each figure: `name`, `value`, `limit`, `unit` and
`detail`; `"better": "higher"` turns the limit into a floor. Other lines are for the reader.
Usage: `python bench/run.py [NAME...]`, where a name is a script without its ending.
"""

from __future__ import annotations

import json
import platform
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
PAGE = HERE.parent / "docs" / "explanation" / "performance.md"
BEGIN = "<!-- figures: written by make bench -->"
END = "<!-- end of figures -->"


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured ratio or size beside what was promised."""

    script: str
    name: str
    value: float
    limit: float | None
    unit: str
    detail: str
    floor: bool

    @property
    def holds(self) -> bool:
        """Return whether the promise is kept."""
        if self.limit is None:
            return True
        return self.value >= self.limit if self.floor else self.value <= self.limit

    @property
    def row(self) -> str:
        """Return the figure as a row of the table."""
        sign = "at least" if self.floor else "at most"
        promise = "" if self.limit is None else f"{sign} {self.limit:g} {self.unit}".rstrip()
        shown = f"{self.value:.3g}" if self.value < 1000 else f"{self.value:,.0f}"
        verdict = "yes" if self.holds else "**no**"
        cells = (self.name, f"{shown} {self.unit}".rstrip(), promise, verdict, self.detail)
        return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def figure_of(script: str, line: str) -> Figure:
    """Read one line a script printed.

    Raises:
        KeyError: the object has no `name` or no `value`.
    """
    read = json.loads(line)
    limit = read.get("limit")
    return Figure(
        script=script,
        name=str(read["name"]),
        value=float(read["value"]),
        limit=None if limit is None else float(limit),
        unit=str(read.get("unit", "")),
        detail=str(read.get("detail", "")),
        floor=read.get("better") == "higher",
    )


def measure(script: Path) -> list[Figure]:
    """Run `script`, pass on what it prints, and return its figures.

    Raises:
        subprocess.CalledProcessError: the script failed.
    """
    print(f"== {script.stem}", flush=True)
    run = subprocess.run(
        [sys.executable, str(script)], stdout=subprocess.PIPE, text=True, check=True
    )
    print(run.stdout, flush=True)
    lines = run.stdout.splitlines()
    return [figure_of(script.stem, line) for line in lines if line.startswith("{")]


def machine() -> str:
    """Return what the figures were measured on, in one line."""
    model = "unknown processor"
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        for line in cpuinfo.read_text("utf-8").splitlines():
            if line.startswith("model name"):
                model = line.partition(":")[2].strip()
                break
    return f"{model}, {platform.system()}, CPython {platform.python_version()}"


def write_page(figures: list[Figure]) -> None:
    """Put the table between the markers of the performance page; the rest of it stays."""
    head = "| figure | measured | promised | kept | how |\n|---|---|---|---|---|"
    table = "\n".join([f"Measured on: {machine()}.", "", head, *(one.row for one in figures)])
    before, _, rest = PAGE.read_text("utf-8").partition(BEGIN)
    after = rest.partition(END)[2]
    PAGE.write_text(f"{before}{BEGIN}\n\n{table}\n\n{END}{after}", "utf-8")


def main(names: list[str]) -> int:
    """Measure the named scripts, or all; only a whole run rewrites the page."""
    scripts = [file for file in sorted(HERE.glob("[a-z]*.py")) if file != Path(__file__)]
    chosen = [file for file in scripts if not names or file.stem in names]
    figures = [figure for file in chosen for figure in measure(file)]
    if not names:
        write_page(figures)
    broken = [figure for figure in figures if not figure.holds]
    for figure in broken:
        print(f"not kept: {figure.name}: {figure.value:g}, promised {figure.limit:g}")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
