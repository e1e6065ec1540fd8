"""A small company to kill, and an independent look at what is left of it."""

from __future__ import annotations

import shutil
import sqlite3
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from invoicectl.domain.customer import Customer
from invoicectl.domain.draft import Draft
from invoicectl.domain.draft import DraftLine
from invoicectl.domain.parties import CustomerKind
from invoicectl.domain.stamp import Stamp

if TYPE_CHECKING:
    from pathlib import Path

DAY = date(2026, 11, 2)
CLOCK = "2026-11-02T09:00:00+00:00"
AN_HOUR_LATER = "2026-11-02T10:00:00+00:00"
NEXT_DAY = "2026-11-03T09:00:00+00:00"
FIRST_NO = 10_001
STAMP = Stamp(at="2026-11-02T08:00:00+00:00", today=DAY, actor="test", run_id="setup")

_CONFIG = """\
company:
  name: Fjordkaffe AS
  orgnr: 974760673
  street: Storgata 1
  postcode: 0150
  city: Oslo
  email: post@fjordkaffe.invalid
bank:
  kontonr: 9710.12.30000
kid:
  enabled: true
email:
  host: 127.0.0.1
  port: {port}
  tls: none
  from_address: faktura@fjordkaffe.invalid
  on_uncertain: {on_uncertain}
  rate_per_minute: 10000
invoice:
  send_by:
    business: {channel}
    consumer: {channel}
"""


@dataclass(frozen=True, slots=True)
class Company:
    """A folder with settings and a ledger; copied before each killing."""

    root: Path

    @property
    def config(self) -> str:
        return str(self.root / "config.yaml")

    def copied(self, to: Path) -> Company:
        shutil.rmtree(to, ignore_errors=True)
        shutil.copytree(self.root, to)
        return Company(to)

    def rows(self, query: str, *values: object) -> list[tuple[object, ...]]:
        """Return rows read by plain SQLite, past all code of the program."""
        path = self.root / "ledger.db"
        con = sqlite3.connect(path)
        try:
            return con.execute(query, values).fetchall()
        finally:
            con.close()


def found(
    root: Path, *, port: int, on_uncertain: str = "resend", channel: str = "email"
) -> Company:
    """Make the company with one business and one consumer customer."""
    from invoicectl.flows.company import create_company
    from invoicectl.ledger.connect import open_ledger
    from invoicectl.ledger.customers import add_customers
    from invoicectl.settings.load import load_settings

    root.mkdir(mode=0o700)
    config = root / "config.yaml"
    config.write_text(_CONFIG.format(port=port, on_uncertain=on_uncertain, channel=channel))
    create_company(load_settings(config, use_cache=False), STAMP)
    with open_ledger(load_settings(config).ledger.path) as ledger:
        add_customers(ledger, (_business(), _consumer()), STAMP)
    return Company(root)


def add_drafts(company: Company, count: int) -> None:
    """Put ready drafts into the ledger, for the two customers in turn."""
    from invoicectl.ledger.connect import open_ledger
    from invoicectl.ledger.drafts import add_draft
    from invoicectl.settings.load import load_settings

    path = load_settings(company.root / "config.yaml").ledger.path
    with open_ledger(path) as ledger, ledger.write() as con:
        for n in range(count):
            add_draft(con, _draft(n), STAMP, key=f"crash:{n}")


def broken_rules(company: Company, *, documents: int) -> list[str]:
    """Return what is wrong with the books, judged by this file's own reading of the promises."""
    wrong: list[str] = []
    numbers = [row[0] for row in company.rows("SELECT invoice_no FROM invoice ORDER BY 1")]
    if numbers != list(range(FIRST_NO, FIRST_NO + documents)):
        wrong.append(f"numbers {numbers}")
    if company.rows("SELECT 1 FROM draft"):
        wrong.append("a draft was left behind")
    if company.rows("SELECT voucher_id FROM line GROUP BY voucher_id HAVING sum(amount_ore) <> 0"):
        wrong.append("a voucher does not balance")
    posted = company.rows("SELECT idempotency_key FROM voucher WHERE kind = 'invoice' ORDER BY id")
    if [key for (key,) in posted] != [f"invoice:{no}" for no in numbers]:
        wrong.append(f"vouchers {posted}")
    queued = company.rows("SELECT invoice_no, count(*) FROM outbox GROUP BY 1 ORDER BY 1")
    if queued != [(no, 1) for no in numbers]:
        wrong.append(f"deliveries {queued}")
    if company.rows("SELECT 1 FROM outbox WHERE state IN('sending','queued','failed')"):
        wrong.append("a delivery is stuck")
    if company.rows("PRAGMA integrity_check") != [("ok",)]:
        wrong.append("the file is damaged")
    return wrong


def _business() -> Customer:
    return Customer(
        customer_no="10001",
        kind=CustomerKind.BUSINESS,
        name="Bakeri Sør AS",
        orgnr="923609016",
        street="Havnegata 2",
        postcode="4610",
        city="Kristiansand",
        email="faktura@bakeri.invalid",
    )


def _consumer() -> Customer:
    return Customer(
        customer_no="10002",
        kind=CustomerKind.CONSUMER,
        name="Åse Ødegård",
        street="Bakken 3",
        postcode="9008",
        city="Tromsø",
        email="aase@post.invalid",
    )


def _draft(n: int) -> Draft:
    line = DraftLine(f"Kaffe {n}", 2_000_000, 149_900_000)
    return Draft(
        customer_no=("10001", "10002")[n % 2],
        lines=(line,),
        delivered_from=DAY,
        delivered_to=DAY,
    )
