"""Who owes what: `overdue` over 20,000 invoices beside `ledger balance` over the same items.

Whole processes, CPU time, round by round, medians. Of the 20,000 invoices 2,000 are open, as in a
company whose customers pay; a tenth as large a share is open of 200,000, so the report is as long
and may hardly cost more: what has been paid must not be read again.
"""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

ROUNDS = 9
SMALL, LARGE, OPEN = 20_000, 200_000, 2_000
CLOCK = "2027-01-04T08:00:00+00:00"
OURS = str(Path(sys.executable).parent / "invoicectl")


def write_journal(path: Path, count: int, unpaid: int) -> None:
    """Write the same invoices and payments as a journal of ledger (the program)."""
    from bench.rig import books

    with path.open("w", encoding="utf-8") as file:
        for number in range(count):
            due, total = books.due_of(number, count), books.total_ore(number)
            net = total * 4 // 5
            file.write(
                f"{due:%Y-%m-%d} Faktura {books.FIRST + number}\n"
                f"    Assets:Receivable:{books.customer_no(number)}  {_nok(total)}\n"
                f"    Income:Sales  {_nok(-net)}\n    Liabilities:VAT  {_nok(net - total)}\n\n"
            )
            if number < count - unpaid:
                file.write(
                    f"{due:%Y-%m-%d} Innbetaling\n    Assets:Bank  {_nok(total)}\n"
                    f"    Assets:Receivable:{books.customer_no(number)}  {_nok(-total)}\n\n"
                )


def _nok(ore: int) -> str:
    sign = "-" if ore < 0 else ""
    return f"{sign}{abs(ore) // 100}.{abs(ore) % 100:02} NOK"


def cpu_s(*command: str, folder: Path) -> float:
    """Run a command in a folder and return the CPU seconds of the whole process."""
    process = subprocess.Popen(
        command,
        cwd=folder,
        env={**os.environ, "INVOICECTL_CLOCK": CLOCK},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    )
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)  # it is reaped: Popen need not look
    if process.returncode:
        raise SystemExit(f"{' '.join(command)} failed")
    return usage.ru_utime + usage.ru_stime


def _figure(name: str, value: float, limit: float, detail: str) -> None:
    row = {"name": name, "value": round(value, 3), "limit": limit, "unit": "x", "detail": detail}
    print(json.dumps(row))


def main() -> None:
    """Build both companies, measure in turn, and print the ratios."""
    from bench.rig import books

    with tempfile.TemporaryDirectory() as place:
        small, large = Path(place) / "small", Path(place) / "large"
        books.company(small, invoices=SMALL, unpaid=OPEN)
        books.company(large, invoices=LARGE, unpaid=OPEN)
        journal = small / "books.journal"
        write_journal(journal, SMALL, OPEN)
        peer = shutil.which("ledger")
        taken: dict[str, list[float]] = {"small": [], "large": [], "peer": []}
        for _ in range(ROUNDS + 1):
            taken["small"].append(cpu_s(OURS, "overdue", folder=small))
            taken["large"].append(cpu_s(OURS, "overdue", folder=large))
            if peer:
                taken["peer"].append(cpu_s(peer, "-f", str(journal), "balance", folder=small))
    # the first round fills the caches
    median = {name: statistics.median(each[1:]) for name, each in taken.items() if each}
    ours = f"{SMALL:,} invoices: {median['small'] * 1000:.0f} ms"
    if peer:
        ratio = median["small"] / median["peer"]
        _figure(
            "overdue", ratio, 0.35, f"{ours} against {median['peer'] * 1000:.0f} ms of `ledger`"
        )
    else:
        print("no `ledger` on this machine: the comparison with it was left out")
    ratio = median["large"] / median["small"]
    _figure("overdue-growth", ratio, 1.5, f"{LARGE:,} invoices against {ours}, as many open")


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[1]))
    main()
