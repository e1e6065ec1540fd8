"""A ledger of 20,000 invoices: how long a quick and a full check, a backup and a restore take.

The invoices are written through the ledger's own functions, each with a voucher, a document of the
size of a PDF and a delivery that was sent. The quick check is what every night ends with; the full
check and the backup are what a night begins with. One JSON line a figure.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).parents[1]))

from invoicectl.domain.bookkeeping import Accounts
from invoicectl.domain.bookkeeping import invoice_voucher
from invoicectl.domain.draft import Draft
from invoicectl.domain.draft import DraftLine
from invoicectl.domain.kid import KidScheme
from invoicectl.domain.outbox import DeliveryState
from invoicectl.domain.outbox import MessageFacts
from invoicectl.domain.outbox import NewDelivery
from invoicectl.domain.outbox import Purpose
from invoicectl.domain.stamp import Stamp
from invoicectl.flows.company import create_company
from invoicectl.flows.issue import issue
from invoicectl.ledger.backup import backup
from invoicectl.ledger.check import check_ledger
from invoicectl.ledger.connect import open_ledger
from invoicectl.ledger.customers import add_customers
from invoicectl.ledger.documents import keep_document
from invoicectl.ledger.drafts import add_draft
from invoicectl.ledger.invoices import add_invoice
from invoicectl.ledger.invoices import evidence_of
from invoicectl.ledger.invoices import invoice_of
from invoicectl.ledger.invoices import take_invoice_no
from invoicectl.ledger.log import note
from invoicectl.ledger.outbox import claim
from invoicectl.ledger.outbox import delivery_of
from invoicectl.ledger.outbox import queue_delivery
from invoicectl.ledger.outbox import settle
from invoicectl.ledger.posting import post
from invoicectl.ledger.restore import restore
from invoicectl.settings.load import load_settings

if TYPE_CHECKING:
    import sqlite3

    from invoicectl.domain.invoice import Invoice
    from invoicectl.ledger.connect import Ledger

INVOICES = 20_000
AT_ONCE = 500
PDF_BYTES = 20_000
QUICK_MAX_S = 0.2
STAMP = Stamp("2026-10-01T08:00:00+00:00", date(2026, 10, 1), "bench", "bench")
CONFIG = """\
company: {name: Fjordkaffe AS, orgnr: 999999999, street: Storgata 1, postcode: 0150, city: Oslo}
bank: {kontonr: 12345678903}
kid: {enabled: true}
"""


def build(folder: Path) -> Path:
    """Make the company and return the path of its ledger."""
    from invoicectl.domain.customer import Customer
    from invoicectl.domain.parties import CustomerKind

    folder.mkdir(mode=0o700)
    (folder / "config.yaml").write_text(CONFIG, "utf-8")
    settings = load_settings(folder / "config.yaml", use_cache=False)
    path = create_company(settings, STAMP)
    customer = Customer(
        "10001", CustomerKind.BUSINESS, "Østre AS", street="Lia 1", postcode="0182", city="Oslo"
    )
    with open_ledger(path) as ledger:
        add_customers(ledger, [customer], STAMP)
        lines = (DraftLine("Kaffe", 2_000_000, 100_000_000), DraftLine("Te", 1_000_000, 50_000_000))
        with ledger.write() as con:
            add_draft(con, Draft("10001", lines), STAMP)
        issue(ledger, settings, STAMP)
        model = invoice_of(ledger.con, 10_001)
        for begin in range(1, INVOICES, AT_ONCE):
            with ledger.write() as con:
                for _ in range(begin, min(begin + AT_ONCE, INVOICES)):
                    _add(con, model)
    return path


def _add(con: sqlite3.Connection, model: Invoice) -> None:
    """Write one invoice as issuing and delivering it would."""
    number = take_invoice_no(con)
    invoice = replace(model, invoice_no=number, kid=KidScheme().kid_for("10001", number))
    sha256 = keep_document(con, os.urandom(PDF_BYTES), "application/pdf", STAMP)
    add_invoice(
        con,
        invoice,
        draft_no=number,
        credits_n=[None] * len(invoice.lines),
        document_sha256=sha256,
        stamp=STAMP,
    )
    voucher = invoice_voucher(invoice, Accounts())
    post(con, voucher, key=f"invoice:{number}", stamp=STAMP, evidence=evidence_of(con, number))
    message = MessageFacts("Østre AS", f"Faktura {number}", "Hei " * 100, "", STAMP.at)
    new = NewDelivery(
        f"invoice:{number}:folder:1", Purpose.INVOICE, str(number), number, "10001", "folder", "",
        message, sha256, may_repeat=True,
    )  # fmt: skip
    delivery_id = queue_delivery(con, new, STAMP)
    claim(con, delivery_of(con, delivery_id), os.urandom(1_000), STAMP)
    settle(con, delivery_id, DeliveryState.SENT, stamp=STAMP, sentence="", reference="x")
    note(con, STAMP, "invoice.issued", str(number), "bench")


def _figure(name: str, value: float, detail: str, limit: float | None = None) -> None:
    print(json.dumps({"name": name, "value": value, "limit": limit, "unit": "s", "detail": detail}))


def _checked(ledger: Ledger, *, full: bool) -> float:
    start = time.perf_counter()
    findings = check_ledger(ledger, full=full, now="2026-10-01T09:00:00+00:00")
    assert not [each for each in findings if not each.sentence.startswith("10001 was issued")]
    return time.perf_counter() - start


def main() -> None:
    """Build, measure and print."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "company"
        path = build(folder)
        size = f"{INVOICES:,} invoices, {path.stat().st_size / 1e6:.0f} MB"
        with open_ledger(path) as ledger:
            _checked(ledger, full=False)
            quick_s = min(_checked(ledger, full=False) for _ in range(3))
            _figure("Quick check", quick_s, size, QUICK_MAX_S)
            _figure("Full check", _checked(ledger, full=True), size)
            start = time.perf_counter()
            made = backup(ledger, folder / "backup", STAMP, 3)
            _figure("Backup, checked in full", time.perf_counter() - start, size)
        start = time.perf_counter()
        restore(path, made.path, STAMP)
        _figure("Restore, checked in full", time.perf_counter() - start, size)


if __name__ == "__main__":
    main()
