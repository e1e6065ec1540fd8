"""Reading an OCR giro file of 100,000 transactions: CPU and memory, netsgiro beside ours.

Each reader runs in a process of its own over the same file, three times in turn; medians count.
CPU is that of reading alone, without
start-up and imports; memory is the peak of the whole process. One JSON line a figure.
"""

from __future__ import annotations

import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

TRANSACTIONS = 100_000
ROUNDS = 3
TODAY = date(2026, 2, 1)


def write_sample(path: Path, count: int) -> None:
    """Write `count` transactions, the same ones each time, a plain file both readers accept."""
    total_ore = 0
    with path.open("w", encoding="ascii", newline="") as file:
        put = file.write
        put(f"{'NY000010000080800004711' + '00118125':0<80}\r\n")
        put(f"{'NY090020000123456' + '0000001' + '97101230000':0<80}\r\n")
        for number in range(1, count + 1):
            amount_ore = number * 7919 % 990_001 + 100
            total_ore += amount_ore
            code = 10 + number * 31 % 8
            day = f"{number * 28 // (count + 1) + 1:02}0126"
            kid = _kid(number)
            first = f"NY09{code}30{number:07}{day}0115100001{'0'}{amount_ore:017}{kid:>25}"
            second = f"NY09{code}31{number:07}{0:010}{number:09}{0:07}{day}{12015550005:011}"
            put(f"{first:0<80}\r\n{second:0<80}\r\n")
        sums = f"{count:08}{2 * count + 2:08}{total_ore:017}280126010126280126"
        put(f"{'NY090088' + sums:0<80}\r\n")
        put(f"{f'NY000089{count:08}{2 * count + 4:08}{total_ore:017}280126':0<80}\r\n")


def _kid(number: int) -> str:
    """Return ten digits with their MOD10 check digit."""
    base = f"{number % 40_000:04}{number:05}"[-9:].zfill(9)
    doubled = (int(digit) * (2 - at % 2) for at, digit in enumerate(reversed(base)))
    return base + str(-sum(divmod(value, 10)[0] + value % 10 for value in doubled) % 10)


def measure(reader: str, path: Path) -> None:
    """Read the file once in this process and print CPU seconds and peak memory as JSON."""
    content = path.read_bytes()
    if reader == "netsgiro":
        import netsgiro

        text = content.decode("iso-8859-1")
        del content
        start = time.process_time()
        count = len(netsgiro.parse(text).assignments[0].transactions)
    else:
        from invoicectl.formats.table import detect

        start = time.process_time()
        found = detect(content, path.name)
        count = len(found.read(content, name=path.name, today=TODAY).payments)
    cpu_s = time.process_time() - start
    peak_kib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(json.dumps({"cpu_s": cpu_s, "peak_mib": peak_kib / 1024, "count": count}))


def _once(reader: str, path: Path) -> tuple[float, float]:
    """Return CPU seconds and peak MiB of one reader in a process of its own."""
    command = [sys.executable, __file__, "--measure", reader, str(path)]
    output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    result: dict[str, float] = json.loads(output)
    assert result["count"] == TRANSACTIONS
    return result["cpu_s"], result["peak_mib"]


def _figure(name: str, value: float, limit: float, detail: str) -> None:
    row = {"name": name, "value": round(value, 4), "limit": limit, "unit": "x", "detail": detail}
    print(json.dumps(row))


def main() -> None:
    """Measure both and print what they cost, and ours as a share of theirs."""
    if sys.argv[1:2] == ["--measure"]:
        measure(sys.argv[2], Path(sys.argv[3]))
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bank.txt"
        write_sample(path, TRANSACTIONS)
        pairs = [(_once("netsgiro", path), _once("invoicectl", path)) for _ in range(ROUNDS)]
    (their_cpu_s, their_mib), (our_cpu_s, our_mib) = (
        (statistics.median(cpu_s), statistics.median(mib))
        for cpu_s, mib in (zip(*results, strict=True) for results in zip(*pairs, strict=True))
    )
    _figure(
        "ocr-read-cpu",
        our_cpu_s / their_cpu_s,
        0.12,
        f"{TRANSACTIONS:,} transactions: {our_cpu_s:.2f} s against netsgiro's {their_cpu_s:.2f} s",
    )
    _figure(
        "ocr-read-memory",
        our_mib / their_mib,
        0.5,
        f"peak {our_mib:.0f} MiB against netsgiro's {their_mib:.0f} MiB",
    )


if __name__ == "__main__":
    main()
