"""Reading camt.054 files: 50,000 payments whole, 200,000 as a stream, and a whole import.

Beside ours stands the shortest reader one can write with the standard library (ElementTree,
`iterparse` and loops), which checks nothing. Each runs in a process of its own over the same file,
three times in turn; medians count. CPU is that of the work alone, memory the peak of the process.
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
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

PAYMENTS = 50_000
MANY = 4 * PAYMENTS
ROUNDS = 3
TODAY = date(2026, 12, 31)
CHUNK_BYTES = 64 * 1024


def write_sample(path: Path, count: int) -> None:
    """Write a payment for every invoice of the company of the rig, one an entry."""
    from bench.rig import books

    with path.open("w", encoding="utf-8") as file:
        file.write(
            '<?xml version="1.0" encoding="UTF-8"?>\n'
            '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.054.001.02">\n'
            " <BkToCstmrDbtCdtNtfctn>\n"
            "  <GrpHdr><MsgId>C054</MsgId><CreDtTm>2026-12-31T17:40:00+01:00</CreDtTm></GrpHdr>\n"
            "  <Ntfctn><Id>N-1</Id>\n"
            f"   <Acct><Id><Othr><Id>{books.KONTONR}</Id><SchmeNm><Cd>BBAN</Cd></SchmeNm></Othr>"
            "</Id><Ccy>NOK</Ccy></Acct>\n"
        )
        for number in range(count):
            file.write(_entry(number, count, books.total_ore(number), books.kid_of(number)))
        file.write("  </Ntfctn>\n </BkToCstmrDbtCdtNtfctn>\n</Document>\n")


def _entry(number: int, count: int, ore: int, kid: str) -> str:
    day = TODAY - timedelta(days=27 - number * 28 // count)
    amount = f'<Amt Ccy="NOK">{ore // 100}.{ore % 100:02}</Amt>'
    return (
        f"   <Ntry>\n    <NtryRef>{number}</NtryRef>{amount}<CdtDbtInd>CRDT</CdtDbtInd>"
        f"<Sts>BOOK</Sts>\n    <BookgDt><Dt>{day}</Dt></BookgDt><ValDt><Dt>{day}</Dt></ValDt>\n"
        f"    <AcctSvcrRef>{70_000_000 + number}</AcctSvcrRef>\n"
        "    <BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>RCDT</Cd><SubFmlyCd>VCOM</SubFmlyCd></Fmly>"
        "</Domn><Prtry><Cd>230</Cd><Issr>NETS</Issr></Prtry></BkTxCd>\n"
        f"    <NtryDtls><TxDtls>\n     <Refs><AcctSvcrRef>{880_000_000 + number}</AcctSvcrRef>"
        "<EndToEndId>NOTPROVIDED</EndToEndId></Refs>\n"
        f"     <AmtDtls><TxAmt>{amount}</TxAmt></AmtDtls>\n"
        f"     <RltdPties><Dbtr><Nm>KUNDE {number} AS</Nm></Dbtr><DbtrAcct><Id><Othr>"
        f"<Id>{12015550005 + number % 999}</Id></Othr></Id></DbtrAcct></RltdPties>\n"
        "     <RmtInf><Strd><CdtrRefInf><Tp><CdOrPrtry><Cd>SCOR</Cd></CdOrPrtry></Tp>"
        f"<Ref>{kid}</Ref></CdtrRefInf></Strd></RmtInf>\n    </TxDtls></NtryDtls>\n   </Ntry>\n"
    )


def prepare(folder: Path) -> None:
    """Write both files and make the company whose invoices they pay."""
    from bench.rig import books

    write_sample(folder / "some.xml", PAYMENTS)
    write_sample(folder / "many.xml", MANY)
    books.company(folder / "company", invoices=PAYMENTS, unpaid=PAYMENTS)


def _plain(path: Path) -> int:
    """Count the payments as a reader without any check does."""
    import xml.etree.ElementTree as ET

    found = []
    for _, element in ET.iterparse(path):  # noqa: S314 - our own file
        if element.tag.endswith("}Ntry"):
            row = {}
            for part in element.iter():
                name = part.tag.rpartition("}")[2]
                if name in ("Amt", "Ref", "Nm", "Id", "Dt", "AcctSvcrRef", "CdtDbtInd", "Sts"):
                    row[name] = part.text
            found.append(row)
            element.clear()
    return len(found)


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(CHUNK_BYTES):
            yield chunk


def _streamed(path: Path) -> int:
    from invoicectl.formats.camt import Camt
    from invoicectl.formats.camt import Reading
    from invoicectl.formats.camt_layout import NOTIFICATION

    reading = Reading(Camt("camt054", NOTIFICATION, "Ntfctn"), path.name, TODAY)
    return sum(1 for _ in reading.payments(_pieces(path)))


def _whole(path: Path) -> int:
    from invoicectl.formats.table import detect

    content = path.read_bytes()
    found = detect(content, path.name)
    return len(found.read(content, name=path.name, today=TODAY).payments)


def _imported(path: Path) -> int:
    from invoicectl.domain.stamp import Stamp
    from invoicectl.flows.receive import import_files
    from invoicectl.ledger.connect import open_ledger
    from invoicectl.settings.load import load_settings

    settings = load_settings(path.parent / "company" / "config.yaml")
    stamp = Stamp(f"{TODAY}T08:00:00+00:00", TODAY, "bench", "bench")
    with open_ledger(settings.ledger.path) as ledger:
        (result,) = import_files(ledger, settings, stamp, [path], dry_run=True)
    assert not result.refused, result.refused
    return result.totals.matched + result.totals.queued


SIDES = {"plain": _plain, "streamed": _streamed, "whole": _whole, "imported": _imported}


def measure(side: str, path: Path) -> None:
    """Do it once in this process and print CPU seconds and peak memory as JSON."""
    start = time.process_time()
    count = SIDES[side](path)
    cpu_s = time.process_time() - start
    peak_kib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(json.dumps({"cpu_s": cpu_s, "peak_mib": peak_kib / 1024, "count": count}))


def _median(side: str, path: Path, count: int, rounds: int = ROUNDS) -> tuple[float, float]:
    """Return CPU seconds and peak MiB of one side, each time in a process of its own."""
    found = []
    for _ in range(rounds):
        command = [sys.executable, __file__, "--measure", side, str(path)]
        output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        result: dict[str, float] = json.loads(output)
        assert result["count"] == count
        found.append((result["cpu_s"], result["peak_mib"]))
    cpu_s, peak_mib = zip(*found, strict=True)
    return statistics.median(cpu_s), statistics.median(peak_mib)


def _figure(name: str, value: float, limit: float, unit: str, detail: str) -> None:
    row = {"name": name, "value": round(value, 4), "limit": limit, "unit": unit, "detail": detail}
    print(json.dumps(row))


def main() -> None:
    """Measure all sides and print what they cost."""
    if sys.argv[1:2] == ["--measure"]:
        measure(sys.argv[2], Path(sys.argv[3]))
        return
    if sys.argv[1:2] == ["--prepare"]:
        prepare(Path(sys.argv[2]))
        return
    with tempfile.TemporaryDirectory() as place:
        some, many = Path(place) / "some.xml", Path(place) / "many.xml"
        # in a process of its own: a child begins with the memory that its parent had
        subprocess.run([sys.executable, __file__, "--prepare", place], check=True)
        plain_s, _ = _median("plain", some, PAYMENTS)
        whole_s, whole_mib = _median("whole", some, PAYMENTS)
        _, some_mib = _median("streamed", some, PAYMENTS)
        _, many_mib = _median("streamed", many, MANY, rounds=1)
        import_s, _ = _median("imported", some, PAYMENTS, rounds=1)
    size = f"{PAYMENTS:,} payments"
    beside = f"a loop over ElementTree without a check: {plain_s:.2f} s"
    _figure("camt-read-cpu", whole_s, 5, "s", f"{size}; {beside}")
    _figure("camt-read-memory", whole_mib, 150, "MiB", f"{size} kept, with the file")
    stream = f"streamed, {MANY:,} payments {many_mib:.0f} MiB, {size} {some_mib:.0f} MiB"
    _figure("camt-stream-memory", many_mib / some_mib, 1.1, "x", stream)
    _figure("camt-book-cpu", import_s, 25, "s", f"{size} read, matched and booked")


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[1]))
    main()
