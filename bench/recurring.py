"""A night with 2,000 of 10,000 recurring invoices due: drafted, issued and laid in the folder.

The whole process `invoicectl nightly` is timed, its checked backup and the check of the ledger too.
The second figure sets what drafting costs an agreement among 10,000 beside that among 1,000, in CPU
time of the step. One JSON line a figure.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench.issue import CONFIG

FIRST = date(2026, 9, 1)
CLOCK = "2026-10-01T03:00:00+00:00"
FEW = 1_000
MANY = 10_000
SHARE = 5  # every fifth is due
CUSTOMERS = 500
WALL_MAX_S = 60.0
FLAT_MAX = 1.5


def make_company(folder: Path, count: int) -> None:
    """Write settings and a ledger with `count` agreements, every fifth of them due."""
    from invoicectl.domain.customer import Customer
    from invoicectl.domain.draft import DraftLine
    from invoicectl.domain.parties import CustomerKind
    from invoicectl.domain.recurrence import Rule
    from invoicectl.domain.recurring import AgreedLine
    from invoicectl.domain.recurring import Agreement
    from invoicectl.domain.recurring import Prices
    from invoicectl.domain.recurring import Supply
    from invoicectl.domain.recurring import scheduled
    from invoicectl.domain.stamp import Stamp
    from invoicectl.flows.company import create_company
    from invoicectl.ledger.connect import open_ledger
    from invoicectl.ledger.customers import add_customers
    from invoicectl.ledger.recurring import insert_agreement
    from invoicectl.settings.load import load_settings

    file = folder / "config.yaml"
    file.write_text(CONFIG + "nightly:\n  max_letters: 100000\n", "utf-8")
    stamp = Stamp("2026-09-30T08:00:00+00:00", date(2026, 9, 30), "bench", "bench")
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
                start = FIRST.replace(month=10) if n % SHARE == 0 else FIRST.replace(day=15)
                lines = (
                    AgreedLine(DraftLine("Abonnement", 1_000_000, (199 + n % 300) * 1_000_000)),
                    AgreedLine(DraftLine("Support {month}", 2_000_000, 95_500_000)),
                )
                agreement = Agreement(
                    str(10_001 + n % CUSTOMERS),
                    (Rule(start),),
                    (Prices(start, lines),),
                    is_automatic=True,
                    in_advance_as=Supply.SUBSCRIPTION if n % SHARE == 0 else None,
                )
                insert_agreement(con, scheduled(agreement, {}), stamp)


def night(folder: Path, count: int) -> tuple[float, dict[str, dict[str, int]]]:
    """Run the night as its own process; return its wall seconds and its steps."""
    program = Path(sys.executable).with_name("invoicectl")
    start = time.monotonic()
    done = subprocess.run(
        [str(program), "nightly", "--json"],
        cwd=folder,
        check=True,
        capture_output=True,
        text=True,
        env={**os.environ, "INVOICECTL_CLOCK": CLOCK},
    )
    wall_s = time.monotonic() - start
    steps: dict[str, dict[str, int]] = json.loads(done.stdout)["steps"]
    assert steps["recurring"]["drafted"] == count // SHARE, steps
    assert steps["deliver"]["sent"] == count // SHARE, steps
    assert sum(1 for _ in (folder / "outbox").glob("*/*.pdf")) == count // SHARE
    return wall_s, steps


def measured(count: int) -> tuple[float, float, dict[str, dict[str, int]]]:
    """Return wall seconds of a night, CPU milliseconds a drafted agreement, and its steps."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "company"
        folder.mkdir(mode=0o700)
        make_company(folder, count)
        wall_s, steps = night(folder, count)
    return wall_s, steps["recurring"]["cpu_ms"] / (count // SHARE), steps


def main() -> None:
    """Measure both sizes and print the figures."""
    _, few_ms, _ = measured(FEW)
    wall_s, many_ms, steps = measured(MANY)
    parts = ", ".join(f"{name} {step['took_ms'] / 1000:.1f} s" for name, step in steps.items())
    rows = (
        ("recurring-night", wall_s, WALL_MAX_S, "s",
         f"{MANY // SHARE:,} of {MANY:,} agreements drafted, issued and laid: {parts}"),
        ("recurring-flat", many_ms / few_ms, FLAT_MAX, "x",
         f"drafting costs {many_ms:.2f} ms CPU among {MANY:,}, {few_ms:.2f} ms among {FEW:,}"),
    )  # fmt: skip
    for name, value, limit, unit, detail in rows:
        print(json.dumps({"name": name, "value": round(value, 3), "limit": limit, "unit": unit,
                          "detail": detail}), flush=True)  # fmt: skip


if __name__ == "__main__":
    main()
