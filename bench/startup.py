"""Start-up: CPU time of whole processes, ours beside the yardsticks, round by round."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

ROUNDS = 10
BIN = Path(sys.executable).parent
OURS = str(BIN / "invoicectl")
THEIRS = str(BIN / "sqlite-utils")

PROGRAMS: dict[str, tuple[str, ...]] = {
    "python": (sys.executable, "-c", "pass"),
    "peer --version": (THEIRS, "--version"),
    "peer --help": (THEIRS, "--help"),
    "--version": (OURS, "--version"),
    "overdue": (OURS, "overdue"),
    "invoice list": (OURS, "invoice", "list"),
    "--help": (OURS, "--help"),
}
PROMISES = (
    ("--version", "python", 1.3, "`python -c pass`"),
    ("overdue", "peer --version", 0.65, "`sqlite-utils --version`"),
    ("invoice list", "peer --version", 0.65, "`sqlite-utils --version`"),
    ("--help", "peer --help", 0.6, "`sqlite-utils --help`"),
)


def cpu_ms(command: tuple[str, ...], folder: Path) -> float:
    """Run `command` in `folder` and return the CPU milliseconds of the whole process."""
    process = subprocess.Popen(
        command, cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL
    )
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)  # it is reaped: Popen need not look
    if process.returncode not in (0, 4):  # 4: done, but a person is needed
        raise SystemExit(f"{' '.join(command)} failed")
    return (usage.ru_utime + usage.ru_stime) * 1000


def main() -> None:
    """Measure a small company's folder, the one that `invoicectl demo` makes."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "company"
        subprocess.run([OURS, "demo", str(folder)], check=True, stdout=subprocess.DEVNULL)
        taken: dict[str, list[float]] = {name: [] for name in PROGRAMS}
        for command in PROGRAMS.values():
            cpu_ms(command, folder)  # once for the file cache
        for _ in range(ROUNDS):
            for name, command in PROGRAMS.items():
                taken[name].append(cpu_ms(command, folder))
    median = {name: statistics.median(each) for name, each in taken.items()}
    for name, each in taken.items():
        print(f"{name:16} median {median[name]:6.1f} ms CPU, best {min(each):6.1f}")
    for name, peer, limit, shown in PROMISES:
        figure = {
            "name": f"start-up of `{name}`",
            "value": round(median[name] / median[peer], 3),
            "limit": limit,
            "unit": "x",
            "detail": f"{median[name]:.0f} ms against {median[peer]:.0f} ms of {shown}",
        }
        print(json.dumps(figure))


if __name__ == "__main__":
    main()
