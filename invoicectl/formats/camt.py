"""camt.053 and camt.054: the statements and notifications of ISO 20022, read as a stream.

What is structure or money is refused when it is wrong: XML that is not whole, amounts, days,
directions, the bank's own counts and sums, balances that the entries do not explain. What banks
fill as they like is let pass with a warning (payments 4.3-4.5).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from invoicectl.domain.payment import BankFile
from invoicectl.errors import BadFileError
from invoicectl.formats.camt_account import Account
from invoicectl.formats.camt_entry import Entries
from invoicectl.formats.camt_layout import document_of
from invoicectl.formats.camt_values import Values
from invoicectl.formats.oddities import Oddities
from invoicectl.formats.xml_reader import ANEW
from invoicectl.formats.xml_reader import Reader
from invoicectl.formats.xml_reader import pieces

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Iterator
    from datetime import date

    from invoicectl.domain.payment import BankPayment
    from invoicectl.domain.payment import BankStatement
    from invoicectl.formats.xml_reader import Record


@dataclass(frozen=True, slots=True)
class Camt:
    """A format of the table; see `invoicectl.formats.port.Format`.

    `container` is the element that tells the messages apart, `part` what it holds for each account.
    """

    name: str
    container: str
    part: str

    def sniff(self, head: bytes) -> bool:
        """Return whether this is XML whose document holds the message."""
        if not head.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<"):
            return False
        return re.search(rb"[<:]%b[\s>]" % self.container.encode(), head) is not None

    def read(self, content: bytes, *, name: str, today: date) -> BankFile:
        """Return the payments of all accounts, in file order, with the balances of each.

        Amounts are øre. A payment is a detail (`TxDtls`) of a booked credit entry, or the entry
        when it has none; a credit that was taken back is negative and a reversal. Other debits,
        pending and informative entries are counted in `left_out`. One in foreign currency has no
        amount.

        Raises:
            BadFileError: any fault of structure, count or sum, with line and column.
        """
        reading = Reading(self, name, today)
        payments = tuple(reading.payments(pieces(content)))
        if not (payments or reading.statements):
            reading.oddities.add("the file holds no payments")
        left_out = reading.entries.left_out
        return BankFile(
            format=self.name,
            payments=payments,
            identity=tuple(reading.identity),
            warnings=reading.oddities.sentences(),
            other_records=sum(each.entries for each in left_out),
            statements=tuple(reading.statements),
            left_out=left_out,
        )


class Reading:
    """One pass over one file, which may be larger than memory; only the sums are kept."""

    def __init__(self, form: Camt, name: str, today: date) -> None:
        """Begin; nothing is read before `payments` is asked."""
        self.identity: list[str] = []
        self.statements: list[BankStatement] = []
        self.oddities = Oddities()
        self._form = form
        self._name = name
        self._today = today
        self._values = Values(name)
        self.entries = Entries(self._values, self.oddities)
        self._header: Record | None = None
        self._part: Record | None = None
        self._account: Account | None = None
        self._ready: list[BankPayment] = []
        self._latest = today

    def payments(self, chunks: Iterable[bytes]) -> Iterator[BankPayment]:
        """Yield the payments of a file that comes in pieces; nothing is sure before the last.

        Raises:
            BadFileError: as `Camt.read`; what was yielded must be forgotten.
        """
        shape = document_of(self._form.container, self._form.part)
        reader = Reader(shape, self._name, self._take)
        for chunk in chunks:
            reader.feed(chunk)
            yield from self._ready
            self._ready.clear()
        reader.close()
        if not self.identity:
            raise BadFileError(
                self._name,
                f"the file has no {self._form.part} within Document/{self._form.container}, where"
                f" the account and its entries must stand; {ANEW}",
            )
        if self._latest > self._today:
            self.oddities.add(f"the file has payments booked on {self._latest}, after today")

    def _take(self, record: Record) -> None:
        """Take the next of the header, the entries of an account, and the account's end."""
        if record.key == "GrpHdr":
            self._header = record
            return
        if record.key != "Ntry":
            self._close(record)
            return
        found = self.entries.payments(record, self._account_of(record.parent))
        self._ready += found
        if found and found[0].booked_on > self._latest:
            self._latest = found[0].booked_on

    def _account_of(self, part: Record | None) -> Account:
        """Return the account of the notification or statement that an entry stands in."""
        assert part is not None  # by the layout, an entry stands in one
        if self._account is None or part is not self._part:
            self._part = part
            self._account = Account(part, self._values, self.oddities)
        return self._account

    def _close(self, part: Record) -> None:
        """Check what an account has been told to have, and take its balances."""
        account = self._account_of(part)
        is_whole = all(
            self._is_whole(record) for record in (self._header, part) if record is not None
        )
        statement = account.close(part, is_whole=is_whole)
        if statement is not None:
            self.statements.append(statement)
        header = self._header
        about = (header.get("id"), header.get("made")) if header else ("", "")
        self.identity.append("/".join((*about, part.get("id"))))

    def _is_whole(self, record: Record) -> bool:
        """Return whether this is all there is, and not one page of several."""
        page = self._values.number(record, "page", "PgNb")
        if page is None:
            return True
        return page == 1 and self._values.is_set(record, "is_last_page", "LastPgInd")
