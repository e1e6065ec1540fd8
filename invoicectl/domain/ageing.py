"""Who owes what since when: open invoices sorted into buckets of days overdue."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from enum import IntEnum
from typing import Final
from typing import NamedTuple

from invoicectl.domain.dates import effective_due


class Bucket(IntEnum):
    """Days since the effective due date; the value is the column of the report."""

    NOT_DUE = 0
    TO_14 = 1
    TO_30 = 2
    TO_60 = 3
    TO_90 = 4
    OVER_90 = 5

    @property
    def title(self) -> str:
        """The column's head."""
        return _TITLES[self]


_TITLES: Final = ("not due", "1-14", "15-30", "31-60", "61-90", "90+")
_LAST_DAYS: Final = (0, 14, 30, 60, 90)


class OpenInvoice(NamedTuple):
    """What one invoice still owes, all claims together; `due` None is money the customer has over.

    A negative `open_ore` is such a credit.
    """

    customer_no: str
    customer_name: str
    invoice_no: int | None
    due: date | None
    open_ore: int


class AgeingRow(NamedTuple):
    """One customer: øre in each bucket by `Bucket` value, credit apart, never netted by itself.

    `oldest_due` is the earliest due date that has passed, None when nothing is overdue.
    """

    customer_no: str
    customer_name: str
    buckets_ore: tuple[int, ...]
    credit_ore: int
    oldest_due: date | None

    @property
    def open_ore(self) -> int:
        """All that is owed, due or not, before credit."""
        return sum(self.buckets_ore)

    @property
    def overdue_ore(self) -> int:
        """What should have been paid by now, before credit."""
        return self.open_ore - self.buckets_ore[Bucket.NOT_DUE]

    @property
    def balance_ore(self) -> int:
        """What the customer owes when its credit (a negative amount) is set off."""
        return self.open_ore + self.credit_ore


class Ageing(NamedTuple):
    """The report: customers with the most overdue first, and the sums of all columns."""

    as_of: date
    rows: tuple[AgeingRow, ...]
    total: AgeingRow


def days_overdue(due: date, as_of: date) -> int:
    """Return the days since the effective due date, 0 or less when it has not passed (CAL-5)."""
    return (as_of - effective_due(due)).days


def bucket_of(days: int) -> Bucket:
    """Return the bucket of a number of days overdue; 0 and less is not due."""
    for bucket, last in zip(Bucket, _LAST_DAYS, strict=False):
        if days <= last:
            return bucket
    return Bucket.OVER_90


def age(open_invoices: Iterable[OpenInvoice], as_of: date) -> Ageing:
    """Return the ageing report of a day; invoices that owe nothing are left out."""
    sums: dict[str, _Sum] = {}
    buckets: dict[date, Bucket] = {}
    for item in open_invoices:
        if item.open_ore:
            row = sums.get(item.customer_no)
            if row is None:
                row = sums[item.customer_no] = _Sum(item.customer_name)
            row.add(item, as_of, buckets)
    rows = [row.closed(customer_no) for customer_no, row in sums.items()]
    rows.sort(key=lambda row: (-row.overdue_ore, -row.open_ore, row.customer_no))
    return Ageing(as_of, tuple(rows), _total(rows))


class _Sum:
    """The running sums of one customer."""

    __slots__ = ("buckets", "credit", "name", "oldest")

    def __init__(self, name: str) -> None:
        self.name = name
        self.buckets = [0] * len(Bucket)
        self.credit = 0
        self.oldest: date | None = None

    def add(self, item: OpenInvoice, as_of: date, buckets: dict[date, Bucket]) -> None:
        """Count one open invoice; `buckets` remembers the one of a due date between calls."""
        if item.due is None or item.open_ore < 0:
            self.credit += item.open_ore
            return
        bucket = buckets.get(item.due)
        if bucket is None:
            bucket = buckets[item.due] = bucket_of(days_overdue(item.due, as_of))
        self.buckets[bucket] += item.open_ore
        if bucket and (self.oldest is None or item.due < self.oldest):
            self.oldest = item.due

    def closed(self, customer_no: str) -> AgeingRow:
        """Return the row."""
        return AgeingRow(customer_no, self.name, tuple(self.buckets), self.credit, self.oldest)


def _total(rows: list[AgeingRow]) -> AgeingRow:
    columns = zip(*(row.buckets_ore for row in rows), strict=True)
    sums = tuple(map(sum, columns)) or (0,) * len(Bucket)
    oldest = min((row.oldest_due for row in rows if row.oldest_due), default=None)
    return AgeingRow("", "", sums, sum(row.credit_ore for row in rows), oldest)
