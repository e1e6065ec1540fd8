"""Reading, matching and booking 100,000 OCR payments, beside what netsgiro needs to parse them.

Each side runs in a process of its own over the same file, three times in turn; medians count. Ours
is the whole of `payment import`: read, matched by KID, booked in one durable transaction.
"""

from __future__ import annotations

import json
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import date
from datetime import timedelta
from pathlib import Path

PAYMENTS = 100_000
ROUNDS = 3
TODAY = date(2026, 12, 31)


def write_sample(path: Path, count: int) -> None:
    """Write a payment for every invoice; some too little, some too much, some with a wrong KID."""
    from bench.rig import books
    from invoicectl.domain.payment import BankPayment
    from invoicectl.formats.ocr_write import write_ocr

    payments = []
    for number in range(count):
        odd = number * 7919 % 100
        owed_ore = books.total_ore(number)
        kid = books.kid_of(number) if odd else f"{number:010}"
        payments.append(
            BankPayment(
                line=0,
                account=books.KONTONR,
                booked_on=TODAY - timedelta(days=27 - number * 28 // count),
                amount_ore=owed_ore + (0, 0, 100, -100)[odd % 4 if odd < 8 else 0],
                kid=kid,
                payer_account=f"{12015550005 + number % 999}",
                ordered_on=TODAY - timedelta(days=27 - number * 28 // count),
                reference=f"{number + 1:09}",
                type_code=str(10 + number % 8),
            )
        )
    content = write_ocr(
        payments,
        account=books.KONTONR,
        agreement="001234567",
        sender="00008080",
        transmission_no=1,
        on=TODAY,
    )
    path.write_bytes(content)


def prepare(path: Path, company: Path) -> None:
    """Write the file and make the company whose invoices it pays."""
    from bench.rig import books

    write_sample(path, PAYMENTS)
    books.company(company, invoices=PAYMENTS, unpaid=PAYMENTS)


def measure(side: str, path: Path, config: Path) -> None:
    """Do it once in this process and print CPU seconds and peak memory as JSON."""
    if side == "netsgiro":
        import netsgiro

        text = path.read_text("iso-8859-1")
        start = time.process_time()
        count = len(netsgiro.parse(text).assignments[0].transactions)
    else:
        from invoicectl.domain.stamp import Stamp
        from invoicectl.flows.receive import import_files
        from invoicectl.ledger.connect import open_ledger
        from invoicectl.settings.load import load_settings

        settings = load_settings(config)
        stamp = Stamp(f"{TODAY}T08:00:00+00:00", TODAY, "bench", "bench")
        start = time.process_time()
        with open_ledger(settings.ledger.path) as ledger:
            (result,) = import_files(ledger, settings, stamp, [path])
        assert not result.refused, result.refused
        count = result.totals.matched + result.totals.queued
    cpu_s = time.process_time() - start
    peak_kib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(json.dumps({"cpu_s": cpu_s, "peak_mib": peak_kib / 1024, "count": count}))


def _once(side: str, path: Path, company: Path) -> tuple[float, float]:
    """Return CPU seconds and peak MiB of one side, in a process and a copy of its own."""
    copy = company.with_name("copy")
    shutil.copytree(company, copy)
    command = [sys.executable, __file__, "--measure", side, str(path), str(copy / "config.yaml")]
    output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    shutil.rmtree(copy)
    result: dict[str, float] = json.loads(output)
    assert result["count"] == PAYMENTS
    return result["cpu_s"], result["peak_mib"]


def _figure(name: str, value: float, limit: float, detail: str) -> None:
    row = {"name": name, "value": round(value, 4), "limit": limit, "unit": "x", "detail": detail}
    print(json.dumps(row))


def main() -> None:
    """Measure both sides and print what they cost, and ours as a share of theirs."""
    if sys.argv[1:2] == ["--measure"]:
        measure(sys.argv[2], Path(sys.argv[3]), Path(sys.argv[4]))
        return
    if sys.argv[1:2] == ["--prepare"]:
        prepare(Path(sys.argv[2]), Path(sys.argv[3]))
        return
    with tempfile.TemporaryDirectory() as place:
        path, company = Path(place) / "bank.txt", Path(place) / "company"
        # in a process of its own: a child begins with the memory that its parent had
        subprocess.run([sys.executable, __file__, "--prepare", str(path), str(company)], check=True)
        pairs = [
            (_once("netsgiro", path, company), _once("invoicectl", path, company))
            for _ in range(ROUNDS)
        ]
    (their_cpu_s, their_mib), (our_cpu_s, our_mib) = (
        (statistics.median(cpu_s), statistics.median(mib))
        for cpu_s, mib in (zip(*results, strict=True) for results in zip(*pairs, strict=True))
    )
    _figure(
        "ocr-book-cpu",
        our_cpu_s / their_cpu_s,
        2,
        f"{PAYMENTS:,} payments read, matched, booked: {our_cpu_s:.2f} s; netsgiro's parse alone:"
        f" {their_cpu_s:.2f} s",
    )
    _figure(
        "ocr-book-memory",
        our_mib / their_mib,
        0.5,
        f"peak {our_mib:.0f} MiB against netsgiro's {their_mib:.0f} MiB",
    )


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[1]))
    main()
