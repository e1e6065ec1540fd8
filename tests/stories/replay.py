"""Lives through a story with the real ledger and the real night, and tells what each night did.

A line of a story is a day and an event:

    2026-09-01 invoice NAME AMOUNT       a draft over AMOUNT kroner with VAT, ready to go
    2026-09-20 pay NAME AMOUNT|all       a bank file with one payment lies in the inbox
    2026-09-21 dispute NAME              the customer objects
    2026-09-25 settle NAME               that is settled
    2026-09-10 off 2026-09-30            the machine is off from this day to before that one
    2026-10-05 rubbish                   something that is no bank file lies in the inbox
    2026-10-20 end                       the last night

Events of a day come before its night; nights are at three in the morning of the next day, so a
night carries the date of that morning. Nights in which nothing happened are left out of the tale.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from dataclasses import field
from dataclasses import replace
from datetime import date
from datetime import datetime
from datetime import timedelta
from pathlib import Path

from invoicectl.domain.money import kroner
from invoicectl.domain.money import parse_kroner
from invoicectl.domain.payment import BankPayment
from invoicectl.flows.draft import add_drafts
from invoicectl.flows.journal import Journal
from invoicectl.flows.night_steps import Night
from invoicectl.flows.nightly import NightResult
from invoicectl.flows.nightly import run_night
from invoicectl.formats.ocr_write import write_ocr
from invoicectl.ledger.connect import Ledger
from invoicectl.ledger.disputes import open_dispute
from invoicectl.ledger.disputes import settle_dispute
from invoicectl.ledger.invoices import invoice_of
from invoicectl.ledger.log import entries
from invoicectl.settings.model import Settings
from tests.build import draft
from tests.build import line
from tests.build import new_ledger
from tests.build import settings_for
from tests.build import stamp

DAY = timedelta(days=1)
CUSTOMER = "10001"
BANK = "\nbackup:\n  keep: 2\n"


@dataclass
class Teller:
    """One story while it is lived through."""

    ledger: Ledger
    settings: Settings
    events: dict[date, list[list[str]]]
    last: date
    off: set[date] = field(default_factory=set)
    numbers: dict[str, int] = field(default_factory=dict)
    files: int = 0
    tale: list[str] = field(default_factory=list)

    def live(self) -> str:
        """Live through all days and return the tale."""
        day = min(self.events)
        while day <= self.last:
            for event in self.events.get(day, []):
                self.happen(day, event)
            morning = day + DAY
            if morning not in self.off:
                self.night(morning)
            day = morning
        return "\n".join(self.tale) + "\n"

    def happen(self, day: date, event: list[str]) -> None:
        """Let one event happen."""
        match event:
            case ["invoice", name, amount]:
                net = parse_kroner(amount, what="amount") * 4 // 5
                price = kroner(net, thousands="", decimal=".")
                made = (draft(CUSTOMER, line("Kaffe", "1", price)),)
                add_drafts(self.ledger, made, stamp(day))
                self.numbers[name] = self.settings.invoice.first_number + len(self.numbers)
            case ["pay", name, amount]:
                self.pay(day, self.numbers[name], amount)
            case ["dispute", name]:
                with self.ledger.write() as con:
                    open_dispute(con, self.numbers[name], "not as agreed", stamp(day))
            case ["settle", name]:
                with self.ledger.write() as con:
                    settle_dispute(con, self.numbers[name], "a misunderstanding", stamp(day))
            case ["rubbish"]:
                self.settings.bank.inbox.mkdir(exist_ok=True)
                (self.settings.bank.inbox / "holiday.jpg").write_bytes(b"\xff\xd8\xff\xe0 JFIF")
            case ["off", until]:
                self.off |= days(day, date.fromisoformat(until))
            case _:
                raise AssertionError(event)

    def pay(self, day: date, invoice_no: int, amount: str) -> None:
        """Lay a bank file into the inbox, as the bank would in the evening."""
        invoice = invoice_of(self.ledger.con, invoice_no)
        self.files += 1
        whole = invoice.total_ore
        payment = BankPayment(
            line=1,
            account=self.settings.bank.kontonr,
            booked_on=day,
            amount_ore=whole if amount == "all" else parse_kroner(amount, what="amount"),
            kid=invoice.kid,
            type_code="10",
        )
        content = write_ocr(
            [payment],
            account=self.settings.bank.kontonr,
            agreement="001234567",
            sender="00008080",
            transmission_no=self.files,
            on=day,
        )
        inbox = self.settings.bank.inbox
        inbox.mkdir(exist_ok=True)
        (inbox / f"ocr-{self.files}.txt").write_bytes(content)

    def night(self, day: date) -> None:
        """Run one night, and keep what it did for the tale."""
        at = datetime.fromisoformat(f"{day}T01:00:00+00:00")
        seen = entries(self.ledger.con, limit=1)[-1].seq
        result = night_at(self.ledger, self.settings, at, day)
        for entry in entries(self.ledger.con, limit=1000):
            if entry.seq > seen and entry.event in TOLD:
                name = self.name_of(entry.ref)
                self.tale.append(
                    f"{day}  {TOLD[entry.event]:<9} {name:<6} {detail(entry.detail)}".rstrip()
                )
        if result.count("import", "payments"):
            ore = result.count("import", "sum_ore")
            self.tale.append(f"{day}  booked    {kroner(ore, thousands=' ')}")
        self.tale += [f"{day}  {each.code} {each.sentence}" for each in result.problems]

    def name_of(self, ref: str) -> str:
        """Return the name the story has for a document."""
        return next((name for name, no in self.numbers.items() if str(no) == ref), ref)


TOLD = {"invoice.issued": "issued", "notice.made": "letter", "delivery.cancelled": "cancelled"}


def detail(text: str) -> str:
    """Return the sentence of a log entry without what the name says already."""
    return text.partition(", ")[2] if text.startswith("D") else text


def days(first: date, until: date) -> set[date]:
    """Return the days from one to before another."""
    return {first + DAY * n for n in range((until - first).days)}


def night_at(ledger: Ledger, settings: Settings, at: datetime, day: date) -> NightResult:
    """Run one night with its clock standing at an instant."""
    instant = at.isoformat(timespec="seconds")
    now = replace(stamp(day, at=instant), run_id=f"night-{instant}")
    journal = Journal(settings.log.path, now.run_id, lambda: at)
    return run_night(Night(ledger, settings, now, lambda: at, lambda: False), journal)


def tell(story: str, folder: Path) -> str:
    """Live through a story in a folder and return the tale of its nights."""
    events: dict[date, list[list[str]]] = defaultdict(list)
    last = date.min
    for text in story.splitlines():
        words = text.partition("#")[0].split()
        if words[1:] == ["end"]:
            last = date.fromisoformat(words[0])
        elif words:
            events[date.fromisoformat(words[0])].append(words[1:])
    with new_ledger(folder, BANK) as ledger:
        return Teller(ledger, settings_for(folder, BANK), events, last).live()
