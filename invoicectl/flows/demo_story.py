"""The events of the demonstration, in the order of their days, each with the stamp of its own."""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import replace
from datetime import UTC
from datetime import datetime
from datetime import time
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING
from typing import Final

from invoicectl.domain.draft import Draft
from invoicectl.domain.draft import DraftLine
from invoicectl.domain.invoice import DocumentKind
from invoicectl.domain.money import kroner
from invoicectl.flows.demo_bank import STATEMENTS
from invoicectl.flows.demo_bank import WAITING
from invoicectl.flows.demo_bank import Statement
from invoicectl.flows.demo_bank import bank_file
from invoicectl.flows.demo_company import CUSTOMERS
from invoicectl.flows.demo_company import ON_HOLD
from invoicectl.flows.demo_company import PRODUCTS
from invoicectl.flows.demo_company import READY
from invoicectl.flows.demo_company import draft_of
from invoicectl.flows.demo_company import sales_by_day
from invoicectl.flows.demo_selling import TOLD
from invoicectl.flows.demo_selling import selling

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Iterator
    from collections.abc import Sequence

    from invoicectl.domain.stamp import Stamp
    from invoicectl.flows.imported import ImportResult
    from invoicectl.flows.issue import Issued
    from invoicectl.ledger.connect import Ledger
    from invoicectl.settings.model import Settings

_MORNING: Final = time(6, 0, tzinfo=UTC)
_REMINDED: Final = (45, 9)
_DISPUTED: Final = 10007
_DISPUTED_AGO: Final = 40
_CREDITED: Final = 10010
_CREDITED_AGO: Final = 12
_CREDITED_LINE: Final = 2


@dataclass(frozen=True, slots=True)
class Told:
    """What the demonstration did about one topic, in lines of plain text."""

    topic: str
    lines: tuple[str, ...]


class Story:
    """Four months of a company: `tell` lives through them with the flows of every day."""

    def __init__(self, ledger: Ledger, settings: Settings, now: datetime, stamp: Stamp) -> None:
        self._ledger = ledger
        self._settings = settings
        self._now = now
        self._stamp = stamp
        self._sent = 0
        self._laid = 0
        self._letters = 0
        self._documents: list[Issued] = []
        self._imported: list[str] = []

    @staticmethod
    def stamp_of_first_day(stamp: Stamp) -> Stamp:
        """Return the stamp of the day before the first invoice."""
        return _before(stamp, sales_by_day()[0][0] + 1)

    def tell(self) -> Iterator[Told]:
        """Live through everything, then tell of it topic by topic."""
        yield self._set_up()
        events = self._events()
        for days_ago in sorted(events, reverse=True):
            for event in events[days_ago]:
                event(_before(self._stamp, days_ago) if days_ago else self._stamp)
        yield Told("sales", TOLD)
        yield self._issued()
        yield self._carried()
        yield Told("bank files", tuple(self._imported))
        yield self._reminded()
        yield self._left_to_do()
        yield self._checked()

    def _events(self) -> dict[int, list[Callable[[Stamp], None]]]:
        """Return what happens on which day, days counted back from today."""
        events: dict[int, list[Callable[[Stamp], None]]] = {}

        def on(days_ago: int, event: Callable[[Stamp], None]) -> None:
            events.setdefault(days_ago, []).append(event)

        for number, statement in enumerate(STATEMENTS, 1):
            on(statement.days_ago, partial(self._bank, number, statement))
        for days_ago, sales in sales_by_day():
            drafts = tuple(draft_of(sale) for sale in sales)
            on(days_ago, partial(self._sell, drafts))
        for days_ago, event in selling(self._ledger, self._settings):
            on(days_ago, partial(self._before_the_invoice, event))
        on(_DISPUTED_AGO, self._dispute)
        on(_CREDITED_AGO, self._credit)
        for days_ago in _REMINDED:
            on(days_ago, self._remind)
        return events

    def _set_up(self) -> Told:
        from invoicectl.ledger.customers import add_customers
        from invoicectl.ledger.products import add_products

        stamp = self.stamp_of_first_day(self._stamp)
        add_customers(self._ledger, CUSTOMERS, stamp)
        add_products(self._ledger, PRODUCTS, stamp)
        name = self._settings.company.name
        return Told(
            "company",
            (f"{name}, {len(CUSTOMERS)} customers of all kinds, {len(PRODUCTS)} products",),
        )

    def _sell(self, drafts: Sequence[Draft], stamp: Stamp) -> None:
        """Make drafts, issue them and send them, as `invoice new` and `send` do."""
        from invoicectl.flows.draft import add_drafts

        add_drafts(self._ledger, drafts, stamp)
        self._issue(stamp)

    def _before_the_invoice(self, event: Callable[[Stamp], None], stamp: Stamp) -> None:
        """Do what `demo_selling` says; issue and send what comes of it."""
        event(stamp)
        self._issue(stamp)

    def _issue(self, stamp: Stamp) -> None:
        from invoicectl.flows.issue import issue

        result = issue(self._ledger, self._settings, stamp)
        assert not result.refused  # the story is a lawful one
        self._documents += result.issued
        self._deliver(stamp)

    def _deliver(self, stamp: Stamp) -> None:
        from invoicectl.flows.deliver import deliver
        from invoicectl.flows.sending import EMAIL
        from invoicectl.ledger.outbox import delivery_of

        at = datetime.fromisoformat(stamp.at)
        result = deliver(self._ledger, self._settings, stamp, now=lambda: at)
        for outcome in result.outcomes:
            if delivery_of(self._ledger.con, outcome.delivery_id).channel == EMAIL:
                self._sent += 1
            else:
                self._laid += 1

    def _dispute(self, stamp: Stamp) -> None:
        from invoicectl.ledger.disputes import open_dispute
        from invoicectl.ledger.log import note

        reason = "Two of the participants say that they were not there."
        with self._ledger.write() as con:
            open_dispute(con, _DISPUTED, reason, stamp)
            note(con, stamp, "invoice.disputed", str(_DISPUTED), reason)

    def _credit(self, stamp: Stamp) -> None:
        """Credit one line of an invoice whole, by a document of its own."""
        from invoicectl.ledger.invoices import invoice_of

        invoice = invoice_of(self._ledger.con, _CREDITED)
        line = invoice.lines[_CREDITED_LINE - 1]
        back = DraftLine(
            line.description,
            line.quantity_micro,
            line.unit_price_micro,
            unit=line.unit,
            discount_bp=line.discount_bp,
            vat_code=line.vat_code,
            product_no=line.product_no,
            credits_n=_CREDITED_LINE,
        )
        note = Draft(
            invoice.buyer.customer_no,
            (back,),
            credits_no=_CREDITED,
            credit_reason="Servicen ble ikke utført",
        )
        self._sell((note,), stamp)

    def _bank(self, number: int, statement: Statement, stamp: Stamp) -> None:
        """Lay a file into the inbox and import it, as the night does."""
        from invoicectl.flows.inbox import import_inbox

        self._lay(number, statement)
        for result in import_inbox(self._ledger, self._settings, stamp):
            assert not result.refused  # we wrote it ourselves
            self._imported.append(_file_line(result))

    def _lay(self, number: int, statement: Statement) -> None:
        settings, today = self._settings, self._stamp.today
        content = bank_file(
            statement,
            number,
            today,
            account=settings.bank.kontonr,
            agreement=settings.bank.ocr_agreement,
            owed=self._owed,
        )
        (settings.bank.inbox / f"ocr-{number:04}.txt").write_bytes(content)

    def _owed(self, invoice_no: int) -> tuple[str, int]:
        """Return KID and total of an invoice; one that was never issued has a KID and no total."""
        from invoicectl.errors import NotFoundError
        from invoicectl.ledger.invoices import invoice_of

        try:
            invoice = invoice_of(self._ledger.con, invoice_no)
        except NotFoundError:
            return self._settings.kid.scheme().kid_for(CUSTOMERS[0].customer_no, invoice_no), 0
        return invoice.kid, invoice.total_ore

    def _remind(self, stamp: Stamp) -> None:
        from invoicectl.flows.dun import plan_notices
        from invoicectl.flows.dun import send_notices

        plan = plan_notices(self._ledger, self._settings, stamp.today)
        made = send_notices(self._ledger, self._settings, stamp, plan)
        self._letters += len(made.queued)
        self._deliver(stamp)

    def _issued(self) -> Told:
        total = _money(sum(each.total_ore for each in self._documents))
        notes = sum(each.kind is DocumentKind.CREDIT_NOTE for each in self._documents)
        first, last = self._documents[0].invoice_no, self._documents[-1].invoice_no
        count = len(self._documents) - notes
        line = f"{count} and {notes} credit note, {first} to {last} without a gap, {total}"
        return Told("invoices", (line,))

    def _reminded(self) -> Told:
        line = f"{self._letters} friendly letters; {_DISPUTED} is disputed and gets none"
        return Told("reminders", (line,))

    def _carried(self) -> Told:
        lines = [f"{self._laid} laid in the folder outbox, to be printed"]
        if self._settings.email is not None:
            server = f"127.0.0.1:{self._settings.email.port}"
            lines.insert(0, f"{self._sent} e-mailed through a mail server on {server}")
        return Told("messages", tuple(lines))

    def _left_to_do(self) -> Told:
        """Leave something for the first commands to do: two drafts and a bank file."""
        from invoicectl.flows.draft import add_drafts

        drafts = (draft_of(READY), draft_of(ON_HOLD, is_ready=False))
        add_drafts(self._ledger, drafts, self._stamp)
        self._lay(len(STATEMENTS) + 1, WAITING)
        return Told("left to do", ("one draft is ready, one on hold; a bank file is in the inbox",))

    def _checked(self) -> Told:
        from invoicectl.ledger.backup import backup
        from invoicectl.ledger.check import check_ledger

        findings = check_ledger(self._ledger, full=True, now=self._stamp.at)
        if findings:
            return Told("ledger", tuple(f"{each.code} {each.sentence}" for each in findings))
        keep = self._settings.backup
        backup(self._ledger, keep.folder, self._stamp, keep.keep)
        return Told("ledger", ("checked in full: every promise is kept",))


def _file_line(result: ImportResult) -> str:
    """Return what came of one bank file."""
    totals = result.totals
    line = f"{result.name}: {totals.payments} payments {_money(totals.sum_ore)}"
    line += f", {totals.matched} by KID"
    return f"{line}, {totals.queued} for a person" if totals.queued else line


def _money(amount_ore: int) -> str:
    """Return an amount that no line is broken within."""
    return kroner(amount_ore, thousands="\u00a0")


def _before(stamp: Stamp, days: int) -> Stamp:
    """Return the stamp of a morning so many days earlier."""
    day = stamp.today - timedelta(days=days)
    at = datetime.combine(day, _MORNING).isoformat(timespec="seconds")
    return replace(stamp, at=at, today=day)
