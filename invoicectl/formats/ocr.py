"""OCR giro: the payments with KID that the bank reports, read strictly by columns.

What is structure or money is refused when it is wrong: the order of records, lengths, counts, sums,
amounts, dates of settlement. What nothing is booked by (fillers, bank fields, order dates, unknown
types) is let pass with a warning.
"""

from __future__ import annotations

import gc
from contextlib import contextmanager
from typing import TYPE_CHECKING

from invoicectl.domain.payment import BankFile
from invoicectl.domain.payment import BankPayment
from invoicectl.formats import ocr_layout as layout
from invoicectl.formats.avtalegiro import mandate_of
from invoicectl.formats.ocr_assignment import Assignment
from invoicectl.formats.ocr_checks import Checks
from invoicectl.formats.ocr_checks import Tally
from invoicectl.formats.ocr_days import DayCache
from invoicectl.formats.ocr_lines import Records
from invoicectl.formats.oddities import Oddities

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from invoicectl.domain.avtalegiro import MandateRecord
    from invoicectl.formats.ocr_layout import Field
    from invoicectl.formats.port import Format


class OcrGiro:
    """The format of the table; see `invoicectl.formats.port.Format`."""

    name = "ocr"

    def sniff(self, head: bytes) -> bool:
        """Return whether the first record is the start of a transmission."""
        return head.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"NY000010")

    def read(self, content: bytes, *, name: str, today: date) -> BankFile:
        """Return the payments of all OCR assignments, in file order.

        Amounts are øre. A record with the sign `-` is money out, and so are card reversals (types
        18 and 20), which the end records nevertheless add. AvtaleGiro mandates stand in `mandates`;
        the transactions of other services are counted in `other_records`.

        Raises:
            BadFileError: any fault of structure, count or sum, with line and columns.
        """
        with _collector_paused():
            return _Reading(content, name, today).whole()


FORMAT: Format = OcrGiro()


@contextmanager
def _collector_paused() -> Iterator[None]:
    """Let reading make its many small records, none in a cycle, without a search for garbage."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


class _Reading:
    """One pass over one file; the methods follow `10 ( 20 (30 31 [32])+ 88 )+ 89`."""

    def __init__(self, content: bytes, name: str, today: date) -> None:
        self.today = today
        self.oddities = Oddities()
        self.records = Records(content, name=name, oddities=self.oddities)
        self.checks = Checks(name, self.records, self.oddities)
        self.days = DayCache(today)
        self.payments: list[BankPayment] = []
        self.identity: list[str] = []
        self.mandates: list[MandateRecord] = []
        self.other_records = 0

    def whole(self) -> BankFile:
        """Read to the end; files joined into one are several transmissions in a row."""
        for number, record in self.records:
            self.transmission(number, record)
        if not self.payments and not self.mandates:
            self.oddities.add("the file holds no payments")
        return BankFile(
            format=OcrGiro.name,
            payments=tuple(self.payments),
            identity=tuple(self.identity),
            warnings=self.oddities.sentences(),
            other_records=self.other_records,
            mandates=tuple(self.mandates),
        )

    def transmission(self, number: int, start: str) -> None:
        """Read from NY000010, which `start` must be, to NY000089."""
        if start[:8] != layout.START_TRANSMISSION:
            raise self.checks.out_of_place(number, start, "the start of a transmission, NY000010")
        fields = (layout.SENDER, layout.TRANSMISSION_NO, layout.RECIPIENT)
        self.check_start(number, start, fields)
        self.identity.append("/".join(field.of(start) for field in fields))
        tallies = [Tally(0, 2, 0)]
        for line, record in self.records:
            if record[:8] == layout.END_TRANSMISSION:
                transactions, records, totals = zip(*tallies, strict=True)
                tally = Tally(sum(transactions), sum(records), sum(totals))
                self.checks.end_record(line, record, tally, of="transmission")
                return
            tallies.append(self.assignment(line, record))
        raise self.checks.cut_off("the end of its transmission, NY000089")

    def assignment(self, number: int, start: str) -> Tally:
        """Read one assignment, which `start` must begin, and return what it comes to."""
        service = layout.SERVICE.of(start)
        expected_head = layout.START_OCR if service == layout.OCR_SERVICE else f"NY{start[2:6]}20"
        if start[:8] != expected_head:
            expected = "the start of an assignment, NY090020, or the end of the file, NY000089"
            raise self.checks.out_of_place(number, start, expected)
        for field in (layout.SERVICE, layout.TYPE):
            self.checks.whole_number(number, start, field, "the kind of an assignment")
        if service != layout.OCR_SERVICE:
            return self.other_assignment(number, start)
        self.check_start(number, start, (layout.AGREEMENT, layout.ASSIGNMENT_NO, layout.ACCOUNT))
        account = layout.ACCOUNT.of(start)
        assignment = Assignment(account, self.records, self.checks, self.days)
        line, end = assignment.read()
        tally = assignment.close(line, end, self.today)
        self.payments += assignment.payments
        return tally

    def other_assignment(self, number: int, start: str) -> Tally:
        """Pass over an assignment of another service, checking what can be checked.

        How another service counts its transactions is known for AvtaleGiro's mandates only; for the
        rest its own end record is believed.
        """
        service, kind = layout.SERVICE.of(start), layout.TYPE.of(start)
        is_mandates = (service, kind) == (layout.AVTALEGIRO_SERVICE, layout.MANDATE_ASSIGNMENT)
        if not is_mandates:
            self.checks.odd(
                number, f"an assignment of service {service!a} is no OCR giro and is passed over"
            )
        end = f"NY{service}{kind}88"
        records, mandates = 1, 0
        for line, record in self.records:
            records += 1
            if record[:8] == end:
                tally = Tally(mandates, records, 0)
                if not is_mandates:
                    tally = self.checks.believed(line, record, records)
                self.checks.end_record(line, record, tally, of="assignment")
                self.other_records += 0 if is_mandates else tally.transactions
                return tally
            if is_mandates and layout.RECORD_TYPE.of(record) == layout.MANDATE_RECORD:
                mandates += 1
                account = layout.ACCOUNT.of(start)
                self.mandates.append(mandate_of(self.checks, line, record, account))
            if record[:4] != start[:4] or layout.RECORD_TYPE.of(record) in {"20", "88"}:
                raise self.checks.out_of_place(line, record, f"the end of the assignment, {end}")
        raise self.checks.cut_off(f"the end of its assignment, {end}")

    def check_start(self, number: int, start: str, fields: tuple[Field, ...]) -> None:
        """Refuse a start record whose numbers are no digits."""
        for field in fields:
            self.checks.whole_number(number, start, field, "this number of the start record")
        self.checks.filler(number, start)
