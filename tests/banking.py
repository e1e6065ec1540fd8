"""A company with open invoices, bank files that pay them, and what its books say afterwards."""

from __future__ import annotations

import shutil
from datetime import date
from typing import TYPE_CHECKING

from invoicectl.domain.kid import KidScheme
from invoicectl.domain.payment import BankPayment
from invoicectl.flows.issue import issue
from invoicectl.flows.receive import import_files
from invoicectl.formats.ocr_write import write_ocr
from invoicectl.ledger.connect import open_ledger
from invoicectl.settings.load import load_settings
from tests.build import DAY
from tests.build import add
from tests.build import draft
from tests.build import line
from tests.build import new_ledger
from tests.build import settings_for
from tests.build import stamp

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from invoicectl.flows.imported import ImportResult
    from invoicectl.ledger.connect import Ledger
    from invoicectl.settings.model import Settings

KONTONR = "12345678903"
PAID = date(2026, 10, 9)
TOTALS_ORE = {10001: 25_000, 10002: 12_500, 10003: 100_000, 10004: 25_000}
OWNERS = {10001: "10001", 10002: "10001", 10003: "10002", 10004: "10002"}
STRANGE_KID = KidScheme().kid_for("990001", 23_456)
"""Well formed, of the right length, and of no invoice."""


class Company:
    """A company in a folder: its settings, its ledger, and short ways to ask it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.settings: Settings = load_settings(folder / "config.yaml", use_cache=False)
        self.ledger: Ledger = open_ledger(self.settings.ledger.path)

    def kid(self, invoice_no: int) -> str:
        """Return the KID on an invoice."""
        ask = "SELECT kid FROM invoice WHERE invoice_no = ?"
        return str(self.ledger.con.execute(ask, (invoice_no,)).fetchone()[0])

    def file(self, name: str, *payments: BankPayment, number: int = 1) -> Path:
        """Write payments to an OCR file in the company's folder."""
        path = self.folder / name
        path.write_bytes(ocr(payments, number=number))
        return path

    def receive(self, *paths: Path, dry_run: bool = False) -> tuple[ImportResult, ...]:
        """Import files on the day after the payments."""
        day = stamp(date(2026, 10, 12))
        return import_files(self.ledger, self.settings, day, paths, dry_run=dry_run)

    def rows(self, query: str, *values: object) -> list[tuple[object, ...]]:
        """Return what a query finds."""
        return self.ledger.con.execute(query, values).fetchall()

    def open_items(self) -> dict[tuple[str, int], int]:
        """Return (customer, invoice) -> øre owed; invoice 0 is credit."""
        rows = self.rows("SELECT customer_no, invoice_no, principal_ore FROM open_item")
        return {(str(no), int(str(invoice))): int(str(ore)) for no, invoice, ore in rows}

    def balance_ore(self, account: str) -> int:
        """Return the balance of an account."""
        query = "SELECT coalesce(sum(amount_ore), 0) FROM line WHERE account = ?"
        return int(str(self.rows(query, account)[0][0]))

    def states(self) -> list[tuple[object, ...]]:
        """Return amount, reason and state of every transaction, in the order of their ids."""
        return self.rows("SELECT amount_ore, reason, state FROM bank_transaction ORDER BY id")


def company_in(folder: Path, more: str = "") -> Company:
    """Make a company with four open invoices, two for each of its customers (see `TOTALS_ORE`)."""
    settings = settings_for(folder, more)
    with new_ledger(folder, more) as ledger:
        add(
            ledger,
            draft("10001", line()),
            draft("10001", line(quantity="1")),
            draft("10002", line(quantity="8")),
            draft("10002", line()),
        )
        issue(ledger, settings, stamp(DAY))
    return Company(folder)


def copy_of(company: Company, folder: Path) -> Company:
    """Return the same company in another folder."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)
    for name in ("config.yaml", company.settings.ledger.path.name):
        shutil.copy2(company.folder / name, folder / name)
    return Company(folder)


def paid(
    kid: str, amount_ore: int, *, on: date = PAID, reference: str = "", payer: str = "12015550005"
) -> BankPayment:
    """Return a payment to the company's account."""
    return BankPayment(
        line=0,
        account=KONTONR,
        booked_on=on,
        amount_ore=amount_ore,
        kid=kid,
        payer_account=payer,
        ordered_on=on,
        reference=reference,
        type_code="10",
    )


def ocr(payments: Sequence[BankPayment], *, number: int = 1, account: str = KONTONR) -> bytes:
    """Return an OCR file of payments, sorted by day as the bank's are."""
    return write_ocr(
        [replace_account(each, account) for each in sorted(payments, key=lambda p: p.booked_on)],
        account=account,
        agreement="001234567",
        sender="00008080",
        transmission_no=number,
        on=PAID,
    )


def replace_account(payment: BankPayment, account: str) -> BankPayment:
    """Return the payment to another account."""
    return payment._replace(account=account)


def told(company: Company, *payments: BankPayment) -> None:
    """Book payments of whatever format, as an import does once its file is read."""
    from invoicectl.flows.booking import Booking
    from invoicectl.ledger.bank import begin_file
    from invoicectl.ledger.bank import end_file
    from invoicectl.ledger.bank import fingerprint_of
    from invoicectl.ledger.documents import keep_document

    settings, now = company.settings, stamp(date(2026, 10, 12))
    fingerprints = b"".join(fingerprint_of(each) for each in payments)
    with company.ledger.write() as con:
        sha256 = keep_document(con, fingerprints, "text/plain", now)
        kept = begin_file(con, sha256, name="told", form="camt", records=sha256, stamp=now)
        booking = Booking(
            con,
            kept,
            settings.accounts.chosen(),
            settings.kid.modulus,
            now,
            settings.payments.rules(settings.accounts.rounding),
        )
        booking.book(payments, fingerprints)
        end_file(con, kept.file_id, booking.totals)
