"""Companies with very many invoices, written straight into the ledger: only the rows count."""

from __future__ import annotations

import sqlite3
from datetime import date
from datetime import timedelta
from pathlib import Path

from invoicectl.domain.bookkeeping import Accounts
from invoicectl.domain.bookkeeping import Allocation
from invoicectl.domain.bookkeeping import BankEntry
from invoicectl.domain.bookkeeping import Claim
from invoicectl.domain.bookkeeping import Voucher
from invoicectl.domain.bookkeeping import VoucherKind
from invoicectl.domain.bookkeeping import VoucherLine
from invoicectl.domain.bookkeeping import bank_voucher
from invoicectl.domain.kid import KidScheme
from invoicectl.domain.stamp import Stamp
from invoicectl.flows.company import create_company
from invoicectl.ledger.connect import open_ledger
from invoicectl.ledger.documents import keep_document
from invoicectl.ledger.posting import post
from invoicectl.settings.load import load_settings

FIRST = 10_001
KONTONR = "97101230000"
PER_CUSTOMER = 10
PER_VOUCHER = 500
START = date(2026, 1, 5)
STAMP = Stamp("2026-01-05T08:00:00+00:00", START, "bench", "bench")

_CONFIG = f"""\
company: {{name: Fjordkaffe AS, orgnr: 999999999, street: Storgata 1, postcode: 0150, city: Oslo}}
bank: {{kontonr: {KONTONR}}}
kid: {{enabled: true}}
"""


def total_ore(number: int) -> int:
    """Return what the invoice with this place in the series comes to."""
    return 12_500 + number * 7919 % 990_000 // 100 * 125


def kid_of(number: int) -> str:
    """Return its KID."""
    return KidScheme().kid_for(customer_no(number), FIRST + number)


def customer_no(number: int) -> str:
    """Return whose it is."""
    return str(FIRST + number // PER_CUSTOMER)


def due_of(number: int, count: int) -> date:
    """Return when it is due, all of them within a year."""
    return START + timedelta(days=14 + number * 330 // count)


def company(folder: Path, *, invoices: int, unpaid: int) -> Path:
    """Make a company in `folder` whose last `unpaid` invoices are open, and return its settings.

    Every ninth of the open ones is long overdue, so that the report has something in each column.
    """
    folder.mkdir(mode=0o700)
    config = folder / "config.yaml"
    config.write_text(_CONFIG, "utf-8")
    path = create_company(load_settings(config), STAMP)
    with open_ledger(path) as ledger, ledger.write() as con:
        _add_customers(con, invoices)
        sha256 = keep_document(con, b"%PDF", "application/pdf", STAMP)
        for begin in range(0, invoices, PER_VOUCHER):
            some = range(begin, min(begin + PER_VOUCHER, invoices))
            _add_invoices(con, some, invoices, sha256)
        paid = invoices - unpaid
        for begin in range(0, paid, PER_VOUCHER):
            _pay(con, range(begin, min(begin + PER_VOUCHER, paid)), invoices)
    return config


def _add_customers(con: sqlite3.Connection, invoices: int) -> None:
    rows = [
        (str(FIRST + each), "business", f"Kunde {each} AS", STAMP.at, STAMP.at)
        for each in range(invoices // PER_CUSTOMER + 1)
    ]
    con.executemany(
        "INSERT INTO customer(customer_no, kind, name, created_at, updated_at) VALUES(?,?,?,?,?)",
        rows,
    )


def _add_invoices(con: sqlite3.Connection, some: range, count: int, sha256: str) -> None:
    party = '{"name": "' + "x" * 200 + '"}'  # about as long as a real one
    for number in some:
        total, due = total_ore(number), due_of(number, count)
        net = total * 4 // 5
        con.execute("UPDATE series SET next_no = next_no + 1 WHERE name = 'invoice'")
        con.execute(
            "INSERT INTO invoice(invoice_no, kind, customer_no, draft_no, issued_on, due,"
            " delivered_from, delivered_to, delivery_place, net_ore, vat_ore, total_ore, kid,"
            " language, our_reference, your_reference, order_reference, head_text, foot_text,"
            " seller, buyer, document_sha256, created_at)"
            " VALUES(?,'invoice',?,?,?,?,?,?,'',?,?,?,?,'nb','','','','','',?,?,?,?)",
            (
                FIRST + number, customer_no(number), number + 1,
                (due - timedelta(days=14)).isoformat(), due.isoformat(), START.isoformat(),
                START.isoformat(), net, total - net, total, kid_of(number), party, party, sha256,
                STAMP.at,
            ),
        )  # fmt: skip
    lines = [_owed(number, count) for number in some]
    income = VoucherLine("3000", -sum(line.amount_ore for line in lines))
    voucher = Voucher(VoucherKind.INVOICE, START, "Fakturaer", (*lines, income))
    post(con, voucher, key=f"invoices:{some.start}", stamp=STAMP)


def _owed(number: int, count: int) -> VoucherLine:
    return VoucherLine(
        "1500",
        total_ore(number),
        customer_no=customer_no(number),
        invoice_no=FIRST + number,
        claim=Claim.PRINCIPAL,
        due=due_of(number, count),
    )


def _pay(con: sqlite3.Connection, some: range, count: int) -> None:
    entries = [
        BankEntry(
            number + 1,
            total_ore(number),
            (Allocation(total_ore(number), customer_no(number), FIRST + number, Claim.PRINCIPAL),),
        )
        for number in some
    ]
    booked_on = due_of(some.start, count)
    voucher = bank_voucher(entries, Accounts(), booked_on=booked_on, kontonr=KONTONR)
    post(con, voucher, key=f"payments:{some.start}", stamp=STAMP)
