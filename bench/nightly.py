"""A night with nothing due over 20,000 invoices, beside the start-up of a command that only reads.

All CPU time of whole processes, round by round. What the backup alone costs (its copy is checked in
full, so it grows with the ledger) stands in the night's own log and is taken off. Documents are
small here: they weigh on the backup alone.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench import ledger as books

ROUNDS = 3
RATIO_MAX = 1.5
CLOCK = "2026-10-02T03:00:00+00:00"
OURS = str(Path(sys.executable).parent / "invoicectl")


def cpu_s(command: list[str], folder: Path) -> float:
    """Run a command in a folder and return its CPU seconds; it must end well."""
    process = subprocess.Popen(
        command,
        cwd=folder,
        env={**os.environ, "INVOICECTL_CLOCK": CLOCK},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    )
    _, status, usage = os.wait4(process.pid, 0)
    assert status == 0
    return usage.ru_utime + usage.ru_stime


def backup_s(folder: Path) -> float:
    """Return the CPU seconds that the last night's backup took, as the night's own log has it."""
    lines = (folder / "invoicectl.log").read_text("utf-8").splitlines()
    steps = [json.loads(line) for line in lines if '"step.backup"' in line]
    return float(steps[-1]["cpu_ms"]) / 1000


def main() -> None:
    """Build, measure in turn and print."""
    with tempfile.TemporaryDirectory() as place:
        large, small = Path(place) / "large", Path(place) / "small"
        books.PDF_BYTES = 1_000
        books.build(large)
        subprocess.run([OURS, "--quiet", "demo", str(small)], check=True)
        cpu_s([OURS, "nightly"], large)  # delivers the one invoice that waits
        cpu_s([OURS, "overdue"], small)  # fills the caches
        nights, backups, reads = [], [], []
        for _ in range(ROUNDS):
            nights.append(cpu_s([OURS, "nightly"], large))
            backups.append(backup_s(large))
            reads.append(cpu_s([OURS, "overdue"], small))
    night, copy, read = map(statistics.median, (nights, backups, reads))
    figure = {
        "name": f"Night with nothing due, {books.INVOICES:,} invoices, less its backup",
        "value": (night - copy) / read,
        "limit": RATIO_MAX,
        "unit": "x",
        "detail": f"night {night:.2f} s CPU, of it backup {copy:.2f} s; `overdue` {read:.2f} s",
    }
    print(json.dumps(figure))


if __name__ == "__main__":
    main()
