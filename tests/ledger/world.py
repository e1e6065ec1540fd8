"""A ledger in which everything has happened once, and ways to damage a copy of it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from contextlib import contextmanager
from datetime import UTC
from datetime import date
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from invoicectl.domain.payment import BankPayment
from invoicectl.domain.product import Product
from invoicectl.flows.deliver import deliver
from invoicectl.flows.dun import plan_notices
from invoicectl.flows.dun import send_notices
from invoicectl.flows.issue import issue
from invoicectl.flows.receive import import_files
from invoicectl.formats.ocr_write import write_ocr
from invoicectl.ledger.check import check_ledger
from invoicectl.ledger.connect import open_ledger
from invoicectl.ledger.disputes import open_dispute
from invoicectl.ledger.invoices import evidence_of
from invoicectl.ledger.invoices import invoice_of
from invoicectl.ledger.log import begin_run
from invoicectl.ledger.log import end_run
from invoicectl.ledger.periods import lock_months
from invoicectl.ledger.posting import LINE_COLUMNS
from invoicectl.ledger.posting import chain_hash
from invoicectl.ledger.products import add_products
from invoicectl.ledger.row_seal import fill_seals
from tests import build

if TYPE_CHECKING:
    from collections.abc import Iterator

    from invoicectl.ledger.connect import Ledger
    from invoicectl.ledger.finding import Finding
    from invoicectl.settings.model import Settings

SALE = date(2026, 9, 1)
PAID = date(2026, 9, 10)
LATE = date(2026, 10, 6)
NOW = "2026-10-06T09:00:00+00:00"
PAGE = 4096
KONTONR = "12345678903"


def build_world(folder: Path) -> Path:
    """Make a company with invoices, a credit note, payments, a dispute and a letter."""
    settings = build.settings_for(folder)
    with build.new_ledger(folder) as ledger:
        add_products(ledger, [Product("P1", "Kaffe", 100_000_000)], build.stamp(SALE))
        build.add(
            ledger,
            build.draft("10001", build.line(), build.line("Te", "1", "33.33", vat_code="31")),
            build.draft("10002"),
            build.draft("10002", build.line("Kopp", "4", "19.90")),
            build.draft("10001", build.line("Kurs", "1", "900", vat_code="6")),
            build.draft("10001", build.line("Utleie", "1", "100", discount_bp=1_000)),
            day=SALE,
        )
        carry(ledger, settings, SALE)
        first = invoice_of(ledger.con, 10001)
        credit = build.draft(
            "10001", build.line(quantity="1", credits_n=1), credits_no=10001, credit_reason="Retur"
        )
        build.add(ledger, credit, day=PAID)
        carry(ledger, settings, PAID)
        kids = {number: invoice_of(ledger.con, number).kid for number in (10002, 10004)}
        paid = [
            (kids[10002], 25_000),
            (kids[10004], 50_000),
            ("9999999999999994", 1_200),
            (kids[10002], 700),
        ]
        pay(ledger, settings, folder / "bank.txt", PAID, paid)
        with ledger.write() as con:
            open_dispute(con, 10005, "feil vare", build.stamp(PAID))
            lock_months(con, "2026-08", build.stamp(PAID))
            begin_run(con, "nightly", build.stamp(LATE))
        send_notices(ledger, settings, build.stamp(LATE), plan_notices(ledger, settings, LATE))
        carry(ledger, settings, LATE)
        with ledger.write() as con:
            end_run(con, build.stamp(LATE).run_id, at=NOW, exit_status=0, summary="fine")
        held = build.draft(first.buyer.customer_no, is_ready=False)
        build.add(ledger, held, day=LATE, key="held")
        return ledger.path


def carry(ledger: Ledger, settings: Settings, day: date) -> None:
    """Issue what is ready and lay it in the folder."""
    at = datetime(day.year, day.month, day.day, 8, tzinfo=UTC)
    result = issue(ledger, settings, build.stamp(day))
    assert not result.refused, result.refused
    deliver(ledger, settings, build.stamp(day), now=lambda: at)


def pay(
    ledger: Ledger, settings: Settings, file: Path, day: date, paid: list[tuple[str, int]]
) -> None:
    """Import a bank file of these payments (KID, øre)."""
    payments = [
        BankPayment(0, KONTONR, day, ore, kid=kid, reference=f"{n:09}", type_code="10",
                    ordered_on=day, payer_account="12345678903")
        for n, (kid, ore) in enumerate(paid, 1)
    ]  # fmt: skip
    file.write_bytes(
        write_ocr(payments, account=KONTONR, agreement="001234567", sender="00008080",
                  transmission_no=1, on=day)
    )  # fmt: skip
    (result,) = import_files(ledger, settings, build.stamp(day), [file])
    assert not result.refused, result.refused


def findings(path: Path, *, full: bool = True, now: str = "") -> tuple[Finding, ...]:
    """Open a ledger and check it."""
    with open_ledger(path) as ledger:
        return check_ledger(ledger, full=full, now=now)


def codes(path: Path, *, full: bool = True, now: str = "") -> set[str]:
    """Return the codes of what a check finds."""
    return {finding.code for finding in findings(path, full=full, now=now)}


@contextmanager
def damaging(path: Path) -> Iterator[sqlite3.Connection]:
    """Open a ledger as a stranger with a plain SQLite would who has dropped all triggers first.

    The triggers are back at the end, word for word.
    """
    with closing(sqlite3.connect(path, isolation_level=None)) as con:
        triggers = con.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        kept = triggers.fetchall()
        con.execute("PRAGMA ignore_check_constraints = ON")
        con.execute("BEGIN")
        for name, _ in kept:
            con.execute(f"DROP TRIGGER {name}")
        yield con
        for _, sql in kept:
            con.execute(sql)
        con.execute("COMMIT")


def cover_up(con: sqlite3.Connection) -> None:
    """Make every hash fit again, as a thorough forger or a bug of ours would."""
    for number, kind in con.execute("SELECT invoice_no, kind FROM invoice").fetchall():
        con.execute(
            "UPDATE voucher SET evidence = ? WHERE idempotency_key = ?",
            (evidence_of(con, number), f"{kind}:{number}"),
        )
    prev = "0"
    for head in con.execute("SELECT * FROM voucher ORDER BY id").fetchall():
        lines = con.execute(
            f"SELECT {LINE_COLUMNS} FROM line WHERE voucher_id = ? ORDER BY n", (head[0],)
        ).fetchall()
        found = chain_hash(prev, head, lines)
        con.execute(
            "UPDATE voucher_seal SET prev_hash = ?, hash = ? WHERE voucher_id = ?",
            (prev, found, head[0]),
        )
        prev = found
    con.execute("UPDATE row_seal SET hash = NULL")
    for table, column in (("outbox", "id"), ("notice", "id"), ("period_lock", "period")):
        con.execute(
            f"INSERT INTO row_seal SELECT '{table}', {column}, NULL FROM {table}"
            f" WHERE NOT EXISTS(SELECT 1 FROM row_seal WHERE tbl = '{table}'"
            f" AND key = CAST({table}.{column} AS TEXT))"
        )
    fill_seals(con)


def dump(path: Path) -> list[object]:
    """Return everything a ledger says, read without our code."""
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as con:
        said: list[object] = [
            con.execute(f"PRAGMA {name}").fetchone() for name in ("application_id", "user_version")
        ]
        objects = con.execute(
            "SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY type, name"
        ).fetchall()
        said.append(objects)
        said.extend(
            con.execute(f'SELECT * FROM "{name}"').fetchall()
            for kind, name, _, _ in objects
            if kind == "table"
        )
        return said
