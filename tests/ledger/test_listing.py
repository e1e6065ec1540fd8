"""Lists: narrowed and sorted by the ledger, with the statuses that the domain knows."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import date
from datetime import timedelta
from typing import TYPE_CHECKING
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from invoicectl.domain.dates import effective_due
from invoicectl.domain.invoice_status import InvoiceStatus
from invoicectl.domain.invoice_status import invoice_status
from invoicectl.domain.invoice_status import last_late_due
from invoicectl.errors import InputError
from invoicectl.flows.credit import credit_draft
from invoicectl.flows.issue import issue
from invoicectl.ledger.invoice_list import InvoiceChoice
from invoicectl.ledger.invoice_list import listed_invoices
from invoicectl.ledger.listing import Narrowing
from invoicectl.ledger.listing import norwegian_key
from invoicectl.ledger.listing import ordering
from invoicectl.ledger.listing import sorted_column
from tests.build import DAY
from tests.build import add
from tests.build import consumer
from tests.build import customer
from tests.build import draft
from tests.build import line
from tests.build import new_ledger
from tests.build import settings_for
from tests.build import stamp

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from invoicectl.ledger.connect import Ledger

LATE = DAY + timedelta(days=60)


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    """Invoices over five weeks: one credited whole, one in part, one paid in part."""
    settings = settings_for(tmp_path / "company")
    names = {"10001": "Østre Ærfugl AS", "10003": "Åsen bil", "10004": "Zeta"}
    people = [customer(number, name=name, orgnr="") for number, name in names.items()]
    with closing(new_ledger(tmp_path / "company", customers=(*people, consumer()))) as ledger:
        for at, number in enumerate(["10001", "10002", "10003", "10004", "10001"]):
            day = DAY + timedelta(days=7 * at)
            text = f"Kaffe {at}"
            add(
                ledger,
                draft(number, line(text, str(at + 1)), order_reference=f"PO-{at}"),
                day=day,
            )
            issue(ledger, settings, stamp(day))
        later = stamp(DAY + timedelta(days=30))
        for credited, part in ((10001, ()), (10002, ("1=1",))):
            made = credit_draft(ledger, later, credited, reason="Retur", lines=part)
            issue(ledger, settings, later, [f"D{made}"])
        yield ledger


def numbers(ledger: Ledger, *, today: date = LATE, **wanted: Any) -> list[int]:
    """Return the numbers of the documents a list shows."""
    own = {name: wanted.pop(name) for name in ("status", "only_open") if name in wanted}
    chosen = InvoiceChoice(today, Narrowing(**wanted), **own)
    return [each.invoice_no for each in listed_invoices(ledger.con, chosen)]


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({}, [10001, 10002, 10003, 10004, 10005, 10006, 10007]),
        ({"customer_no": "10001"}, [10001, 10005, 10006]),
        ({"first": date(2026, 10, 15)}, [10003, 10004, 10005, 10006, 10007]),
        ({"first": date(2026, 10, 8), "last": date(2026, 10, 15)}, [10002, 10003]),
        ({"only_open": True}, [10002, 10003, 10004, 10005]),
        ({"search": "øSTRE"}, [10001, 10005, 10006]),
        ({"search": "PO-3"}, [10004]),
        ({"search": "10004"}, [10004]),
        ({"search": "%"}, []),
        ({"sort": "-total"}, [10005, 10004, 10003, 10002, 10001, 10006, 10007]),
        ({"sort": "Open", "only_open": True}, [10002, 10003, 10004, 10005]),
        ({"sort": "customer", "only_open": True}, [10002, 10004, 10005, 10003]),
        ({"sort": "-issued", "last": date(2026, 10, 15)}, [10003, 10002, 10001]),
    ],
)
def test_documents_are_narrowed_and_sorted(
    ledger: Ledger, wanted: dict[str, Any], found: list[int]
) -> None:
    assert numbers(ledger, **wanted) == found


@pytest.mark.parametrize("days", [0, 13, 14, 15, 16, 20, 28, 30, 45, 60])
def test_the_statuses_are_those_of_the_domain(ledger: Ledger, days: int) -> None:
    today = DAY + timedelta(days=days)
    every = listed_invoices(ledger.con, InvoiceChoice(today, Narrowing()))
    told: dict[InvoiceStatus, list[int]] = {status: [] for status in InvoiceStatus}
    for each in every:
        if each.kind == "invoice":
            status = invoice_status(
                total_ore=each.total_ore, open_ore=each.open_ore, due=each.due, today=today,
                credited_ore=each.credited_ore,
            )  # fmt: skip
            told[status].append(each.invoice_no)
    owed = sorted(told[InvoiceStatus.PART] + told[InvoiceStatus.OVERDUE] + told[InvoiceStatus.OPEN])
    told[InvoiceStatus.OPEN] = owed  # open is all that is owed, whatever else it is
    del told[InvoiceStatus.PART]  # the list's is what was paid, whatever is overdue or credited
    for status, found in told.items():
        assert numbers(ledger, today=today, status=status) == found, status


@given(st.dates(date(2025, 1, 1), date(2028, 12, 31)), st.integers(-12, 3))
def test_what_is_late_is_what_the_law_calls_late(today: date, days: int) -> None:
    due = today + timedelta(days=days)
    assert (due <= last_late_due(today)) == (today > effective_due(due))


def test_a_column_goes_by_its_head() -> None:
    names = ("invoice_no", "customer_no", "customer_name", "issued_on", "total")
    found = [sorted_column(word, names) for word in ("Issued", "-total_ore", "customer", "invoice")]
    assert found == [
        ("issued_on", False), ("total", True), ("customer_name", False), ("invoice_no", False),
    ]  # fmt: skip


@pytest.mark.parametrize("sort", ["colour", "-", "total; DROP TABLE invoice", "\x1b[1m"])
def test_an_unknown_column_names_those_there_are(ledger: Ledger, sort: str) -> None:
    with pytest.raises(InputError, match=r"sort by invoice_no, customer_no, .* or kid\.$") as error:
        numbers(ledger, sort=sort)
    assert str(error.value).isprintable()


def test_names_are_sorted_as_norwegians_do() -> None:
    names = ["Åse", "ærlig", "Zoo", "øl", "Ål", "Anne", "alf"]
    assert sorted(names, key=norwegian_key) == ["alf", "Anne", "Zoo", "ærlig", "øl", "Ål", "Åse"]
    with closing(sqlite3.connect(":memory:")) as con:
        order = ordering(con, "-name", {"name": "name COLLATE norwegian"}, usual="name")
        con.execute("CREATE TABLE t(name TEXT)")
        con.executemany("INSERT INTO t VALUES(?)", [(name,) for name in names])
        rows = con.execute(f"SELECT name FROM t ORDER BY {order}")
        assert [row[0] for row in rows][:2] == ["Åse", "Ål"]


def plan(ledger: Ledger, **wanted: Any) -> str:
    """Return how SQLite would read a list."""
    said: list[str] = []
    ledger.con.set_trace_callback(said.append)
    numbers(ledger, **wanted)
    ledger.con.set_trace_callback(None)
    query = next(each for each in said if each.startswith("SELECT i.invoice_no"))
    rows = ledger.con.execute(f"EXPLAIN QUERY PLAN {query}")
    return "\n".join(str(row[3]) for row in rows)


@pytest.mark.parametrize(
    ("wanted", "index"),
    [
        ({"customer_no": "10001"}, "SEARCH i USING INDEX invoice_customer"),
        ({"first": DAY, "last": DAY}, "SEARCH i USING INDEX invoice_issued"),
        ({"only_open": True}, "SEARCH i USING INTEGER PRIMARY KEY"),
    ],
)
def test_a_filter_reads_by_an_index(ledger: Ledger, wanted: dict[str, Any], index: str) -> None:
    assert index in plan(ledger, **wanted)
