"""Issuing and delivering 1,000 invoices to the folder: wall time of the whole process, and memory.

A company is made with as many ready drafts as it takes; then `invoicectl send` runs as its own
process: numbers, KIDs, vouchers, PDFs, outbox rows, and each message with its PDF on disk. The
memory figure compares the peak of a run with 10,000 against one with 1,000. One JSON line a figure.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

DAY = date(2026, 10, 1)
CLOCK = "2026-10-01T08:00:00+00:00"
FEW = 1_000
MANY = 10_000
CUSTOMERS = 200
WALL_MAX_S = 8.0
MEMORY_MAX = 1.2
CONFIG = """\
company:
  name: Fjordkaffe AS
  orgnr: 999999999
  street: Storgata 1
  postcode: 0150
  city: Oslo
  email: post@fjordkaffe.example
bank:
  kontonr: 12345678903
kid:
  enabled: true
"""


def make_company(folder: Path, count: int) -> None:
    """Write settings and a ledger with `count` ready drafts of two or three lines."""
    from invoicectl.domain.customer import Customer
    from invoicectl.domain.draft import Draft
    from invoicectl.domain.draft import DraftLine
    from invoicectl.domain.parties import CustomerKind
    from invoicectl.domain.stamp import Stamp
    from invoicectl.flows.company import create_company
    from invoicectl.ledger.connect import open_ledger
    from invoicectl.ledger.customers import add_customers
    from invoicectl.ledger.drafts import add_draft
    from invoicectl.settings.load import load_settings

    file = folder / "config.yaml"
    file.write_text(CONFIG, "utf-8")
    stamp = Stamp(CLOCK, DAY, "bench", "bench")
    with open_ledger(create_company(load_settings(file), stamp)) as ledger:
        customers = [
            Customer(
                str(10_001 + n),
                CustomerKind.BUSINESS,
                f"Kunde {n} AS",
                street=f"Gata {n}",
                postcode="0182",
                city="Oslo",
                email=f"kunde{n}@example.no",
            )
            for n in range(CUSTOMERS)
        ]
        add_customers(ledger, customers, stamp)
        with ledger.write() as con:
            for n in range(count):
                lines = (
                    DraftLine(f"Kaffe, levering {n}", 3_000_000, (90 + n % 50) * 1_000_000),
                    DraftLine("Frakt", 1_000_000, 149_500_000),
                    DraftLine("Rådgivning", 1_500_000, 1_200_000_000, unit="HUR"),
                )
                customer_no = str(10_001 + n % CUSTOMERS)
                add_draft(con, Draft(customer_no, lines[: 2 + n % 2]), stamp)


def run_send(folder: Path) -> None:
    """Run `send` in this process's child and print its wall time and peak memory as JSON."""
    program = Path(sys.executable).with_name("invoicectl")
    start = time.monotonic()
    done = subprocess.run(
        [str(program), "send"],
        cwd=folder,
        check=True,
        capture_output=True,
        text=True,
        env={**os.environ, "INVOICECTL_CLOCK": CLOCK},
    )
    wall_s = time.monotonic() - start
    peak_kib = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    letters = sum(1 for _ in (folder / "outbox").glob("*/*.pdf"))
    last = done.stdout.strip().splitlines()[-1]
    print(json.dumps({"wall_s": wall_s, "mib": peak_kib / 1024, "n": letters, "last": last}))


def measured(count: int) -> dict[str, float]:
    """Return wall seconds and peak MiB of sending `count` invoices."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "company"
        folder.mkdir(mode=0o700)
        make_company(folder, count)
        command = [sys.executable, __file__, "--run", str(folder)]
        output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    result: dict[str, float] = json.loads(output)
    assert result["n"] == count, result
    return result


def _figure(name: str, value: float, limit: float, unit: str, detail: str) -> None:
    row = {"name": name, "value": round(value, 3), "limit": limit, "unit": unit, "detail": detail}
    print(json.dumps(row), flush=True)


def main() -> None:
    """Measure both sizes and print the figures."""
    if sys.argv[1:2] == ["--run"]:
        run_send(Path(sys.argv[2]))
        return
    few = measured(FEW)
    detail = f"{FEW:,} invoices issued and laid in the folder, whole process"
    _figure("issue-wall", few["wall_s"], WALL_MAX_S, "s", detail)
    many = measured(MANY)
    _figure(
        "issue-memory",
        many["mib"] / few["mib"],
        MEMORY_MAX,
        "x",
        f"peak {many['mib']:.0f} MiB with {MANY:,} against {few['mib']:.0f} MiB with {FEW:,};"
        f" {many['wall_s']:.0f} s",
    )


if __name__ == "__main__":
    main()
